//! The expressions in a model that Port evaluates with jq, and the names that they read.

use crate::ground::path::Path;
use crate::kind::blueprint::{self, DATA, RELATIONS_ONLY, member_names};
use crate::kind::expression;
use crate::kind::mapping::{TextRole, is_bare};
use crate::kind::places::{at, values};
use crate::kind::template::{self, chains_of, templates, texts};
use crate::kind::workflow::Graph;
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
    /// The word for it in messages: `calculation`, `condition`, `constraint`, `expression`, `template`.
    pub noun: &'static str,
    /// The name of the map that it reads.
    pub input: &'static str,
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
    /// Returns the inputs, nodes, properties and relations that are named after a dot although their name has a dash.
    pub(crate) fn dashed(&self, declaration: &Declaration, context: &Context<'_>) -> Vec<DashedName> {
        let inputs: Vec<&str> = Form::all(declaration).iter().flat_map(Form::names).collect();
        let nodes = Graph::of(declaration.kind, &declaration.body).map(|graph| graph.identifiers()).unwrap_or_default();
        let body = entity_blueprint(declaration)
            .and_then(|identifier| context.resources.existence(blueprint::KIND.name, identifier).body())
            .unwrap_or(&Value::Null);
        let mut found = Vec::new();
        for chain in chains_of(self.text, self.part.clone()) {
            let dashed = match &chain.names[..] {
                ["outputs", _] => chain.dashed(self.text, nodes.iter().copied()),
                [.., "inputs" | "form", _] | ["outputs", _, _] => chain.dashed(self.text, inputs.iter().copied()),
                [.., "properties", _] => chain.dashed(self.text, member_names(body, DATA)),
                [.., "relations", _] => chain.dashed(self.text, member_names(body, RELATIONS_ONLY)),
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

/// The blueprint whose entities the expressions of a resource are evaluated over, if there is only one.
pub(crate) fn entity_blueprint(declaration: &Declaration) -> Option<&str> {
    let identifier = declaration.key.as_ref().map(|key| key.identifier.as_str());
    declaration.kind.entity_blueprint(identifier, &declaration.body)
}

/// Every expression of a declaration.
pub(crate) fn expressions(declaration: &Declaration) -> Vec<Expression<'_>> {
    let (places, body) = (&declaration.kind.places, &declaration.body);
    let entire = |at: Path, text, noun, input| Expression {
        at,
        text,
        part: 0..str::len(text),
        noun,
        input,
        is_bare_name: false,
    };
    let mut found = Vec::new();
    for place in places.expressions {
        let texts = at(place.at, body).into_iter().filter_map(|(at, value)| Some((at, value.as_str()?)));
        found.extend(texts.map(|(at, text)| entire(at, text, place.noun, place.input)));
    }
    for (form, value) in values(places.forms, body) {
        let queries = texts(&form, value).into_iter().filter(|(at, _)| at.last_key() == Some("jqQuery"));
        found.extend(queries.map(|(at, text)| entire(at, text, "jq query", "jq query")));
    }
    for (at, text) in template_texts(declaration) {
        let template = |part| Expression {
            at: at.clone(),
            text,
            part,
            noun: "template",
            input: places.template_input,
            is_bare_name: false,
        };
        found.extend(templates(text).into_iter().map(template));
    }
    for mapping in (declaration.kind.mappings)(body) {
        found.extend(mapping.expressions().into_iter().map(|(at, text, role)| Expression {
            is_bare_name: is_bare_name(text, role),
            ..entire(at, text, mapping.noun, mapping.noun)
        }));
    }
    found
}

/// Returns whether a text of a mapping is a name without quotes, where it must be a string.
fn is_bare_name(text: &str, role: TextRole) -> bool {
    let is_constant = ["true", "false", "null"].contains(&text);
    // Elsewhere, a name that is one of jq's functions may be meant as one.
    is_bare(text) && !is_constant && (role == TextRole::Name || expression::check(text).is_err())
}

/// Every text of a declaration with a template or a part of one.
pub(crate) fn template_texts(declaration: &Declaration) -> Vec<(Path, &str)> {
    let places = values(declaration.kind.places.templates, &declaration.body).into_iter();
    places.flat_map(|(at, value)| template::template_texts(&at, value)).collect()
}
