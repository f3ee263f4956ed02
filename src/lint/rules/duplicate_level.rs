//! Two levels of one scorecard with one title.

use crate::ground::path::Path;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const RULE: Rule =
    Rule::error("duplicate-level", include_str!("duplicate_level.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let mut first = BTreeMap::new();
    let levels = declaration.body.get("levels").and_then(Value::as_array).into_iter().flatten();
    for (nth, level) in levels.enumerate() {
        let Some(title) = level.get("title").and_then(Value::as_str) else { continue };
        let at = Path::from_keys(&["levels"]).child(nth).child("title");
        let place = declaration.value(&at);
        match first.get(title) {
            None => {
                first.insert(title, place);
            }
            Some(earlier) => {
                let message = format!("two levels of {} have the title `{title}`", declaration.description());
                let finding = RULE.at(place, message).label("used again").related(earlier.clone(), "first used here");
                found.push(finding.help("give each level its own title"));
            }
        }
    }
}
