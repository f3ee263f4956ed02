//! A blueprint's references must exist: relation targets, and the ends of mirror, aggregation and ownership paths.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::portal::sandbox::{Body, Refusal, Store, properties, section, text};

/// The fields of every entity that a path may end in.
const FIELDS: [&str; 9] =
    ["$identifier", "$title", "$team", "$icon", "$createdAt", "$updatedAt", "$createdBy", "$updatedBy", "$blueprint"];

/// Whether entities of a blueprint have a field or a property of any kind with this name.
pub(super) fn declares(blueprint: &Body, name: &str) -> bool {
    FIELDS.contains(&name)
        || properties(blueprint).contains_key(name)
        || ["calculationProperties", "mirrorProperties", "aggregationProperties"]
            .iter()
            .any(|members| section(blueprint, members).contains_key(name))
}

/// The store must already have the new version of the blueprint.
pub(super) fn check(store: &Store, identifier: &str) -> Result<(), Refusal> {
    let blueprint = store.blueprint(identifier)?;
    for (name, mirror) in section(blueprint, "mirrorProperties") {
        let pointer = format!("mirrorProperties/{name}/path");
        let path: Vec<&str> = mirror["path"].as_str().unwrap_or_default().split('.').collect();
        let Some((last, relations)) = path.split_last() else { continue };
        let end = walk(store, blueprint, relations).map_err(|missing| Refusal::invalid(&pointer, missing))?;
        if !declares(end, last) {
            let message = format!("leads to \"{last}\", which \"{}\" does not have", text(end, "identifier"));
            return Err(Refusal::invalid(&pointer, message));
        }
    }
    for (name, aggregation) in section(blueprint, "aggregationProperties") {
        check_aggregation(store, blueprint, &format!("aggregationProperties/{name}"), aggregation)?;
    }
    check_ownership(store, blueprint)
}

pub(super) fn check_targets(store: &Store, blueprint: &Body) -> Result<(), Refusal> {
    for relation in section(blueprint, "relations").values() {
        store.blueprint(relation["target"].as_str().unwrap_or_default())?;
    }
    Ok(())
}

/// Follows relations from a blueprint. The error names the missing one.
fn walk<'a>(store: &'a Store, from: &'a Body, relations: &[&str]) -> Result<&'a Body, String> {
    let mut at = from;
    for relation in relations {
        let missing = || format!("goes through \"{relation}\", which \"{}\" does not have", text(at, "identifier"));
        // The teams that own an entity are entities too.
        let target = match *relation {
            "$team" => Some("_team"),
            relation => section(at, "relations").get(relation).and_then(|relation| relation["target"].as_str()),
        };
        at = target.and_then(|target| store.blueprint(target).ok()).ok_or_else(missing)?;
    }
    Ok(at)
}

fn check_aggregation(store: &Store, blueprint: &Body, pointer: &str, aggregation: &Value) -> Result<(), Refusal> {
    let target = aggregation["target"].as_str().unwrap_or_default();
    let target_blueprint = store.blueprint(target)?;
    if let Some(property) = aggregation["calculationSpec"]["property"].as_str() {
        let pointer = format!("{pointer}/calculationSpec/property");
        if !declares(target_blueprint, property) {
            return Err(Refusal::invalid(&pointer, format!("names \"{property}\", which \"{target}\" does not have")));
        }
        let calculated = section(target_blueprint, "calculationProperties").get(property);
        let type_name = properties(target_blueprint).get(property).or(calculated).map(|property| &property["type"]);
        if type_name.is_some_and(|type_name| type_name != "number") {
            return Err(Refusal::invalid(&pointer, format!("names \"{property}\", which is not a number")));
        }
    }
    if let Some(time) = aggregation["calculationSpec"]["measureTimeBy"].as_str() {
        let pointer = format!("{pointer}/calculationSpec/measureTimeBy");
        if !declares(target_blueprint, time) {
            return Err(Refusal::invalid(&pointer, format!("names \"{time}\", which \"{target}\" does not have")));
        }
        let stated = properties(target_blueprint).get(time);
        if stated.is_some_and(|property| property["format"] != "date-time" && property["format"] != "timer") {
            return Err(Refusal::invalid(&pointer, format!("names \"{time}\", which is not a date")));
        }
    }
    let identifier = text(blueprint, "identifier");
    if !are_related(store, identifier, target) {
        let message = format!("\"{target}\" is not related to \"{identifier}\"");
        return Err(Refusal::invalid(&format!("{pointer}/target"), message));
    }
    for filter in aggregation["pathFilter"].as_array().into_iter().flatten() {
        let path: Vec<&str> = filter["path"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let from = filter["fromBlueprint"].as_str().and_then(|from| store.blueprint(from).ok());
        // Without `fromBlueprint` the path may be written from either end.
        let starts = from.map_or_else(|| vec![blueprint, target_blueprint], |from| vec![from]);
        if !starts.into_iter().any(|start| walk(store, start, &path).is_ok()) {
            let pointer = format!("{pointer}/pathFilter/0/path");
            return Err(Refusal::invalid(&pointer, "goes through a relation that does not exist"));
        }
    }
    Ok(())
}

/// Whether a chain of relations in either direction connects two blueprints. Ownership connects a blueprint with `_team`,
/// but being owned by teams does not relate two blueprints.
fn are_related(store: &Store, one: &str, other: &str) -> bool {
    let owned = |identifier: &str| store.blueprint(identifier).is_ok_and(|body| body.contains_key("ownership"));
    if (one == "_team" && owned(other)) || (other == "_team" && owned(one)) {
        return true;
    }
    let mut seen = BTreeSet::new();
    let mut open = vec![one];
    while let Some(at) = open.pop() {
        if at == other {
            return true;
        }
        if !seen.insert(at) {
            continue;
        }
        for (identifier, body) in store.blueprints() {
            let targets = section(body, "relations").values().filter_map(|relation| relation["target"].as_str());
            for target in targets {
                if identifier == at {
                    open.push(target);
                } else if target == at {
                    open.push(identifier);
                }
            }
        }
    }
    false
}

fn check_ownership(store: &Store, blueprint: &Body) -> Result<(), Refusal> {
    let Some(ownership) = blueprint.get("ownership").filter(|ownership| ownership["type"] == "Inherited") else {
        return Ok(());
    };
    let path: Vec<&str> = ownership["path"].as_str().unwrap_or_default().split('.').collect();
    let wrong =
        |reason: String| Refusal::new(422, "invalid_inherited_ownership_path", format!("\"ownership/path\" {reason}"));
    let end = walk(store, blueprint, &path).map_err(wrong)?;
    if end.get("ownership").is_none_or(|ownership| ownership["type"] != "Direct") {
        return Err(wrong(format!("leads to \"{}\", whose ownership is not direct", text(end, "identifier"))));
    }
    Ok(())
}
