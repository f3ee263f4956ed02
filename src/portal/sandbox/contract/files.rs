//! Facts about sandboxes that share a file.

use std::path::PathBuf;
use std::thread;

use serde_json::json;

use crate::portal::sandbox::{Faults, SandboxPortal};
use crate::portal::wire::{Method, Portal, Request};

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let path = folder.path().join("new/portal.json");
    (folder, path)
}

fn open(path: &std::path::Path) -> SandboxPortal {
    SandboxPortal::open(path, Faults::default()).expect("the file is sound or absent")
}

fn create(portal: &SandboxPortal, identifier: &str) {
    let body = json!({"identifier": identifier, "title": "A", "schema": {"properties": {}}});
    portal.send(&Request::new(Method::Post, ["blueprints"]).body(body)).expect("the portal accepts it");
}

#[test]
fn the_first_write_creates_the_file() {
    let (_folder, path) = place();
    let portal = open(&path);
    portal.send(&Request::new(Method::Get, ["blueprints"])).expect("the portal accepts it");
    assert!(!path.parent().is_some_and(std::path::Path::exists));
    create(&portal, "a");
    assert!(std::fs::read_to_string(&path).is_ok_and(|text| text.starts_with("{\n  \"version\": 3,")));
}

#[test]
fn one_process_sees_the_writes_of_another() {
    let (_folder, path) = place();
    let (one, other) = (open(&path), open(&path));
    create(&one, "a");
    other.send(&Request::new(Method::Get, ["blueprints", "a"])).expect("the other wrote it");
}

#[test]
fn two_writers_at_once_lose_nothing() {
    let (_folder, path) = place();
    thread::scope(|scope| {
        for writer in ["a", "b"] {
            let path = &path;
            scope.spawn(move || {
                let portal = open(path);
                (0..10).for_each(|number| create(&portal, &format!("{writer}{number}")));
            });
        }
    });
    let answer = open(&path).send(&Request::new(Method::Get, ["blueprints"])).expect("the portal accepts it");
    assert_eq!(answer.body["blueprints"].as_array().map(Vec::len), Some(20 + crate::kind::blueprint::SYSTEM.len() + 1));
}

#[test]
fn a_refused_write_leaves_the_file_alone() {
    let (_folder, path) = place();
    let portal = open(&path);
    create(&portal, "a");
    let before = std::fs::read(&path).expect("it was written");
    let refused = Request::new(Method::Delete, ["blueprints", "missing"]);
    assert!(portal.send(&refused).is_err());
    assert_eq!(std::fs::read(&path).expect("it is still there"), before);
}

fn post(portal: &SandboxPortal, segments: &[&str], body: serde_json::Value) -> serde_json::Value {
    let request = Request::new(Method::Post, segments.iter().copied()).body(body);
    portal.send(&request).expect("the portal accepts it").body
}

/// A portal with an action that sends a secret, and a run of it; gives the run's identifier.
fn with_a_run(portal: &SandboxPortal) -> String {
    post(portal, &["organization", "secrets"], json!({"secretName": "TOKEN", "secretValue": "hunter2"}));
    let action = json!({
        "identifier": "try",
        "trigger": {"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}},
        "invocationMethod": {"type": "KAFKA", "payload": {"long": "{{ .secrets.TOKEN | length }}"}},
    });
    post(portal, &["actions"], action);
    let run = post(portal, &["actions", "try", "runs"], json!({"properties": {}}));
    run["run"]["id"].as_str().expect("there is an id").to_owned()
}

#[test]
fn runs_logs_and_secrets_are_stored_and_runs_contain_no_secret() {
    let (_folder, path) = place();
    let id = with_a_run(&open(&path));
    let later = open(&path);
    let get = |segments: &[&str]| {
        later.send(&Request::new(Method::Get, segments.iter().copied())).expect("the portal accepts it").body
    };
    assert_eq!(get(&["actions", "runs", &id])["run"]["payload"]["payload"]["long"], 3);
    assert_eq!(get(&["actions", "runs", &id, "logs"])["runLogs"].as_array().map(Vec::len), Some(1));
    assert_eq!(get(&["organization", "secrets"])["secrets"][0]["secretName"], "TOKEN");
    let text = std::fs::read_to_string(&path).expect("it was written");
    assert_eq!(text.matches("hunter2").count(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_with_secrets_is_readable_only_by_its_owner() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = place();
    let portal = open(&path);
    create(&portal, "a");
    let mode = || std::fs::metadata(&path).expect("it was written").permissions().mode() & 0o777;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("it is ours");
    with_a_run(&portal);
    assert_eq!(mode(), 0o600);
}

#[test]
fn files_of_older_layouts_are_read() {
    let portal = json!({
        "latestWrite": "2026-01-01T00:00:00.000Z", "issued": 4,
        "blueprints": {"a": {"identifier": "a", "title": "A", "schema": {"properties": {"x": {"type": "string"}}}}},
        "actions": {"act": {"id": "action_1", "identifier": "act", "trigger": {"type": "self-service",
            "operation": "CREATE", "userInputs": {"properties": {}}}, "invocationMethod": {"type": "KAFKA"}}},
        "scorecards": {"a": {"s": {"identifier": "s", "title": "S", "rules": [], "blueprint": "a"}}},
        "entities": {"a": {"one": {"identifier": "one", "blueprint": "a", "team": [], "properties": {"x": "y"}}}},
        "blueprintPermissions": {"a": {"entities": {"read": {"users": [], "roles": ["Admin"], "teams": []}}}},
        "actionPermissions": {"act": {"execute": {"roles": ["Admin"]}, "approve": {"roles": ["Admin"]}}},
        "runs": {"r_1": {"id": "r_1", "status": "SUCCESS"}}, "logs": {}, "migrations": {},
    });
    for version in [1, 2] {
        let (_folder, path) = place();
        let mut portal = portal.clone();
        if version == 2 {
            portal["secrets"] = json!({"T": {"value": "hunter2", "shown": {"secretName": "T", "description": null}}});
        }
        let layout = json!({"version": version, "revision": 3, "portal": portal});
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is ours");
        std::fs::write(&path, layout.to_string()).expect("the folder is ours");
        let later = open(&path);
        let get =
            |path: &str| later.send(&Request::new(Method::Get, path.split(' '))).expect("the portal accepts it").body;
        assert_eq!(get("blueprints a")["blueprint"]["title"], "A");
        assert_eq!(get("actions act")["action"]["id"], "action_1");
        assert_eq!(get("blueprints a scorecards s")["scorecard"]["title"], "S");
        assert_eq!(get("blueprints a entities one")["entity"]["properties"]["x"], "y");
        assert_eq!(get("blueprints a permissions")["permissions"]["entities"]["read"]["roles"], json!(["Admin"]));
        assert_eq!(get("actions act permissions")["permissions"]["execute"]["roles"], json!(["Admin"]));
        assert_eq!(get("actions runs r_1")["run"]["status"], "SUCCESS");
        let secrets = if version == 2 { json!([{"secretName": "T", "description": null}]) } else { json!([]) };
        assert_eq!(get("organization secrets")["secrets"], secrets);
        create(&later, "b");
        let text = std::fs::read_to_string(&path).expect("it was written");
        assert!(text.starts_with("{\n  \"version\": 3,") && text.contains("hunter2") == (version == 2));
    }
}
