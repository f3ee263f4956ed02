//! A name in a mapping that jq does not read as a string.

use crate::lint::context::Context;
use crate::lint::model::{Declaration, expressions, is_undefined};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error("bare-jq-name", include_str!("bare_jq_name.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for expression in expressions(declaration).into_iter().filter(|expression| expression.is_bare_name) {
        if is_undefined(declaration, &expression.at) {
            continue;
        }
        let message = format!("jq does not read `{}` as a string", expression.text);
        let finding = RULE.at(declaration.value(&expression.at), message).label("without quotes");
        found.push(finding.help(format!("write `\"'{}'\"`", expression.text)));
    }
}
