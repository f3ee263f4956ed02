//! Relations, teams and identifiers that `sync` writes by a search, and relations to entities that it would delete.

use portwright::portal::Method;
use serde_json::{Value, json};

use crate::served::Served;
use crate::sync::place;

fn relations(served: &Served, blueprint: &str, identifier: &str) -> Value {
    let path = format!("blueprints/{blueprint}/entities/{identifier}");
    served.ask(Method::Get, &path, None)["entity"]["relations"].clone()
}

#[test]
fn a_search_is_sent_after_the_entities_that_it_may_find() {
    let place = place("");
    let search = "{ combinator: and, rules: [{ property: $title, operator: '=', value: Payment }] }";
    let billing = format!("identifier: billing\ntitle: B\nblueprint: service\nrelations: {{ domain: {search} }}\n");
    place.put("a/port.yml", &billing);
    place.put("b/port.yml", "identifier: payment\ntitle: Payment\nblueprint: domain\nrelations: { door: billing }\n");
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 2 created, 0 updated.\n".to_owned()));
    assert_eq!(relations(&place, "service", "billing"), json!({"domain": "payment"}));
    assert_eq!(relations(&place, "domain", "payment"), json!({"door": "billing"}));
}

/// A search for a title.
fn titled(title: &str) -> String {
    format!("{{ combinator: and, rules: [{{ property: $title, operator: '=', value: {title} }}] }}")
}

#[test]
fn a_search_for_teams_is_sent_after_the_teams() {
    let place = place("");
    // Of entities that are written at the same time, those of this blueprint come first.
    let app =
        json!({"identifier": "App", "title": "App", "schema": {"properties": {}}, "ownership": {"type": "Direct"}});
    place.ask(Method::Post, "blueprints", Some(app));
    let to_app = json!({"relations": {"runs": {"target": "App"}}});
    place.ask(Method::Patch, "blueprints/_team", Some(to_app));
    let owned = |identifier: &str| {
        format!("- {{ identifier: {identifier}, title: X, blueprint: App, team: {} }}\n", titled("Payments"))
    };
    let team = |more: &str| format!("- {{ identifier: payments, title: Payments, blueprint: _team{more} }}\n");
    let team_of = |identifier: &str| {
        place.ask(Method::Get, &format!("blueprints/App/entities/{identifier}"), None)["entity"]["team"].clone()
    };
    place.put("a/port.yml", &owned("billing"));
    place.put("b/port.yml", &team(""));
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 2 created, 0 updated.\n".to_owned()));
    assert_eq!(team_of("billing"), json!(["payments"]));

    // The team relates to the app, so that one of the two values is added last.
    place.ask(Method::Delete, "blueprints/_team/entities/payments", None);
    place.put("a/port.yml", &owned("ledger"));
    place.put("b/port.yml", &team(", relations: { runs: ledger }"));
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 2 created, 0 updated.\n".to_owned()));
    assert_eq!(team_of("ledger"), json!(["payments"]));
    assert_eq!(relations(&place, "_team", "payments"), json!({"runs": "ledger"}));
}

