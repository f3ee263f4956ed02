//! Edits that change only what differs, as a person would make them.

use super::*;
use crate::ground::source::SourceFile;
use crate::yaml::parse::{Limits, parse};
use serde_json::json;

mod random;

fn tree(text: &str) -> Tree {
    let parsed = parse(&SourceFile::new("a.yml", text), &Limits::default());
    assert_eq!(parsed.faults, [], "{text}");
    parsed.tree.expect("it parses")
}

/// Resources and members with an identifier are the same thing if the identifier is equal.
fn same(_: &Path, old: &Value, new: &Value) -> bool {
    let name = |value: &Value| ["identifier", "id"].iter().find_map(|key| value.get(key)?.as_str().map(str::to_owned));
    name(old).is_some() && name(old) == name(new)
}

fn reconciled(before: &str, wanted: &Value) -> Result<String, EditError> {
    let tree = tree(before);
    reconcile(&tree, tree.documents()[0], wanted, &same)
}

fn value_of(text: &str) -> Value {
    to_value(tree(text).roots().next().expect("it has a document"))
}

/// The cases in `cases.md`: a title, the text before, and the text after, whose value is the wanted one.
fn cases() -> Vec<(&'static str, &'static str, &'static str)> {
    let cases = include_str!("cases.md").split("\n## ").skip(1).map(|case| {
        let mut blocks = case.split("\n~~~");
        let title = blocks.next().unwrap_or_default().trim();
        let mut block = || {
            let (_, text) = blocks.next().and_then(|block| block.split_once('\n')).expect(title);
            blocks.next();
            text
        };
        (title, block(), block())
    });
    cases.collect()
}

#[test]
fn each_case_changes_the_lines_that_a_person_would_change() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases were found", cases.len());
    let mut failed = Vec::new();
    for (title, before, after) in cases {
        let (before, after) = (format!("{before}\n"), format!("{after}\n"));
        let wanted = value_of(&after);
        for (variant, change) in [
            ("as it is", (|text| text) as fn(String) -> String),
            ("with CRLF", |text| text.replace('\n', "\r\n")),
            ("with a byte order mark", |text| format!("\u{feff}{text}")),
            ("without the last line break", |text| text.trim_end_matches('\n').to_owned()),
        ] {
            let (before, after) = (change(before.clone()), change(after.clone()));
            match reconciled(&before, &wanted) {
                Ok(text) if text == after => {}
                Ok(text) => failed.push(format!("## {title}, {variant}\n{text}")),
                Err(error) => failed.push(format!("## {title}, {variant}\n{error:?}")),
            }
            assert_eq!(reconciled(&after, &wanted).as_ref(), Ok(&after), "{title}: again");
        }
    }
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn other_documents_of_the_file_keep_every_byte() {
    let before = "# one\na: 1\n---\n# two\nb: 1 # c\nc: 2\n...\n---\nd: *x\n".replace("*x", "&x 1");
    let tree = tree(&before);
    let wanted = json!({ "b": 5 });
    let after = before.replace("b: 1 # c\nc: 2\n", "b: 5 # c\n");
    assert_eq!(reconcile(&tree, tree.documents()[1], &wanted, &same), Ok(after));
}

#[test]
fn what_would_change_another_value_is_refused_with_its_place() {
    for (before, wanted, place) in [
        ("a: &x {c: 1}\nb:\n  <<: *x\n  d: 1\n", json!({ "a": { "c": 1 }, "b": { "d": 1 } }), "b.c"),
        ("a: !!str 1\n", json!({ "a": "2" }), "a"),
        ("a: &x {c: 1}\nb: {<<: *x}\n", json!({ "a": { "c": 1, "d": 2 }, "b": { "c": 1 } }), "a"),
    ] {
        match reconciled(before, &wanted) {
            Err(EditError::Shared { path, .. }) => assert_eq!(path.to_string(), place, "{before}"),
            other => panic!("{before}: {other:?}"),
        }
    }
}

#[test]
fn a_text_is_written_so_that_it_reads_back_wherever_it_stands() {
    for before in [
        "a: x\n",
        "a: 'x'\n",
        "a: \"x\"\n",
        "a: |\n  x\n",
        "a: >-\n  x\n",
        "- x\n",
        "[x]\n",
        "{a: x}\n",
        "x\n",
        "{\"a\": \"x\"}\n",
    ] {
        for text in
            ["y", "y\nz\n", "y\n\nz", " y\n", "y\n\n", "\u{feff}", "yes", "y: z", "y # z", "", "\n", "a\tb", "\ty\n"]
        {
            let mut wanted = value_of(before);
            let place = match &mut wanted {
                Value::Array(members) => &mut members[0],
                Value::Object(members) => &mut members["a"],
                root => root,
            };
            *place = text.into();
            assert!(reconciled(before, &wanted).is_ok(), "{before:?} {text:?}");
        }
    }
}
