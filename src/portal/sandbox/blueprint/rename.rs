//! Renames that keep the data, of properties, mirror properties, relations and blueprints.

use serde_json::{Value, json};

use super::protected;
use super::reference::declares;
use super::stored::NAME;
use crate::portal::sandbox::{
    Body, Call, HandlerResult, Refusal, Reply, Shape, Store, catalog, properties, section, text,
};

const SHAPES: &str = include_str!("../shapes/blueprint.json");
static PROPERTY: Shape = Shape::new(SHAPES, "renameProperty");
static MIRROR: Shape = Shape::new(SHAPES, "renameMirror");
static RELATION: Shape = Shape::new(SHAPES, "renameRelation");

pub(super) fn rename_property(call: &mut Call) -> HandlerResult {
    let section_name = match call.store.blueprint(call.names[0]) {
        Ok(blueprint) if section(blueprint, "calculationProperties").contains_key(call.names[1]) => {
            "calculationProperties"
        }
        _ => "schema",
    };
    rename(call, &PROPERTY, "newPropertyName", section_name, "Property")
}

pub(super) fn rename_mirror(call: &mut Call) -> HandlerResult {
    rename(call, &MIRROR, "newMirrorName", "mirrorProperties", "Mirror property")
}

pub(super) fn rename_relation(call: &mut Call) -> HandlerResult {
    rename(call, &RELATION, "newRelationIdentifier", "relations", "Relation")
}

fn rename(call: &mut Call, shape: &Shape, field: &str, section_name: &str, noun: &str) -> HandlerResult {
    let (identifier, old) = (call.names[0], call.names[1]);
    let before = call.store.blueprint(identifier)?.clone();
    let new = text(call.checked(shape)?, field).to_owned();
    let is_relation = section_name == "relations";
    let members = if section_name == "schema" { properties(&before) } else { section(&before, section_name) };
    if !members.contains_key(old) {
        return Err(Refusal::not_found(noun, old));
    }
    let is_taken = if is_relation { members.contains_key(&new) } else { declares(&before, &new) };
    Refusal::if_taken(new != old && is_taken, noun, &new)?;
    protected::check_member(identifier, section_name, old)?;

    rewrite_paths(call.store, identifier, old, &new, is_relation);
    let mut blueprint = call.store.blueprint(identifier)?.clone();
    if section_name == "schema" {
        if let Some(schema) = blueprint.get_mut("schema").and_then(Value::as_object_mut) {
            rename_key(schema.get_mut("properties"), old, &new);
            for name in schema.get_mut("required").and_then(Value::as_array_mut).into_iter().flatten() {
                if name == old {
                    *name = json!(new);
                }
            }
        }
    } else {
        rename_key(blueprint.get_mut(section_name), old, &new);
    }
    let values = if is_relation { "relations" } else { "properties" };
    for entity in call.store.entities_of_mut(identifier) {
        rename_key(entity.get_mut(values), old, &new);
    }
    call.stamp(&mut blueprint, Some(&before));
    call.store.insert(NAME, "", identifier, blueprint.clone());
    Ok(Reply::with(200, "blueprint", blueprint))
}

/// Renames a key and keeps its place.
fn rename_key(object: Option<&mut Value>, old: &str, new: &str) {
    let Some(object) = object.and_then(Value::as_object_mut) else { return };
    *object = std::mem::take(object)
        .into_iter()
        .map(|(key, value)| if key == old { (new.to_owned(), value) } else { (key, value) })
        .collect();
}

/// Rewrites every path that uses the renamed member of `identifier`, while the old name still resolves.
fn rewrite_paths(store: &mut Store, identifier: &str, old: &str, new: &str, is_relation: bool) {
    let before = store.clone();
    let rewrite = |from: &str, path: &str, only_relations: bool| -> String {
        let mut at = Some(from.to_owned());
        let steps: Vec<&str> = path.split('.').collect();
        let renamed = steps.iter().enumerate().map(|(index, step)| {
            let is_step_relation = only_relations || index + 1 < steps.len();
            let here = at.take();
            at = here.as_ref().and_then(|here| before.blueprint(here).ok()).and_then(|blueprint| {
                section(blueprint, "relations").get(*step)?["target"].as_str().map(str::to_owned)
            });
            let hit = here.as_deref() == Some(identifier) && *step == old && is_step_relation == is_relation;
            if hit { new.to_owned() } else { (*step).to_owned() }
        });
        renamed.collect::<Vec<_>>().join(".")
    };
    for (name, blueprint) in store.under_mut(NAME, "") {
        let mirrors = blueprint.get_mut("mirrorProperties").and_then(Value::as_object_mut);
        for mirror in mirrors.into_iter().flat_map(Body::values_mut) {
            if let Some(path) = mirror["path"].as_str() {
                mirror["path"] = json!(rewrite(name, path, false));
            }
        }
        if let Some(ownership) = blueprint.get_mut("ownership")
            && let Some(path) = ownership.get("path").and_then(Value::as_str)
        {
            ownership["path"] = json!(rewrite(name, path, true));
        }
        let aggregations = blueprint.get_mut("aggregationProperties").and_then(Value::as_object_mut);
        for aggregation in aggregations.into_iter().flat_map(Body::values_mut) {
            let uses = aggregation["target"] == identifier && aggregation["calculationSpec"]["property"] == old;
            if uses && !is_relation {
                aggregation["calculationSpec"]["property"] = json!(new);
            }
        }
    }
}

/// Updates the blueprints and actions that refer to a renamed blueprint.
pub(super) fn blueprint(store: &mut Store, old: &str, new: &str) {
    for (_, body) in store.under_mut(NAME, "") {
        retarget(body, old, new);
    }
    catalog::rename_blueprint(store, old, new);
    for (_, action) in store.under_mut("action", "") {
        if let Some(trigger) = action.get_mut("trigger") {
            rename_in_trigger(trigger, old, new);
        }
        if let Some(place) = action.get_mut("invocationMethod").and_then(|method| method.get_mut("blueprintIdentifier"))
            && place == old
        {
            *place = json!(new);
        }
    }
}

/// Replaces a blueprint's identifier everywhere in a trigger and its form.
fn rename_in_trigger(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                if (key == "blueprint" || key == "blueprintIdentifier") && member == old {
                    *member = json!(new);
                } else {
                    rename_in_trigger(member, old, new);
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(|member| rename_in_trigger(member, old, new)),
        _ => {}
    }
}

/// Changes the targets of one blueprint's relations and aggregations from `old` to `new`.
fn retarget(body: &mut Body, old: &str, new: &str) {
    for name in ["relations", "aggregationProperties"] {
        let members = body.get_mut(name).and_then(Value::as_object_mut);
        for member in members.into_iter().flat_map(Body::values_mut).filter(|member| member["target"] == old) {
            member["target"] = json!(new);
        }
    }
    let aggregations = body.get_mut("aggregationProperties").and_then(Value::as_object_mut);
    for filter in aggregations.into_iter().flat_map(Body::values_mut).filter_map(|member| member.get_mut("pathFilter"))
    {
        for place in filter.as_array_mut().into_iter().flatten().filter_map(|path| path.get_mut("fromBlueprint")) {
            if place == old {
                *place = json!(new);
            }
        }
    }
}
