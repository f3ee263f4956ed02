//! After any failure of any request, the next apply completes the work, and nothing is done twice.

mod answers;
#[cfg(target_os = "linux")]
mod disk;
#[cfg(unix)]
mod files;
mod lists;
pub(crate) mod proxy;
mod server;

use portwright::portal::SandboxPortal;

use crate::apply::{applied, blueprint, done};
use crate::support::Project;

fn project() -> Project {
    Project::of(&[
        (
            "model/blueprints/a.yml",
            "identifier: a\ntitle: A\nschema: { properties: { p: { type: string } } }\nrelations: { b: { target: b } }\n",
        ),
        (
            "model/blueprints/b.yml",
            "identifier: b\ntitle: B\nschema: { properties: {} }\nrelations: { a: { target: a } }\nmirrorProperties: { m: { path: a.p } }\n",
        ),
        ("model/blueprints/service.yml", "extends: service\nrelations: { a: { target: a } }\n"),
        (
            "model/actions/act.yml",
            "identifier: act\ntrigger: { type: self-service, operation: DAY-2, blueprintIdentifier: a, userInputs: { properties: {} } }\ninvocationMethod: { type: KAFKA }\n",
        ),
    ])
}

/// Applies with a fault at each request in turn; the first apply may fail, the second one must not.
fn survives(fault: &str) {
    let project = project();
    let clean = SandboxPortal::in_memory();
    done(&project.plan(&clean), &clean);
    assert!(clean.count() > 7, "three lists, and a write or two for each resource");
    for at in 4..=clean.count() {
        let faults = format!("{fault}@{at}").parse().expect("it is a fault");
        let portal = SandboxPortal::in_memory().with_faults(faults);
        done(&project.plan(&portal), &portal);
        applied(&project, &portal);
        assert_eq!(blueprint(&portal, "b")["mirrorProperties"]["m"]["path"], "a.p", "{fault}@{at}");
    }
}

#[test]
fn an_error_of_the_server_is_survived_at_every_request() {
    survives("status=503");
}

#[test]
fn a_refusal_is_survived_at_every_request() {
    survives("status=422");
}

#[test]
fn a_broken_connection_is_survived_at_every_request() {
    survives("drop");
}

#[test]
fn a_lost_answer_is_survived_at_every_request() {
    survives("lose-answer");
}

#[test]
fn a_truncated_answer_is_survived_at_every_request() {
    survives("truncate");
}

#[test]
fn a_create_whose_answer_was_lost_is_recognised_as_done() {
    let portal = SandboxPortal::in_memory().with_faults("lose-answer@4".parse().expect("it is a fault"));
    let applied = done(&project().plan(&portal), &portal);
    assert!(applied.is_complete(), "{applied:?}");
}
