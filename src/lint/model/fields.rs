//! Fields that a kind's schema does not have, in maps where Port accepts any field.

use serde_json::Value;

use crate::ground::closest::closest;
use crate::ground::path::{Path, Segment};
use crate::kind::Kind;
use crate::kind::treatment::Treatment;
use crate::lint::model::schema;
use crate::model::Declaration;
use crate::yaml::schema::ViolationKind;

/// A field that portwright does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownField {
    pub path: Path,
    pub name: String,
    /// The known name that was probably meant.
    pub near: Option<String>,
}

/// Keywords of JSON Schema that Port does not document.
const KEYWORDS: &str = "$comment $defs $id $ref $schema additionalItems allOf anyOf const contains contentEncoding \
    contentMediaType definitions dependencies dependentRequired dependentSchemas deprecated else \
    examples if not oneOf prefixItems propertyNames readOnly then uniqueItems";

/// Returns every unknown field of a declaration. In maps with free names, only fields whose name is close to that of a
/// known one are included. Fields of closed maps are included too, although Port refuses those.
pub(crate) fn unknown<'d>(declaration: &'d Declaration) -> Vec<UnknownField> {
    let mut found = Vec::new();
    let mut waiting = vec![(Path::root(), &declaration.body, declaration.kind.shape().root())];
    while let Some((at, value, here)) = waiting.pop() {
        let is_free = is_free(declaration.kind, &at);
        let mut enter = |segment: Segment, value: &'d Value| {
            if let Value::Array(_) | Value::Object(_) = value {
                let inside = here.step(&segment);
                waiting.push((at.child(segment), value, inside));
            }
        };
        match value {
            Value::Array(values) => {
                values.iter().enumerate().rev().for_each(|(nth, value)| enter(Segment::Index(nth), value));
            }
            Value::Object(map) => {
                // The schema does not describe it, so the user chooses the names.
                let Some(fields) = here.fields() else { continue };
                for (name, value) in map.iter().rev() {
                    if here.knows(name) {
                        enter(Segment::from(name.as_str()), value);
                        continue;
                    }
                    // A property is a JSON Schema, and the kinds' schemas describe only what Port documents of it.
                    if fields.names.contains("minLength") && KEYWORDS.split(' ').any(|keyword| keyword == name) {
                        continue;
                    }
                    let near = closest(name, fields.names.iter().map(String::as_str)).map(str::to_owned);
                    // Where the user chooses names, every name is valid that is not a typo.
                    if is_free && near.is_none() {
                        continue;
                    }
                    found.push(UnknownField { path: at.child(name.as_str()), name: name.clone(), near });
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns every unknown field that Port accepts.
pub(crate) fn unknown_but_open(declaration: &Declaration) -> Vec<UnknownField> {
    let mut found = unknown(declaration);
    if found.is_empty() {
        return found;
    }
    let refused: Vec<Path> = schema::of(declaration.kind)
        .check(declaration.node())
        .into_iter()
        .filter(|violation| matches!(violation.fault, ViolationKind::Unexpected { .. }))
        .map(|violation| violation.path)
        .collect();
    found.retain(|field| !refused.contains(&field.path));
    found
}

/// Returns whether a misspelt section may contain members that other resources refer to.
pub(crate) fn hides_members(declaration: &Declaration) -> bool {
    unknown(declaration).iter().any(|field| field.near.is_some() && field.path.0.len() <= 2)
}

/// Returns whether the value at a path is free JSON, with more fields than a schema describes.
fn is_free(kind: &'static Kind, at: &Path) -> bool {
    kind.treatments(at).any(|field| field.treatment == Treatment::Verbatim)
}
