//! Facts about blueprints.

use serde_json::{Value, json};

use super::client::{blueprint, on_both_transports, refused};
use crate::portal::wire::Method::{Delete, Get, Patch, Post, Put};

#[test]
fn a_created_blueprint_has_defaults_and_audit_fields() {
    on_both_transports(|portal| {
        let (status, body) = portal.expect_accepted(Post, "blueprints", blueprint("a/b:ü", json!({})));
        assert_eq!((status, &body["ok"]), (201, &json!(true)));
        let made = &body["blueprint"];
        assert_eq!(made["schema"], json!({"properties": {}, "required": []}));
        for section in ["calculationProperties", "mirrorProperties", "aggregationProperties", "relations"] {
            assert_eq!(made[section], json!({}), "{section}");
        }
        for field in ["createdAt", "createdBy", "updatedAt", "updatedBy"] {
            assert!(made[field].is_string(), "{field}");
        }
        assert_eq!(&portal.get("blueprints a/b:ü")["blueprint"], made);
    });
}

#[test]
fn a_put_removes_absent_fields_and_a_patch_keeps_them() {
    on_both_transports(|portal| {
        let mut body = blueprint("a", json!({"x": {"type": "string", "title": "X"}}));
        body["icon"] = json!("Service");
        body["newFeature"] = json!({"on": true});
        portal.post("blueprints", body);
        let patched = portal.patch(
            "blueprints a",
            json!({"schema": {"properties": {"x": {"description": "d"}, "y": {"type": "number"}}}}),
        );
        let properties = &patched["blueprint"]["schema"]["properties"];
        assert_eq!(properties["x"], json!({"type": "string", "title": "X", "description": "d"}));
        assert_eq!(properties["y"], json!({"type": "number"}));
        assert_eq!(patched["blueprint"]["newFeature"], json!({"on": true}));
        let put = portal.put("blueprints a", blueprint("a", json!({})));
        assert_eq!((&put["blueprint"]["icon"], &put["blueprint"]["newFeature"]), (&Value::Null, &Value::Null));
        assert_eq!(put["blueprint"]["createdAt"], patched["blueprint"]["createdAt"]);
        assert_ne!(put["blueprint"]["updatedAt"], patched["blueprint"]["updatedAt"]);
    });
}

#[test]
fn a_patch_cannot_remove_a_nested_key() {
    on_both_transports(|portal| {
        portal.post("blueprints", blueprint("a", json!({"x": {"type": "string"}})));
        let body = json!({"schema": {"properties": {"x": null}}});
        assert_eq!(portal.expect_refused(Patch, "blueprints a", body), refused(422, "invalid_request"));
    });
}

#[test]
fn a_relation_to_a_missing_blueprint_is_not_found() {
    on_both_transports(|portal| {
        let with = |target: &str| {
            let mut body = blueprint("a", json!({}));
            body["relations"] = json!({"r": {"target": target}});
            body
        };
        let ((status, code, message), _) = portal.expect_refused_with_details(Post, "blueprints", with("X"));
        assert_eq!((status, code.as_str()), (404, "not_found"));
        assert_eq!(message, "Blueprint with identifier \"X\" was not found");
        // A blueprint is not there yet while it is created.
        assert_eq!(portal.expect_refused(Post, "blueprints", with("a")), refused(404, "not_found"));
        portal.create_empty_blueprint("a");
        assert_eq!(portal.expect_refused(Put, "blueprints a", with("X")), refused(404, "not_found"));
        let relations = &portal.put("blueprints a", with("a"))["blueprint"]["relations"];
        assert_eq!(relations["r"], json!({"target": "a", "required": false, "many": false}));
    });
}

#[test]
fn a_refused_write_changes_nothing() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("a");
        let before = portal.get("blueprints a");
        let body = json!({"relations": {"r": {"target": "X"}}, "title": "new"});
        assert_eq!(portal.expect_refused(Patch, "blueprints a", body), refused(404, "not_found"));
        assert_eq!(portal.get("blueprints a"), before);
    });
}

#[test]
fn a_relation_cannot_be_many_and_required() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("a");
        let body = json!({"relations": {"r": {"target": "a", "many": true, "required": true}}});
        assert_eq!(portal.expect_refused(Patch, "blueprints a", body), refused(422, "invalid_request"));
    });
}

#[test]
fn types_formats_and_targets_cannot_change() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("b");
        let mut body = blueprint("a", json!({"x": {"type": "string", "format": "url"}}));
        body["relations"] = json!({"r": {"target": "b"}});
        portal.post("blueprints", body.clone());
        for changed in [json!({"type": "string"}), json!({"type": "number"})] {
            let mut other = body.clone();
            other["schema"]["properties"]["x"] = changed;
            let ((status, code, _), details) = portal.expect_refused_with_details(Put, "blueprints a", other);
            assert_eq!((status, code.as_str()), (422, "forbidden_format_change"));
            assert_eq!(details["property"], "x");
        }
        body["relations"]["r"]["target"] = json!("a");
        assert_eq!(portal.expect_refused(Put, "blueprints a", body), refused(422, "invalid_request"));
    });
}

