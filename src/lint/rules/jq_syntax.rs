//! An expression that jq cannot read.

use crate::ground::path::Path;
use crate::kind::expression::{self, Fault};
use crate::kind::template::{templates, texts};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, is_undefined, text_part};
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::ops::Range;

pub(super) const RULE: Rule = Rule::error("jq-syntax", include_str!("jq_syntax.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for expression in expressions(&declaration.body) {
        if is_undefined(declaration, &expression.at) {
            continue;
        }
        let Err(faults) = expression.check() else { continue };
        for fault in faults {
            let bytes = expression.part.start + fault.range.start..expression.part.start + fault.range.end;
            let message = format!("this {} is not valid jq: {}", expression.sort, fault.message);
            let finding = RULE.at(text_part(declaration, &expression.at, &bytes), message).label("here");
            found.push(finding.suggest(fault.near.as_deref()));
        }
    }
}

/// A text, or the part of one, that Port evaluates.
struct Expression<'b> {
    at: Path,
    text: &'b str,
    part: Range<usize>,
    sort: &'static str,
}

impl Expression<'_> {
    fn check(&self) -> Result<(), Vec<Fault>> {
        let checked = expression::check(&self.text[self.part.clone()]);
        if checked.is_ok() || self.part.end == self.text.len() {
            return checked;
        }
        // A template ends at the first `}}` that can end it: maps of jq end in braces too.
        let ends = self.text[self.part.end..].match_indices('}').map(|(at, _)| self.part.end + at).skip(1);
        let longer = |end: usize| {
            self.text[end..].starts_with("}}") && expression::check(&self.text[self.part.start..end]).is_ok()
        };
        if ends.take(MAX_BRACES).any(longer) { Ok(()) } else { checked }
    }
}

/// How many braces after the first end of a template are tried as its end.
const MAX_BRACES: usize = 8;

fn expressions(body: &Value) -> Vec<Expression<'_>> {
    let whole = |at: Path, text, sort| Expression { at, text, part: 0..str::len(text), sort };
    let mut found = Vec::new();

    let calculations = Path::from_keys(&["calculationProperties"]);
    for (name, property) in calculations.members(body) {
        let at = calculations.child(name.as_str()).child("calculation");
        found.extend(property.get("calculation").and_then(Value::as_str).map(|text| whole(at, text, "calculation")));
    }
    let conditions = Path::from_keys(&["trigger", "condition", "expressions"]);
    for (nth, text) in conditions.find(body).and_then(Value::as_array).into_iter().flatten().enumerate() {
        found.extend(text.as_str().map(|text| whole(conditions.child(nth), text, "condition")));
    }
    let form = Path::from_keys(&["trigger", "userInputs"]);
    let queries = form.find(body).map(|value| texts(&form, value)).into_iter().flatten();
    found.extend(
        queries.filter(|(at, _)| at.last_key() == Some("jqQuery")).map(|(at, text)| whole(at, text, "jq query")),
    );
    let invocation = Path::from_keys(&["invocationMethod"]);
    for (at, text) in invocation.find(body).map(|value| texts(&invocation, value)).into_iter().flatten() {
        let template = |part| Expression { at: at.clone(), text, part, sort: "template" };
        found.extend(templates(text).into_iter().map(template));
    }
    found
}
