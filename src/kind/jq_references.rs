//! The members of a blueprint that the jq and the templates of a resource read, as far as this is certain.

use std::ops::Range;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{DATA, NAME, RELATIONS_ONLY};
use crate::kind::descriptor::Kind;
use crate::kind::key::Key;
use crate::kind::places::{at, values};
use crate::kind::reference::Requirement;
use crate::kind::template::{chains_of, template_texts, templates, texts};

impl Kind {
    /// Returns the blueprint whose entities the expressions in a body are evaluated over, if there is only one.
    pub(crate) fn entity_blueprint<'b>(&self, identifier: Option<&'b str>, body: &'b Value) -> Option<&'b str> {
        if self.name == NAME {
            return identifier;
        }
        let own = Path::from_keys(&["trigger", "blueprintIdentifier"]).find(body).and_then(Value::as_str);
        let mut events = values(self.places.events, body).into_iter();
        own.or_else(|| match (events.next(), events.next()) {
            (Some((_, event)), None) => event.get("blueprintIdentifier")?.as_str(),
            _ => None,
        })
    }
}

/// The maps of other entities than the one that an expression is evaluated over.
const OF_OTHERS: &[&str] = &["inputs", "form", "outputs"];

/// Returns every `.properties.name` and `.relations.name` in the expressions and templates of a body, with its place: the field,
/// and the bytes of the name in it.
pub(crate) fn jq_references(key: &Key, body: &Value) -> Vec<(Path, Range<usize>, Requirement)> {
    let Some(blueprint) = key.kind.entity_blueprint(Some(&key.identifier), body) else { return Vec::new() };
    let mut found = Vec::new();
    for (at, text, part) in expressions(key.kind, body) {
        for chain in chains_of(text, part) {
            if OF_OTHERS.contains(&chain.names[0]) {
                continue;
            }
            for (pair, part) in chain.names.windows(2).zip(&chain.spans[1..]) {
                let sections = match pair[0] {
                    "properties" => DATA,
                    "relations" => RELATIONS_ONLY,
                    _ => continue,
                };
                let (blueprint, name) = (blueprint.to_owned(), pair[1].to_owned());
                found.push((at.clone(), part.clone(), Requirement::Member { blueprint, sections, name }));
            }
        }
    }
    found
}

/// Returns the jq in a body: its place, the text with it, and its bytes in the text.
fn expressions<'b>(kind: &Kind, body: &'b Value) -> Vec<(Path, &'b str, Range<usize>)> {
    let places = &kind.places;
    let mut found = Vec::new();
    let alone = places.expressions.iter().flat_map(|place| at(place.at, body));
    found.extend(alone.filter_map(|(at, value)| value.as_str().map(|text| (at, text, 0..text.len()))));
    let of_forms = values(places.forms, body).into_iter().flat_map(|(form, value)| texts(&form, value));
    let queries = of_forms.filter(|(at, _)| at.last_key() == Some("jqQuery"));
    found.extend(queries.map(|(at, text)| (at, text, 0..text.len())));
    for (at, text) in values(places.templates, body).into_iter().flat_map(|(at, value)| template_texts(&at, value)) {
        found.extend(templates(text).into_iter().map(|part| (at.clone(), text, part)));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::action::KIND;

    #[test]
    fn the_properties_of_other_entities_are_not_those_of_the_own_blueprint() {
        let body = json!({
            "trigger": { "blueprintIdentifier": "service" },
            "invocationMethod": {
                "body": {
                    "own": "{{ .entity.properties.tier }}",
                    "other": "{{ .inputs.cluster.properties.size }}",
                },
            },
        });
        let found = jq_references(&Key::new(&KIND, "deploy"), &body);
        let names: Vec<(String, &str)> = found
            .iter()
            .map(|(at, part, _)| {
                (at.to_string(), &at.find(&body).and_then(Value::as_str).expect("a text")[part.clone()])
            })
            .collect();
        assert_eq!(names, [("invocationMethod.body.own".to_owned(), "tier")]);
    }
}
