//! Saved plans that are not applied, because something changed: nothing is written, and the message names it and the remedy.

use portwright::portal::{Method, SandboxPortal};
use serde_json::json;

use super::{DOMAIN, changed, writes};
use crate::served::Served;

/// A place with a saved plan.
fn planned() -> Served {
    let place = changed();
    assert_eq!(place.run(&["plan", "--out", "a.plan", "--quiet"]).0, 0);
    place
}

fn assert_refused(place: &Served, arguments: &[&str], expected: &[&str]) {
    let before = writes(place);
    let (code, printed) =
        place.run(&[&["apply", "a.plan", "--auto-approve", "--allow-destructive"], arguments].concat());
    assert_eq!((code, writes(place)), (1, before), "{expected:?}: {printed}");
    for text in expected.iter().chain(&["portwright plan --out FILE"]) {
        assert!(printed.contains(text), "{text}: {printed}");
    }
}

#[test]
fn a_resource_that_moved_in_the_portal_is_named_with_who_and_when() {
    let place = planned();
    place.ask(Method::Patch, "blueprints/domain", Some(json!({"title": "By hand"})));
    assert_refused(&place, &[], &["since the plan was made, blueprint/domain changed in the portal by ", " at 20"]);

    let place = planned();
    let other = json!({"identifier": "other", "title": "Other", "schema": {"properties": {}}});
    place.ask(Method::Post, "blueprints", Some(other));
    assert_refused(&place, &[], &["since the plan was made, blueprint/other was created in the portal by "]);

    let place = planned();
    place.ask(Method::Delete, "blueprints/domain", None);
    assert_refused(&place, &[], &["since the plan was made, blueprint/domain was deleted or renamed in the portal"]);

    // A resource that the plan does not change may move.
    let place = planned();
    place.ask(Method::Patch, "blueprints/service", Some(json!({"title": "By hand"})));
    assert_eq!(place.run(&["apply", "a.plan", "--auto-approve", "--quiet"]).0, 0);
}

#[test]
fn a_renamed_resource_that_moved_is_named() {
    let place = planned();
    assert_eq!(place.run(&["apply", "a.plan", "--auto-approve", "--quiet"]).0, 0);
    let renamed = DOMAIN.replace("identifier: domain", "identifier: area\nrenamedFrom: domain");
    place.put("model/blueprints/domain.yml", &renamed.replace("title: Domain", "title: Area"));
    assert_eq!(place.run(&["plan", "--out", "a.plan", "--quiet"]).0, 0);
    place.ask(Method::Patch, "blueprints/domain", Some(json!({"description": "By hand"})));
    assert_refused(&place, &[], &["since the plan was made, blueprint/area changed in the portal by "]);
    place.ask(Method::Patch, "blueprints/domain", Some(json!({"identifier": "elsewhere"})));
    assert_refused(&place, &[], &["blueprint/area was deleted or renamed in the portal"]);
}

#[test]
fn entities_that_were_added_since_a_destructive_plan_are_named() {
    let place = planned();
    place.put("model/blueprints/domain.yml", &DOMAIN.replace("tier: { type: string }", ""));
    assert_eq!(place.run(&["plan", "--out", "a.plan", "--quiet"]).0, 0);
    place.ask(
        Method::Post,
        "blueprints/domain/entities",
        Some(json!({"identifier": "a", "properties": {"tier": "x"}})),
    );
    assert_refused(&place, &[], &["blueprint/domain has 1 entity instead of 0"]);
    // As many entities, of which more have a value.
    place.ask(Method::Patch, "blueprints/domain/entities/a", Some(json!({"properties": {"tier": null}})));
    assert_eq!(place.run(&["plan", "--out", "a.plan", "--quiet"]).0, 0);
    place.ask(Method::Patch, "blueprints/domain/entities/a", Some(json!({"properties": {"tier": "x"}})));
    let affected = "blueprint/domain has 1 entity instead of 0 that the change of `schema.properties.tier` affects";
    assert_refused(&place, &[], &[affected]);
}

