//! Files of entities: completion, hover, navigation, symbols and rename.

use serde_json::{Value, json};

use super::client::{Editor, edited};
use super::protocol::FILES;

const NAME: &str = "a/port.yml";

fn editor() -> Editor {
    let more = [
        (
            "d/port.yml",
            "- identifier: pay\n  title: Payments\n  blueprint: domain\n- identifier: ship\n  blueprint: domain\n",
        ),
        (
            "e/port.yml",
            "identifier: e\nblueprint: service\nproperties: { tier: Gold }\nrelations:\n  domain: \"pay\"\n  uses: [e]\n",
        ),
    ];
    let mut editor = Editor::new(&[FILES, &more].concat());
    editor.open(NAME);
    editor
}

fn labels(items: &Value) -> Vec<String> {
    let mut items: Vec<&Value> = items.as_array().expect("a list").iter().collect();
    items.sort_by_key(|item| item["sortText"].as_str().or(item["label"].as_str()).unwrap_or_default().to_owned());
    items.iter().map(|item| item["label"].as_str().expect("a label").to_owned()).collect()
}

/// The completions at `|`.
fn complete(editor: &mut Editor, text: &str) -> Value {
    editor.ask("textDocument/completion", NAME, text, &json!({}))
}

/// The text after the completion with a label.
fn completed(editor: &mut Editor, text: &str, label: &str) -> String {
    let items = complete(editor, text);
    let item = items.as_array().expect("a list").iter().find(|item| item["label"] == label);
    let item = item.unwrap_or_else(|| panic!("{label} is not among {items}"));
    edited(&text.replacen('|', "", 1), &[item["textEdit"].clone()])
}

#[test]
fn keys_blueprints_and_values_are_completed() {
    let mut editor = editor();
    let service = "identifier: a\nblueprint: service\n";
    for (text, expected) in [
        ("|".to_owned(), vec!["identifier", "title", "blueprint", "icon", "team", "properties", "relations"]),
        (format!("{service}t|"), vec!["title", "icon", "team", "properties", "relations"]),
        ("identifier: a\nblueprint: |\n".to_owned(), vec!["domain", "service"]),
        (format!("{service}properties:\n  |"), vec!["tier", "live", "tags", "url"]),
        (format!("{service}properties:\n  tier: Gold\n  |\n"), vec!["live", "tags", "url"]),
        (format!("{service}properties:\n  tier: G|\n"), vec!["Gold", "Silver"]),
        (format!("{service}properties:\n  live: |\n"), vec!["false", "true"]),
        (format!("{service}relations:\n  |\n"), vec!["domain", "uses"]),
        (format!("{service}relations:\n  domain: |\n"), vec!["pay", "ship"]),
        (format!("{service}relations:\n  uses:\n    - |\n"), vec!["e"]),
        (format!("{service}relations:\n  uses: [a, |]\n"), vec!["e"]),
        (format!("{service}relations:\n  domain: pay # |\n"), vec![]),
        (format!("{service}title: |\n"), vec![]),
        (
            "- identifier: b\n  blueprint: domain\n- blueprint: service\n  properties:\n    l|".to_owned(),
            vec!["tier", "live", "tags", "url"],
        ),
        ("identifier: a\nblueprint: no-such\nproperties:\n  |".to_owned(), vec![]),
    ] {
        let found = labels(&complete(&mut editor, &text));
        assert!(expected.iter().all(|label| found.iter().any(|one| one == label)), "{text}: {found:?}");
        let is_open = text.contains("blueprint: |") || text.contains("uses:");
        assert!(is_open || found.len() == expected.len(), "{text}: {found:?}");
        if !text.contains("uses:") && !is_open {
            assert_eq!(found, expected, "{text}");
        }
    }
    editor.end();
}

#[test]
fn a_completion_replaces_the_word_and_adds_a_fitting_value() {
    let mut editor = editor();
    let service = "identifier: a\nblueprint: service\n";
    for (text, label, expected) in [
        ("properties:\n  ti|", "tier", "properties:\n  tier: ${1|Gold,Silver|}"),
        ("properties:\n  l|", "live", "properties:\n  live: ${1|true,false|}"),
        ("properties:\n  |", "tags", "properties:\n  tags:\n    - $1"),
        ("properties:\n  u|", "url", "properties:\n  url: https://$1"),
        ("properties:\n  ti|er: Gold\n", "tier", "properties:\n  tier: Gold\n"),
        ("properties:\n  tier: Go|ld # why\n", "Silver", "properties:\n  tier: Silver # why\n"),
        ("relations:\n  domain: p|\n", "pay", "relations:\n  domain: pay\n"),
        ("prop|", "properties", "properties:\n  "),
    ] {
        let after = completed(&mut editor, &format!("{service}{text}"), label);
        assert_eq!(after.strip_prefix(service), Some(expected), "{text}");
    }
    editor.end();
}

