//! Scorecards, which belong to a blueprint.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::body::{Body, text};
use super::call::{Call, HandlerResult, Reply};
use super::refusal::Refusal;
use super::shape::Shape;
use super::store::{Store, shuffled};

pub(super) fn list(call: &mut Call) -> HandlerResult {
    let all = call.store.scorecards.values().flat_map(|own| own.values());
    let scorecards = shuffled(all, |body| format!("{}/{}", text(body, "blueprint"), text(body, "identifier")));
    Ok(Reply::with(200, "scorecards", scorecards.into_iter().map(|scorecard| answer(scorecard)).collect::<Value>()))
}

pub(super) fn list_of_blueprint(call: &mut Call) -> HandlerResult {
    let blueprint = call.names[0];
    call.store.blueprint(blueprint)?;
    Ok(Reply::with(200, "scorecards", answers(call.store, blueprint)))
}

pub(super) fn read(call: &mut Call) -> HandlerResult {
    Ok(Reply::with(200, "scorecard", answer(found(call.store, call.names[0], call.names[1])?)))
}

pub(super) fn create(call: &mut Call) -> HandlerResult {
    let blueprint = call.names[0];
    call.store.blueprint(blueprint)?;
    let body = call.checked(Shape::Scorecard)?.clone();
    let identifier = text(&body, "identifier").to_owned();
    let is_taken = call.store.scorecards.get(blueprint).is_some_and(|own| own.contains_key(&identifier));
    Refusal::if_taken(is_taken, "Scorecard", &identifier)?;
    let body = write(call, blueprint, body, None, "")?;
    Ok(Reply::with(201, "scorecard", answer(&body)))
}

/// Removes the fields that the body does not have.
pub(super) fn replace(call: &mut Call) -> HandlerResult {
    let (blueprint, identifier) = (call.names[0], call.names[1]);
    let old = found(call.store, blueprint, identifier)?.clone();
    let body = call.checked(Shape::Scorecard)?.clone();
    if text(&body, "identifier") != identifier {
        return Err(Refusal::invalid("identifier", "of a scorecard cannot be changed"));
    }
    let body = write(call, blueprint, body, Some(&old), "")?;
    Ok(Reply::with(200, "scorecard", answer(&body)))
}

/// Removes the scorecards that the array does not have.
pub(super) fn replace_all(call: &mut Call) -> HandlerResult {
    let blueprint = call.names[0];
    call.store.blueprint(blueprint)?;
    Shape::ScorecardSet.check(call.body)?;
    let before = call.store.scorecards.remove(blueprint).unwrap_or_default();
    for (index, body) in call.body.as_array().into_iter().flatten().filter_map(Value::as_object).enumerate() {
        let identifier = text(body, "identifier");
        let is_taken = call.store.scorecards.get(blueprint).is_some_and(|own| own.contains_key(identifier));
        Refusal::if_taken(is_taken, "Scorecard", identifier)?;
        write(call, blueprint, body.clone(), before.get(identifier).map(|old| &**old), &format!("{index}/"))?;
    }
    Ok(Reply::with(200, "scorecards", answers(call.store, blueprint)))
}

pub(super) fn delete(call: &mut Call) -> HandlerResult {
    let (blueprint, identifier) = (call.names[0], call.names[1]);
    found(call.store, blueprint, identifier)?;
    if let Some(own) = call.store.scorecards.get_mut(blueprint) {
        own.remove(identifier);
    }
    Ok(Reply::done())
}

fn write(call: &mut Call, blueprint: &str, mut body: Body, old: Option<&Body>, pointer: &str) -> Result<Body, Refusal> {
    check(&body, pointer)?;
    body.entry("levels").or_insert_with(default_levels);
    let id = old.and_then(|old| old.get("id").cloned()).unwrap_or_else(|| json!(call.store.issue("scorecard")));
    body.shift_insert(0, "id".into(), id);
    body.insert("blueprint".into(), json!(blueprint));
    call.stamp(&mut body, old);
    let own = call.store.scorecards.entry(blueprint.to_owned()).or_default();
    own.insert(text(&body, "identifier").to_owned(), body.clone().into());
    Ok(body)
}

fn default_levels() -> Value {
    let level = |title: &str, color: &str| json!({"title": title, "color": color});
    json!([level("Basic", "paleBlue"), level("Bronze", "bronze"), level("Silver", "silver"), level("Gold", "gold")])
}

/// Levels and rules need distinct names, and a rule's level must exist. The properties in conditions are not checked: the
/// scorecards of Port's integrations may name properties that the blueprint does not have yet.
fn check(scorecard: &Body, pointer: &str) -> Result<(), Refusal> {
    let stated = scorecard.get("levels").and_then(Value::as_array);
    let levels: Vec<&str> = match stated {
        Some(levels) => levels.iter().filter_map(|level| level["title"].as_str()).collect(),
        None => vec!["Bronze", "Silver", "Gold"],
    };
    if levels.iter().collect::<BTreeSet<_>>().len() < levels.len() {
        return Err(Refusal::invalid(&format!("{pointer}levels"), "must have different titles"));
    }
    let mut seen = BTreeSet::new();
    for (index, rule) in scorecard.get("rules").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let pointer = format!("{pointer}rules/{index}");
        if !seen.insert(rule["identifier"].as_str()) {
            return Err(Refusal::invalid(&format!("{pointer}/identifier"), "is used by another rule"));
        }
        if !rule["level"].as_str().is_some_and(|level| levels.contains(&level)) {
            return Err(Refusal::invalid(&format!("{pointer}/level"), format!("must be one of {}", levels.join(", "))));
        }
    }
    Ok(())
}

fn answers(store: &Store, blueprint: &str) -> Value {
    let own = store.scorecards.get(blueprint).into_iter().flat_map(|own| own.values());
    shuffled(own, |body| text(body, "identifier").to_owned()).into_iter().map(|scorecard| answer(scorecard)).collect()
}

/// The body in an answer, where rules are a set in no particular order.
fn answer(scorecard: &Body) -> Value {
    let mut scorecard = scorecard.clone();
    if let Some(Value::Array(rules)) = scorecard.get_mut("rules") {
        *rules = shuffled(std::mem::take(rules), |rule| rule["identifier"].as_str().unwrap_or_default().to_owned());
    }
    Value::Object(scorecard)
}

fn found<'a>(store: &'a Store, blueprint: &str, identifier: &str) -> Result<&'a Body, Refusal> {
    store.blueprint(blueprint)?;
    let scorecard = store.scorecards.get(blueprint).and_then(|own| own.get(identifier));
    scorecard.map(|body| &**body).ok_or_else(|| Refusal::not_found("Scorecard", identifier))
}
