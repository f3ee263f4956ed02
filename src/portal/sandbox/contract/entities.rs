//! Facts about entities.

use serde_json::{Value, json};

use super::client::{TestClient, blueprint, on_both_transports, refused};
use crate::portal::wire::Method::{Delete, Get, Patch, Post};

/// The blueprint `a` with properties of many sorts and a relation of each sort to `b`.
fn prepare(portal: &TestClient) {
    portal.create_empty_blueprint("b");
    let mut body = blueprint(
        "a",
        json!({
            "tier": {"type": "string", "enum": ["gold", "silver"]},
            "url": {"type": "string", "format": "url"},
            "count": {"type": "number", "minimum": 1},
            "tags": {"type": "array", "items": {"type": "string", "format": "email"}},
            "link": {"type": "object", "format": "labeled-url"},
            "stage": {"type": "string", "default": "alpha"},
        }),
    );
    body["relations"] = json!({"one": {"target": "b"}, "some": {"target": "b", "many": true}});
    portal.post("blueprints", body);
}

fn with(properties: Value) -> Value {
    json!({"identifier": "x", "properties": properties})
}

/// The properties in an answer: an entity shows all that its blueprint has.
fn with_all(properties: Value) -> Value {
    let names = ["tier", "url", "count", "tags", "link", "stage"];
    names.map(|name| (name.to_owned(), properties[name].clone())).into_iter().collect()
}

#[test]
fn an_entity_gets_defaults_and_audit_fields() {
    on_both_transports(|portal| {
        prepare(portal);
        let (status, body) = portal.expect_accepted(
            Post,
            "blueprints a entities",
            json!({"identifier": "x/y=1", "title": "X", "team": "t"}),
        );
        let entity = &body["entity"];
        assert_eq!((status, &entity["blueprint"], &entity["team"]), (201, &json!("a"), &json!(["t"])));
        assert_eq!((&entity["properties"], &entity["relations"]), (&with_all(json!({"stage": "alpha"})), &json!({})));
        assert!(entity["createdAt"].is_string());
        assert_eq!(&portal.get("blueprints a entities x/y=1")["entity"], entity);
    });
}

#[test]
fn properties_must_fit_their_blueprint() {
    on_both_transports(|portal| {
        prepare(portal);
        let wrong = [
            json!({"tier": "bronze"}),
            json!({"tier": 1}),
            json!({"url": "not a url"}),
            json!({"count": 0}),
            json!({"tags": ["not an address"]}),
            json!({"link": {"displayText": "no url"}}),
            json!({"teir": "gold"}),
        ];
        for properties in wrong {
            let refusal = portal.expect_refused(Post, "blueprints a entities", with(properties.clone()));
            assert_eq!(refusal, refused(422, "blueprint_schema_mismatch"), "{properties}");
        }
        let right = json!({"tier": "gold", "url": "https://a.b/c", "count": 1, "tags": ["a@b.cd"], "link": {"url": "https://a.b"}});
        portal.post("blueprints a entities", with(right));
    });
}

#[test]
fn a_required_property_is_asked_for_when_an_entity_is_written() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.post("blueprints a entities", with(json!({})));
        let schema = portal.get("blueprints a")["blueprint"]["schema"]["properties"].clone();
        portal.patch("blueprints a", json!({"schema": {"properties": schema, "required": ["tier"]}}));
        assert_eq!(
            portal.expect_refused(Patch, "blueprints a entities x", json!({"title": "X"})),
            refused(422, "missing_property")
        );
        portal.patch("blueprints a entities x", json!({"properties": {"tier": "gold"}}));
    });
}

#[test]
fn relations_have_existing_targets_of_the_right_number() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.post("blueprints b entities", json!({"identifier": "b1"}));
        let relate = |relations: Value| json!({"identifier": "x", "relations": relations});
        let no = |relations: Value| portal.expect_refused(Post, "blueprints a entities", relate(relations));
        assert_eq!(no(json!({"one": "missing"})), refused(404, "not_found"));
        assert_eq!(no(json!({"one": ["b1"]})), refused(422, "relation_many_violation"));
        assert_eq!(no(json!({"some": "b1"})), refused(422, "relation_many_violation"));
        assert_eq!(no(json!({"other": "b1"})), refused(422, "blueprint_schema_mismatch"));
        portal.post("blueprints a entities", relate(json!({"one": "b1", "some": ["b1"]})));
        let cleared = portal.patch("blueprints a entities x", json!({"relations": {"one": null}}));
        assert_eq!(cleared["entity"]["relations"], json!({"one": null, "some": ["b1"]}));
        let made =
            portal.post("blueprints a entities", json!({"identifier": "y", "relations": {"one": null, "some": null}}));
        assert_eq!(made["entity"]["relations"], json!({"one": null}));
        assert_eq!(portal.get("blueprints a entities y")["entity"], made["entity"]);
    });
}

