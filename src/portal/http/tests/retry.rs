//! Which requests are repeated, and after which wait.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Instant;

use serde_json::Value;

use super::fixture::*;
use crate::portal::http::Failure;

#[test]
fn requests_that_are_safe_to_repeat_are_repeated() {
    for fault in
        [Act::Close, Act::Reset, Act::Truncate, Act::answer(429, ""), Act::answer(500, ""), Act::answer(503, "")]
    {
        for request in [list(), on(Method::Put), on(Method::Patch), on(Method::Delete)] {
            let (result, times) = sent([fault.clone(), fault.clone(), ok()], &request);
            assert!(result.is_ok() && times == 3, "{request} after {fault:?}: {result:?}");
        }
    }
}

#[test]
fn attempts_are_bounded() {
    let (result, times) = sent(std::iter::repeat_n(Act::answer(503, ""), 9), &list());
    assert_eq!((result.expect_err("no answer").status(), times), (Some(503), 3));
    let (result, times) = sent(std::iter::repeat_n(Act::answer(429, ""), 9), &create());
    assert_eq!((result.expect_err("no answer").status(), times), (Some(429), 3));
}

#[test]
fn a_creation_whose_answer_is_lost_is_not_repeated() {
    let rename = Request::new(Method::Patch, ["blueprints", "a", "properties", "b", "rename"]);
    for request in [create(), rename] {
        for fault in [Act::Close, Act::Truncate, Act::Reset] {
            let (result, times) = sent([fault.clone(), ok()], &request);
            let error = result.expect_err("no answer");
            assert!(matches!(error, PortalError::AnswerLost { .. }), "{fault:?}: {error}");
            assert!(error.may_have_taken_effect() && times == 1);
        }
        for status in [408, 500, 502, 503, 504] {
            let (result, times) = sent([Act::answer(status, ""), ok()], &request);
            let error = result.expect_err("no answer");
            assert_eq!((error.status(), error.may_have_taken_effect(), times), (Some(status), true, 1));
        }
    }
}

#[test]
fn a_creation_that_hit_the_rate_limit_is_repeated() {
    let (result, times) = sent([Act::answer(429, ""), Act::answer(201, OK)], &create());
    assert!(result.is_ok() && times == 2);
}

#[test]
fn a_repeated_deletion_that_finds_nothing_is_done() {
    let gone = Act::answer(404, r#"{"ok":false,"error":"not_found"}"#);
    for fault in [Act::Close, Act::answer(502, "")] {
        let answer = sent([fault, gone.clone()], &on(Method::Delete)).0.expect("done");
        assert_eq!((answer.status, answer.body), (204, Value::Null));
    }
    for acts in [vec![gone.clone()], vec![Act::answer(429, ""), gone]] {
        assert_eq!(sent(acts, &on(Method::Delete)).0.expect_err("nothing to delete").code(), Some("not_found"));
    }
}

#[test]
fn a_portal_that_is_not_there_is_unreachable() {
    // Bound and dropped, so that no server listens there.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|bound| bound.local_addr()).expect("a port").port();
    let base = BaseUrl::parse(&format!("http://127.0.0.1:{port}")).expect("an address");
    let portal = HttpPortal::new(base, Credentials::new("canary-id", "canary-secret"), quick()).expect("a portal");
    let error = portal.send(&create()).expect_err("no answer");
    assert!(matches!(error, PortalError::Unreachable { .. }) && !error.may_have_taken_effect(), "{error}");
}

#[test]
fn a_write_may_have_taken_effect_if_the_portal_disappears_after_it() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let url = format!("http://{}", listener.local_addr().expect("a bound listener has an address"));
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut question = Vec::new();
        while !question.ends_with(b"}") {
            let mut buffer = [0; 1024];
            let read = stream.read(&mut buffer)?;
            question.extend_from_slice(&buffer[..read]);
        }
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 30\r\n\r\n";
        stream.write_all(format!(r#"{head}{{"accessToken":"canary-token"}}"#).as_bytes())?;
        drop(stream);
        let (mut stream, _) = listener.accept()?;
        drop(listener);
        stream.read(&mut [0; 8192])
    });
    let base = BaseUrl::parse(&url).expect("an address");
    let portal = HttpPortal::new(base, Credentials::new("canary-id", "canary-secret"), quick()).expect("a portal");
    let error = portal.send(&on(Method::Delete)).expect_err("no answer");
    assert!(matches!(error, PortalError::AnswerLost { .. }) && error.to_string().contains("refused"), "{error}");
    assert!(server.join().expect("no panic").is_ok());
}

