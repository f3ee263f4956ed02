//! How the fields of a page are compared.

use serde_json::Value;

use crate::kind::treatment::{Field, Treatment};

/// Returns whether a body has this text in a field.
pub(super) fn is(body: &Value, field: &str, text: &str) -> bool {
    body.get(field).and_then(Value::as_str) == Some(text)
}

/// The fields for who made a widget, and when.
const AUDIT: &str = "createdAt|createdBy|updatedAt|updatedBy";

/// The treatments of the widgets in a list at each of these paths.
macro_rules! fields {
    ($([$($at:literal),*])*) => {
        &[
            Field::at(&["title"], Treatment::EmptyIsAbsent),
            Field::at(&["icon"], Treatment::EmptyIsAbsent),
            Field::at(&["description"], Treatment::EmptyIsAbsent),
            Field::at(&["blueprint"], Treatment::EmptyIsAbsent),
            Field::at(&["locked"], Treatment::Default("false")),
            Field::at(&["visibility"], Treatment::Default(r#""org""#)),
            Field::at(&["showInSidebar"], Treatment::Default("true")),
            Field::at(&["parent"], Treatment::EmptyIsAbsent),
            Field::at(&["after"], Treatment::EmptyIsAbsent),
            Field::at(&["after"], Treatment::Placement("parent")),
            Field::at(&["pageFilters"], Treatment::Keyed(&["identifier"])),
            Field::at(&["pageFilters"], Treatment::EmptyIsAbsent),
            Field::at(&["pageFilters", "*", "query", "**"], Treatment::Verbatim),
            Field::at(&["protected"], Treatment::ServerOwned),
            Field::at(&["requiredQueryParams"], Treatment::ServerOwned),
            Field::at(&["section"], Treatment::ServerOwned),
            Field::at(&["sidebar"], Treatment::ServerOwned),
            Field::at(&["widgets"], Treatment::EmptyIsAbsent),
            $(
                Field::at(&[$($at,)* "widgets"], Treatment::Keyed(&["id"])),
                Field::at(&[$($at,)* "widgets", "*", "*"], Treatment::EmptyIsAbsent),
                Field::at(&[$($at,)* "widgets", "*", AUDIT], Treatment::ServerOwned),
                Field::at(&[$($at,)* "widgets", "*", "dataset", "**"], Treatment::Verbatim),
                Field::at(&[$($at,)* "widgets", "*", "blueprintConfig", "**"], Treatment::Verbatim),
                Field::at(&[$($at,)* "widgets", "*", "lines", "**"], Treatment::Verbatim),
            )*
        ]
    };
}

/// Dashboards have widgets, and groups of a widget have tabs with dashboards.
pub(super) const FIELDS: &[Field] = fields! {
    []
    ["widgets", "*"]
    ["widgets", "*", "widgets", "*"]
    ["widgets", "*", "groups", "*"]
    ["widgets", "*", "groups", "*", "widgets", "*"]
    ["widgets", "*", "widgets", "*", "groups", "*"]
};
