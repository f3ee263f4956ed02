//! `--base`: revisions of every sort, and what `drift` and `validate` report.

use std::process::Stdio;

use portwright::portal::{Method, SandboxPortal};
use serde_json::{Value, json};

use crate::served::{Served, code_and_output};

pub(crate) const DOMAIN: &str = "identifier: domain\ntitle: Domain\nschema: { properties: {} }\n";
pub(crate) const ACTION: &str = "identifier: old\ntrigger: { type: self-service, operation: CREATE, userInputs: { properties: {} } }\ninvocationMethod: { type: WEBHOOK, url: 'https://example.com' }\n";

/// A repository whose first commit was applied.
pub(crate) fn applied() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "");
    place.put("model/blueprints/domain.yml", DOMAIN);
    place.put("model/actions/old.yml", ACTION);
    place.git(&["init", "-q"]);
    commit(&place);
    let (code, printed) = place.run(&["apply", "--auto-approve", "--record-tag"]);
    assert!(code == 0 && printed.contains("Tag `portwright/applied` now points to commit "), "{printed}");
    place
}

pub(crate) fn commit(place: &Served) {
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "a"]);
}

pub(crate) fn remove(place: &Served, path: &str) {
    std::fs::remove_file(place.path().join(path)).expect("it is there");
}

/// The plan as JSON.
fn plan(place: &Served, arguments: &[&str]) -> Value {
    let output = place.command(&[&["plan", "--format", "json"], arguments].concat()).output().expect("it runs");
    serde_json::from_slice(&output.stdout).expect("a document")
}

#[test]
fn a_revision_that_cannot_be_used_is_refused_with_a_remedy() {
    let place = applied();
    place.put("model/actions/broken.yml", "a: [\n");
    commit(&place);
    place.put("model/actions/broken.yml", ACTION);
    remove(&place, "model/actions/old.yml");
    for (base, message, help) in [
        ("nowhere", "there is no revision `nowhere`", "name a commit, a branch or a tag"),
        ("mian", "there is no revision `mian`", "did you mean `main`?"),
        ("main~1..main", "there is no revision `main~1..main`", "name a commit, a branch or a tag"),
        ("HEAD:model", "`HEAD:model` is not a commit", "name a commit, a branch or a tag"),
        ("HEAD", "the model at `HEAD` cannot be read: HEAD:model/actions/broken.yml:", "the one that was applied last"),
    ] {
        for (command, expected) in [("plan", 1), ("apply", 1), ("drift", 2), ("validate", 2)] {
            let (code, printed) = place.run(&[command, "--base", base]);
            let shown = format!("{command} --base {base}: {printed}");
            assert!(code == expected && printed.contains(message) && printed.contains(help), "{shown}");
        }
    }
    // The remedy works.
    assert_eq!(place.run(&["plan", "--base", "HEAD~1"]).0, 0);
    assert_eq!(place.portal.requests().iter().filter(|(method, _)| *method == Method::Delete).count(), 0);
}

#[test]
fn a_shallow_or_sparse_clone_and_no_repository_are_refused_with_a_remedy() {
    let place = applied();
    place.git(&["commit", "--allow-empty", "-qm", "b"]);
    let address = format!("file://{}", place.path().display());
    place.git(&["clone", "-q", "--depth", "1", "--no-tags", &address, "clone"]);
    let (code, printed) = place.run(&["-C", "clone", "plan", "--base", "HEAD~1"]);
    assert!(code == 1 && printed.contains("fetch-depth: 0"), "{printed}");
    let (code, printed) = place.run(&["-C", "clone", "plan", "--base", "last-applied"]);
    assert!(code == 1 && printed.contains("there is no tag `portwright/applied`"), "{printed}");
    assert!(printed.contains("git fetch origin tag portwright/applied"), "{printed}");
    place.git(&["-C", "clone", "fetch", "-q", "origin", "tag", "portwright/applied"]);
    assert_eq!(place.run(&["-C", "clone", "plan", "--base", "last-applied"]).0, 0);

    place.git(&["-C", "clone", "sparse-checkout", "set", "model/blueprints"]);
    let (code, printed) = place.run(&["-C", "clone", "plan", "--base", "HEAD"]);
    assert!(code == 1 && printed.contains("git sparse-checkout disable"), "{printed}");
    place.git(&["-C", "clone", "sparse-checkout", "disable"]);
    assert_eq!(place.run(&["-C", "clone", "plan", "--base", "HEAD"]).0, 0);

    let mut without = place.command(&["plan", "--base", "HEAD"]);
    let (code, printed) = code_and_output(without.env("PATH", "/nonexistent").output());
    assert!(code == 1 && printed.contains("git cannot be run") && printed.contains("install git"), "{printed}");
    std::fs::remove_dir_all(place.path().join(".git")).expect("it is there");
    std::fs::remove_dir_all(place.path().join("clone")).expect("it is there");
    for command in ["plan", "drift"] {
        let (code, printed) = place.run(&[command, "--base", "HEAD"]);
        assert!(
            code > 0
                && printed.contains("not a git repository")
                && printed.contains("run it in a clone of the repository"),
            "{printed}"
        );
    }
}

