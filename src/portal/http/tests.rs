//! The HTTP portal against faults.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::scripted::{Act, Scripted};
use super::{BaseUrl, Cause, Credentials, HttpPortal, Options, Wait};
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
fn one_token_serves_all_threads_until_it_expires() {
    let server = Scripted::start(std::iter::repeat_n(ok(), 8)).tokens([Act::Late(
        Duration::from_millis(30),
        Box::new(Act::answer(200, r#"{"accessToken":"canary-token-1","expiresIn":10800}"#)),
    )]);
    let portal = portal(&server);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| portal.send(&list()).expect("an answer"));
        }
    });
    assert_eq!((server.seen().len(), server.questions().len()), (8, 1));
}

#[test]
fn an_expired_token_is_not_used() {
    let spent = Act::answer(200, r#"{"accessToken":"canary-token-0","expiresIn":0}"#);
    let server = Scripted::start([ok(), ok()]).tokens([spent]);
    let portal = portal(&server);
    portal.send(&list()).expect("an answer");
    portal.send(&list()).expect("an answer");
    let used: Vec<_> = server.seen().into_iter().filter_map(|seen| seen.authorization).collect();
    assert_eq!(used, ["Bearer canary-token-0", "Bearer canary-token-2"]);
}

#[test]
fn a_401_renews_the_token_once_and_repeats_the_call_even_a_creation() {
    let server = Scripted::start([Act::answer(401, "{}"), Act::answer(201, OK)]);
    portal(&server).send(&create()).expect("an answer");
    assert_eq!(server.questions().len(), 2);
    assert_eq!(server.seen()[1].authorization.as_deref(), Some("Bearer canary-token-2"));
}

#[test]
fn a_second_401_is_about_the_credentials() {
    let no = Act::answer(401, r#"{"ok":false,"error":"unauthorized","message":"who?"}"#);
    let server = Scripted::start([no.clone(), no, ok()]);
    let error = portal(&server).send(&list()).expect_err("no answer");
    assert!(matches!(error, PortalError::Credentials { .. }), "{error}");
    assert!(error.to_string().contains("GET /v1/blueprints was refused: 401 unauthorized: who?"), "{error}");
    assert_eq!((server.seen().len(), server.questions().len()), (2, 2));
}

#[test]
fn bad_credentials_are_called_that_and_not_tried_again() {
    for status in [400, 401, 403, 404, 422] {
        let body = r#"{"ok":false,"error":"invalid_credentials","message":"canary-secret of canary-id is wrong"}"#;
        let server = Scripted::start([]).tokens([Act::answer(status, body)]);
        let error = portal(&server).send(&list()).expect_err("no answer");
        assert!(matches!(error, PortalError::Credentials { .. }), "{error}");
        assert!(error.to_string().contains("invalid_credentials: [REDACTED] of [REDACTED] is wrong"), "{error}");
        assert_eq!((server.seen().len(), server.questions().len()), (0, 1));
    }
}

#[test]
fn a_portal_that_gives_no_token_is_not_taken_for_bad_credentials() {
    let server = Scripted::start([]).tokens([Act::answer(200, r#"{"ok":true}"#)]);
    assert!(matches!(portal(&server).send(&list()), Err(PortalError::Protocol { .. })));
    let server = Scripted::start([]).tokens(std::iter::repeat_n(Act::answer(503, ""), 3));
    assert_eq!(portal(&server).send(&list()).expect_err("no answer").status(), Some(503));
    assert_eq!(server.questions().len(), 3);
    let server = Scripted::start([ok()]).tokens([Act::Close, Act::answer(502, "")]);
    assert!(portal(&server).send(&list()).is_ok());
}

#[test]
fn what_is_safe_to_repeat_is_repeated() {
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
            assert!(error.leaves_doubt() && times == 1);
        }
        for status in [408, 500, 502, 503, 504] {
            let (result, times) = sent([Act::answer(status, ""), ok()], &request);
            let error = result.expect_err("no answer");
            assert_eq!((error.status(), error.leaves_doubt(), times), (Some(status), true, 1));
        }
    }
}

#[test]
fn a_creation_that_was_not_let_in_is_repeated() {
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
    // Bound and dropped, so that nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|bound| bound.local_addr()).expect("a port").port();
    let base = BaseUrl::parse(&format!("http://127.0.0.1:{port}")).expect("an address");
    let portal = HttpPortal::new(base, Credentials::new("canary-id", "canary-secret"), quick()).expect("a portal");
    let error = portal.send(&create()).expect_err("no answer");
    assert!(matches!(error, PortalError::Unreachable { .. }) && !error.leaves_doubt(), "{error}");
}

#[test]
fn a_slow_answer_ends_at_the_deadline() {
    let late = Act::Late(Duration::from_millis(400), Box::new(ok()));
    for fault in [late, Act::Trickle] {
        let server = Scripted::start([fault]);
        let options = Options { request_timeout: Duration::from_millis(100), attempts: 1, ..quick() };
        let error = portal_with(&server, options).0.send(&list()).expect_err("no answer");
        let shown = "GET /v1/blueprints was sent, but its answer was lost: no whole answer within 0.1 s";
        assert_eq!(error.to_string(), shown);
    }
}

#[test]
fn waits_are_as_told_up_to_the_cap() {
    let server = Scripted::start([
        Act::answer(429, "").header("retry-after", "0.03").header("x-ratelimit-reset", "9000"),
        Act::answer(503, "").header("retry-after", "0.02"),
        ok(),
    ]);
    let (portal, waits) = portal_with(&server, Options { max_wait: Duration::from_secs(60), ..quick() });
    portal.send(&list()).expect("an answer");
    let waits = waits.lock().expect("no poison");
    assert_eq!(waits.iter().map(|wait| wait.cause).collect::<Vec<_>>(), [Cause::RateLimit, Cause::Status(503)]);
    assert!(waits[0].pause <= Duration::from_millis(30) && waits[0].pause > Duration::from_millis(5), "{waits:?}");
    assert_eq!(waits[1].pause, Duration::from_millis(20));

    for absurd in ["9999999", "Fri, 31 Dec 9999 23:59:59 GMT", "1e300"] {
        let server = Scripted::start([Act::answer(429, "").header("retry-after", absurd), ok()]);
        let (portal, waits) = portal_with(&server, quick());
        portal.send(&list()).expect("an answer");
        let waits = waits.lock().expect("no poison");
        assert!(waits.len() == 1 && waits[0].pause <= Duration::from_millis(5), "{waits:?}");
    }
}

#[test]
fn an_exhausted_limit_holds_back_the_next_request() {
    let server = Scripted::start([
        ok().header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "0.05"),
        Act::answer(200, OK),
    ]);
    let (portal, waits) = portal_with(&server, Options { max_wait: Duration::from_secs(60), ..quick() });
    portal.send(&list()).expect("an answer");
    assert!(waits.lock().expect("no poison").is_empty());
    portal.send(&on(Method::Put)).expect("an answer");
    let waits = waits.lock().expect("no poison");
    assert_eq!(waits.len(), 1);
    assert_eq!((waits[0].cause, waits[0].request.as_str()), (Cause::RateLimit, "PUT /v1/blueprints/a"));
}

#[test]
fn a_redirect_within_the_origin_is_followed_for_a_read() {
    let server = Scripted::start([Act::answer(307, "").header("location", "/v1/elsewhere"), ok()]);
    portal(&server).send(&list()).expect("an answer");
    let seen = server.seen().remove(1);
    assert_eq!((seen.target.as_str(), seen.authorization.as_deref()), ("/v1/elsewhere", Some("Bearer canary-token-1")));
}

#[test]
fn a_redirect_to_another_origin_is_refused_and_gets_no_token() {
    let other = Scripted::start([]);
    for status in [301, 302, 303, 307, 308] {
        for request in [list(), create()] {
            let target = format!("{}/v1/blueprints?canary-secret", other.url());
            let server = Scripted::start([Act::answer(status, "").header("location", target)]);
            let error = portal(&server).send(&request).expect_err("no answer");
            let shown = error.to_string();
            assert!(matches!(error, PortalError::Protocol { .. }), "{shown}");
            assert!(
                shown.contains(&server.url()) && shown.contains(&other.url()) && !shown.contains("canary"),
                "{shown}"
            );
            assert_eq!(server.seen().len(), 1);
        }
    }
    assert!(other.seen().is_empty());
}

#[test]
fn a_write_is_never_redirected() {
    for request in [create(), on(Method::Put), on(Method::Delete)] {
        let (result, times) = sent([Act::answer(302, "").header("location", "/v1/elsewhere"), ok()], &request);
        assert!(matches!(result, Err(PortalError::Protocol { .. })) && times == 1);
    }
}

#[test]
fn redirects_end() {
    let around = Act::answer(302, "").header("location", "/v1/blueprints");
    let (result, times) = sent(std::iter::repeat_n(around, 50), &list());
    assert!(matches!(result, Err(PortalError::Protocol { .. })) && times == 6, "{times}");
}

#[test]
fn an_answer_without_end_is_cut_off() {
    let error = sent([Act::answer(200, vec![b' '; (64 << 20) + 1])], &list()).0.expect_err("no answer");
    assert!(
        matches!(error, PortalError::Protocol { .. }) && error.to_string().ends_with("more than 64 MiB"),
        "{error}"
    );
}

#[test]
fn a_gzip_bomb_is_cut_off() {
    let bomb = Act::answer(200, gzip_of_zeros(270_000)).header("content-encoding", "gzip");
    let error = sent([bomb], &list()).0.expect_err("no answer");
    assert!(
        matches!(error, PortalError::Protocol { .. }) && error.to_string().ends_with("more than 64 MiB"),
        "{error}"
    );
}

/// A gzip stream of 258 zero bytes, `times` over: one literal, then matches of the greatest length, in RFC 1951's fixed
/// codes. Its checksum is left out, because nobody should read that far.
fn gzip_of_zeros(times: usize) -> Vec<u8> {
    let literal = [0, 0, 1, 1, 0, 0, 0, 0];
    let longest_match = [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0];
    let end = [0; 7];
    let bits =
        [1, 1, 0].into_iter().chain(literal).chain(std::iter::repeat_n(longest_match, times).flatten()).chain(end);
    let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for (index, bit) in bits.enumerate() {
        if index % 8 == 0 {
            stream.push(0);
        }
        *stream.last_mut().expect("the header is there") |= bit << (index % 8);
    }
    stream
}

#[test]
fn no_error_and_no_wait_shows_a_secret() {
    let echo = "canary-id canary-secret canary-token-1";
    let json = format!(r#"{{"ok":false,"error":"{echo}","message":"{echo}","details":{{"{echo}":"{echo}"}}}}"#);
    let mut faults = vec![Act::Close, Act::Reset, Act::Truncate];
    for status in [200, 204, 302, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503] {
        for body in [json.clone(), format!("<html>{echo}"), format!("[\"{echo}\"]"), String::new()] {
            let trace = Act::answer(status, body).header("x-trace-id", echo);
            faults.push(trace.header("location", format!("/canary-secret?{echo}")));
        }
    }
    for fault in faults {
        for request in [list(), create()] {
            // As an answer to the request, and as one to the question for a token.
            let known = Act::answer(200, r#"{"accessToken":"canary-token-1","expiresIn":10800}"#);
            let refusing = Scripted::start(std::iter::repeat_n(fault.clone(), 9)).tokens([known.clone(), known]);
            let tokenless = Scripted::start([]).tokens(std::iter::repeat_n(tokenless(&fault), 9));
            for server in [refusing, tokenless] {
                let (portal, waits) = portal_with(&server, quick());
                let result = portal.send(&request).map(|answer| answer.trace);
                let waits = waits.lock().expect("no poison");
                let shown = format!("{result:?} {waits:?} {portal:?}");
                let said = result.map_or_else(|error| error.to_string(), Option::unwrap_or_default);
                assert!(!shown.contains("canary") && !said.contains("canary"), "{fault:?}: {shown} {said}");
            }
        }
    }
}

/// The same fault without the token, which nobody has told the portal yet.
fn tokenless(fault: &Act) -> Act {
    let Act::Answer { status, headers, body } = fault.clone() else { return fault.clone() };
    let without = |text: &str| text.replace(" canary-token-1", "");
    let headers = headers.iter().map(|(name, value)| (*name, without(value))).collect();
    Act::Answer { status, headers, body: without(&String::from_utf8_lossy(&body)).into() }
}

#[test]
fn a_token_in_a_broken_answer_is_not_quoted() {
    for body in [r#"{"ok":true,"accessToken":"canary-token-1""#, r#"["canary-token-1"]"#] {
        let server = Scripted::start([]).tokens([Act::answer(200, body).header("x-trace-id", "t-1")]);
        let error = portal(&server).send(&list()).expect_err("no answer");
        let shown = "POST /v1/auth/access_token got an answer that is not Port's: no usable `accessToken` (trace t-1)";
        assert_eq!(error.to_string(), shown);
    }
}

#[test]
fn a_ca_file_without_certificates_is_refused() {
    for (pem, said) in
        [("", "holds no PEM certificate"), ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "CA file")]
    {
        let options = Options { ca_file: Some(pem.into()), ..quick() };
        let base = BaseUrl::parse("eu").expect("an address");
        let error =
            HttpPortal::new(base, Credentials::new("canary-id", "canary-secret"), options).expect_err("no portal");
        assert!(error.to_string().contains(said), "{error}");
    }
}
