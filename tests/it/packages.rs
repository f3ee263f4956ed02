//! What is published fits together: every file names the same version, and every platform is built, packaged and tested.

use std::collections::BTreeSet;

use crate::support::root;

fn text_of(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The files that name the version to install, each with the words before it.
const VERSIONS: &[(&str, &[&str])] = &[
    ("action.yml", &["default: \""]),
    ("templates/portwright.yml", &["default: \""]),
    (
        "docs/ci.md",
        &["rev: v", "portwright==", "portwright/portwright@COMMIT # v", "portwright/portwright/portwright@"],
    ),
    ("docs/install.md", &["portwright/portwright:"]),
    ("editors/vscode/package.json", &["\"version\": \""]),
];

#[test]
fn every_file_names_the_version_of_the_program() {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || ".-+".contains(letter);
    for (file, before) in VERSIONS {
        let text = text_of(file);
        for words in *before {
            let named =
                text.split(words).skip(1).map(|rest| &rest[..rest.find(|next| !is_part(next)).unwrap_or(rest.len())]);
            let versions: Vec<&str> =
                named.filter(|word| word.starts_with(|first: char| first.is_ascii_digit())).collect();
            assert!(!versions.is_empty(), "{file} names no version after `{words}`");
            for version in versions {
                let version = version.trim_end_matches(['.', '`']);
                assert_eq!(version, env!("CARGO_PKG_VERSION"), "{file}, after `{words}`");
            }
        }
    }
}

/// The targets that a workflow's matrix names.
fn matrix(workflow: &str) -> BTreeSet<String> {
    let text = text_of(workflow);
    let targets = text.split("{ target: ").skip(1).filter_map(|rest| rest.split_once(','));
    targets.map(|(target, _)| target.to_owned()).collect()
}

#[test]
fn every_platform_with_a_package_is_built_and_tested() {
    let npm: serde_json::Value = serde_json::from_str(&text_of("npm/targets.json")).expect("it is JSON");
    let npm: BTreeSet<String> = npm.as_object().expect("the targets by name").keys().cloned().collect();
    assert_eq!(matrix(".github/workflows/build-binaries.yml"), npm, "npm/targets.json");
    let tested = matrix(".github/workflows/smoke-test.yml");
    let untested: Vec<&String> = npm.iter().filter(|target| !tested.contains(*target)).collect();
    // Those for musl have a job of their own, in a container.
    assert!(untested.iter().all(|target| target.ends_with("-musl")), "not tested: {untested:?}");
}

#[test]
fn the_hooks_come_as_a_package_from_source_and_from_the_path() {
    let text = text_of(".pre-commit-hooks.yaml");
    let value = |line: &str, key: &str| line.trim().strip_prefix(key).map(str::to_owned);
    let ids: Vec<String> = text.lines().filter_map(|line| value(line, "id: ")).collect();
    let languages: Vec<String> = text.lines().filter_map(|line| value(line, "language: ")).collect();
    let hooks: Vec<(&str, &str)> = ids.iter().map(String::as_str).zip(languages.iter().map(String::as_str)).collect();
    let expected = ["lint", "validate"].map(|name| format!("portwright-{name}"));
    for name in &expected {
        for (suffix, language) in [("", "python"), ("-src", "rust"), ("-system", "system")] {
            assert!(hooks.contains(&(&format!("{name}{suffix}"), language)), "{name}{suffix} in {hooks:?}");
        }
    }
}
