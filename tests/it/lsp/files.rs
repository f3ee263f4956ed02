//! The other files of a project: approvals and baselines.

use std::process::Command;

use serde_json::{Value, json};

use super::client::{Editor, edited};
use super::protocol::FILES;

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().expect("a list").iter().filter_map(|item| item["label"].as_str()).collect()
}

#[test]
fn approvals_are_completed_with_the_addresses_and_fields_of_the_model() {
    let name = "model/approvals.yml";
    let removed = "- { kind: scorecard, identifier: old, blueprint: service }\n";
    let more = [(name, "- address: blueprint/service\n"), ("model/removed.yml", removed)];
    let mut editor = Editor::new(&[FILES, &more].concat());
    assert_eq!(editor.found(name), Vec::<String>::new());
    for (text, expected) in [
        ("- address: bl|\n", vec!["blueprint/domain", "blueprint/service", "scorecard/service/old"]),
        ("- address: blueprint/service\n  |\n", vec!["path", "reason", "expires"]),
        ("- |\n", vec!["address", "path", "reason", "expires"]),
        ("- address: blueprint/none\n  path: |\n", vec![]),
    ] {
        let items = editor.ask("textDocument/completion", name, text, &json!({}));
        assert_eq!(labels(&items), expected, "{text}");
    }
    let text = "- path: sch|\n  address: blueprint/service\n";
    let items = editor.ask("textDocument/completion", name, text, &json!({}));
    let found = labels(&items);
    assert!(found.contains(&"schema.properties.tier") && found.contains(&"relations.domain"), "{found:?}");
    let item = items.as_array().expect("a list").iter().find(|item| item["label"] == "schema.properties.tier");
    let after = edited(&text.replacen('|', "", 1), &[item.expect("it is there")["textEdit"].clone()]);
    assert_eq!(after, "- path: schema.properties.tier\n  address: blueprint/service\n");
    editor.end();
}

#[test]
fn a_baseline_shows_what_no_longer_occurs_and_what_is_wrong_with_it() {
    let name = "baseline.json";
    let settings = "[lint]\nbaseline = \"baseline.json\"\n";
    let files: Vec<(&str, &str)> = FILES.iter().copied().filter(|(name, _)| *name != "portwright.toml").collect();
    let files = [&[("portwright.toml", settings), (name, "{}")], &*files].concat();
    let mut editor = Editor::unstarted(&files);
    let written = Command::new(env!("CARGO_BIN_EXE_portwright"))
        .args(["lint", "--update-baseline"])
        .current_dir(editor.folder.path())
        .env_clear()
        .output()
        .expect("the program runs");
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let params = json!({ "rootUri": editor.uri(""), "capabilities": {} });
    editor.request("initialize", params);
    assert_eq!(editor.found(name), Vec::<String>::new(), "the finding occurs");
    assert_eq!(editor.found("a/port.yml"), Vec::<String>::new(), "it is known");
    editor.change("a/port.yml", "identifier: a\ntitle: A\nblueprint: service\nproperties:\n  tier: Gold\n");
    let found = editor.diagnostics(name);
    let [stale] = &found[..] else { panic!("{found:?}") };
    let message = stale["message"].as_str().expect("a text");
    assert!(message.contains("`enum-mismatch` in `a/port.yml` no longer occurs"), "{message}");
    assert_eq!((stale["severity"].as_u64(), stale["range"]["start"]["line"].as_u64()), (Some(2), Some(6)));
    editor.change(name, "{ \"version\": 1 }");
    let found = editor.diagnostics(name);
    let message = found[0]["message"].as_str().expect("a text");
    assert!(message.starts_with("this is not a baseline: missing field `findings`"), "{message}");
    editor.end();
}
