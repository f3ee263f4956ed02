//! An aggregation over a property of the wrong type.

use serde_json::Value;

use crate::ground::finding::Finding;
use crate::ground::path::Path;
use crate::kind::blueprint::{self, AGGREGATIONS};
use crate::kind::checks::{AggregationMistake, aggregation_mistakes};
use crate::lint::context::Context;
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::query::value_type_words;
use crate::model::Declaration;

pub(super) const RULE: Rule =
    Rule::error("wrong-aggregation-type", include_str!("wrong_aggregation_type.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let section = Path::from_keys(AGGREGATIONS);
    for (name, aggregation) in section.members(&declaration.body) {
        let Some(of) = aggregation.get("target").and_then(Value::as_str) else { continue };
        let Some(target) = context.resources.existence(blueprint::KIND.name, of).body() else { continue };
        for (at, mistake) in aggregation_mistakes(&section.child(name.as_str()), aggregation, target) {
            let property = at.find(&declaration.body).and_then(Value::as_str).unwrap_or_default();
            let (needed, value_type) = match mistake {
                AggregationMistake::NotANumber(value_type) => ("number", value_type),
                AggregationMistake::NotADate(value_type) => ("date", value_type),
            };
            let message = format!(
                "aggregation `{name}` needs a {needed}, but `{property}` of `{of}` holds {}",
                value_type_words(value_type)
            );
            let finding = RULE.at(declaration.value(&at), message).label(format!("not a {needed}"));
            found.push(finding.help(format!("name a {needed} property of blueprint `{of}`")));
        }
    }
}