#[test]
fn a_revision_without_a_model_states_nothing() {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("README.md", "");
    place.git(&["init", "-q"]);
    commit(&place);
    place.put("model/blueprints/domain.yml", DOMAIN);
    place.put("model/blueprints/service.yml", "identifier: service\ntitle: Ours\nschema: { properties: {} }\n");
    let plan = plan(&place, &["--base", "HEAD"]);
    let classes: Vec<&Value> = plan["steps"].as_array().expect("steps").iter().map(|step| &step["class"]).collect();
    // What the new file leaves out of the existing blueprint was added by others.
    assert_eq!(classes, ["pending", "added-outside"], "{plan}");
}

#[test]
fn a_merge_and_changes_that_are_not_committed_are_compared() {
    let place = applied();
    place.git(&["checkout", "-qb", "side"]);
    place.put("model/blueprints/domain.yml", &DOMAIN.replace("title: Domain", "title: Area"));
    commit(&place);
    place.git(&["checkout", "-q", "main"]);
    remove(&place, "model/actions/old.yml");
    commit(&place);
    place.git(&["merge", "-q", "--no-edit", "side"]);
    let steps = |plan: &Value| {
        let steps = plan["steps"].as_array().expect("steps").iter();
        let mut steps: Vec<String> = steps
            .map(|step| format!("{} {}", step["address"].as_str().unwrap(), step["class"].as_str().unwrap()))
            .collect();
        steps.sort();
        steps
    };
    let pending = "blueprint/domain pending".to_owned();
    let removed = "action/old removed".to_owned();
    assert_eq!(steps(&plan(&place, &["--base", "HEAD^1~1"])), [removed.clone(), pending.clone()]);
    // The first parent no longer had the action, the second one did.
    assert_eq!(steps(&plan(&place, &["--base", "HEAD^1"])), [pending]);
    assert_eq!(steps(&plan(&place, &["--base", "HEAD^2"])), [removed, "blueprint/domain drifted".to_owned()]);
    // Not committed.
    place.put("model/blueprints/domain.yml", &DOMAIN.replace("title: Domain", "title: Realm"));
    assert_eq!(steps(&plan(&place, &["--base", "HEAD"])), ["blueprint/domain conflict"]);
}

#[test]
fn a_project_that_moved_is_found_where_it_was() {
    let place = applied();
    std::fs::create_dir(place.path().join("portal")).expect("a folder");
    place.git(&["mv", "model", "portwright.toml", "portal"]);
    commit(&place);
    assert_eq!(plan(&place, &["-C", "portal", "--base", "HEAD~1"])["steps"], json!([]));
    remove(&place, "portal/model/actions/old.yml");
    let plan = plan(&place, &["-C", "portal", "--base", "HEAD~1"]);
    assert_eq!(plan["steps"][0]["address"], "action/old");
    assert_eq!(plan["steps"][0]["declared"], json!(["HEAD~1:model/actions/old.yml:1:13"]));
    assert_eq!(plan["steps"][0]["reason"], "undeclared");
}

#[cfg(unix)]
#[test]
fn links_are_followed_in_the_earlier_revision_too() {
    use std::os::unix::fs::symlink;
    let place = Served::of(SandboxPortal::in_memory());
    place.put("common/old.yml", ACTION);
    place.put("common/one.yml", "name: one\n");
    place.put("model/blueprints/domain.yml", DOMAIN);
    std::fs::create_dir(place.path().join("model/teams")).expect("a folder");
    symlink("../common", place.path().join("model/actions")).expect("a link");
    remove(&place, "common/one.yml");
    place.put("elsewhere/one.yml", "name: one\n");
    symlink("../../elsewhere/one.yml", place.path().join("model/teams/one.yml")).expect("a link");
    symlink("../../..", place.path().join("model/teams/loop")).expect("a link");
    place.git(&["init", "-q"]);
    commit(&place);
    remove(&place, "model/teams/loop");
    assert_eq!(place.run(&["apply", "--auto-approve", "--quiet"]).0, 0);
    remove(&place, "model/actions");
    remove(&place, "model/teams/one.yml");
    let plan = plan(&place, &["--base", "HEAD"]);
    let mut gone: Vec<&str> =
        plan["steps"].as_array().expect("steps").iter().filter_map(|step| step["address"].as_str()).collect();
    gone.sort_unstable();
    assert_eq!(gone, ["action/old", "team/one"]);
}

