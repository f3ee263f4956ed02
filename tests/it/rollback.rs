//! Undoing an apply by the plan that it saved before.

use portwright::portal::SandboxPortal;
use serde_json::json;

use crate::every_kind::contents;
use crate::example;
use crate::served::Served;

const UNDO: &[&str] = &["apply", "undo.plan", "--auto-approve", "--allow-destructive", "--allow-mass-change"];

fn apply(place: &Served, flags: &[&str]) -> (i32, String) {
    place.run(&[&["apply", "--auto-approve", "--rollback-out", "undo.plan"], flags].concat())
}

const SERVICE: &str = "\
identifier: shop
title: Shop
schema:
  properties:
    tier: { type: string, enum: [gold, silver] }
    size: { type: string }
relations:
  area: { target: area }
";
const AREA: &str = "\
identifier: area
title: Area
schema:
  properties: {}
relations:
  main: { target: shop }
";
const QUALITY: &str = "\
identifier: quality
title: Quality
blueprint: shop
rules:
  - { identifier: named, title: Named, level: Gold, query: { combinator: and, conditions: [{ property: size, operator: isNotEmpty }] } }
";

/// A portal with a model of two blueprints that refer to each other, and a scorecard.
fn place() -> Served {
    let place = Served::new("", 0);
    place.put("model/blueprints/shop.yml", SERVICE);
    place.put("model/blueprints/area.yml", AREA);
    place.put("model/scorecards/quality.yml", QUALITY);
    let (code, printed) = place.run(&["apply", "--auto-approve"]);
    assert_eq!(code, 0, "{printed}");
    place
}

fn remove(place: &Served, files: &[&str], removed: &str) {
    for file in files {
        std::fs::remove_file(place.path().join(file)).expect("it was there");
    }
    place.put("model/removed.yml", removed);
}

/// Applies the files, undoes that, and compares the portal with the one before.
fn is_undone(place: &Served, flags: &[&str]) -> String {
    let before = contents(&place.portal);
    let (code, printed) = apply(place, flags);
    assert_eq!(code, 0, "{printed}");
    assert_ne!(contents(&place.portal), before);
    let (code, printed) = place.run(UNDO);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(contents(&place.portal), before, "{printed}");
    let asked = place.portal.requests().len();
    let (code, again) = place.run(UNDO);
    assert_eq!(code, 0, "{again}");
    // Nothing that is gone is waited for: it is read when the file is checked, and before each of two steps.
    let asked = place.portal.requests().split_off(asked);
    for request in &asked {
        assert!(asked.iter().filter(|other| *other == request).count() <= 3, "{request:?}: {again}");
    }
    assert_eq!(contents(&place.portal), before, "{again}");
    printed
}

#[test]
fn what_an_apply_creates_of_all_kinds_is_deleted_again() {
    let place = Served::of(SandboxPortal::in_memory());
    for file in example::files() {
        place.put(&file.name, std::str::from_utf8(&file.bytes).expect("the example is text"));
    }
    is_undone(&place, &[]);
}

#[test]
fn what_an_apply_changes_is_restored() {
    let place = place();
    let changed =
        SERVICE.replace("title: Shop", "title: Store").replace("[gold, silver]", "[gold, silver, bronze]").replace(
            "    size: { type: string }\n",
            "    size: { type: string, title: Size }\n    link: { type: string, format: url }\n",
        );
    place.put("model/blueprints/shop.yml", &changed);
    place.put("model/scorecards/quality.yml", &QUALITY.replace("level: Gold", "level: Silver"));
    is_undone(&place, &[]);
}

#[test]
fn a_lost_property_and_a_rename_are_restored_and_the_values_that_are_lost_are_named() {
    let place = place();
    let changed = SERVICE
        .replace("    tier: { type: string, enum: [gold, silver] }\n", "")
        .replace("    size: { type: string }", "    extent: { type: string, renamedFrom: size }");
    place.put("model/blueprints/shop.yml", &changed);
    place.put("model/scorecards/quality.yml", &QUALITY.replace("size", "extent"));
    let before = contents(&place.portal);
    let (code, printed) = apply(&place, &["--allow-destructive"]);
    assert_eq!(code, 0, "{printed}");
    let (code, shown) = place.run(&["show", "undo.plan"]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("removes property `tier`") && shown.contains("what is lost does not come back"), "{shown}");
    let (code, printed) = place.run(UNDO);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(contents(&place.portal), before, "{shown}{printed}");
}

