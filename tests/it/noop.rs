//! The number of requests of a plan without changes.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use portwright::portal::http::{BaseUrl, Credentials, HttpPortal, Options};
use portwright::portal::sandbox::Server;
use portwright::portal::{Method, SandboxPortal};

use crate::apply::done;
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
    let sandbox = Arc::new(SandboxPortal::in_memory());
    let applied = done(&project.plan(&*sandbox), &*sandbox);
    assert!(applied.is_complete());

    let before = sandbox.requests().len();
    let tokens = sandbox.tokens_asked();
    let server =
        Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Arc::clone(&sandbox)).expect("loopback is free");
    let base = BaseUrl::parse(&server.url()).expect("it is a URL");
    let portal = HttpPortal::new(base, Credentials::new("id", "secret"), Options::default()).expect("it is a client");
    assert!(project.plan(&portal).steps.is_empty());
    let asked = sandbox.tokens_asked() - tokens;
    let requests: Vec<_> = sandbox.requests()[before..].to_vec();
    assert!(requests.iter().all(|(method, _)| *method == Method::Get));
    (asked, requests.into_iter().map(|(_, path)| path).collect())
}

#[test]
fn a_plan_without_changes_takes_one_token_and_one_list_a_kind_however_large_the_portal_is() {
    for blueprints in [10, 1_000] {
        assert_eq!(requests(blueprints), (1, vec!["/v1/blueprints".to_owned()]), "{blueprints} blueprints");
    }
}