#[test]
fn a_deletion_needs_approval_and_is_refused_while_something_refers_to_it() {
    let place = applied();
    remove(&place, "model/actions/old.yml");
    let (code, printed) = place.run(&["apply", "--base", "HEAD", "--auto-approve"]);
    assert!(
        code == 1 && printed.contains("add --allow action/old, or, for all of them at once, --allow-destructive"),
        "{printed}"
    );
    assert!(printed.contains("`HEAD` declares it and the files no longer do"), "{printed}");
    // Without a revision, it stays: no kind is read that the model does not mention.
    let (_, printed) = place.run(&["plan", "--show-unmanaged"]);
    assert!(printed.contains("10 unmanaged: 1 blueprint, 9 system blueprints."), "{printed}");
    assert!(printed.contains("\n\nUnmanaged:\n  blueprint/_ai_agent\n"), "{printed}");
    let relation = json!({"identifier": "user", "title": "U", "schema": {"properties": {}},
        "relations": {"to": {"target": "domain", "many": false, "required": false}}});
    place.ask(Method::Post, "blueprints", Some(relation));
    remove(&place, "model/blueprints/domain.yml");
    let (code, printed) = place.run(&["apply", "--base", "HEAD", "--auto-approve", "--allow-destructive"]);
    assert!(code == 1 && printed.contains("blueprint/user refers to it in `relations.to.target`"), "{printed}");
    assert!(printed.contains("or restore their files"), "{printed}");
}

#[test]
fn a_file_that_cannot_be_read_deletes_nothing() {
    let place = applied();
    place.put("model/actions/old.yml", "a: [\n");
    let (code, printed) = place.run(&["plan", "--base", "HEAD"]);
    assert!(code == 1 && printed.contains("the model has errors") || printed.contains("yaml-syntax"), "{printed}");
    assert!(!printed.contains("will be deleted"), "{printed}");
}

#[test]
fn validate_reports_what_refers_to_a_removed_resource() {
    let place = Served::of(SandboxPortal::in_memory());
    let owner = "identifier: owner\ntitle: O\nschema: { properties: {} }\nrelations: { of: { target: legacy } }\n";
    place.put("portwright.toml", "[model]\nexternal = [\"blueprint/legacy\"]\n");
    place.put("model/blueprints/owner.yml", owner);
    place.put("model/blueprints/legacy.yml", &DOMAIN.replace("domain", "legacy"));
    place.git(&["init", "-q"]);
    commit(&place);
    remove(&place, "model/blueprints/legacy.yml");
    assert_eq!(place.run(&["validate"]).0, 0);
    let (code, printed) = place.run(&["validate", "--base", "HEAD", "--format", "concise"]);
    assert!(code == 1 && printed.contains("model/blueprints/owner.yml:4:"), "{printed}");
    assert!(printed.contains("legacy"), "{printed}");
}

#[test]
fn drift_fails_only_for_the_classes_that_are_asked_for() {
    let place = applied();
    assert_eq!(place.run(&["drift", "--fail-on", "drifted,conflict,added-outside", "--base", "HEAD"]).0, 1);
    let (code, printed) = place.run(&["drift", "--fail-on", "drifted,conflict"]);
    assert!(code == 0 && printed.starts_with("No drift."), "{printed}");
    // What is not applied yet has not drifted.
    place.put("model/blueprints/domain.yml", &DOMAIN.replace("title: Domain", "title: Area"));
    commit(&place);
    let (code, printed) = place.run(&["drift", "--fail-on", "drifted,conflict"]);
    assert!(code == 0 && printed.starts_with("No drift."), "{printed}");
    // Since the current revision, which is not applied, it would be.
    assert_eq!(place.run(&["drift", "--fail-on", "drifted", "--base", "HEAD"]).0, 1);
    place.ask(Method::Patch, "blueprints/domain", Some(json!({"title": "By hand"})));
    for (classes, expected) in [("drifted", 0), ("conflict", 1), ("drifted,conflict", 1)] {
        assert_eq!(place.run(&["drift", "--fail-on", classes]).0, expected, "{classes}");
    }
    assert_eq!(place.run(&["drift"]).0, 0);
    assert_eq!(place.run(&["drift", "--fail-on", "pending"]).0, 2);
    let writes = place.portal.requests().into_iter().filter(|(method, _)| *method == Method::Patch).count();
    assert_eq!(writes, 1, "drift writes nothing");
}

