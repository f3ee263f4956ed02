//! Deletions that a portal would refuse are refused by the plan.

use portwright::ops::apply::{ApplyOptions, Approval, Policy, StepOutcome, Unapproved, apply};
use portwright::plan::Plan;
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::apply::applied;
use crate::support::Project;

const REMOVED: (&str, &str) = ("model/removed.yml", "- { kind: blueprint, identifier: domain }\n");

fn send(portal: &SandboxPortal, method: Method, path: &str, body: Value) {
    portal.send(&Request::new(method, path.split(' ')).body(body)).expect("it is accepted");
}

fn with_domain() -> SandboxPortal {
    let portal = SandboxPortal::in_memory();
    let domain = "identifier: domain\ntitle: Domain\nschema: { properties: {} }\n";
    applied(&Project::of(&[("model/blueprints/domain.yml", domain)]), &portal);
    portal
}

/// The reasons for which the plan refuses the deletion.
fn refusals(portal: &SandboxPortal, files: &[(&str, &str)]) -> Vec<String> {
    let plan = Project::of(files).plan(portal);
    plan.steps.iter().flat_map(|step| step.refusals.clone()).collect()
}

/// What a plan that deletes the blueprint would lose.
fn dangers(plan: &Plan) -> Vec<(String, String)> {
    let dangers = plan.steps.iter().flat_map(|step| &step.dangers);
    dangers.map(|danger| (danger.path.to_string(), danger.message.clone())).collect()
}

#[test]
fn a_blueprint_with_entities_is_deleted_only_if_exactly_that_is_approved() {
    let portal = with_domain();
    let project = Project::of(&[REMOVED]);
    let deletes = ("".to_owned(), "deletes the blueprint and everything that belongs to it".to_owned());
    let deletes = vec![deletes];
    assert_eq!(dangers(&project.plan(&portal)), deletes);
    for nth in 0..2 {
        let entity = json!({"identifier": format!("d{nth}"), "title": "D"});
        send(&portal, Method::Post, "blueprints domain entities", entity);
    }
    let plan = project.plan(&portal);
    let entities = ("entities".to_owned(), "deletes its 2 entities".to_owned());
    assert_eq!(dangers(&plan), [deletes, vec![entities]].concat());

    let all = Approval { allowed: vec!["blueprint/domain".to_owned()], ..Approval::of_everything() };
    let policy = Policy::default();
    let refused = all.of(&plan, &policy).expect_err("the entities are not approved");
    assert_eq!(refused, Unapproved::Missing(1, vec!["blueprint/domain:entities".to_owned()]));
    let exact = Approval { allowed: vec!["blueprint/domain:entities".to_owned()], ..Approval::of_everything() };
    let approved = exact.of(&plan, &policy).expect("everything is approved");

    // Somebody adds an entity after the plan.
    send(&portal, Method::Post, "blueprints domain entities", json!({"identifier": "late", "title": "D"}));
    let applied = apply(&approved, &portal, &ApplyOptions::default(), &|| false, &mut |_| {});
    let [StepOutcome::Unfinished(reason)] = &applied.outcomes[..] else { panic!("{applied:?}") };
    assert!(reason.starts_with("it has 3 entities instead of 2, and was not deleted"), "{reason}");

    let plan = project.plan(&portal);
    let approved = exact.of(&plan, &policy).expect("everything is approved");
    let applied = apply(&approved, &portal, &ApplyOptions::default(), &|| false, &mut |_| {});
    assert!(applied.is_complete(), "{applied:?}");
    assert!(project.plan(&portal).steps.is_empty());
}

#[test]
fn a_blueprint_that_others_refer_to_is_not_deleted() {
    let portal = with_domain();
    let to_domain = json!({"target": "domain"});
    send(&portal, Method::Patch, "blueprints service", json!({"relations": {"domain": to_domain}}));
    let automation = json!({
        "identifier": "tell", "trigger": {"type": "automation", "event": {"type": "ENTITY_CREATED", "blueprintIdentifier": "domain"}},
        "invocationMethod": {"type": "WEBHOOK", "url": "https://acme.example"}
    });
    send(&portal, Method::Post, "actions", automation);
    let scorecard = json!({"identifier": "good", "title": "Good", "rules": []});
    send(&portal, Method::Post, "blueprints domain scorecards", scorecard);
    let expected = [
        "action/tell refers to it in `trigger.event.blueprintIdentifier`",
        "blueprint/service refers to it in `relations.domain.target`",
    ];
    assert_eq!(refusals(&portal, &[REMOVED]), expected);

    // The same model removes the relation, or deletes the blueprint that has it.
    let service = (
        "model/blueprints/service.yml",
        "identifier: service\ntitle: Service\nschema: { properties: {} }\nrelations: {}\n",
    );
    let removed = "- { kind: blueprint, identifier: domain }\n- { kind: action, identifier: tell }\n";
    assert!(refusals(&portal, &[("model/removed.yml", removed), service]).is_empty());
    let removed = format!("{removed}- {{ kind: blueprint, identifier: service }}\n");
    let files = [("model/removed.yml", removed.as_str())];
    assert!(refusals(&portal, &files).is_empty());
    applied(&Project::of(&files), &portal);
}
