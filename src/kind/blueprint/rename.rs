//! The names of a blueprint that can change without losing data.

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::blueprint::members::{
    AGGREGATIONS, CALCULATIONS, DATA, MIRRORS, PROPERTIES, RELATIONS, RELATIONS_ONLY,
};
use crate::kind::reference::{Reference, Role};
use crate::kind::rename::{MemberRequest, RenamableSection, Renames};

/// Port's route for properties renames calculation properties too.
const RENAME_PROPERTY: MemberRequest =
    MemberRequest { path: &["properties", "{member}", "rename"], field: "newPropertyName" };

pub(super) const RENAMES: Renames = Renames {
    resource: true,
    members: &[
        RenamableSection {
            section: PROPERTIES,
            noun: "property",
            request: Some(RENAME_PROPERTY),
            shape: &["type", "format", "enum", "items"],
            distinct: DATA,
        },
        RenamableSection {
            section: CALCULATIONS,
            noun: "calculation property",
            request: Some(RENAME_PROPERTY),
            shape: &[],
            distinct: DATA,
        },
        RenamableSection {
            section: MIRRORS,
            noun: "mirror property",
            request: Some(MemberRequest { path: &["mirror", "{member}", "rename"], field: "newMirrorName" }),
            shape: &[],
            distinct: DATA,
        },
        RenamableSection {
            section: RELATIONS,
            noun: "relation",
            request: Some(MemberRequest { path: &["relations", "{member}", "rename"], field: "newRelationIdentifier" }),
            shape: &["target", "many"],
            distinct: RELATIONS_ONLY,
        },
        RenamableSection {
            section: AGGREGATIONS,
            noun: "aggregation property",
            request: None,
            shape: &[],
            distinct: DATA,
        },
    ],
    rename_member,
    follow_rename,
    port_updates: is_updated_by_port,
};

fn rename_member(body: &mut Value, section: &Path, old: &str, new: &str) {
    if let Some(mut members) = section.find(body).and_then(Value::as_object).cloned() {
        let renamed = |(key, value): (String, Value)| if key == old { (new.to_owned(), value) } else { (key, value) };
        members = std::mem::take(&mut members).into_iter().map(renamed).collect::<Map<_, _>>();
        section.put(body, Value::Object(members));
    }
    if *section != Path::from_keys(PROPERTIES) {
        return;
    }
    let required = body.get_mut("schema").and_then(|schema| schema.get_mut("required")).and_then(Value::as_array_mut);
    for name in required.into_iter().flatten().filter(|name| **name == *old) {
        *name = Value::from(new);
    }
}

/// Updates the paths of aggregations that start at a renamed blueprint.
fn follow_rename(body: &mut Value, old: &str, new: &str) {
    let aggregations = body.get_mut(AGGREGATIONS[0]).and_then(Value::as_object_mut);
    let filters = aggregations.into_iter().flat_map(Map::values_mut).filter_map(|one| one.get_mut("pathFilter"));
    for filter in filters.filter_map(Value::as_array_mut).flatten() {
        if let Some(from) = filter.get_mut("fromBlueprint").filter(|from| **from == *old) {
            *from = Value::from(new);
        }
    }
}

/// Port updates the paths of mirror properties and of ownership, the property that an aggregation computes with, and the
/// blueprints that relations, aggregations, actions and pages name. It does not update widgets, queries, jq or templates.
fn is_updated_by_port(reference: &Reference) -> bool {
    let at = &reference.at;
    match reference.role {
        Role::RelationTarget | Role::AggregationTarget | Role::MirrorPath | Role::OwnershipPath => true,
        Role::AggregationProperty => {
            at.key(2) == Some("calculationSpec") && at.last_key() == Some("property") && at.0.len() == 4
        }
        Role::ActionBlueprint | Role::InputBlueprint => matches!(at.key(0), Some("trigger" | "invocationMethod")),
        Role::WidgetTarget => *at == Path::from_keys(&["blueprint"]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_renamed_property_keeps_its_place_and_stays_required() {
        let mut body = json!({"schema": {"properties": {"a": 1, "tier": 2, "b": 3}, "required": ["a", "tier"]}});
        rename_member(&mut body, &Path::from_keys(PROPERTIES), "tier", "criticality");
        let names: Vec<&str> = body["schema"]["properties"]
            .as_object()
            .map_or_else(Vec::new, |members| members.keys().map(String::as_str).collect());
        assert_eq!(names, ["a", "criticality", "b"]);
        assert_eq!(body["schema"]["required"], json!(["a", "criticality"]));
    }
}
