//! Values are treated as data, and refused with their name and a remedy.

use portwright::enrich::EnrichOutcome;
use portwright::portal::{Method, Request, SandboxPortal};

use super::*;

fn reason(text: &str, values: &Value) -> String {
    checked(text, values, None).expect_err("must be refused").reason()
}

fn with(key: &str, value: Value) -> Value {
    let mut values = form();
    values[key] = value;
    values
}

/// A template that sets one property from `note`.
const NOTE: &str = "identifier: '{{ service_identifier }}'\nblueprint: service\nproperties: { note: '{{ note }}' }\n";

#[test]
fn a_refused_value_names_its_key_and_what_is_allowed() {
    assert_eq!(
        reason(TEMPLATE, &with("type", json!("bakend"))),
        "`type` in the payload is `bakend`: `bakend` is not an option of `type`; did you mean `backend`? the options are `backend`, `frontend` and `library`"
    );
    assert_eq!(
        reason(TEMPLATE, &with("lifecycle", json!("production"))),
        "`lifecycle` in the payload is `production`: `production` is not an option of `lifecycle`; did you mean `Production`? the options are `Production`, `Experimental` and `Deprecated`"
    );
    assert_eq!(
        reason(TEMPLATE, &with("domain", json!("shipping"))),
        "`domain` in the payload is `shipping`: there is no entity `shipping` of blueprint `domain`, to which relation `domain` refers; did you mean `Shipping`?"
    );
    assert!(reason(TEMPLATE, &with("type", json!(5))).starts_with("`type` in the payload is `5`: "));
    assert!(reason(TEMPLATE, &with("domain", json!(["payment"]))).contains("relation `domain` has `many: false`"));
    assert!(reason(TEMPLATE, &with("domain", Value::Null)).starts_with("`domain` in the payload is null"));
    assert!(
        reason(TEMPLATE, &with("domain", json!({ "identifier": "payment" }))).contains("`.inputs.domain.identifier`")
    );
}

#[test]
fn what_the_template_states_itself_is_checked_too() {
    let of = |rest: &str| {
        reason(&format!("identifier: '{{{{ service_identifier }}}}'\nblueprint: service\n{rest}"), &form())
    };
    assert!(
        of("properties: { typ: \"{{ type }}\" }\n")
            .contains("blueprint `service` has no property `typ`; did you mean `type`?")
    );
    assert!(of("properties: { type: bakend }\n").starts_with("templates/enrichService.yml (filled in):3:21: "));
    assert!(of("relations: { domein: \"{{ domain }}\" }\n").contains("has no relation `domein`"));
    assert!(of("properties: { domain: \"{{ domain }}\" }\n").contains("`domain`"));
    assert!(of("relations: { domain: gone }\n").starts_with("the template: there is no entity `gone`"));
    let other = TEMPLATE.replace("blueprint: service", "blueprint: servce").replace("service_", "servce_");
    assert!(
        reason(&other, &form())
            .contains("blueprint `servce`, which the template uses, does not exist; did you mean `service`?")
    );
}

#[test]
fn the_name_of_ports_sample_hides_no_value() {
    let title = TEMPLATE.replace("  properties:", "  title: \"{{ title }}\"\n  properties:");
    let mut values = with("type", json!("bakend"));
    values["title"] = json!("Some Title");
    assert!(reason(&title, &values).contains("sample"));
}

#[test]
fn types_and_formats_are_the_blueprints() {
    let set = |property: &str, value: Value| {
        let text = format!(
            "identifier: '{{{{ service_identifier }}}}'\nblueprint: service\nproperties: {{ {property}: '{{{{ v }}}}' }}\n"
        );
        checked(&text, &json!({ "v": value }), None).map(|_| ()).map_err(|error| error.reason())
    };
    assert_eq!(set("replicas", json!(3)), Ok(()));
    assert_eq!(set("tags", json!(["a", "b"])), Ok(()));
    assert_eq!(set("url", json!("https://example.com")), Ok(()));
    for (property, value) in [
        ("replicas", json!("3")),
        ("replicas", json!(10)),
        ("tags", json!("a")),
        ("tags", json!([1])),
        ("url", json!("example")),
        ("note", json!(true)),
        ("note", json!("file://.env")),
        ("note", json!("file://../../etc/passwd")),
        ("tags", json!(["file://x"])),
        ("note", json!("{{ .inputs.note }}")),
    ] {
        let refused = set(property, value.clone()).expect_err(&value.to_string());
        assert!(refused.starts_with("`v` in the payload is `"), "{refused}");
    }
}

