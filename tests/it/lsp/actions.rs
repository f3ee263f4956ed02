//! Code actions: fixes, comments that allow findings, and all fixes of a file.

use serde_json::{Value, json};

use super::client::{Editor, brief, edited};
use super::protocol::FILES;

fn actions(editor: &mut Editor, name: &str, line: u32, context: &Value) -> Vec<Value> {
    let start = json!({ "line": line, "character": 0 });
    let end = json!({ "line": line, "character": 200 });
    let params = json!({
        "textDocument": { "uri": editor.uri(name) },
        "range": { "start": start, "end": end },
        "context": context,
    });
    let answer = editor.request("textDocument/codeAction", params);
    answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

fn edits(action: &Value) -> &Vec<Value> {
    action["edit"]["documentChanges"][0]["edits"].as_array().expect("edits of one document")
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().filter_map(|action| action["title"].as_str()).collect()
}

const TEXT: &str = "\
identifier: a
title: A
blueprint: service
properties:
  tier: gold # the best
  live: \"true\"
  url: http://a.example
";

#[test]
fn a_finding_is_fixed_or_allowed() {
    let mut editor = Editor::new(FILES);
    editor.open_with("a/port.yml", TEXT);
    let found = brief(&editor.diagnostics("a/port.yml"));
    assert!(found.contains(&"enum-mismatch 4:8".to_owned()), "{found:?}");
    let offered = actions(&mut editor, "a/port.yml", 4, &json!({ "diagnostics": [] }));
    assert_eq!(titles(&offered), ["Write `Gold`", "Allow `enum-mismatch` here", "Apply all safe fixes"]);
    assert_eq!(offered[0]["isPreferred"], true);
    assert_eq!(offered[0]["diagnostics"][0]["code"], "enum-mismatch");
    assert_eq!(edited(TEXT, edits(&offered[0])), TEXT.replace("gold", "Gold"));
    let allowed = edited(TEXT, edits(&offered[1]));
    assert_eq!(allowed, TEXT.replace("# the best", "# the best # portwright: allow(enum-mismatch)"));
    // With the comment, the finding is gone.
    editor.change("a/port.yml", &allowed);
    let found = brief(&editor.diagnostics("a/port.yml"));
    assert!(!found.iter().any(|one| one.contains("enum-mismatch") || one.contains("unused-allow")), "{found:?}");
    let all = edited(TEXT, edits(&offered[2]));
    assert!(all.contains("tier: Gold") && all.contains("live: true"), "{all}");
    editor.end();
}

#[test]
fn only_the_kinds_that_the_client_asks_for_are_offered() {
    let mut editor = Editor::new(FILES);
    editor.open_with("a/port.yml", TEXT);
    for (only, expected) in [
        (json!(["source.fixAll"]), vec!["Apply all safe fixes"]),
        (json!(["source"]), vec!["Apply all safe fixes"]),
        (json!(["source.fixAll.portwright"]), vec!["Apply all safe fixes"]),
        (json!(["quickfix"]), vec!["Write `Gold`", "Allow `enum-mismatch` here"]),
        (json!(["refactor"]), vec![]),
        (json!(["quick"]), vec![]),
    ] {
        let offered = actions(&mut editor, "a/port.yml", 4, &json!({ "diagnostics": [], "only": only }));
        assert_eq!(titles(&offered), expected, "{only}");
    }
    editor.end();
}

#[test]
fn unsafe_fixes_are_marked_and_not_among_all() {
    let mut editor = Editor::new(FILES);
    let text = "identifier: a\ntitle: A\nblueprint: service\nproperties: { tier: Gold, tags: x }\n";
    editor.open_with("a/port.yml", text);
    let offered = actions(&mut editor, "a/port.yml", 3, &json!({ "diagnostics": [] }));
    for action in offered.iter().filter(|action| action["isPreferred"] == false) {
        assert!(action["title"].as_str().is_some_and(|title| title.ends_with(" (unsafe)")), "{action}");
    }
    editor.end();
}

#[test]
fn a_second_rule_joins_the_comment_of_the_first() {
    let mut editor = Editor::new(FILES);
    let text =
        "identifier: a\ntitle: A\nblueprint: service\nproperties:\n  tier: gold # portwright: allow(bad-format)\n";
    editor.open_with("a/port.yml", text);
    let offered = actions(&mut editor, "a/port.yml", 4, &json!({ "diagnostics": [], "only": ["quickfix"] }));
    let allow = offered.iter().find(|action| action["title"] == "Allow `enum-mismatch` here").expect("it is offered");
    assert!(edited(text, edits(allow)).contains("allow(bad-format, enum-mismatch)"));
    editor.end();
}

#[test]
fn a_client_without_versions_gets_plain_changes() {
    let kinds = json!({ "codeActionKind": { "valueSet": [] } });
    let capabilities = json!({ "textDocument": { "codeAction": { "codeActionLiteralSupport": kinds } } });
    let mut editor = Editor::with(FILES, capabilities);
    editor.open_with("a/port.yml", TEXT);
    let offered = actions(&mut editor, "a/port.yml", 4, &json!({ "diagnostics": [] }));
    let uri = editor.uri("a/port.yml");
    assert_eq!(
        edited(TEXT, offered[0]["edit"]["changes"][&uri].as_array().expect("edits")),
        TEXT.replace("gold", "Gold")
    );
    editor.end();

    let mut editor = Editor::with(FILES, json!({}));
    editor.open_with("a/port.yml", TEXT);
    assert!(actions(&mut editor, "a/port.yml", 4, &json!({ "diagnostics": [] })).is_empty());
    editor.end();
}
