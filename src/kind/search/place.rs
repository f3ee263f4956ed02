//! The fields of a body that hold a search query.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::AGGREGATIONS;
use crate::kind::descriptor::Kind;
use crate::kind::places::values;
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

/// Returns the queries of a blueprint, an action or a scorecard, in the order of the body.
pub(crate) fn queries<'b>(kind: &Kind, body: &'b Value) -> Vec<Query<'b>> {
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
    let forms = values(kind.places.forms, body).into_iter().map(|(form, _)| form.child("properties"));
    let inputs = forms.flat_map(|form| form.members(body).map(move |(name, _)| form.child(name.as_str())));
    for input in inputs {
        for at in [input.child("items"), input] {
            add(at.child("dataset"), Dialect::Dataset, at.child("blueprint"));
        }
    }
    found
}
