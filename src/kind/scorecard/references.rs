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

    found.extend(compared(&Path::root(), body, of));
    found
}

/// Returns the references in the filter and the rules of a scorecard to the properties of a blueprint. `at` is the
/// scorecard's path in the body.
pub(crate) fn compared(at: &Path, scorecard: &Value, of: &str) -> Vec<Reference> {
    let mut found = compared_in(&at.child("filter"), scorecard.get("filter").unwrap_or(&Value::Null), of);
    for (nth, rule) in scorecard.get("rules").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let at = at.child("rules").child(nth).child("query");
        found.extend(compared_in(&at, rule.get("query").unwrap_or(&Value::Null), of));
    }
    found
}

/// Returns the references in one query to the properties of a blueprint.
pub(crate) fn compared_in(at: &Path, query: &Value, of: &str) -> Vec<Reference> {
    // A condition may read through a relation. Such a path is not followed.
    let own = compared_properties(at, query).into_iter().filter(|(_, name)| !name.contains('.'));
    let reference = |(at, name): (Path, &str)| {
        let need = Requirement::Member { blueprint: of.to_owned(), sections: SECTIONS, name: name.to_owned() };
        Reference { at, part: None, role: Role::ScorecardProperty, need }
    };
    own.map(reference).collect()
}
