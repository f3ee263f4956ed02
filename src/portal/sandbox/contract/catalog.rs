//! Facts about pages, folders and their order.

use serde_json::{Value, json};

use super::client::{TestClient, on_both_transports, refused};
use crate::portal::wire::Method::{Delete, Get, Patch, Post, Put};

fn dashboard(identifier: &str) -> Value {
    json!({"identifier": identifier, "type": "dashboard", "title": identifier, "widgets": [
        {"id": "root", "type": "dashboard-widget", "layout": [{"height": 400, "columns": [{"id": "text", "size": 12}]}],
            "widgets": [{"id": "text", "type": "markdown", "markdown": "Hello"}]}]})
}

fn with(mut body: Value, fields: &Value) -> Value {
    for (field, value) in fields.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    body
}

fn after(portal: &TestClient, page: &str) -> Value {
    portal.get(&format!("pages {page}"))["page"]["after"].clone()
}

#[test]
fn the_answer_to_a_write_of_a_page_does_not_have_it() {
    on_both_transports(|portal| {
        assert_eq!(portal.post("pages", dashboard("a")), json!({"ok": true}));
        assert_eq!(portal.put("pages a", with(dashboard("a"), &json!({"title": "B"}))), json!({"ok": true}));
        assert_eq!(portal.get("pages a")["page"]["title"], "B");
        portal.patch("pages a", json!({"title": "C"}));
        let page = portal.get("pages a")["page"].clone();
        assert_eq!((&page["title"], &page["widgets"][0]["widgets"][0]["id"]), (&json!("C"), &json!("text")));
        let listed = portal.get("pages")["pages"].clone();
        let found = listed.as_array().and_then(|pages| pages.iter().find(|page| page["identifier"] == "a")).cloned();
        assert_eq!(found.map(|page| page["widgets"].clone()), Some(page["widgets"].clone()));
        portal.delete("pages a");
        assert_eq!(portal.expect_refused(Get, "pages a", None), refused(404, "not_found"));
    });
}

#[test]
fn a_page_moves_the_one_after_it() {
    on_both_transports(|portal| {
        for page in ["a", "b", "c"] {
            portal.post("pages", dashboard(page));
        }
        assert_eq!([after(portal, "a"), after(portal, "b"), after(portal, "c")], [json!(null), json!("a"), json!("b")]);
        portal.put("pages c", with(dashboard("c"), &json!({"after": "a"})));
        assert_eq!([after(portal, "b"), after(portal, "c")], [json!("c"), json!("a")]);
        portal.put("pages c", with(dashboard("c"), &json!({"title": "stays"})));
        assert_eq!(after(portal, "c"), "a");
        portal.put("pages c", with(dashboard("c"), &json!({"after": null})));
        assert_eq!([after(portal, "a"), after(portal, "c")], [json!("c"), json!(null)]);
        portal.delete("pages a");
        assert_eq!(after(portal, "b"), "c");
    });
}

#[test]
fn a_sibling_is_in_the_same_folder() {
    on_both_transports(|portal| {
        portal.post("sidebars catalog folders", json!({"identifier": "f", "title": "F"}));
        portal.post("pages", dashboard("a"));
        let inside = with(dashboard("b"), &json!({"parent": "f", "after": "a"}));
        assert_eq!(portal.expect_refused(Post, "pages", inside), refused(403, "after_item_not_in_parent"));
        portal.post("pages", with(dashboard("b"), &json!({"parent": "f"})));
        let moved = json!({"parent": "f", "after": "f"});
        assert_eq!(
            portal.expect_refused(Put, "pages a", with(dashboard("a"), &moved)),
            refused(403, "after_item_not_in_parent")
        );
        portal.put("pages a", with(dashboard("a"), &json!({"parent": "f", "after": "b"})));
        assert_eq!(after(portal, "a"), "b");
        let missing = with(dashboard("c"), &json!({"parent": "g"}));
        assert_eq!(portal.expect_refused(Post, "pages", missing), refused(404, "not_found"));
    });
}