#[test]
fn drift_is_a_document_for_programs_and_a_page_for_people() {
    let place = applied();
    place.ask(Method::Patch, "blueprints/domain", Some(json!({"title": "By | hand"})));
    let output = place.command(&["drift", "--format", "json"]).stderr(Stdio::null()).output().expect("it runs");
    let drift: Value = serde_json::from_slice(&output.stdout).expect("a document");
    assert_eq!((&drift["format_version"], &drift["base"]["revision"]), (&json!("1.0"), &json!("portwright/applied")));
    assert_eq!(drift["summary"], json!({"drifted": 1, "added_outside": 0, "conflict": 0, "unmanaged": 10}));
    let [domain] = &drift["resources"].as_array().expect("resources")[..] else { panic!("{drift}") };
    assert_eq!(
        (&domain["address"], &domain["class"], &domain["deleted"]),
        (&json!("blueprint/domain"), &json!("drifted"), &json!(false))
    );
    assert_eq!(
        domain["changes"],
        json!([{"path": "title", "files": "Domain", "portal": "By | hand", "class": "drifted", "sensitive": false}])
    );
    let attribution = &domain["attribution"];
    assert_eq!((&attribution["updated_by"], &attribution["audit"]["by"]), (&json!("sandbox"), &json!("sandbox")));
    assert_eq!((&attribution["audit"]["action"], &attribution["audit"]["origin"]), (&json!("update"), &json!("API")));
    assert_eq!(attribution["updated_at"], attribution["audit"]["at"]);
    let (_, page) = place.run(&["drift", "--format", "markdown"]);
    assert!(page.contains("\n| `title` | `Domain` | `By \\| hand` |\n"), "{page}");
}

#[test]
fn the_audit_log_is_asked_once_and_only_about_a_change_outside() {
    let place = applied();
    let asked = |place: &Served| place.portal.requests().iter().filter(|(_, path)| path.contains("/audit-log")).count();
    place.run(&["plan", "--base", "last-applied"]);
    assert_eq!(asked(&place), 0);
    for title in ["a", "b"] {
        place.ask(Method::Patch, "blueprints/domain", Some(json!({"title": title})));
    }
    place.ask(Method::Delete, "actions/old", None);
    let plan = plan(&place, &["--base", "last-applied"]);
    assert_eq!(asked(&place), 1);
    let actions = plan["steps"].as_array().expect("steps").iter().map(|step| &step["attribution"]["audit"]["action"]);
    let mut actions: Vec<&str> = actions.filter_map(Value::as_str).collect();
    actions.sort_unstable();
    assert_eq!(actions, ["delete", "update"]);
}

#[test]
fn a_refused_audit_log_changes_nothing_else() {
    let requests = |place: &Served| place.portal.count();
    let place = applied();
    place.ask(Method::Patch, "blueprints/domain", Some(json!({"title": "By hand"})));
    let (before, (_, expected)) = (requests(&place), place.run(&["plan", "--base", "HEAD"]));
    let taken = requests(&place) - before;
    for status in [403, 404] {
        // The same history, with the last request refused.
        let fault = format!("status={status}@{}", before + taken);
        let place = Served::of(SandboxPortal::in_memory().with_faults(fault.parse().expect("a fault")));
        place.put("portwright.toml", "");
        place.put("model/blueprints/domain.yml", DOMAIN);
        place.put("model/actions/old.yml", ACTION);
        place.git(&["init", "-q"]);
        commit(&place);
        assert_eq!(place.run(&["apply", "--auto-approve", "--quiet", "--record-tag"]).0, 0);
        place.ask(Method::Patch, "blueprints/domain", Some(json!({"title": "By hand"})));
        let (code, printed) = place.run(&["plan", "--base", "HEAD", "--quiet"]);
        assert_eq!(code, 0, "{printed}");
        let (audit, rest): (Vec<&str>, Vec<&str>) = expected.lines().partition(|line| line.contains("audit log"));
        assert_eq!((audit.len(), printed.lines().count()), (1, rest.len()), "{printed}");
    }
}

#[test]
fn a_sensitive_value_that_the_files_no_longer_state_is_not_shown() {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "[vars]\nnote = { value = \"hunter2hunter2\", sensitive = true }\n");
    place.put("model/blueprints/domain.yml", &format!("{DOMAIN}description: ${{note}}\n"));
    place.git(&["init", "-q"]);
    commit(&place);
    assert_eq!(place.run(&["apply", "--auto-approve", "--quiet"]).0, 0);
    place.put("portwright.toml", "");
    place.put("model/blueprints/domain.yml", DOMAIN);
    for command in [&["plan"][..], &["plan", "--format", "json"], &["drift"]] {
        let (_, printed) = place.run(&[command, &["--base", "HEAD"]].concat());
        assert!(!printed.contains("hunter2"), "{printed}");
    }
    let (_, printed) = place.run(&["plan", "--base", "HEAD"]);
    assert!(printed.contains("- description: (sensitive value)"), "{printed}");
}
