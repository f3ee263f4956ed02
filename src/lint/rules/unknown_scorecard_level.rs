//! A rule for a level that its scorecard does not have.

use crate::ground::closest::closest;
use crate::kind::search::scorecards;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;

pub(super) const RULE: Rule =
    Rule::error("unknown-scorecard-level", include_str!("unknown_scorecard_level.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    // Without `levels`, a scorecard has Port's default levels, which the JSON Schema checks.
    let Some(levels) = declaration.body.get("levels").and_then(Value::as_array) else { return };
    let titles: Vec<&str> = levels.iter().filter_map(|level| level.get("title").and_then(Value::as_str)).collect();
    // The JSON Schema refuses an empty list.
    if titles.is_empty() {
        return;
    }
    for rules in scorecards(&declaration.body).into_iter().map(|(at, _)| at.child("rules")) {
        for (nth, rule) in rules.find(&declaration.body).and_then(Value::as_array).into_iter().flatten().enumerate() {
            let level = rule.get("level").and_then(Value::as_str);
            let Some(level) = level.filter(|level| !titles.contains(level)) else { continue };
            let at = rules.child(nth).child("level");
            let finding = RULE.at(declaration.value(&at), format!("the scorecard has no level `{level}`"));
            let finding = finding.label("no such level").help(match titles.as_slice() {
                [only] => format!("its only level is `{only}`"),
                titles => format!("its levels are {}", listed(titles)),
            });
            found.push(finding.suggest(closest(level, titles.iter().copied())));
        }
    }
}
