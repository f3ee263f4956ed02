//! Facts about teams and scorecard groups.

use serde_json::{Value, json};

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::{Get, Patch, Post, Put};

#[test]
fn the_users_of_a_team_are_sent_as_addresses_and_returned_as_maps() {
    on_both_transports(|portal| {
        let team = portal.post("teams", json!({"name": "Core", "users": ["a@x.io", "b@x.io"]}))["team"].clone();
        let has =
            |address: &str| team["users"].as_array().is_some_and(|users| users.contains(&json!({"email": address})));
        assert!(has("a@x.io") && has("b@x.io"), "{team}");
        assert_eq!((&team["provider"], &team["description"]), (&json!("port"), &Value::Null));
        let team = portal.patch("teams Core", json!({"description": "D"}))["team"].clone();
        assert_eq!(team["users"].as_array().map(Vec::len), Some(2));
        assert_eq!(portal.get("teams")["teams"].as_array().map(Vec::len), Some(1));
        let invalid = refused(422, "invalid_request");
        assert_eq!(portal.expect_refused(Post, "teams", json!({"name": "a/b"})), invalid);
        assert_eq!(portal.expect_refused(Patch, "teams Core", json!({"provider": "okta"})), invalid);
        portal.delete("teams Core");
        assert_eq!(portal.expect_refused(Get, "teams Core", None), refused(404, "not_found"));
    });
}

#[test]
fn a_scorecard_group_has_one_form_and_is_returned_with_its_levels() {
    on_both_transports(|portal| {
        let query = json!({"combinator": "and", "conditions": [{"property": "$title", "operator": "isNotEmpty"}]});
        let rule = |level: &str| json!([{"identifier": "r", "title": "R", "level": level, "query": query}]);
        let shared = json!({"identifier": "g", "title": "G", "blueprints": ["service"], "rules": rule("Gold")});
        let group = portal.post("scorecard-groups", shared)["scorecardGroup"].clone();
        assert_eq!(group["levels"].as_array().map(Vec::len), Some(4));
        assert_eq!(group["properties"]["filter"], Value::Null);
        let filtered = json!({
            "identifier": "g", "title": "G", "blueprints": ["service"], "rules": rule("Gold"), "filters": {"service": query},
        });
        portal.put("scorecard-groups g", filtered);
        assert_eq!(portal.get("blueprints service scorecards g")["scorecard"]["filter"], query);
        let single = json!({"identifier": "g", "title": "G", "scorecards": {"service": {"rules": rule("Gold")}}});
        let group = portal.put("scorecard-groups g", single)["scorecardGroup"].clone();
        assert_eq!((group.get("blueprints"), group.get("rules")), (None, None));
        let no = |body: Value| portal.expect_refused(Put, "scorecard-groups g", body);
        let invalid = refused(422, "invalid_request");
        let both = json!({"identifier": "g", "title": "G", "blueprints": ["service"], "rules": [], "scorecards": {"service": {"rules": []}}});
        assert_eq!(no(both), invalid);
        assert_eq!(no(json!({"identifier": "g", "title": "G"})), invalid);
        assert_eq!(
            no(json!({"identifier": "g", "title": "G", "scorecards": {"service": {"rules": rule("Basic")}}})),
            invalid
        );
        let ghost = json!({"identifier": "g", "title": "G", "blueprints": ["ghost"], "rules": []});
        assert_eq!(no(ghost), refused(404, "not_found"));
    });
}