#[test]
fn hostile_texts_arrive_as_they_are_sent() {
    for text in [
        "org/x\"; touch demo/PWNED_GH; echo \"",
        "a|b",
        "R&D",
        "backend\"\n    owner: \"evil",
        "x|;1e touch demo/PWNED_SED #",
        "payment\"; touch PWNED_JENKINS; echo \"",
        "a   b",
        " * ",
        "$(id) `id` ${HOME}",
        "- a\n- b\n",
        "!!python/object:os.system x",
        "*alias",
        "&anchor",
        "<<",
        "yes",
        "0o17",
        "1e3",
        "null",
        "~",
        "# no comment",
        "a: b",
        "::set-output name=x::y",
        "\u{202e}txt.exe\u{200b}",
        "\r\n\t\u{85}\u{2028}\u{7f}",
        "👩\u{200d}💻 日本 \u{5d0}",
        "'\"'\\",
        "%2F",
        "---\n...\n",
    ] {
        let checked = checked(NOTE, &json!({ "note": text }), None).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        for file in [
            "",
            "# c\r\n- identifier: acme/checkout\r\n  blueprint: service\r\n  properties:\r\n    note: 'x' # c\r\n",
            "{\"identifier\": \"acme/checkout\", \"blueprint\": \"service\"}",
        ] {
            let done = enriched(&checked.filled, &[("port.yml", file)])
                .unwrap_or_else(|refusal| panic!("{text:?}: {refusal}"));
            let EnrichOutcome::Changed(change) = done.outcome else { panic!("{text:?} was there already") };
            let first = super::files::read(&change.after.text);
            let entity = if first.is_array() { &first[0] } else { &first };
            assert_eq!(entity["properties"]["note"], text, "{}", change.after.text);
            assert_eq!(entity.as_object().map(serde_json::Map::len), Some(3), "{}", change.after.text);
        }
    }
}

#[test]
fn no_error_contains_an_entire_long_value_or_control_characters() {
    for text in ["x".repeat(20_000), "\u{1b}[2J\n::error::x\u{202e}".repeat(50)] {
        for key in ["type", "lifecycle", "domain"] {
            let error = checked(TEMPLATE, &with(key, json!(text)), None).expect_err("must be refused");
            let reason = error.reason();
            assert!(reason.len() < 800, "{reason}");
            assert!(!reason.contains(|c: char| c.is_control() || c == '\u{202e}'), "{reason:?}");
            let EnrichError::Refused(refusal) = error else { panic!("nothing was asked") };
            assert!(refusal.findings.is_empty());
        }
    }
}

#[test]
fn an_unknown_entity_is_not_created() {
    let mut body = json!({ "port_context": { "entity": "acme/Checkout" } });
    body.as_object_mut().expect("a map").extend(form().as_object().expect("a map").clone());
    let payload = Payload::parse(body.to_string().as_bytes()).expect("a payload");
    let (template, catalog) = (template(TEMPLATE), catalog());
    let task = Task { payload: &payload, template: &template, catalog: &catalog, portal: None };
    let reason = ops::enrich::checked(task).expect_err("must be refused").reason();
    assert_eq!(reason, "there is no entity `acme/Checkout` of blueprint `service`; did you mean `acme/checkout`?");
}

#[test]
fn without_entities_a_relation_cannot_be_checked_and_a_property_can() {
    let mut snapshot = Snapshot::new(true);
    let service = json!({ "schema": { "properties": { "note": { "type": "string" } } }, "relations": { "domain": { "target": "domain" } } });
    snapshot.insert("service", &service, true);
    let catalog = ops::catalog::catalog(Some(&snapshot), None, &[]);
    let check = |text: &str| {
        let (payload, template) = (payload(&json!({ "note": "n", "domain": "payment" })), template(text));
        ops::enrich::checked(Task { payload: &payload, template: &template, catalog: &catalog, portal: None })
    };
    assert!(!check(NOTE).expect("the value is right").is_known);
    let relation =
        "identifier: '{{ service_identifier }}'\nblueprint: service\nrelations: { domain: '{{ domain }}' }\n";
    let reason = check(relation).expect_err("must be refused").reason();
    assert!(
        reason.starts_with("the entities of blueprint `domain` are unknown") && reason.contains("--portal"),
        "{reason}"
    );
}

#[test]
fn a_portal_is_asked_for_each_entity() {
    let portal = SandboxPortal::in_memory();
    let send = |method, segments: &[&str], body: Value| {
        portal
            .send(&Request::new(method, segments.iter().copied()).body(body))
            .unwrap_or_else(|error| panic!("{error}"));
    };
    send(
        Method::Post,
        &["blueprints"],
        json!({ "identifier": "domain", "title": "Domain", "schema": { "properties": {} } }),
    );
    send(Method::Post, &["blueprints", "domain", "entities"], json!({ "identifier": "payment" }));
    let refused = checked(TEMPLATE, &form(), Some(&portal)).expect_err("the service is missing").reason();
    assert!(refused.starts_with("there is no entity `acme/checkout` of blueprint `service`"), "{refused}");
    send(Method::Post, &["blueprints", "service", "entities"], json!({ "identifier": "acme/checkout" }));
    assert!(checked(TEMPLATE, &form(), Some(&portal)).expect("all is there").is_known);
    let refused =
        checked(TEMPLATE, &with("domain", json!("paymnt")), Some(&portal)).expect_err("no such domain").reason();
    assert!(refused.ends_with("to which relation `domain` refers; did you mean `payment`?"), "{refused}");
}
