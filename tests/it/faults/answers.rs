//! Answers that cannot be used: one clear error, nothing written, and an end in time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::proxy::{Fault, Proxy};
use crate::served::{Served, code_and_output};

const LIST: &str = "GET /v1/blueprints";
const OWNER: &str = "identifier: owner\ntitle: Owner\nschema:\n  properties: {}\n";

/// A model with a blueprint that the portal does not have, one that is removed, and an entity.
fn place() -> Served {
    let place = Served::new("", 0);
    place.put("model/blueprints/owner.yml", OWNER);
    place.put("port.yml", "identifier: a\ntitle: A\nblueprint: service\n");
    place
}

/// Runs a command against a proxy, and returns its exit code, output, and seconds.
fn run(place: &Served, proxy: &Proxy, arguments: &[&str]) -> (i32, String, f64) {
    let begun = Instant::now();
    let mut command = place.command(arguments);
    let (code, printed) = code_and_output(command.env("PORT_BASE_URL", proxy.url()).output());
    (code, printed, begun.elapsed().as_secs_f64())
}

/// Every command that reads the portal's blueprints.
const READERS: &[&[&str]] = &[
    &["plan"],
    &["apply", "--auto-approve"],
    &["export"],
    &["drift", "--base", "HEAD"],
    &["graph", "--plan"],
    &["snapshot", "--out", "snapshot.json"],
    &["sync"],
];

/// Checks that every reader fails with one error with these words, and that nothing changes.
fn refused(words: &str, fault: impl Fn() -> Fault + Clone + Send + Sync + 'static) {
    let place = place();
    place.git(&["init", "--quiet"]);
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "all"]);
    for arguments in READERS {
        let proxy = Proxy::with(&place, LIST, fault.clone());
        let (code, printed, seconds) = run(&place, &proxy, arguments);
        assert!(code != 0, "{arguments:?}: {printed}");
        assert_eq!(printed.matches("error: ").count(), 1, "{arguments:?}: {printed}");
        assert!(printed.contains(LIST) && printed.contains(words), "{arguments:?}: {printed}");
        assert!(!printed.contains("very-secret") && !printed.contains("sandbox."), "{arguments:?}: {printed}");
        assert!(printed.len() < 4000 && seconds < 60.0, "{arguments:?}: {seconds} s, {} bytes", printed.len());
        assert_eq!(proxy.writes(), Vec::<String>::new(), "{arguments:?}");
        let files = walkdir::WalkDir::new(place.path()).min_depth(1).into_iter().flatten();
        let names = files.map(|file| file.path().strip_prefix(place.path()).expect("below").display().to_string());
        let names: Vec<String> = names.filter(|name| !name.starts_with(".git")).collect();
        assert_eq!(names.len(), 4, "{arguments:?}: {names:?}");
    }
}

fn body(body: &'static str) -> impl Fn() -> Fault + Clone {
    move || Fault::answer(200, "content-type: application/json\r\n", body)
}

#[test]
fn html_with_status_200_is_not_an_empty_portal() {
    refused("an HTML page", || Fault::answer(200, "content-type: text/html\r\n", "<html>Log in</html>"));
}

