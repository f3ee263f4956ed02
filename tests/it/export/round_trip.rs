//! An export of anything that a portal can have, followed by a plan.

use portwright::kind::KINDS;
use portwright::lint::RULES;
use portwright::portal::{Method, SandboxPortal};
use serde_json::json;

use super::{Place, complete, requests_of, send};
use crate::apply::applied;
use crate::every_kind::Example;
use crate::support::report;

#[test]
fn the_example_of_every_kind_is_exported_and_then_planned_without_changes() {
    for kind in KINDS {
        let portal = SandboxPortal::in_memory();
        applied(&Example::of(kind).project(), &portal);
        let place = Place::new(&[]);
        let exported = place.export_all(&portal);
        complete(&exported);
        let is_listed = kind.api.list.is_some() || !kind.searched_in.is_empty() || kind.identity.owner.is_some();
        let has_it = exported.files.iter().flat_map(|file| &file.keys).any(|key| key.kind.name == kind.name);
        assert_eq!(has_it, is_listed, "{}: {:#?}", kind.name, place.texts());
        place.check_settled(&portal, true);
        let found = place.project(&[]).check(RULES);
        assert!(found.is_empty(), "{}\n{}", kind.name, report(&found));
    }
}

#[test]
fn a_new_portal_has_only_what_integrations_made_and_secrets() {
    let portal = SandboxPortal::in_memory();
    let place = Place::new(&[]);
    let requests = requests_of(&portal, || complete(&place.export(&portal)));
    let texts = place.texts();
    let names: Vec<&str> = texts.keys().map(String::as_str).collect();
    let expected = [
        "model/blueprints/service.yml",
        "model/integrations/github-ocean.yml",
        "model/integrations/pagerduty.yml",
        "model/secrets/GITLAB_TRIGGER_TOKEN.yml",
        "model/secrets/JENKINS_TRIGGER_TOKEN.yml",
        "portwright.toml",
    ];
    assert_eq!(names, expected);
    place.check_settled(&portal, false);
    let lists = requests.iter().filter(|request| request.starts_with("GET") && !request.ends_with("/structure"));
    assert_eq!(lists.count(), 10, "{requests:#?}");
    assert!(requests.iter().all(|request| request.starts_with("GET") || request.ends_with("/search")), "{requests:#?}");
}

#[test]
fn an_integration_is_extended_and_a_system_blueprint_has_only_what_was_added() {
    let portal = SandboxPortal::in_memory();
    let added =
        json!({"schema": {"properties": {"age": {"type": "number"}}}, "relations": {"manager": {"target": "_user"}}});
    send(&portal, Method::Patch, "blueprints _user", added);
    let place = Place::new(&[]);
    let wanted = super::Wanted { as_extension: &["blueprint/service"], ..super::Wanted::default() };
    complete(&place.try_export(&portal, wanted, &[]).expect("it is exported"));
    let user = "# yaml-language-server: $schema=../../schemas/blueprint.schema.json\nextends: _user\nschema:\n  properties:\n    age:\n      type: number\nrelations:\n  manager:\n    target: _user\n";
    assert_eq!(place.read("model/blueprints/_user.yml"), user);
    assert!(place.read("model/blueprints/service.yml").contains("\nextends: service\n"));
    place.check_settled(&portal, false);
    let wrong = super::Wanted { as_extension: &["integration/github-ocean"], ..super::Wanted::default() };
    let error = place.try_export(&portal, wrong, &[]).expect_err("it cannot be extended");
    assert!(error.contains("only blueprints support `extends`"), "{error}");
}
