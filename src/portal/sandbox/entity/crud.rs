//! Lists, reads, creates, replaces, merges and deletes entities.

use serde_json::{Value, json};

use super::stored::NAME;
use super::{computed, fit, relation};
use crate::kind::entity::WRITABLE;
use crate::portal::sandbox::{Body, Call, HandlerResult, Refusal, Reply, Shape, Store, section, shuffled, text};

const SHAPES: &str = include_str!("../shapes/entity.json");
pub(crate) static WRITE: Shape = Shape::new(SHAPES, "write");
static MERGE: Shape = Shape::new(SHAPES, "merge");

pub(super) fn list(call: &mut Call) -> HandlerResult {
    let blueprint = call.names[0];
    call.store.blueprint(blueprint)?;
    let entities = shuffled(call.store.entities_of(blueprint), |(identifier, _)| (*identifier).to_owned());
    let entities: Vec<&Body> = entities.into_iter().map(|(_, entity)| entity).collect();
    Ok(Reply::with(200, "entities", computed::answers(call.store, &entities, with_computed(call))))
}

pub(super) fn read(call: &mut Call) -> HandlerResult {
    let entity = found(call.store, call.names[0], call.names[1])?;
    Ok(Reply::with(200, "entity", computed::answer(call.store, entity, with_computed(call))))
}

pub(super) fn create(call: &mut Call) -> HandlerResult {
    let body = call.checked(&WRITE)?.clone();
    let entity = upsert(call, body)?;
    Ok(Reply::with(201, "entity", computed::answer(call.store, &entity, true)))
}

/// Creates an entity; with `upsert` in the query it may replace one, and with `merge` too it merges.
pub(crate) fn upsert(call: &mut Call, mut body: Body) -> Result<Body, Refusal> {
    let blueprint = call.names[0];
    call.store.blueprint(blueprint)?;
    match body.get("identifier") {
        None => drop(body.insert("identifier".into(), json!(call.store.issue("e")))),
        Some(search @ Value::Object(_)) => {
            let identifier = only(&relation::found(call.store, blueprint, search)?)?;
            body.insert("identifier".into(), json!(identifier));
        }
        Some(_) => {}
    }
    let identifier = text(&body, "identifier").to_owned();
    let old = call.store.entity(blueprint, &identifier).cloned();
    Refusal::if_taken(old.is_some() && !call.query.flag("upsert"), "Entity", &identifier)?;
    let base = old.as_ref().filter(|_| call.query.flag("merge"));
    write(call, blueprint, merged(base, &body), old.as_ref())
}

/// The one entity that a search for an identifier has to find.
fn only(found: &[String]) -> Result<String, Refusal> {
    match found {
        [one] => Ok(one.clone()),
        [] => Err(Refusal::new(404, "not_found", "\"identifier\" is a search that finds no entity")),
        _ => Err(Refusal::invalid("identifier", format!("is a search that finds {} entities", found.len()))),
    }
}

/// Removes the fields that the body does not have.
pub(super) fn replace(call: &mut Call) -> HandlerResult {
    let body = call.checked(&WRITE)?.clone();
    update(call, &body, false)
}

/// Null clears a field.
pub(super) fn merge(call: &mut Call) -> HandlerResult {
    let body = call.checked(&MERGE)?.clone();
    update(call, &body, true)
}

fn update(call: &mut Call, body: &Body, merges: bool) -> HandlerResult {
    let (blueprint, identifier) = (call.names[0], call.names[1]);
    let old = found(call.store, blueprint, identifier)?.clone();
    let mut entity = merged(merges.then_some(&old), body);
    // The path names the entity, whatever a search finds.
    if entity.get("identifier").is_none_or(Value::is_object) {
        entity.insert("identifier".into(), json!(identifier));
    }
    let renamed = text(&entity, "identifier").to_owned();
    let is_taken = renamed != identifier && call.store.entity(blueprint, &renamed).is_some();
    Refusal::if_taken(is_taken, "Entity", &renamed)?;
    let entity = write(call, blueprint, entity, Some(&old))?;
    if renamed != identifier && !call.query.flag("validation_only") {
        relation::rename(call.store, blueprint, identifier, &renamed);
        remove(call.store, blueprint, identifier);
    }
    Ok(Reply::with(200, "entity", computed::answer(call.store, &entity, true)))
}

