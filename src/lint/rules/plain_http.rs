//! A request that is sent unencrypted.

use crate::kind::places::values;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, is_undefined, text_part};
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;

pub(super) const RULE: Rule = Rule::warning("plain-http", include_str!("plain_http.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for (at, request) in values(declaration.kind.places.requests, &declaration.body) {
        let Some(url) = request.get("url").and_then(Value::as_str) else { continue };
        let at = at.child("url");
        // Port's agent runs in the network of the service it calls.
        let agent = request.get("agent");
        if agent == Some(&Value::Bool(true)) || is_undefined(declaration, &at) {
            continue;
        }
        if url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://")) && !is_loopback(&url[7..]) {
            let message = "this request is sent unencrypted".to_owned();
            let finding = RULE.at(text_part(declaration, &at, &(0..4)), message).label("not encrypted");
            found.push(finding.help("use `https://`"));
        }
    }
}

/// Returns whether the part after the scheme is a loopback address.
fn is_loopback(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
    host == "localhost" || host.starts_with("127.") || host.starts_with("[::1]")
}
