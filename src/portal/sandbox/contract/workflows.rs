//! Facts about workflows.

use serde_json::{Value, json};

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::{Post, Put};

/// A trigger `t`, the steps `a` and `b`, the condition `c` with the outlet `yes`, and the input `i` with the outlet `ok`.
/// Connections are written as `t-a`, `c.yes-a` and `c?a` for a fallback.
fn workflow(connections: &str) -> Value {
    let node = |identifier: &str, config: Value| json!({"identifier": identifier, "config": config});
    let edge = |text: &str| {
        let (source, target) = text.split_once(['-', '?']).expect("it has two ends");
        let (source, outlet) = source.split_once('.').unwrap_or((source, ""));
        let mut edge = json!({"sourceIdentifier": source, "targetIdentifier": target});
        if !outlet.is_empty() {
            edge["sourceOutletIdentifier"] = json!(outlet);
        }
        if text.contains('?') {
            edge["fallback"] = json!(true);
        }
        edge
    };
    let nodes = [
        node("b", json!({"type": "KAFKA", "payload": {}})),
        node("a", json!({"type": "KAFKA", "payload": {}})),
        node("c", json!({"type": "CONDITION", "outlets": [{"identifier": "yes", "expression": "true"}]})),
        node(
            "i",
            json!({"type": "INPUT", "userInputs": {"properties": {}, "buttons": [{"identifier": "ok"}]},
            "outlets": [{"identifier": "ok", "evaluationMethod": "button", "numOfResponders": 1}]}),
        ),
        node("t", json!({"type": "SCHEDULE_TRIGGER", "cron": "0 6 * * 1"})),
    ];
    json!({"identifier": "w", "nodes": nodes, "connections": connections.split_whitespace().map(edge).collect::<Vec<_>>()})
}

#[test]
fn nodes_are_returned_in_the_order_of_the_graph_with_empty_texts() {
    on_both_transports(|portal| {
        let (status, body) = portal.expect_accepted(Post, "workflows", workflow("t-c c.yes-a a-b c?i"));
        let made = &body["workflow"];
        let order: Vec<&str> =
            made["nodes"].as_array().into_iter().flatten().filter_map(|node| node["identifier"].as_str()).collect();
        assert_eq!((status, order.concat()), (201, "tciab".to_owned()));
        assert_eq!(
            (&made["nodes"][0]["title"], &made["connections"][0]["sourceOutletIdentifier"]),
            (&json!(""), &json!(""))
        );
        assert_eq!(made, &portal.get("workflows w")["workflow"]);
        assert_eq!(made, &portal.get("workflows")["workflows"][0]);
    });
}

#[test]
fn each_update_is_a_version() {
    on_both_transports(|portal| {
        let made = portal.post("workflows", workflow("t-a"));
        let put = portal.put("workflows w", workflow("t-a"));
        assert_eq!((&made["workflow"]["version"], &put["workflow"]["version"]), (&json!(1), &json!(2)));
        assert_eq!(portal.expect_refused(Post, "workflows", workflow("t-a")), refused(409, "identifier_taken"));
        portal.delete("workflows w");
        assert_eq!(portal.expect_refused(Put, "workflows w", workflow("t-a")), refused(404, "not_found"));
    });
}

#[test]
fn a_graph_that_no_run_can_follow_is_refused() {
    on_both_transports(|portal| {
        for wrong in [
            "t-x",
            "x-a",
            "a-a",
            "a-t",
            "t-a a-b b-a",
            "t-a t-b",
            "t-c c-a",
            "t-c c.no-a",
            "t-c c.yes?a",
            "t-c c.yes-a c.yes-b",
            "t-c c?a c?b",
            "t.yes-a",
            "t?a",
            "t-i i?a",
            "t-i i-a",
        ] {
            assert_eq!(
                portal.expect_refused(Post, "workflows", workflow(wrong)),
                refused(422, "invalid_request"),
                "{wrong}"
            );
        }
        let mut without = workflow("");
        without["nodes"] = json!([without["nodes"][0]]);
        assert_eq!(portal.expect_refused(Post, "workflows", without), refused(422, "invalid_request"));
        let mut twice = workflow("");
        twice["nodes"][0]["identifier"] = json!("a");
        assert_eq!(portal.expect_refused(Post, "workflows", twice), refused(422, "invalid_request"));
        let mut without_button = workflow("");
        without_button["nodes"][3]["config"]["userInputs"]["buttons"] = json!([]);
        assert_eq!(portal.expect_refused(Post, "workflows", without_button), refused(422, "invalid_request"));
        portal.post("workflows", workflow("t-c c.yes-a c?i i.ok-a a-b"));
    });
}