#[test]
fn missing_targets_are_created_when_asked_but_never_teams() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.patch("blueprints a", json!({"relations": {"team": {"target": "_team"}}}));
        let create = "blueprints a entities?create_missing_related_entities=true";
        portal.post(create, json!({"identifier": "x", "relations": {"some": ["n1", "n2"]}}));
        assert_eq!(portal.get("blueprints b entities-count")["count"], 2);
        let body = json!({"identifier": "y", "relations": {"team": "ghosts"}});
        assert_eq!(portal.expect_refused(Post, create, body), refused(404, "not_found"));
    });
}

#[test]
fn upsert_replaces_and_with_merge_it_merges() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.post("blueprints a entities", with(json!({"tier": "gold", "count": 2})));
        assert_eq!(
            portal.expect_refused(Post, "blueprints a entities", with(json!({}))),
            refused(409, "identifier_taken")
        );
        let merged = portal.post("blueprints a entities?upsert=true&merge=true", with(json!({"count": null})));
        assert_eq!(merged["entity"]["properties"], with_all(json!({"tier": "gold", "stage": "alpha"})));
        let replaced = portal.post("blueprints a entities?upsert=true", with(json!({"count": 3})));
        assert_eq!(replaced["entity"]["properties"], with_all(json!({"count": 3})));
        assert_eq!(replaced["entity"]["createdAt"], merged["entity"]["createdAt"]);
    });
}

#[test]
fn validation_only_writes_nothing() {
    on_both_transports(|portal| {
        prepare(portal);
        let target = "blueprints a entities?upsert=true&validation_only=true";
        portal.post(target, with(json!({"tier": "gold"})));
        assert_eq!(
            portal.expect_refused(Post, target, with(json!({"tier": "x"}))),
            refused(422, "blueprint_schema_mismatch")
        );
        assert_eq!(portal.get("blueprints a entities-count")["count"], 0);
    });
}

#[test]
fn a_team_cannot_be_set_where_it_is_inherited() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.patch("blueprints b", json!({"ownership": {"type": "Direct"}}));
        portal.patch("blueprints a", json!({"ownership": {"type": "Inherited", "path": "one"}}));
        let body = json!({"identifier": "x", "team": ["t"]});
        assert_eq!(
            portal.expect_refused(Post, "blueprints a entities", body),
            refused(422, "inherited_ownership_enabled")
        );
    });
}

#[test]
fn an_entity_that_others_need_stays() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.patch("blueprints a", json!({"relations": {"one": {"required": true}}}));
        portal.post("blueprints b entities", json!({"identifier": "b1"}));
        assert_eq!(
            portal.expect_refused(Post, "blueprints a entities", with(json!({}))),
            refused(422, "required_relation")
        );
        portal.post("blueprints a entities", json!({"identifier": "x", "relations": {"one": "b1"}}));
        assert_eq!(portal.expect_refused(Delete, "blueprints b entities b1", None), refused(403, "has_dependents"));
        let bulk = json!({"entities": ["b1"]});
        assert_eq!(
            portal.expect_refused(Post, "blueprints b bulk entities delete", bulk),
            refused(403, "has_dependents")
        );
        portal.delete("blueprints b entities b1?delete_dependents=true");
        assert_eq!(portal.expect_refused(Get, "blueprints a entities x", None), refused(404, "not_found"));
    });
}

#[test]
fn many_cannot_become_single_while_an_entity_has_several() {
    on_both_transports(|portal| {
        prepare(portal);
        let create = "blueprints a entities?create_missing_related_entities=true";
        portal.post(create, json!({"identifier": "x", "relations": {"some": ["n1", "n2"]}}));
        let body = json!({"relations": {"some": {"many": false}}});
        assert_eq!(portal.expect_refused(Patch, "blueprints a", body.clone()), refused(422, "relation_many_violation"));
        portal.patch("blueprints a entities x", json!({"relations": {"some": ["n1"]}}));
        portal.patch("blueprints a", body);
        assert_eq!(portal.get("blueprints a entities x")["entity"]["relations"]["some"], "n1");
    });
}

#[test]
fn relations_to_a_renamed_entity_are_kept() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.post("blueprints b entities", json!({"identifier": "b1"}));
        portal.post("blueprints a entities", json!({"identifier": "x", "relations": {"one": "b1", "some": ["b1"]}}));
        portal.patch("blueprints b entities b1", json!({"identifier": "b2"}));
        assert_eq!(portal.expect_refused(Get, "blueprints b entities b1", None), refused(404, "not_found"));
        assert_eq!(portal.get("blueprints a entities x")["entity"]["relations"], json!({"one": "b2", "some": ["b2"]}));
        portal.delete("blueprints b entities b2");
        assert_eq!(portal.get("blueprints a entities x")["entity"]["relations"], json!({"some": []}));
    });
}

#[test]
fn removing_a_property_removes_its_values() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.post("blueprints a entities", with(json!({"tier": "gold"})));
        portal.put("blueprints a", blueprint("a", json!({"count": {"type": "number"}})));
        assert_eq!(portal.get("blueprints a entities x")["entity"]["properties"], json!({"count": null}));
    });
}

