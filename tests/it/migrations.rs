//! Changes of type that keep the values of entities.

use std::sync::atomic::{AtomicUsize, Ordering};

use portwright::ops::apply::StepOutcome;
use portwright::ops::plan::PlanOptions;
use portwright::plan::MigrationChoice;
use portwright::portal::{Answer, Method, Portal, PortalError, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::apply::{applied, done};
use crate::support::Project;

/// A number that becomes text, in a blueprint that is declared or only extended.
fn retyped(of_type: &str, more: &str, is_declared: bool) -> Project {
    let schema = format!("schema: {{ properties: {{ size: {{ type: {of_type} }}{more} }}\n");
    let head = if is_declared { "identifier: app\ntitle: App\n" } else { "extends: service\n" };
    Project::of(&[("model/blueprints/app.yml", &format!("{head}{schema}"))])
}

fn set(portal: &dyn Portal, blueprint: &str, identifier: &str, properties: Value) {
    let body = json!({"identifier": identifier, "properties": properties});
    let request = Request::new(Method::Post, ["blueprints", blueprint, "entities"]).query("upsert", true);
    portal.send(&request.query("merge", true).body(body)).expect("the sandbox takes the entity");
}

fn value(portal: &dyn Portal, blueprint: &str, identifier: &str) -> Value {
    let answer = portal.send(&Request::new(Method::Get, ["blueprints", blueprint, "entities", identifier]));
    answer.expect("the entity is there").body["entity"]["properties"]["size"].clone()
}

fn with_migration() -> PlanOptions {
    PlanOptions { migrate: MigrationChoice { all: true, ..Default::default() }, ..Default::default() }
}

#[test]
fn an_interrupted_migration_is_reported_until_it_is_finished() {
    for (is_declared, blueprint) in [(true, "app"), (false, "service")] {
        let portal = SandboxPortal::in_memory();
        applied(&retyped("number", " }", is_declared), &portal);
        set(&portal, blueprint, "a", json!({"size": 7}));
        let project = retyped("string", " }", is_declared);
        let plan = project.plan_by(&portal, &with_migration());
        let migrated =
            done(&plan, &Refusing { portal: &portal, path: "POST /v1/migrations", after: 1, seen: 0.into() });
        assert!(!migrated.is_complete());
        assert_eq!(value(&portal, blueprint, "a"), Value::Null, "the value is in the temporary property");

        let without = project.plan(&portal);
        let address = format!("--migrate blueprint/{blueprint}:schema.properties.size");
        assert!(without.warnings.iter().any(|warning| warning.message.contains(&address)), "{:?}", without.warnings);
        assert_eq!(without.steps.iter().filter(|step| step.is_destructive()).count(), usize::from(is_declared));

        let again = done(&project.plan_by(&portal, &with_migration()), &portal);
        assert!(again.is_complete(), "{again:?}");
        assert_eq!(value(&portal, blueprint, "a"), "7");
        let rest = project.plan(&portal);
        assert!(rest.steps.is_empty() && rest.warnings.is_empty(), "{rest:#?}");
    }
}

/// A portal that refuses a request after it has accepted some of its sort.
struct Refusing<'p> {
    portal: &'p SandboxPortal,
    path: &'static str,
    after: usize,
    seen: AtomicUsize,
}

impl Portal for Refusing<'_> {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let is_it = request.to_string() == self.path;
        if is_it && self.seen.fetch_add(1, Ordering::Relaxed) >= self.after {
            let reason = "the cable was cut".to_owned();
            return Err(PortalError::Unreachable { request: request.to_string(), reason });
        }
        self.portal.send(request)
    }

    fn name(&self) -> String {
        self.portal.name()
    }
}

#[test]
fn a_migration_that_fails_for_an_entity_stops_with_its_values_kept() {
    let portal = SandboxPortal::in_memory();
    applied(&retyped("number", " }", true), &portal);
    set(&portal, "app", "a", json!({"size": 1}));
    set(&portal, "app", "b", json!({"size": 2}));
    // Entities that were written before need no owner, until they are written again.
    applied(&retyped("number", ", owner: { type: string } }, required: [owner]", true), &portal);
    set(&portal, "app", "a", json!({"owner": "me"}));
    let project = retyped("string", ", owner: { type: string } }, required: [owner]", true);
    let plan = project.plan_by(&portal, &with_migration());
    let migrated = done(&plan, &portal);
    let [StepOutcome::Unfinished(message)] = &migrated.outcomes[..] else { panic!("{migrated:?}") };
    assert!(message.contains("1 of 2 entities were not written"), "{message}");
    assert_eq!((value(&portal, "app", "a"), value(&portal, "app", "b")), (json!(1), json!(2)));

    set(&portal, "app", "b", json!({"owner": "me"}));
    let again = done(&project.plan_by(&portal, &with_migration()), &portal);
    assert!(again.is_complete(), "{again:?}");
    assert_eq!((value(&portal, "app", "a"), value(&portal, "app", "b")), (json!("1"), json!("2")));
}

#[test]
fn ten_thousand_values_are_migrated() {
    let portal = SandboxPortal::in_memory();
    applied(&retyped("number", " }", true), &portal);
    for chunk in (0..10_000_u32).collect::<Vec<_>>().chunks(20) {
        let entity = |nth: &u32| json!({"identifier": format!("e{nth}"), "title": "E", "properties": {"size": nth}});
        let body = json!({ "entities": chunk.iter().map(entity).collect::<Vec<_>>() });
        let request = Request::new(Method::Post, ["blueprints", "app", "entities", "bulk"]).body(body);
        portal.send(&request).expect("the sandbox takes the entities");
    }
    let project = retyped("string", " }", true);
    let plan = project.plan_by(&portal, &with_migration());
    assert!(plan.steps.iter().all(|step| !step.is_destructive()), "{plan:#?}");
    let migrated = done(&plan, &portal);
    assert!(migrated.is_complete(), "{migrated:?}");
    let answer =
        portal.send(&Request::new(Method::Get, ["blueprints", "app", "entities"])).expect("the sandbox answers");
    let entities = answer.body["entities"].as_array().cloned().unwrap_or_default();
    let keeps = |entity: &&Value| {
        entity["identifier"] == json!(format!("e{}", entity["properties"]["size"].as_str().unwrap_or_default()))
    };
    assert_eq!((entities.len(), entities.iter().filter(keeps).count()), (10_000, 10_000));
    assert!(project.plan(&portal).steps.is_empty());
}
