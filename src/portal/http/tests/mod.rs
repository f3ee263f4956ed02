//! The HTTP portal against faults.

mod hostile;
mod retry;
mod tls;
mod token;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use super::scripted::{Act, Scripted};
use super::{BaseUrl, Credentials, HttpPortal, Options, Wait};
use crate::portal::wire::{Answer, Method, Portal, PortalError, Request};

const OK: &str = r#"{"ok":true,"blueprints":[]}"#;

type Waits = Arc<Mutex<Vec<Wait>>>;

fn quick() -> Options {
    Options {
        request_timeout: Duration::from_secs(5),
        max_wait: Duration::from_millis(5),
        attempts: 3,
        ..Options::default()
    }
}

fn portal_with(server: &Scripted, mut options: Options) -> (HttpPortal, Waits) {
    let waits = Waits::default();
    let noted = Arc::clone(&waits);
    options.on_wait = Some(Box::new(move |wait| noted.lock().expect("no poison").push(wait.clone())));
    let base = BaseUrl::parse(&server.url()).expect("a loopback address");
    let credentials = Credentials::new("canary-id", "canary-secret");
    (HttpPortal::new(base, credentials, options).expect("a portal"), waits)
}

fn portal(server: &Scripted) -> HttpPortal {
    portal_with(server, quick()).0
}

fn list() -> Request {
    Request::new(Method::Get, ["blueprints"])
}

fn create() -> Request {
    Request::new(Method::Post, ["blueprints"]).body(json!({"identifier": "a"}))
}

fn on(method: Method) -> Request {
    Request::new(method, ["blueprints", "a"])
}

fn sent(acts: impl IntoIterator<Item = Act>, request: &Request) -> (Result<Answer, PortalError>, usize) {
    let server = Scripted::start(acts);
    let result = portal(&server).send(request);
    (result, server.seen().len())
}

fn ok() -> Act {
    Act::answer(200, OK)
}

#[test]
fn a_request_arrives_as_it_was_meant() {
    let server = Scripted::start([Act::answer(201, OK).header("X-Trace-Id", "t-1")]);
    let request = Request::new(Method::Post, ["blueprints", "a/b%2F?#ü", "entities"])
        .query("upsert", true)
        .query("run_id", "x&y")
        .body(json!({"identifier": "ü"}));
    let answer = portal(&server).send(&request).expect("an answer");
    assert_eq!(
        (answer.status, answer.body, answer.trace.as_deref()),
        (201, json!({"ok":true,"blueprints":[]}), Some("t-1"))
    );
    let seen = server.seen().remove(0);
    assert_eq!((seen.method.as_str(), seen.body.as_str()), ("POST", r#"{"identifier":"ü"}"#));
    assert_eq!(seen.target, "/v1/blueprints/a%2Fb%252F%3F%23%C3%BC/entities?upsert=true&run_id=x%26y");
    assert_eq!(seen.authorization.as_deref(), Some("Bearer canary-token-1"));
    let question = server.questions().remove(0);
    assert_eq!(question.authorization, None);
    assert_eq!(question.body, r#"{"clientId":"canary-id","clientSecret":"canary-secret"}"#);
}

#[test]
fn an_identifier_that_would_climb_is_never_sent() {
    let (result, times) = sent([ok()], &Request::new(Method::Delete, ["blueprints", "a", "entities", ".."]));
    let shown = "DELETE /v1/blueprints/a/entities/.. did not reach the portal: the identifier `..` cannot be part of a \
                 URL's path";
    assert_eq!((result.expect_err("no answer").to_string().as_str(), times), (shown, 0));
}
