//! The number of requests of a plan without changes.

use portwright::portal::{Method, SandboxPortal};

use crate::apply::applied;
use crate::served::Served;
use crate::support::Project;

/// The requests that a plan without changes makes over HTTP, for a model of that many blueprints.
fn requests(blueprints: usize) -> (usize, Vec<String>) {
    let texts: Vec<(String, String)> = (0..blueprints)
        .map(|nth| {
            let relation =
                if nth == 0 { String::new() } else { format!("relations: {{ before: {{ target: b{} }} }}\n", nth - 1) };
            let text = format!(
                "identifier: b{nth}\ntitle: B\nschema: {{ properties: {{ p: {{ type: string }} }} }}\n{relation}"
            );
            (format!("model/blueprints/b{nth}.yml"), text)
        })
        .collect();
    let project = Project::of(&texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
    asked(&project)
}

/// The token requests and the paths that a plan asks a portal with this project for, over HTTP.
pub(crate) fn asked(project: &Project) -> (usize, Vec<String>) {
    let served = Served::of(SandboxPortal::in_memory());
    let sandbox = &served.portal;
    applied(project, sandbox);
    let (before, tokens) = (sandbox.requests().len(), sandbox.tokens_asked());
    assert!(project.plan(&served.client()).steps.is_empty());
    let requests: Vec<_> = sandbox.requests()[before..].to_vec();
    assert!(requests.iter().all(|(method, _)| *method == Method::Get), "{requests:?}");
    (sandbox.tokens_asked() - tokens, requests.into_iter().map(|(_, path)| path).collect())
}

#[test]
fn a_plan_without_changes_takes_one_token_and_one_list_a_kind_however_large_the_portal_is() {
    for blueprints in [10, 1_000] {
        assert_eq!(requests(blueprints), (1, vec!["/v1/blueprints".to_owned()]), "{blueprints} blueprints");
    }
}
