//! The changes that an apply makes, and the resources that it leaves alone.

use portwright::ops::apply::{Applied, ApplyOptions, Approval, Policy, RefusalReason, StepOutcome, apply};
use portwright::plan::{Action, Plan, Reason};
use portwright::portal::{Answer, Method, Portal, PortalError, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::support::{Project, approved};

/// Does a plan without being interrupted.
pub(crate) fn done(plan: &Plan, portal: &dyn Portal) -> Applied {
    apply(&approved(plan), portal, &ApplyOptions::default(), &|| false, &mut |_| {})
}

/// Applies a project, which must succeed, and must leave nothing to do.
pub(crate) fn applied(project: &Project, portal: &SandboxPortal) {
    let applied = done(&project.plan(portal), portal);
    assert!(applied.is_complete(), "{applied:?}");
    let rest = project.plan(portal);
    assert!(rest.steps.is_empty(), "{:#?}", rest.steps);
}

/// The write requests of a portal so far, as `POST /v1/blueprints`. A search only reads.
pub(crate) fn writes(portal: &SandboxPortal) -> Vec<String> {
    let is_write = |(method, path): &(Method, String)| *method != Method::Get && !path.ends_with("/search");
    let writes = portal.requests().into_iter().filter(is_write);
    writes.map(|(method, path)| format!("{method} {path}")).collect()
}

/// One blueprint of a portal.
pub(crate) fn blueprint(portal: &SandboxPortal, identifier: &str) -> Value {
    let answer = portal.send(&Request::new(Method::Get, ["blueprints", identifier])).expect("the blueprint is there");
    answer.body["blueprint"].clone()
}

fn put(portal: &SandboxPortal, identifier: &str, body: Value) {
    portal.send(&Request::new(Method::Patch, ["blueprints", identifier]).body(body)).expect("the sandbox takes it");
}

const DOMAIN: (&str, &str) = (
    "model/blueprints/domain.yml",
    "identifier: domain\ntitle: Domain\nschema:\n  properties:\n    architecture: { type: string, format: url }\n    tier: { type: string, enum: [gold, silver] }\n",
);

#[test]
fn an_addition_leaves_everything_else_unchanged() {
    let portal = SandboxPortal::in_memory();
    let before = blueprint(&portal, "service");
    let added = "extends: service\nschema:\n  properties:\n    type: { type: string, enum: [backend] }\n";
    applied(&Project::of(&[("model/blueprints/service.yml", added)]), &portal);
    let mut after = blueprint(&portal, "service");
    let new = after["schema"]["properties"].as_object_mut().and_then(|properties| properties.shift_remove("type"));
    assert_eq!(new, Some(json!({"type": "string", "enum": ["backend"]})));
    for field in ["title", "icon", "schema", "relations", "mirrorProperties"] {
        assert_eq!(after[field], before[field], "{field}");
    }
}

#[test]
fn a_second_apply_writes_nothing() {
    let portal = SandboxPortal::in_memory();
    let project = Project::of(&[DOMAIN]);
    applied(&project, &portal);
    let before = writes(&portal);
    done(&project.plan(&portal), &portal);
    assert_eq!(writes(&portal), before);
}

#[test]
fn destructive_changes_are_refused_until_they_are_approved() {
    let portal = SandboxPortal::in_memory();
    applied(&Project::of(&[DOMAIN]), &portal);
    put(
        &portal,
        "domain",
        json!({"description": "made by hand", "calculationProperties": {
        "by_hand": {"type": "string", "calculation": ".title"}}}),
    );
    let without = DOMAIN.1.replace("    architecture: { type: string, format: url }\n", "");
    let project = Project::of(&[(DOMAIN.0, &without)]);

    let plan = project.plan(&portal);
    let refused = Approval::default().judge(&plan, &Policy::default());
    assert_eq!(refused.steps.len(), 1);
    assert_eq!(refused.steps[0].address, "blueprint/domain");
    assert_eq!(plan.steps[refused.steps[0].nth].entities, Some(0));
    let [RefusalReason::Unapproved(danger)] = &refused.steps[0].reasons[..] else { panic!("{refused:?}") };
    assert!(danger.message.contains("removes property `architecture`"));
    let judged = |flag: &str| {
        let approval = Approval { allowed: vec![flag.to_owned()], ..Approval::default() };
        approval.of(&plan, &Policy::default()).is_ok()
    };
    assert!(judged("blueprint/domain") && judged("blueprint/domain:schema.properties.architecture"));
    assert!(!judged("blueprint/domain:schema.properties.tier") && !judged("blueprint/service"));

    let others = |portal: &SandboxPortal| blueprint(portal, "service");
    let before = others(&portal);
    applied(&project, &portal);
    let after = blueprint(&portal, "domain");
    assert_eq!(after["schema"]["properties"].as_object().map(|properties| properties.len()), Some(1));
    assert_eq!(after["description"], "made by hand");
    assert!(after["calculationProperties"]["by_hand"].is_object());
    assert_eq!(others(&portal), before);
}

#[test]
fn an_emptied_section_is_refused_like_each_of_its_members() {
    let portal = SandboxPortal::in_memory();
    let with =
        "identifier: domain\ntitle: Domain\nschema: { properties: {} }\nrelations: { service: { target: service } }\n";
    applied(&Project::of(&[("model/blueprints/domain.yml", with)]), &portal);
    let emptied = with.replace("{ service: { target: service } }", "{}");
    let plan = Project::of(&[("model/blueprints/domain.yml", &emptied)]).plan(&portal);
    assert_eq!(Approval::default().judge(&plan, &Policy::default()).steps.len(), 1);
}

#[test]
fn a_property_whose_type_changes_is_recreated() {
    let portal = SandboxPortal::in_memory();
    applied(&Project::of(&[DOMAIN]), &portal);
    let other =
        DOMAIN.1.replace("tier: { type: string, enum: [gold, silver] }", "tier: { type: number }\n  required: [tier]");
    let project = Project::of(&[(DOMAIN.0, &other)]);
    let plan = project.plan(&portal);
    assert_eq!(plan.steps.iter().map(|step| step.reason).collect::<Vec<_>>(), [Reason::Differs]);
    assert!(plan.steps[0].is_destructive());
    applied(&project, &portal);
    assert_eq!(blueprint(&portal, "domain")["schema"]["properties"]["tier"], json!({"type": "number"}));
    assert_eq!(blueprint(&portal, "domain")["schema"]["required"], json!(["tier"]));
}

#[test]
fn a_relation_whose_target_changes_is_recreated() {
    let portal = SandboxPortal::in_memory();
    let to = |target: &str| {
        format!(
            "identifier: domain\ntitle: Domain\nschema: {{ properties: {{}} }}\nrelations: {{ r: {{ target: {target} }} }}\n"
        )
    };
    applied(&Project::of(&[("model/blueprints/domain.yml", &to("service"))]), &portal);
    applied(&Project::of(&[("model/blueprints/domain.yml", &to("_team"))]), &portal);
    assert_eq!(blueprint(&portal, "domain")["relations"]["r"]["target"], "_team");
}

#[test]
fn a_resource_that_changed_since_the_plan_is_not_written() {
    let portal = SandboxPortal::in_memory();
    applied(&Project::of(&[DOMAIN]), &portal);
    let plan = Project::of(&[(DOMAIN.0, &DOMAIN.1.replace("title: Domain", "title: Area"))]).plan(&portal);
    put(&portal, "domain", json!({"description": "made by hand"}));
    let before = blueprint(&portal, "domain");
    let applied = done(&plan, &portal);
    let StepOutcome::Conflict(conflict) = &applied.outcomes[0] else { panic!("{applied:?}") };
    assert_eq!(conflict.changes[0].path.to_string(), "description");
    assert!(conflict.by.is_some() && conflict.at.is_some(), "{conflict:?}");
    assert_eq!(blueprint(&portal, "domain"), before);
}

#[test]
fn resources_in_removed_yml_are_deleted_after_their_dependents() {
    let portal = SandboxPortal::in_memory();
    let service =
        "identifier: app\ntitle: App\nschema: { properties: {} }\nrelations: { domain: { target: domain } }\n";
    let scorecard = "identifier: quality\ntitle: Quality\nblueprint: app\nrules:\n  - { identifier: named, title: Named, level: Gold, query: { combinator: and, conditions: [{ property: $title, operator: isNotEmpty }] } }\n";
    let files = [DOMAIN, ("model/blueprints/app.yml", service), ("model/scorecards/quality.yml", scorecard)];
    applied(&Project::of(&files), &portal);

    let removed = "- { kind: blueprint, identifier: domain }\n- { kind: blueprint, identifier: app }\n- { kind: scorecard, identifier: quality, blueprint: app }\n";
    let project = Project::of(&[("model/removed.yml", removed)]);
    let plan = project.plan(&portal);
    assert!(plan.steps.iter().all(|step| step.action == Action::Delete && step.is_destructive()));
    applied(&project, &portal);
    let deletes: Vec<String> = writes(&portal).into_iter().filter(|write| write.starts_with("DELETE")).collect();
    assert_eq!(
        deletes,
        ["DELETE /v1/blueprints/app/scorecards/quality", "DELETE /v1/blueprints/app", "DELETE /v1/blueprints/domain"]
    );
}

#[test]
fn a_failed_step_skips_only_its_dependents() {
    let portal = SandboxPortal::in_memory().with_faults("status=422@2".parse().expect("it is a fault"));
    let service =
        "identifier: app\ntitle: App\nschema: { properties: {} }\nrelations: { domain: { target: domain } }\n";
    let other = "identifier: other\ntitle: Other\nschema: { properties: {} }\n";
    let files = [DOMAIN, ("model/blueprints/app.yml", service), ("model/blueprints/other.yml", other)];
    let project = Project::of(&files);
    let plan = project.plan(&portal);
    let of = |outcomes: &[StepOutcome]| {
        plan.steps
            .iter()
            .zip(outcomes)
            .map(|(step, outcome)| (step.address(), format!("{outcome:?}")))
            .collect::<Vec<_>>()
    };
    let first = done(&plan, &portal);
    let outcomes = of(&first.outcomes);
    let word = |address: &str| &outcomes.iter().find(|(known, _)| known == address).expect("it is in the plan").1;
    assert!(word("blueprint/domain").starts_with("Failed"));
    assert!(word("blueprint/app").starts_with("Skipped"));
    assert_eq!(word("blueprint/other"), "Done");
    applied(&project, &portal);
}

#[test]
fn a_run_that_is_stopped_leaves_the_rest() {
    let portal = SandboxPortal::in_memory();
    let plan = Project::of(&[DOMAIN]).plan(&portal);
    let applied = apply(&approved(&plan), &portal, &ApplyOptions::default(), &|| true, &mut |_| {});
    assert!(matches!(applied.outcomes[..], [StepOutcome::NotReached]));
    assert_eq!(writes(&portal), Vec::<String>::new());
}

#[test]
fn port_s_own_blueprints_are_only_added_to() {
    let portal = SandboxPortal::in_memory();
    let before = blueprint(&portal, "_team");
    let added = "extends: _team\nschema:\n  properties:\n    slack: { type: string, format: url }\n";
    applied(&Project::of(&[("model/blueprints/_team.yml", added)]), &portal);
    assert_eq!(writes(&portal), ["PATCH /v1/blueprints/_team"]);
    assert_eq!(blueprint(&portal, "_team")["aggregationProperties"], before["aggregationProperties"]);
}

/// A portal that responds to writes without the resource, and drops them if `loses` is set.
struct Terse {
    portal: SandboxPortal,
    loses: bool,
}

impl Portal for Terse {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        if request.method == Method::Get {
            return self.portal.send(request);
        }
        let answer = if self.loses { None } else { Some(self.portal.send(request)?) };
        let (status, trace) = answer.map_or((200, None), |answer| (answer.status, answer.trace));
        Ok(Answer { status, body: json!({"ok": true}), trace })
    }

    fn name(&self) -> String {
        self.portal.name()
    }
}

#[test]
fn a_write_that_is_answered_without_the_resource_is_read_back() {
    let project = Project::of(&[DOMAIN]);
    let renamed = Project::of(&[(DOMAIN.0, &DOMAIN.1.replace("title: Domain", "title: Area"))]);
    for loses in [false, true] {
        let portal = Terse { portal: SandboxPortal::in_memory(), loses };
        let created =
            apply(&approved(&project.plan(&portal.portal)), &portal, &ApplyOptions::default(), &|| false, &mut |_| {});
        assert_eq!(created.is_complete(), !loses, "{created:?}");
        if loses {
            applied(&project, &portal.portal);
        }
        let updated =
            apply(&approved(&renamed.plan(&portal.portal)), &portal, &ApplyOptions::default(), &|| false, &mut |_| {});
        assert_eq!(updated.is_complete(), !loses, "{updated:?}");
        let shown = format!("{updated:?}");
        assert_eq!(shown.contains("accepted the blueprint that was sent, but does not have it"), loses, "{shown}");
    }
}
