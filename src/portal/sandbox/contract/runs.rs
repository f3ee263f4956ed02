//! Facts about what a run checks before it starts, and how it fills in an action's templates.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{TestClient, on_both_transports, refused};
use crate::portal::wire::Method::{Get, Patch, Post};

const DOMAIN: &str = "pay\"ments' & co";

/// Creates the blueprints of the tour's model, and a domain and a service with awkward names.
fn prepare(portal: &TestClient) {
    portal.create_empty_blueprint("domain");
    let properties = json!({"schema": {"properties": {
        "type": {"type": "string"}, "lifecycle": {"type": "string"}, "tags": {"type": "array"}, "size": {"type": "number"}}},
        "relations": {"domain": {"target": "domain"}}});
    portal.patch("blueprints service", properties);
    portal.post("blueprints domain entities", json!({"identifier": "payments", "title": DOMAIN}));
    portal.post("blueprints domain entities", json!({"identifier": "search"}));
    portal.post(
        "blueprints service entities",
        json!({"identifier": "org/billing", "title": "Bil\"ling", "team": ["a"],
            "properties": {"url": "https://example.com/org/billing", "tags": ["a", "b"], "size": 3},
            "relations": {"domain": "payments"}}),
    );
}

/// An action on a service with these inputs, whose payload is never sent.
fn sends(inputs: Value, payload: Value) -> Value {
    json!({
        "identifier": "try",
        "title": "Try",
        "trigger": {"type": "self-service", "operation": "DAY-2", "blueprintIdentifier": "service",
            "userInputs": {"properties": inputs}},
        "invocationMethod": {"type": "KAFKA", "payload": payload},
    })
}

fn with(properties: Value) -> Value {
    json!({"entity": "org/billing", "properties": properties})
}

/// Stores an action and gives the payload of a run of it.
fn payload(portal: &TestClient, action: Value, run: Value) -> Value {
    store(portal, action);
    portal.post("actions try runs", run)["run"]["payload"]["payload"].clone()
}

fn store(portal: &TestClient, action: Value) {
    let exists = portal.get("actions")["actions"].as_array().is_some_and(|actions| !actions.is_empty());
    if exists {
        portal.put("actions try", action)
    } else {
        portal.post("actions", action)
    };
}

/// The lines in a run's log.
pub(super) fn lines(portal: &TestClient, id: &str) -> Vec<String> {
    let logs = portal.get(&format!("actions runs {id} logs"))["runLogs"].clone();
    let line = |log: &Value| log["message"].as_str().expect("it is text").to_owned();
    logs.as_array().expect("it is a list").iter().map(line).collect()
}

/// The run, once its log has a line that begins so: over the wire a payload is sent after the answer.
pub(super) fn once(portal: &TestClient, id: &str, beginning: &str) -> Value {
    let until = Instant::now() + Duration::from_secs(20);
    while !lines(portal, id).iter().any(|line| line.starts_with(beginning)) {
        assert!(Instant::now() < until, "{:?} has no line `{beginning}`", lines(portal, id));
        std::thread::sleep(Duration::from_millis(5));
    }
    portal.get(&format!("actions runs {id}"))["run"].clone()
}

#[test]
fn a_single_template_keeps_its_type_and_others_become_text() {
    on_both_transports(|portal| {
        prepare(portal);
        let action = sends(
            json!({"count": {"type": "number"}, "on": {"type": "boolean"}, "note": {"type": "string"}}),
            json!({
                "count": "{{ .inputs.count }}", "on": "{{ .inputs.on }}", "tags": "{{ .entity.properties.tags }}",
                "text": "n={{ .inputs.count }} t={{ .entity.properties.tags }} none={{ .inputs.note }}.",
                "none": "{{ .inputs.note }}", "quoted": "{{ .entity.title + ' & \"' }}",
                "object": "{{ {a: {b: .inputs.count}} }}", "plain": [1, {"deep": "{{ .entity.identifier }}"}],
            }),
        );
        let sent = payload(portal, action, with(json!({"count": 2.5, "on": true})));
        assert_eq!(
            sent,
            json!({
                "count": 2.5, "on": true, "tags": ["a", "b"],
                "text": "n=2.5 t=[\"a\",\"b\"] none=.",
                "none": null, "quoted": "Bil\"ling & \"",
                "object": {"a": {"b": 2.5}}, "plain": [1, {"deep": "org/billing"}],
            })
        );
    });
}

