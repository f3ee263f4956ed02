//! What decides about entities: a scorecard, a query, or a permission, before and after a plan.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::scorecard::level;
use crate::kind::search::{UnknownRule, compared_properties, matches};
use crate::kind::{Key, scorecard, scorecard_group};
use crate::ops::impact::computability::obstacle;
use crate::ops::impact::portal_change::PortalChange;
use crate::ops::impact::report::{EffectKind, NotComputed};
use crate::ops::impact::shift::Shift;

/// What decides about the entities of one blueprint.
#[derive(Debug)]
pub(super) struct Subject {
    pub key: Key,
    pub path: Path,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub decision: Decision,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// The level in a scorecard; without the scorecard, there is none.
    Level,
    /// What a query selects; without a query, everything.
    Selection,
    /// What members may read; without a policy, everything.
    Reading,
}

impl Subject {
    /// Whether the plan changes it or something that it reads.
    pub(super) fn is_affected(&self, shift: &Shift) -> bool {
        if self.decisive(self.before.as_ref()) != self.decisive(self.after.as_ref()) {
            return true;
        }
        shift.touched.iter().any(|name| self.compares(name))
    }

    /// Whether a query of it compares a member of its entities.
    pub(super) fn compares(&self, name: &str) -> bool {
        let queries = [&self.before, &self.after].into_iter().flat_map(|body| self.queries_of(body.as_ref()));
        queries.flat_map(|query| compared_properties(&Path::root(), query)).any(|(_, compared)| compared == name)
    }

    pub(super) fn because(&self, reason: impl Into<String>) -> NotComputed {
        NotComputed { address: self.key.to_string(), path: self.path.clone(), reason: reason.into() }
    }

    /// Returns why it cannot be evaluated.
    pub(super) fn obstacle(&self, shift: &Shift) -> Option<String> {
        let known = BTreeMap::new();
        let of = |body: &Option<Value>, unknown| {
            self.queries_of(body.as_ref()).into_iter().find_map(|query| obstacle(query, unknown))
        };
        of(&self.before, &known).or_else(|| of(&self.after, &shift.unknown))
    }

    /// Returns the effect on an entity, if there is one.
    pub(super) fn effect(
        &self,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) -> Result<Option<EffectKind>, UnknownRule> {
        let selects = |query: &Option<Value>, entity| query.as_ref().map_or(Ok(true), |query| matches(query, entity));
        Ok(match self.decision {
            Decision::Level => {
                let level = |body: &Option<Value>, entity| body.as_ref().map_or(Ok(None), |body| level(body, entity));
                let (from, to) = (level(&self.before, before)?, level(&self.after, after)?);
                (from != to).then_some(EffectKind::Level { from, to })
            }
            Decision::Selection => match (selects(&self.before, before)?, selects(&self.after, after)?) {
                (true, false) => Some(EffectKind::NoLongerMatches),
                (false, true) => Some(EffectKind::NewlyMatches),
                _ => None,
            },
            Decision::Reading => match (selects(&self.before, before)?, selects(&self.after, after)?) {
                (true, false) => Some(EffectKind::Hidden),
                (false, true) => Some(EffectKind::Shown),
                _ => None,
            },
        })
    }

    /// Returns the parts of a body that decide.
    fn decisive<'b>(&self, body: Option<&'b Value>) -> Vec<Option<&'b Value>> {
        match self.decision {
            Decision::Level => ["filter", "levels", "rules"].iter().map(|part| body?.get(*part)).collect(),
            Decision::Selection | Decision::Reading => vec![body],
        }
    }

    fn queries_of<'b>(&self, body: Option<&'b Value>) -> Vec<&'b Value> {
        let Some(body) = body else { return Vec::new() };
        if self.decision != Decision::Level {
            return vec![body];
        }
        let rules = body["rules"].as_array().into_iter().flatten();
        body.get("filter").into_iter().chain(rules.map(|rule| &rule["query"])).collect()
    }
}

/// Returns the scorecards by the identifier of their blueprint before the plan. Those of a changed group count as parts of it.
pub(super) fn scorecards(change: &PortalChange) -> Vec<(String, Subject)> {
    let mut found = Vec::new();
    let mut of_groups = Vec::new();
    for (key, before, after) in change.pairs(|kind| kind.name == scorecard_group::KIND.name) {
        let (mut before, mut after) = (graded(before), graded(after));
        let mut blueprints: Vec<String> = before.keys().cloned().collect();
        blueprints.extend(after.keys().map(|of| change.old_blueprint(of)));
        blueprints.sort();
        blueprints.dedup();
        for of in blueprints {
            let new = after.keys().find(|new| change.old_blueprint(new) == of).cloned();
            let after = new.and_then(|new| after.remove(&new));
            of_groups.push((of.clone(), key.identifier.clone()));
            let (before, decision) = (before.remove(&of), Decision::Level);
            let subject = Subject { key: key.clone(), path: Path::root(), before, after, decision };
            found.push((of, subject));
        }
    }
    for (key, before, after) in change.pairs(|kind| kind.name == scorecard::KIND.name) {
        let old = change.old_key(key);
        let of = old.parent.clone().unwrap_or_default();
        if of_groups.contains(&(of.clone(), old.identifier.clone())) {
            continue;
        }
        let (before, after, decision) = (before.cloned(), after.cloned(), Decision::Level);
        found.push((of, Subject { key: key.clone(), path: Path::root(), before, after, decision }));
    }
    found
}

/// Returns the scorecards that a group makes, by blueprint.
fn graded(group: Option<&Value>) -> BTreeMap<String, Value> {
    let mut made = BTreeMap::new();
    let Some(group) = group else { return made };
    let shared = group.get("blueprints").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    made.extend(shared.map(|of| (of.to_owned(), group.clone())));
    for (of, own) in group.get("scorecards").and_then(Value::as_object).into_iter().flatten() {
        let mut body = own.clone();
        if let (Some(body), Some(levels)) = (body.as_object_mut(), group.get("levels")) {
            body.entry("levels").or_insert_with(|| levels.clone());
        }
        made.insert(of.clone(), body);
    }
    made
}
