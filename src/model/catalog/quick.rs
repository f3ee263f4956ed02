//! A quick check that accepts most values without the JSON Schema validator.

use crate::yaml::format::is_url;
use crate::yaml::tree::{Content, Node};
use serde_json::Value;

/// A check that either accepts a value or is inconclusive.
#[derive(Debug)]
pub(super) enum QuickCheck {
    /// Always inconclusive.
    Inconclusive,
    Text(fn(&str) -> bool),
    Options(Vec<String>),
    /// A number between two bounds, inclusive.
    Number(f64, f64),
    Boolean,
    Map,
    /// A list of at most that many members, each accepted by the inner check.
    List(usize, Box<QuickCheck>),
}

/// Keywords that do not constrain values.
const ANNOTATIONS: &[&str] = &["title", "description", "icon", "enumColors", "spec", "specAuthentication", "default"];

impl QuickCheck {
    pub(super) fn from_body(body: &Value) -> Self {
        let Some(map) = body.as_object() else { return Self::Inconclusive };
        let type_name = map.get("type").and_then(Value::as_str).unwrap_or_default();
        let only = |known: &[&str]| {
            map.keys().all(|key| key == "type" || ANNOTATIONS.contains(&key.as_str()) || known.contains(&key.as_str()))
        };
        match type_name {
            "string" if only(&["enum"]) && map.contains_key("enum") => {
                let options = map.get("enum").and_then(Value::as_array).into_iter().flatten();
                Self::Options(options.filter_map(Value::as_str).map(str::to_owned).collect())
            }
            "string" if only(&["format"]) => match map.get("format").and_then(Value::as_str) {
                None | Some("markdown" | "team" | "proto" | "blueprints") => Self::Text(|_| true),
                Some("url") => Self::Text(is_url),
                Some("email" | "user") => Self::Text(is_plain_email),
                Some(_) => Self::Inconclusive,
            },
            "number" if only(&["minimum", "maximum"]) => {
                let bound = |keyword: &str, none: f64| map.get(keyword).map_or(Some(none), Value::as_f64);
                match (bound("minimum", f64::NEG_INFINITY), bound("maximum", f64::INFINITY)) {
                    (Some(least), Some(most)) => Self::Number(least, most),
                    _ => Self::Inconclusive,
                }
            }
            "boolean" if only(&[]) => Self::Boolean,
            "object" if only(&[]) => Self::Map,
            "array" if only(&["items", "maxItems"]) => {
                let most = map.get("maxItems").map_or(Some(u64::MAX), Value::as_u64);
                match (most, map.get("items").map(Self::from_body)) {
                    (Some(most), Some(items)) => Self::List(usize::try_from(most).unwrap_or(usize::MAX), items.into()),
                    _ => Self::Inconclusive,
                }
            }
            _ => Self::Inconclusive,
        }
    }

    /// Returns whether the value is certainly valid.
    pub(super) fn accepts(&self, value: Node<'_>) -> bool {
        match (self, value.kind()) {
            (Self::Text(accepts), Content::String(text)) => accepts(text),
            (Self::Options(options), Content::String(text)) => options.iter().any(|option| option == text),
            (Self::Number(least, most), Content::Number(number)) => {
                number.as_f64().is_some_and(|number| *least <= number && number <= *most)
            }
            (Self::Boolean, Content::Bool(_)) | (Self::Map, Content::Mapping(_)) => true,
            (Self::List(most, items), Content::Sequence(mut members)) => {
                members.len() <= *most && members.all(|member| items.accepts(member))
            }
            _ => false,
        }
    }
}

/// Returns whether a text is an email address in ASCII.
fn is_plain_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let parts = |text: &str, most: usize| {
        text.len() <= most
            && text.split('.').all(|part| {
                let (first, last) = (part.bytes().next(), part.bytes().last());
                first.is_some_and(|byte| byte.is_ascii_alphanumeric())
                    && last.is_some_and(|byte| byte.is_ascii_alphanumeric())
                    && part.len() < 64
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })
    };
    parts(local, 64) && parts(domain, 255)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::source::SourceFile;
    use crate::model::catalog::Property;
    use crate::yaml::parse::{Limits, parse};
    use serde_json::json;

    #[test]
    fn the_quick_check_accepts_only_what_the_schema_accepts() {
        let bodies = [
            json!({ "type": "string", "enum": ["a", "b"] }),
            json!({ "type": "string", "format": "url" }),
            json!({ "type": "string", "format": "email" }),
            json!({ "type": "string", "format": "user", "title": "Owner" }),
            json!({ "type": "string" }),
            json!({ "type": "number", "minimum": 1, "maximum": 3 }),
            json!({ "type": "boolean" }),
            json!({ "type": "object" }),
            json!({ "type": "array", "maxItems": 2, "items": { "type": "string" } }),
        ];
        let values = [
            "a",
            "c",
            "\"\"",
            "1",
            "3",
            "4",
            "-1",
            "true",
            "null",
            "{}",
            "[]",
            "[a]",
            "[a, b, c]",
            "[1]",
            "a@b.example",
            "a@b",
            "x.y@b-c.example",
            ".a@b.example",
            "https://a.b",
            "https://a b",
            "a.b",
            "2024-01-02",
        ];
        for body in bodies {
            let (quick, property) = (QuickCheck::from_body(&body), Property::compile(&body));
            let validated = Property::compile(&json!({ "allOf": [body.clone()] }));
            let mut sure = 0;
            for value in values {
                let tree = parse(&SourceFile::new("", value), &Limits::default()).tree.expect("YAML");
                let root = tree.roots().next().expect("a value");
                assert_eq!(
                    property.violations(root).is_empty(),
                    validated.violations(root).is_empty(),
                    "{body}: {value}"
                );
                sure += usize::from(quick.accepts(root));
            }
            assert!(sure > 0, "nothing surely fits {body}");
        }
    }
}