#[test]
fn layouts_that_do_not_fit_are_refused() {
    on_both_transports(|portal| {
        let invalid = refused(422, "invalid_request");
        let changed = |pointer: &str, value: Value| {
            let mut body = dashboard("a");
            *body.pointer_mut(pointer).expect("it is there") = value;
            body
        };
        for (pointer, value) in [
            ("/widgets/0/layout/0/columns/0/size", json!(11)),
            ("/widgets/0/layout/0/columns/0/size", json!(2)),
            ("/widgets/0/layout/0/columns/0/id", json!("other")),
            ("/widgets/0/layout/0/height", json!(399)),
            ("/widgets/0/layout", json!([])),
            ("/widgets/0/widgets/0/id", json!("root")),
            ("/widgets/0/type", json!("markdown")),
            ("/type", json!("entity")),
            ("/type", json!("other")),
        ] {
            assert_eq!(portal.expect_refused(Post, "pages", changed(pointer, value)), invalid, "{pointer}");
        }
        portal.post("pages", dashboard("a"));
        let other = with(dashboard("a"), &json!({"type": "home"}));
        assert_eq!(portal.expect_refused(Put, "pages a", other), invalid);
    });
}

#[test]
fn folders_are_listed_in_a_tree_and_deleted_when_empty() {
    on_both_transports(|portal| {
        portal.post("sidebars catalog folders", json!({"identifier": "f", "title": "F"}));
        portal.post("sidebars catalog folders", json!({"identifier": "g", "title": "G", "parent": "f"}));
        portal.post("pages", with(dashboard("a"), &json!({"parent": "g"})));
        let sidebar = portal.get("sidebars catalog")["sidebar"]["items"].clone();
        assert_eq!(
            (&sidebar[0]["sidebarType"], &sidebar[0]["items"][0]["identifier"]),
            (&json!("folder"), &json!("g"))
        );
        assert_eq!(sidebar[0]["items"][0]["items"][0]["sidebarType"], "page");
        assert_eq!(portal.expect_refused(Get, "sidebars catalog folders f", None), refused(404, "not_found"));
        assert_eq!(portal.expect_refused(Delete, "sidebars catalog folders g", None), refused(403, "has_dependents"));
        let inside = json!({"parent": "g"});
        assert_eq!(portal.expect_refused(Patch, "sidebars catalog folders f", inside), refused(422, "invalid_request"));
        portal.delete("pages a");
        portal.delete("sidebars catalog folders g");
        portal.delete("sidebars catalog folders f");
    });
}

#[test]
fn a_blueprint_can_be_created_with_a_page() {
    on_both_transports(|portal| {
        let blueprint =
            |identifier: &str| json!({"identifier": identifier, "title": "Team", "schema": {"properties": {}}});
        portal.post("blueprints?create_catalog_page=false", blueprint("squad"));
        assert_eq!(portal.expect_refused(Get, "pages squads", None), refused(404, "not_found"));
        portal.post("blueprints?create_catalog_page=true", blueprint("crew"));
        let page = portal.get("pages crews")["page"].clone();
        assert_eq!((&page["type"], &page["blueprint"]), (&json!("blueprint-entities"), &json!("crew")));
        portal.patch("pages crews", json!({"title": "Crews of all teams"}));
        assert_eq!(portal.get("pages crewEntity")["page"]["type"], "entity");
        assert_eq!(portal.expect_refused(Delete, "pages crewEntity", None), refused(403, "forbidden"));
        portal.delete("blueprints crew");
        assert_eq!(portal.expect_refused(Get, "pages crewEntity", None), refused(404, "not_found"));
    });
}

#[test]
fn the_permissions_of_a_page_are_merged() {
    on_both_transports(|portal| {
        portal.post("pages", dashboard("a"));
        let answer = portal.patch("pages a permissions", json!({"read": {"teams": ["x"]}}));
        assert_eq!(answer["permissions"]["read"]["teams"], json!(["x"]));
        assert_eq!(answer["permissions"]["update"]["roles"], json!(["Admin"]));
        let closed = json!({"read": {"ownedByTeam": true}});
        assert_eq!(portal.expect_refused(Patch, "pages a permissions", closed), refused(422, "invalid_request"));
    });
}
