//! The references of a scorecard: the blueprint that it grades, and the properties that its conditions read.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{self, SECTIONS};
use crate::kind::reference::{Reference, Requirement, Resources, Role};
use crate::kind::search::compared_properties;

/// Returns every reference in a scorecard's body to something that must exist.
pub(crate) fn references(
    _identifier: &str,
    parent: Option<&str>,
    body: &Value,
    _resources: &dyn Resources,
) -> Vec<Reference> {
    let Some(of) = parent else { return Vec::new() };
    let graded = Requirement::Resource { kind: blueprint::NAME, identifier: of.to_owned() };
    let mut found = vec![Reference {
        at: Path::from_keys(&["blueprint"]),
        part: None,
        role: Role::ScorecardBlueprint,
        need: graded,
    }];

    let mut queries = vec![(Path::from_keys(&["filter"]), body.get("filter").unwrap_or(&Value::Null))];
    for (nth, rule) in body.get("rules").and_then(Value::as_array).into_iter().flatten().enumerate() {
        queries
            .push((Path::from_keys(&["rules"]).child(nth).child("query"), rule.get("query").unwrap_or(&Value::Null)));
    }
    for (at, query) in queries {
        for (at, name) in compared_properties(&at, query) {
            // A condition may read through a relation. Such a path is not followed.
            if name.contains('.') {
                continue;
            }
            let need = Requirement::Member { blueprint: of.to_owned(), sections: SECTIONS, name: name.to_owned() };
            found.push(Reference { at, part: None, role: Role::ScorecardProperty, need });
        }
    }
    found
}
