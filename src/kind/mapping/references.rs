//! The references of mappings: their blueprints, and the properties and relations that they fill or search.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::members::{DATA, NAME, RELATIONS_ONLY, SECTIONS};
use crate::kind::mapping::literal::literal;
use crate::kind::mapping::place::Mapping;
use crate::kind::reference::{Reference, Requirement, Resources, Role};

/// Returns every reference in these mappings to something that must exist.
pub(in crate::kind) fn references(mappings: &[Mapping<'_>], resources: &dyn Resources) -> Vec<Reference> {
    let mut found = Vec::new();
    for mapping in mappings {
        let Some((of, part)) = mapping.blueprint() else { continue };
        let part = mapping.is_blueprint_jq.then_some(part);
        let need = Requirement::Resource { kind: NAME, identifier: of.clone() };
        found.push(Reference { at: mapping.blueprint.clone(), part, role: Role::MappingBlueprint, need });
        // Port computes the values of all other properties.
        for (section, sections) in [("properties", &DATA[..1]), ("relations", RELATIONS_ONLY)] {
            let at = mapping.entity.child(section);
            for (name, _) in at.members(mapping.body) {
                let need = Requirement::Member { blueprint: of.clone(), sections, name: name.clone() };
                found.push(Reference { at: at.child(name.as_str()), part: None, role: Role::MappingProperty, need });
            }
        }
        for query in mapping.queries(resources) {
            if let Some(target) = &query.target {
                searched(&query.at, query.query, target, &mut found);
            }
        }
    }
    found
}

/// Adds the properties that a search query compares, each a string of jq.
fn searched(at: &Path, query: &Value, of: &str, found: &mut Vec<Reference>) {
    for (nth, rule) in query.get("rules").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let at = at.child("rules").child(nth);
        searched(&at, rule, of, found);
        let Some(text) = rule.get("property").and_then(Value::as_str) else { continue };
        let Some(constant) = literal(text) else { continue };
        let Some(name) = constant.value.as_str().filter(|name| !name.contains('.')) else { continue };
        let need = Requirement::Member { blueprint: of.to_owned(), sections: SECTIONS, name: name.to_owned() };
        found.push(Reference {
            at: at.child("property"),
            part: Some(constant.part.clone()),
            role: Role::MappingProperty,
            need,
        });
    }
}
