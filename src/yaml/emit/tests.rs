//! Documents read as a careful person would write them, and read back as the value they were written from.

use super::*;
use crate::ground::source::SourceFile;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::random::Random;
use crate::yaml::scalar;
use crate::yaml::tree::{Content, Node, to_value};
use serde_json::json;
use std::path::Path;

/// Checks that both readers see the value, and that YAML 1.1 readers see no other one.
fn check(value: &Value, about: &str) {
    let text = document(value);
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let parsed = parse(&SourceFile::new("a.yml", text.as_str()), &limits);
    assert_eq!(parsed.faults, [], "{about}\n{text}");
    let tree = parsed.tree.expect("it has no faults");
    let root = tree.roots().next().expect("it has a document");
    assert_eq!(&to_value(root), value, "{about}\n{text}");
    let other: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{about}: {error}\n{text}"));
    assert_eq!(&other, value, "{about}\n{text}");
    check_old_readers(root, about);
    assert!(text.ends_with('\n'), "{about}");
}

fn check_old_readers(node: Node<'_>, about: &str) {
    match node.kind() {
        Content::Sequence(members) => members.for_each(|member| check_old_readers(member, about)),
        Content::Mapping(entries) => entries.for_each(|(key, value)| {
            check_old_readers(key, about);
            check_old_readers(value, about);
        }),
        _ if node.style() == Style::Plain => assert_eq!(scalar::yaml11(node.raw()), None, "{about}"),
        _ => {}
    }
}

#[test]
fn every_value_reads_back_as_itself() {
    for seed in 0..4_000 {
        let value = Random::new(seed).value(4, Random::nasty);
        check(&value, &format!("seed {seed}"));
    }
}

#[test]
fn every_body_of_the_models_reads_back_as_itself() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("model")];
    folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutation/model"));
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("the file can be read");
            let body: Value = serde_yaml::from_str(&text).expect("it is YAML");
            check(&body, &path.to_string_lossy());
            count += 1;
        }
    }
    assert!(count > 20, "the models were found");
}

#[test]
fn a_document_reads_as_a_person_would_write_it() {
    let value = json!({
        "identifier": "service",
        "title": "Service: all of them",
        "description": "# Services\n\nWhat *runs*.\n",
        "schema": {
            "properties": {
                "tier": { "type": "string", "enum": ["Low", "Medium", "High"], "default": "yes" },
                "since": { "default": "2024-01-02", "minimum": 1.5e300, "on": true, "1": null }
            },
            "required": []
        },
        "calculationProperties": {
            "link": { "calculation": "'https://' + .identifier", "type": "string" },
            "age": { "calculation": "now as $now\n| $now - 1" }
        },
        "relations": {},
        "rules": [
            { "identifier": "has_tier", "query": { "combinator": "and", "conditions": [{ "property": "$team", "operator": "=" }] } },
            ["https://a.example", "b"],
            [[1, 2], []]
        ],
        "entity": "{{ .entity.identifier }}",
        "condition": ".a == \"b\"",
        "empty": ""
    });
    assert_eq!(document(&value), include_str!("document.yml"));
    check(&value, "the document");
}

#[test]
fn a_block_scalar_has_an_indicator_only_where_its_first_line_starts_with_blanks() {
    for (text, written) in [
        ("a\nb", "x: |-\n  a\n  b\n"),
        ("a\n\nb\n", "x: |\n  a\n\n  b\n"),
        ("a\n\n", "x: |+\n  a\n\n"),
        ("  a\nb\n", "x: |2\n    a\n  b\n"),
        ("\n\ta", "x: |2-\n\n  \ta\n"),
        ("# a\n--- b\n", "x: |\n  # a\n  --- b\n"),
        ("\n", "x: \"\\n\"\n"),
        ("a\n ", "x: \"a\\n \"\n"),
        ("a\r\nb", "x: \"a\\r\\nb\"\n"),
        ("a\u{200b}\nb", "x: \"a\\u200b\\nb\"\n"),
    ] {
        assert_eq!(document(&json!({ "x": text })), written);
    }
}

#[test]
fn a_list_is_in_brackets_only_if_it_is_a_short_list_of_words() {
    let word = "abcdefghi";
    assert_eq!(document(&json!({ "x": vec![word; 6] })), format!("x: [{}]\n", [word; 6].join(", ")));
    assert_eq!(document(&json!({ "x": vec![word; 8] })), format!("x:\n{}", format!("  - {word}\n").repeat(8)));
    assert_eq!(document(&json!({ "x": ["a, b"] })), "x:\n  - a, b\n");
    assert_eq!(document(&json!(["a", 1])), "- a\n- 1\n");
}

#[test]
fn a_key_too_long_for_some_readers_is_an_explicit_key() {
    let key = "k".repeat(1_100);
    let value = json!({ key.as_str(): { key.as_str(): ["a:", { "b": "c\nd" }] } });
    assert!(document(&value).starts_with(&format!("? {key}\n:\n  ? {key}\n  :\n    - \"a:\"\n")));
    check(&value, "a long key");
}
