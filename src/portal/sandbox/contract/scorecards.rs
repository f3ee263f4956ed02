//! Facts about scorecards.

use serde_json::{Value, json};

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::{Post, Put};

fn scorecard(identifier: &str, rules: &[(&str, &str)]) -> Value {
    let rule = |(identifier, level): &(&str, &str)| {
        json!({"identifier": identifier, "title": identifier, "level": level,
            "query": {"combinator": "and", "conditions": [{"property": "tier", "operator": "isNotEmpty"}]}})
    };
    json!({"identifier": identifier, "title": identifier, "rules": rules.iter().map(rule).collect::<Vec<_>>()})
}

#[test]
fn a_scorecard_without_levels_gets_four() {
    on_both_transports(|portal| {
        let (status, body) =
            portal.expect_accepted(Post, "blueprints service scorecards", scorecard("s", &[("r", "Gold")]));
        let levels = body["scorecard"]["levels"].as_array().expect("there are some");
        let titles: Vec<&str> = levels.iter().filter_map(|level| level["title"].as_str()).collect();
        assert_eq!((status, titles), (201, vec!["Basic", "Bronze", "Silver", "Gold"]));
        assert_eq!(body["scorecard"]["blueprint"], "service");
    });
}

#[test]
fn levels_of_rules_must_exist() {
    on_both_transports(|portal| {
        let wrong = refused(422, "invalid_request");
        assert_eq!(
            portal.expect_refused(Post, "blueprints service scorecards", scorecard("s", &[("r", "Basic")])),
            wrong
        );
        assert_eq!(
            portal.expect_refused(Post, "blueprints nope scorecards", scorecard("s", &[])),
            refused(404, "not_found")
        );
    });
}

#[test]
fn a_put_of_a_list_replaces_the_set() {
    on_both_transports(|portal| {
        let first = portal.post("blueprints service scorecards", scorecard("first", &[("r", "Gold")]));
        portal.post("blueprints service scorecards", scorecard("second", &[]));
        portal.put("blueprints service scorecards", json!([scorecard("first", &[]), scorecard("third", &[])]));
        let listed = portal.get("blueprints service scorecards");
        let mut names: Vec<&str> = listed["scorecards"]
            .as_array()
            .expect("it is a list")
            .iter()
            .filter_map(|body| body["identifier"].as_str())
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["first", "third"]);
        let kept = &portal.get("blueprints service scorecards first")["scorecard"];
        assert_eq!((&kept["id"], &kept["rules"]), (&first["scorecard"]["id"], &json!([])));
        assert_eq!(portal.get("scorecards")["scorecards"].as_array().map(Vec::len), Some(2));
    });
}

#[test]
fn a_scorecard_keeps_its_identifier_and_refuses_audit_fields() {
    on_both_transports(|portal| {
        portal.post("blueprints service scorecards", scorecard("s", &[]));
        let wrong = refused(422, "invalid_request");
        assert_eq!(portal.expect_refused(Put, "blueprints service scorecards s", scorecard("t", &[])), wrong);
        let read = portal.get("blueprints service scorecards s")["scorecard"].clone();
        assert_eq!(portal.expect_refused(Put, "blueprints service scorecards s", read), wrong);
        assert_eq!(
            portal.expect_refused(Post, "blueprints service scorecards", scorecard("s", &[])),
            refused(409, "identifier_taken")
        );
    });
}

#[test]
fn rules_come_back_as_a_set() {
    on_both_transports(|portal| {
        let rules = [("a", "Gold"), ("b", "Gold"), ("c", "Gold"), ("d", "Gold")];
        let body = portal.post("blueprints service scorecards", scorecard("s", &rules));
        let listed: Vec<&str> = body["scorecard"]["rules"]
            .as_array()
            .expect("it is a list")
            .iter()
            .filter_map(|rule| rule["identifier"].as_str())
            .collect();
        assert_eq!(listed.len(), 4);
        assert_ne!(listed, ["a", "b", "c", "d"]);
    });
}

#[test]
fn deleting_a_blueprint_deletes_its_scorecards() {
    on_both_transports(|portal| {
        portal.post("blueprints service scorecards", scorecard("s", &[]));
        portal.delete("blueprints service");
        assert_eq!(portal.get("scorecards")["scorecards"], json!([]));
    });
}

#[test]
fn identifiers_and_operators_are_checked_and_other_keys_are_accepted() {
    on_both_transports(|portal| {
        let wrong = refused(422, "invalid_request");
        assert_eq!(portal.expect_refused(Post, "blueprints service scorecards", scorecard("is ready", &[])), wrong);
        assert_eq!(
            portal.expect_refused(Post, "blueprints service scorecards", scorecard("s", &[("has tier", "Gold")])),
            wrong
        );
        let mut body = scorecard("s", &[("r", "Gold")]);
        body["rules"][0]["query"]["conditions"][0]["operator"] = json!("isNotEmtpy");
        assert_eq!(portal.expect_refused(Post, "blueprints service scorecards", body.clone()), wrong);
        body["rules"][0]["query"]["conditions"][0]["operator"] = json!("isNotEmpty");
        body["rules"][0]["weight"] = json!(3);
        portal.post("blueprints service scorecards", body);
    });
}

#[test]
fn a_group_has_one_scorecard_for_each_of_its_blueprints() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("domain");
        let made = || {
            let listed = portal.get("scorecards")["scorecards"].clone();
            let names = listed
                .as_array()
                .into_iter()
                .flatten()
                .map(|one| format!("{}/{}", one["blueprint"], one["rules"][0]["identifier"]));
            let mut names: Vec<String> = names.map(|name| name.replace('"', "")).collect();
            names.sort();
            names
        };
        let rules = scorecard("s", &[("a", "Gold")])["rules"].clone();
        let group =
            json!({"identifier": "owned", "title": "Owned", "blueprints": ["service", "domain"], "rules": rules});
        portal.post("scorecard-groups", group.clone());
        assert_eq!(made(), ["domain/a", "service/a"]);
        let mut group = group;
        group["blueprints"] = json!(["domain"]);
        portal.put("scorecard-groups owned", group);
        assert_eq!(made(), ["domain/a"]);
        portal.delete("scorecard-groups owned");
        assert_eq!(made(), Vec::<String>::new());
    });
}