#[test]
fn templates_can_use_the_entity_the_run_and_the_user() {
    on_both_transports(|portal| {
        prepare(portal);
        let action = sends(
            json!({}),
            json!({"entity": "{{ .entity }}", "run": "{{ .run.id }}", "by": "{{ .trigger.by.user.email }}",
                "at": "{{ .trigger.at }}", "operation": "{{ .trigger.operation }}", "action": "{{ .action.identifier }}",
                "all": {"{{ spreadValue() }}": "{{ .entity.relations }}", "more": 1}}),
        );
        store(portal, action);
        let run = portal.post("actions try runs?run_as=ada@example.com", with(json!({})))["run"].clone();
        let sent = &run["payload"]["payload"];
        let entity = &portal.get("blueprints service entities org/billing")["entity"];
        assert_eq!(&sent["entity"], entity);
        assert_eq!((&sent["run"], &sent["by"]), (&run["id"], &json!("ada@example.com")));
        assert_eq!((&sent["at"], &run["createdBy"]), (&run["createdAt"], &json!("ada@example.com")));
        assert_eq!((&sent["operation"], &sent["action"]), (&json!("DAY-2"), &json!("try")));
        assert_eq!(sent["all"], json!({"domain": "payments", "more": 1}));
        assert_eq!(run["entity"]["identifier"], "org/billing");
        assert_eq!(portal.get("actions runs?entity=org/billing&blueprint=service&active=true")["runs"][0], run);
    });
}

#[test]
fn an_entity_input_is_the_entity_and_a_list_of_them_a_list() {
    on_both_transports(|portal| {
        prepare(portal);
        let one = json!({"type": "string", "format": "entity", "blueprint": "domain"});
        let action = sends(
            json!({"domain": one, "domains": {"type": "array", "items": one}}),
            json!({"title": "{{ .inputs.domain.title }}", "all": "{{ .inputs.domains | map(.identifier) }}"}),
        );
        let inputs = json!({"domain": "payments", "domains": ["search", {"identifier": "payments"}]});
        let sent = payload(portal, action, with(inputs));
        assert_eq!(sent, json!({"title": DOMAIN, "all": ["search", "payments"]}));
        let invalid = refused(422, "user_inputs_schema_invalid");
        for wrong in [json!({"domain": "missing"}), json!({"domains": ["search", "missing"]}), json!({"domain": 1})] {
            assert_eq!(portal.expect_refused(Post, "actions try runs", with(wrong.clone())), invalid, "{wrong}");
        }
    });
}

#[test]
fn a_form_may_decide_by_jq() {
    on_both_transports(|portal| {
        prepare(portal);
        let mut action = sends(
            json!({
                "tier": {"type": "string", "enum": {"jqQuery": "if .entity.properties.size > 2 then ['gold'] else [] end"}},
                "why": {"type": "string", "visible": {"jqQuery": ".form.tier != null"}},
                "size": {"type": "number", "default": {"jqQuery": ".entity.properties.size"}},
                "mail": {"type": "string", "format": "email"},
                "odd": {"type": "string", "pattern": {"jqQuery": ".nowhere.to | error"}},
            }),
            json!("{{ .inputs }}"),
        );
        action["invocationMethod"]["payload"] = json!({"inputs": "{{ .inputs }}"});
        action["trigger"]["userInputs"]["required"] =
            json!({"jqQuery": "['size', 'why', if .form.tier then 'mail' else empty end]"});
        let sent = payload(portal, action, with(json!({"odd": "anything"})));
        assert_eq!(sent["inputs"], json!({"odd": "anything", "size": 3}));
        let invalid = refused(422, "user_inputs_schema_invalid");
        let gold = |more: Value| {
            let mut inputs = json!({"tier": "gold", "why": "since", "mail": "a@b.cd"});
            inputs.as_object_mut().expect("it is an object").extend(more.as_object().cloned().unwrap_or_default());
            with(inputs)
        };
        portal.post("actions try runs", gold(json!({})));
        for wrong in [json!({"mail": null}), json!({"why": null}), json!({"tier": "silver"}), json!({"mail": "a"})] {
            assert_eq!(portal.expect_refused(Post, "actions try runs", gold(wrong.clone())), invalid, "{wrong}");
        }
        assert_eq!(portal.expect_refused(Post, "actions try runs", with(json!({"unknown": 1}))), invalid);
    });
}

