//! Facts about migrations.

use serde_json::{Value, json};

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::Post;

fn mapping(filter: &str, value: &str) -> Value {
    json!({
        "blueprint": "app", "filter": filter,
        "entity": {"identifier": ".identifier", "properties": {"text": value}},
    })
}

#[test]
fn a_migration_maps_the_entities_that_its_filter_selects_and_counts_them() {
    on_both_transports(|portal| {
        let properties = json!({"size": {"type": "number"}, "text": {"type": "string", "maxLength": 2}});
        let schema = json!({ "properties": properties });
        portal.post("blueprints", json!({"identifier": "app", "title": "App", "schema": schema}));
        for (identifier, size) in [("a", json!(1)), ("b", json!(200)), ("c", Value::Null), ("d", json!(3))] {
            let body = json!({"identifier": identifier, "title": "T", "properties": {"size": size}});
            portal.post("blueprints app entities", body);
        }
        let run = |filter: &str, value: &str| {
            let body = json!({"sourceBlueprint": "app", "mapping": mapping(filter, value)});
            let started = portal.post("migrations", body);
            let target = format!("migrations {}", started["migrationId"].as_str().expect("there is an id"));
            assert_eq!(portal.get(&target)["migration"]["status"], "RUNNING");
            let ended = portal.get(&target)["migration"].clone();
            (ended["status"].clone(), ended["successCount"].clone(), ended["failureCount"].clone())
        };
        let counted = (json!("COMPLETED"), json!(2), json!(1));
        assert_eq!(run(".properties.size != null", ".properties.size | tostring"), counted);
        let text = |identifier: &str| {
            let entity = portal.get(&format!("blueprints app entities {identifier}"))["entity"].clone();
            (entity["properties"]["text"].clone(), entity["title"].clone())
        };
        let titled = |text: Value| (text, json!("T"));
        assert_eq!([text("a"), text("d")], [titled(json!("1")), titled(json!("3"))]);
        assert_eq!([text("b"), text("c")], [titled(Value::Null), titled(Value::Null)]);
        assert_eq!(run("true", ".properties.size | ascii_upcase"), (json!("FAILURE"), json!(0), json!(4)));
        assert_eq!(run("false", "'x'"), (json!("COMPLETED"), json!(0), json!(0)));
    });
}

#[test]
fn a_migration_creates_an_entity_for_each_item() {
    on_both_transports(|portal| {
        for (identifier, property) in [("group", "array"), ("member", "string")] {
            let schema = json!({"properties": {"value": {"type": property}}});
            portal.post("blueprints", json!({"identifier": identifier, "title": "B", "schema": schema}));
        }
        portal.post("blueprints group entities", json!({"identifier": "g", "properties": {"value": ["x", "y"]}}));
        let entity =
            json!({"identifier": ".identifier + '-' + .item", "title": ".item", "properties": {"value": ".item"}});
        let mapping = json!({"blueprint": "member", "itemsToParse": ".properties.value", "entity": entity});
        let started = portal.post("migrations", json!({"sourceBlueprint": "group", "mapping": mapping}));
        let listed = portal.get("migrations?blueprint=group")["migrations"].clone();
        assert_eq!((&listed[0]["id"], &listed[0]["status"]), (&started["migrationId"], &json!("RUNNING")));
        portal.get(&format!("migrations {}", started["migrationId"].as_str().expect("there is an id")));
        let made = portal.get("blueprints member entities g-y")["entity"].clone();
        assert_eq!((&made["title"], &made["properties"]["value"]), (&json!("y"), &json!("y")));
        let elsewhere = json!({"sourceBlueprint": "nowhere", "mapping": mapping});
        assert_eq!(portal.expect_refused(Post, "migrations", elsewhere), refused(404, "not_found"));
    });
}
