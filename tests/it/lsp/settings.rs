//! The settings of the client, and the blueprints of a portal.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Editor, able, brief};
use super::protocol::FILES;

const ACTION: &str = "identifier: ping\ntitle: Ping ${region}\ntrigger: { type: self-service, operation: CREATE, userInputs: { properties: {}, required: [] } }\ninvocationMethod: { type: WEBHOOK, url: https://a.example }\n";
const SETTINGS: &str = "[vars]\nregion = \"eu\"\n\n[profile.prod.vars]\nregion = \"us\"\n";
const NAME: &str = "model/actions/ping.yml";

/// What the variable of the action becomes.
fn region(editor: &mut Editor) -> String {
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let given = json!({ "textDocument": { "uri": editor.uri(NAME) }, "range": range });
    let answer = editor.request("textDocument/inlayHint", given);
    answer["result"][0]["label"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Waits until the variable has a value.
fn wait_for(editor: &mut Editor, value: &str) {
    let end = Instant::now() + Duration::from_secs(60);
    while region(editor) != value {
        assert!(Instant::now() < end, "the value does not become `{value}`");
    }
}

fn section(editor: &mut Editor, answer: Value) {
    let asked = editor.wait(|message| message["method"] == "workspace/configuration");
    assert_eq!(asked["params"]["items"], json!([{ "section": "portwright" }]));
    editor.send(&json!({ "jsonrpc": "2.0", "id": asked["id"], "result": answer }));
}

#[test]
fn the_profile_is_that_of_the_client() {
    let files = [("portwright.toml", SETTINGS), (NAME, ACTION)];
    let mut editor = Editor::unstarted(&files);
    let options = json!({ "portwright": { "profile": "prod", "lsp": 5 } });
    editor.initialize(&json!({ "capabilities": able(), "initializationOptions": options }));
    editor.open(NAME);
    assert_eq!(region(&mut editor), "= us");
    // A client that cannot be asked sends its settings.
    let settings = json!({ "settings": { "portwright": { "profile": "" } } });
    editor.notify("workspace/didChangeConfiguration", settings);
    wait_for(&mut editor, "= eu");
    for wrong in [Value::Null, json!([]), json!({ "settings": 5 }), json!({ "settings": { "portwright": 5 } })] {
        editor.notify("workspace/didChangeConfiguration", wrong);
    }
    assert_eq!(region(&mut editor), "= eu");
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": { "portwright": { "profile": "x" } } }));
    let shown = editor.wait(|message| message["method"] == "window/showMessage");
    let text = shown["params"]["message"].as_str().expect("a text");
    assert!(text.contains("profile `x` does not exist") && text.contains("`prod`"), "{text}");
    editor.end();
}

#[test]
fn a_client_is_asked_for_its_settings_at_the_start_and_when_they_change() {
    let mut capabilities = able();
    capabilities["workspace"]["configuration"] = json!(true);
    capabilities["workspace"]["didChangeConfiguration"] = json!({ "dynamicRegistration": true });
    let mut editor = Editor::with(&[("portwright.toml", SETTINGS), (NAME, ACTION)], capabilities);
    let registered = editor.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(registered["params"]["registrations"][1]["method"], "workspace/didChangeConfiguration");
    section(&mut editor, json!([null]));
    editor.open(NAME);
    assert_eq!(region(&mut editor), "= eu");
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    section(&mut editor, json!([{ "profile": "prod" }]));
    wait_for(&mut editor, "= us");
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    section(&mut editor, json!("wrong"));
    assert_eq!(region(&mut editor), "= us");
    editor.end();
}

/// A folder whose sandbox has the blueprints that its model no longer has.
fn with_sandbox(settings: &str) -> Editor {
    let settings = [("portwright.toml", settings)];
    let editor = Editor::unstarted(&[&FILES[1..], &settings].concat());
    run(&editor, &["apply", "--portal", "sandbox", "--auto-approve", "--allow-destructive"]);
    fs::remove_dir_all(editor.path("model")).expect("the model can be removed");
    editor
}

fn run(editor: &Editor, args: &[&str]) {
    let done = editor.run(args);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn the_entities_of_the_portal_are_read_in_the_background_once_they_are_wanted() {
    let settings = "[portal]\nurl = \"sandbox\"\n";
    let mut domains = "- { identifier: pay, title: Payments, blueprint: domain }\n".to_owned();
    domains += "- { identifier: ship, title: Shipping, blueprint: domain }\n";
    let more = [("portwright.toml", settings), ("d/port.yml", domains.as_str())];
    for is_online in [false, true] {
        let mut editor = Editor::unstarted(&[&FILES[1..], &more].concat());
        run(&editor, &["apply", "--portal", "sandbox", "--auto-approve", "--allow-destructive"]);
        run(&editor, &["sync", "--portal", "sandbox", "d/port.yml"]);
        // The repository has one of them, with another title.
        editor.put("d/port.yml", "{ identifier: ship, title: Ships, blueprint: domain }\n");
        let options = json!({ "lsp": { "online": is_online } });
        editor.initialize(&json!({ "capabilities": able(), "initializationOptions": options }));
        editor.found("a/port.yml");
        let text = "identifier: a\ntitle: A\nblueprint: service\nrelations:\n  domain: |\n";
        let ask = |editor: &mut Editor| editor.ask("textDocument/completion", "a/port.yml", text, &json!({}));
        // The first answer does not wait for the portal.
        let first = ask(&mut editor);
        assert_eq!(first.get("isIncomplete"), is_online.then_some(&json!(true)), "{first}");
        let end = Instant::now() + Duration::from_secs(60);
        let mut items = first;
        while items.get("isIncomplete").is_some() {
            assert!(Instant::now() < end, "the entities do not arrive: {items}");
            items = ask(&mut editor);
        }
        let mut found: Vec<(String, Value)> = Vec::new();
        for item in items.as_array().expect("a list") {
            let resolved = editor.request("completionItem/resolve", item.clone())["result"].clone();
            found.push((item["label"].as_str().expect("a name").to_owned(), resolved["documentation"].clone()));
        }
        let mut expected = vec![("ship".to_owned(), json!("Ships"))];
        if is_online {
            expected.insert(0, ("pay".to_owned(), json!("Payments")));
        }
        assert_eq!(found, expected);
        editor.end();
    }
}

#[test]
fn the_blueprints_of_the_portal_count_if_the_client_says_so() {
    for is_online in [false, true] {
        let mut editor = with_sandbox("[portal]\nurl = \"sandbox\"\n");
        let options = json!({ "lsp": { "online": is_online } });
        editor.initialize(&json!({ "capabilities": able(), "initializationOptions": options }));
        let mut found = editor.found("a/port.yml");
        if is_online {
            // The first check may come before the answer.
            while found.is_empty() {
                found = brief(&editor.diagnostics("a/port.yml"));
            }
            assert_eq!(found, ["enum-mismatch 4:8"]);
            editor.notify("workspace/didChangeConfiguration", json!({ "settings": {} }));
            assert_eq!(brief(&editor.diagnostics("a/port.yml")), Vec::<String>::new());
        } else {
            assert_eq!(found, Vec::<String>::new());
        }
        editor.end();
    }
}

#[test]
fn no_portal_is_asked_that_only_a_file_of_the_folder_names() {
    let mut editor = with_sandbox("[portal]\nurl = \"https://evil.example\"\n");
    let options = json!({ "lsp": { "online": true } });
    editor.initialize(&json!({ "capabilities": able(), "initializationOptions": options }));
    let shown = editor.wait(|message| message["method"] == "window/showMessage");
    let text = shown["params"]["message"].as_str().expect("a text");
    assert!(text.contains("no credentials are sent to `https://evil.example`"), "{text}");
    assert!(text.contains("set PORT_BASE_URL"), "{text}");
    editor.end();
}