/// Merges a body into an entity. Without one, returns the entity that the body creates or replaces.
fn merged(base: Option<&Body>, body: &Body) -> Body {
    let mut entity = Body::new();
    for field in WRITABLE {
        let old = base.and_then(|base| base.get(field));
        let value = match (old, body.get(field)) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => {
                let mut values = old.clone();
                values.extend(new.clone());
                Some(Value::Object(values))
            }
            (_, Some(new)) => Some(new.clone()),
            (old, None) => old.cloned(),
        };
        match (field, value) {
            ("team", Some(Value::String(team))) => entity.insert(field.into(), json!([team])),
            ("team", None | Some(Value::Null)) => entity.insert(field.into(), json!([])),
            ("properties", Some(Value::Object(mut values))) => {
                values.retain(|_, value| !value.is_null());
                entity.insert(field.into(), Value::Object(values))
            }
            ("relations", Some(values @ Value::Object(_))) => entity.insert(field.into(), values),
            ("properties" | "relations", _) => entity.insert(field.into(), json!({})),
            (_, Some(value)) if !value.is_null() => entity.insert(field.into(), value),
            _ => None,
        };
    }
    entity
}

/// With `validation_only`, the entity is checked and not written.
fn write(call: &mut Call, blueprint: &str, mut entity: Body, old: Option<&Body>) -> Result<Body, Refusal> {
    let description = call.store.blueprint(blueprint)?;
    if old.is_none() {
        fit::fill(description, &mut entity);
    }
    relation::resolve_searches(call.store, description, &mut entity)?;
    fit::check(description, &entity)?;
    let missing = relation::missing(call.store, description, &entity)?;
    let creatable = call.query.flag("create_missing_related_entities");
    for (target, identifier) in &missing {
        if !creatable || target.starts_with('_') {
            return Err(Refusal::not_found("Entity", identifier)
                .details(json!({"blueprint": target, "identifier": identifier})));
        }
    }
    entity.insert("blueprint".into(), json!(blueprint));
    call.stamp(&mut entity, old);
    if call.query.flag("validation_only") {
        return Ok(entity);
    }
    for (target, identifier) in missing {
        let mut bare = merged(None, &Body::new());
        bare.shift_insert(0, "identifier".into(), json!(identifier));
        bare.insert("title".into(), json!(identifier));
        bare.insert("blueprint".into(), json!(target));
        call.stamp(&mut bare, None);
        call.store.insert(NAME, &target, &identifier, bare);
    }
    call.store.insert(NAME, blueprint, text(&entity, "identifier"), entity.clone());
    Ok(entity)
}

pub(super) fn delete(call: &mut Call) -> HandlerResult {
    let (blueprint, identifier) = (call.names[0], call.names[1]);
    found(call.store, blueprint, identifier)?;
    let with_dependents = call.query.flag("delete_dependents");
    let mut open = vec![(blueprint.to_owned(), identifier.to_owned())];
    while let Some((blueprint, identifier)) = open.pop() {
        let requiring: Vec<_> = relation::dependents(call.store, &blueprint, &identifier)
            .into_iter()
            .filter_map(|(name, requires)| requires.then_some(name))
            .collect();
        if !requiring.is_empty() && !with_dependents {
            return Err(refuse_dependents(&blueprint, &identifier, requiring.len()));
        }
        remove(call.store, &blueprint, &identifier);
        open.extend(requiring);
    }
    Ok(Reply::done())
}

pub(super) fn refuse_dependents(blueprint: &str, identifier: &str, count: usize) -> Refusal {
    let message =
        format!("Entity \"{identifier}\" cannot be deleted because {count} entities have a required relation to it");
    Refusal::dependents(message, json!({"blueprint": blueprint, "entity": identifier, "entitiesCount": count}))
}

/// Removes all entities of a blueprint, if no other blueprint's entities require them.
pub(crate) fn remove_all(store: &mut Store, blueprint: &str) -> Result<(), Refusal> {
    for (other, body) in store.blueprints().filter(|(other, _)| *other != blueprint) {
        let needs = |relation: &Value| relation["target"] == blueprint && relation["required"] == true;
        let count = store.entities_of(other).count();
        if count > 0 && section(body, "relations").values().any(needs) {
            let message =
                format!("entities of \"{blueprint}\" cannot be deleted because entities of \"{other}\" need them");
            return Err(Refusal::dependents(message, json!({"blueprint": other, "entitiesCount": count})));
        }
    }
    relation::unlink_all(store, blueprint);
    store.take(NAME, blueprint);
    Ok(())
}

/// Removes an entity, also from all relations.
pub(super) fn remove(store: &mut Store, blueprint: &str, identifier: &str) {
    relation::unlink(store, blueprint, identifier);
    store.remove(NAME, blueprint, identifier);
}

pub(super) fn with_computed(call: &Call) -> bool {
    !call.query.flag("exclude_calculated_properties")
}

pub(super) fn found<'a>(store: &'a Store, blueprint: &str, identifier: &str) -> Result<&'a Body, Refusal> {
    store.blueprint(blueprint)?;
    store.entity(blueprint, identifier).ok_or_else(|| Refusal::not_found("Entity", identifier))
}
