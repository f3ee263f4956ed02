//! Texts: columns, line ends, many edits, and files that change under the server.

use serde_json::json;

use super::client::{Editor, able, brief};
use super::protocol::{FILES, SERVICE};

fn text(value: &str) -> String {
    format!("identifier: a\ntitle: A\nblueprint: service\nproperties:\n  tier: {value}\n")
}

#[test]
fn columns_are_counted_in_the_unit_that_the_client_offers() {
    let flow = "identifier: a\ntitle: '\u{1f600}日é'\nblueprint: service\nproperties: { 'url': 'https://a.b/\u{1f600}日é', tier: gold }\n";
    let before = flow.lines().last().and_then(|line| line.split("gold").next()).expect("the line has it");
    let units: usize = before.chars().map(char::len_utf16).sum();
    assert_ne!(units, before.len());
    for (encoding, column) in [("utf-16", units), ("utf-8", before.len())] {
        let mut capabilities = able();
        capabilities["general"] = json!({ "positionEncodings": [encoding, "utf-16"] });
        let mut editor = Editor::with(FILES, capabilities);
        editor.open_with("a/port.yml", flow);
        let found = brief(&editor.diagnostics("a/port.yml"));
        assert_eq!(found.last().map(String::as_str), Some(&*format!("enum-mismatch 3:{column}")), "{found:?}");
        editor.end();
    }
}

#[test]
fn lines_may_end_in_any_way() {
    let mut editor = Editor::new(FILES);
    editor.open_with("a/port.yml", &text("gold").replace('\n', "\r\n"));
    assert!(brief(&editor.diagnostics("a/port.yml")).contains(&"enum-mismatch 4:8".to_owned()));
    editor.end();
}

#[test]
fn a_thousand_edits_in_a_row_end_with_the_findings_of_the_last() {
    let mut editor = Editor::new(FILES);
    editor.open("a/port.yml");
    for nth in 0..1_000 {
        editor.change("a/port.yml", &text(&format!("x{nth}")));
        if nth % 100 == 0 {
            editor.notify("textDocument/didChange", json!({ "textDocument": {} }));
        }
    }
    let found = editor.diagnostics("a/port.yml");
    assert_eq!(brief(&found), ["enum-mismatch 4:8"]);
    assert!(found[0]["message"].as_str().is_some_and(|message| message.contains("x999")), "{found:?}");
    editor.end();
}

#[test]
fn a_range_of_a_text_can_be_changed() {
    let mut editor = Editor::new(FILES);
    editor.open("a/port.yml");
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["enum-mismatch 4:8"]);
    let range = json!({ "start": { "line": 4, "character": 8 }, "end": { "line": 4, "character": 9 } });
    let document = json!({ "uri": editor.uri("a/port.yml"), "version": 9 });
    let change = json!({ "range": range, "text": "G" });
    editor.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
    assert!(editor.diagnostics("a/port.yml").is_empty());
    editor.end();
}

#[test]
fn a_large_file_is_checked() {
    let mut editor = Editor::new(FILES);
    let one = |nth: usize| {
        format!("- identifier: e{nth}\n  title: E\n  blueprint: service\n  properties: {{ tier: gold }}\n")
    };
    let mut large: String = (0..50_000).map(one).collect();
    large.truncate(4 << 20);
    editor.open_with("a/port.yml", &large);
    assert!(!editor.diagnostics("a/port.yml").is_empty());
    large += &" ".repeat((4 << 20) + 1 - large.len());
    editor.change("a/port.yml", &large);
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["file-too-large 0:0"]);
    editor.end();
}

#[test]
fn files_appear_change_and_vanish_on_disk() {
    let related =
        "identifier: a\ntitle: A\nblueprint: service\nproperties: { tier: Gold }\nrelations:\n  domain: pay\n";
    let mut editor =
        Editor::new(&[FILES, &[("d/port.yml", "identifier: pay\ntitle: P\nblueprint: domain\n")]].concat());
    editor.open_with("a/port.yml", related);
    assert!(editor.diagnostics("a/port.yml").is_empty());
    std::fs::remove_file(editor.path("d/port.yml")).expect("it can be removed");
    editor.put("c/port.yml", "identifier: other\ntitle: P\nblueprint: domain\n");
    editor.put(
        "e/port.yml",
        "identifier: e\ntitle: E\nblueprint: service\nproperties: { tier: Gold }\nrelations: { domain: other }\n",
    );
    for name in ["d/port.yml", "c/port.yml", "e/port.yml"] {
        editor.disk_changed(name);
    }
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["dangling-relation 5:10"]);
    // The text of an open file counts, even when the file is deleted.
    std::fs::remove_file(editor.path("a/port.yml")).expect("it can be removed");
    editor.disk_changed("a/port.yml");
    editor.change("a/port.yml", &related.replace("pay", "other"));
    assert!(editor.diagnostics("a/port.yml").is_empty());
    editor.close("a/port.yml");
    assert!(editor.diagnostics("a/port.yml").is_empty());
    editor.end();
}

#[test]
fn a_file_that_a_value_names_is_looked_up_again() {
    let mut editor = Editor::new(FILES);
    let more =
        "identifier: a\ntitle: A\nblueprint: service\nproperties:\n  tier: Gold\n  tags: []\n  url: file://docs/x.md\n";
    editor.open_with("a/port.yml", more);
    let before = editor.diagnostics("a/port.yml");
    assert!(brief(&before).iter().any(|one| one.starts_with("file-target-missing")), "{before:?}");
    editor.put("docs/x.md", "https://a.example");
    editor.disk_changed("docs/x.md");
    let after = editor.diagnostics("a/port.yml");
    assert!(!brief(&after).iter().any(|one| one.starts_with("file-target-missing")), "{after:?}");
    editor.end();
}

#[test]
fn an_unsaved_blueprint_counts_for_all_open_files() {
    let mut editor = Editor::new(FILES);
    assert_eq!(editor.found("a/port.yml"), ["enum-mismatch 4:8"]);
    editor.open("model/blueprints/service.yml");
    assert!(editor.diagnostics("model/blueprints/service.yml").is_empty());
    editor.change("model/blueprints/service.yml", &SERVICE.replace("[Gold, Silver]", "[gold]"));
    let uri = editor.uri("a/port.yml");
    editor.wait(|message| message["params"]["uri"] == uri && message["params"]["diagnostics"] == json!([]));
    editor.change("model/blueprints/service.yml", &SERVICE.replace("target: domain", "target: domian"));
    assert_eq!(brief(&editor.diagnostics("model/blueprints/service.yml")), ["unknown-relation-target 15:35"]);
    // Closing it without saving brings back what is on disk.
    editor.close("model/blueprints/service.yml");
    editor.change("a/port.yml", &text("gold"));
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["enum-mismatch 4:8"]);
    editor.end();
}
