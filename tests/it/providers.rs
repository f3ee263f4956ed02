//! How the providers read the files that `file://` names, in `lint` and in `sync`.

use portwright::portal::{Method, SandboxPortal};
use serde_json::{Value, json};

use crate::served::Served;

const PROPERTIES: &str =
    "{ map: { type: object }, list: { type: array }, number: { type: number }, text: { type: string } }";

/// A model, and a portal with the same blueprint.
fn place() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    let blueprint = format!("identifier: a\ntitle: A\nschema: {{ properties: {PROPERTIES} }}\n");
    place.put("model/blueprints/a.yml", &blueprint);
    let typed = |name: &str| json!({ "type": name });
    let properties =
        json!({"map": typed("object"), "list": typed("array"), "number": typed("number"), "text": typed("string")});
    let body = json!({"identifier": "a", "title": "A", "schema": {"properties": properties}});
    place.ask(Method::Post, "blueprints", Some(body));
    for (name, text) in [("map.json", "{\"a\": 1}"), ("bad.json", "{"), ("map.yml", "a: 1\n")] {
        place.put(&format!("x/{name}"), text);
    }
    place
}

fn entity(place: &Served, provider: &str, property: &str, file: &str) {
    place.put("portwright.toml", &format!("[lint]\nprovider = \"{provider}\"\n"));
    place.put(
        "x/port.yml",
        &format!("identifier: e\ntitle: E\nblueprint: a\nproperties: {{ {property}: file://x/{file} }}\n"),
    );
}

#[test]
fn a_file_is_checked_as_its_provider_reads_it() {
    let place = place();
    let some_text = "but some providers read a JSON file as a string";
    for (provider, property, file, expected) in [
        ("documented", "map", "map.json", some_text),
        ("documented", "list", "map.json", some_text),
        ("github", "number", "map.json", some_text),
        ("github", "text", "map.json", "but some providers parse a JSON file into a map"),
        ("documented", "map", "map.yml", "`map` must be a map, but the content of a file is a string"),
        ("gitlab", "map", "map.yml", "but the content of a file is a string"),
        ("gitlab-v2", "map", "map.json", "but the content of a file is a string"),
        ("gitlab-v2", "text", "map.json", ""),
        ("gitlab", "map", "map.json", ""),
        ("azure-devops", "map", "map.json", ""),
        (
            "gitlab",
            "list",
            "map.json",
            "`list` must be a list, but `gitlab` parses this JSON file, which contains a map",
        ),
        ("gitlab", "text", "map.json", "must be a string, but `gitlab` parses this JSON file, which contains a map"),
        ("azure-devops", "map", "bad.json", "the file is not valid JSON, so `azure-devops` reads no entity"),
        ("gitlab", "map", "none.json", "does not exist"),
        ("github-ocean", "map", "map.json", "[file-in-unresolved-place]"),
    ] {
        entity(&place, provider, property, file);
        let (code, printed) = place.run(&["lint", "--format", "concise"]);
        let lines = usize::from(!expected.is_empty());
        assert!(code <= 1 && printed.lines().count() == lines, "{provider} {property} {file}: {printed}");
        assert!(printed.contains(expected), "{provider} {property} {file}: {printed}");
    }
}

#[test]
fn a_file_is_sent_as_its_provider_reads_it() {
    let place = place();
    let sent = |provider: &str, property: &str, file: &str| {
        entity(&place, provider, property, file);
        let (code, printed) = place.run(&["sync"]);
        assert_eq!(code, 0, "{provider} {property} {file}: {printed}");
        place.ask(Method::Get, "blueprints/a/entities/e", None)["entity"]["properties"][property].clone()
    };
    assert_eq!(sent("gitlab", "map", "map.json"), json!({"a": 1}));
    assert_eq!(sent("gitlab-v2", "text", "map.json"), json!("{\"a\": 1}"));
    assert_eq!(sent("documented", "text", "map.json"), json!("{\"a\": 1}"));
    assert_eq!(sent("gitlab", "text", "map.yml"), json!("a: 1\n"));
    // It does not read files in properties.
    assert_eq!(sent("github-ocean", "text", "map.yml"), json!("file://x/map.yml"));
    entity(&place, "gitlab", "map", "bad.json");
    let (code, printed) = place.run(&["sync"]);
    assert!(code == 2 && printed.contains("`file://x/bad.json` of entity `e` is not valid JSON"), "{printed}");
    let entity = place.ask(Method::Get, "blueprints/a/entities/e", None)["entity"].clone();
    assert_ne!(entity["properties"]["map"], Value::Null, "nothing was written");
}
