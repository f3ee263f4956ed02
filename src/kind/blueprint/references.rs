//! The references of a blueprint: relation targets, and the paths of mirror properties, aggregations and ownership.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::members::{DATA, NAME, RELATIONS_ONLY};
use crate::kind::reference::{Reference, Requirement, RequirementStatus, Resources, Role};
use crate::kind::search::compared_properties;

/// Returns every reference in a blueprint's body to something that must exist.
pub(crate) fn references(
    identifier: &str,
    _parent: Option<&str>,
    body: &Value,
    resources: &dyn Resources,
) -> Vec<Reference> {
    let mut found = Vec::new();
    let entries = |section: &str| body.get(section).and_then(Value::as_object).into_iter().flatten();

    for (name, relation) in entries("relations") {
        if let Some(target) = text(relation, "target") {
            let at = Path::from_keys(&["relations", name, "target"]);
            found.push(reference(at, Role::RelationTarget, blueprint(target)));
        }
    }
    let walk = Walk { resources, start: identifier, body };
    for (name, mirror) in entries("mirrorProperties") {
        if let Some(path) = text(mirror, "path") {
            let at = Path::from_keys(&["mirrorProperties", name, "path"]);
            found.extend(walk.to_property(&at, path, Role::MirrorPath));
        }
    }
    for (name, aggregation) in entries("aggregationProperties") {
        aggregated(&walk, &Path::from_keys(&["aggregationProperties", name]), aggregation, &mut found);
    }
    if let Some(path) = body.get("ownership").and_then(|ownership| text(ownership, "path")) {
        found.extend(walk.to_owner(&Path::from_keys(&["ownership", "path"]), path));
    }
    found
}

fn aggregated(walk: &Walk, at: &Path, aggregation: &Value, found: &mut Vec<Reference>) {
    let Some(target) = text(aggregation, "target") else { return };
    found.push(reference(at.child("target"), Role::AggregationTarget, blueprint(target)));
    connected(walk, &at.child("target"), target, found);

    let property =
        |name: &str| Requirement::Member { blueprint: target.to_owned(), sections: DATA, name: name.to_owned() };
    if let Some(computed) = aggregation.get("calculationSpec") {
        for field in ["property", "measureTimeBy"] {
            if let Some(name) = text(computed, field) {
                let at = at.child("calculationSpec").child(field);
                found.push(reference(at, Role::AggregationProperty, property(name)));
            }
        }
    }
    if let Some(query) = aggregation.get("query") {
        for (at, name) in compared_properties(&at.child("query"), query) {
            found.push(reference(at, Role::AggregationProperty, property(name)));
        }
    }
    let filters = aggregation.get("pathFilter").and_then(Value::as_array).into_iter().flatten();
    for (nth, filter) in filters.enumerate() {
        let hops: Vec<&str> =
            filter.get("path").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let at = at.child("pathFilter").child(nth).child("path");
        found.extend(walk.either_way(&at, &hops, text(filter, "fromBlueprint"), target));
    }
}

/// Port accepts an aggregation only if relations connect the two blueprints.
fn connected(walk: &Walk, at: &Path, target: &str, found: &mut Vec<Reference>) {
    let related = Requirement::Related { blueprint: walk.start.to_owned(), to: target.to_owned() };
    found.push(reference(at.clone(), Role::AggregationConnection, related));
    if target == walk.start {
        return;
    }
    for (blueprint, relation) in walk.resources.relations().path_between(walk.start, target).unwrap_or_default() {
        found.push(reference(at.clone(), Role::AggregationConnection, hop(blueprint, relation)));
    }
}

fn text<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field).and_then(Value::as_str)
}

fn blueprint(identifier: &str) -> Requirement {
    Requirement::Resource { kind: NAME, identifier: identifier.to_owned() }
}

fn reference(at: Path, role: Role, need: Requirement) -> Reference {
    Reference { at, part: None, role, need }
}

/// Follows relations between blueprints, as far as they are known.
struct Walk<'w> {
    resources: &'w dyn Resources,
    start: &'w str,
    body: &'w Value,
}

impl Walk<'_> {
    /// Returns the target of a relation.
    fn target(&self, from: &str, relation: &str) -> Option<String> {
        // The owners of an entity are entities too.
        if relation == "$team" {
            return Some("_team".to_owned());
        }
        let leads_to = |body: &Value| text(body.get("relations")?.get(relation)?, "target").map(str::to_owned);
        // A body that is being checked has its own relations, which may be newer.
        if from == self.start
            && let Some(target) = leads_to(self.body)
        {
            return Some(target);
        }
        leads_to(self.resources.existence(NAME, from).body()?)
    }

    /// Returns the references in `relation.relation.property`.
    fn to_property(&self, at: &Path, path: &str, role: Role) -> Vec<Reference> {
        let Some((relations, property)) = path.rsplit_once('.') else { return Vec::new() };
        let (mut found, end) = self.along(at, relations, role);
        if let Some(end) = end {
            let need = Requirement::Member { blueprint: end, sections: DATA, name: property.to_owned() };
            let part = Some(relations.len() + 1..path.len());
            found.push(Reference { at: at.clone(), part, role, need });
        }
        found
    }

    /// Returns the references in `relation.relation`, which must end at directly owned entities.
    fn to_owner(&self, at: &Path, path: &str) -> Vec<Reference> {
        let (mut found, end) = self.along(at, path, Role::OwnershipPath);
        if let Some(blueprint) = end {
            found.push(reference(at.clone(), Role::OwnershipPath, Requirement::DirectOwnership { blueprint }));
        }
        found
    }

    /// Returns the relations of a dotted path, and the blueprint at its end if all of them are known.
    fn along(&self, at: &Path, path: &str, role: Role) -> (Vec<Reference>, Option<String>) {
        let mut found = Vec::new();
        let mut here = Some(self.start.to_owned());
        let mut offset = 0;
        for relation in path.split('.') {
            let Some(from) = here else { break };
            let part = Some(offset..offset + relation.len());
            offset += relation.len() + 1;
            found.push(Reference { at: at.clone(), part, role, need: hop(&from, relation) });
            here = self.target(&from, relation);
        }
        (found, here)
    }

    /// Returns the relations of an aggregation's path. Port follows it from the blueprint that it names, otherwise from
    /// either end. The direction in which more of the path exists was probably meant.
    fn either_way(&self, at: &Path, hops: &[&str], from: Option<&str>, target: &str) -> Vec<Reference> {
        let follow = |start: &str| {
            let mut found = Vec::new();
            let mut here = Some(start.to_owned());
            for (nth, relation) in hops.iter().enumerate() {
                let Some(from) = here else { break };
                found.push(reference(at.child(nth), Role::AggregationPath, hop(&from, relation)));
                here = self.target(&from, relation);
            }
            found
        };
        let fits = |found: &[Reference]| {
            let good = found
                .iter()
                .filter(|hop| !matches!(hop.need.status(self.resources), RequirementStatus::Missing(_)))
                .count();
            (good == hops.len(), good)
        };
        if let Some(from) = from {
            return follow(from);
        }
        let (down, up) = (follow(self.start), follow(target));
        if fits(&up) > fits(&down) { up } else { down }
    }
}

fn hop(from: &str, relation: &str) -> Requirement {
    Requirement::Member { blueprint: from.to_owned(), sections: RELATIONS_ONLY, name: relation.to_owned() }
}