#[test]
fn changed_files_are_named_by_address_and_moved_files_do_not_matter() {
    let place = planned();
    let path = |name: &str| place.path().join("model/blueprints").join(name);
    std::fs::rename(path("other.yml"), path("elsewhere.yml")).expect("it can be moved");
    place.put("model/blueprints/domain.yml", &format!("# A comment.\n{}", DOMAIN.replace("Domain", "Area of it")));
    place.put("model/blueprints/more.yml", "extends: service\nschema: { properties: { a: { type: string } } }\n");
    place.put("model/removed.yml", "- { kind: blueprint, identifier: gone }\n");
    let all =
        ["blueprint/domain", "blueprint/gone", "blueprint/service"].map(|one| format!("the files of {one} changed"));
    assert_refused(&place, &[], &[&format!("since the plan was made, {}\n", all.join("; "))]);

    std::fs::remove_file(path("more.yml")).expect("it is there");
    std::fs::remove_file(place.path().join("model/removed.yml")).expect("it is there");
    place.put(
        "model/blueprints/domain.yml",
        &format!("# A comment.\n{}", DOMAIN.replace("title: Domain", "title: Area")),
    );
    let (code, printed) = place.run(&["apply", "a.plan", "--auto-approve", "--quiet"]);
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn another_portal_or_profile_is_named() {
    let place = planned();
    let other = Served::of(SandboxPortal::in_memory());
    let run = place.command(&["apply", "a.plan", "--auto-approve"]).env("PORT_BASE_URL", other.address()).output();
    let (code, printed) = crate::served::code_and_output(run);
    assert_eq!((code, writes(&other)), (1, 0));
    let expected = format!("the plan is for {}, and this run is for {}", place.address(), other.address());
    assert!(printed.contains(&expected) && printed.contains("set the portal of the plan"), "{printed}");
    assert_refused(&place, &["--portal", "sandbox"], &["this run is for sandbox .portwright/sandbox.json"]);

    place.put("portwright.toml", "[profile.prod.vars]\na = \"b\"\n");
    assert_refused(
        &place,
        &["--profile", "prod"],
        &["the plan was made without a profile, and this run is with profile `prod`", "set --profile as for the plan"],
    );
}

#[test]
fn another_format_and_a_damaged_or_edited_file_are_refused() {
    let place = planned();
    let file = place.path().join("a.plan");
    let text = std::fs::read_to_string(&file).expect("it can be read");
    let version = r#""format_version": "1.0""#;
    assert!(text.contains(version) && text.contains("\"Area\""));
    std::fs::write(&file, text.replace(version, r#""format_version": "2.0""#)).expect("it can be written");
    assert_refused(&place, &[], &["it has format version 2.0, and this release of portwright reads only version 1.0"]);
    for other in [text.replace("\"Area\"", "\"Edited\""), text.replace("\"unchanged\": 0", "\"unchanged\": 9")] {
        std::fs::write(&file, &other).expect("it can be written");
        assert_refused(&place, &[], &["the plan in `a.plan` cannot be used: it was edited after `plan` wrote it"]);
    }
    for end in (0..text.len() - 2).step_by(text.len() / 25) {
        std::fs::write(&file, &text[..end]).expect("it can be written");
        assert_refused(&place, &[], &["it is damaged or not a saved plan: "]);
    }
    for other in ["{}", "[]", r#"{"format_version": "1.0", "steps": []}"#, &text.replace("\"seal\"", "\"seel\"")] {
        std::fs::write(&file, other).expect("it can be written");
        assert_refused(&place, &[], &["it is damaged or not a saved plan: "]);
    }
    // How it is indented does not matter.
    let document: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    std::fs::write(&file, document.to_string()).expect("it can be written");
    assert_eq!(place.run(&["apply", "a.plan", "--auto-approve", "--quiet"]).0, 0);
}

#[test]
fn flags_that_belong_to_the_plan_are_refused_with_a_file() {
    let place = planned();
    for flag in [&["--base", "HEAD"][..], &["--migrate"], &["--write-secret", "webhook/a"], &["--checksum", "x"]] {
        let (code, printed) = place.run(&[&["apply", "a.plan"], flag].concat());
        assert_eq!(code, 1, "{printed}");
        assert!(printed.contains("cannot be used with"), "{printed}");
    }
    let (code, printed) = place.run(&["apply", "missing.plan"]);
    assert!(code == 1 && printed.contains("`missing.plan` could not be read"), "{printed}");
}
