//! The properties that a query compares.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::ground::path::Path;
use crate::kind::blueprint::SECTIONS;

/// The properties of the entities that a query selects, as far as a blueprint's body states them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MembersOf<'b>(&'b Value);

impl<'b> MembersOf<'b> {
    /// Takes the body of a blueprint, or null if it is not known.
    pub(crate) fn new(body: &'b Value) -> Self {
        Self(body)
    }

    /// Returns the body of the property of that name (`type`, `format`, `enum`, `items`), if it states what its values
    /// are. Relations and mirror properties do not.
    pub(crate) fn lookup(self, name: &str) -> Option<&'b Value> {
        static NUMBER: LazyLock<Value> = LazyLock::new(|| json!({"type": "number"}));
        let found =
            SECTIONS.iter().find_map(|section| Some((section, Path::from_keys(section).find(self.0)?.get(name)?)));
        match found? {
            (section, _) if section.contains(&"aggregationProperties") => Some(&NUMBER),
            (_, body) if body.get("target").is_none() => Some(body).filter(|body| body.get("type").is_some()),
            _ => None,
        }
    }
}

/// Returns the name that was meant by one that is written as a path of jq or JSONPath, which queries do not use:
/// `properties.tier`, `.identifier` or `$.tier`.
pub(crate) fn jq_name(name: &str) -> Option<String> {
    let path = name.strip_prefix("$.").or_else(|| name.strip_prefix('.')).unwrap_or(name);
    let path = path.strip_prefix("entity.").unwrap_or(path);
    let inside = ["properties.", "relations."].iter().find_map(|section| path.strip_prefix(section));
    let meant = inside.unwrap_or(path);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@_=-".contains(&byte);
    let is_jq = meant.len() < name.len() && !meant.is_empty() && meant.bytes().all(is_plain);
    let is_meta = inside.is_none() && meta_property(meant).is_some();
    is_jq.then(|| if is_meta { format!("${meant}") } else { meant.to_owned() })
}

/// Returns the meta property of that name without its `$`.
pub(crate) fn meta_property(name: &str) -> Option<&'static str> {
    META_PROPERTIES.iter().map(|(meta, _)| *meta).find(|meta| meta.strip_prefix('$') == Some(name))
}

/// The sort of a property's values, as far as it matters for operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    /// Strings.
    Text,
    /// Strings that are a date and time.
    DateTime,
    /// Strings that are the time at which something expires.
    Timer,
    /// Numbers.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Lists.
    List,
    /// Maps.
    Map,
}

impl ValueType {
    /// Returns the sort of a property's values, or `None` if its body does not state one of Port's types.
    pub(crate) fn of(property: &Value) -> Option<Self> {
        let text = |key: &str| property.get(key).and_then(Value::as_str);
        match (text("type")?, text("format")) {
            ("string", Some("date-time")) => Some(Self::DateTime),
            ("string", Some("timer")) => Some(Self::Timer),
            ("string", _) => Some(Self::Text),
            ("number", _) => Some(Self::Number),
            ("boolean", _) => Some(Self::Boolean),
            ("array", _) => Some(Self::List),
            ("object", _) => Some(Self::Map),
            _ => None,
        }
    }
}

/// The fields that every entity has, and the sort of their values if it is certain. A team is a list, but queries may
/// also treat it as a string.
pub(crate) const META_PROPERTIES: &[(&str, Option<ValueType>)] = &[
    ("$identifier", Some(ValueType::Text)),
    ("$title", Some(ValueType::Text)),
    ("$icon", Some(ValueType::Text)),
    ("$blueprint", Some(ValueType::Text)),
    ("$team", None),
    ("$createdAt", Some(ValueType::DateTime)),
    ("$updatedAt", Some(ValueType::DateTime)),
    ("$createdBy", Some(ValueType::Text)),
    ("$updatedBy", Some(ValueType::Text)),
];
