//! Facts about system blueprints.

use serde_json::json;

use super::client::{blueprint, on_both_transports, refused};
use crate::portal::wire::Method::{Delete, Patch, Post, Put};

#[test]
fn a_put_without_ports_fields_is_a_violation_and_a_patch_adds_to_them() {
    on_both_transports(|portal| {
        let protected = refused(422, "protected_blueprint_violation");
        assert_eq!(portal.expect_refused(Put, "blueprints _team", blueprint("_team", json!({}))), protected);
        let change = json!({"schema": {"properties": {"status": {"title": "Mine"}}}});
        assert_eq!(portal.expect_refused(Patch, "blueprints _user", change), protected);
        let added = portal.patch("blueprints _user", json!({"schema": {"properties": {"phone": {"type": "string"}}}}));
        assert_eq!(added["blueprint"]["schema"]["properties"].as_object().map(serde_json::Map::len), Some(5));
    });
}

#[test]
fn a_put_of_the_structure_and_more_is_fine() {
    on_both_transports(|portal| {
        let mut body = portal.get("blueprints system _team structure")["blueprint"].clone();
        body["relations"]["parent"] = json!({"target": "_team"});
        assert_eq!(portal.put("blueprints _team", body)["blueprint"]["relations"]["parent"]["many"], false);
    });
}

#[test]
fn system_blueprints_are_neither_created_nor_deleted() {
    on_both_transports(|portal| {
        let protected = refused(422, "protected_blueprint_violation");
        assert_eq!(portal.expect_refused(Post, "blueprints", blueprint("_mine", json!({}))), protected);
        assert_eq!(portal.expect_refused(Delete, "blueprints _team", None), protected);
    });
}
