//! The fields of a body that hold a search query.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::AGGREGATIONS;
use crate::kind::descriptor::Kind;
use crate::kind::page::widgets;
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

/// Returns the queries of a body, in its order.
pub(crate) fn queries<'b>(kind: &Kind, body: &'b Value) -> Vec<Query<'b>> {
    let mut found = of_scorecards(body);
    let mut add = |at: Path, dialect, of: Path| {
        if at.find(body).is_some() {
            found.push(Query { at, dialect, blueprint: of.find(body).and_then(Value::as_str) });
        }
    };
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

/// Returns the queries of a scorecard, or of a group of them.
fn of_scorecards(body: &Value) -> Vec<Query<'_>> {
    let mut found = Vec::new();
    let mut add = |at: Path, blueprint| {
        if at.find(body).is_some() {
            found.push(Query { at, dialect: Dialect::Scorecard, blueprint });
        }
    };
    // The blueprints of a group have the same rules.
    let first = |field: &str| body.get(field)?.as_array()?.first()?.as_str();
    let graded = body.get("blueprint").and_then(Value::as_str).or_else(|| first("blueprints"));
    for (at, of) in scorecards(body) {
        let of = of.or(graded);
        add(at.child("filter"), of);
        let rules = at.child("rules");
        rules.elements(body).for_each(|rule| add(rule.child("query"), of));
    }
    let filters = Path::from_keys(&["filters"]);
    filters.members(body).for_each(|(of, _)| add(filters.child(of.as_str()), Some(of)));
    found
}

/// Returns the paths of the scorecards in a body: its root, and the members of a group with their blueprints.
pub(crate) fn scorecards(body: &Value) -> Vec<(Path, Option<&str>)> {
    let group = Path::from_keys(&["scorecards"]);
    let members = group.members(body).map(|(of, _)| (group.child(of.as_str()), Some(of.as_str())));
    [(Path::root(), None)].into_iter().chain(members).collect()
}
