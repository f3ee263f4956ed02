//! Two rules of one scorecard with one identifier.

use crate::ground::path::Path;
use crate::kind::search::scorecards;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const RULE: Rule =
    Rule::error("duplicate-rule-identifier", include_str!("duplicate_rule_identifier.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for rules in scorecards(&declaration.body).into_iter().map(|(at, _)| at.child("rules")) {
        check_rules(&rules, declaration, found);
    }
}

fn check_rules(rules: &Path, declaration: &Declaration, found: &mut Vec<Finding>) {
    let mut first = BTreeMap::new();
    for (nth, rule) in rules.find(&declaration.body).and_then(Value::as_array).into_iter().flatten().enumerate() {
        let Some(identifier) = rule.get("identifier").and_then(Value::as_str) else { continue };
        let at = rules.child(nth).child("identifier");
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
