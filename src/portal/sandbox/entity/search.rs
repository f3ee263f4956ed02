//! Both searches: of all entities, and of one blueprint's in pages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::computed;
use super::crud::with_computed;
use super::stored::NAME;
use crate::ground::path::Path;
use crate::kind::search::{compared_properties, matches};
use crate::portal::sandbox::{Body, Call, HandlerResult, Refusal, Reply, Shape, Store, section, shuffled, text};

static SEARCH: Shape = Shape::new(include_str!("../shapes/entity.json"), "query");
static PAGE: Shape = Shape::new(include_str!("../shapes/entity.json"), "page");

pub(super) fn search(call: &mut Call) -> HandlerResult {
    SEARCH.check(call.body)?;
    let entities = shuffled(call.store.of(NAME).map(|(_, _, entity)| entity), |entity| {
        format!("{}/{}", text(entity, "blueprint"), text(entity, "identifier"))
    });
    let chosen = chosen(call.store, call.body, entities)?;
    let blueprints: BTreeSet<&str> = chosen.iter().map(|entity| text(entity, "blueprint")).collect();
    let (include, exclude) = (fields(call.query.value("include")), fields(call.query.value("exclude")));
    let answers = computed::answers(call.store, &chosen, with_computed(call)).into_iter();
    let entities: Vec<Value> = answers.map(|answer| narrowed(answer, &include, &exclude)).collect();
    Ok(Reply { status: 200, body: json!({"ok": true, "matchingBlueprints": blueprints, "entities": entities}) })
}

/// The entities that a search finds. The values that Port computes are computed only for a query that compares one.
fn chosen<'e>(store: &Store, query: &Value, entities: Vec<&'e Body>) -> Result<Vec<&'e Body>, Refusal> {
    let compared = compared_properties(&Path::root(), query);
    let is_computed = |(_, blueprint): (&str, &Body)| {
        let sections = ["mirrorProperties", "calculationProperties"];
        let mut sections = sections.iter().map(|part| section(blueprint, part));
        sections.any(|section| compared.iter().any(|(_, name)| section.contains_key(*name)))
    };
    let is_computed = store.blueprints().any(is_computed);
    let computed = if is_computed { computed::answers(store, &entities, true) } else { Vec::new() };
    let mut chosen = Vec::new();
    for (nth, entity) in entities.into_iter().enumerate() {
        if matches(query, computed.get(nth).and_then(Value::as_object).unwrap_or(entity))? {
            chosen.push(entity);
        }
    }
    Ok(chosen)
}

fn fields(listed: Option<&str>) -> Vec<String> {
    listed.into_iter().flat_map(|listed| listed.split(',')).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Answers with at most `limit` entities, and the start of the next page.
pub(super) fn search_page(call: &mut Call) -> HandlerResult {
    let blueprint = call.names[0];
    call.store.blueprint(blueprint)?;
    let body = call.checked(&PAGE)?;
    let limit = body.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok()).unwrap_or(200);
    let names = |field: &str| -> Vec<String> {
        let listed = body.get(field).and_then(Value::as_array);
        listed.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (include, exclude) = (names("include"), names("exclude"));
    let entities = shuffled(call.store.entities_of(blueprint), |(identifier, _)| (*identifier).to_owned());
    let entities = entities.into_iter().map(|(_, entity)| entity).collect();
    let chosen = chosen(call.store, body.get("query").unwrap_or(&Value::Null), entities)?;
    // A page starts after the last entity of the previous one.
    let start = match body.get("from").and_then(Value::as_str) {
        Some(from) => {
            let place = chosen.iter().position(|entity| text(entity, "identifier") == from);
            place.ok_or_else(|| Refusal::invalid("from", "must be the \"next\" of the previous page"))? + 1
        }
        None => 0,
    };
    let page: Vec<&Body> = chosen.iter().skip(start).take(limit).copied().collect();
    let answers = computed::answers(call.store, &page, true).into_iter();
    let entities: Vec<Value> = answers.map(|answer| narrowed(answer, &include, &exclude)).collect();
    let mut answer = json!({"ok": true, "entities": entities});
    if let Some(last) = page.last().filter(|_| start + page.len() < chosen.len()) {
        answer["next"] = json!(text(last, "identifier"));
    }
    Ok(Reply { status: 200, body: answer })
}

/// Keeps only the requested fields; properties may be named alone or with their section.
fn narrowed(entity: Value, include: &[String], exclude: &[String]) -> Value {
    if include.is_empty() && exclude.is_empty() {
        return entity;
    }
    let keeps = |section: Option<&str>, name: &str| {
        let named = |names: &[String]| {
            names.iter().any(|wanted| {
                let wanted = wanted.trim_start_matches('$');
                wanted == name
                    || section.is_some_and(|section| wanted == section || wanted == format!("{section}.{name}"))
            })
        };
        (include.is_empty() || named(include)) && !named(exclude)
    };
    let Value::Object(fields) = entity else { return entity };
    let mut kept = Body::new();
    for (field, value) in fields {
        match value {
            Value::Object(mut values) if field == "properties" || field == "relations" => {
                values.retain(|name, _| keeps(Some(&field), name));
                kept.insert(field, Value::Object(values));
            }
            value if ["identifier", "blueprint"].contains(&field.as_str()) || keeps(None, &field) => {
                kept.insert(field, value);
            }
            _ => {}
        }
    }
    Value::Object(kept)
}
