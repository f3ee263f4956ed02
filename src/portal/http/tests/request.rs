//! One request and its answer, and mistakes that are refused before anything is sent.

use super::fixture::*;

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
    let asked = server.token_requests().remove(0);
    assert_eq!(asked.authorization, None);
    assert_eq!(asked.body, r#"{"clientId":"canary-id","clientSecret":"canary-secret"}"#);
}

#[test]
fn an_identifier_that_would_change_the_route_is_never_sent() {
    let (result, times) = sent([ok()], &Request::new(Method::Delete, ["blueprints", "a", "entities", ".."]));
    let shown = "DELETE /v1/blueprints/a/entities/.. did not reach the portal: the identifier `..` cannot be part of a \
                 URL's path";
    assert_eq!((result.expect_err("no answer").to_string().as_str(), times), (shown, 0));
}

#[test]
fn a_ca_file_without_certificates_is_refused() {
    let garbled = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    for (pem, said) in [("", "contains no PEM certificate"), (garbled, "CA file")] {
        let error = HttpPortal::new(
            BaseUrl::parse("eu").expect("an address"),
            Credentials::new("canary-id", "canary-secret"),
            Options { ca_file: Some(pem.into()), ..quick() },
        )
        .expect_err("no portal");
        assert!(error.to_string().contains(said), "{error}");
    }
}
