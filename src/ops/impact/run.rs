//! Computing the impact of a plan.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::ground::path::Path;
use crate::kind::Key;
use crate::kind::blueprint::{KIND, PROPERTIES, RELATIONS, SECTIONS};
use crate::ops::impact::evaluate::Count;
use crate::ops::impact::portal_change::PortalChange;
use crate::ops::impact::queries::{permissions, queries};
use crate::ops::impact::report::{Effect, EffectKind, Impact, NotComputed, Reading};
use crate::ops::impact::shift::{Shift, shifts};
use crate::ops::impact::subject::{Subject, scorecards};
use crate::ops::plan::PlanReport;
use crate::plan::mask::REDACTED;
use crate::portal::{Portal, PortalError, resources};

/// Computes what a plan changes for the entities of a portal. Reads the resources that decide about entities and
/// that the plan has not read, and at most `limit` entities, only of blueprints for which something changes. `hidden` are the values that are redacted.
pub fn impact(report: &PlanReport, portal: &dyn Portal, limit: usize, hidden: &[&str]) -> Result<Impact, PortalError> {
    let PlanReport { plan, content, .. } = report;
    let mut impact = Impact { limit, ..Impact::default() };
    if plan.steps.is_empty() {
        return Ok(impact);
    }
    let change = PortalChange::read(plan, content, portal)?;
    let shifts = shifts(plan, &change);
    let mut subjects = subjects(&change, &shifts, &mut impact.not_computed);
    let mut left = limit;
    for (blueprint, shift) in &shifts {
        let of_it = subjects.remove(blueprint).unwrap_or_default();
        if of_it.is_empty() && shift.calculations.is_empty() {
            continue;
        }
        let new = new_name(&change, blueprint);
        let mut count = Count::new((blueprint, &new), shift, of_it);
        let mut read = 0;
        let complete = resources::search(portal, blueprint, &json!({}), left, &mut |page| {
            read += page.len();
            count.add(page);
        })?;
        left -= read;
        impact.entities.push(Reading { blueprint: blueprint.clone(), read, complete });
        let (effects, not_computed) = count.finish(complete);
        impact.effects.extend(effects);
        impact.not_computed.extend(not_computed);
    }
    impact.not_computed.extend(unknown_members(&change, &shifts));
    impact.not_computed.sort();
    impact.not_computed.dedup();
    impact.effects.sort_by_cached_key(|effect| {
        (rank(&effect.kind), effect.key.clone(), effect.path.clone(), effect.kind.clone())
    });
    impact.effects.iter_mut().for_each(|effect| redact(effect, hidden));
    Ok(impact)
}

fn rank(kind: &EffectKind) -> u8 {
    match kind {
        EffectKind::Level { .. } => 0,
        EffectKind::Value => 1,
        EffectKind::NoLongerMatches | EffectKind::NewlyMatches => 2,
        EffectKind::Hidden | EffectKind::Shown => 3,
    }
}

fn new_name(change: &PortalChange, old: &str) -> String {
    let of_kind = change.after.keys().filter(|key| key.kind.name == KIND.name);
    let mut named = of_kind.filter(|key| change.old_key(key).identifier == old);
    named.next().map_or_else(|| old.to_owned(), |key| key.identifier.clone())
}

/// Returns what the plan affects and can be computed, by the identifier of its blueprint before the plan.
fn subjects(
    change: &PortalChange,
    shifts: &BTreeMap<String, Shift>,
    not_computed: &mut Vec<NotComputed>,
) -> BTreeMap<String, Vec<Subject>> {
    for kind in &change.unreadable {
        let reason = "the portal does not show them".to_owned();
        not_computed.push(NotComputed { address: kind.plural.to_owned(), path: Path::root(), reason });
    }
    let mut all = scorecards(change);
    all.extend(queries(change, not_computed));
    all.extend(permissions(change, not_computed));
    let mut subjects: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
    for (blueprint, subject) in all {
        // A blueprint that is created has no entities yet, and those of a deleted one are lost anyway.
        let Some(shift) = shifts.get(&blueprint).filter(|shift| subject.is_affected(shift)) else { continue };
        match subject.obstacle(shift) {
            Some(reason) => not_computed.push(subject.because(reason)),
            None => subjects.entry(blueprint).or_default().push(subject),
        }
    }
    subjects
}

/// Returns the computed properties whose values after the plan are not known.
fn unknown_members(change: &PortalChange, shifts: &BTreeMap<String, Shift>) -> Vec<NotComputed> {
    let mut found = Vec::new();
    for (old, shift) in shifts {
        let key = Key::new(&KIND, new_name(change, old));
        let Some(body) = change.after.get(&key) else { continue };
        let computed = SECTIONS.iter().filter(|section| ![PROPERTIES, RELATIONS].contains(section));
        for section in computed.map(|section| Path::from_keys(section)) {
            let members = shift.unknown.iter().map(|(name, reason)| (section.child(name.as_str()), reason));
            let known = members.filter(|(path, _)| path.find(body).is_some());
            found.extend(known.map(|(path, reason)| NotComputed {
                address: key.to_string(),
                path,
                reason: reason.clone(),
            }));
        }
    }
    found
}

/// Redacts sensitive values from the examples of an effect.
fn redact(effect: &mut Effect, hidden: &[&str]) {
    for example in &mut effect.examples {
        [&mut example.before, &mut example.after].into_iter().flatten().for_each(|value| redact_value(value, hidden));
    }
}

fn redact_value(value: &mut Value, hidden: &[&str]) {
    match value {
        Value::String(text) if hidden.iter().any(|secret| text.contains(secret)) => *value = Value::from(REDACTED),
        Value::Array(values) => values.iter_mut().for_each(|value| redact_value(value, hidden)),
        Value::Object(map) => map.values_mut().for_each(|value| redact_value(value, hidden)),
        _ => {}
    }
}
