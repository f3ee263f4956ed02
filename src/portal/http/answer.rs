//! Reads the bytes of a response.

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::net::{ApiResponse, Redactor};
use crate::portal::wire::{Answer, Method, PortalError, Request};

/// Reads the response to a request: a 2xx status and a JSON object, else an error.
///
/// A body that cannot be read never counts as empty: resources could be deleted from a portal that looks empty.
pub(super) fn read(request: &Request, received: &ApiResponse, redactor: &Redactor) -> Result<Answer, PortalError> {
    let label = request.to_string();
    if !(200..300).contains(&received.status) {
        return Err(refusal(label, received, redactor));
    }
    let body = if may_be_empty(request, received) {
        Value::Null
    } else {
        object(received, redactor).map_err(|reason| PortalError::Protocol { request: label.clone(), reason })?
    };
    if body["ok"] == Value::Bool(false) {
        return Err(refusal(label, received, redactor));
    }
    Ok(Answer { status: received.status, body, trace: trace(received, redactor) })
}

fn may_be_empty(request: &Request, received: &ApiResponse) -> bool {
    let settled = match request.method {
        Method::Delete | Method::Patch => true,
        Method::Get | Method::Post | Method::Put => received.status == 204 && request.writes(),
    };
    settled && received.body.iter().all(u8::is_ascii_whitespace)
}

/// The body as a JSON object, or what it is instead.
fn object(received: &ApiResponse, redactor: &Redactor) -> Result<Value, String> {
    let traced = trace(received, redactor).map(|trace| format!(" (trace {trace})")).unwrap_or_default();
    if received.body.iter().all(u8::is_ascii_whitespace) {
        return Err(format!("status {} without a body{traced}", received.status));
    }
    match serde_json::from_slice(&received.body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        _ => Err(format!("{}{traced}", foreign(&received.body))),
    }
}

/// The status of a response that is not Port's, and what it is.
pub(super) fn unexpected(received: &ApiResponse) -> String {
    let what = match received.body.trim_ascii() {
        b"" => "no body; check the portal's address".to_owned(),
        body => foreign(body),
    };
    format!("status {} with {what}", received.status)
}

/// Describes a response that is not from Port. Its text is not printed, because it may contain anything.
fn foreign(body: &[u8]) -> String {
    let start = body.trim_ascii_start();
    let what = match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) => "JSON of another form",
        Err(_) if start.starts_with(b"<") => "an HTML page",
        Err(_) if start.starts_with(b"{") || start.starts_with(b"[") => "incomplete or damaged JSON",
        Err(_) => "text that is not JSON",
    };
    format!("{what}; another server, a proxy or a gateway may have sent it, so check the portal's address")
}

/// The error in a refusal, in Port's shape or any other: a status that is not 2xx, or `ok: false`.
pub(super) fn refusal(request: String, received: &ApiResponse, redactor: &Redactor) -> PortalError {
    let body: Value = serde_json::from_slice(&received.body).unwrap_or_default();
    let text = |key: &str| body[key].as_str().filter(|text| !text.is_empty());
    let code = text("error").map(|code| redactor.brief(code, 200));
    let message = match text("message") {
        Some(message) => Some(redactor.brief(message, 4000)),
        None if code.is_none() && !received.body.trim_ascii().is_empty() => {
            Some(format!("the response is {}", foreign(&received.body)))
        }
        None => None,
    };
    PortalError::Refused {
        request,
        status: received.status,
        code,
        message,
        details: Box::new(redactor.clean_value(&body["details"])),
        trace: trace(received, redactor),
    }
}

