//! Payloads are taken as data, and refused by name.

use super::*;

fn parsed(text: &str) -> Payload {
    Payload::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> String {
    Payload::parse(text.as_bytes()).expect_err(text).to_string()
}

fn with_value(json: &str) -> Payload {
    parsed(&format!(r#"{{"port_context": {{"entity": "a", "runId": "r_1"}}, "x": {json}}}"#))
}

#[test]
fn the_context_is_a_map_or_its_text() {
    let map = parsed(r#"{"port_context": {"entity": "acme/checkout", "runId": "r_1"}, "type": "backend"}"#);
    let text = parsed(r#"{"port_context": "{\"entity\": \"acme/checkout\", \"runId\": \"r_1\"}", "type": "backend"}"#);
    assert_eq!(map, text);
    assert_eq!((map.entity.as_str(), map.run.as_deref()), ("acme/checkout", Some("r_1")));
    assert_eq!(map.keys().collect::<Vec<_>>(), ["type"]);
}

#[test]
fn any_text_is_data() {
    for text in
        ["a|b", "R&D", "\"; touch x; \"", "a\nb: c\r\n", "😀", "\u{202e}abc", "x|;1e touch p #", "$(id)", "a   b"]
    {
        let payload = with_value(&Value::from(text).to_string());
        assert_eq!(payload.usable("x"), Ok(&Value::from(text)));
    }
    for json in ["5", "true", r#"["a", 1]"#] {
        assert!(with_value(json).usable("x").is_ok(), "{json}");
    }
}

#[test]
fn a_value_that_cannot_be_written_is_refused_by_name() {
    for (json, fault) in [
        ("null", "is null"),
        ("\"\"", "is empty"),
        ("\" \\n\"", "is empty"),
        ("[]", "is an empty list"),
        ("[\"\"]", "has an element that is empty"),
        ("[[1]]", "has a list as a member"),
        ("{\"identifier\": \"a\"}", "is a map, but a single value is needed"),
        ("\"a\\u0000b\"", "contains a NUL character: `a\\u{0}b`"),
    ] {
        let error = with_value(json).usable("x").expect_err(json).to_string();
        assert_eq!(error, format!("`x` in the payload {fault}"));
    }
    assert_eq!(with_value("1").usable("y"), Err(PayloadError::Missing("y".to_owned())));
}

#[test]
fn the_context_must_name_the_entity_and_the_run() {
    let context = |json: &str| refused(&format!(r#"{{"port_context": {json}}}"#));
    assert_eq!(refused("{}"), "the payload has no `port_context`");
    assert_eq!(
        refused("{\"a\": 1, \"a\": 2}").split(" at line").next(),
        Some("the payload is not valid: the key `a` appears twice")
    );
    assert_eq!(refused("[1]"), "the payload is not valid: it is a list, but must be a map");
    assert_eq!(refused(" \n"), "the payload is empty");
    assert_eq!(context("null"), "`port_context` in the payload is null, but must be a map");
    assert!(context("\"{\\\"entity\\\": \\\"a\\\", \\\"entity\\\": \\\"b\\\"}\"").contains("appears twice"));
    assert_eq!(context("{}"), "the payload has no `port_context.entity`");
    assert_eq!(context(r#"{"entity": ""}"#), "`port_context.entity` in the payload is empty");
    assert_eq!(context(r#"{"entity": 5}"#), "`port_context.entity` in the payload is a number, but must be a string");
    for entity in ["..", "a b", "a\\nb", "a;b", "a\\u202eb", "a?b", "%2F"] {
        let error = context(&format!(r#"{{"entity": "{entity}"}}"#));
        assert!(error.starts_with("`port_context.entity` in the payload cannot be an identifier"), "{error}");
        assert!(!error.contains(['\n', '\u{202e}']), "{error}");
    }
    for run in ["../x", "a/b", "..", "a\\r\\nb", "a b", "é"] {
        let error = context(&format!(r#"{{"entity": "a", "runId": "{run}"}}"#));
        assert!(error.contains("cannot be the identifier of a run"), "{error}");
    }
    assert_eq!(context(r#"{"entity": "a", "runId": null}"#), "`port_context.runId` in the payload is null");
    assert!(context(&format!(r#"{{"entity": "{}"}}"#, "a".repeat(1001))).len() < 200);
}

#[test]
fn bytes_that_are_not_text_and_too_many_are_refused() {
    assert_eq!(Payload::parse(b"{\"a\": \"\xff\"}"), Err(PayloadError::NotUtf8 { at: 7 }));
    assert_eq!(Payload::parse(&vec![b' '; MAX_PAYLOAD_BYTES + 1]), Err(PayloadError::TooLarge));
    let marked = "\u{feff}{\"port_context\": {\"entity\": \"a\"}}";
    assert!(Payload::parse(marked.as_bytes()).is_ok());
}

#[test]
fn an_entity_without_a_repository_has_none() {
    let repository =
        |json: &str| parsed(&format!(r#"{{"port_context": {{"entity": "a", "repo_url": {json}}}}}"#)).repository;
    assert_eq!(repository("null"), None);
    assert_eq!(repository("\"\""), None);
    assert_eq!(repository("\"https://github.com/a/b\"").as_deref(), Some("https://github.com/a/b"));
    assert!(refused(r#"{"port_context": {"entity": "a", "repo_url": "https://a b\n"}}"#).contains("repo_url"));
}