#[test]
fn an_entity_must_be_named_exist_and_pass_the_condition() {
    on_both_transports(|portal| {
        prepare(portal);
        let mut action = sends(json!({}), json!({}));
        let rule = |size: u32| json!([{"property": "size", "operator": ">", "value": size}]);
        action["trigger"]["condition"] = json!({"type": "SEARCH", "combinator": "and", "rules": rule(2)});
        payload(portal, action.clone(), with(json!({})));
        let no = |run: Value| portal.expect_refused(Post, "actions try runs", run);
        assert_eq!(no(json!({"properties": {}})), refused(422, "missing_self_service_action_entity"));
        assert_eq!(no(json!({"properties": {}, "entity": "missing"})), refused(404, "not_found"));
        action["trigger"]["condition"]["rules"] = rule(3);
        store(portal, action);
        assert_eq!(no(with(json!({}))), refused(422, "entity_does_not_pass_condition"));
    });
}

#[test]
fn a_template_that_cannot_be_evaluated_refuses_the_run_and_names_its_place() {
    on_both_transports(|portal| {
        prepare(portal);
        for (template, reason) in [
            ("{{ .entity.identifier.x }}", "cannot index \"org/billing\" with \"x\""),
            ("{{ lenght }}", "unknown function `lenght`"),
            ("{{ repeat(1) | empty }}", "it does not terminate, or takes too many steps"),
            ("{{ [limit(1e9; repeat(1))] }}", "it does not terminate, or takes too many steps"),
            ("x{{ [repeat(1)] }}", "it does not terminate, or takes too many steps"),
            ("{{ $ENV.HOME }}", "`$ENV` is not available here"),
            ("{{ .secrets.MISSING }}", "needs the secret \"MISSING\""),
        ] {
            store(portal, sends(json!({}), json!({"list": ["a", template]})));
            let ((status, code, message), _) =
                portal.expect_refused_with_details(Post, "actions try runs", with(json!({})));
            assert_eq!((status, code.as_str()), (422, "invalid_evaluated_invocation_method"), "{template}");
            let place = "\"invocationMethod/payload/list/1\"";
            assert!(message.starts_with(place) && message.contains(reason), "{message}");
        }
        assert_eq!(portal.get("actions runs")["runs"], json!([]));
    });
}

#[test]
fn the_first_of_endless_outputs_is_enough() {
    on_both_transports(|portal| {
        prepare(portal);
        assert_eq!(
            payload(portal, sends(json!({}), json!({"a": "{{ repeat(1) }}"})), with(json!({}))),
            json!({"a": 1})
        );
    });
}

#[test]
fn an_entity_is_upserted_and_the_run_has_the_result() {
    on_both_transports(|portal| {
        prepare(portal);
        let mut action = sends(json!({"size": {"type": "number"}}), json!({}));
        action["invocationMethod"] = json!({"type": "UPSERT_ENTITY", "blueprintIdentifier": "service", "mapping": {
            "identifier": "{{ .entity.identifier }}", "title": "{{ null }}",
            "properties": {"size": "{{ .inputs.size }}"}, "relations": {"domain": "{{ 'search' }}"}}});
        store(portal, action.clone());
        let run = portal.post("actions try runs", with(json!({"size": 7})))["run"].clone();
        assert_eq!((&run["status"], run["endedAt"].is_string()), (&json!("SUCCESS"), true));
        let entity = portal.get("blueprints service entities org/billing")["entity"].clone();
        assert_eq!((&entity["properties"]["size"], &entity["relations"]["domain"]), (&json!(7), &json!("search")));
        assert_eq!((&entity["title"], &entity["properties"]["tags"]), (&json!("Bil\"ling"), &json!(["a", "b"])));

        action["invocationMethod"]["mapping"]["properties"]["size"] = json!("{{ 'large' }}");
        store(portal, action);
        let run = portal.post("actions try runs", with(json!({})))["run"].clone();
        assert_eq!(run["status"], "FAILURE");
        let id = run["id"].as_str().expect("there is an id");
        let expected = "The entity is not written: blueprint_schema_mismatch: \"properties/size\"";
        assert!(lines(portal, id)[0].starts_with(expected), "{:?}", lines(portal, id));
        assert_eq!(portal.get("blueprints service entities org/billing")["entity"], entity);
    });
}

