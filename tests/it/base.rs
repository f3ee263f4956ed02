//! `lint --base`: relations to entities that a change removes, and revisions that cannot be read.

use std::process::Stdio;

use portwright::portal::SandboxPortal;

use crate::served::{Served, code_and_output};

const MODEL: &str =
    "identifier: service\ntitle: S\nschema: { properties: {} }\nrelations: { uses: { target: service, many: true } }\n";
const BILLING: &str = "identifier: billing\ntitle: B\nblueprint: service\nrelations: { uses: [ledger] }\n";
const LEDGER: &str = "- { identifier: ledger, title: L, blueprint: service }\n";
const OTHER: &str = "- { identifier: other, title: O, blueprint: service }\n";

/// A repository with one commit, on `main`.
fn repository() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "");
    place.put("model/blueprints/service.yml", MODEL);
    place.put("a/port.yml", BILLING);
    place.put("b/port.yml", &format!("{OTHER}{LEDGER}"));
    place.put("c/port.yml", "identifier: c\ntitle: C\nblueprint: service\n");
    place.git(&["init", "-q"]);
    commit(&place);
    place
}

fn commit(place: &Served) {
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "a"]);
}

const FOUND: &str = "a/port.yml:4:21: error[removed-but-related] entity `ledger` of blueprint `service` was removed\n";

#[test]
fn a_relation_to_a_removed_entity_is_an_error() {
    let place = repository();
    let lint = |more: &[&str]| place.run(&[&["lint", "--format", "concise", "--base", "HEAD"], more].concat());
    let clean = (0, String::new());
    assert_eq!(lint(&[]), clean);
    // The entity is removed from a file that still exists.
    place.put("b/port.yml", OTHER);
    for paths in [&[][..], &["a"], &["b/port.yml"], &["a", "c"]] {
        assert_eq!(lint(paths), (1, FOUND.to_owned()), "{paths:?}");
    }
    assert_eq!(lint(&["c/port.yml"]).0, 0);
    // The file is deleted, so no path can name it.
    std::fs::remove_file(place.path().join("b/port.yml")).expect("it is there");
    for paths in [&[][..], &["a"], &["c/port.yml"]] {
        assert_eq!(lint(paths), (1, FOUND.to_owned()), "{paths:?}");
    }
    std::fs::write(place.path().join("list"), "b/port.yml\n").expect("a file");
    let mut listed = place.command(&["lint", "--format", "concise", "--base", "HEAD", "--files-from", "list"]);
    let (code, printed) = code_and_output(listed.stdin(Stdio::null()).output());
    assert!(code == 1 && printed.contains(FOUND), "{printed}");
    // Moved, it is still there; a comment allows the finding; the relation is gone.
    place.put("d/port.yml", LEDGER);
    assert_eq!(lint(&[]), clean);
    place.put("d/port.yml", OTHER);
    assert_eq!(lint(&[]).0, 1);
    place.put("a/port.yml", &BILLING.replace("] }", "] } # portwright: allow(removed-but-related)"));
    assert_eq!(lint(&[]), clean);
    assert_eq!(place.run(&["lint", "--format", "concise"]).0, 0, "the comment is not unused without --base");
    place.put("a/port.yml", &BILLING.replace("ledger", ""));
    assert_eq!(lint(&[]), clean);
}

#[test]
fn a_file_that_cannot_be_read_may_declare_the_entity() {
    let place = repository();
    place.put("b/port.yml", "- identifier: ledger\n\ttitle: [\n");
    let (code, printed) = place.run(&["lint", "--format", "concise", "--base", "HEAD"]);
    assert!(code == 1 && printed.contains("[yaml-syntax]") && !printed.contains("removed-but"), "{printed}");
}

#[test]
fn a_portal_that_still_has_the_entity_changes_nothing() {
    let place = repository();
    place.put("b/port.yml", OTHER);
    let snapshot = r#"{"format_version":"1.0","complete":true,"blueprints":{},"entities":{"service":["ledger"]}}"#;
    place.put("catalog.json", snapshot);
    let (code, printed) =
        place.run(&["lint", "--catalog", "catalog.json", "--model", "model", "--format", "concise", "--base", "HEAD"]);
    assert_eq!((code, printed.as_str()), (1, FOUND));
}

#[test]
fn a_revision_that_is_not_a_commit_is_reported_with_a_remedy() {
    let place = repository();
    place.git(&["branch", "release"]);
    place.git(&["update-ref", "refs/remotes/origin/next", "HEAD"]);
    let missing = "1234567890123456789012345678901234567890";
    for (base, message, help) in [
        ("nowhere", "there is no revision `nowhere`", "name a commit, a branch or a tag"),
        ("next", "there is no revision `next`", "did you mean `origin/next`?"),
        ("relase", "there is no revision `relase`", "did you mean `release`?"),
        (missing, "there is no revision", "name a commit, a branch or a tag"),
        ("HEAD:a", "`HEAD:a` is not a commit", "name a commit, a branch or a tag"),
        ("HEAD:a/port.yml", "`HEAD:a/port.yml` is not a commit", "name a commit, a branch or a tag"),
    ] {
        for command in ["lint", "sync"] {
            let (code, printed) = place.run(&[command, "c", "--base", base]);
            assert!(code == 2 && printed.contains(message) && printed.contains(help), "{command}: {printed}");
            assert!(!printed.contains("fetch-depth"), "{printed}");
        }
    }
    let address = format!("file://{}", place.path().display());
    place.git(&["commit", "--allow-empty", "-qm", "b"]);
    place.git(&["clone", "-q", "--depth", "1", &address, "clone"]);
    for base in ["HEAD~1", "release", missing] {
        let (code, printed) = place.run(&["-C", "clone", "lint", "--base", base]);
        assert!(code == 2 && printed.contains("fetch-depth: 0"), "{printed}");
    }
}

#[test]
fn without_blueprints_or_a_repository_nothing_is_compared() {
    let place = repository();
    std::fs::remove_dir_all(place.path().join("model")).expect("it is there");
    let (code, printed) = place.run(&["lint", "--base", "HEAD"]);
    assert!(code == 2 && printed.contains("no blueprints are loaded") && printed.contains("--catalog"), "{printed}");
    place.put("model/blueprints/service.yml", MODEL);
    std::fs::remove_dir_all(place.path().join(".git")).expect("it is there");
    let (code, printed) = place.run(&["lint", "--base", "HEAD"]);
    assert!(code == 2 && printed.contains("not a git repository"), "{printed}");
}