/// The trace ID, redacted for printing.
pub(super) fn trace(received: &ApiResponse, redactor: &Redactor) -> Option<String> {
    received.trace.as_deref().map(|trace| redactor.brief(trace, 200))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::net::RateLimitHeaders;

    fn answer(method: Method, status: u16, body: &str) -> Result<Answer, PortalError> {
        let (trace, rate_limit, body) = (Some("t-1".to_owned()), RateLimitHeaders::default(), body.as_bytes().to_vec());
        let received = ApiResponse {
            status,
            trace,
            rate_limit,
            has_next_page: false,
            etag: None,
            body,
            connection: None,
            is_limit: false,
            in_doubt: false,
        };
        let request = Request::new(method, ["blueprints"]);
        let redactor = Redactor::default();
        redactor.learn(&"canary".into());
        read(&request, &received, &redactor)
    }

    #[test]
    fn a_body_that_is_not_a_json_object_is_never_an_empty_portal() {
        for body in ["", " \n", "<html>", "{\"blueprints\": [", "[]", "null", "\"x\"", "{} {}"] {
            let error = answer(Method::Get, 200, body).expect_err(body);
            assert!(matches!(error, PortalError::Protocol { .. }), "{body}: {error}");
            assert!(error.to_string().ends_with("(trace t-1)"), "{error}");
        }
        assert!(matches!(answer(Method::Get, 204, ""), Err(PortalError::Protocol { .. })));
    }

    #[test]
    fn unlimited_nesting_is_an_error() {
        assert!(answer(Method::Get, 200, &"{\"a\":".repeat(100_000)).is_err());
    }

    #[test]
    fn a_body_stays_as_it_is_and_a_refusal_is_redacted() {
        let body = r#"{"errors": [{"message": "x can\u0061ry"}], "canary": ["a\nb", {"title": "canary"}]}"#;
        let expected = json!({"errors": [{"message": "x canary"}], "canary": ["a\nb", {"title": "canary"}]});
        assert_eq!(answer(Method::Get, 200, body).expect("an answer").body, expected);
        let body = r#"{"ok": false, "error": "canary", "message": "x can\u0061ry", "details": {"canary": ["canary"]}}"#;
        for status in [200, 422] {
            let error = answer(Method::Get, status, body).expect_err("a refusal");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
    }

    #[test]
    fn a_deletion_needs_no_body() {
        let gone = answer(Method::Delete, 204, "").expect("an answer");
        assert_eq!((gone.status, gone.body), (204, Value::Null));
        assert!(answer(Method::Patch, 200, "").is_ok());
        assert!(answer(Method::Put, 200, "").is_err());
    }

    #[test]
    fn ok_false_is_a_refusal_with_any_status() {
        let error = answer(Method::Get, 200, r#"{"ok": false, "error": "not_found"}"#).expect_err("a refusal");
        assert_eq!((error.status(), error.code()), (Some(200), Some("not_found")));
    }

    #[test]
    fn an_answer_that_is_not_ports_is_named_and_not_printed() {
        for (body, name) in [
            ("\n<!DOCTYPE html><html>\u{1b}[31mcanary Access denied", "an HTML page"),
            ("{\"detail\": \"canary Access denied\"}", "JSON of another form"),
            ("[\"Access denied\"]", "JSON of another form"),
            ("{\"blueprints\": [\"Access denied", "incomplete or damaged JSON"),
            ("Access denied", "text that is not JSON"),
        ] {
            let error = answer(Method::Get, 502, body).expect_err("a refusal").to_string();
            assert!(error.contains(&format!("502 (no code): the response is {name};")), "{error}");
            assert!(error.contains("check the portal's address") && !error.contains("denied"), "{error}");
        }
        let error = answer(Method::Get, 200, "<html>Access denied").expect_err("no JSON").to_string();
        assert!(error.contains(" an HTML page;") && !error.contains("denied"), "{error}");
    }

    #[test]
    fn ports_error_comes_with_its_details() {
        let body = r#"{"ok":false,"error":"has_dependents","message":"no","details":{"entitiesCount":3}}"#;
        let Err(PortalError::Refused { code, message, details, trace, .. }) = answer(Method::Delete, 403, body) else {
            panic!("no refusal");
        };
        assert_eq!(code.as_deref(), Some("has_dependents"));
        assert_eq!(message.as_deref(), Some("no"));
        assert_eq!(*details, json!({"entitiesCount": 3}));
        assert_eq!(trace.as_deref(), Some("t-1"));
    }
}
