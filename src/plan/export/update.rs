//! What a declaration in a file has to state, so that a resource stays as it is in the portal.

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::treatment::Treatment;
use crate::model::Claim;
use crate::plan::normalize::{names, normalize_at};
use serde_json::{Map, Value};

/// An update of one declaration. What agrees with the portal stays as the file has it, with its variables.
#[derive(Debug)]
pub(crate) struct BodyUpdate<'u> {
    pub kind: &'static Kind,
    pub claim: Claim,
    /// The bodies of the other declarations of the resource. What they state is not added.
    pub others: &'u [&'u Value],
    /// Whether what no declaration states is added to this one.
    pub adds: bool,
}

/// A value of a file: as it is written, and with its variables filled in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stated<'v> {
    pub written: &'v Value,
    pub filled: &'v Value,
}

/// A value of the portal in the form of a file: with its secrets, and with variables in their place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counterpart<'v> {
    pub value: &'v Value,
    pub hidden: &'v Value,
}

impl<'v> Counterpart<'v> {
    fn members(self) -> impl Iterator<Item = (&'v String, Counterpart<'v>)> {
        let all = self.value.as_object().into_iter().flatten();
        all.filter_map(move |(name, value)| Some((name, Self { value, hidden: self.hidden.get(name)? })))
    }

    fn elements(self) -> Vec<Counterpart<'v>> {
        let list = |value: &'v Value| value.as_array().map_or(&[][..], Vec::as_slice);
        let both = list(self.value).iter().zip(list(self.hidden));
        both.map(|(value, hidden)| Self { value, hidden }).collect()
    }
}

