//! Scorecards, which belong to a blueprint.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::resource;
use super::{
    Body, Call, Draft, HandlerResult, Quirks, Refusal, Reply, Route, Shape, Store, get, shuffled, text, writes,
};
use crate::portal::wire::Method;

static WRITE: Shape = Shape::new(include_str!("shapes/scorecard.json"), "write");
static SET: Shape = Shape::new(include_str!("shapes/scorecard.json"), "set");

pub(super) const NAME: &str = "scorecard";

/// The field with the group that made a scorecard. It is not known how Port shows that, so no answer has it.
pub(super) const GROUP: &str = "scorecardGroup";

pub(super) static QUIRKS: Quirks = Quirks {
    kind: NAME,
    create: Some(&WRITE),
    replace: Some(&WRITE),
    prepare,
    id: Some(NAME),
    hidden: &[GROUP],
    answer: shuffle_rules,
    ..Quirks::NONE
};

pub(super) const ROUTES: &[Route] =
    &[get("blueprints/:/scorecards", list_of_blueprint), writes(Method::Put, "blueprints/:/scorecards", replace_all)];

fn list_of_blueprint(call: &mut Call) -> HandlerResult {
    let kind = call.kinds.named(NAME);
    resource::check_parent(call, kind, call.names[0])?;
    Ok(Reply::with(200, "scorecards", resource::of_parent(call.store, kind, call.names[0])))
}

/// Removes the scorecards that the array does not have.
fn replace_all(call: &mut Call) -> HandlerResult {
    let (kind, blueprint) = (call.kinds.named(NAME), call.names[0]);
    resource::check_parent(call, kind, blueprint)?;
    SET.check(call.body)?;
    let before = call.store.take(NAME, blueprint);
    for (index, body) in call.body.as_array().into_iter().flatten().filter_map(Value::as_object).enumerate() {
        let identifier = text(body, "identifier");
        resource::check_free(call, kind, blueprint, identifier)?;
        let draft =
            Draft { parent: blueprint, identifier, old: before.get(identifier).map(|old| &**old), body: body.clone() };
        resource::write(call, kind, draft).map_err(|refusal| refusal.within(index))?;
    }
    Ok(Reply::with(200, "scorecards", resource::of_parent(call.store, kind, blueprint)))
}

/// Checks that levels and rules have distinct names and that a rule's level exists, and fills in the levels. The properties in
/// conditions are not checked: the scorecards of Port's integrations may name properties that the blueprint does not have yet.
fn prepare(_: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    let levels = levels(&draft.body);
    check_rules(&draft.body, &levels)?;
    fill_levels(&mut draft.body);
    Ok(())
}

/// The levels that rules can have.
pub(super) fn levels(scorecard: &Body) -> Vec<String> {
    match scorecard.get("levels").and_then(Value::as_array) {
        Some(levels) => levels.iter().filter_map(|level| level["title"].as_str()).map(str::to_owned).collect(),
        None => ["Bronze", "Silver", "Gold"].map(str::to_owned).to_vec(),
    }
}

pub(super) fn check_rules(scorecard: &Body, levels: &[String]) -> Result<(), Refusal> {
    if levels.iter().collect::<BTreeSet<_>>().len() < levels.len() {
        return Err(Refusal::invalid("levels", "must have different titles"));
    }
    let mut seen = BTreeSet::new();
    for (index, rule) in scorecard.get("rules").and_then(Value::as_array).into_iter().flatten().enumerate() {
        if !seen.insert(rule["identifier"].as_str()) {
            return Err(Refusal::invalid(&format!("rules/{index}/identifier"), "is used by another rule"));
        }
        if !rule["level"].as_str().is_some_and(|level| levels.iter().any(|known| known == level)) {
            let message = format!("must be one of {}", levels.join(", "));
            return Err(Refusal::invalid(&format!("rules/{index}/level"), message));
        }
    }
    Ok(())
}

pub(super) fn fill_levels(scorecard: &mut Body) {
    scorecard.entry("levels").or_insert_with(default_levels);
}

/// `kind/` has these levels too, as what an absent list means. They are written again, so that a plan against the sandbox shows a
/// difference if either list is wrong.
fn default_levels() -> Value {
    let level = |title: &str, color: &str| json!({"title": title, "color": color});
    json!([level("Basic", "paleBlue"), level("Bronze", "bronze"), level("Silver", "silver"), level("Gold", "gold")])
}

/// Rules are a set in no particular order.
pub(super) fn shuffle_rules(scorecard: &mut Body) {
    if let Some(Value::Array(rules)) = scorecard.get_mut("rules") {
        *rules = shuffled(std::mem::take(rules), |rule| rule["identifier"].as_str().unwrap_or_default().to_owned());
    }
}
