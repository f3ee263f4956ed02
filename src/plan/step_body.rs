//! The body that a step sends.

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::treatment::{Treatment, fits};
use crate::model::{Claim, Dropped};
use crate::plan::merge::Merge;
use serde_json::Value;

/// What the files make of a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal<'g> {
    pub claim: Claim,
    pub desired: &'g Value,
    /// The parts that are removed.
    pub dropped: &'g [Dropped],
}

/// A member that a step does not write yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deferral {
    /// It keeps its live value, or stays absent.
    Unchanged(Path),
    /// It is removed even if it exists. A later step deletes the resource.
    Removed(Path),
}

/// Returns the body of a resource after a step: the desired body merged into the live one, without dropped parts and deferred
/// members.
pub(crate) fn step_body(kind: &Kind, goal: &Goal<'_>, live: Option<&Value>, deferred: &[Deferral]) -> Value {
    let Goal { claim, desired, dropped } = *goal;
    let mut body = match live {
        Some(live) => Merge { kind, claim }.merge(live, desired),
        None => desired.clone(),
    };
    // Port does not know them.
    for field in kind.fields.iter().filter(|field| field.treatment == Treatment::PreviousName) {
        remove_at(&mut body, field.path);
    }
    // A portal may return the fields of several groups, so the others are removed only if the group is new.
    if let (Some(live), Some(stated)) = (live, stated_group(kind, desired))
        && stated.iter().all(|field| live.get(field).is_none())
    {
        remove_other_groups(kind, stated, &mut body);
    }
    dropped.iter().for_each(|part| part.remove_from(&mut body));
    for hold in deferred {
        match hold {
            Deferral::Unchanged(path) => match live.and_then(|live| path.find(live)) {
                Some(value) => path.put(&mut body, value.clone()),
                None => drop(path.remove(&mut body)),
            },
            Deferral::Removed(path) => drop(path.remove(&mut body)),
        }
    }
    if !deferred.is_empty() || !dropped.is_empty() {
        (kind.tidy)(&mut body);
    }
    body
}

/// Returns whether a step leaves the live body as it is: whether [`step_body`] without deferred members returns one that is
/// equal when both are normalized. It may answer no although the two are equal.
pub(crate) fn keeps(kind: &Kind, goal: &Goal<'_>, live: &Value) -> bool {
    let has_previous_name = |body: &Value| {
        kind.fields.iter().any(|field| field.treatment == Treatment::PreviousName && has_at(body, field.path))
    };
    // A group of fields that is new is not in the live body, so merging changes it.
    goal.dropped.is_empty() && Merge { kind, claim: goal.claim }.keeps(live, goal.desired) && !has_previous_name(live)
}

/// Returns whether a map at these parents has a key that matches the last segment.
fn has_at(body: &Value, path: &[&str]) -> bool {
    let (Some(map), Some((first, rest))) = (body.as_object(), path.split_first()) else { return false };
    map.iter().any(|(key, inner)| fits(first, key) && (rest.is_empty() || has_at(inner, rest)))
}

/// Removes the keys of every map at these parents that match the last segment.
fn remove_at(body: &mut Value, path: &[&str]) {
    let (Some(map), Some((first, rest))) = (body.as_object_mut(), path.split_first()) else { return };
    if rest.is_empty() {
        map.retain(|key, _| !fits(first, key));
    }
    map.iter_mut().filter(|(key, _)| fits(first, key)).for_each(|(_, inner)| remove_at(inner, rest));
}

/// Returns the body of the request: without the fields that Port sets, some of which it rejects, or that exclude those of
/// the desired body, and with the defaults that it requires to be stated.
pub(crate) fn request_body(kind: &Kind, body: &Value, desired: &Value) -> Value {
    let mut body = kind.without_server_owned(body);
    if let Some(stated) = stated_group(kind, desired) {
        remove_other_groups(kind, stated, &mut body);
    }
    for field in kind.fields {
        if let (Treatment::ExplicitDefault(value), Some((name, parents))) = (field.treatment, field.path.split_last()) {
            let value: Value = serde_json::from_str(value).expect("the kinds' defaults are JSON");
            insert_default(&mut body, parents, name, &value);
        }
    }
    body
}

/// Returns the fields that a body may have, of those that exclude each other.
fn stated_group(kind: &Kind, desired: &Value) -> Option<&'static [&'static str]> {
    kind.exclusive.iter().copied().find(|group| group.iter().any(|field| desired.get(field).is_some()))
}

fn remove_other_groups(kind: &Kind, stated: &[&str], body: &mut Value) {
    let Some(map) = body.as_object_mut() else { return };
    let others = kind.exclusive.iter().copied().filter(|group| *group != stated).flatten();
    others.for_each(|field| drop(map.shift_remove(*field)));
}

/// Inserts a default for `name` into every map at `parents` that does not have it.
fn insert_default(body: &mut Value, parents: &[&str], name: &str, value: &Value) {
    let Some(map) = body.as_object_mut() else { return };
    match parents.split_first() {
        None => name.split('|').for_each(|name| {
            map.entry(name).or_insert_with(|| value.clone());
        }),
        Some((want, rest)) => {
            let inside = map.iter_mut().filter(|(key, _)| fits(want, key));
            inside.for_each(|(_, inner)| insert_default(inner, rest, name, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::{blueprint, scorecard_group};

    #[test]
    fn fields_that_exclude_each_other_are_never_sent_together() {
        let kind = &scorecard_group::KIND;
        let desired = json!({"identifier": "g", "scorecards": {"a": {"rules": []}}});
        let mut live = json!({"identifier": "g", "blueprints": ["a"], "rules": [], "title": "G"});
        let after = json!({"identifier": "g", "scorecards": {"a": {"rules": []}}, "title": "G"});
        let goal = Goal { claim: Claim::Full, desired: &desired, dropped: &[] };
        assert_eq!(step_body(kind, &goal, Some(&live), &[]), after);
        live["scorecards"] = desired["scorecards"].clone();
        let goal = Goal { claim: Claim::Full, desired: &desired, dropped: &[] };
        let body = step_body(kind, &goal, Some(&live), &[]);
        assert_eq!(body, live);
        assert_eq!(request_body(kind, &body, &desired), after);
    }

    #[test]
    fn a_relation_is_sent_with_many_and_required_but_without_server_owned_fields() {
        let body = json!({"identifier": "a", "createdAt": "now", "relations": {"r": {"target": "b", "many": true}}});
        let sent = json!({"identifier": "a", "relations": {"r": {"target": "b", "many": true, "required": false}}});
        assert_eq!(request_body(&blueprint::KIND, &body, &body), sent);
    }
}
