//! Saved plans: what a file holds, when it is applied, and when it is refused.

mod refused;
mod sensitive;

use std::collections::BTreeMap;
use std::path::Path;

use portwright::kind::{KINDS, Key, Kind};
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::cases::bare;
use crate::example;
use crate::mutation::portal::{change, random};
use crate::served::Served;
use crate::support::root;

/// Everything that a portal has, by path, without what says when and by whom it was written.
pub(crate) type Contents = BTreeMap<String, Value>;

/// Returns everything that a portal has.
pub(crate) fn contents(portal: &SandboxPortal) -> Contents {
    let get = |segments: Vec<String>| portal.send(&Request::new(Method::Get, segments)).ok().map(|answer| answer.body);
    let mut found = Contents::new();
    let mut identifiers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for kind in KINDS {
        let Some(list) = &kind.api.list else { continue };
        let body = get(list.path.iter().map(|part| (*part).to_owned()).collect()).expect("the sandbox has every kind");
        let bodies = list.keys.iter().find_map(|keys| body.pointer(&format!("/{}", keys.join("/")))?.as_array());
        for body in bodies.expect("a list").iter().cloned().flat_map(list.elements).filter(list.includes) {
            let Some(key) = kind.key_of(&body) else { continue };
            identifiers.entry(kind.name).or_default().push(key.identifier.clone());
            found.insert(key.to_string(), without_times(body));
        }
    }
    let owned = KINDS.iter().filter_map(|kind| Some((*kind, kind.identity.owner?)));
    for (kind, identifier) in owned.flat_map(|(kind, owner)| {
        let of_owner = identifiers.get(owner).cloned().unwrap_or_default();
        of_owner.into_iter().map(move |identifier| (kind, identifier))
    }) {
        let key = Key::new(kind, identifier);
        found.extend(get(key.segments()).map(|body| (key.to_string(), without_times(body))));
    }
    found
}

fn without_times(mut body: Value) -> Value {
    bare(&mut body);
    if let Some(fields) = body.as_object_mut() {
        // The address of a webhook has its key.
        fields.remove("url");
    }
    body.sort_all_objects();
    body
}

/// Checks that a file is a plan as the schema describes it.
pub(crate) fn assert_valid(file: &Path) {
    let read = |path: &Path| -> Value {
        serde_json::from_str(&std::fs::read_to_string(path).expect("it can be read")).expect("it is JSON")
    };
    let schema = jsonschema::validator_for(&read(&root().join("schemas/plan.schema.json"))).expect("it is a schema");
    let document = read(file);
    let wrong: Vec<String> =
        schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A blueprint with a danger to come.
const DOMAIN: &str = "identifier: domain\ntitle: Domain\nschema: { properties: { tier: { type: string } } }\n";

/// A served sandbox with one blueprint, and a model that changes it and adds another.
fn changed() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "");
    place.put("model/blueprints/domain.yml", DOMAIN);
    assert_eq!(place.run(&["apply", "--auto-approve", "--quiet"]).0, 0);
    place.put("model/blueprints/domain.yml", &DOMAIN.replace("title: Domain", "title: Area"));
    place.put("model/blueprints/other.yml", "identifier: other\ntitle: Other\nschema: { properties: {} }\n");
    place
}

/// The number of requests so far that were not reads.
fn writes(place: &Served) -> usize {
    crate::apply::writes(&place.portal).len()
}

#[test]
fn a_saved_plan_is_applied_as_it_was_shown() {
    let place = changed();
    let before = writes(&place);
    let (code, planned) = place.run(&["plan", "--out", "a.plan", "--quiet"]);
    assert_eq!((code, writes(&place)), (0, before), "{planned}");
    assert_valid(&place.path().join("a.plan"));
    let (code, shown) = place.run(&["show", "a.plan"]);
    assert_eq!((code, shown), (0, planned));
    let json = |arguments: &[&str]| -> Value {
        let output = place.command(arguments).output().expect("it runs");
        serde_json::from_slice(&output.stdout).expect("one JSON document")
    };
    assert_eq!(json(&["show", "a.plan", "--format", "json"]), json(&["plan", "--format", "json"]));
    let (code, printed) = place.run(&["apply", "a.plan", "--auto-approve", "--quiet"]);
    assert_eq!(code, 0, "{printed}");
    assert!(printed.ends_with("Apply complete: 1 created, 1 updated, 0 deleted.\n"), "{printed}");
    assert_eq!(place.run(&["plan", "--detailed-exitcode"]).0, 0);
    let (code, again) = place.run(&["apply", "a.plan", "--auto-approve", "--quiet"]);
    assert_eq!(code, 1);
    assert!(again.contains("blueprint/domain changed in the portal by"), "{again}");
    assert!(again.contains("blueprint/other was created in the portal by"), "{again}");
}

