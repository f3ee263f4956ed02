//! Deletions that a portal would refuse are refused by the plan.

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

#[test]
fn a_blueprint_with_entities_is_not_deleted() {
    let portal = with_domain();
    assert!(refusals(&portal, &[REMOVED]).is_empty());
    send(&portal, Method::Post, "blueprints domain entities", json!({"identifier": "d", "title": "D"}));
    assert_eq!(refusals(&portal, &[REMOVED]), ["it has 1 entity, which must be deleted first"]);
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