#[test]
fn paths_must_lead_somewhere() {
    on_both_transports(|portal| {
        portal.post("blueprints", blueprint("b", json!({"n": {"type": "number"}})));
        portal.create_empty_blueprint("a");
        portal.patch("blueprints a", json!({"relations": {"r": {"target": "b"}}}));
        let mirror = |path: &str| json!({"mirrorProperties": {"m": {"path": path}}});
        portal.patch("blueprints a", mirror("r.n"));
        portal.patch("blueprints a", mirror("r.$title"));
        for path in ["r.missing", "s.n", "r.r.n"] {
            assert_eq!(
                portal.expect_refused(Patch, "blueprints a", mirror(path)),
                refused(422, "invalid_request"),
                "{path}"
            );
        }
        let sum = |target: &str, property: &str| {
            json!({"aggregationProperties": {"s": {"title": "S", "target": target,
            "calculationSpec": {"func": "sum", "calculationBy": "property", "property": property}}}})
        };
        let made = portal.patch("blueprints a", sum("b", "n"));
        assert_eq!(made["blueprint"]["aggregationProperties"]["s"]["type"], "number");
        assert_eq!(portal.expect_refused(Patch, "blueprints b", sum("X", "n")), refused(404, "not_found"));
        assert_eq!(portal.expect_refused(Patch, "blueprints a", sum("b", "missing")), refused(422, "invalid_request"));
        assert_eq!(
            portal.expect_refused(Patch, "blueprints a", sum("service", "url")),
            refused(422, "invalid_request")
        );
    });
}

#[test]
fn inherited_ownership_needs_a_path_to_direct_ownership() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("b");
        portal.create_empty_blueprint("a");
        portal.patch("blueprints a", json!({"relations": {"r": {"target": "b"}}}));
        let inherited = json!({"ownership": {"type": "Inherited", "path": "r"}});
        let wrong = refused(422, "invalid_inherited_ownership_path");
        assert_eq!(portal.expect_refused(Patch, "blueprints a", inherited.clone()), wrong);
        portal.patch("blueprints b", json!({"ownership": {"type": "Direct"}}));
        portal.patch("blueprints a", inherited);
        let body = json!({"ownership": {"type": "Inherited", "path": "s"}});
        assert_eq!(portal.expect_refused(Patch, "blueprints a", body), wrong);
    });
}

#[test]
fn a_blueprint_with_entities_or_relations_to_it_stays() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("b");
        portal.create_empty_blueprint("a");
        portal.patch("blueprints a", json!({"relations": {"r": {"target": "b"}}}));
        portal.post("blueprints a entities", json!({"identifier": "one"}));
        assert_eq!(portal.get("blueprints a entities-count")["count"], 1);
        let ((status, code, _), details) = portal.expect_refused_with_details(Delete, "blueprints a", None);
        assert_eq!((status, code.as_str()), (403, "has_dependents"));
        assert_eq!(details, json!({"blueprint": "a", "entitiesCount": 1}));
        assert_eq!(portal.expect_refused(Delete, "blueprints b", None), refused(403, "has_dependents"));
        portal.delete("blueprints a entities one");
        assert_eq!(portal.delete("blueprints a"), json!({"ok": true}));
        portal.delete("blueprints b");
        assert_eq!(portal.expect_refused(Get, "blueprints b", None), refused(404, "not_found"));
    });
}

#[test]
fn a_deletion_with_all_entities_is_a_migration_that_is_polled() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("a");
        portal.post("blueprints a entities", json!({"identifier": "one"}));
        let answer = portal.delete("blueprints a all-entities?delete_blueprint=true");
        let target = format!("migrations {}", answer["migrationId"].as_str().expect("there is an id"));
        assert_eq!(portal.get(&target)["migration"]["status"], "RUNNING");
        assert_eq!(portal.get(&target)["migration"]["status"], "COMPLETED");
        assert_eq!(portal.expect_refused(Get, "blueprints a", None), refused(404, "not_found"));
    });
}

#[test]
fn all_entities_are_deleted_only_if_no_others_need_them() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("b");
        portal.create_empty_blueprint("a");
        portal.patch("blueprints a", json!({"relations": {"r": {"target": "b", "required": true}}}));
        portal.post("blueprints b entities", json!({"identifier": "one"}));
        portal.post("blueprints a entities", json!({"identifier": "two", "relations": {"r": "one"}}));
        assert_eq!(portal.expect_refused(Delete, "blueprints b all-entities", None), refused(403, "has_dependents"));
        portal.patch("blueprints a", json!({"relations": {"r": {"required": false}}}));
        portal.delete("blueprints b all-entities");
        assert_eq!(portal.get("blueprints a entities two")["entity"]["relations"], json!({}));
        assert_eq!(portal.get("blueprints b entities-count")["count"], 0);
    });
}

