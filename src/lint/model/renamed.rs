//! The field that names a resource, under the name that another kind or another program has for it.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::{KINDS, Kind};
use crate::lint::model::schema;
use crate::model::Declaration;
use crate::model::build::EXTENDS;

/// Returns the field that was probably meant as the one that names a resource, if that one is missing.
pub(super) fn identity(declaration: &Declaration) -> Option<String> {
    let kind = declaration.kind;
    let (field, node) = (kind.identity.field, declaration.node());
    let is_named = node.get(field).is_some() || (kind.extendable && node.get(EXTENDS).is_some());
    let is_typo = |name: &str| !kind.shape().root().knows(name) && closest(name, [field]).is_some();
    if is_named || node.entries().any(|(key, _)| is_typo(key.key_text())) {
        return None;
    }
    let is_other = |name: &str| node.get(name).is_some() && !is_of(kind, name) && fits(declaration, name);
    names(kind).into_iter().find(|name| is_other(name))
}

/// Returns the names that a field which names a resource of this kind can have elsewhere, the most likely first.
fn names(kind: &Kind) -> Vec<String> {
    let owner = kind.identity.owner.unwrap_or(kind.name);
    let other_kinds = KINDS.iter().map(|other| other.identity.field.to_owned());
    let mut names: Vec<String> = vec!["identifier".to_owned(), "id".to_owned()];
    for end in ["Identifier", "_identifier", "Id", "_id", "Name", "_name"] {
        names.push(format!("{owner}{end}"));
    }
    names.extend([owner, "key", "slug", "name"].map(str::to_owned));
    names.extend(other_kinds);
    names.push("title".to_owned());
    names
}

/// Returns whether a kind has another use for a field. The ids that Port adds are never of use.
fn is_of(kind: &Kind, name: &str) -> bool {
    !["identifier", "id"].contains(&name) && kind.shape().root().knows(name)
}

/// Returns whether a value can name the resource.
fn fits(declaration: &Declaration, name: &str) -> bool {
    let mut body = serde_json::Value::clone(&declaration.body);
    let Some(map) = body.as_object_mut() else { return false };
    let Some(value) = map.shift_remove(name).filter(serde_json::Value::is_string) else { return false };
    let at = Path::from_keys(&[declaration.kind.identity.field]);
    at.put(&mut body, value);
    schema::of(declaration.kind).check_value(&body).iter().all(|violation| violation.path != at)
}
