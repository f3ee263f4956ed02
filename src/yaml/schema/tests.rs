//! The violations that a schema finds in a tree, and their locations.

use super::*;
use crate::ground::source::SourceFile;
use crate::yaml::parse::{Limits, parse};
use serde_json::json;

/// Each violation as `line:column fault`, at the key for what concerns keys and at the value otherwise.
fn check(schema: &Value, text: &str) -> Vec<String> {
    let parsed = parse(&SourceFile::new("a.yml", text), &Limits::default());
    assert_eq!(parsed.faults, [], "{text}");
    let tree = parsed.tree.expect("parses");
    let schema = Schema::from_value(schema).expect("a schema");
    let root = tree.roots().next().expect("a document");
    let value = crate::yaml::tree::to_value(root);
    let found = schema.check(root);
    assert_eq!(found.len(), schema.check_value(&value).len(), "a tree and its value have the same mistakes");
    found
        .iter()
        .map(|violation| {
            let (span, words) = match &violation.fault {
                ViolationKind::Unexpected { name, allowed } => {
                    (violation.key.expect("a key"), format!("unexpected {name} of {allowed:?}"))
                }
                ViolationKind::Name { name, fault } => {
                    (violation.key.expect("a key"), format!("name {name} {fault:?}"))
                }
                fault => (violation.value, format!("{fault:?}")),
            };
            format!("{} {} {words}", tree.file().position(span.start as usize), violation.path)
        })
        .collect()
}

#[test]
fn each_unexpected_key_is_one_violation_on_that_key() {
    let schema = json!({
        "type": "object",
        "properties": { "schema": { "$ref": "#/$defs/schema" } },
        "$defs": { "schema": { "properties": { "type": {} }, "additionalProperties": false } },
    });
    assert_eq!(
        check(&schema, "schema:\n  type: x\n  typ: y\n  'a/b': z\n"),
        ["3:3 schema.typ unexpected typ of [\"type\"]", "4:3 schema.a/b unexpected a/b of [\"type\"]"]
    );
}

#[test]
fn a_wrong_type_is_not_also_a_wrong_enum_or_pattern() {
    let schema =
        json!({ "properties": { "a": { "type": "string", "enum": ["x"], "pattern": "^x$", "format": "email" } } });
    assert_eq!(check(&schema, "a: 5"), ["1:4 a Type { expected: [\"string\"] }"]);
    assert_eq!(check(&schema, "a: y"), ["1:4 a Options { allowed: [String(\"x\")] }"]);
}

#[test]
fn the_type_property_chooses_the_shape() {
    let schema = json!({ "oneOf": [
        { "properties": { "type": { "const": "string" }, "enum": { "items": { "type": "string" } } }, "required": ["type"], "additionalProperties": false },
        { "properties": { "type": { "const": "number" }, "maximum": { "type": "number" }, "minimum": {} }, "required": ["type"], "additionalProperties": false },
        { "properties": { "type": { "enum": ["array"] } }, "required": ["type"] },
    ]});
    assert_eq!(
        check(&schema, "type: number\nmaximum: high\nminimun: 1\nenum: []"),
        [
            "2:10 maximum Type { expected: [\"number\"] }",
            "3:1 minimun unexpected minimun of [\"type\", \"maximum\", \"minimum\"]",
            "4:1 enum unexpected enum of [\"type\", \"maximum\", \"minimum\"]"
        ]
    );
    assert_eq!(
        check(&schema, "type: nmber\nmaximum: 5"),
        ["1:7 type Options { allowed: [String(\"number\"), String(\"string\"), String(\"array\")] }"]
    );
    assert_eq!(check(&schema, "{}"), ["1:1  Missing { name: \"type\" }"]);
}

#[test]
fn shapes_of_other_types_are_united() {
    let schema = json!({ "properties": { "team": { "anyOf": [
        { "type": "string", "pattern": "^[a-z]+$" }, { "type": "array", "items": { "type": "string" } }, { "type": "null" }
    ] } } });
    assert_eq!(check(&schema, "team: 5"), ["1:7 team Type { expected: [\"string\", \"array\", \"null\"] }"]);
    assert_eq!(check(&schema, "team: A"), ["1:7 team Pattern { pattern: \"^[a-z]+$\", message: None }"]);
    assert_eq!(check(&schema, "team: [a, 1]"), ["1:11 team[1] Type { expected: [\"string\"] }"]);
}

#[test]
fn port_identifiers_are_matched_with_letters_of_any_alphabet_and_lookahead() {
    let schema = json!({ "type": "object", "propertyNames": { "pattern": "^(?!\\.{1,2}$)[\\p{L}0-9@_.+:\\\\/=-]+$" } });
    assert_eq!(check(&schema, "日本: 1\na.b: 2\n..x: 3\n'010': 1"), Vec::<String>::new());
    let found = check(&schema, "a b: 1\n'..': 2\n010 0: 3");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1].starts_with("2:1 \"..\" name .. Pattern"), "{found:?}");
}

#[test]
fn ports_formats_are_checked_offline() {
    let schema = json!({ "additionalProperties": { "oneOf": [
        { "type": "string", "format": "url" }, { "type": "array", "prefixItems": [{ "format": "user" }, { "format": "timer" }, { "format": "yaml" }, { "format": "markdown" }] }
    ] } });
    assert_eq!(check(&schema, "a: https://x.io\nb: [a@b.io, '2024-01-02T03:04:05Z', 'a: 1', x]"), Vec::<String>::new());
    assert_eq!(
        check(&schema, "a: x.io\nb: [a, '2024-01-02', 'a: b: c', x]"),
        [
            "1:4 a Format { format: \"url\" }",
            "2:5 b[0] Format { format: \"user\" }",
            "2:8 b[1] Format { format: \"timer\" }",
            "2:22 b[2] Format { format: \"yaml\" }"
        ]
    );
    assert!(Schema::compile(r#"{"$ref": "https://example.com/a.json"}"#).is_err(), "nothing is fetched");
    assert!(Schema::compile(r#"{"type": "strin"}"#).is_err());
}

#[test]
fn a_key_that_looks_like_an_index_is_found() {
    let schema = json!({ "additionalProperties": { "type": "string" } });
    assert_eq!(check(&schema, "0: x\n1: 2"), ["2:4 1 Type { expected: [\"string\"] }"]);
}

#[test]
fn a_mistake_behind_an_alias_is_reported_at_the_alias() {
    let schema = json!({ "properties": { "b": { "type": "string" } } });
    assert_eq!(check(&schema, "a: &x 1\nb: *x"), ["2:4 b Type { expected: [\"string\"] }"]);
}

#[test]
fn a_pattern_is_explained_by_the_schema_that_contains_it() {
    let schema = json!({
        "properties": { "team": { "$ref": "#/$defs/team" } },
        "$defs": { "team": { "pattern": "^[a-z]+$", "patternErrorMessage": "use small letters" } },
    });
    let found = check(&schema, "team: A");
    assert_eq!(found, ["1:7 team Pattern { pattern: \"^[a-z]+$\", message: Some(\"use small letters\") }"]);
}