#[test]
fn without_approval_a_saved_plan_changes_nothing() {
    let place = changed();
    place.put("model/blueprints/domain.yml", &DOMAIN.replace("tier: { type: string }", ""));
    assert_eq!(place.run(&["plan", "--out", "a.plan", "--quiet"]).0, 0);
    let before = writes(&place);
    for (arguments, expected) in [
        (&["apply", "a.plan"][..], "add --allow blueprint/domain"),
        (&["apply", "a.plan", "--auto-approve"], "add --allow blueprint/domain"),
        (&["apply", "a.plan", "--allow-destructive", "--allow-mass-change"], "approval needs a terminal"),
    ] {
        let (code, printed) = place.run(arguments);
        assert_eq!((code, writes(&place)), (1, before), "{printed}");
        assert!(printed.contains(expected), "{printed}");
    }
    let (code, printed) = place.run(&["apply", "a.plan", "--auto-approve", "--allow", "blueprint/domain"]);
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn a_plan_is_applied_by_its_checksum_if_it_is_still_the_same() {
    let place = changed();
    let sum = |place: &Served| {
        let (_, printed) = place.run(&["plan"]);
        let line = printed.lines().find_map(|line| line.strip_prefix("Checksum: "));
        line.expect("a plan has a checksum").to_owned()
    };
    let first = sum(&place);
    let saved: Value = {
        assert_eq!(place.run(&["plan", "--out", "a.plan"]).0, 0);
        serde_json::from_str(&std::fs::read_to_string(place.path().join("a.plan")).expect("a file")).expect("JSON")
    };
    assert_eq!((saved["checksum"].as_str(), first.len()), (Some(first.as_str()), 32));
    // Another portal with the same blueprint lists it with other times.
    assert_eq!(sum(&changed()), first);

    place.ask(Method::Patch, "blueprints/domain", Some(json!({"title": "By hand"})));
    let before = writes(&place);
    let (code, printed) = place.run(&["apply", "--auto-approve", "--checksum", &first]);
    let second = sum(&place);
    assert_eq!((code, writes(&place)), (1, before), "{printed}");
    assert!(printed.contains("By hand -> Area") && printed.contains(&format!("--checksum {second}")), "{printed}");
    let output = place.command(&["apply", "--format", "json", "--checksum", &first]).output().expect("it runs");
    let document: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!((&document["checksum"], &document["error"]["kind"]), (&json!(second), &json!("unapproved")));
    assert_eq!(place.run(&["apply", "--auto-approve", "--checksum", &second]).0, 0);
}

/// The model of a seed, exported from its portal, which was then changed by hand.
fn drifted(seed: u64) -> Served {
    let place = Served::of(random(seed).0);
    place.put("portwright.toml", "");
    let (code, printed) = place.run(&["export", "--all", "--quiet"]);
    assert!(code < 2, "seed {seed}: {printed}");
    change(&place.portal, seed, seed + 1_000);
    place
}

#[test]
fn a_saved_plan_creates_and_removes_two_of_every_kind() {
    let place = || {
        let place = Served::of(SandboxPortal::in_memory());
        for file in example::files() {
            place.put(&file.name, std::str::from_utf8(&file.bytes).expect("it is text"));
        }
        place
    };
    let (direct, saved) = (place(), place());
    let all = ["apply", "--auto-approve", "--allow-destructive", "--allow-mass-change", "--quiet"];
    let through_file = |arguments: &[&str]| {
        let (code, output) = saved.run(&[&["plan", "--out", "a.plan", "--quiet"], arguments].concat());
        assert_eq!(code, 0, "{output}");
        assert_valid(&saved.path().join("a.plan"));
        let (code, output) = saved.run(&[&all[..], &["a.plan"]].concat());
        assert_eq!(code, 0, "{output}");
    };
    assert_eq!(direct.run(&all).0, 0);
    through_file(&[]);
    assert_eq!(contents(&saved.portal), contents(&direct.portal));
    // What the first revision declares and the second does not is deleted.
    for place in [&direct, &saved] {
        place.git(&["init", "-q"]);
        place.git(&["add", "-A"]);
        place.git(&["commit", "-qm", "a"]);
        std::fs::remove_dir_all(place.path().join("model")).expect("it is there");
        place.put("model/blueprints/left.yml", "identifier: left\ntitle: Left\nschema: { properties: {} }\n");
    }
    let (code, output) = direct.run(&[&all[..], &["--base", "HEAD"]].concat());
    assert_eq!(code, 0, "{output}");
    through_file(&["--base", "HEAD"]);
    assert_eq!(contents(&saved.portal), contents(&direct.portal));
}

/// The exit code, and the standard output with `PORTAL` for the address of the portal.
fn printed(place: &Served, arguments: &[&str]) -> (Option<i32>, String) {
    let output = place.command(arguments).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("it prints UTF-8");
    (output.status.code(), text.replace(&place.address(), "PORTAL"))
}

/// Applies the changes of a seed directly and through a file, and returns whether there were any.
fn is_same_through_its_file(seed: u64) -> bool {
    let (direct, saved) = (drifted(seed), drifted(seed));
    let all = ["apply", "--auto-approve", "--allow-destructive", "--allow-mass-change", "--quiet"];
    let expected = printed(&direct, &all);
    let (code, planned) = printed(&saved, &["plan", "--out", "a.plan", "--quiet"]);
    if !saved.path().join("a.plan").exists() {
        // The model has errors.
        assert_eq!((code, expected.0), (Some(1), Some(1)), "seed {seed}: {planned}");
        return false;
    }
    assert_valid(&saved.path().join("a.plan"));
    assert_eq!(printed(&saved, &["show", "a.plan"]).1, planned, "seed {seed}");
    assert_eq!(printed(&saved, &[&all[..], &["a.plan"]].concat()), expected, "seed {seed}");
    assert_eq!(contents(&saved.portal), contents(&direct.portal), "seed {seed}");
    expected.1.contains("Apply complete")
}

#[test]
fn a_plan_through_its_file_leaves_the_same_portal_on_random_models() {
    let seeds: Vec<u64> = (0..8).collect();
    let applied: usize = std::thread::scope(|scope| {
        let parts = seeds
            .chunks(4)
            .map(|part| scope.spawn(|| part.iter().filter(|seed| is_same_through_its_file(**seed)).count()));
        let parts: Vec<_> = parts.collect();
        parts.into_iter().map(|part| part.join().expect("a seed that fails says why")).sum()
    });
    assert!(applied > 2, "only {applied} seeds had something to apply");
}

/// The kind of that name.
fn kind(name: &str) -> &'static Kind {
    Kind::named(name).expect("a kind")
}
