//! The output for resources that a plan leaves alone, detaches or cannot delete.

use super::*;
use crate::cli::view::plan_markdown::markdown;
use crate::kind::Key;

fn unmanaged(identifiers: &[&str]) -> Vec<Key> {
    identifiers.iter().map(|identifier| Key::new(&blueprint::KIND, *identifier)).collect()
}

#[test]
fn an_empty_plan_reports_no_changes_and_counts_unmanaged_resources() {
    let first = "No changes. The model matches sandbox (.portwright/sandbox.json).\n";
    let mut plan =
        Plan { unchanged: 3, unmanaged: unmanaged(&["_team", "extra", "service", "_user"]), ..Plan::default() };
    plan.unmanaged.push(Key::new(&crate::kind::action::KIND, "restart"));
    let counted = "5 unmanaged: 2 blueprints, 1 action, 2 system blueprints";
    assert_seen(&plan, &format!("{first}3 resources declared; {counted}.\n"));
    let all = ["blueprint/_team", "blueprint/extra", "blueprint/service", "blueprint/_user", "action/restart"];
    assert_eq!(read(&plan)["unmanaged"], json!(all));
    let mut out = Vec::new();
    human(&plan, &PlanStyle { shows_unmanaged: true, ..style(&Refused::default(), PLAIN) }, &mut out).unwrap();
    let listed = all.map(|address| format!("  {address}\n")).concat();
    let expected = format!("{first}3 resources declared; {counted}.\n\nUnmanaged:\n{listed}");
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    (plan.unchanged, plan.unmanaged) = (1, Vec::new());
    assert_seen(&plan, &format!("{first}1 resource declared.\n"));
}

#[test]
fn a_cycle_of_deletions_is_broken_by_a_step_that_is_not_counted() {
    let related = |identifier: &str, to: &str| json!({"identifier": identifier, "relations": {"r": {"target": to}}});
    let live = live(&[(&blueprint::KIND, related("a", "b")), (&blueprint::KIND, related("b", "a"))]);
    let removals = "- {kind: blueprint, identifier: a}\n- {kind: blueprint, identifier: b}\n";
    let plan = plan(vec![file(FileContent::Removals, "model/removed.yml", removals)], &live);
    let seen = seen(&plan);
    let first = "  # step 1: blueprint/a will be detached from a cycle of references, so that step 3 can delete it\n";
    assert!(seen.contains(first) && seen.contains("      - relations.r:\n"), "{seen}");
    assert!(seen.contains("Plan: 0 to create, 0 to update, 2 to delete.\n"), "{seen}");
    let step = &read(&plan)["steps"][0];
    assert_eq!((&step["reason"], &step["deferred"], &step["dangers"]), (&json!("detaches"), &json!([]), &json!([])));
}

#[test]
fn a_deletion_that_would_be_refused_shows_the_reason() {
    let bodies = [json!({"identifier": "a"}), json!({"identifier": "b", "relations": {"r": {"target": "a"}}})];
    let live = live(&bodies.map(|body| (&blueprint::KIND, body)));
    let removals = "- {kind: blueprint, identifier: a}\n";
    let plan = plan(vec![file(FileContent::Removals, "model/removed.yml", removals)], &live);
    let expected = "
This plan cannot be applied, because the portal would refuse to delete:
  ! blueprint/a: blueprint/b refers to it in `relations.r.target`
";
    let seen = seen(&plan);
    assert!(seen.ends_with(expected), "{seen}");
    let json = read(&plan);
    assert_eq!(json["applyable"], false);
    assert_eq!(json["steps"][0]["refusals"], json!(["blueprint/b refers to it in `relations.r.target`"]));
}

#[test]
fn steps_are_numbered_from_one_and_refer_to_each_other_by_number() {
    let scorecards = FileContent::Resources(&scorecard::KIND);
    let files = vec![
        blueprint("a", "relations:\n  b: {target: b}\n"),
        blueprint("b", "relations:\n  a: {target: a}\n"),
        file(scorecards, "model/scorecards/q.yml", "identifier: q\nblueprint: a\nrules: []\n"),
    ];
    let json = read(&plan(files, &Live::new()));
    let steps = json["steps"].as_array().unwrap();
    assert_eq!(steps[0]["deferred"], json!(["relations.b"]));
    let last = steps.iter().find(|step| step["reason"] == "completes").unwrap();
    let number = |address: &str| steps.iter().position(|step| step["address"] == address).unwrap() + 1;
    assert_eq!(last["depends_on"], json!([number("blueprint/a"), number("blueprint/b")]));
    let graded = steps.iter().find(|step| step["kind"] == scorecard::KIND.name).unwrap();
    assert_eq!((&graded["parent"], &graded["address"]), (&json!("a"), &json!("scorecard/a/q")));
    assert_eq!(json["summary"]["create"], 3);
}

