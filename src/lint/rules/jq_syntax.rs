//! An expression that is not valid jq.

use crate::ground::path::Path;
use crate::kind::expression::{self, Fault};
use crate::kind::jq_scan::scan;
use crate::kind::template_mistakes::{unclosed, undotted};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Expression, expressions, is_undefined, template_texts, text_part};
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::ops::Range;

pub(super) const RULE: Rule = Rule::error("jq-syntax", include_str!("jq_syntax.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    for expression in expressions(declaration) {
        // `bare-jq-name` reports a name without quotes.
        if expression.is_bare_name || is_undefined(declaration, &expression.at) {
            continue;
        }
        let undotted = undotted(expression.text, expression.part.clone());
        // jq's own `inputs` has no values in Port.
        for path in undotted.iter().filter(|path| &expression.text[path.name.clone()] == "inputs") {
            let message = "`inputs` has no value in Port without a dot before it";
            let finding = RULE.at(text_part(declaration, &expression.at, &path.name), message).label("no dot");
            found.push(finding.help(format!("write `.{}`", &expression.text[path.path.clone()])));
        }
        check_meaning(declaration, &expression, found);
        let faults = faults(&expression);
        if faults.is_empty() {
            continue;
        }
        // The name after the dash is not a separate fault.
        let dashed: Vec<Range<usize>> =
            expression.dashed(declaration, context).into_iter().map(|dashed| dashed.part).collect();
        for fault in faults {
            let bytes = expression.part.start + fault.range.start..expression.part.start + fault.range.end;
            if dashed.iter().any(|part| part.start <= bytes.start && bytes.start <= part.end) {
                continue;
            }
            let message = format!("this {} is not valid jq: {}", expression.noun, fault.message);
            let finding = RULE.at(text_part(declaration, &expression.at, &bytes), message).label("here");
            found.push(match undotted.iter().find(|path| path.name == bytes) {
                Some(path) => finding.help(format!("write `.{}`", &expression.text[path.path.clone()])),
                None => Finding { help: fault.remedy.map(Into::into), ..finding }.suggest(fault.near.as_deref()),
            });
        }
    }
    check_braces(declaration, found);
}

/// Reports jq that is valid but never meant. The result of an assignment is its changed input, which is always true.
fn check_meaning(declaration: &Declaration, expression: &Expression<'_>, found: &mut Vec<Finding>) {
    let property = Path(expression.at.0[..expression.at.0.len() - 1].to_vec());
    let is_map = |property: &Value| property.get("type").is_some_and(|stated| stated == "object");
    let may_be_map = expression.noun == "calculation" && property.find(&declaration.body).is_some_and(is_map);
    let scanned = scan(expression.text, expression.part.clone());
    for negated in scanned.negations {
        let value = expression.text[negated.clone()].trim_start_matches("not").trim();
        let message = format!("`not` in this {} does not negate the value after it", expression.noun);
        let place = text_part(declaration, &expression.at, &negated);
        found.push(RULE.at(place, message).label("always fails").help(format!("write `({value} | not)`")));
    }
    for one in scanned.assignments {
        let is_compared = one.is_condition || expression.noun == "condition" || (one.is_result && !may_be_map);
        // Other languages have operators such as `=>`, which are not valid jq.
        let is_operator = !expression.text[one.at.end..].starts_with(['>', '<']);
        if is_compared && is_operator {
            let message = format!("`=` in this {} assigns a value instead of comparing two", expression.noun);
            let place = text_part(declaration, &expression.at, &one.at);
            found.push(RULE.at(place, message).label("an assignment").help("write `==`"));
        }
    }
}

fn check_braces(declaration: &Declaration, found: &mut Vec<Finding>) {
    for (at, text) in template_texts(declaration).into_iter().filter(|(at, _)| !is_undefined(declaration, at)) {
        // As in GitHub's workflows. Elsewhere in a text, `$` may be a currency.
        if let Some(template) = text.strip_prefix('$').filter(|rest| rest.starts_with("{{") && rest.ends_with("}}")) {
            let place = text_part(declaration, &at, &(0..1));
            found.push(
                RULE.at(place, "Port sends this `$` as text")
                    .label("not part of the template")
                    .help(format!("write `{template}`")),
            );
            continue;
        }
        let Some(template) = unclosed(text) else { continue };
        let message = match template.missing {
            "{{" => "the template is not opened with `{{`",
            _ => "the template is not closed with `}}`",
        };
        let finding = RULE.at(text_part(declaration, &at, &template.range), message).label("here");
        found.push(match template.expression {
            Some(expression) => finding.help(format!("write `{{{{ {} }}}}`", &text[expression])),
            None => finding.help("write `}}` after its expression"),
        });
    }
}

/// The number of later `}}` that are tried as the end of a template.
const MAX_BRACES: usize = 8;

fn faults(expression: &Expression<'_>) -> Vec<Fault> {
    let Expression { text, part, .. } = expression;
    let Err(faults) = expression::check(&text[part.clone()]) else { return Vec::new() };
    if part.end == text.len() {
        return faults;
    }
    // A template ends at the first `}}` after which it is valid jq, because maps of jq also end in braces.
    let ends = text[part.end..].match_indices('}').map(|(at, _)| part.end + at).skip(1);
    let longer = |end: usize| text[end..].starts_with("}}") && expression::check(&text[part.start..end]).is_ok();
    if ends.take(MAX_BRACES).any(longer) { Vec::new() } else { faults }
}