#[test]
fn a_run_that_needs_an_approval_waits_for_it() {
    on_both_transports(|portal| {
        prepare(portal);
        let mut action = sends(json!({}), json!({"id": "{{ .run.id }}"}));
        action["requiredApproval"] = json!({"type": "ANY"});
        store(portal, action);
        let start = || {
            let run = portal.post("actions try runs", with(json!({})))["run"].clone();
            assert_eq!(run["status"], "WAITING_FOR_APPROVAL");
            format!("actions runs {}", run["id"].as_str().expect("there is an id"))
        };
        let (one, other) = (start(), start());
        assert_eq!(portal.expect_refused(Patch, &one, json!({"status": "SUCCESS"})), refused(422, "invalid_request"));
        let (status, body) = portal.expect_accepted(Patch, &format!("{one} approval"), json!({"status": "APPROVE"}));
        assert_eq!((status, &body["run"]["status"]), (201, &json!("IN_PROGRESS")));
        let late = portal.expect_refused(Patch, &format!("{one} approval"), json!({"status": "DECLINE"}));
        assert_eq!(late, refused(422, "run_not_waiting_for_approval"));
        let (_, body) = portal.expect_accepted(Patch, &format!("{other} approval"), json!({"status": "DECLINE"}));
        assert_eq!((&body["run"]["status"], body["run"]["endedAt"].is_string()), (&json!("DECLINED"), true));
        assert_eq!(portal.expect_refused(Patch, &other, json!({"status": "SUCCESS"})), refused(422, "run_exhausted"));
    });
}

#[test]
fn a_secret_can_be_used_and_never_read() {
    on_both_transports(|portal| {
        prepare(portal);
        let made = portal.expect_accepted(
            Post,
            "organization secrets",
            json!({"secretName": "TOKEN", "secretValue": "hunter2", "description": "d"}),
        );
        assert_eq!((made.0, &made.1["secret"]["secretName"]), (201, &json!("TOKEN")));
        let again = json!({"secretName": "TOKEN", "secretValue": "hunter2"});
        assert_eq!(portal.expect_refused(Post, "organization secrets", again), refused(409, "identifier_taken"));
        portal.patch("organization secrets TOKEN", json!({"secretValue": "hunter3"}));
        let action = sends(
            json!({}),
            json!({"plain": "{{ .secrets.TOKEN }}", "inside": "token={{ .secrets['TOKEN'] }}",
                "all": "{{ . | tostring }}", "cut": "{{ .secrets.TOKEN | explode }}",
                "tried": "{{ try (.secrets.TOKEN | fromjson) catch . }}"}),
        );
        store(portal, action);
        let run = portal.post("actions try runs", with(json!({})))["run"].clone();
        assert_eq!(run["payload"]["payload"]["inside"], "token=***");
        let fails =
            sends(json!({}), json!({"a": "{{ .secrets.TOKEN | if startswith('hunter') then fromjson else . end }}"}));
        store(portal, fails);
        let ((_, code, message), _) = portal.expect_refused_with_details(Post, "actions try runs", with(json!({})));
        assert_eq!(code, "invalid_evaluated_invocation_method");
        let id = run["id"].as_str().expect("there is an id");
        let readable = [
            run.to_string(),
            message,
            made.1.to_string(),
            lines(portal, id).join("\n"),
            portal.get("actions runs").to_string(),
            portal.get("organization secrets").to_string(),
            portal.get("organization secrets TOKEN").to_string(),
            portal.get("organization").to_string(),
        ];
        for text in readable {
            assert!(!text.contains("hunter") && !text.contains("104,117,110"), "{text}");
        }
        portal.delete("organization secrets TOKEN");
        assert_eq!(portal.expect_refused(Get, "organization secrets TOKEN", None), refused(404, "not_found"));
    });
}
