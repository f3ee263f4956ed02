//! The other files of a project: approvals, removals and baselines.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::client::{Editor, able, brief, edited};
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
fn sections_and_keys_of_the_settings_are_completed_where_they_may_stand() {
    let name = "portwright.toml";
    let mut editor = Editor::new(FILES);
    editor.open(name);
    for (text, expected, absent) in [
        ("p|\n", vec!["protected"], "portal"),
        ("|\n\n[lint]\n", vec!["protected"], "lint"),
        ("[|\n", vec!["lint", "portal", "vars"], "protected"),
        ("[lint.|]\n", vec!["rules"], "catalog"),
        ("[profile.|]\n", vec![], "portal"),
        ("[profile.prod.|]\n", vec!["portal", "vars"], "profile"),
    ] {
        let items = editor.ask("textDocument/completion", name, text, &json!({}));
        let found = labels(&items);
        assert!(expected.iter().all(|name| found.contains(name)) && !found.contains(&absent), "{text}: {found:?}");
    }
    editor.end();
}

#[test]
fn the_files_in_a_deleted_folder_are_forgotten() {
    let domain = "identifier: pay\ntitle: Pay\nblueprint: domain\n";
    let service = "identifier: a\ntitle: A\nblueprint: service\nproperties:\n  tier: Gold\nrelations:\n  domain: pay\n";
    // The rule looks only at relations to a blueprint with an entity that another file refers to.
    let other = "identifier: c\ntitle: C\nblueprint: service\nproperties: { tier: Gold }\nrelations: { domain: b }\n";
    let files = [
        ("domains/pay/port.yml", domain),
        ("domains-old/b/port.yml", "blueprint: domain\nidentifier: b\n"),
        ("c/port.yml", other),
    ];
    let mut editor = Editor::new(&[FILES, &files].concat());
    editor.open("a/port.yml");
    editor.change("a/port.yml", service);
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), Vec::<String>::new());
    fs::remove_dir_all(editor.folder.path().join("domains")).expect("the folder is ours");
    editor.disk_changed("domains");
    assert_eq!(brief(&editor.diagnostics("a/port.yml")), ["dangling-relation 6:10"]);
    editor.end();
}

