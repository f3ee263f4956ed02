//! The expressions in a model that Port evaluates with jq, and the names that they read.

use crate::ground::path::Path;
use crate::kind::blueprint::{self, DATA, RELATIONS_ONLY, member_names};
use crate::kind::expression;
use crate::kind::mapping::{TextRole, is_bare};
use crate::kind::template::{chains_of, templates, texts};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Form};
use serde_json::Value;
use std::ops::Range;

/// A text, or the part of one, that Port evaluates.
#[derive(Clone, Debug)]
pub(crate) struct Expression<'b> {
    pub at: Path,
    pub text: &'b str,
    /// The bytes of the expression in the text.
    pub part: Range<usize>,
    /// What it is: a calculation, a condition, a jq query, a template.
    pub sort: &'static str,
    /// Whether it is only a name, where jq must read a string.
    pub is_bare_name: bool,
}

/// A name with a dash after a dot, which jq reads as a subtraction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DashedName {
    /// The name that was meant.
    pub name: String,
    /// The path to it as it is written: `.inputs.on-call`.
    pub written: String,
    /// Its bytes in the text.
    pub part: Range<usize>,
}

impl Expression<'_> {
    /// Returns the inputs, properties and relations that are named after a dot although their name has a dash.
    pub(crate) fn dashed(&self, declaration: &Declaration, context: &Context<'_>) -> Vec<DashedName> {
        let inputs = Form::of(declaration).map(|form| form.names()).unwrap_or_default();
        let body = entity_blueprint(declaration)
            .and_then(|identifier| context.resources.existence(blueprint::KIND.name, identifier).body())
            .unwrap_or(&Value::Null);
        let mut found = Vec::new();
        for chain in chains_of(self.text, self.part.clone()) {
            let [.., section, _] = &chain.names[..] else { continue };
            let dashed = match *section {
                "inputs" | "form" => chain.dashed(self.text, inputs.iter().copied()),
                "properties" => chain.dashed(self.text, member_names(body, DATA)),
                "relations" => chain.dashed(self.text, member_names(body, RELATIONS_ONLY)),
                _ => None,
            };
            if let (Some((name, part)), Some(first)) = (dashed, chain.spans.first()) {
                let written = format!(".{}", &self.text[first.start..part.end]);
                found.push(DashedName { name: name.to_owned(), written, part });
            }
        }
        found
    }
}

/// The blueprint whose entities the expressions of a resource are evaluated over.
pub(crate) fn entity_blueprint(declaration: &Declaration) -> Option<&str> {
    if declaration.kind.name == blueprint::KIND.name {
        return declaration.key.as_ref().map(|key| key.identifier.as_str());
    }
    let paths = [&["trigger", "blueprintIdentifier"][..], &["trigger", "event", "blueprintIdentifier"]];
    paths.into_iter().find_map(|at| Path::from_keys(at).find(&declaration.body)?.as_str())
}

/// Every expression of a declaration.
pub(crate) fn expressions(declaration: &Declaration) -> Vec<Expression<'_>> {
    let body = &declaration.body;
    let entire = |at: Path, text, sort| Expression { at, text, part: 0..str::len(text), sort, is_bare_name: false };
    let mut found = Vec::new();

    let calculations = Path::from_keys(&["calculationProperties"]);
    for (name, property) in calculations.members(body) {
        let at = calculations.child(name.as_str()).child("calculation");
        found.extend(property.get("calculation").and_then(Value::as_str).map(|text| entire(at, text, "calculation")));
    }
    let conditions = Path::from_keys(&["trigger", "condition", "expressions"]);
    for (nth, text) in conditions.find(body).and_then(Value::as_array).into_iter().flatten().enumerate() {
        found.extend(text.as_str().map(|text| entire(conditions.child(nth), text, "condition")));
    }
    let form = Path::from_keys(&["trigger", "userInputs"]);
    let queries = form.find(body).map(|value| texts(&form, value)).into_iter().flatten();
    found.extend(
        queries.filter(|(at, _)| at.last_key() == Some("jqQuery")).map(|(at, text)| entire(at, text, "jq query")),
    );
    let invocation = Path::from_keys(&["invocationMethod"]);
    for (at, text) in invocation.find(body).map(|value| texts(&invocation, value)).into_iter().flatten() {
        let template = |part| Expression { at: at.clone(), text, part, sort: "template", is_bare_name: false };
        found.extend(templates(text).into_iter().map(template));
    }
    for mapping in (declaration.kind.mappings)(body) {
        found.extend(mapping.expressions().into_iter().map(|(at, text, role)| Expression {
            is_bare_name: is_bare_name(text, role),
            ..entire(at, text, mapping.sort)
        }));
    }
    let repeated = Path::from_keys(&["security", "requestIdentifierPath"]);
    if let Some(text) = repeated.find(body).and_then(Value::as_str) {
        found.push(entire(repeated, text, "payload expression"));
    }
    found
}

/// Returns whether a text of a mapping is a name without quotes, where it must be a string.
fn is_bare_name(text: &str, role: TextRole) -> bool {
    let is_constant = ["true", "false", "null"].contains(&text);
    // Elsewhere, a name that is one of jq's functions may be meant as one.
    is_bare(text) && !is_constant && (role == TextRole::Name || expression::check(text).is_err())
}
