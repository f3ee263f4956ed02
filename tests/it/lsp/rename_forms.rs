//! Renames of names in unusual forms and places.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::Editor;
use super::names::{applied, marked};

const APP_FILE: &str = "model/blueprints/app.yml";
const GROUP_FILE: &str = "model/scorecard-groups/docs.yml";
const MORE_FILE: &str = "model/actions/more.yml";

const APP: &str = "\
identifier: app
title: App
schema:
  properties:
    tier: { type: string }
relations:
  parent: { target: app }
aggregationProperties:
  parts: { title: Parts, type: number, target: app, calculationSpec: { calculationBy: entities, func: count } }
";

const GROUP: &str = "\
identifier: docs
title: Docs
scorecards:
  app:
    rules:
      - identifier: placed
        title: Placed
        level: Bronze
        query: { combinator: and, conditions: [{ relation: parent, operator: isNotEmpty }] }
";

const MORE: &str = "\
identifier: more
title: More
trigger: { type: self-service, operation: DAY-2, blueprintIdentifier: app, userInputs: { properties: {}, required: [] } }
invocationMethod: { type: WEBHOOK, url: 'https://${host}/$${x}/{{ .entity.properties.tier }}' }
";

const PERMISSIONS: &str = "\
action: more
execute:
  roles: [Admin]
  policy:
    queries:
      own:
        combinator: and
        rules:
          - { property: $blueprint, operator: '=', value: app }
          - { property: tier, operator: '=', value: app }
      other:
        combinator: and
        rules:
          - { property: $blueprint, operator: in, value: [team, app] }
          - { property: tier, operator: '=', value: gold }
    conditions: ['true']
";

const FILES: &[(&str, &str)] = &[
    ("portwright.toml", "[vars]\nhost = \"long-name.example\"\n"),
    (APP_FILE, APP),
    (GROUP_FILE, GROUP),
    (MORE_FILE, MORE),
    ("model/permissions/more.yml", PERMISSIONS),
];

/// Asks about the last letter of a word of a file, as it is in the list.
fn ask(editor: &mut Editor, method: &str, file: &str, word: &str, more: &Value) -> Value {
    let text = FILES.iter().find(|(name, _)| *name == file).expect("it is there").1;
    editor.open(file);
    editor.ask(&format!("textDocument/{method}"), file, &marked(text, word), more)
}

#[test]
fn a_name_is_renamed_where_no_rule_checks_it_and_where_it_is_a_key() {
    for (file, word, to, expected) in [
        (
            GROUP_FILE,
            "  app",
            "unit",
            vec![
                (
                    APP_FILE,
                    APP.replace("identifier: app", "identifier: unit\nrenamedFrom: app")
                        .replace("target: app", "target: unit"),
                ),
                (GROUP_FILE, GROUP.replace("  app:", "  unit:")),
                (MORE_FILE, MORE.replace("Identifier: app", "Identifier: unit")),
                (
                    "model/permissions/more.yml",
                    PERMISSIONS
                        .replace(
                            "property: $blueprint, operator: '=', value: app",
                            "property: $blueprint, operator: '=', value: unit",
                        )
                        .replace("[team, app]", "[team, unit]"),
                ),
            ],
        ),
        (
            MORE_FILE,
            "properties.tier",
            "level",
            vec![
                (APP_FILE, APP.replace("tier: { ", "level: { renamedFrom: tier, ")),
                (MORE_FILE, MORE.replace(".tier", ".level")),
                ("model/permissions/more.yml", PERMISSIONS.replacen("property: tier", "property: level", 1)),
            ],
        ),
        (
            APP_FILE,
            "  parent",
            "above",
            vec![
                (APP_FILE, APP.replace("parent: { ", "above: { renamedFrom: parent, ")),
                (GROUP_FILE, GROUP.replace("parent", "above")),
            ],
        ),
    ] {
        let mut editor = Editor::new(FILES);
        let edit = ask(&mut editor, "rename", file, word, &json!({ "newName": to }));
        let found = applied(&editor, &edit);
        let expected: BTreeMap<String, String> =
            expected.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        assert_eq!(found, expected, "{word}");
        editor.end();
    }
}

#[test]
fn a_name_after_a_variable_is_found_where_it_is_written() {
    let mut editor = Editor::new(FILES);
    let found = ask(&mut editor, "definition", MORE_FILE, "properties.tier", &json!({}));
    assert_eq!(found[0]["range"]["start"], json!({ "line": 4, "character": 4 }), "{found}");
    let context = json!({ "context": { "includeDeclaration": false } });
    let found = ask(&mut editor, "references", APP_FILE, "    tier", &context);
    let start = MORE.lines().nth(3).and_then(|line| line.find("tier")).expect("it is there");
    let range = &found[0]["range"];
    assert_eq!(
        (&range["start"]["character"], &range["end"]["character"]),
        (&json!(start), &json!(start + 4)),
        "{found}"
    );
    editor.end();
}