#[test]
fn a_baseline_shows_what_no_longer_occurs_and_what_is_wrong_with_it() {
    let name = "baseline.json";
    let settings = "[lint]\nbaseline = \"baseline.json\"\n";
    let files: Vec<(&str, &str)> = FILES.iter().copied().filter(|(name, _)| *name != "portwright.toml").collect();
    let files = [&[("portwright.toml", settings), (name, "{}")], &*files].concat();
    let mut editor = Editor::unstarted(&files);
    let written = editor.run(&["lint", "--update-baseline"]);
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

const REMOVED_FILE: &str = "model/removed.yml";

/// A project whose repository had more resources in its last commit, and whose catalog has others.
fn with_history() -> Editor {
    let scorecard =
        "identifier: tidy\ntitle: Tidy\nblueprint: service\nlevels: [{ color: gold, title: Gold }]\nrules: []\n";
    let snapshot = json!({
        "format_version": 1,
        "complete": true,
        "blueprints": { "legacy": { "identifier": "legacy", "title": "Legacy", "schema": { "properties": {} } } },
        "entities": { "legacy": ["one", "two"], "service": ["a", "b"] },
    });
    let settings = "[lint]\ncatalog = \"catalog.json\"\n";
    let files: Vec<(&str, &str)> = FILES.iter().copied().filter(|(name, _)| *name != "portwright.toml").collect();
    let snapshot = snapshot.to_string();
    let more = [
        ("portwright.toml", settings),
        ("catalog.json", snapshot.as_str()),
        ("model/blueprints/old.yml", "{ identifier: old, title: Old, schema: { properties: {} } }\n"),
        ("model/scorecards/tidy.yml", scorecard),
        ("model/pages/costs.yml", "{ identifier: costs, title: Costs, type: dashboard, widgets: [] }\n"),
        (REMOVED_FILE, "[]\n"),
    ];
    let mut editor = Editor::unstarted(&[files, more.to_vec()].concat());
    repository(editor.folder.path());
    for gone in ["model/blueprints/old.yml", "model/scorecards/tidy.yml", "model/pages/costs.yml"] {
        fs::remove_file(editor.path(gone)).expect("it is there");
    }
    editor.initialize(&json!({ "capabilities": able() }));
    editor.open(REMOVED_FILE);
    editor
}

#[test]
fn removals_are_completed_with_what_no_file_declares_any_more() {
    let mut editor = with_history();
    for (text, expected) in [
        ("- |\n", vec!["kind", "identifier", "blueprint"]),
        ("- kind: page\n  |\n", vec!["identifier"]),
        ("- kind: scorecard\n  identifier: tidy\n  |\n", vec!["blueprint"]),
        ("- kind: blueprint\n  identifier: |\n", vec!["legacy", "old"]),
        ("- kind: blueprint\n  identifier: ol|\n", vec!["legacy", "old"]),
        ("- identifier: |\n  kind: page\n", vec!["costs"]),
        ("- kind: action\n  identifier: |\n", vec![]),
        ("- kind: scorecard\n  identifier: |\n", vec!["tidy"]),
        ("- kind: scorecard\n  blueprint: domain\n  identifier: |\n", vec![]),
        ("- kind: scorecard\n  blueprint: service\n  identifier: |\n", vec!["tidy"]),
        ("- kind: entity\n  blueprint: legacy\n  identifier: |\n", vec!["one", "two"]),
        // A file defines the other one.
        ("- kind: entity\n  blueprint: service\n  identifier: |\n", vec!["b"]),
        ("- { kind: blueprint, identifier: | }\n", vec!["legacy", "old"]),
        ("- { identifier: |, kind: scorecard }\n", vec!["tidy"]),
        ("- { kind: page, | }\n", vec!["identifier"]),
        ("- kind: page\n  blueprint: |\n", vec![]),
        ("- identifier: |\n", vec![]),
        // What another entry lists is not offered again.
        ("- { kind: blueprint, identifier: old }\n- kind: blueprint\n  identifier: |\n", vec!["legacy"]),
        (
            "- kind: entity\n  blueprint: legacy\n  identifier: two\n- kind: entity\n  blueprint: legacy\n  identifier: |\n",
            vec!["one"],
        ),
    ] {
        let items = editor.ask("textDocument/completion", REMOVED_FILE, text, &json!({}));
        assert_eq!(labels(&items), expected, "{text}");
    }
    let items = editor.ask("textDocument/completion", REMOVED_FILE, "- kind: |\n", &json!({}));
    let found = labels(&items);
    assert!(found.starts_with(&["blueprint", "action", "scorecard"]) && found.contains(&"entity"), "{found:?}");
    assert!(!found.contains(&"integration") && !found.contains(&"action-permissions"), "{found:?}");
    let text = "- kind: scorecard\n  blueprint: |\n";
    let items = editor.ask("textDocument/completion", REMOVED_FILE, text, &json!({}));
    let found = labels(&items);
    assert!(["domain", "legacy", "service"].iter().all(|name| found.contains(name)), "{found:?}");
    editor.end();
}

#[test]
fn removals_can_be_written_without_a_repository() {
    let mut editor = Editor::new(&[FILES, &[(REMOVED_FILE, "[]\n")]].concat());
    editor.open(REMOVED_FILE);
    let text = "- kind: blueprint\n  identifier: |\n";
    let items = editor.ask("textDocument/completion", REMOVED_FILE, text, &json!({}));
    assert_eq!(labels(&items), Vec::<&str>::new());
    editor.end();
}

/// Makes a folder a repository with one commit of all its files.
fn repository(folder: &Path) {
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "--all"],
        &["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "all"],
    ] {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        assert!(git.status().expect("git runs").success(), "{arguments:?}");
    }
}
