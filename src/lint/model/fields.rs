//! Fields that a kind's schema does not have, in maps where Port accepts any field.

use std::cell::LazyCell;

use serde_json::{Map, Value};

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::blueprint;
use crate::kind::synonym::meant;
use crate::kind::treatment::Treatment;
use crate::lint::model::displaced::Displaced;
use crate::lint::model::{schema, strays};
use crate::model::Declaration;
use crate::yaml::schema::{Violation, ViolationKind};

/// A field that portwright does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownField {
    pub path: Path,
    pub name: String,
    /// The known name that was probably meant; for a section at the wrong level, the one that it belongs to.
    pub near: Option<String>,
    /// What to do about it, if a name was probably meant.
    pub remedy: String,
}

/// Keywords of JSON Schema that Port does not document.
const KEYWORDS: &str = "$comment $defs $id $ref $schema additionalItems allOf anyOf const contains contentEncoding \
    contentMediaType definitions dependencies dependentRequired dependentSchemas deprecated else \
    examples if not oneOf prefixItems propertyNames readOnly then uniqueItems";

/// Returns every unknown field of a declaration that is not displaced.
pub(super) fn unknown(declaration: &Declaration, displaced: &[Displaced]) -> Vec<UnknownField> {
    let mut found = Vec::new();
    let mut waiting = vec![(Path::root(), &*declaration.body, declaration.kind.shape().root())];
    while let Some((at, value, here)) = waiting.pop() {
        match value {
            Value::Array(values) => {
                let inside = here.element();
                let entered = values.iter().enumerate().rev().filter(|(_, value)| has_members(value));
                waiting.extend(entered.map(|(nth, value)| (at.child(nth), value, inside)));
            }
            Value::Object(map) => {
                // The schema does not describe it, so the user chooses the names.
                let Some(fields) = here.fields() else { continue };
                let is_free = LazyCell::new(|| is_free(declaration.kind, &at));
                for (name, value) in map.iter().rev() {
                    if displaced.iter().any(|run| run.explains(&at.child(name.as_str()))) {
                        continue;
                    }
                    if here.knows(name) {
                        if has_members(value) {
                            waiting.push((at.child(name.as_str()), value, here.key(name)));
                        }
                        continue;
                    }
                    // A property is a JSON Schema, and the kinds' schemas describe only what Port documents of it.
                    if fields.names.contains("minLength") && KEYWORDS.split(' ').any(|keyword| keyword == name) {
                        continue;
                    }
                    let names = fields.names.iter().map(String::as_str);
                    let moved = level(declaration, &at, name);
                    let near = match moved {
                        Some((section, _)) => Some(section),
                        None if *is_free => closest(name, names),
                        None => {
                            let unset = names.clone().filter(|field| !map.contains_key(*field));
                            meant(name, unset).or_else(|| meant(name, names).filter(|near| is_meant(name, near, map)))
                        }
                    };
                    // Where the user chooses names, every name is valid that is not a typo.
                    if *is_free && near.is_none() {
                        continue;
                    }
                    let remedy = match (moved, near) {
                        (Some((_, remedy)), _) => remedy.to_owned(),
                        (None, Some(near)) if map.contains_key(near) => format!("remove it; `{near}` is set here too"),
                        (None, near) => near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default(),
                    };
                    let near = near.map(str::to_owned);
                    found.push(UnknownField { path: at.child(name.as_str()), name: name.clone(), near, remedy });
                }
            }
            _ => {}
        }
    }
    found
}

fn has_members(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// Returns whether a name next to these fields can stand for `near`. A resource from Port may have `id` next to
/// `identifier`.
fn is_meant(name: &str, near: &str, fields: &Map<String, Value>) -> bool {
    name == "blueprintIdentifier" || !fields.contains_key(near) || closest(name, [near]).is_some()
}

/// Returns where a section of a blueprint belongs that is at the top level, and how to move it.
fn level(declaration: &Declaration, at: &Path, name: &str) -> Option<(&'static str, &'static str)> {
    let is_list = || declaration.body.get(name).is_some_and(Value::is_array);
    let is_section = declaration.kind.name == blueprint::KIND.name
        && at.0.is_empty()
        && (name == "properties" || (name == "required" && is_list()));
    is_section.then_some(("schema", "move it under `schema`"))
}

/// Returns those of the unknown fields of a declaration that Port accepts.
pub(crate) fn open<'f>(declaration: &Declaration, unknown: &'f [UnknownField]) -> Vec<&'f UnknownField> {
    if unknown.is_empty() {
        return Vec::new();
    }
    let violations = schema::of(declaration.kind).check(declaration.node());
    // `wrong-shape` reports those that belong in a missing section.
    let strays = strays(declaration, &violations);
    let is_stray = |field: &UnknownField| field.near.is_none() && strays.iter().any(|(_, stray)| *stray == field.path);
    let is_refused = |field: &UnknownField| {
        let unexpected = |one: &Violation| matches!(one.fault, ViolationKind::Unexpected { .. });
        violations.iter().any(|violation| unexpected(violation) && violation.path == field.path)
    };
    unknown.iter().filter(|field| !is_refused(field) && !is_stray(field)).collect()
}

/// Returns whether the value at a path is free JSON, with more fields than a schema describes.
fn is_free(kind: &'static Kind, at: &Path) -> bool {
    kind.treats(at, Treatment::Verbatim)
}
