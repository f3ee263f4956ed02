//! What a plan changes in the values of one blueprint's entities.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::Key;
use crate::kind::blueprint::{AGGREGATIONS, CALCULATIONS, KIND, MIRRORS, RELATIONS, SECTIONS};
use crate::ops::impact::portal_change::PortalChange;
use crate::plan::Plan;

/// A calculation property whose values may change.
#[derive(Debug)]
pub(super) struct Calculation {
    /// Its name and expression before.
    pub old: Option<(String, String)>,
    /// Its name and expression after.
    pub new: Option<(String, String)>,
}

impl Calculation {
    pub(super) fn name(&self) -> &str {
        self.new.as_ref().or(self.old.as_ref()).map_or("", |(name, _)| name)
    }
}

/// The changes of one blueprint that the portal has before and after the plan.
#[derive(Debug, Default)]
pub(super) struct Shift {
    /// The old and new names of members.
    pub moves: Vec<(String, String)>,
    /// The properties and relations that lose their values, by their new names.
    pub lost: BTreeSet<String>,
    /// The members whose values after the plan are not known, and why.
    pub unknown: BTreeMap<String, String>,
    pub calculations: Vec<Calculation>,
    /// Every name that is mentioned above.
    pub touched: BTreeSet<String>,
    /// All calculation properties, before and after.
    pub calculated: BTreeSet<String>,
}

impl Shift {
    fn mark(&mut self, name: &str, reason: String) -> bool {
        self.touched.insert(name.to_owned());
        self.unknown.insert(name.to_owned(), reason).is_none()
    }

    /// Returns the properties and relations of an entity after the plan, without calculation properties.
    pub(super) fn applied(&self, entity: &Map<String, Value>) -> Map<String, Value> {
        let mut after = entity.clone();
        for section in ["properties", "relations"] {
            let Some(values) = after.get_mut(section).and_then(Value::as_object_mut) else { continue };
            let moved: Vec<_> = self.moves.iter().filter_map(|(old, new)| Some((new, values.remove(old)?))).collect();
            values.extend(moved.into_iter().map(|(new, value)| (new.clone(), value)));
            values.retain(|name, _| !self.lost.contains(name));
        }
        after
    }
}

/// Returns what changes for each blueprint, by its identifier before the plan.
pub(super) fn shifts(plan: &Plan, change: &PortalChange) -> BTreeMap<String, Shift> {
    let mut found = BTreeMap::new();
    let mut bodies: BTreeMap<String, (&Value, &Value)> = BTreeMap::new();
    for (key, body) in change.after.iter().filter(|(key, _)| key.kind.name == KIND.name) {
        let old = change.old_key(key);
        let (Some(before), Some(renamed)) = (change.before.get(old), change.renamed.get(key)) else { continue };
        let mut shift = Shift::default();
        let renames = change.renames.iter().filter(|rename| rename.key == *key && rename.member.is_some());
        shift.moves = renames.map(|rename| (rename.old.clone(), rename.new.clone())).collect();
        shift.touched.extend(shift.moves.iter().flat_map(|(old, new)| [old.clone(), new.clone()]));
        add_lost(&mut shift, key, plan, renamed, body);
        add_redefined(&mut shift, renamed, body);
        found.insert(old.identifier.clone(), shift);
        bodies.insert(old.identifier.clone(), (before, body));
    }
    // A value may be derived from one that is derived itself.
    let mut grows = true;
    while grows {
        grows = false;
        for (of, (before, body)) in &bodies {
            grows |= spread(of, body, change, &mut found);
            let shift = found.entry(of.clone()).or_default();
            let known = shift.touched.len();
            add_calculations(shift, before, body);
            grows |= shift.touched.len() > known;
        }
    }
    found
}

fn members<'b>(body: &'b Value, section: &[&str]) -> impl Iterator<Item = (&'b String, &'b Value)> {
    let members = Path::from_keys(section).find(body).and_then(Value::as_object);
    members.into_iter().flatten()
}

fn has_member(body: &Value, name: &str) -> bool {
    SECTIONS.iter().any(|section| members(body, section).any(|(other, _)| other == name))
}

/// Adds the members that are removed, or removed and added again.
fn add_lost(shift: &mut Shift, key: &Key, plan: &Plan, renamed: &Value, after: &Value) {
    for section in SECTIONS.iter().filter(|section| **section != CALCULATIONS) {
        for (name, _) in members(renamed, section).filter(|(name, _)| !has_member(after, name)) {
            shift.lost.insert(name.clone());
        }
    }
    for recreation in plan.steps.iter().filter(|step| step.key == *key).flat_map(|step| &step.write.recreates) {
        let Some(name) = recreation.path.last_key() else { continue };
        match recreation.migration {
            Some(_) => drop(shift.mark(name, "its values are converted to another type".to_owned())),
            None => drop(shift.lost.insert(name.to_owned())),
        }
    }
    shift.touched.extend(shift.lost.iter().cloned());
}

/// Adds the mirror and aggregation properties that are new or have another definition.
fn add_redefined(shift: &mut Shift, renamed: &Value, after: &Value) {
    let deciding: [(&[&str], &str, &[&str]); 2] = [
        (MIRRORS, "mirror", &["path"]),
        (AGGREGATIONS, "aggregation", &["target", "query", "calculationSpec", "pathFilter"]),
    ];
    for (section, noun, fields) in deciding {
        let before = Path::from_keys(section).find(renamed).unwrap_or(&Value::Null);
        for (name, body) in members(after, section) {
            if fields.iter().any(|field| before[name].get(*field) != body.get(*field)) {
                shift.mark(name, format!("the plan changes the {noun} property, which reads other entities"));
            }
        }
    }
}

