//! A portal in front of a scripted server, and requests to send through it.

pub(super) use std::sync::{Arc, Mutex};
pub(super) use std::time::Duration;

pub(super) use serde_json::json;

pub(super) use super::super::scripted::{Act, Scripted};
pub(super) use super::super::{BaseUrl, Credentials, HttpPortal, Options, Wait};
pub(super) use crate::portal::wire::{Answer, Method, Portal, PortalError, Request};

pub(super) const OK: &str = r#"{"ok":true,"blueprints":[]}"#;

pub(super) type Waits = Arc<Mutex<Vec<Wait>>>;

pub(super) fn quick() -> Options {
    Options {
        request_timeout: Duration::from_secs(30),
        max_wait: Duration::from_millis(5),
        attempts: 3,
        ..Options::default()
    }
}

pub(super) fn portal_with(server: &Scripted, mut options: Options) -> (HttpPortal, Waits) {
    let waits = Waits::default();
    let noted = Arc::clone(&waits);
    options.on_wait = Some(Box::new(move |wait| noted.lock().expect("no poison").push(wait.clone())));
    let base = BaseUrl::parse(&server.url()).expect("a loopback address");
    let credentials = Credentials::new("canary-id", "canary-secret");
    (HttpPortal::new(base, credentials, options).expect("a portal"), waits)
}

pub(super) fn portal(server: &Scripted) -> HttpPortal {
    portal_with(server, quick()).0
}

pub(super) fn list() -> Request {
    Request::new(Method::Get, ["blueprints"])
}

pub(super) fn create() -> Request {
    Request::new(Method::Post, ["blueprints"]).body(json!({"identifier": "a"}))
}

pub(super) fn on(method: Method) -> Request {
    Request::new(method, ["blueprints", "a"])
}

pub(super) fn sent(acts: impl IntoIterator<Item = Act>, request: &Request) -> (Result<Answer, PortalError>, usize) {
    let server = Scripted::start(acts);
    let result = portal(&server).send(request);
    (result, server.seen().len())
}

pub(super) fn ok() -> Act {
    Act::answer(200, OK)
}
