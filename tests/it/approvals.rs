//! Approvals of destructive changes: by flags, by `approvals.yml`, and what nobody can approve.

use portwright::portal::SandboxPortal;
use serde_json::Value;

use crate::served::Served;

const DOMAIN: &str = "identifier: domain\ntitle: Domain\nschema:\n  properties:\n    tier: { type: string }\n    docs: { type: string }\n";
const WITHOUT_TIER: &str = "identifier: domain\ntitle: Domain\nschema: { properties: { docs: { type: string } } }\n";
const APPROVED: &str = "- address: blueprint/domain\n  path: schema.properties.tier\n";

/// A portal with the blueprint, whose file no longer has a property.
fn changed() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "");
    place.put("model/blueprints/domain.yml", DOMAIN);
    assert_eq!(place.run(&["apply", "--auto-approve", "--quiet"]).0, 0);
    place.put("model/blueprints/domain.yml", WITHOUT_TIER);
    place
}

fn plan(place: &Served, more: &[&str]) -> (i32, String) {
    place.run(&[&["plan", "--detailed-exitcode"], more].concat())
}

fn apply(place: &Served, more: &[&str]) -> (i32, String) {
    place.run(&[&["apply", "--auto-approve", "--quiet"], more].concat())
}

#[test]
fn the_lines_that_a_plan_shows_approve_it_and_are_used_up_afterwards() {
    let place = changed();
    let (code, printed) = plan(&place, &[]);
    let (_, lines) = printed.split_once("in the model's folder:\n").unwrap_or_else(|| panic!("{printed}"));
    assert_eq!((code, lines), (3, "  - address: blueprint/domain\n    path: schema.properties.tier\n"));
    place.put("model/approvals.yml", lines);
    assert_eq!(plan(&place, &[]).0, 2);
    assert_eq!(apply(&place, &[]).0, 0);
    let (code, printed) = plan(&place, &[]);
    let used_up = "model/approvals.yml:1: the loss of `schema.properties.tier` of blueprint/domain is approved, but not \
                   part of this plan: if the approval is used up, delete the entry";
    assert!(code == 0 && printed.contains(used_up), "{printed}");
}

#[test]
fn an_approval_names_exactly_what_is_lost() {
    for (entry, expected) in [
        ("- address: blueprint/domain\n", 3),
        ("- address: blueprint/domain\n  path: schema.properties\n", 3),
        ("- address: blueprint/domain\n  path: schema.properties.docs\n", 3),
        ("- address: blueprint/other\n  path: schema.properties.tier\n", 3),
        ("- address: blueprint/domain\n  path: schema.properties.tier\n  expires: '2001-01-01'\n", 3),
        ("- address: blueprint/domain\n  path: schema.properties.tier\n  expires: 9999-12-31\n  reason: unused\n", 2),
        (APPROVED, 2),
    ] {
        let place = changed();
        place.put("model/approvals.yml", entry);
        let (code, printed) = plan(&place, &[]);
        assert_eq!(code, expected, "{entry}{printed}");
        assert_eq!(printed.contains("Approvals without effect:"), expected == 3, "{entry}{printed}");
        assert_eq!(printed.contains("expired on 2001-01-01"), entry.contains("2001"), "{printed}");
        assert_eq!(apply(&place, &[]).0, i32::from(expected == 3), "{entry}");
    }
}

#[test]
fn the_file_is_checked_like_the_others() {
    for (entry, expected) in [
        ("- address: blueprint\n", "model/approvals.yml:1:12: error[wrong-shape]"),
        ("- adress: blueprint/domain\n", "model/approvals.yml:1:3: error[wrong-shape]"),
        ("- address: team/x\n  expires: tomorrow\n", "model/approvals.yml:2:12: error[wrong-shape]"),
        ("- blueprint/domain\n", "model/approvals.yml:1:3: error[wrong-shape]"),
        ("- address: team/x\n- address: team/x\n", "model/approvals.yml:2:3: error[wrong-shape]"),
    ] {
        let place = changed();
        place.put("model/approvals.yml", entry);
        let (code, printed) = place.run(&["validate", "--format", "concise"]);
        assert!(code == 1 && printed.starts_with(expected), "{entry}{printed}");
        assert_eq!(printed.matches("error[").count(), 1, "{printed}");
    }
}