#[test]
fn a_rename_begins_with_the_name_without_quotes() {
    let json = "{ \"identifier\": \"squad\", \"title\": \"S\", \"schema\": { \"properties\": { \"size\": {} } } }\n";
    let name = "model/blueprints/squad.json";
    let mut editor = Editor::new(&[(name, json)]);
    editor.open(name);
    for word in ["\"squad", "\"size"] {
        let found = editor.ask("textDocument/prepareRename", name, &marked(json, word), &json!({}));
        assert_eq!(found["placeholder"], word[1..], "{found}");
        let start = found["range"]["start"]["character"].as_u64();
        assert_eq!(start, json.find(word).map(|at| at as u64 + 1), "{found}");
    }
    editor.end();
}

#[test]
fn a_rename_after_which_something_is_wrong_is_refused_with_the_finding() {
    let anchored = "\
identifier: app
title: App
schema:
  properties:
    tier: &tier { type: string }
    other: { <<: *tier, title: Other }
";
    for (text, word, to, expected) in [
        (anchored, "    tier", "level", "this would cause `ambiguous-rename` at `model/blueprints/app.yml:"),
        (APP, "    tier", "größe", "this would cause `wrong-shape` at `model/blueprints/app.yml:5:5`: `größe` is not"),
    ] {
        let mut editor = Editor::new(&[(APP_FILE, text)]);
        editor.open(APP_FILE);
        let message = refusal(&mut editor, APP_FILE, text, word, to).expect("it is refused");
        assert!(message.starts_with(expected), "{message}");
        editor.end();
    }
}

#[test]
fn a_name_in_a_file_that_cannot_be_parsed_is_not_renamed() {
    let services = "- { identifier: checkout, blueprint: app }\n- { identifier: cart, blueprint: app }\n";
    for (broken, text) in [
        ("model/scorecards/health.yml", "identifier: health\nblueprint: app\nrules: [{ property: tier }]\nx: [\n"),
        ("model/approvals.yml", "- address: blueprint/app\n  path: schema.properties.tier\nx: [\n"),
        ("model/profiles/prod/actions/scale.yml", "blueprint: app\nproperty: tier\nx: [\n"),
        ("cart/port.yml", "blueprint: app\nproperties: { tier: gold }\nrelations: { needs: checkout }\nx: [\n"),
    ] {
        let files = [(APP_FILE, APP), ("port.yml", services), (broken, text)];
        let mut editor = Editor::new(&files);
        for (file, written, word) in [
            (APP_FILE, APP, "identifier: app"),
            (APP_FILE, APP, "    tier"),
            ("port.yml", services, "identifier: checkout"),
        ] {
            editor.open(file);
            let is_missed = text.contains(word.rsplit(' ').next().unwrap_or_default());
            let message = refusal(&mut editor, file, written, word, "level");
            let expected = format!("`{broken}` contains `");
            assert_eq!(message.is_some_and(|message| message.starts_with(&expected)), is_missed, "{broken} {word}");
        }
        editor.end();
    }
}

#[test]
fn a_blueprint_that_is_only_extended_keeps_its_name() {
    let name = "model/blueprints/service.yml";
    let text = "extends: service\nschema:\n  properties:\n    tier: { type: string }\n";
    let mut editor = Editor::new(&[(name, text)]);
    editor.open(name);
    let message = refusal(&mut editor, name, text, "extends: service", "svc").expect("it is refused");
    assert!(message.starts_with("`service` is only extended, at `model/blueprints/service.yml:1:10`"), "{message}");
    let offered = editor.ask("textDocument/prepareRename", name, &marked(text, "extends: service"), &json!({}));
    assert!(offered.is_null(), "{offered}");
    assert_eq!(refusal(&mut editor, name, text, "    tier", "level"), None);
    editor.end();
}

#[test]
fn an_entity_gets_no_name_that_differs_from_another_only_in_case() {
    let text = "- { identifier: checkout, blueprint: app }\n- { identifier: cart, blueprint: app }\n";
    let mut editor = Editor::new(&[(APP_FILE, APP), ("port.yml", text)]);
    editor.open("port.yml");
    let message = refusal(&mut editor, "port.yml", text, "identifier: checkout", "CART").expect("it is refused");
    assert_eq!(message, "there already is an entity `cart` of the blueprint `app`");
    assert_eq!(refusal(&mut editor, "port.yml", text, "identifier: cart", "CART"), None);
    editor.end();
}

/// Returns why the rename of the symbol at the last letter of a word is refused, if it is.
fn refusal(editor: &mut Editor, file: &str, text: &str, word: &str, to: &str) -> Option<String> {
    let end = text.find(word).expect("it is there") + word.len() - 1;
    let line = text[..end].matches('\n').count();
    let character = end - text[..end].rfind('\n').map_or(0, |at| at + 1);
    let given = json!({
        "textDocument": { "uri": editor.uri(file) },
        "position": { "line": line, "character": character },
        "newName": to,
    });
    editor.request("textDocument/rename", given)["error"]["message"].as_str().map(str::to_owned)
}
