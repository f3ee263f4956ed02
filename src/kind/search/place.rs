//! The fields of a body that hold a search query.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::AGGREGATIONS;
use crate::kind::page::widgets;
use crate::kind::search::dialect::Dialect;

/// One query in a body.
#[derive(Clone, Debug)]
pub(crate) struct Query<'b> {
    /// Its path in the body.
    pub(crate) at: Path,
    /// Its grammar.
    pub(crate) dialect: Dialect,
    /// The blueprint of the entities that it selects, if the body names one.
    pub(crate) blueprint: Option<&'b str>,
}

/// Returns the queries of a body, in its order.
pub(crate) fn queries(body: &Value) -> Vec<Query<'_>> {
    let mut found = Vec::new();
    let mut add = |at: Path, dialect, of: Path| {
        if at.find(body).is_some() {
            found.push(Query { at, dialect, blueprint: of.find(body).and_then(Value::as_str) });
        }
    };
    let graded = || Path::from_keys(&["blueprint"]);
    add(Path::from_keys(&["filter"]), Dialect::Scorecard, graded());
    let rules = body.get("rules").and_then(Value::as_array).map_or(0, Vec::len);
    for nth in 0..rules {
        add(Path::from_keys(&["rules"]).child(nth).child("query"), Dialect::Scorecard, graded());
    }
    let section = Path::from_keys(AGGREGATIONS);
    for (name, _) in section.members(body) {
        let at = section.child(name.as_str());
        add(at.child("query"), Dialect::Search, at.child("target"));
    }
    let trigger = Path::from_keys(&["trigger"]);
    // The condition of an automation is jq.
    if trigger.child("type").find(body).is_some_and(|kind| kind == "self-service") {
        add(trigger.child("condition"), Dialect::Condition, trigger.child("blueprintIdentifier"));
    }
    let form = trigger.child("userInputs").child("properties");
    for (name, _) in form.members(body) {
        let input = form.child(name.as_str());
        for at in [input.child("items"), input] {
            add(at.child("dataset"), Dialect::Dataset, at.child("blueprint"));
        }
    }
    for (nth, _) in body.get("pageFilters").and_then(Value::as_array).into_iter().flatten().enumerate() {
        add(
            Path::from_keys(&["pageFilters"]).child(nth).child("query"),
            Dialect::Search,
            Path::from_keys(&["blueprint"]),
        );
    }
    for widget in widgets(body) {
        add(widget.at.child("dataset"), Dialect::Search, widget.at.child("blueprint"));
    }
    found
}