impl BodyUpdate<'_> {
    /// Returns the value that the declaration should have.
    pub(crate) fn declaration(&self, stated: Stated<'_>, live: Counterpart<'_>) -> Value {
        self.value(&Path::root(), stated, Some(live)).unwrap_or_else(|| stated.written.clone())
    }

    /// Returns the value for the field at a path, or `None` if the file should not state it.
    fn value(&self, path: &Path, stated: Stated<'_>, live: Option<Counterpart<'_>>) -> Option<Value> {
        let has = |wanted: Treatment| self.kind.treats(path, wanted);
        if [Treatment::ServerOwned, Treatment::InPath, Treatment::WriteOnly].into_iter().any(has) {
            return Some(stated.written.clone());
        }
        let compared = |value: &Value| normalize_at(self.kind, path, value);
        if compared(stated.filled) == live.and_then(|live| compared(live.value)) {
            return Some(stated.written.clone());
        }
        let live = live?;
        Some(match (stated.written, stated.filled, live.value) {
            (Value::Object(written), Value::Object(filled), Value::Object(_)) => {
                Value::Object(self.map(path, written, filled, live))
            }
            (Value::Array(written), Value::Array(filled), Value::Array(_)) => {
                let stated: Vec<Stated<'_>> =
                    written.iter().zip(filled).map(|(written, filled)| Stated { written, filled }).collect();
                Value::Array(match self.kind.keyed_by(path) {
                    Some(fields) => self.keyed_list(path, fields, &stated, live),
                    None if has(Treatment::Set) => self.set(path, &stated, live),
                    None => self.list(path, &stated, live),
                })
            }
            _ => live.hidden.clone(),
        })
    }

    fn map(
        &self,
        path: &Path,
        written: &Map<String, Value>,
        filled: &Map<String, Value>,
        live: Counterpart<'_>,
    ) -> Map<String, Value> {
        let mut updated = Map::new();
        for (name, written) in written {
            // Keys that are not in the body are portwright's own, such as `extends`.
            let value = match filled.get(name) {
                None => Some(written.clone()),
                Some(filled) => {
                    let live = live.members().find(|(other, _)| *other == name).map(|(_, live)| live);
                    self.value(&path.child(name.as_str()), Stated { written, filled }, live)
                }
            };
            updated.extend(value.map(|value| (name.clone(), value)));
        }
        // An unstated member of these maps would be removed.
        let has = |wanted: Treatment| self.kind.treats(path, wanted);
        let is_complete = self.claim == Claim::Full && !path.0.is_empty() && !has(Treatment::Partial);
        for (name, live) in live.members().filter(|(name, _)| !filled.contains_key(*name)) {
            let at = path.child(name.as_str());
            let is_removed =
                has(Treatment::Verbatim) || (is_complete && (has(Treatment::Members) || self.kind.shape().knows(&at)));
            if is_removed && self.adds && self.others.iter().all(|other| at.find(other).is_none()) {
                updated.insert(name.clone(), live.hidden.clone());
            }
        }
        updated
    }

    fn keyed_list(&self, path: &Path, fields: &[&str], stated: &[Stated<'_>], live: Counterpart<'_>) -> Vec<Value> {
        let elements = live.elements();
        let is_same = |one: &Value, other: &Value| names(fields, one) == names(fields, other);
        let kept = stated.iter().enumerate().filter_map(|(nth, stated)| {
            let live = elements.iter().find(|live| is_same(live.value, stated.filled))?;
            self.value(&path.child(nth), *stated, Some(*live))
        });
        let mut updated: Vec<Value> = kept.collect();
        let is_new = |live: &&Counterpart<'_>| !stated.iter().any(|stated| is_same(live.value, stated.filled));
        updated.extend(elements.iter().filter(|_| self.adds).filter(is_new).map(|live| live.hidden.clone()));
        updated
    }

    fn set(&self, path: &Path, stated: &[Stated<'_>], live: Counterpart<'_>) -> Vec<Value> {
        let elements = live.elements();
        let is_live = |stated: &&Stated<'_>| elements.iter().any(|live| live.value == stated.filled);
        let mut updated: Vec<Value> = stated.iter().filter(is_live).map(|stated| stated.written.clone()).collect();
        let is_stated = |value: &Value| {
            let elsewhere = self.others.iter().filter_map(|other| path.find(other)?.as_array()).flatten();
            stated.iter().map(|stated| stated.filled).chain(elsewhere).any(|other| other == value)
        };
        let adds = self.adds && self.claim == Claim::Full;
        let new = elements.iter().filter(|live| adds && !is_stated(live.value));
        updated.extend(new.map(|live| live.hidden.clone()));
        updated
    }

    /// Elements that the file has stay as they are written. If the lists have the same length, the others are compared in place, and
    /// only their differences change.
    fn list(&self, path: &Path, stated: &[Stated<'_>], live: Counterpart<'_>) -> Vec<Value> {
        let elements = live.elements();
        let mut unused: Vec<Option<Stated<'_>>> = stated.iter().copied().map(Some).collect();
        let compared = |value: &Value| normalize_at(self.kind, &path.child(0), value);
        let found: Vec<Option<Value>> = elements
            .iter()
            .map(|live| {
                let wanted = compared(live.value);
                let is_same =
                    |stated: &&mut Option<Stated<'_>>| stated.is_some_and(|stated| compared(stated.filled) == wanted);
                unused.iter_mut().find(is_same)?.take().map(|stated| stated.written.clone())
            })
            .collect();
        let updated = elements.iter().zip(found).enumerate().map(|(nth, (live, found))| {
            let at_same_place = || stated.get(nth).filter(|_| stated.len() == elements.len());
            let changed = || self.value(&path.child(nth), *at_same_place()?, Some(*live));
            found.or_else(changed).unwrap_or_else(|| live.hidden.clone())
        });
        updated.collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::{action, blueprint, scorecard};

    fn updated(kind: &'static Kind, claim: Claim, written: &Value, filled: &Value, live: &Value) -> Value {
        let update = BodyUpdate { kind, claim, others: &[], adds: true };
        update.declaration(Stated { written, filled }, Counterpart { value: live, hidden: live })
    }

    #[test]
    fn what_agrees_stays_and_what_the_file_does_not_claim_is_not_added() {
        let file = json!({
            "identifier": "a", "description": "old",
            "schema": {"properties": {"x": {"title": "${title}", "type": "string"}, "gone": {"type": "number"}}},
        });
        let mut filled = file.clone();
        filled["schema"]["properties"]["x"]["title"] = json!("X");
        let live = json!({
            "identifier": "a", "title": "A", "relations": {"r": {"target": "b"}},
            "schema": {"properties": {"x": {"title": "X", "type": "string"}, "new": {"type": "boolean"}}, "required": ["new"]},
        });
        let expected = json!({
            "identifier": "a",
            "schema": {"properties": {"x": {"title": "${title}", "type": "string"}, "new": {"type": "boolean"}}, "required": ["new"]},
        });
        assert_eq!(updated(&blueprint::KIND, Claim::Full, &file, &filled, &live), expected);
    }

    #[test]
    fn an_addition_only_changes_what_it_states() {
        let written =
            json!({"extends": "a", "schema": {"properties": {"x": {"type": "string"}}, "required": ["x", "y"]}});
        let filled =
            json!({"schema": {"properties": {"x": {"type": "string"}}, "required": ["x", "y"]}, "identifier": "a"});
        let live = json!({"schema": {"properties": {"x": {"type": "number"}, "z": {"type": "string"}}, "required": ["x", "z"]}});
        let expected = json!({"extends": "a", "schema": {"properties": {"x": {"type": "number"}}, "required": ["x"]}});
        assert_eq!(updated(&blueprint::KIND, Claim::Addition, &written, &filled, &live), expected);
    }

    #[test]
    fn an_element_of_a_keyed_list_is_found_by_its_key() {
        let file = json!({"identifier": "q", "rules": [{"identifier": "b", "level": "Gold", "title": "B"}, {"identifier": "a", "level": "Gold"}]});
        let live = json!({"identifier": "q", "rules": [{"identifier": "a", "level": "Silver"}, {"identifier": "c", "level": "Gold"}, {"identifier": "b", "level": "Gold", "title": "B"}]});
        let expected = json!([
            {"identifier": "b", "level": "Gold", "title": "B"}, {"identifier": "a", "level": "Silver"},
            {"identifier": "c", "level": "Gold"},
        ]);
        assert_eq!(updated(&scorecard::KIND, Claim::Full, &file, &file, &live)["rules"], expected);
    }

    #[test]
    fn free_json_keeps_its_variables_too() {
        let body = |org: &str, x: &str| json!({"invocationMethod": {"body": {"org": org, "x": x, "list": [org, x]}}});
        let updated = updated(&action::KIND, Claim::Full, &body("${org}", "1"), &body("acme", "1"), &body("acme", "2"));
        assert_eq!(updated, body("${org}", "2"));
    }
}
