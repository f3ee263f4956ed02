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
    SandboxPortal::open(path, Faults::none()).expect("the file is sound or absent")
}

fn create(portal: &SandboxPortal, identifier: &str) {
    let body = json!({"identifier": identifier, "title": "A", "schema": {"properties": {}}});
    portal.send(&Request::new(Method::Post, ["blueprints"]).body(body)).expect("the portal accepts it");
}

#[test]
fn reading_makes_no_file_and_the_first_write_does() {
    let (_folder, path) = place();
    let portal = open(&path);
    portal.send(&Request::new(Method::Get, ["blueprints"])).expect("the portal accepts it");
    assert!(!path.parent().is_some_and(std::path::Path::exists));
    create(&portal, "a");
    assert!(std::fs::read_to_string(&path).is_ok_and(|text| text.starts_with("{\n  \"version\": 2,")));
}

#[test]
fn what_one_process_writes_the_other_sees() {
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
    assert_eq!(answer.body["blueprints"].as_array().map(Vec::len), Some(3 + 20));
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
