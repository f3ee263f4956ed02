//! A repository with more files than are checked at once: open files come first, and messages are handled in between.

use serde_json::{Value, json};

use super::client::{Editor, able, brief};
use super::protocol::{FILES, SERVICE};

/// Several times as many files as are checked at once.
const FILES_OF_OTHERS: usize = 5_000;

const OPEN: &str =
    "identifier: a\ntitle: A\nblueprint: service\nproperties: { tier: gold }\nrelations: { uses: [s1, none] }\n";

/// A repository that is not served yet, with a baseline for its last file.
fn repository() -> Editor {
    let editor = Editor::unstarted(&FILES[..3]);
    editor.put("portwright.toml", "[lint]\nbaseline = \"baseline.json\"\n");
    for nth in 0..FILES_OF_OTHERS {
        let text = format!("identifier: s{nth}\ntitle: S{nth}\nblueprint: service\nproperties: {{ tier: Gold }}\n");
        editor.put(&format!("s/{nth:04}/port.yml"), &text);
    }
    editor.put("z/port.yml", "identifier: z\ntitle: Z\nblueprint: service\nproperties: { tier: none }\n");
    let updated = editor.run(&["lint", "--update-baseline"]);
    assert!(updated.status.success(), "{}", String::from_utf8_lossy(&updated.stderr));
    editor.put("a/port.yml", OPEN);
    editor
}

fn labels(answer: &Value) -> Vec<&str> {
    let items = answer.get("items").unwrap_or(answer).as_array().expect("a list");
    items.iter().filter_map(|item| item["label"].as_str()).collect()
}

#[test]
fn open_files_are_checked_first_and_messages_are_handled_before_the_rest() {
    let mut editor = repository();
    editor.initialize(&json!({ "capabilities": able() }));

    // Nothing is known of the other files yet: a finding that needs them comes with the second diagnostics.
    let place =
        "identifier: a\ntitle: A\nblueprint: service\nproperties: { tier: gold }\nrelations:\n  uses:\n    - |\n";
    editor.open("a/port.yml");
    let answer = editor.ask("textDocument/completion", "a/port.yml", place, &json!({}));
    assert_eq!(answer["isIncomplete"], true, "{answer}");
    assert_eq!(labels(&answer), ["a"]);
    editor.change("a/port.yml", OPEN);
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["enum-mismatch 3:20"]);
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["enum-mismatch 3:20", "dangling-relation 4:24"]);

    // Entries of the baseline that no longer occur are known when all files are checked.
    editor.open("baseline.json");
    assert_eq!(editor.diagnostics("baseline.json").len(), 0);
    editor.open("model/blueprints/service.yml");
    editor.diagnostics("model/blueprints/service.yml");
    editor.sent.clear();
    editor.change("model/blueprints/service.yml", &SERVICE.replace("[Gold, Silver]", "[Gold, gold, none]"));
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["dangling-relation 4:24"]);
    let answer = editor.ask("textDocument/completion", "a/port.yml", &place.replace('|', "s499|"), &json!({}));
    assert!(labels(&answer).contains(&"s4999"), "every name is still known");
    editor.change("a/port.yml", &OPEN.replace("gold", "Silver"));
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["enum-mismatch 3:20", "dangling-relation 4:24"]);
    let uri = editor.uri("baseline.json");
    assert!(editor.sent.iter().all(|message| message["params"]["uri"] != uri), "the rest is not checked yet");
    assert_eq!(editor.diagnostics("baseline.json").len(), 1);
    editor.end();
}

#[test]
fn an_answer_that_must_be_complete_checks_the_rest_first() {
    let mut editor = repository();
    editor.initialize(&json!({ "capabilities": able() }));
    editor.open("a/port.yml");
    let place = OPEN.replace("s1", "s49|99");
    let found = editor.ask("textDocument/definition", "a/port.yml", &place, &json!({}));
    assert_eq!(found[0]["uri"], editor.uri("s/4999/port.yml"), "{found}");
    editor.open("model/blueprints/service.yml");
    let text = SERVICE.replace("target: service, many", "target: domain, many");
    editor.change("model/blueprints/service.yml", &text);
    let context = json!({ "context": { "includeDeclaration": true } });
    let found = editor.ask("textDocument/references", "a/port.yml", &place, &context);
    assert_eq!(found.as_array().map(Vec::len), Some(1), "the relation is to a domain now: {found}");
    editor.end();
}
