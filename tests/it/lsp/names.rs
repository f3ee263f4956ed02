//! Inputs and variables of a model, and renames of what it declares.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::client::{Editor, edited};

const SETTINGS: &str = "[vars]\nregion = \"eu\"\ntoken = { value = \"s3cr3t-value\", sensitive = true }\n\n[profile.prod.vars]\nregion = \"us\"\n";

const APP: &str = "\
identifier: app
title: App # for people
schema:
  properties:
    tier: { title: Tier, type: string, enum: [gold, silver] }
    size:
      type: number
  required: [tier]
relations:
  part_of: { target: app }
mirrorProperties:
  upper: { path: part_of.tier }
calculationProperties:
  both: { type: string, calculation: '.properties.tier + \"x\"' }
aggregationProperties:
  sizes:
    title: Sizes
    target: app
    calculationSpec: { calculationBy: property, property: size, func: sum }
    pathFilter: [{ fromBlueprint: app, path: [part_of] }]
";

const SCORECARD: &str = "\
identifier: quality
title: Quality
blueprint: app
levels:
  - { color: paleBlue, title: Basic }
  - { color: gold, title: Gold }
rules:
  - identifier: tiered
    title: Tiered
    level: Gold
    query: { combinator: and, conditions: [{ operator: isNotEmpty, property: \"tier\" }] }
";

const ACTION: &str = "\
identifier: deploy
title: Deploy to ${region}
trigger:
  type: self-service
  operation: DAY-2
  blueprintIdentifier: app
  userInputs:
    properties:
      version: { type: string }
      force: { type: boolean, dependsOn: [version], visible: { jqQuery: .form.version != null } }
    required: [version]
    order: [version, force]
invocationMethod:
  type: WEBHOOK
  url: https://${region}.example/$${region}
  headers:
    token: '${token}'
  body:
    version: '{{ .inputs.version }}'
    tier: '{{ .entity.properties.tier }}'
";

const WORKFLOW: &str = "\
identifier: release
title: Release
nodes:
  - identifier: start
    title: Start
    config:
      type: SELF_SERVE_TRIGGER
      userInputs:
        properties:
          version: { type: string }
        required: []
  - identifier: call
    title: Call
    config: { type: WEBHOOK, url: 'https://a.example/{{ .outputs.start.version }}' }
connections:
  - { sourceIdentifier: start, targetIdentifier: call }
";

const ENTITIES: &str = "\
- identifier: billing
  title: Billing
  blueprint: app
  properties:
    tier: gold
";

const APP_FILE: &str = "model/blueprints/app.yml";
const SCORECARD_FILE: &str = "model/scorecards/quality.yml";
const ACTION_FILE: &str = "model/actions/deploy.yml";
const WORKFLOW_FILE: &str = "model/workflows/release.yml";
const FILES: &[(&str, &str)] = &[
    ("portwright.toml", SETTINGS),
    (APP_FILE, APP),
    (SCORECARD_FILE, SCORECARD),
    (ACTION_FILE, ACTION),
    (WORKFLOW_FILE, WORKFLOW),
    ("a/port.yml", ENTITIES),
];

fn editor(more: &[(&str, &str)]) -> Editor {
    let mut editor = Editor::new(&[FILES, more].concat());
    for name in [APP_FILE, SCORECARD_FILE, ACTION_FILE, WORKFLOW_FILE, "a/port.yml", "portwright.toml"] {
        editor.open(name);
        let found = editor.diagnostics(name);
        assert!(found.is_empty(), "{name}: {found:?}");
    }
    editor
}

/// The text of a file with the cursor in the last letter of a word.
pub(super) fn marked(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap_or_else(|| panic!("{word} is not there")) + word.len() - 1;
    format!("{}|{}", &text[..at], &text[at..])
}

/// The texts of the files that an edit changes, by name, after it.
pub(super) fn applied(editor: &Editor, edit: &Value) -> BTreeMap<String, String> {
    let changes = edit["documentChanges"].as_array().unwrap_or_else(|| panic!("no changes: {edit}"));
    let folder = editor.uri("");
    let one = |change: &Value| {
        let uri = change["textDocument"]["uri"].as_str().expect("a URI");
        let name = uri.strip_prefix(&folder).expect("it is in the folder").to_owned();
        let text = fs::read_to_string(editor.path(&name)).expect("it can be read");
        let text = edited(&text, change["edits"].as_array().expect("a list"));
        (name, text)
    };
    changes.iter().map(one).collect()
}

/// Renames what is at a word of a file, writes the files, and checks that nothing is wrong in them.
fn renamed(editor: &mut Editor, file: &str, text: &str, word: &str, to: &str) -> BTreeMap<String, String> {
    let edit = editor.ask("textDocument/rename", file, &marked(text, word), &json!({ "newName": to }));
    let files = applied(editor, &edit);
    for (name, text) in &files {
        editor.change(name, text);
        editor.put(name, text);
        editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": editor.uri(name) } }));
    }
    for name in files.keys() {
        let found = editor.diagnostics(name);
        assert!(found.is_empty(), "{word} -> {to}: {name}: {found:#?}");
    }
    files
}

#[test]
fn a_property_is_renamed_in_the_whole_model_and_keeps_its_values() {
    for (file, text, word) in [
        (APP_FILE, APP, "    tier"),
        (SCORECARD_FILE, SCORECARD, "property: \"tier"),
        (ACTION_FILE, ACTION, "properties.tier"),
        ("a/port.yml", ENTITIES, "tier"),
    ] {
        let mut editor = editor(&[]);
        let files = renamed(&mut editor, file, text, word, "criticality");
        let expected = [
            (ACTION_FILE, ACTION.replace("properties.tier", "properties.criticality")),
            (
                APP_FILE,
                APP.replace("    tier: {", "    criticality: { renamedFrom: tier,")
                    .replace("[tier]", "[criticality]")
                    .replace(".tier", ".criticality"),
            ),
            (SCORECARD_FILE, SCORECARD.replace("\"tier\"", "\"criticality\"")),
            ("a/port.yml", ENTITIES.replace("tier:", "criticality:")),
        ];
        assert_eq!(files.len(), expected.len(), "{file}: {:?}", files.keys());
        for (name, text) in expected {
            assert_eq!(files[name], text, "{file}: {name}");
        }
        editor.end();
    }
}

#[test]
fn every_kind_of_member_and_the_blueprint_get_their_previous_name() {
    let mut one = editor(&[]);
    let files = renamed(&mut one, APP_FILE, APP, "    size", "weight");
    assert!(files[APP_FILE].contains("    weight:\n      renamedFrom: size\n      type: number\n"), "{files:#?}");
    assert!(files[APP_FILE].contains("property: weight,"), "{files:#?}");
    one.end();
    let mut one = editor(&[]);
    let files = renamed(&mut one, APP_FILE, APP, "  part_of", "parent");
    assert!(files[APP_FILE].contains("  parent: { renamedFrom: part_of, target: app }"), "{files:#?}");
    assert!(files[APP_FILE].contains("path: parent.tier") && files[APP_FILE].contains("path: [parent]"), "{files:#?}");
    one.end();
    let mut one = editor(&[]);
    let files = renamed(&mut one, APP_FILE, APP, "identifier: app", "application");
    assert!(files[APP_FILE].starts_with("identifier: application\nrenamedFrom: app\ntitle: App # for"), "{files:#?}");
    assert!(files[APP_FILE].contains("fromBlueprint: application"), "{files:#?}");
    assert!(files[SCORECARD_FILE].contains("\nblueprint: application\n"), "{files:#?}");
    assert!(files[ACTION_FILE].contains("blueprintIdentifier: application\n"), "{files:#?}");
    assert!(files["a/port.yml"].contains("blueprint: application\n"), "{files:#?}");
    one.end();
}

#[test]
fn a_rename_fits_files_of_json_and_windows() {
    let json = "{\n  \"identifier\": \"team\",\n  \"title\": \"T\",\n  \"schema\": {\n    \"properties\": {\n      \"a\": {},\n      \"b\": {\n        \"type\": \"string\"\n      }\n    },\n    \"required\": []\n  }\n}\n";
    let mut editor = editor(&[("model/blueprints/squad.json", &json.replace("\"team\"", "\"squad\""))]);
    let name = "model/blueprints/squad.json";
    let text = json.replace("\"team\"", "\"squad\"");
    editor.open(name);
    let edit = editor.ask("textDocument/rename", name, &marked(&text, "      \"b"), &json!({ "newName": "c" }));
    let files = applied(&editor, &edit);
    let expected =
        text.replace("\"b\": {\n        \"type\"", "\"c\": {\n        \"renamedFrom\": \"b\",\n        \"type\"");
    assert_eq!(files[name], expected);
    let edit = editor.ask("textDocument/rename", name, &marked(&text, "      \"a"), &json!({ "newName": "c" }));
    assert_eq!(applied(&editor, &edit)[name], text.replace("\"a\": {}", "\"c\": {\"renamedFrom\": \"a\"}"));
    let windows = APP.replace('\n', "\r\n");
    editor.put(APP_FILE, &windows);
    let edit = editor.ask("textDocument/rename", APP_FILE, &marked(&windows, "    size"), &json!({ "newName": "w" }));
    let files = applied(&editor, &edit);
    assert!(files[APP_FILE].contains("    w:\r\n      renamedFrom: size\r\n      type: number\r\n"), "{files:#?}");
    editor.end();
}

#[test]
fn a_rename_that_would_break_something_is_refused() {
    let mut editor = editor(&[]);
    for (file, text, word, to, expected) in [
        (APP_FILE, APP, "    tier", "size", "there already is a `size`"),
        (APP_FILE, APP, "    tier", "a b", "not a valid name"),
        (APP_FILE, APP, "    tier", "the-tier", "cannot read `.the-tier`"),
        (APP_FILE, APP, "identifier: app", "_user", "there already is a `_user`"),
        (ACTION_FILE, ACTION, "identifier: deploy", "a b", "not a valid name"),
        (ACTION_FILE, ACTION, "      version", "force", "there already is a `force`"),
        (ACTION_FILE, ACTION, "      version", "the-version", "cannot read `.the-version`"),
        (ACTION_FILE, ACTION, "${region", "token", "there already is a `token`"),
        (ACTION_FILE, ACTION, "type: WEBHOOK", "x", "nothing can be renamed here"),
    ] {
        let params = json!({ "newName": to });
        let text = marked(text, word);
        let at = text.find('|').expect("it is marked");
        editor.change(file, &text.replacen('|', "", 1));
        let line = text[..at].matches('\n').count();
        let character = at - text[..at].rfind('\n').map_or(0, |at| at + 1);
        let position = json!({ "line": line, "character": character });
        let mut given = json!({ "textDocument": { "uri": editor.uri(file) }, "position": position });
        given["newName"] = params["newName"].clone();
        let answer = editor.request("textDocument/rename", given);
        let message = answer["error"]["message"].as_str().unwrap_or_else(|| panic!("{word} -> {to}: {answer}"));
        assert!(message.contains(expected), "{word} -> {to}: {message}");
    }
    let again = APP.replace("tier: {", "tier: { renamedFrom: level,");
    editor.change(APP_FILE, &again);
    let position = json!({ "line": 4, "character": 6 });
    let document = json!({ "uri": editor.uri(APP_FILE) });
    let given = json!({ "textDocument": document, "position": position, "newName": "x" });
    let answer = editor.request("textDocument/rename", given);
    assert!(answer["error"]["message"].as_str().is_some_and(|text| text.contains("app.yml:5:13")), "{answer}");
    editor.end();
}

#[test]
fn an_input_is_found_and_renamed_with_everything_that_reads_it() {
    let mut editor = editor(&[]);
    for (file, text, word, lines) in [
        (ACTION_FILE, ACTION, "inputs.version", vec![9, 9, 10, 11, 18]),
        (WORKFLOW_FILE, WORKFLOW, "start.version", vec![13]),
    ] {
        let found = editor.ask("textDocument/definition", file, &marked(text, word), &json!({}));
        let line = text.lines().position(|line| line.trim_start().starts_with("version: {")).expect("it is there");
        assert_eq!(found[0]["range"]["start"]["line"], line, "{found}");
        let context = json!({ "context": { "includeDeclaration": false } });
        let found = editor.ask("textDocument/references", file, &marked(text, word), &context);
        let found: Vec<u64> =
            found.as_array().expect("a list").iter().filter_map(|one| one["range"]["start"]["line"].as_u64()).collect();
        assert_eq!(found, lines, "{word}");
    }
    let hover = editor.ask("textDocument/hover", ACTION_FILE, &marked(ACTION, "inputs.version"), &json!({}));
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("input: string")), "{hover}");
    let files = renamed(&mut editor, ACTION_FILE, ACTION, "      version", "release");
    let expected =
        ACTION.replace("version:", "release:").replace("[version", "[release").replace(".version", ".release");
    assert_eq!(files[ACTION_FILE], expected.replace("    release: '{{", "    version: '{{"));
    let files = renamed(&mut editor, WORKFLOW_FILE, WORKFLOW, "start.version", "release");
    assert_eq!(files[WORKFLOW_FILE], WORKFLOW.replace("version", "release"));
    editor.end();
}

#[test]
fn a_variable_is_found_shown_and_renamed_with_its_settings() {
    let mut editor = editor(&[]);
    let found = editor.ask("textDocument/definition", ACTION_FILE, &marked(ACTION, "${region"), &json!({}));
    let places: Vec<String> = found
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            let name = one["uri"].as_str().expect("a URI").rsplit('/').next().unwrap_or_default().to_owned();
            format!("{name}:{}:{}", one["range"]["start"]["line"], one["range"]["start"]["character"])
        })
        .collect();
    assert_eq!(places, ["portwright.toml:1:0", "portwright.toml:5:0"]);
    let context = json!({ "context": { "includeDeclaration": false } });
    for (file, text, word) in [(ACTION_FILE, ACTION, "${region"), ("portwright.toml", SETTINGS, "region")] {
        let found = editor.ask("textDocument/references", file, &marked(text, word), &context);
        let lines: Vec<&Value> =
            found.as_array().expect("a list").iter().map(|one| &one["range"]["start"]["line"]).collect();
        assert_eq!(lines, [1, 14], "{word}: {found}");
    }
    for (word, expected) in [("${region", "variable: `eu`"), ("${token", "sensitive")] {
        let hover = editor.ask("textDocument/hover", ACTION_FILE, &marked(ACTION, word), &json!({}));
        let text = hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{word}: {hover}"));
        assert!(text.contains(expected) && !text.contains("s3cr3t"), "{word}: {text}");
    }
    let files = renamed(&mut editor, ACTION_FILE, ACTION, "${region", "zone");
    let expected = ACTION.replace("${region}", "${zone}").replace("$${zone}", "$${region}");
    assert_eq!(files[ACTION_FILE], expected);
    assert_eq!(files["portwright.toml"], SETTINGS.replace("region", "zone"));
    editor.end();
}

