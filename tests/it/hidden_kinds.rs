//! Kinds that a portal does not offer, or does not show to these credentials.

use std::collections::BTreeSet;
use std::process::Command;

use portwright::kind::{KINDS, Kind};
use portwright::ops::apply::StepOutcome;
use portwright::ops::plan::PlanError;
use portwright::portal::{Answer, Portal, PortalError, Request, SandboxPortal};

use crate::apply::{applied, done};
use crate::every_kind::Example;
use crate::example;
use crate::support::{File, Project};

/// A portal that refuses every request for one kind.
struct Hiding {
    portal: SandboxPortal,
    kind: &'static Kind,
    status: u16,
}

impl Hiding {
    fn is_hidden(&self, request: &Request) -> bool {
        let fits = |path: &[&str]| {
            let holds = |(want, part): (&&str, &String)| want.starts_with('{') || want == part;
            request.segments.len() == path.len() && path.iter().zip(&request.segments).all(holds)
        };
        let api = &self.kind.api;
        let list = api.list.as_ref().map(|list| list.path);
        fits(api.item) || list.is_some_and(fits) || api.create.as_ref().is_some_and(|create| fits(create.path))
    }
}

impl Portal for Hiding {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        if !self.is_hidden(request) {
            return self.portal.send(request);
        }
        Err(PortalError::Refused {
            request: format!("{} {}", request.method, request.path()),
            status: self.status,
            code: None,
            message: None,
            details: Box::default(),
            trace: None,
        })
    }

    fn name(&self) -> String {
        "hiding".to_owned()
    }
}

/// Every kind that a portal may not have, and each status of its answer.
fn hiding() -> impl Iterator<Item = Hiding> {
    let kinds = KINDS.iter().filter(|kind| !kind.is_basic);
    kinds.flat_map(|kind| [403, 404].map(|status| Hiding { portal: SandboxPortal::in_memory(), kind, status }))
}

#[test]
fn a_kind_that_nobody_declares_is_not_needed() {
    let text = "identifier: team\ntitle: Team\nschema: { properties: { name: { type: string } } }\n";
    let project = Project::new(&[File::new("model/blueprints/team.yml", text)]);
    for portal in hiding() {
        let outcomes = done(&project.plan(&portal), &portal).outcomes;
        assert!(matches!(outcomes[..], [StepOutcome::Done]), "{} {}: {outcomes:?}", portal.kind.name, portal.status);
        assert!(project.plan(&portal).steps.is_empty());
    }
}

#[test]
fn a_kind_that_a_model_only_refers_to_is_not_needed() {
    let action = |step: &str| {
        let text = format!(
            "identifier: build\ntitle: Build\ntrigger: {{ type: self-service, operation: CREATE, userInputs: {{ properties: {{}} }} }}\ninvocationMethod: {step}\n"
        );
        File::new("model/actions/build.yml", &text)
    };
    let secret = "{ type: WEBHOOK, url: 'https://ci.example.com/{{ .secrets.TOKEN }}' }";
    let installation = "{ type: INTEGRATION_ACTION, installationId: gitlab, integrationActionType: dispatch_workflow, \
        integrationActionExecutionProperties: {} }";
    let page = "identifier: help\ntitle: Help\ntype: dashboard\nwidgets:\n  - id: root\n    type: dashboard-widget\n    \
        widgets: [{ id: ask, type: ai-agent, agentIdentifier: helper }]\n";
    let page = File::new("model/pages/help.yml", page);
    for (name, file) in [("secret", action(secret)), ("integration", action(installation)), ("entity", page)] {
        let project = Project::new(&[file]);
        // A single resource that is not found does not exist.
        let is_listed = Kind::named(name).is_some_and(|kind| kind.api.list.is_some());
        for portal in hiding().filter(|portal| portal.kind.name == name && (is_listed || portal.status == 403)) {
            let plan = project.planned(&portal);
            assert_eq!(plan.expect("the model has no errors").steps.len(), 1, "{name} {}", portal.status);
        }
        let shown = project.planned(&SandboxPortal::in_memory());
        // Port accepts a template with a secret that does not exist, and nothing else of that sort.
        assert_eq!(shown.is_some(), name == "secret", "{name}: the portal shows that it does not exist");
    }
}

#[test]
fn a_declared_kind_that_the_portal_hides_is_an_error_that_names_it() {
    // An apply waits for some seconds for what Port creates together with another resource.
    std::thread::scope(|scope| hiding().for_each(|portal| drop(scope.spawn(move || check_declared(&portal)))));
}

fn check_declared(portal: &Hiding) {
    let project = Example::of(portal.kind).project();
    let name = format!("{} {}", portal.kind.name, portal.status);
    match project.try_plan(portal) {
        Err(PlanError::Kind { kind, source }) => {
            assert_eq!((kind.name, source.status()), (portal.kind.name, Some(portal.status)));
        }
        // A resource that a portal does not list may not exist yet, so that only writing it shows that it cannot.
        Ok(planned) if portal.kind.api.list.is_none() && portal.status == 404 => {
            let applied = done(&planned.plan, portal);
            let failed = planned.plan.steps.iter().zip(&applied.outcomes).filter_map(|(step, outcome)| match outcome {
                StepOutcome::Failed(error) => Some((step.key.kind.name, error.to_string())),
                _ => None,
            });
            let failed: Vec<_> = failed.collect();
            assert!(!failed.is_empty(), "{name}");
            for (kind, error) in failed {
                assert_eq!(kind, portal.kind.name, "{error}");
                let names_it = error.contains("404") || error.contains(portal.kind.plural);
                assert!(names_it, "{name}: {error}");
            }
        }
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn a_hidden_kind_that_exists_is_never_planned_as_missing() {
    for portal in hiding().filter(|portal| portal.status == 403) {
        let project = Example::of(portal.kind).project();
        applied(&project, &portal.portal);
        let planned = project.try_plan(&portal);
        assert!(matches!(planned, Err(PlanError::Kind { .. })), "{}: {planned:?}", portal.kind.name);
    }
}

#[test]
fn the_error_for_each_kind_names_it_and_the_permission() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for file in example::files() {
        let path = folder.path().join(&file.name);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        std::fs::write(path, &file.bytes).expect("it can be written");
    }
    let mut named = BTreeSet::new();
    for at in 1.. {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        let command = command.args(["plan", "--portal", "sandbox"]).current_dir(folder.path()).env_clear();
        let output = command.env("PORTWRIGHT_SANDBOX_FAULTS", format!("status=403@{at}")).output();
        let output = output.expect("the program runs");
        if output.status.success() {
            break;
        }
        let text = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        let says = |kind: &&&Kind| {
            text.contains(&format!("must have {}, and the credentials must have permission to read them", kind.plural))
        };
        named.insert(KINDS.iter().find(says).unwrap_or_else(|| panic!("request {at}: {text}")).name);
    }
    assert_eq!(named, KINDS.iter().map(|kind| kind.name).collect());
}
