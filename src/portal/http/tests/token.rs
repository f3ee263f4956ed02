//! Tokens, and credentials that get none.

use super::fixture::*;

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
    assert_eq!((server.seen().len(), server.token_requests().len()), (8, 1));
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
    assert_eq!(server.token_requests().len(), 2);
    assert_eq!(server.seen()[1].authorization.as_deref(), Some("Bearer canary-token-2"));
}

#[test]
fn a_second_401_is_about_the_credentials() {
    let no = Act::answer(401, r#"{"ok":false,"error":"unauthorized","message":"who?"}"#);
    let server = Scripted::start([no.clone(), no, ok()]);
    let error = portal(&server).send(&list()).expect_err("no answer");
    assert!(matches!(error, PortalError::Credentials { .. }), "{error}");
    assert!(error.to_string().contains("GET /v1/blueprints was refused: 401 unauthorized: who?"), "{error}");
    assert_eq!((server.seen().len(), server.token_requests().len()), (2, 2));
}

#[test]
fn bad_credentials_are_reported_as_such_and_not_retried() {
    for status in [400, 401, 403, 404, 422] {
        let body = r#"{"ok":false,"error":"invalid_credentials","message":"canary-secret of canary-id is wrong"}"#;
        let server = Scripted::start([]).tokens([Act::answer(status, body)]);
        let error = portal(&server).send(&list()).expect_err("no answer");
        assert!(matches!(error, PortalError::Credentials { .. }), "{error}");
        assert!(error.to_string().contains("invalid_credentials: [REDACTED] of [REDACTED] is wrong"), "{error}");
        assert_eq!((server.seen().len(), server.token_requests().len()), (0, 1));
    }
}

#[test]
fn a_portal_that_returns_no_token_is_not_reported_as_bad_credentials() {
    let server = Scripted::start([]).tokens([Act::answer(200, r#"{"ok":true}"#)]);
    assert!(matches!(portal(&server).send(&list()), Err(PortalError::Protocol { .. })));
    let server = Scripted::start([]).tokens(std::iter::repeat_n(Act::answer(503, ""), 3));
    assert_eq!(portal(&server).send(&list()).expect_err("no answer").status(), Some(503));
    assert_eq!(server.token_requests().len(), 3);
    let server = Scripted::start([ok()]).tokens([Act::Close, Act::answer(502, "")]);
    assert!(portal(&server).send(&list()).is_ok());
}
