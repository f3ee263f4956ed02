//! The parts of a body that a step sends, and requests whose answers are lost.

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::treatment::Treatment;
use crate::plan::{Change, Step};
use crate::portal::PortalError;

/// Whether every change of a step adds something: a merge cannot take anything away.
pub(super) fn only_adds(step: &Step) -> bool {
    let takes = |change: &Change| match (&change.old, &change.new) {
        (_, None) => true,
        (Some(Value::Array(old)), Some(Value::Array(new))) => !old.iter().all(|value| new.contains(value)),
        _ => false,
    };
    !step.changes.iter().any(takes)
}

/// Returns the complete top-level sections that a step changes. They are correct whether a portal merges deeply or
/// section by section.
pub(super) fn sections(step: &Step, body: &Value) -> Value {
    let names = step.changes.iter().filter_map(|change| change.path.key(0));
    Value::Object(names.filter_map(|name| Some((name.to_owned(), body.get(name)?.clone()))).collect())
}

/// Returns the parts of a body that a step changes. A part is a field, or a member of a map that a file may state in
/// part.
pub(super) fn changed_parts(step: &Step, body: &Value) -> Value {
    let mut parts = Value::Object(Map::new());
    for change in &step.changes {
        let path = part_of(step.key.kind, &change.path);
        path.put(&mut parts, path.find(body).cloned().unwrap_or_default());
    }
    parts
}

/// Returns the path of the part that a path leads to or into.
pub(super) fn part_of(kind: &Kind, path: &Path) -> Path {
    let is_partial = |depth: &usize| kind.treats(&path.first(*depth), Treatment::Partial);
    path.first((1..path.0.len()).take_while(is_partial).count() + 1)
}

/// Returns only the members that a step changes, each complete. Other members of a system blueprint belong to Port.
pub(super) fn members(step: &Step, body: &Value) -> Value {
    let mut delta = Value::Object(Map::new());
    for change in &step.changes {
        let section = step.key.kind.members.iter().find(|section| Path::from_keys(section).is_prefix_of(&change.path));
        let path = section.map_or_else(|| change.path.clone(), |section| change.path.first(section.len() + 1));
        if let Some(value) = path.find(body) {
            path.put(&mut delta, value.clone());
        }
    }
    delta
}

/// Returns the answer to a request. If it is lost, returns what `find` finds, or the error if the request had no effect.
pub(super) fn confirmed<T>(
    sent: Result<T, PortalError>,
    find: impl FnOnce() -> Result<Option<T>, PortalError>,
) -> Result<T, PortalError> {
    match sent {
        Err(error) if error.may_have_taken_effect() => find()?.ok_or(error),
        sent => sent,
    }
}
