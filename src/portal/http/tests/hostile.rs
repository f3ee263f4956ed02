//! Servers that mean harm: redirects, endless answers, secrets thrown back.

use super::fixture::*;

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
fn an_endless_answer_is_stopped() {
    let error = sent([Act::answer(200, vec![b' '; (64 << 20) + 1])], &list()).0.expect_err("no answer");
    assert!(
        matches!(error, PortalError::Protocol { .. }) && error.to_string().ends_with("more than 64 MiB"),
        "{error}"
    );
}

#[test]
fn a_gzip_bomb_is_stopped() {
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
            // As an answer to the request, and as one to the request for a token.
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

/// The same fault without the token, which the portal has not received yet.
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
        let shown = error.to_string();
        assert!(shown.starts_with("POST /v1/auth/access_token got an unexpected response: "), "{shown}");
        assert!(shown.contains("JSON") && shown.ends_with("(trace t-1)") && !shown.contains("canary"), "{shown}");
    }
}