#[test]
fn flags_approve_in_a_plan_as_in_an_apply() {
    for (flags, expected) in [
        (&["--allow", "blueprint/domain"][..], 2),
        (&["--allow", "blueprint/domain:schema.properties.tier"], 2),
        (&["--allow-destructive"], 2),
        (&["--fail-on", "refused"], 1),
        (&["--fail-on", "refused", "--allow-destructive"], 2),
    ] {
        assert_eq!(plan(&changed(), flags).0, expected, "{flags:?}");
    }
    let place = changed();
    assert_eq!(place.run(&["plan"]).0, 0);
    let (code, printed) = apply(&place, &["--allow", "blueprint/domain:schema.properties.docs"]);
    assert!(
        code == 1 && printed.contains("does not name a step of this plan, or anything that one loses"),
        "{printed}"
    );
    assert_eq!(apply(&place, &["--allow", "blueprint/domain:schema.properties.tier"]).0, 0);
    assert_eq!(plan(&place, &["--fail-on", "refused"]).0, 0);
}

#[test]
fn nobody_can_approve_to_lose_what_is_protected() {
    let place = changed();
    place.put("portwright.toml", "protected = ['blueprint/*']\n");
    place.put("model/approvals.yml", APPROVED);
    let (code, printed) = plan(&place, &["--allow-destructive"]);
    assert!(code == 3 && printed.contains("(protected by `blueprint/*`)"), "{printed}");
    let (code, printed) = apply(&place, &["--allow-destructive"]);
    assert!(code == 1 && printed.contains("`protected` in portwright.toml forbids that"), "{printed}");
    // Other changes of it are possible.
    place.put("model/blueprints/domain.yml", &DOMAIN.replace("Domain", "Area"));
    assert_eq!(apply(&place, &[]).0, 0);
    place.put("portwright.toml", "protected = ['blueprnt/domain']\n");
    let (code, printed) = plan(&place, &[]);
    assert!(code == 1 && printed.contains("did you mean `blueprint`?"), "{printed}");
}

#[test]
fn refused_steps_are_left_out_with_those_that_need_them() {
    let place = changed();
    place.put("model/teams/ops.yml", "name: ops\n");
    let (code, printed) = apply(&place, &["--skip-refused"]);
    assert!(code == 3 && printed.contains("blueprint/domain"), "{code}: {printed}");
    assert!(printed.contains("left out, because it is refused or not approved"), "{printed}");
    let (code, printed) = plan(&place, &["--format", "json"]);
    let document: Value = serde_json::from_str(&printed).expect("one document");
    assert_eq!((code, document["steps"].as_array().map(Vec::len)), (3, Some(1)));
    assert_eq!(document["refused"]["steps"][0]["reasons"][0]["reason"], "unapproved");
}

#[test]
fn a_mass_change_needs_its_own_approval() {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "");
    (0..12).for_each(|nth| place.put(&format!("model/teams/{nth}.yml"), &format!("name: team-{nth}\n")));
    assert_eq!(apply(&place, &[]).0, 0);
    let remove = |numbers: std::ops::Range<usize>| {
        let lines: String = numbers.clone().map(|nth| format!("- kind: team\n  identifier: team-{nth}\n")).collect();
        numbers.for_each(|nth| _ = std::fs::remove_file(place.path().join(format!("model/teams/{nth}.yml"))));
        place.put("model/removed.yml", &lines);
    };
    remove(0..3);
    assert_eq!(plan(&place, &["--allow-destructive"]).0, 2);
    remove(0..4);
    let (code, printed) = plan(&place, &["--allow-destructive"]);
    assert!(
        code == 3 && printed.contains("it deletes or recreates 4 of 12 resources, which is more than 30 %"),
        "{printed}"
    );
    // It is not a step that could be left out.
    let (code, printed) = apply(&place, &["--allow-destructive", "--skip-refused"]);
    assert!(code == 1 && printed.contains("add --allow-mass-change"), "{printed}");
    place.put("portwright.toml", "max_change_percent = 40\n");
    assert_eq!(plan(&place, &["--allow-destructive"]).0, 2);
    place.put("portwright.toml", "");
    assert_eq!(apply(&place, &["--allow-destructive", "--allow-mass-change"]).0, 0);
}
