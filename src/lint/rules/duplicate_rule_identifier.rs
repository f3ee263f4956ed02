//! Two rules of one scorecard with one identifier.

use crate::ground::path::Path;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const RULE: Rule =
    Rule::error("duplicate-rule-identifier", include_str!("duplicate_rule_identifier.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let mut first = BTreeMap::new();
    let rules = declaration.body.get("rules").and_then(Value::as_array).into_iter().flatten();
    for (nth, rule) in rules.enumerate() {
        let Some(identifier) = rule.get("identifier").and_then(Value::as_str) else { continue };
        let at = Path::from_keys(&["rules"]).child(nth).child("identifier");
        match first.get(identifier) {
            None => {
                first.insert(identifier, at);
            }
            Some(earlier) => {
                let message = format!("two rules of {} have the identifier `{identifier}`", declaration.description());
                let finding = RULE.at(declaration.value(&at), message).label("used again");
                let finding = finding.related(declaration.value(earlier), "first used here");
                found.push(finding.help("give each rule its own identifier"));
            }
        }
    }
}