#[test]
fn renames_keep_the_data_and_follow_paths() {
    on_both_transports(|portal| {
        portal.post("blueprints", blueprint("b", json!({"n": {"type": "number"}, "z": {"type": "string"}})));
        portal.create_empty_blueprint("a");
        portal.patch("blueprints a", json!({"relations": {"r": {"target": "b"}}}));
        portal.patch("blueprints a", json!({"mirrorProperties": {"m": {"path": "r.n"}}}));
        portal.post("blueprints b entities", json!({"identifier": "one", "properties": {"n": 3}}));
        portal.post("blueprints a entities", json!({"identifier": "two", "relations": {"r": "one"}}));
        let renamed = portal.patch("blueprints b properties n rename", json!({"newPropertyName": "m"}));
        let names: Vec<&String> =
            renamed["blueprint"]["schema"]["properties"].as_object().expect("there are some").keys().collect();
        assert_eq!(names, ["m", "z"]);
        portal.patch("blueprints a relations r rename", json!({"newRelationIdentifier": "rel"}));
        portal.patch("blueprints a mirror m rename", json!({"newMirrorName": "shown"}));
        let entity = &portal.get("blueprints a entities two")["entity"];
        assert_eq!((&entity["relations"]["rel"], &entity["properties"]["shown"]), (&json!("one"), &json!(3)));
        assert_eq!(portal.get("blueprints a")["blueprint"]["mirrorProperties"]["shown"]["path"], "rel.m");
        let body = json!({"newPropertyName": "z"});
        assert_eq!(
            portal.expect_refused(Patch, "blueprints b properties m rename", body),
            refused(409, "identifier_taken")
        );
    });
}

#[test]
fn another_identifier_in_a_put_renames_the_blueprint() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("a");
        let mut body = blueprint("a", json!({}));
        body["relations"] = json!({"self": {"target": "a"}});
        portal.put("blueprints a", body.clone());
        portal.post("blueprints a entities", json!({"identifier": "one"}));
        portal.post(
            "actions",
            json!({"identifier": "act", "invocationMethod": {"type": "KAFKA", "payload": {"blueprint": "a"}},
            "trigger": {"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {
                "entity": {"type": "string", "format": "entity", "blueprint": "a"}}}}}),
        );
        body["identifier"] = json!("b");
        let renamed = portal.put("blueprints a", body);
        assert_eq!(renamed["blueprint"]["relations"]["self"]["target"], "b");
        assert_eq!(portal.get("blueprints b entities one")["entity"]["blueprint"], "b");
        let action = &portal.get("actions act")["action"];
        assert_eq!(action["trigger"]["userInputs"]["properties"]["entity"]["blueprint"], "b");
        assert_eq!(action["invocationMethod"]["payload"]["blueprint"], "a");
        assert_eq!(portal.expect_refused(Get, "blueprints a", None), refused(404, "not_found"));
    });
}

#[test]
fn an_identifier_is_used_once() {
    on_both_transports(|portal| {
        assert_eq!(
            portal.expect_refused(Post, "blueprints", blueprint("service", json!({}))),
            refused(409, "identifier_taken")
        );
    });
}

#[test]
fn lists_are_not_in_creation_order() {
    on_both_transports(|portal| {
        let made = ["a", "b", "c", "d", "e"];
        made.iter().for_each(|identifier| portal.create_empty_blueprint(identifier));
        let listed = portal.get("blueprints");
        let listed: Vec<&str> = listed["blueprints"]
            .as_array()
            .expect("it is a list")
            .iter()
            .filter_map(|body| body["identifier"].as_str())
            .filter(|identifier| made.contains(identifier))
            .collect();
        assert_eq!(listed.len(), made.len());
        assert_ne!(listed, made);
    });
}

#[test]
fn inherited_ownership_drops_a_relation_to_teams() {
    on_both_transports(|portal| {
        let mut domain = blueprint("domain", json!({}));
        domain["ownership"] = json!({"type": "Direct"});
        portal.post("blueprints", domain);
        let mut body = blueprint("a", json!({}));
        body["relations"] = json!({"domain": {"target": "domain"}, "team": {"target": "_team"}});
        body["ownership"] = json!({"type": "Inherited", "path": "domain"});
        body["mirrorProperties"] = json!({"chat": {"path": "domain.$team.description"}});
        let (_, made) = portal.expect_accepted(Post, "blueprints", body);
        let relations = made["blueprint"]["relations"].as_object().expect("it has relations");
        assert_eq!(relations.keys().collect::<Vec<_>>(), ["domain"]);
    });
}