#[test]
fn a_plan_that_does_not_fit_on_a_screen_begins_with_its_totals_and_what_can_destroy_data() {
    let live = live(&[(&blueprint::KIND, json!({"identifier": "old", "title": "Old"}))]);
    let removals = file(FileContent::Removals, "model/removed.yml", "- {kind: blueprint, identifier: old}\n");
    let created = |number: usize| (0..number).map(|nth| blueprint(&format!("b{nth}"), "title: B\n"));
    let totals = "Plan: 5 to create, 0 to update, 1 to delete.\n";
    let long = seen(&plan(created(5).chain([removals]).collect(), &live));
    let start = format!(
        "portwright will make the following changes in sandbox (.portwright/sandbox.json):\n{totals}  \
         -! blueprint/old will be deleted  (model/removed.yml:1)\n\n  # blueprint/b0"
    );
    assert!(long.starts_with(&start) && long.matches(totals).count() == 2, "{long}");
    let short = seen(&plan(created(5).collect(), &Live::new()));
    assert_eq!(short.matches("Plan: ").count(), 1, "{short}");
    let removals = file(FileContent::Removals, "model/removed.yml", "- {kind: blueprint, identifier: old}\n");
    let destructive = seen(&plan(created(1).chain([removals]).collect(), &live));
    assert_eq!(destructive.matches("Plan: ").count(), 2, "a short one, too: {destructive}");
}

#[test]
fn the_values_of_sibling_fields_stand_in_one_column() {
    let old = json!({
        "identifier": "service", "title": "A", "icon": "Old", "description": "one\ntwo\n",
        "schema": {"properties": {"a": {"type": "string"}, "longer": {"type": "string"}}},
    });
    let text = "title: B\nicon: New\ndescription: |\n  one\n  three\n\
                schema:\n  properties:\n    a: {type: string, title: Short}\n    longer: {type: string, title: L, icon: I}\n";
    let plan = plan(vec![blueprint("service", text)], &live(&[(&blueprint::KIND, old)]));
    let expected = "
      ~ title: A -> B
      ~ icon:  Old -> New
      ~ description: |
            one
          - two
          + three
      + schema.properties.a.title: Short
      + schema.properties.longer.title: L
      + schema.properties.longer.icon:  I
";
    let seen = seen(&plan);
    assert!(seen.contains(expected), "{seen}");
}

#[test]
fn a_very_long_field_does_not_move_the_values_of_its_siblings() {
    let long = "a_name_that_is_much_longer_than_that_of_the_others";
    let old = json!({"identifier": "service", "title": "A", "icon": "I", long: "x"});
    let text = format!("title: B\nicon: J\n{long}: y\n");
    let plan = plan(vec![blueprint("service", &text)], &live(&[(&blueprint::KIND, old)]));
    let expected = format!("\n      ~ title: A -> B\n      ~ icon:  I -> J\n      ~ {long}: x -> y\n");
    let seen = seen(&plan);
    assert!(seen.contains(&expected), "{seen}");
}

#[test]
fn the_steps_of_a_page_have_the_numbers_by_which_others_name_them() {
    let b = blueprint("b", "title: B\nrelations:\n  a: {target: a}\n");
    let cycle = plan(vec![blueprint("a", "title: A\nrelations:\n  b: {target: b}\n"), b], &Live::new());
    let refused = Refused::default();
    let page = markdown(&cycle, &style(&refused, PLAIN), 10_000);
    assert!(page.contains("# relations.b follows in step 3\n"), "{page}");
    assert!(
        page.contains(
            "<summary>Step 3: <code>blueprint/a</code> will be completed with the fields that step 1 deferred"
        ),
        "{page}"
    );
    let page = markdown(&plan(vec![blueprint("a", "title: A\n")], &Live::new()), &style(&refused, PLAIN), 10_000);
    assert!(page.contains("<summary><code>blueprint/a</code> will be created"), "{page}");
}
