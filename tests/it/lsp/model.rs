//! Files of a model: completion, hover, navigation, folding and lenses.

use serde_json::{Value, json};

use super::client::{Editor, edited};
use super::protocol::{FILES, SERVICE};

const ACTION: &str = "\
identifier: grade
title: Grade
trigger:
  type: self-service
  operation: DAY-2
  blueprintIdentifier: service
  userInputs:
    properties:
      tier_wanted: { type: string }
      reason: { type: string }
    required: []
invocationMethod:
  type: WEBHOOK
  url: https://a.example
  body:
    tier: '{{ .inputs.tier_wanted }}'
    live: '{{ .entity.properties.live }}'
";

const SCORECARD: &str = "\
identifier: quality
title: Quality
blueprint: service
levels:
  - { color: paleBlue, title: Basic }
  - { color: gold, title: Gold }
rules:
  - identifier: live
    title: Live
    level: Gold
    query:
      combinator: and
      conditions:
        - { operator: '=', property: live, value: true }
";

const SERVICE_FILE: &str = "model/blueprints/service.yml";
const ACTION_FILE: &str = "model/actions/grade.yml";
const SCORECARD_FILE: &str = "model/scorecards/quality.yml";

fn editor() -> Editor {
    let settings = "[vars]\nregion = \"eu\"\nrepository = \"x\"\n";
    let files: Vec<(&str, &str)> = FILES.iter().copied().filter(|(name, _)| *name != "portwright.toml").collect();
    let more = [("portwright.toml", settings), (ACTION_FILE, ACTION), (SCORECARD_FILE, SCORECARD)];
    let mut editor = Editor::new(&[files, more.to_vec()].concat());
    for name in [SERVICE_FILE, ACTION_FILE, SCORECARD_FILE] {
        editor.open(name);
        let found = editor.diagnostics(name);
        assert!(found.is_empty(), "{name}: {found:?}");
    }
    editor
}

/// The text of a file with other words, in which `|` is the cursor.
fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().expect("a list").iter().filter_map(|item| item["label"].as_str()).collect()
}

#[test]
fn names_are_completed_wherever_they_may_stand() {
    let mut editor = editor();
    for (file, text, from, to, expected, absent) in [
        (SERVICE_FILE, SERVICE, "target: domain", "target: |", vec!["domain", "service"], "tier"),
        (SERVICE_FILE, SERVICE, "target: domain", "target: dom|ain", vec!["domain", "service"], "tier"),
        (
            ACTION_FILE,
            ACTION,
            "blueprintIdentifier: service",
            "blueprintIdentifier: |",
            vec!["domain", "service"],
            "grade",
        ),
        (ACTION_FILE, ACTION, ".inputs.tier_wanted }}", ".inputs.| }}", vec!["tier_wanted", "reason"], "tier"),
        (ACTION_FILE, ACTION, ".inputs.tier_wanted }}'", ".inputs.t|'", vec!["tier_wanted", "reason"], "tier"),
        (ACTION_FILE, ACTION, "properties.live }}", "properties.l| }}", vec!["live", "tier", "url", "tags"], "domain"),
        (ACTION_FILE, ACTION, "https://a.example", "https://${r|}.example", vec!["region", "repository"], "tier"),
        (SCORECARD_FILE, SCORECARD, "property: live", "property: |", vec!["live", "tier"], "paleBlue"),
        (SCORECARD_FILE, SCORECARD, "blueprint: service", "blueprint: s|", vec!["domain", "service"], "live"),
        (SCORECARD_FILE, SCORECARD, "    level: Gold\n", "    lev|\n", vec!["level", "description"], "identifier"),
        (SERVICE_FILE, SERVICE, "title: Service\n", "title: Service\nmir|\n", vec!["mirrorProperties"], "schema"),
    ] {
        let items = editor.ask("textDocument/completion", file, &with(text, from, to), &json!({}));
        let found = labels(&items);
        assert!(expected.iter().all(|name| found.contains(name)), "{to}: {found:?}");
        assert!(!found.contains(&absent), "{to}: {found:?}");
    }
    editor.end();
}

#[test]
fn a_path_is_completed_step_by_step() {
    let mut editor = editor();
    let mirrors = "mirrorProperties:\n  of: { path: PATH }\n";
    for (path, expected) in [("do|", vec!["domain"]), ("uses.|", vec!["tier", "domain"]), ("uses.ti|", vec!["tier"])] {
        let text = SERVICE.to_owned() + &mirrors.replace("PATH", path);
        let items = editor.ask("textDocument/completion", SERVICE_FILE, &text, &json!({}));
        let found = labels(&items);
        assert!(expected.iter().all(|name| found.contains(name)), "{path}: {found:?}");
    }
    let text = SERVICE.to_owned() + "mirrorProperties:\n  of:\n    path: uses.t|\n";
    let items = editor.ask("textDocument/completion", SERVICE_FILE, &text, &json!({}));
    assert!(labels(&items).contains(&"tier"), "{items}");
    let text = SERVICE.to_owned() + &mirrors.replace("PATH", "uses.ti|");
    let items = editor.ask("textDocument/completion", SERVICE_FILE, &text, &json!({}));
    let item = items.as_array().expect("a list").iter().find(|item| item["label"] == "tier").expect("it is there");
    let after = edited(&text.replacen('|', "", 1), &[item["textEdit"].clone()]);
    assert!(after.ends_with("of: { path: uses.tier }\n"), "{after}");
    editor.end();
}