#[test]
fn a_search_for_the_identifier_finds_the_entity_that_is_updated() {
    let place = place("");
    for (identifier, title) in [("billing", "Billing"), ("b1", "Same"), ("b2", "Same")] {
        let entity = json!({"identifier": identifier, "title": title});
        place.ask(Method::Post, "blueprints/service/entities", Some(entity));
    }
    let service = |search: &str| format!("identifier: {search}\ntitle: New\nblueprint: service\n");
    place.put("a/port.yml", "identifier: a\ntitle: A\nblueprint: service\nrelations: { uses: [billing] }\n");
    place.put("b/port.yml", &service(&titled("Billing")));
    assert_eq!(place.run(&["lint", "b"]).0, 0);
    assert_eq!(place.run(&["sync", "b", "--dry-run"]).0, 0);
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 1 created, 1 updated.\n".to_owned()));
    assert_eq!(place.ask(Method::Get, "blueprints/service/entities/billing", None)["entity"]["title"], "New");

    place.git(&["init", "-q"]);
    place.put("c/port.yml", "identifier: c\ntitle: C\nblueprint: service\n");
    let before = place.portal.requests().len();
    let narrow = "or write the entity's identifier";
    for (search, message, help) in [
        (
            titled("Billing"),
            "b/port.yml:1:13: the search in `identifier` finds no entity of blueprint `service`",
            narrow,
        ),
        (titled("Same"), "finds several entities of blueprint `service`, such as `b1` and `b2`", narrow),
        (
            titled("A"),
            "finds `a` of blueprint `service`, which a/port.yml:1:13 declares too",
            "declare the entity once",
        ),
    ] {
        place.put("b/port.yml", &service(&search));
        for arguments in [&["sync"][..], &["sync", "--dry-run"]] {
            let (code, printed) = place.run(arguments);
            assert!(code == 2 && printed.contains("nothing was written: "), "{printed}");
            assert!(printed.contains(message) && printed.contains(help), "{printed}");
        }
    }
    let requests = place.portal.requests().split_off(before);
    assert!(
        requests.iter().all(|(_, path)| !path.contains("bulk") && !path.contains("validation_only")),
        "{requests:?}"
    );
}

#[test]
fn an_entity_that_a_search_describes_is_not_deleted() {
    let place = place("");
    place.git(&["init", "-q"]);
    place.put("a/port.yml", "identifier: ledger\ntitle: Ledger\nblueprint: service\n");
    place.put("b/port.yml", "identifier: b\ntitle: B\nblueprint: service\n");
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "base"]);
    assert_eq!(place.run(&["sync"]).0, 0);
    let by_search = format!("identifier: {}\ntitle: New\nblueprint: service\n", titled("Ledger"));
    place.put("a/port.yml", &by_search);
    let none_deleted = |updated| (0, format!("Sync complete: 0 created, {updated} updated.\n"));
    assert_eq!(place.run(&["sync", "a", "--base", "HEAD"]), none_deleted(1));
    // The file with the search is not synced.
    let both = format!("{}---\n{}", by_search.replace("Ledger", "New"), by_search.replace("Ledger", "B"));
    place.put("a/port.yml", &both);
    std::fs::remove_file(place.path().join("b/port.yml")).expect("it is there");
    place.put("b/other/port.yml", "identifier: c\ntitle: C\nblueprint: service\n");
    assert_eq!(place.run(&["sync", "b", "--base", "HEAD"]).0, 0);
    assert_eq!(place.ask(Method::Get, "blueprints/service/entities/b", None)["entity"]["title"], "B");
}

#[test]
fn an_entity_that_a_file_relates_to_is_not_deleted() {
    let place = place("");
    place.git(&["init", "-q"]);
    let relate =
        |relations: &str| format!("identifier: x\ntitle: X\nblueprint: service\nrelations: {{ {relations} }}\n");
    place.put("a/port.yml", &relate("uses: [billing, ledger]"));
    place.put(
        "b/port.yml",
        "- { identifier: ledger, title: L, blueprint: service }\n- { identifier: billing, title: B, blueprint: service }\n",
    );
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "base"]);
    assert_eq!(place.run(&["sync"]).0, 0);
    place.put("b/port.yml", "- { identifier: billing, title: New, blueprint: service }\n");
    for arguments in [&["sync", "--base", "HEAD"][..], &["sync", "--base", "HEAD", "--dry-run"]] {
        let (code, printed) = place.run(arguments);
        let expected =
            "`ledger` of blueprint `service` would be deleted, but `x` (a/port.yml:1) relates to it in `uses`";
        assert!(code == 2 && printed.contains(expected), "{printed}");
    }
    let billing = place.ask(Method::Get, "blueprints/service/entities/billing", None);
    assert_eq!(billing["entity"]["title"], "B");
    place.put("a/port.yml", &relate("uses: [billing]"));
    assert_eq!(place.run(&["sync", "--base", "HEAD"]).0, 0);
}