#[test]
fn a_bulk_write_accepts_valid_entities_and_lists_the_others() {
    on_both_transports(|portal| {
        prepare(portal);
        let body = json!({"entities": [{"identifier": "x"}, {"identifier": "y", "properties": {"tier": 1}}, {"identifier": "a b"}]});
        let (status, body) = portal.expect_accepted(Post, "blueprints a entities bulk", body);
        assert_eq!((status, body["entities"].as_array().map(Vec::len)), (207, Some(1)));
        let errors = &body["errors"];
        assert_eq!((&errors[0]["index"], &errors[0]["statusCode"]), (&json!(1), &json!(422)));
        assert_eq!(errors[0]["error"], "blueprint_schema_mismatch");
        let many = json!({"entities": vec![json!({"identifier": "z"}); 21]});
        assert_eq!(portal.expect_refused(Post, "blueprints a entities bulk", many), refused(422, "invalid_request"));
    });
}

#[test]
fn a_search_gives_every_entity_once_page_by_page() {
    on_both_transports(|portal| {
        prepare(portal);
        for name in ["e1", "e2", "e3", "e4", "e5"] {
            portal.post("blueprints a entities", json!({"identifier": name, "properties": {"count": 2}}));
        }
        let (mut seen, mut from) = (Vec::new(), None);
        loop {
            let mut body = json!({"limit": 2, "query": {"combinator": "and", "rules": [{"property": "count", "operator": "=", "value": 2}]}});
            if let Some(from) = from {
                body["from"] = from;
            }
            let mut page = portal.post("blueprints a entities search", body);
            seen.extend(
                page["entities"]
                    .as_array()
                    .expect("it is a list")
                    .iter()
                    .map(|entity| entity["identifier"].to_string()),
            );
            match page.get_mut("next") {
                Some(next) => from = Some(next.take()),
                None => break,
            }
        }
        seen.sort();
        assert_eq!(seen, ["\"e1\"", "\"e2\"", "\"e3\"", "\"e4\"", "\"e5\""]);
        let named = portal.post("blueprints a entities search", json!({"limit": 1, "include": ["$identifier"]}));
        let fields = named["entities"][0].as_object().expect("it is an entity");
        assert!(!fields.values().any(Value::is_null), "{fields:?}");
        let found = portal.post("entities search", json!({"combinator": "and", "rules": [
            {"property": "$blueprint", "operator": "=", "value": "a"}, {"property": "$identifier", "operator": "=", "value": "e3"}]}));
        assert_eq!(
            (found["entities"].as_array().map(Vec::len), &found["matchingBlueprints"]),
            (Some(1), &json!(["a"]))
        );
    });
}

#[test]
fn a_search_as_a_value_is_replaced_with_its_results() {
    on_both_transports(|portal| {
        prepare(portal);
        let titled = |title: &str| json!({"combinator": "and", "rules": [{"property": "$title", "operator": "=", "value": title}]});
        portal.post(
            "blueprints",
            json!({"identifier": "s", "title": "S", "schema": {"properties": {}}, "ownership": {"type": "Direct"},
            "relations": {"one": {"target": "a"}, "several": {"target": "a", "many": true}}}),
        );
        portal.post("blueprints _team entities", json!({"identifier": "t", "title": "Team"}));
        for name in ["e1", "e2"] {
            portal.post("blueprints a entities", json!({"identifier": name, "title": "E"}));
        }
        portal.post("blueprints a entities", json!({"identifier": "e3", "title": "Only"}));
        let entity = json!({"identifier": "x", "team": titled("Team"), "relations": {"one": titled("Only"), "several": titled("E")}});
        let made = portal.post("blueprints s entities", entity)["entity"].clone();
        assert_eq!(made["team"], json!(["t"]));
        assert_eq!(made["relations"], json!({"one": "e3", "several": ["e1", "e2"]}));

        let none = json!({"identifier": "y", "relations": {"one": titled("None"), "several": titled("None")}});
        assert_eq!(portal.post("blueprints s entities", none)["entity"]["relations"], json!({"several": []}));
        let two = json!({"identifier": "z", "relations": {"one": titled("E")}});
        assert_eq!(portal.expect_refused(Post, "blueprints s entities", two), refused(422, "relation_many_violation"));
        let odd = json!({"identifier": "z", "relations": {"one": {"rules": []}}});
        assert_eq!(portal.expect_refused(Post, "blueprints s entities", odd), refused(422, "invalid_request"));

        let own = json!({"entities": [{"identifier": titled("Only"), "title": "New"}, {"identifier": titled("None")}, {"identifier": titled("E")}]});
        let (status, body) = portal.expect_accepted(Post, "blueprints a entities bulk?upsert=true&merge=true", own);
        assert_eq!((status, &body["entities"][0]["identifier"]), (207, &json!("e3")));
        assert_eq!(body["errors"].as_array().map(Vec::len), Some(2));
        assert_eq!(portal.get("blueprints a entities e3")["entity"]["title"], "New");
    });
}
