//! A constant in a mapping that its property does not accept.

use crate::ground::article::with_article;
use serde_json::Value;

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::blueprint;
use crate::kind::checks::{PropertyMistake, value_mistake};
use crate::kind::mapping::literal;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, is_undefined, text_part};
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("unfit-mapping-value", include_str!("unfit_mapping_value.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    for mapping in (declaration.kind.mappings)(&declaration.body) {
        let Some((of, _)) = mapping.blueprint() else { continue };
        let Some(body) = context.resources.existence(blueprint::KIND.name, &of).body() else { continue };
        let section = mapping.entity.child("properties");
        for (name, text) in section.members(&declaration.body) {
            let at = section.child(name.as_str());
            let property = Path::from_keys(blueprint::PROPERTIES).child(name.as_str());
            let (Some(text), Some(property)) = (text.as_str(), property.find(body)) else { continue };
            let Some(constant) = literal(text).filter(|one| !one.value.is_null()) else { continue };
            let Some(mistake) = value_mistake(property, &constant.value) else { continue };
            if is_undefined(declaration, &at) {
                continue;
            }
            let (message, label, help) = words(mistake, property, &constant.value, &format!("`{name}` of `{of}`"));
            let place = text_part(declaration, &at, &constant.part);
            let mut finding = RULE.at(place, message).label(label);
            finding.help = help.map(Into::into);
            found.push(finding);
        }
    }
}

/// Returns the message, the label and the help.
fn words(
    mistake: PropertyMistake,
    property: &Value,
    value: &Value,
    subject: &str,
) -> (String, &'static str, Option<String>) {
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match mistake {
        PropertyMistake::DefaultType => {
            let expected = property.get("type").and_then(Value::as_str).unwrap_or("value of another type");
            let expected = with_article(expected);
            (format!("property {subject} needs {expected}, not `{value}`"), "another type", None)
        }
        PropertyMistake::DefaultNotInEnum => {
            let options: Vec<&str> = property
                .get("enum")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let help = match closest(&written, options.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the options are {}", listed(&options)),
            };
            (format!("property {subject} has no option `{written}`"), "no such option", Some(help))
        }
        PropertyMistake::DefaultFormat => {
            let format = property.get("format").and_then(Value::as_str).unwrap_or_default();
            (format!("`{written}` does not have the format of property {subject}"), "another format", {
                Some(format!("write a value of the format `{format}`"))
            })
        }
        _ => (format!("property {subject} does not accept `{written}`"), "not accepted", None),
    }
}