/// Marks the mirror and aggregation properties that read what the plan changes. Returns whether there are new ones.
fn spread(of: &str, body: &Value, change: &PortalChange, found: &mut BTreeMap<String, Shift>) -> bool {
    let mut derived = Vec::new();
    for (name, mirror) in members(body, MIRRORS) {
        let path: Vec<&str> = mirror["path"].as_str().unwrap_or_default().split('.').collect();
        if let Some(changed) = changed_on_path(of, body, &path, change, found) {
            derived.push((name, format!("it is a mirror of `{changed}`, which the plan changes")));
        }
    }
    for (name, aggregation) in members(body, AGGREGATIONS) {
        let target = change.old_blueprint(aggregation["target"].as_str().unwrap_or_default());
        let text = aggregation.to_string();
        let touched = found.get(&target).into_iter().flat_map(|shift| &shift.touched);
        if let Some(changed) = touched.into_iter().find(|changed| text.contains(&format!("\"{changed}\""))) {
            derived.push((name, format!("it aggregates `{target}.{changed}`, which the plan changes")));
        }
    }
    let Some(shift) = found.get_mut(of) else { return false };
    derived.retain(|(name, _)| !shift.unknown.contains_key(*name));
    derived.into_iter().fold(false, |any, (name, reason)| shift.mark(name, reason) || any)
}

/// Returns the first member on a mirror's path that the plan changes.
fn changed_on_path(
    of: &str,
    body: &Value,
    path: &[&str],
    change: &PortalChange,
    found: &BTreeMap<String, Shift>,
) -> Option<String> {
    let (first, rest) = path.split_first()?;
    // A path may begin in the blueprint itself, whose own changes have been found.
    if let Some(shift) = found.get(of)
        && shift.touched.contains(*first)
        && !shift.moves.iter().any(|(_, new)| new == first && !shift.lost.contains(*first))
    {
        return Some(format!("{of}.{first}"));
    }
    let relation = Path::from_keys(RELATIONS).child(*first);
    let target = relation.child("target").find(body)?.as_str()?;
    let next = change.after.get(&Key::new(&KIND, target))?;
    changed_on_path(&change.old_blueprint(target), next, rest, change, found)
}

/// Adds the calculation properties that are added, removed or changed, or that read a changed member.
fn add_calculations(shift: &mut Shift, before: &Value, after: &Value) {
    let expressions = |body| -> BTreeMap<String, String> {
        let text = |calculation: &Value| calculation["calculation"].as_str().unwrap_or_default().to_owned();
        members(body, CALCULATIONS).map(|(name, calculation)| (name.clone(), text(calculation))).collect()
    };
    let (mut old, new) = (expressions(before), expressions(after));
    shift.calculated = old.keys().chain(new.keys()).cloned().collect();
    shift.calculations.clear();
    let mut calculations = Vec::new();
    for (name, expression) in new {
        let moved = shift.moves.iter().find(|(_, new)| *new == name).map(|(old, _)| old.clone());
        let old_name = moved.unwrap_or_else(|| name.clone());
        let before = old.remove(&old_name).map(|expression| (old_name, expression));
        calculations.push(Calculation { old: before, new: Some((name, expression)) });
    }
    calculations.extend(old.into_iter().map(|gone| Calculation { old: Some(gone), new: None }));
    let reads = |calculation: &Option<(String, String)>, name: &str| {
        calculation.as_ref().is_some_and(|(_, expression)| expression.contains(name))
    };
    let touched = shift.touched.clone();
    for calculation in calculations {
        let (old, new) = (&calculation.old, &calculation.new);
        let text = |side: &Option<(String, String)>| side.as_ref().map(|(_, expression)| expression.clone());
        let read = touched.iter().any(|name| reads(old, name) || reads(new, name));
        if text(old) == text(new) && !read {
            continue;
        }
        let name = calculation.name().to_owned();
        let unread = shift.unknown.iter().find(|(unknown, _)| reads(new, unknown));
        let blocked = unread.map(|(unknown, reason)| format!("it reads `{unknown}`: {reason}"));
        if new.is_some()
            && let Some(reason) = blocked.or_else(|| uncertain(&calculation))
        {
            shift.mark(&name, reason);
            continue;
        }
        shift.touched.extend([name]);
        shift.calculations.push(calculation);
    }
}

/// Returns why the values of a calculation cannot be compared.
fn uncertain(calculation: &Calculation) -> Option<String> {
    let sides = [&calculation.old, &calculation.new];
    let mut words = sides
        .into_iter()
        .flatten()
        .flat_map(|(_, expression)| expression.split(|letter: char| !letter.is_alphanumeric() && letter != '_'));
    words.any(|word| ["now", "localtime"].contains(&word)).then(|| "it depends on the current time".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renamed_and_lost_members_are_applied() {
        let shift = Shift {
            moves: vec![("a".to_owned(), "b".to_owned())],
            lost: BTreeSet::from(["c".to_owned()]),
            ..Shift::default()
        };
        let entity = serde_json::json!({"identifier": "e", "properties": {"a": 1, "c": 2, "d": 3}});
        let after = serde_json::json!({"identifier": "e", "properties": {"b": 1, "d": 3}});
        assert_eq!(Value::Object(shift.applied(entity.as_object().expect("a map"))), after);
    }
}