#[test]
fn a_slow_answer_ends_at_the_deadline() {
    let late = Act::Late(Duration::from_millis(400), Box::new(ok()));
    for fault in [late, Act::Trickle] {
        let server = Scripted::start([fault]);
        let options = Options { request_timeout: Duration::from_millis(100), attempts: 1, ..quick() };
        let error = portal_with(&server, options).0.send(&list()).expect_err("no answer");
        let host = server.url().replace("http://", "");
        let shown = format!(
            "GET /v1/blueprints got no complete response: `{host}`: no complete response within 0.1 s; \
             `--timeout` sets a longer limit"
        );
        assert_eq!(error.to_string(), shown);
    }
}

#[test]
fn a_slow_token_ends_at_the_deadline_of_each_attempt() {
    let server = Scripted::start([ok()]).tokens([Act::Trickle, Act::Trickle, Act::Trickle]);
    let options = Options { request_timeout: Duration::from_millis(200), attempts: 2, ..quick() };
    let begun = std::time::Instant::now();
    let error = portal_with(&server, options).0.send(&list()).expect_err("no token");
    assert!(error.to_string().contains("no complete response within 0.2 s"), "{error}");
    assert_eq!((server.token_requests().len(), server.seen().len()), (2, 0));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[test]
fn waits_follow_the_server_up_to_the_limit() {
    let server = Scripted::start([
        Act::answer(429, "").header("retry-after", "0.2").header("x-ratelimit-reset", "9000"),
        Act::answer(503, "").header("retry-after", "0.42"),
        Act::answer(429, "").header("x-ratelimit-reset", "0.85"),
        ok(),
    ]);
    let (portal, waits) = portal_with(&server, Options { max_wait: Duration::from_secs(60), attempts: 4, ..quick() });
    portal.send(&list()).expect("an answer");
    let waits = waits.lock().expect("no poison");
    assert_eq!(
        waits.iter().map(|wait| wait.cause).collect::<Vec<_>>(),
        [Failure::RateLimit, Failure::Status(503), Failure::RateLimit]
    );
    assert!(waits[0].pause <= Duration::from_millis(200) && waits[0].pause > Duration::from_millis(5), "{waits:?}");
    assert_eq!(waits[1].pause, Duration::from_millis(420));
    assert!(waits[2].pause <= Duration::from_millis(850), "{waits:?}");

    for absurd in ["9999999", "Fri, 31 Dec 9999 23:59:59 GMT", "1e300"] {
        let server = Scripted::start([Act::answer(429, "").header("retry-after", absurd), ok()]);
        let (portal, waits) = portal_with(&server, quick());
        portal.send(&list()).expect("an answer");
        let waits = waits.lock().expect("no poison");
        assert!(waits.len() == 1 && waits[0].pause <= Duration::from_millis(5), "{waits:?}");
    }
}

#[test]
fn a_server_that_asks_for_no_wait_gets_growing_ones() {
    let asks = |status| Act::answer(status, "").header("retry-after", "0");
    for status in [429, 503] {
        let server = Scripted::start([asks(status), asks(status), ok()]);
        let (portal, waits) = portal_with(&server, Options { max_wait: Duration::from_secs(60), ..quick() });
        portal.send(&list()).expect("an answer");
        let waits = waits.lock().expect("no poison");
        let [first, second] = [0, 1].map(|nth| waits[nth].pause);
        assert!(first > Duration::from_millis(100) && second > first + Duration::from_millis(50), "{waits:?}");
    }
}

#[test]
fn an_exhausted_limit_holds_back_the_next_request() {
    let server = Scripted::start([
        ok().header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "0.3"),
        Act::answer(200, OK),
    ]);
    let (portal, waits) = portal_with(&server, Options { max_wait: Duration::from_secs(60), ..quick() });
    portal.send(&list()).expect("an answer");
    assert!(waits.lock().expect("no poison").is_empty());
    let asked = Instant::now();
    portal.send(&on(Method::Put)).expect("an answer");
    let waits = waits.lock().expect("no poison");
    assert!(waits.len() == 1 && asked.elapsed() >= waits[0].pause, "{waits:?}");
    assert_eq!((waits[0].cause, waits[0].request.as_str()), (Failure::RateLimit, "PUT /v1/blueprints/a"));
}

#[test]
fn a_write_survives_a_connection_that_was_closed_while_idle() {
    let server = Scripted::start([Act::CloseIdle, ok()]);
    let portal = portal(&server);
    portal.send(&list()).expect("an answer");
    std::thread::sleep(Duration::from_millis(200));
    portal.send(&create()).expect("an answer");
}
