//! The example in `docs/example/` has two of every kind, and a fresh portal takes it in one run.

use std::collections::{BTreeMap, BTreeSet};

use portwright::kind::{KINDS, Kind};
use portwright::lint::RULES;
use serde_json::Value;

use crate::noop::asked;
use crate::support::{File, Project, files_below, report, root};

/// The files of the example, with a value for each of its secrets.
pub(crate) fn files() -> Vec<File> {
    let folder = root().join("docs/example");
    let paths = files_below(&folder, ".yml").into_iter().chain([folder.join("portwright.toml")]);
    let file = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).expect("the example can be read");
        let name = path.strip_prefix(&folder).expect("it lies in the example").to_string_lossy().replace('\\', "/");
        File::new(&name, &text.replace("{ sensitive", "{ value = \"only for this test\", sensitive"))
    };
    paths.map(file).collect()
}

/// The resources of each kind: their bodies, by the kind's name.
fn resources() -> BTreeMap<&'static str, Vec<Value>> {
    let mut found: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for file in files().iter().filter(|file| file.name.ends_with(".yml")) {
        let body: Value = serde_yaml::from_slice(&file.bytes).expect("a file has one resource");
        let folder = file.name.split('/').nth(1).expect("it is in a folder of the model");
        let of_folder = || KINDS.iter().filter(|kind| kind.folder == folder);
        let names_it = |kind: &&&Kind| {
            let owner = kind.identity.owner.is_none_or(|_| body.get(kind.identity.field).is_some());
            owner && kind.folder == folder
        };
        let kind = of_folder().find(names_it).unwrap_or_else(|| panic!("{} is of a kind", file.name));
        found.entry(kind.name).or_default().push(body);
    }
    found
}

#[test]
fn the_example_has_two_of_every_kind_and_no_finding() {
    let found = resources();
    for kind in KINDS {
        assert!(found.get(kind.name).is_some_and(|bodies| bodies.len() > 1), "{}", kind.name);
    }
    let found = Project::new(&files()).check(RULES);
    assert!(found.is_empty(), "{}", report(&found));
}

/// The path of a request for all of a kind, if Port has one.
fn list_path(kind: &Kind) -> Option<String> {
    kind.api.list.as_ref().map(|list| format!("/v1/{}", list.path.join("/")))
}

#[test]
fn a_plan_without_changes_asks_for_a_token_each_declared_list_and_each_resource_that_is_in_no_list() {
    let (tokens, paths) = asked(&Project::new(&files()));
    assert_eq!(tokens, 1);
    let paths: Vec<&str> = paths.iter().map(|path| path.split('?').next().unwrap_or_default()).collect();
    let distinct: BTreeSet<&str> = paths.iter().copied().collect();
    assert_eq!(paths.len(), distinct.len(), "nothing is asked twice: {paths:?}");
    let mut expected: BTreeSet<String> = KINDS.iter().filter_map(|kind| list_path(kind)).collect();
    for (name, bodies) in resources() {
        let kind = Kind::named(name).expect("a kind");
        let segments = |body| kind.key_of(body).expect("it has an identifier").segments().join("/");
        if kind.api.list.is_none() {
            expected.extend(bodies.iter().map(|body| format!("/v1/{}", segments(body))));
        }
    }
    assert_eq!(distinct, expected.iter().map(String::as_str).collect());
}

#[test]
fn a_plan_asks_for_no_kind_that_the_model_neither_declares_nor_refers_to() {
    let declared = ["model/blueprints/", "model/scorecards/"];
    let some: Vec<File> =
        files().into_iter().filter(|file| declared.iter().any(|folder| file.name.starts_with(folder))).collect();
    let (_, paths) = asked(&Project::new(&some));
    let paths: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    assert_eq!(paths, BTreeSet::from(["/v1/blueprints", "/v1/scorecards"]));
}
