//! Reads the bytes of a response.

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
    let mut body = if may_be_empty(request, received) {
        Value::Null
    } else {
        object(received, redactor).map_err(|reason| PortalError::Protocol { request: label.clone(), reason })?
    };
    if body["ok"] == Value::Bool(false) {
        return Err(refusal(label, received, redactor));
    }
    redactor.redact(&mut body);
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
        Ok(_) => Err(format!("JSON that is not an object: `{}`{traced}", redactor.excerpt(&received.body))),
        Err(error) => Err(format!("no JSON ({error}): `{}`{traced}", redactor.excerpt(&received.body))),
    }
}

/// The error in a response with another status, in Port's shape or any other.
pub(super) fn refusal(request: String, received: &ApiResponse, redactor: &Redactor) -> PortalError {
    let body: Value = serde_json::from_slice(&received.body).unwrap_or_default();
    let text = |key: &str| body[key].as_str().filter(|text| !text.is_empty());
    let code = text("error").map(|code| redactor.brief(code, 200));
    let message = match text("message") {
        Some(message) => Some(redactor.brief(message, 4000)),
        // Not Port's: a proxy's page, or another server's JSON.
        None if code.is_none() => Some(redactor.excerpt(&received.body)).filter(|excerpt| !excerpt.is_empty()),
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
    use crate::net::Pace;

    fn answer(method: Method, status: u16, body: &str) -> Result<Answer, PortalError> {
        let (trace, pace, body) = (Some("t-1".to_owned()), Pace::default(), body.as_bytes().to_vec());
        let received = ApiResponse { status, trace, pace, body, connection: None, is_limit: false, in_doubt: false };
        let request = Request::new(method, ["blueprints"]);
        let redactor = Redactor::default();
        redactor.learn(&"canary".into());
        read(&request, &received, &redactor)
    }

    #[test]
    fn what_is_no_json_object_is_never_an_empty_portal() {
        for body in ["", " \n", "<html>", "{\"blueprints\": [", "[]", "null", "\"x\"", "{} {}"] {
            let error = answer(Method::Get, 200, body).expect_err(body);
            assert!(matches!(error, PortalError::Protocol { .. }), "{body}: {error}");
            assert!(error.to_string().ends_with("(trace t-1)"), "{error}");
        }
        assert!(matches!(answer(Method::Get, 204, ""), Err(PortalError::Protocol { .. })));
    }

    #[test]
    fn nesting_without_end_is_an_error() {
        assert!(answer(Method::Get, 200, &"{\"a\":".repeat(100_000)).is_err());
    }

    #[test]
    fn a_secret_is_redacted_wherever_an_answer_repeats_it() {
        let body = r#"{"errors": [{"message": "x can\u0061ry"}], "canary": ["a\nb", {"title": "canary"}]}"#;
        let answer = answer(Method::Get, 200, body).expect("an answer").body;
        let expected =
            json!({"errors": [{"message": "x [REDACTED]"}], "[REDACTED]": ["a\nb", {"title": "[REDACTED]"}]});
        assert_eq!(answer, expected);
    }

    #[test]
    fn a_deletion_needs_no_body() {
        let gone = answer(Method::Delete, 204, "").expect("an answer");
        assert_eq!((gone.status, gone.body), (204, Value::Null));
        assert!(answer(Method::Patch, 200, "").is_ok());
        assert!(answer(Method::Put, 200, "").is_err());
    }

    #[test]
    fn ok_false_is_a_refusal_whatever_the_status() {
        let error = answer(Method::Get, 200, r#"{"ok": false, "error": "not_found"}"#).expect_err("a refusal");
        assert_eq!((error.status(), error.code()), (Some(200), Some("not_found")));
    }

    #[test]
    fn a_proxys_page_is_quoted_briefly_and_harmlessly() {
        let page = format!("<html>\u{1b}[31mcanary{}", "x".repeat(5000));
        let error = answer(Method::Get, 502, &page).expect_err("a refusal").to_string();
        assert!(error.contains(r"502 (no code): <html>\u{1b}[31m[REDACTED]xxx"), "{error}");
        assert!(error.len() < 350 && !error.contains('\u{1b}'), "{error}");
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
