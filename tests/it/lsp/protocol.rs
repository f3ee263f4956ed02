//! The protocol: its order, wrong messages, and ends.

use serde_json::{Value, json};

use super::client::{Editor, able, brief, uri_of};

/// A project with a blueprint, and a file with a wrong value.
pub(super) const FILES: &[(&str, &str)] = &[
    ("portwright.toml", ""),
    ("model/blueprints/service.yml", SERVICE),
    ("model/blueprints/domain.yml", "identifier: domain\ntitle: Domain\nschema: { properties: {}, required: [] }\n"),
    ("a/port.yml", "identifier: a\ntitle: A\nblueprint: service\nproperties:\n  tier: gold\n"),
];

pub(super) const SERVICE: &str = "\
identifier: service
title: Service
description: A deployable unit.
schema:
  properties:
    tier:
      title: Tier
      description: How important it is.
      type: string
      enum: [Gold, Silver]
    url: { type: string, format: url }
    live: { type: boolean }
    tags: { type: array, items: { type: string } }
  required: [tier]
relations:
  domain: { title: Domain, target: domain }
  uses: { target: service, many: true }
";

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{answer}"))
}

#[test]
fn requests_before_and_after_the_session_are_refused() {
    let mut editor = Editor::unstarted(FILES);
    assert_eq!(code(&editor.request("textDocument/hover", json!({}))), -32002);
    editor.notify("initialized", json!({}));
    assert!(editor.request("initialize", json!({ "capabilities": {} }))["result"].is_object());
    assert_eq!(code(&editor.request("initialize", json!({ "capabilities": {} }))), -32600);
    assert_eq!(editor.request("shutdown", Value::Null)["result"], Value::Null);
    assert_eq!(code(&editor.request("textDocument/hover", json!({}))), -32600);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.code(), Some(0));
}

#[test]
fn an_end_without_a_shutdown_fails() {
    for is_initialized in [false, true] {
        let mut editor = if is_initialized { Editor::new(FILES) } else { Editor::unstarted(FILES) };
        editor.notify("exit", Value::Null);
        assert_eq!(editor.code(), Some(1));
        let mut editor = if is_initialized { Editor::new(FILES) } else { Editor::unstarted(FILES) };
        assert_eq!(editor.code(), Some(1), "a closed input ends the server");
        let mut editor = if is_initialized { Editor::new(FILES) } else { Editor::unstarted(FILES) };
        editor.raw(b"Content-Length: 100\r\n\r\n{\"jsonrpc\"");
        assert_eq!(editor.code(), Some(1), "an input that ends in a message ends the server");
    }
}

#[test]
fn wrong_messages_are_answered_and_the_server_lives_on() {
    let mut editor = Editor::new(FILES);
    for text in ["{", "not JSON", "\u{1f600}"] {
        editor.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
        assert_eq!(code(&editor.answer(&Value::Null)), -32700, "{text}");
    }
    for text in ["[]", "1", "{}", r#"{"jsonrpc":"2.0","id":{},"method":"shutdown"}"#, r#"{"id":null,"method":"x"}"#] {
        editor.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
        assert_eq!(code(&editor.answer(&Value::Null)), -32600, "{text}");
    }
    assert_eq!(code(&editor.request("no/such", json!({}))), -32601);
    assert_eq!(code(&editor.request("$/no/such", json!({}))), -32601);
    for method in [
        "textDocument/codeAction",
        "textDocument/completion",
        "textDocument/hover",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/prepareRename",
        "textDocument/rename",
        "textDocument/documentSymbol",
    ] {
        let at = |line: Value| json!({ "textDocument": { "uri": "file:///x" }, "position": { "line": line } });
        for params in [Value::Null, json!([]), json!({ "textDocument": 1 }), at(json!(-1)), at(json!("x"))] {
            let answer = editor.request(method, params.clone());
            let is_whole = method == "textDocument/documentSymbol" && params["textDocument"].is_object();
            assert!(is_whole || code(&answer) == -32602, "{method} {params}: {answer}");
        }
    }
    for method in [
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/didSave",
        "workspace/didChangeWatchedFiles",
        "workspace/didChangeWorkspaceFolders",
        "no/such",
        "$/cancelRequest",
    ] {
        for params in [Value::Null, json!([1]), json!({ "textDocument": { "uri": 5 }, "changes": 1, "event": [] })] {
            editor.notify(method, params);
        }
    }
    for uri in ["untitled:1", "file://", "", "file:///%ff", "git:/a/port.yml"] {
        let document = json!({ "uri": uri, "version": 1, "text": "a" });
        editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
        let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 9, "character": 9 } });
        assert_eq!(editor.request("textDocument/hover", place)["result"], Value::Null);
    }
    // Answers to nothing.
    editor.send(&json!({ "jsonrpc": "2.0", "id": 99, "result": 1 }));
    editor.send(&json!({ "jsonrpc": "2.0", "id": "x", "error": { "code": 1, "message": "no" } }));
    assert_eq!(editor.found("a/port.yml"), ["enum-mismatch 4:8"]);
    editor.end();
}