#[test]
fn the_title_of_an_entity_is_found_when_it_is_chosen() {
    let mut editor = editor();
    let items = complete(&mut editor, "identifier: a\nblueprint: service\nrelations:\n  domain: |\n");
    let item =
        items.as_array().expect("a list").iter().find(|item| item["label"] == "pay").expect("it is there").clone();
    let resolved = editor.request("completionItem/resolve", item);
    assert_eq!(resolved["result"]["documentation"], "Payments");
    let unknown = editor.request("completionItem/resolve", json!({ "label": "x", "data": { "uri": 5 } }));
    assert_eq!(unknown["result"]["label"], "x");
    editor.end();
}

const TEXT: &str = "\
identifier: a
title: A
blueprint: service
properties:
  tier: gold
relations:
  domain: pay
  uses: [e]
";

/// The text with a mark in a word.
fn marked(word: &str) -> String {
    let at = TEXT.find(word).expect("the word is there") + word.trim_end().len() - 1;
    format!("{}|{}", &TEXT[..at], &TEXT[at..])
}

#[test]
fn a_hover_says_what_a_name_is() {
    let mut editor = editor();
    for (word, expected) in [
        ("blueprint: service", vec!["**Service** (`service`)", "A deployable unit.", "model/blueprints/service.yml"]),
        (
            "tier",
            vec![
                "**Tier** (`tier`)",
                "How important it is.",
                "string, required",
                "`Gold`, `Silver`",
                "service.yml:6:5",
            ],
        ),
        ("gold", vec!["### enum-mismatch", "not among the options"]),
        ("domain", vec!["**Domain** (`domain`)", "`domain` entity"]),
        ("domain: pay", vec!["**Payments** (`pay`)", "`d/port.yml:1:15`"]),
    ] {
        let hover = editor.ask("textDocument/hover", NAME, &marked(word), &json!({}));
        // The finding is known once it is published.
        let hover = if word == "gold" {
            editor.diagnostics(NAME);
            editor.ask("textDocument/hover", NAME, &marked(word), &json!({}))
        } else {
            hover
        };
        let text = hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{word}: {hover}"));
        for part in expected {
            assert!(text.contains(part), "{word}: {part} is not in {text}");
        }
    }
    assert_eq!(editor.ask("textDocument/hover", NAME, &marked("title"), &json!({})), Value::Null);
    editor.end();
}

/// Places as file, line and column.
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
fn definitions_and_references_are_found_across_files() {
    let mut editor = editor();
    let text = TEXT.replace("gold", "Gold");
    for (word, definition, references) in [
        (
            "blueprint: service",
            vec!["model/blueprints/service.yml:0:12"],
            vec!["model/blueprints/service.yml:16:18", "a/port.yml:2:11", "e/port.yml:1:11"],
        ),
        ("tier", vec!["model/blueprints/service.yml:5:4"], vec!["a/port.yml:4:2", "e/port.yml:2:14"]),
        ("domain", vec!["model/blueprints/service.yml:15:2"], vec!["a/port.yml:6:2", "e/port.yml:4:2"]),
        ("domain: pay", vec!["d/port.yml:0:14"], vec!["a/port.yml:6:10", "e/port.yml:4:11"]),
        ("[e", vec!["e/port.yml:0:12"], vec!["a/port.yml:7:9", "e/port.yml:5:9"]),
    ] {
        let at = text.find(word).expect("the word is there") + word.len() - 1;
        let marked = format!("{}|{}", &text[..at], &text[at..]);
        let found = editor.ask("textDocument/definition", NAME, &marked, &json!({}));
        assert_eq!(places(&editor, &found), definition, "{word}");
        for with_declaration in [false, true] {
            let context = json!({ "context": { "includeDeclaration": with_declaration } });
            let found = editor.ask("textDocument/references", NAME, &marked, &context);
            let expected =
                if with_declaration { [definition.clone(), references.clone()].concat() } else { references.clone() };
            assert_eq!(places(&editor, &found), expected, "{word}");
        }
    }
    editor.end();
}

