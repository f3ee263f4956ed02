//! An aggregation over a property of the wrong type.

use serde_json::Value;

use crate::ground::finding::Finding;
use crate::ground::path::Path;
use crate::kind::blueprint::{self, AGGREGATIONS};
use crate::kind::checks::{AggregationMistake, aggregation_mistakes};
use crate::lint::context::Context;
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::query::sort_words;
use crate::model::Declaration;

pub(super) const RULE: Rule =
    Rule::error("mistyped-aggregation", include_str!("mistyped_aggregation.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let section = Path::from_keys(AGGREGATIONS);
    for (name, aggregation) in section.members(&declaration.body) {
        let Some(of) = aggregation.get("target").and_then(Value::as_str) else { continue };
        let Some(target) = context.resources.existence(blueprint::KIND.name, of).body() else { continue };
        for (at, mistake) in aggregation_mistakes(&section.child(name.as_str()), aggregation, target) {
            let property = at.find(&declaration.body).and_then(Value::as_str).unwrap_or_default();
            let (needed, sort) = match mistake {
                AggregationMistake::NotANumber(sort) => ("number", sort),
                AggregationMistake::NotADate(sort) => ("date", sort),
            };
            let message =
                format!("aggregation `{name}` needs a {needed}, but `{property}` of `{of}` holds {}", sort_words(sort));
            let finding = RULE.at(declaration.value(&at), message).label(format!("not a {needed}"));
            found.push(finding.help(format!("name a {needed} property of blueprint `{of}`")));
        }
    }
}
