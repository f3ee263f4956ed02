//! A name with a dash that jq reads as a subtraction.

use crate::lint::context::Context;
use crate::lint::model::{Declaration, expressions, text_part};
use crate::lint::rule::{Check, Finding, Rule};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule = Rule::error("unquoted-dash", include_str!("unquoted_dash.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    for expression in expressions(declaration) {
        for dashed in expression.dashed(declaration, context) {
            let message = format!("jq reads `{}` as a subtraction", dashed.written);
            let subtraction = dashed.part.end - dashed.written.len()..dashed.part.end;
            let finding = RULE.at(text_part(declaration, &expression.at, &subtraction), message).label("a subtraction");
            let raw = declaration.node().find(&expression.at).map(Node::raw).unwrap_or_default();
            let quote = if raw.starts_with('"') { "\\\"" } else { "\"" };
            let before = dashed.written.trim_end_matches(dashed.name.as_str()).trim_end_matches('.');
            found.push(finding.help(format!("write `{before}[{quote}{}{quote}]`", dashed.name)));
        }
    }
}