#[test]
fn a_rename_changes_the_entity_and_all_relations_to_it() {
    let mut editor = editor();
    let mark = marked("domain: pay");
    let prepared = editor.ask("textDocument/prepareRename", NAME, &mark, &json!({}));
    assert_eq!(prepared["placeholder"], "pay");
    let edit = editor.ask("textDocument/rename", NAME, &mark, &json!({ "newName": "payments" }));
    let mut renamed = Vec::new();
    for change in edit["documentChanges"].as_array().expect("changes") {
        let uri = change["textDocument"]["uri"].as_str().expect("a URI");
        let name = uri.strip_prefix(&editor.uri("")).expect("it is in the folder").to_owned();
        let text =
            if name == NAME { TEXT.to_owned() } else { std::fs::read_to_string(editor.path(&name)).expect("a file") };
        let after = edited(&text, change["edits"].as_array().expect("edits"));
        assert!(!after.contains("pay\n") && !after.contains("\"pay\"") && after.contains("payments"), "{after}");
        renamed.push(name);
    }
    assert_eq!(renamed, ["a/port.yml", "d/port.yml", "e/port.yml"]);
    for (word, name, why) in [
        ("domain: pay", "ship", "there already is an entity `ship`"),
        ("domain: pay", "a b", "is not a valid identifier"),
        ("tier", "url", "there already is a `url`"),
    ] {
        let at = marked(word).find('|').expect("a mark");
        let line = TEXT[..at].matches('\n').count();
        let character = at - TEXT[..at].rfind('\n').map_or(0, |at| at + 1);
        let place = json!({ "textDocument": { "uri": editor.uri(NAME) }, "newName": name, "position": { "line": line, "character": character } });
        let answer = editor.request("textDocument/rename", place);
        assert!(answer["error"]["message"].as_str().is_some_and(|message| message.contains(why)), "{answer}");
    }
    assert_eq!(editor.ask("textDocument/prepareRename", NAME, &marked("title"), &json!({})), Value::Null);
    editor.end();
}

#[test]
fn paths_of_files_are_completed_and_linked() {
    let mut editor = editor();
    editor.put("docs/api/open.yml", "x");
    editor.put("a/own.md", "x");
    let text = |value: &str| format!("identifier: a\nblueprint: service\nproperties:\n  url: {value}\n");
    for (value, expected) in [
        (
            "file://d|",
            vec!["file://a/", "file://d/", "file://docs/", "file://e/", "file://model/", "file://portwright.toml"],
        ),
        ("file://docs/api/|", vec!["file://docs/api/open.yml"]),
        ("file://./|", vec!["file://./own.md", "file://./port.yml"]),
        ("file://../../|", vec![]),
        ("file:///|", vec![]),
    ] {
        assert_eq!(labels(&complete(&mut editor, &text(value))), expected, "{value}");
    }
    editor.change(NAME, &text("file://docs/api/open.yml"));
    let params = json!({ "textDocument": { "uri": editor.uri(NAME) } });
    let links = editor.request("textDocument/documentLink", params)["result"].clone();
    assert_eq!(links[0]["target"], editor.uri("docs/api/open.yml"), "{links}");
    editor.end();
}

#[test]
fn symbols_are_the_entities_and_their_members() {
    let mut editor = editor();
    let params = json!({ "textDocument": { "uri": editor.uri(NAME) } });
    let found = editor.request("textDocument/documentSymbol", params.clone());
    assert_eq!(found["result"][0]["name"], "a");
    assert_eq!(found["result"][0]["detail"], "service");
    assert_eq!(found["result"][0]["children"][0]["name"], "tier");
    editor.end();
}

#[test]
fn maps_of_one_line_are_completed_like_others() {
    let mut editor = Editor::new(FILES);
    editor.open("a/port.yml");
    for (text, label, expected) in [
        ("{ identifier: a, | }\n", "blueprint", "{ identifier: a, blueprint: }\n"),
        (
            "- { identifier: a, blueprint: d|, title: A }\n",
            "domain",
            "- { identifier: a, blueprint: domain, title: A }\n",
        ),
        ("{ blueprint: service, properties: { t| } }\n", "tags", "{ blueprint: service, properties: { tags: [] } }\n"),
        (
            "{ properties: { tier: | }, blueprint: service }\n",
            "Gold",
            "{ properties: { tier: Gold }, blueprint: service }\n",
        ),
        (
            "{ identifier: a, blueprint: service, relations: { uses: [a|] } }\n",
            "a",
            "{ identifier: a, blueprint: service, relations: { uses: [a] } }\n",
        ),
    ] {
        let items = editor.ask("textDocument/completion", "a/port.yml", text, &json!({}));
        let items = items.get("items").unwrap_or(&items).as_array().expect("a list").clone();
        let item = items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("{text}: {items:?}"));
        let plain = item["textEdit"]["newText"].as_str().expect("a text").replace("$1", "");
        let mut edit = item["textEdit"].clone();
        edit["newText"] = json!(plain.trim_end());
        assert_eq!(edited(&text.replacen('|', "", 1), &[edit]), expected);
    }
    editor.end();
}
