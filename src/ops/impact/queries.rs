//! The queries of pages and actions, and the read policies of permissions, before and after a plan.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ground::path::{Path, Segment};
use crate::kind::blueprint_permissions::{self, READ, READ_POLICY};
use crate::kind::page::{TableFilter, table_filters};
use crate::kind::search::queries as queries_in;
use crate::kind::{Key, blueprint, scorecard, scorecard_group};
use crate::ops::impact::portal_change::PortalChange;
use crate::ops::impact::report::NotComputed;
use crate::ops::impact::subject::{Decision, Subject};

/// One step of a path that stays the same when elements of a list move.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Key(String),
    /// An element with this `id` or `identifier`.
    Element(String),
    Index(usize),
}

/// A query of a body.
struct Located {
    path: Path,
    query: Value,
    /// The blueprint of the entities that it selects, by its identifier before the plan.
    blueprint: Option<String>,
    /// How many segments of the path are below what shows the entities.
    depth: usize,
    /// Whether the name of the query names the blueprint.
    is_named: bool,
}

/// Returns the queries by the identifier of their blueprint before the plan, and those that name no blueprint.
pub(super) fn queries(change: &PortalChange, not_computed: &mut Vec<NotComputed>) -> Vec<(String, Subject)> {
    let others = [blueprint::KIND.name, scorecard::KIND.name, scorecard_group::KIND.name];
    let mut found = Vec::new();
    for (key, before, after) in change.pairs(|kind| !others.contains(&kind.name)) {
        let (Some(before), Some(after)) = (before, after) else { continue };
        let renamed = |of: &str| change.old_blueprint(of);
        let (old, new) = (located(key, before, &str::to_owned), located(key, after, &renamed));
        let names: BTreeSet<&Vec<Name>> = old.keys().chain(new.keys()).collect();
        for name in names {
            let (old, new) = (old.get(name), new.get(name));
            let Some(either) = new.or(old) else { continue };
            let container = &name[..name.len() - either.depth];
            // Without its container, nothing shows entities. Without a query, the container shows all of them.
            let containers = (find(before, container), find(after, container));
            let (Some(container_before), Some(container_after)) = containers else { continue };
            let of = |found: Option<&Located>, container: &Value, old_name: &dyn Fn(&str) -> String| match found {
                Some(one) => one.blueprint.clone(),
                None if either.is_named => either.blueprint.clone(),
                None => container.get(blueprint::NAME).and_then(Value::as_str).map(old_name),
            };
            let before_of = of(old, container_before, &str::to_owned);
            let after_of = of(new, container_after, &renamed);
            let (before, after) = (old.map(|one| one.query.clone()), new.map(|one| one.query.clone()));
            let (path, decision) = (either.path.clone(), Decision::Selection);
            let subject = Subject { key: key.clone(), path, before, after, decision };
            match before_of.clone().or(after_of.clone()) {
                Some(of) if before_of.is_none() || after_of.is_none() || before_of == after_of => {
                    found.push((of, subject));
                }
                Some(_) => not_computed.push(subject.because("it selects entities of another blueprint than before")),
                None if subject.before != subject.after => {
                    not_computed.push(subject.because("it names no blueprint"));
                }
                None => {}
            }
        }
    }
    found
}

/// Returns the queries of a body by their names. `old_name` returns the identifier of a blueprint before the plan.
fn located(key: &Key, body: &Value, old_name: &dyn Fn(&str) -> String) -> BTreeMap<Vec<Name>, Located> {
    let mut located = BTreeMap::new();
    for query in queries_in(key.kind, body) {
        if let Some(value) = query.at.find(body).filter(|_| !query.at.0.is_empty()) {
            let blueprint = query.blueprint.map(old_name);
            let name = names(&query.at, body);
            let one = Located { path: query.at, query: value.clone(), blueprint, depth: 1, is_named: false };
            located.insert(name, one);
        }
    }
    for TableFilter { widget, at, blueprint, query } in table_filters(body) {
        let of = old_name(blueprint);
        let own = at.0.iter().filter_map(|segment| match segment {
            Segment::Key(key) if key == blueprint => Some(Name::Key(of.clone())),
            Segment::Key(key) => Some(Name::Key(key.clone())),
            Segment::Index(_) => None,
        });
        let name: Vec<Name> = names(&widget, body).into_iter().chain(own).collect();
        let (path, depth) = (widget.join(&at), at.0.len());
        let one = Located { path, query: query.clone(), blueprint: Some(of), depth, is_named: true };
        located.insert(name, one);
    }
    located
}

fn own_name(element: &Value) -> Option<&str> {
    ["id", "identifier"].iter().find_map(|field| element.get(*field)?.as_str())
}

fn names(at: &Path, body: &Value) -> Vec<Name> {
    let (mut value, mut names) = (body, Vec::new());
    for segment in &at.0 {
        let (name, next) = match segment {
            Segment::Key(key) => (Name::Key(key.clone()), value.get(key)),
            Segment::Index(nth) => {
                let element = value.get(nth);
                let own = element.and_then(own_name).map(|own| Name::Element(own.to_owned()));
                (own.unwrap_or(Name::Index(*nth)), element)
            }
        };
        names.push(name);
        value = next.unwrap_or(&Value::Null);
    }
    names
}

fn find<'b>(body: &'b Value, names: &[Name]) -> Option<&'b Value> {
    names.iter().try_fold(body, |value, name| match name {
        Name::Key(key) => value.get(key),
        Name::Index(nth) => value.get(nth),
        Name::Element(own) => value.as_array()?.iter().find(|element| own_name(element) == Some(own)),
    })
}

/// Returns the read policies by the identifier of their blueprint before the plan.
pub(super) fn permissions(change: &PortalChange, not_computed: &mut Vec<NotComputed>) -> Vec<(String, Subject)> {
    let mut found = Vec::new();
    let (read, policy) = (Path::from_keys(READ), Path::from_keys(READ_POLICY));
    for (key, before, after) in change.pairs(|kind| kind.name == blueprint_permissions::KIND.name) {
        let (Some(before), Some(after)) = (before, after) else { continue };
        let readers = |body: &Value| {
            let mut readers = read.find(body).cloned().unwrap_or_default();
            Path(policy.0[read.0.len()..].to_vec()).remove(&mut readers);
            readers
        };
        let by_team = |body: &Value| read.child("ownedByTeam").find(body).is_some_and(|flag| *flag == true);
        let (before_readers, after_readers) = (readers(before), readers(after));
        if before_readers != after_readers || by_team(before) {
            if read.find(before) != read.find(after) {
                let reason = "who may read the entities depends on the user".to_owned();
                not_computed.push(NotComputed { address: key.to_string(), path: read.clone(), reason });
            }
            continue;
        }
        let stated = |body: &Value| policy.find(body).filter(|query| has_rules(query)).cloned();
        let (before, after, decision) = (stated(before), stated(after), Decision::Reading);
        let of = change.old_blueprint(&key.identifier);
        found.push((of, Subject { key: key.clone(), path: policy.clone(), before, after, decision }));
    }
    found
}

/// A policy without rules restricts nothing.
fn has_rules(query: &Value) -> bool {
    query.get("rules").and_then(Value::as_array).is_some_and(|rules| !rules.is_empty())
}