#[test]
fn a_list_that_is_null_is_not_an_empty_portal() {
    refused("it has no list `blueprints`", body(r#"{"ok":true,"blueprints":null}"#));
}

#[test]
fn a_null_in_a_list_is_not_left_out() {
    refused("a blueprint in it has no identifier", || Fault::Change(|body| body["blueprints"][0] = Value::Null));
}

#[test]
fn two_versions_of_a_resource_in_a_list_are_an_error() {
    refused("it has blueprint/service twice", || {
        Fault::Change(|body| {
            let blueprints = body["blueprints"].as_array_mut().expect("a list");
            let service = blueprints.iter().find(|one| one["identifier"] == "service").expect("it is there");
            let mut other = service.clone();
            other["title"] = json!("Other");
            blueprints.push(other);
        })
    });
}

#[test]
fn a_list_without_end_is_stopped() {
    refused("more than 64 MiB", || Fault::Endless);
}

#[test]
fn a_million_levels_are_an_error_and_no_stack_overflow() {
    let deep = || format!("{{\"ok\":true,\"blueprints\":{}", "[".repeat(1_000_000));
    refused("incomplete or damaged JSON", move || Fault::answer(200, "", &deep()));
    let closed = || format!("{{\"ok\":true,\"blueprints\":{}{}}}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    refused("JSON", move || Fault::answer(200, "", &closed()));
}

#[test]
fn a_redirect_to_another_origin_takes_no_credentials_along() {
    let place = place();
    let elsewhere = std::sync::Arc::new(Proxy::start(&Served::new("", 0), |_, _| Fault::answer(200, "", "{}")));
    for label in [LIST, "POST /v1/auth/access_token"] {
        for status in [301, 302, 303, 307, 308] {
            let to = elsewhere.url();
            let proxy = Proxy::with(&place, label, move || {
                Fault::answer(status, &format!("location: {to}/v1/blueprints\r\n"), "")
            });
            let (code, printed, _) = run(&place, &proxy, &["apply", "--auto-approve"]);
            assert!(code != 0 && printed.contains("another origin"), "{label} {status}: {printed}");
            assert_eq!((proxy.writes().len(), elsewhere.seen().len()), (0, 0), "{label} {status}");
        }
    }
}

#[test]
fn one_byte_a_second_ends_at_the_time_limit() {
    let place = place();
    let slow = || Fault::Slow(Duration::from_secs(1));
    for label in [LIST, "POST /v1/auth/access_token"] {
        let proxy = Proxy::with(&place, label, slow);
        let (code, printed, seconds) = run(&place, &proxy, &["plan", "--timeout", "1"]);
        assert!(code != 0 && printed.contains(label) && printed.contains("--timeout"), "{printed}");
        // Five attempts.
        assert!(seconds < 30.0, "{seconds} s: {printed}");
    }
    // A creation may have taken effect, and so is not repeated.
    let proxy = Proxy::with(&place, "POST /v1/blueprints", slow);
    let (_, printed, seconds) = run(&place, &proxy, &["apply", "--auto-approve", "--timeout", "1"]);
    assert_eq!(proxy.writes(), ["POST /v1/blueprints"], "{printed}");
    assert!(seconds < 30.0, "{seconds} s: {printed}");
    assert!(place.run(&["plan", "--detailed-exitcode"]).0 == 0, "{printed}");
}

#[test]
fn a_hundred_thousand_properties_are_planned() {
    let place = Served::new("", 0);
    let mut text = "identifier: wide\ntitle: Wide\nschema:\n  properties:\n".to_owned();
    for nth in 0..20_000 {
        writeln!(text, "    p{nth}: {{ type: string }}").expect("text can be written to");
    }
    place.put("model/blueprints/owner.yml", OWNER);
    let proxy = Proxy::start(&place, |seen, _| match seen.label.as_str() {
        LIST => Fault::Change(|body| {
            let properties: serde_json::Map<String, Value> =
                (0..100_000).map(|nth| (format!("p{nth}"), json!({ "type": "string", "title": "P" }))).collect();
            let blueprints = body["blueprints"].as_array_mut().expect("a list");
            blueprints.push(json!({ "identifier": "wide", "title": "W", "schema": { "properties": properties } }));
        }),
        "GET /v1/blueprints/wide/entities-count" => Fault::answer(200, "", r#"{"ok":true,"count":0}"#),
        _ => Fault::None,
    });
    // Time that grows with the square of the number would be hours.
    let (code, printed, seconds) = run(&place, &proxy, &["plan"]);
    assert!(code == 0 && seconds < 120.0, "{seconds} s: {printed}");
    // A fifth of the properties change.
    place.put("model/blueprints/wide.yml", &text);
    let (code, printed, seconds) = run(&place, &proxy, &["plan", "--format", "concise"]);
    assert!(code == 0 && seconds < 120.0, "{seconds} s: {}", &printed[..printed.len().min(2000)]);
}