#[test]
fn names_are_completed_in_jq() {
    let mut editor = editor();
    let calculation =
        |jq: &str| format!("{SERVICE}calculationProperties:\n  c:\n    type: string\n    calculation: {jq}\n");
    let visible = |jq: &str| {
        let input = format!("reason: {{ type: string, visible: {{ jqQuery: {jq} }} }}");
        with(ACTION, "reason: { type: string }", &input)
    };
    for (file, text, expected, absent) in [
        (SERVICE_FILE, calculation("'.properties.|'"), "tier", "domain"),
        (SERVICE_FILE, calculation("\".properties.t|ier + .properties.url\""), "tier", "domain"),
        (SERVICE_FILE, calculation(".relations.|"), "domain", "tier"),
        (ACTION_FILE, visible("'.form.|'"), "tier_wanted", "tier"),
        (ACTION_FILE, visible("'.entity.properties.| == 1'"), "tier", "tier_wanted"),
    ] {
        let items = editor.ask("textDocument/completion", file, &text, &json!({}));
        let found = labels(&items);
        assert!(found.contains(&expected) && !found.contains(&absent), "{text}: {found:?}");
    }
    editor.end();
}

/// The text of a file with `|` in the last letter of a word.
fn marked(text: &str, word: &str) -> String {
    let at = text.find(word).expect("the word is there") + word.len() - 1;
    format!("{}|{}", &text[..at], &text[at..])
}

fn places(editor: &Editor, found: &Value) -> Vec<String> {
    let folder = editor.uri("");
    let one = |one: &Value| {
        let start = &one["range"]["start"];
        let uri = one["uri"].as_str().expect("a URI");
        format!("{}:{}:{}", uri.strip_prefix(&folder).unwrap_or(uri), start["line"], start["character"])
    };
    found.as_array().expect("a list").iter().map(one).collect()
}

#[test]
fn definitions_and_references_are_found_across_the_model_and_the_entities() {
    let mut editor = editor();
    let live = ["model/actions/grade.yml:16:33", "model/scorecards/quality.yml:13:37"];
    for (file, text, word, definition, references) in [
        (ACTION_FILE, ACTION, "properties.live", "model/blueprints/service.yml:11:4", live.to_vec()),
        (SCORECARD_FILE, SCORECARD, "property: live", "model/blueprints/service.yml:11:4", live.to_vec()),
        (SERVICE_FILE, SERVICE, "live", "model/blueprints/service.yml:11:4", live.to_vec()),
        (
            SERVICE_FILE,
            SERVICE,
            "target: domain",
            "model/blueprints/domain.yml:0:12",
            vec!["model/blueprints/service.yml:15:35"],
        ),
        (SERVICE_FILE, SERVICE, "tier", "model/blueprints/service.yml:5:4", vec!["a/port.yml:4:2"]),
        (
            SERVICE_FILE,
            SERVICE,
            "identifier: service",
            "model/blueprints/service.yml:0:12",
            vec![
                "model/actions/grade.yml:5:23",
                "model/blueprints/service.yml:16:18",
                "model/scorecards/quality.yml:2:11",
                "a/port.yml:2:11",
            ],
        ),
    ] {
        let found = editor.ask("textDocument/definition", file, &marked(text, word), &json!({}));
        assert_eq!(places(&editor, &found).first().map(String::as_str), Some(definition), "{word}");
        let found = editor.ask(
            "textDocument/references",
            file,
            &marked(text, word),
            &json!({ "context": { "includeDeclaration": false } }),
        );
        let found = places(&editor, &found);
        assert!(references.iter().all(|place| found.iter().any(|one| one == place)), "{word}: {found:?}");
    }
    editor.end();
}

#[test]
fn a_hover_says_what_a_name_refers_to() {
    let mut editor = editor();
    for (file, text, word, expected) in [
        (SCORECARD_FILE, SCORECARD, "blueprint: service", vec!["**Service** (`service`)", "A deployable unit."]),
        (SCORECARD_FILE, SCORECARD, "property: live", vec!["boolean of blueprint `service`", "service.yml:12:5"]),
        (SERVICE_FILE, SERVICE, "target: domain", vec!["**Domain** (`domain`)", "blueprint"]),
    ] {
        let hover = editor.ask("textDocument/hover", file, &marked(text, word), &json!({}));
        let text = hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{word}: {hover}"));
        assert!(expected.iter().all(|part| text.contains(part)), "{word}: {text}");
    }
    editor.end();
}

#[test]
fn blocks_fold_and_declarations_show_how_often_they_are_used() {
    let mut editor = editor();
    let document = json!({ "textDocument": { "uri": editor.uri(SERVICE_FILE) } });
    let folds = editor.request("textDocument/foldingRange", document.clone())["result"].clone();
    let lines: Vec<(u64, u64)> = folds
        .as_array()
        .expect("a list")
        .iter()
        .map(|fold| (fold["startLine"].as_u64().expect("a line"), fold["endLine"].as_u64().expect("a line")))
        .collect();
    assert_eq!(lines, [(3, 13), (4, 12), (5, 9), (14, 16)]);
    let lenses = editor.request("textDocument/codeLens", document)["result"].clone();
    let titles: Vec<String> = lenses
        .as_array()
        .expect("a list")
        .iter()
        .map(|lens| {
            format!("{} {}", lens["range"]["start"]["line"], lens["command"]["title"].as_str().expect("a title"))
        })
        .collect();
    assert_eq!(titles.first().map(String::as_str), Some("0 3 references, 1 entity in files"), "{titles:?}");
    assert!(titles.iter().any(|title| title == "11 2 references"), "{titles:?}");
    editor.end();
}
