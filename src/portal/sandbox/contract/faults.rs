//! Facts about the wire alone: tokens, limits, headers, faults.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::client::{exchange, served, token};
use crate::portal::sandbox::{Faults, SandboxPortal, ServeError, Server};
use crate::portal::wire::{Method, Portal, PortalError, Request};

fn faulty(faults: &str) -> SandboxPortal {
    SandboxPortal::in_memory().with_faults(faults.parse::<Faults>().expect("they are faults"))
}

fn new_blueprint() -> String {
    json!({"identifier": "a", "title": "A", "schema": {"properties": {}}}).to_string()
}

#[test]
fn without_a_valid_token_nothing_is_answered() {
    let server = served(SandboxPortal::in_memory());
    for wrong in [None, Some("wrong")] {
        let raw = exchange(server.address(), "GET", "/v1/blueprints", wrong, "").expect("there is an answer");
        assert_eq!(raw.status, 401);
        assert!(raw.body.contains("\"ok\":false"), "{}", raw.body);
    }
}

#[test]
fn a_token_ends_after_three_hours() {
    let passed = Arc::new(AtomicI64::new(0));
    let hours = Arc::clone(&passed);
    let clock = Arc::new(move || Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours.load(Ordering::Relaxed)));
    let server = served(SandboxPortal::in_memory().with_clock(clock));
    let token = token(server.address());
    let status = || exchange(server.address(), "GET", "/v1/blueprints", Some(&token), "").map(|raw| raw.status);
    assert_eq!(status(), Some(200));
    passed.store(3, Ordering::Relaxed);
    assert_eq!(status(), Some(401));
}

#[test]
fn every_answer_has_a_trace_and_the_rate_limit() {
    let server = served(SandboxPortal::in_memory());
    let token = token(server.address());
    for target in ["/v1/blueprints", "/v1/nowhere", "/elsewhere"] {
        let raw = exchange(server.address(), "GET", target, Some(&token), "").expect("there is an answer");
        for header in ["x-trace-id: ", "x-ratelimit-limit: ", "x-ratelimit-remaining: ", "x-ratelimit-reset: "] {
            assert!(raw.head.contains(header), "{target} has no {header}");
        }
    }
}

#[test]
fn unknown_routes_are_not_found_and_an_encoded_slash_stays_in_its_segment() {
    let server = served(SandboxPortal::in_memory());
    let token = token(server.address());
    let get = |target: &str| exchange(server.address(), "GET", target, Some(&token), "").expect("there is an answer");
    let unknown = get("/v1/nowhere");
    assert_eq!(unknown.status, 404);
    assert_eq!(serde_json::from_str::<Value>(&unknown.body).expect("it is JSON")["error"], "not_found");
    assert!(get("/v1/blueprints/a%2Fscorecards").body.contains("\\\"a/scorecards\\\""));
}

#[test]
fn a_body_is_json_of_at_most_one_mebibyte() {
    let server = served(SandboxPortal::in_memory());
    let token = token(server.address());
    let post =
        |body: &str| exchange(server.address(), "POST", "/v1/blueprints", Some(&token), body).map(|raw| raw.status);
    assert_eq!(post("{\"identifier\""), Some(400));
    assert_eq!(post(&format!("\"{}\"", "x".repeat(1 << 20))), Some(413));
}

#[test]
fn a_rate_limit_has_a_retry_time() {
    let server = served(faulty("rate-limit@1"));
    let token = token(server.address());
    let raw = exchange(server.address(), "GET", "/v1/blueprints", Some(&token), "").expect("there is an answer");
    assert_eq!(raw.status, 429);
    assert!(raw.head.contains("retry-after: 1") && raw.head.contains("x-ratelimit-remaining: 0"), "{}", raw.head);
}

#[test]
fn a_dropped_request_has_no_effect_but_one_with_a_lost_answer_has() {
    for (faults, status) in [("drop@1", 404), ("lose-answer@1", 200)] {
        let server = served(faulty(faults));
        let token = token(server.address());
        assert!(exchange(server.address(), "POST", "/v1/blueprints", Some(&token), &new_blueprint()).is_none());
        let raw = exchange(server.address(), "GET", "/v1/blueprints/a", Some(&token), "").expect("there is an answer");
        assert_eq!(raw.status, status, "{faults}");
    }
}

#[test]
fn a_truncated_answer_is_not_json() {
    let server = served(faulty("truncate@1"));
    let token = token(server.address());
    let raw = exchange(server.address(), "GET", "/v1/blueprints", Some(&token), "").expect("there is a head");
    assert_eq!(raw.status, 200);
    assert!(!raw.body.is_empty() && serde_json::from_str::<Value>(&raw.body).is_err());
}

#[test]
fn a_token_that_expires_early_is_replaced_by_another() {
    let server = served(faulty("token-expires@2"));
    let first = token(server.address());
    let status =
        |token: &str| exchange(server.address(), "GET", "/v1/blueprints", Some(token), "").map(|raw| raw.status);
    assert_eq!((status(&first), status(&first)), (Some(200), Some(401)));
    assert_eq!(status(&token(server.address())), Some(200));
}

#[test]
fn faults_are_errors_in_this_process() {
    let portal = faulty("status=503@1,drop@2,lose-answer@3,truncate@4");
    let ask = || portal.send(&Request::new(Method::Get, ["blueprints"])).expect_err("it goes wrong");
    assert_eq!(ask().status(), Some(503));
    assert!(matches!(ask(), PortalError::Unreachable { .. }));
    assert!(matches!(ask(), PortalError::AnswerLost { .. }));
    assert!(matches!(ask(), PortalError::Protocol { .. }));
    assert_eq!(portal.requests().len(), 4);
}

#[test]
fn only_this_machine_is_served() {
    let everyone = "0.0.0.0:0".parse().expect("it is an address");
    let outcome = Server::start(everyone, Arc::new(SandboxPortal::in_memory()));
    assert!(matches!(outcome, Err(ServeError::NotLoopback { .. })));
}

#[test]
fn a_server_ends_on_request() {
    let server = served(SandboxPortal::in_memory());
    let stopper = server.stopper();
    let waiting = std::thread::spawn(move || server.wait());
    stopper.stop();
    waiting.join().expect("it ends without a panic");
}
