//! Relations that `sync` writes by a search, and relations to entities that it would delete.

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