#[test]
fn an_undo_names_only_approvals_that_it_reads() {
    let place = place();
    place.put("model/blueprints/extra.yml", "identifier: extra\ntitle: Extra\nschema: { properties: {} }\n");
    assert_eq!(apply(&place, &[]).0, 0);
    let (code, printed) = place.run(&["apply", "undo.plan", "--auto-approve"]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("To approve them, add --allow blueprint/extra\n"), "{printed}");
    assert!(!printed.contains("approvals.yml"), "{printed}");
    let (code, printed) = place.run(&["apply", "undo.plan", "--auto-approve", "--allow", "blueprint/extra"]);
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn deleted_resources_that_refer_to_each_other_are_created_again() {
    let place = place();
    let removed = "- { kind: blueprint, identifier: shop }\n- { kind: blueprint, identifier: area }\n\
                   - { kind: scorecard, identifier: quality, blueprint: shop }\n";
    remove(
        &place,
        &["model/blueprints/shop.yml", "model/blueprints/area.yml", "model/scorecards/quality.yml"],
        removed,
    );
    is_undone(&place, &["--allow-destructive"]);
}

#[test]
fn an_apply_that_failed_in_the_middle_is_undone_as_far_as_it_went() {
    // The portal is listed, then the third creation fails.
    let lists = {
        let portal = SandboxPortal::in_memory();
        contents(&portal);
        portal.requests().len()
    };
    let place = Served::new("status=422@4", lists as u64);
    for number in 0..4 {
        let text = format!("identifier: b{number}\ntitle: B\nschema: {{ properties: {{}} }}\n");
        place.put(&format!("model/blueprints/b{number}.yml"), &text);
    }
    let before = contents(&place.portal);
    let (code, printed) = apply(&place, &["--parallelism", "1"]);
    assert_eq!(code, 1, "{printed}");
    assert_ne!(contents(&place.portal), before, "{printed}");
    let (code, printed) = place.run(UNDO);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(contents(&place.portal), before, "{printed}");
}

#[test]
fn it_is_not_undone_if_somebody_changed_the_same_field_since_and_another_field_stays_as_it_is_now() {
    let place = place();
    place.put("model/blueprints/shop.yml", &SERVICE.replace("title: Shop", "title: Store"));
    let (code, printed) = apply(&place, &[]);
    assert_eq!(code, 0, "{printed}");
    let patch = |body| place.ask(portwright::portal::Method::Patch, "blueprints/shop", Some(body));
    patch(json!({"title": "By hand"}));
    let before = contents(&place.portal);
    let (code, printed) = place.run(UNDO);
    assert_eq!(code, 1, "{printed}");
    let reason = "nothing was undone: since the apply, blueprint/shop changed in the portal at `title` by ";
    assert!(printed.contains(reason), "{printed}");
    assert_eq!(contents(&place.portal), before);

    patch(json!({"title": "Store", "description": "By hand"}));
    let (code, printed) = place.run(UNDO);
    assert_eq!(code, 0, "{printed}");
    let now = place.ask(portwright::portal::Method::Get, "blueprints/shop", None);
    assert_eq!((&now["blueprint"]["title"], &now["blueprint"]["description"]), (&json!("Shop"), &json!("By hand")));
}

#[test]
fn only_a_plan_is_replaced_by_a_plan() {
    let place = place();
    place.put("model/blueprints/shop.yml", &SERVICE.replace("title: Shop", "title: Store"));
    let before = contents(&place.portal);
    let names = ["portwright.toml", "model/blueprints/shop.yml", "notes"];
    place.put("notes", "\u{0}not text");
    place.put("portwright.toml", "[lint]\n");
    for name in names {
        let text = || std::fs::read(place.path().join(name)).expect("it is there");
        let old = text();
        for arguments in [&["apply", "--auto-approve", "--rollback-out", name][..], &["plan", "--out", name]] {
            let (code, printed) = place.run(arguments);
            assert!(code == 1 || code == 2, "{arguments:?}: {printed}");
            let error = format!("`{name}` exists and is not a saved plan");
            assert!(printed.contains(&error) && printed.contains("choose another name"), "{arguments:?}: {printed}");
            assert_eq!((text(), contents(&place.portal)), (old.clone(), before.clone()), "{arguments:?}");
        }
    }
    // An empty file, as `mktemp` makes, and an older plan.
    place.put("undo.plan", "");
    for _ in 0..2 {
        let (code, printed) = place.run(&["plan", "--out", "undo.plan"]);
        assert_eq!(code, 0, "{printed}");
    }
}

#[test]
fn without_the_file_nothing_is_written() {
    let place = place();
    place.put("model/blueprints/shop.yml", &SERVICE.replace("title: Shop", "title: Store"));
    let before = contents(&place.portal);
    let (code, printed) = place.run(&["apply", "--auto-approve", "--rollback-out", "nowhere/undo.plan"]);
    assert_ne!(code, 0, "{printed}");
    assert!(printed.contains("nowhere/undo.plan"), "{printed}");
    assert_eq!(contents(&place.portal), before);
}
