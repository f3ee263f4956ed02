//! Templates are read with all their faults, and values stay data when they are filled in.

use super::*;
use crate::enrich::{Payload, Refusal};
use serde_json::{Value, json};

const GUIDE: &str = "# enrichService.yml\n\n- identifier: \"{{ service_identifier }}\"\n  blueprint: service \n  properties:\n    type: \"{{ service_type }}\"\n    lifecycle: \"{{ service_lifecycle }}\"\n  relations:\n    domain: \"{{ domain_identifier }}\"\n";

fn read(text: &str) -> Result<Template, Vec<Finding>> {
    Template::read(&SourceFile::new("t.yml", text))
}

fn payload(values: &Value) -> Payload {
    let mut body = json!({ "port_context": { "entity": "acme/checkout", "runId": "r_1" } });
    body.as_object_mut().expect("a map").extend(values.as_object().expect("a map").clone());
    Payload::parse(body.to_string().as_bytes()).expect("a payload")
}

fn refused(template: &str, values: &Value) -> Refusal {
    read(template).expect(template).filled(&payload(values)).expect_err(template)
}

fn faults(text: &str) -> Vec<String> {
    let found = read(text).expect_err(text);
    found.iter().map(|finding| format!("{} {}", finding.place.position(), finding.message)).collect()
}

#[test]
fn the_guides_template_is_filled_in_as_it_is_laid_out() {
    let values = json!({ "domain": "payment", "type": "backend", "lifecycle": "Production" });
    let filled = read(GUIDE).expect("a template").filled(&payload(&values)).expect("fits");
    assert_eq!(
        filled.text.text,
        "- identifier: \"acme/checkout\"\n  blueprint: service \n  properties:\n    type: \"backend\"\n    lifecycle: \"Production\"\n  relations:\n    domain: \"payment\"\n"
    );
    assert_eq!(filled.wanted.address(), "service/acme/checkout");
    let fields: Vec<_> =
        filled.wanted.fields.iter().map(|field| (field.path.to_string(), field.from.join(","))).collect();
    let expected = [("properties.type", "type"), ("properties.lifecycle", "lifecycle"), ("relations.domain", "domain")];
    assert_eq!(fields, expected.map(|(path, from)| (path.to_owned(), from.to_owned())));
    assert!(filled.unused.is_empty());
}

#[test]
fn a_value_stays_a_value_with_any_content() {
    let template = "- identifier: '{{ service_identifier }}'\n  blueprint: service\n  properties: { note: \"{{ note }}\", b: '{{b}}' }\n";
    for value in [
        json!("a|b"),
        json!("R&D"),
        json!("backend\"\n    owner: \"evil"),
        json!("x|;1e touch demo/PWNED_SED #"),
        json!("{{ service_identifier }}"),
        json!("yes"),
        json!("\u{202e}abc\u{7f}\t\r\n 😀"),
        json!(5),
        json!(true),
        json!(["a", 1, "b: c"]),
    ] {
        let template = read(template).expect("a template");
        let filled = template.filled(&payload(&json!({ "note": value, "b": "x", "extra": null }))).expect("fits");
        let tree = parse(&filled.text, &Limits::default()).tree.expect("YAML");
        let body = crate::yaml::tree::to_value(tree.roots().next().expect("a root"));
        assert_eq!(body, json!([filled.wanted.body()]), "{}", filled.text.text);
        assert_eq!(body[0]["properties"]["note"], value);
        assert!(!filled.text.text.contains(['\u{202e}', '\u{7f}', '\t']), "{}", filled.text.text);
        assert_eq!(filled.unused, ["extra"]);
    }
}

#[test]
fn a_layout_that_cannot_be_kept_is_replaced_with_a_plain_one() {
    let template =
        "identifier: \"{{ service_identifier }}\"\nblueprint: service\nproperties: &p\n  type: \"{{ type }}\"\n";
    let filled = read(template).expect("a template").filled(&payload(&json!({ "type": "a" }))).expect("fits");
    assert_eq!(filled.text.text, "- identifier: acme/checkout\n  blueprint: service\n  properties:\n    type: a\n");
}

#[test]
fn a_fault_in_a_template_has_a_location() {
    let entity = |rest: &str| format!("identifier: x\nblueprint: service\n{rest}");
    assert_eq!(faults(""), ["1:1 the template is empty"]);
    assert_eq!(faults("# c\n"), ["1:1 the template is empty"]);
    assert_eq!(faults("- a: 1\n- b: 2\n"), ["2:3 the template has several entities"]);
    assert_eq!(faults("a: 1\n---\nb: 2\n"), ["3:1 the template has several documents"]);
    assert_eq!(faults("- x\n"), ["1:1 the template contains no entity"]);
    assert_eq!(faults("identifier: x\nproperties: { a: 1 }\n"), ["1:1 the entity of the template has no `blueprint`"]);
    assert_eq!(
        faults("identifier: x\nblueprint: \"{{ b }}\"\nproperties: { a: 1 }\n")[0],
        "2:12 the template must name the blueprint of its entity"
    );
    assert_eq!(faults(&entity("")), ["1:1 the template sets no values"]);
    assert_eq!(faults(&entity("propertis: { a: 1 }\n")), ["3:1 an entity has no key `propertis`"]);
    assert_eq!(faults(&entity("properties: [a]\n"))[0], "3:13 `properties` must be a map");
    assert_eq!(
        faults(&entity("properties: { a: \"is {{ type }}\" }\n")),
        ["3:18 a placeholder must be the entire value: `is {{ type }}`"]
    );
    assert_eq!(faults(&entity("properties: { \"{{ k }}\": 1 }\n")), ["3:15 a placeholder cannot be a key"]);
    assert!(faults(&entity("properties:\n  type: {{ type }}\n"))[0].contains("must be quoted"));
}

#[test]
fn a_name_that_the_payload_does_not_have_is_refused_with_the_nearest() {
    let template = GUIDE.replace("service_type", "servce_type");
    let values = json!({ "domain": "payment", "type": "backend", "lifecycle": "Production" });
    let refusal = refused(&template, &values);
    assert_eq!(
        refusal.reason,
        "t.yml:6:11: the payload has no `servce_type`, which `{{ servce_type }}` refers to; did you mean `{{ service_type }}`?"
    );
    let lacking = refused(GUIDE, &json!({ "domain": "payment", "type": "backend" }));
    assert!(
        lacking.reason.contains("the payload has no `lifecycle`, which `{{ service_lifecycle }}` refers to"),
        "{lacking}"
    );
    let null = refused(GUIDE, &json!({ "domain": null, "type": "backend", "lifecycle": "Production" }));
    assert_eq!(null.reason, "`domain` in the payload is null");
}

#[test]
fn a_template_about_another_entity_is_refused() {
    let template = "identifier: other\nblueprint: service\nproperties: { a: 1 }\n";
    assert!(
        refused(template, &json!({})).reason.contains("defines `other`, but the action was run on `acme/checkout`")
    );
}