#[test]
fn hints_show_what_variables_become_but_never_a_sensitive_value() {
    let mut editor = editor(&[]);
    let range = |end: u32| json!({ "start": { "line": 0, "character": 0 }, "end": { "line": end, "character": 0 } });
    let document = json!({ "uri": editor.uri(ACTION_FILE) });
    let mut hints = |end| {
        let given = json!({ "textDocument": document, "range": range(end) });
        let answer = editor.request("textDocument/inlayHint", given);
        let one = |hint: &Value| {
            let at = &hint["position"];
            format!("{}:{} {}", at["line"], at["character"], hint["label"].as_str().expect("a text"))
        };
        answer["result"].as_array().expect("a list").iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(hints(99), ["1:26 = eu", "14:24 = eu"]);
    assert_eq!(hints(3), ["1:26 = eu"], "only those in the range");
    editor.end();
}

#[test]
fn the_names_in_templates_and_variables_are_marked() {
    let mut editor = editor(&[]);
    let given = json!({ "textDocument": { "uri": editor.uri(ACTION_FILE) } });
    let answer = editor.request("textDocument/semanticTokens/full", given);
    let numbers: Vec<usize> = answer["result"]["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one.as_u64().expect("a number") as usize)
        .collect();
    let lines: Vec<&str> = ACTION.lines().collect();
    let (mut line, mut character, mut found) = (0, 0, Vec::new());
    for token in numbers.chunks_exact(5) {
        character = if token[0] == 0 { character + token[1] } else { token[1] };
        line += token[0];
        found.push((&lines[line][character..character + token[2]], ["variable", "property"][token[3]]));
    }
    let expected = [
        ("region", 0),
        ("region", 0),
        ("token", 0),
        ("inputs", 1),
        ("version", 1),
        ("entity", 1),
        ("properties", 1),
        ("tier", 1),
    ];
    assert_eq!(found, expected.map(|(name, kind)| (name, ["variable", "property"][kind])));
    editor.end();
}
