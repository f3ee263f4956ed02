//! The references of a scorecard group: the blueprints that it grades, and the properties that its conditions read.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{self, PROPERTIES, RELATIONS_ONLY};
use crate::kind::reference::{Reference, Requirement, Resources, Role};
use crate::kind::scorecard::{compared, compared_in};

/// The blueprint of all scorecards.
const SCORECARDS: &str = "_scorecard";

/// Returns every reference in a group's body to something that must exist.
pub(super) fn references(
    _identifier: &str,
    _parent: Option<&str>,
    body: &Value,
    _resources: &dyn Resources,
) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut graded = |at: Path, of: &str| {
        let need = Requirement::Resource { kind: blueprint::NAME, identifier: of.to_owned() };
        found.push(Reference { at, part: None, role: Role::ScorecardBlueprint, need });
    };
    let blueprints = body.get("blueprints").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for (nth, of) in blueprints.clone().enumerate() {
        graded(Path::from_keys(&["blueprints"]).child(nth), of);
    }
    let (own, filters) = (Path::from_keys(&["scorecards"]), Path::from_keys(&["filters"]));
    for section in [&own, &filters] {
        section.members(body).for_each(|(of, _)| graded(section.child(of.as_str()), of));
    }
    for of in blueprints {
        found.extend(compared(&Path::root(), body, of));
    }
    for (of, scorecard) in own.members(body) {
        found.extend(compared(&own.child(of.as_str()), scorecard, of));
    }
    for (of, query) in filters.members(body) {
        found.extend(compared_in(&filters.child(of.as_str()), query, of));
    }
    for (section, sections) in [("properties", &[PROPERTIES][..]), ("relations", RELATIONS_ONLY)] {
        let section = Path::from_keys(&[section]);
        for (name, _) in section.members(body) {
            let need = Requirement::Member { blueprint: SCORECARDS.to_owned(), sections, name: name.to_owned() };
            found.push(Reference { at: section.child(name.as_str()), part: None, role: Role::ScorecardProperty, need });
        }
    }
    found
}
