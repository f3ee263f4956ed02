//! The name of the kind, and the sections of a blueprint whose members have names.

use serde_json::Value;

use crate::ground::path::Path;

/// The name of the kind.
pub(crate) const NAME: &str = "blueprint";

/// Properties that entities store.
pub(crate) const PROPERTIES: &[&str] = &["schema", "properties"];
/// Relations to other blueprints.
pub(crate) const RELATIONS: &[&str] = &["relations"];
/// Properties read through a relation.
pub(crate) const MIRRORS: &[&str] = &["mirrorProperties"];
/// Properties computed from the entity itself.
pub(crate) const CALCULATIONS: &[&str] = &["calculationProperties"];
/// Properties computed from related entities.
pub(crate) const AGGREGATIONS: &[&str] = &["aggregationProperties"];

/// All sections.
pub(crate) const SECTIONS: &[&[&str]] = &[PROPERTIES, RELATIONS, MIRRORS, CALCULATIONS, AGGREGATIONS];
/// The sections of properties with a value.
pub(crate) const DATA: &[&[&str]] = &[PROPERTIES, MIRRORS, CALCULATIONS, AGGREGATIONS];
/// Only relations.
pub(crate) const RELATIONS_ONLY: &[&[&str]] = &[RELATIONS];

/// The names of a blueprint's members in these sections.
pub(crate) fn member_names<'b>(body: &'b Value, sections: &[&[&str]]) -> impl Iterator<Item = &'b str> {
    let each = sections.iter().map(|section| Path::from_keys(section));
    each.filter_map(|at| at.find(body)?.as_object()).flat_map(|members| members.keys().map(String::as_str))
}

/// Removes names that are no longer properties from `schema.required`. Port refuses a body that requires a property it
/// does not declare.
pub(crate) fn prune_required(body: &mut Value) {
    let Some(schema) = body.get_mut("schema") else { return };
    let declared: Vec<String> = schema
        .get("properties")
        .and_then(Value::as_object)
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default();
    let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) else { return };
    required.retain(|name| name.as_str().is_some_and(|name| declared.iter().any(|declared| declared == name)));
}

/// Returns the section and the name of the member that a path leads to or into.
pub(super) fn member_of(path: &Path) -> Option<(&'static [&'static str], &str)> {
    SECTIONS.iter().find_map(|section| {
        Path::from_keys(section).is_prefix_of(path).then(|| path.key(section.len()).map(|name| (*section, name)))?
    })
}