#[test]
fn files_are_watched_only_if_the_client_can_and_a_refusal_is_fine() {
    let mut editor = Editor::new(FILES);
    let asked = editor.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(asked["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    let error = json!({ "code": -32601, "message": "no" });
    editor.send(&json!({ "jsonrpc": "2.0", "id": asked["id"], "error": error }));
    assert_eq!(editor.found("a/port.yml"), ["enum-mismatch 4:8"]);
    editor.end();

    let mut editor = Editor::with(FILES, json!({}));
    assert_eq!(editor.found("a/port.yml"), ["enum-mismatch 4:8"]);
    assert!(editor.sent.iter().all(|message| message["method"] != "client/registerCapability"));
    editor.end();
}

#[test]
fn a_client_may_name_its_folders_in_any_way_or_none() {
    for field in ["rootUri", "rootPath", "none"] {
        let mut editor = Editor::unstarted(FILES);
        let folder = editor.folder.path().to_path_buf();
        let params = match field {
            "rootUri" => json!({ "capabilities": {}, "rootUri": uri_of(&folder) }),
            "rootPath" => json!({ "capabilities": {}, "rootUri": null, "rootPath": folder }),
            _ => json!({ "capabilities": {}, "workspaceFolders": null }),
        };
        editor.request("initialize", params);
        editor.notify("initialized", json!({}));
        assert_eq!(editor.found("a/port.yml"), ["enum-mismatch 4:8"], "{field}");
        editor.end();
    }
}

#[test]
fn folders_come_and_go() {
    let other = Editor::unstarted(FILES);
    let mut editor = Editor::new(FILES);
    let uri = uri_of(other.folder.path());
    let event = json!({ "added": [{ "uri": uri, "name": "other" }], "removed": [] });
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    assert_eq!(editor.found("a/port.yml"), ["enum-mismatch 4:8"]);
    let name = other.path("a/port.yml");
    assert_eq!(editor.found(name.to_str().expect("a name")), ["enum-mismatch 4:8"]);
    let event = json!({ "added": [], "removed": [{ "uri": uri_of(editor.folder.path()), "name": "folder" }] });
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    editor.change(
        name.to_str().expect("a name"),
        "identifier: a\ntitle: A\nblueprint: service\nproperties: { tier: Gold }\n",
    );
    assert!(editor.diagnostics(name.to_str().expect("a name")).is_empty());
    editor.end();
}

#[test]
fn settings_are_checked_and_read_again() {
    let files =
        [FILES, &[("b/port.yml", "identifier: b\ntitle: B\nblueprint: service\nproperties: { tier: x }\n")]].concat();
    let mut editor = Editor::with(&files, able());
    assert_eq!(editor.found("a/port.yml"), ["enum-mismatch 4:8"]);
    editor.open("portwright.toml");
    assert!(editor.diagnostics("portwright.toml").is_empty());
    editor.change("portwright.toml", "[lint]\n  excldue = []\n");
    let found = editor.diagnostics("portwright.toml");
    assert_eq!(brief(&found), ["- 1:2"]);
    assert!(found[0]["message"].as_str().is_some_and(|message| message.contains("did you mean `exclude`?")));
    // Saved settings count for all files.
    editor.change("portwright.toml", "[lint.rules]\nenum-mismatch = \"allow\"\n");
    editor.put("portwright.toml", "[lint.rules]\nenum-mismatch = \"allow\"\n");
    let document = json!({ "textDocument": { "uri": editor.uri("portwright.toml") } });
    editor.notify("textDocument/didSave", document);
    let uri = editor.uri("a/port.yml");
    editor.wait(|message| message["params"]["uri"] == uri && message["params"]["diagnostics"] == json!([]));
    // Broken ones stop the checks with a message, until they are corrected.
    editor.put("portwright.toml", "[lint\n");
    editor.disk_changed("portwright.toml");
    let shown = editor.wait(|message| message["method"] == "window/showMessage");
    assert!(shown["params"]["message"].as_str().is_some_and(|text| text.contains("portwright.toml")), "{shown}");
    editor.put("portwright.toml", "");
    editor.disk_changed("portwright.toml");
    assert_eq!(brief(&editor.wait(|message| {
        message["params"]["uri"] == uri && message["params"]["diagnostics"] != json!([])
    })["params"]["diagnostics"].as_array().expect("a list").clone()), ["enum-mismatch 4:8"]);
    editor.end();

    // What may stand there is completed.
    let mut editor = Editor::new(FILES);
    editor.open("portwright.toml");
    for (text, expected) in [
        ("[li|", "lint"),
        ("[lint]\nexcl|", "exclude"),
        ("[profile.prod.portal]\n|", "url"),
        ("[lint.rules]\nenum|", "enum-mismatch"),
        ("[lint.rules]\nenum-mismatch = |", "warn"),
    ] {
        let items = editor.ask("textDocument/completion", "portwright.toml", text, &json!({}));
        let mut labels = items.as_array().expect("a list").iter().map(|item| &item["label"]);
        assert!(labels.any(|label| label == expected), "{text}: {items}");
    }
    editor.end();

    // A server starts with broken settings, too.
    let mut editor = Editor::new(&[("portwright.toml", "[lint\n"), ("a/port.yml", "identifier: a\n")]);
    assert_eq!(editor.found("portwright.toml"), ["- 0:0"]);
    editor.end();
}
