//! A `file://` whose content does not have the type of the property.

use serde_json::Value;

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity, JsonReading, Provider, target};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule = Rule::warning(
    "wrong-file-target-type",
    include_str!("wrong_file_target_type.md"),
    Check::Value(AnomalyKind::FILES, check),
);

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    if anomaly.kind == AnomalyKind::FileNotRead || !anomaly.is_whole {
        return None;
    }
    let (name, type_name) = (anomaly.name(), anomaly.property?.type_name.as_deref().unwrap_or("string"));
    let wanted = described(type_name)?;
    let Provider { name: provider, json, base, .. } = context.provider;
    let json = if anomaly.text().ends_with(".json") { json } else { JsonReading::Text };
    let message = match json {
        JsonReading::Text if type_name == "string" => return None,
        JsonReading::Text => format!("`{name}` must be {wanted}, but the content of a file is a string"),
        JsonReading::Unknown if type_name == "string" => {
            format!("`{name}` must be a string, but some providers parse a JSON file into a map")
        }
        JsonReading::Unknown => format!("`{name}` must be {wanted}, but some providers read a JSON file as a string"),
        JsonReading::Parsed => {
            let from = context.files.rooted(&anomaly.key.tree().file().name);
            let text = context.files.text(&target::path(anomaly.text(), &from, base)?)?;
            let Ok(content) = serde_json::from_str(&text) else {
                let message = format!("the file is not valid JSON, so `{provider}` reads no entity of this `port.yml`");
                return Some(RULE.at(anomaly.place(), message).label("invalid JSON").help("correct the file"));
            };
            if type_of(&content) == type_name {
                return None;
            }
            let found = described(type_of(&content)).unwrap_or("null");
            format!("`{name}` must be {wanted}, but `{provider}` parses this JSON file, which contains {found}")
        }
    };
    let finding = RULE.at(anomaly.place(), message).label("wrong type");
    let finding = finding.help("write the value itself, or change the property's type to match the file");
    Some(declared_here(finding, entity, context, anomaly.section.path(), name))
}

fn type_of(content: &Value) -> &'static str {
    match content {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn described(type_name: &str) -> Option<&'static str> {
    Some(match type_name {
        "boolean" => "a boolean",
        "number" => "a number",
        "string" => "a string",
        "array" => "a list",
        "object" => "a map",
        _ => return None,
    })
}
