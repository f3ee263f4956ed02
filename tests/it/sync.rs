//! The entities that `sync` writes to a portal, their order, and failures of the portal.

use std::process::{Command, Stdio};
use std::time::Duration;

use portwright::portal::Method;
use serde_json::{Value, json};

use crate::served::{Served, code_and_output};

/// The requests that make the blueprints.
pub(crate) const BEFORE: u64 = 5;

/// A sandbox where a service relates to a domain, a domain to its parent and to a service that is its door, and where a
/// part needs its whole.
pub(crate) fn place(fault: &str) -> Served {
    let served = Served::new(fault, BEFORE);
    let tier = json!({"type": "string", "enum": ["gold", "silver"]});
    let domain = json!({
        "identifier": "domain", "title": "Domain",
        "schema": {"properties": {"about": {"type": "string"}, "tier": tier}},
        "relations": {"door": {"target": "service"}},
    });
    let part = json!({"identifier": "part", "title": "Part", "schema": {"properties": {}}});
    served.ask(Method::Post, "blueprints", Some(domain));
    served.ask(Method::Post, "blueprints", Some(part));
    for (blueprint, relations) in [
        ("domain", json!({"parent": {"target": "domain"}})),
        ("part", json!({"whole": {"target": "part", "required": true}})),
        ("service", json!({"domain": {"target": "domain"}, "uses": {"target": "service", "many": true}})),
    ] {
        served.ask(Method::Patch, &format!("blueprints/{blueprint}"), Some(json!({ "relations": relations })));
    }
    served
}

/// The identifiers of a blueprint's entities.
fn identifiers(served: &Served, blueprint: &str) -> Vec<String> {
    let body = served.ask(Method::Get, &format!("blueprints/{blueprint}/entities"), None);
    let entities = body["entities"].as_array().expect("a list").iter();
    let mut found: Vec<String> =
        entities.map(|entity| entity["identifier"].as_str().expect("a text").to_owned()).collect();
    found.sort();
    found
}

fn entity(served: &Served, blueprint: &str, identifier: &str) -> Value {
    served.ask(Method::Get, &format!("blueprints/{blueprint}/entities/{identifier}"), None)["entity"].clone()
}

/// The requests after the blueprints were created, without those for a token.
fn requests(served: &Served) -> Vec<String> {
    let all = served.portal.requests().into_iter().skip(BEFORE as usize);
    all.map(|(method, path)| format!("{method} {path}")).collect()
}

/// Several entities in one file.
fn domains(number: usize) -> String {
    (0..number).map(|at| format!("- {{ identifier: d{at}, title: D{at}, blueprint: domain }}\n")).collect()
}

const DOMAIN: &str = "identifier: payment\ntitle: Payment\nblueprint: domain\n";
const SERVICE: &str =
    "identifier: billing\ntitle: Billing\nblueprint: service\nrelations: { domain: payment, uses: [ledger] }\n";
const LEDGER: &str = "identifier: ledger\ntitle: Ledger\nblueprint: service\nproperties: { tier: gold }\n";

#[test]
fn an_entity_is_written_after_its_relation_targets() {
    let place = place("");
    place.put("a/port.yml", SERVICE);
    place.put("b/port.yml", LEDGER);
    place.put("z/port.yml", DOMAIN);
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 3 created, 0 updated.\n".to_owned()));
    let bulk = |blueprint: &str| format!("POST /v1/blueprints/{blueprint}/entities/bulk");
    let search = |blueprint: &str| format!("POST /v1/blueprints/{blueprint}/entities/search");
    let reads = ["GET /v1/blueprints".to_owned(), search("domain"), search("service")];
    let expected = [&reads[..], &[bulk("domain"), bulk("service"), bulk("service")]].concat();
    assert_eq!(requests(&place), expected);
    let relations = entity(&place, "service", "billing")["relations"].clone();
    assert_eq!(relations, json!({"domain": "payment", "uses": ["ledger"]}));
}

#[test]
fn a_second_sync_only_sends_what_differs_and_keeps_values_that_no_file_sets() {
    let place = place("");
    place.put("port.yml", LEDGER);
    assert_eq!(place.run(&["sync"]).0, 0);
    let by_hand = |properties: Value| {
        place.ask(Method::Patch, "blueprints/service/entities/ledger", Some(json!({ "properties": properties })));
    };
    by_hand(json!({"language": "Rust"}));
    let before = entity(&place, "service", "ledger");
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 0 created, 0 updated, 1 unchanged.\n".to_owned()));
    assert_eq!(entity(&place, "service", "ledger"), before);
    by_hand(json!({"tier": "silver"}));
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 0 created, 1 updated.\n".to_owned()));
    let after = entity(&place, "service", "ledger");
    let unset = [&after["properties"]["readme"], &after["properties"]["codeowners"], &after["properties"]["url"]];
    assert_eq!(after["properties"].as_object().map(serde_json::Map::len), Some(5));
    assert_eq!(unset, [&json!(null); 3]);
    assert_eq!((&after["properties"]["tier"], &after["properties"]["language"]), (&json!("gold"), &json!("Rust")));
    assert_eq!(after["createdAt"], before["createdAt"]);
}

#[test]
fn a_cycle_of_optional_relations_is_closed_at_last() {
    let place = place("");
    place.put("a/port.yml", &format!("{DOMAIN}relations: {{ door: billing }}\n"));
    place.put("b/port.yml", &SERVICE.replace("[ledger]", "[billing]"));
    place.put("c/port.yml", "identifier: loop\ntitle: Loop\nblueprint: domain\nrelations: { parent: loop }\n");
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 3 created, 0 updated.\n".to_owned()));
    assert_eq!(entity(&place, "domain", "payment")["relations"], json!({"door": "billing"}));
    assert_eq!(entity(&place, "service", "billing")["relations"], json!({"domain": "payment", "uses": ["billing"]}));
    assert_eq!(entity(&place, "domain", "loop")["relations"], json!({"parent": "loop"}));
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 0 created, 0 updated, 3 unchanged.\n".to_owned()));
}

#[test]
fn entities_that_require_each_other_are_listed_and_nothing_is_written() {
    let place = place("");
    for (one, other) in [("a", "b"), ("b", "a")] {
        let text = format!("identifier: {one}\ntitle: X\nblueprint: part\nrelations: {{ whole: {other} }}\n");
        place.put(&format!("{one}/port.yml"), &text);
    }
    let (code, printed) = place.run(&["sync"]);
    assert_eq!(code, 2);
    assert!(printed.contains("`a` (a/port.yml:1:13) -> `b` (b/port.yml:1:13) -> `a` (a/port.yml:1:13)"), "{printed}");
    assert_eq!(requests(&place), ["GET /v1/blueprints"]);
}

#[test]
fn an_error_in_any_file_stops_all_before_the_first_write() {
    let place = place("");
    place.put("a/port.yml", DOMAIN);
    place.put("b/port.yml", &LEDGER.replace("tier: gold", "teir: gold"));
    let (code, printed) = place.run(&["sync"]);
    assert_eq!(code, 2);
    assert!(printed.contains("error[unknown-property]") && printed.contains("Nothing was written."), "{printed}");
    assert_eq!(requests(&place), ["GET /v1/blueprints"]);
}

#[test]
fn refused_entities_are_reported_and_the_others_are_written() {
    let place = place("");
    place.put("a/port.yml", DOMAIN);
    place.put("b/port.yml", &SERVICE.replace("[ledger]", "[nowhere]"));
    place.put("c/port.yml", LEDGER);
    let (code, printed) = place.run(&["sync"]);
    assert_eq!(
        (code, printed.as_str()),
        (
            1,
            "b/port.yml:1:13: `billing` of blueprint `service` was refused: 404 not_found: Entity with identifier \
             \"nowhere\" was not found\nSync incomplete: 2 created, 0 updated, 1 refused.\n"
        )
    );
    assert_eq!(identifiers(&place, "service"), ["ledger"]);
    let (_, json) = place.run(&["sync", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["unchanged"], &json["complete"]), (&json!(2), &json!(false)));
    let refused = &json["refused"][0];
    assert_eq!((&refused["line"], &refused["status"], &refused["code"]), (&json!(1), &json!(404), &json!("not_found")));
}

#[test]
fn texts_of_files_are_sent_in_place_of_their_names() {
    let place = place("");
    place.put("README.md", "# Root\n");
    place.put("a/README.md", "# A\n");
    place.put("a/port.yml", &format!("{DOMAIN}properties: {{ about: \"file://./README.md\" }}\n"));
    place
        .put("b/port.yml", "identifier: b\ntitle: B\nblueprint: domain\nproperties: { about: \"file://README.md\" }\n");
    place.git(&["init", "-q"]);
    assert_eq!(place.run(&["sync"]).0, 0);
    assert_eq!(entity(&place, "domain", "payment")["properties"]["about"], "# A\n");
    assert_eq!(entity(&place, "domain", "b")["properties"]["about"], "# Root\n");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_not_followed() {
    let (place, outside) = (place(""), tempfile::TempDir::new().expect("a folder"));
    std::fs::write(outside.path().join("secret"), "secret").expect("it can be written");
    place.put("port.yml", &format!("{DOMAIN}properties: {{ about: \"file://link\" }}\n"));
    std::os::unix::fs::symlink(outside.path().join("secret"), place.path().join("link")).expect("a link");
    let (code, printed) = place.run(&["sync"]);
    assert!(code == 2 && printed.contains("leads outside the repository"), "{printed}");
    assert_eq!(identifiers(&place, "domain"), [""; 0]);
}

#[test]
fn a_dry_run_writes_nothing_and_accepts_relations_to_new_entities() {
    let place = place("");
    place.put("a/port.yml", SERVICE);
    place.put("b/port.yml", LEDGER);
    place.put("c/port.yml", DOMAIN);
    place.put("d/port.yml", "identifier: d\ntitle: D\nblueprint: domain\nrelations: { parent: nowhere }\n");
    // A relation to a new entity cannot be checked yet, but is not refused for that.
    place.put("e/port.yml", "identifier: e\ntitle: E\nblueprint: part\nrelations: { whole: f }\n");
    place.put("f/port.yml", "identifier: f\ntitle: F\nblueprint: part\nrelations: { whole: f }\n");
    let (code, printed) = place.run(&["sync", "--dry-run"]);
    assert_eq!(code, 1);
    assert!(printed.starts_with("d/port.yml:1:13: `d` of blueprint `domain` would be refused: 404"), "{printed}");
    assert!(printed.ends_with("Dry run: 5 entities would be accepted, 1 refused. Nothing was written.\n"), "{printed}");
    assert_eq!(identifiers(&place, "service").len() + identifiers(&place, "domain").len(), 0);
}

#[test]
fn entities_that_only_the_base_declares_are_deleted() {
    let place = place("");
    place.git(&["init", "-q"]);
    place.put("a/port.yml", DOMAIN);
    place.put("b/port.yml", SERVICE);
    place.put("c/port.yml", LEDGER);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "base"]);
    assert_eq!(place.run(&["sync"]).0, 0);
    // One is moved, one is renamed, one is removed, and one was already deleted from the portal.
    std::fs::remove_file(place.path().join("c/port.yml")).expect("it is there");
    place.put("a/port.yml", "- { identifier: shop, title: Shop, blueprint: domain }\n- { identifier: ledger, title: L, blueprint: service }\n");
    place.put("b/port.yml", &SERVICE.replace("payment", "shop"));
    let (code, printed) = place.run(&["sync", "--base", "HEAD", "--dry-run"]);
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("a/port.yml:1:13: `payment` of blueprint `domain` would be deleted\n"), "{printed}");
    assert_eq!(
        place.run(&["sync", "--base", "HEAD"]),
        (0, "Sync complete: 1 created, 2 updated, 1 deleted.\n".to_owned())
    );
    assert_eq!(identifiers(&place, "domain"), ["shop"]);
    assert_eq!(identifiers(&place, "service"), ["billing", "ledger"]);
    let (_, printed) = place.run(&["sync", "--base", "HEAD"]);
    assert_eq!(printed, "Sync complete: 0 created, 0 updated, 3 unchanged, 1 already gone.\n");
}

#[test]
fn dependents_are_deleted_first() {
    let place = place("");
    place.git(&["init", "-q"]);
    place.put("a/port.yml", "identifier: a\ntitle: A\nblueprint: part\nrelations: { whole: b }\n");
    place.put("b/port.yml", "identifier: b\ntitle: B\nblueprint: part\nrelations: { whole: b }\n");
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "base"]);
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 2 created, 0 updated.\n".to_owned()));
    place.git(&["rm", "-q", "a/port.yml", "b/port.yml"]);
    let (code, printed) = place.run(&["sync", "--base", "HEAD"]);
    assert_eq!((code, printed.as_str()), (0, "Sync complete: 0 created, 0 updated, 2 deleted.\n"));
}

#[test]
fn nothing_is_deleted_while_a_file_is_broken_or_a_revision_unknown() {
    let place = place("");
    place.git(&["init", "-q"]);
    place.put("a/port.yml", DOMAIN);
    place.put("b/port.yml", LEDGER);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "base"]);
    assert_eq!(place.run(&["sync"]).0, 0);
    place.put("a/port.yml", "identifier: payment\n\ttitle: [\n");
    for arguments in [&["sync", "--base", "HEAD"][..], &["sync", "b", "--base", "HEAD"], &["sync", "b", "--base", "-x"]]
    {
        let (code, printed) = place.run(arguments);
        assert_eq!(code, 2, "{arguments:?}: {printed}");
    }
    place.put("a/port.yml", DOMAIN);
    let (code, printed) = place.run(&["sync", "--base", "nowhere"]);
    assert!(code == 2 && printed.contains("there is no revision `nowhere`"), "{printed}");
    std::fs::remove_file(place.path().join("a/port.yml")).expect("it is there");
    place.git(&["config", "core.sparseCheckout", "true"]);
    let (code, printed) = place.run(&["sync", "--base", "HEAD"]);
    assert!(code == 2 && printed.contains("the checkout is sparse"), "{printed}");
    assert_eq!(identifiers(&place, "domain"), ["payment"]);
}

#[test]
fn very_many_deletions_need_to_be_allowed() {
    let place = place("");
    place.git(&["init", "-q"]);
    place.put("port.yml", &domains(30));
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "base"]);
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 30 created, 0 updated.\n".to_owned()));
    place.put("port.yml", &domains(18));
    let (code, printed) = place.run(&["sync", "--base", "HEAD"]);
    assert!(code == 2 && printed.contains("12 of the 30 entities"), "{printed}");
    assert!(printed.contains("--allow-deletes 12"), "{printed}");
    assert_eq!(place.run(&["sync", "--base", "HEAD", "--allow-deletes", "11"]).0, 2);
    assert_eq!(identifiers(&place, "domain").len(), 30);
    let (code, printed) = place.run(&["sync", "--base", "HEAD", "--allow-deletes", "12"]);
    assert_eq!((code, printed.as_str()), (0, "Sync complete: 0 created, 0 updated, 18 unchanged, 12 deleted.\n"));
}

#[test]
fn a_fault_at_any_request_is_survived() {
    for fault in ["status=500", "lose-answer", "truncate", "drop", "token-expires", "rate-limit"] {
        for at in 1..=6 {
            let place = place(&format!("{fault}@{at}"));
            place.put("a/port.yml", SERVICE);
            place.put("b/port.yml", LEDGER);
            place.put("c/port.yml", DOMAIN);
            let (code, printed) = place.run(&["sync"]);
            assert!(code == 0 && printed.contains("Sync complete: "), "{fault}@{at}: {printed}");
            assert_eq!(identifiers(&place, "service"), ["billing", "ledger"], "{fault}@{at}");
        }
    }
}

#[test]
fn a_portal_that_stays_away_ends_it_and_the_next_run_finishes() {
    for (fault, code) in [("status=403@5+", 4), ("status=401@5+", 4)] {
        let place = place(fault);
        place.put("a/port.yml", SERVICE);
        place.put("b/port.yml", LEDGER);
        place.put("c/port.yml", DOMAIN);
        let (ended, printed) = place.run(&["sync"]);
        assert_eq!(ended, code, "{fault}: {printed}");
        assert!(printed.contains("Sync incomplete: 1 created, 0 updated, 2 not reached."), "{fault}: {printed}");
        assert!(!printed.contains("very-secret"), "{printed}");
    }
}

#[test]
fn a_request_that_is_refused_for_one_entity_is_sent_singly() {
    let place = place("status=422@3");
    place.put("port.yml", &domains(3));
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 3 created, 0 updated.\n".to_owned()));
    let single = requests(&place).iter().filter(|one| *one == "POST /v1/blueprints/domain/entities").count();
    assert_eq!(single, 3);
}

#[test]
fn a_portal_that_refuses_to_search_gets_every_entity() {
    let place = place("status=422@2");
    place.put("port.yml", &domains(3));
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 3 created, 0 updated.\n".to_owned()));
}

#[test]
fn entities_go_into_as_few_requests_as_port_takes() {
    let place = place("");
    place.put("port.yml", &domains(50));
    assert_eq!(place.run(&["sync"]).0, 0);
    assert_eq!(requests(&place).len(), 1 + 1 + 3);
    let large = "x".repeat(300_000);
    for at in 0..8 {
        let text = format!("identifier: l{at}\ntitle: L\nblueprint: domain\nproperties: {{ about: {large} }}\n");
        place.put(&format!("large{at}/port.yml"), &text);
    }
    std::fs::remove_file(place.path().join("port.yml")).expect("it is there");
    assert_eq!(place.run(&["sync"]), (0, "Sync complete: 8 created, 0 updated.\n".to_owned()));
}

/// Runs `sync` on a sandbox in the folder, without retries.
fn alone(place: &Served, fault: &str) -> (i32, String) {
    let mut command = place.command(&["sync", "--portal", "sandbox"]);
    code_and_output(command.env("PORTWRIGHT_SANDBOX_FAULTS", fault).output())
}

#[test]
fn an_error_of_the_server_in_the_middle_ends_it_and_a_second_run_converges() {
    let place = Served::new("", 0);
    let services = |from: usize, to: usize| -> String {
        (from..to).map(|at| format!("- {{ identifier: s{at}, title: S, blueprint: service }}\n")).collect()
    };
    place.put("port.yml", &services(0, 60));
    let (code, printed) = alone(&place, "status=500@4+");
    assert_eq!(code, 5, "{printed}");
    assert!(printed.starts_with("Sync incomplete: 20 created, 0 updated, 40 not reached.\n"), "{printed}");
    // A single failure does not end it: an entity that is written twice is the same.
    for fault in ["status=500@3", "lose-answer@3", "truncate@4"] {
        let (code, printed) = alone(&place, fault);
        assert_eq!(code, 0, "{fault}: {printed}");
    }
    assert_eq!(alone(&place, ""), (0, "Sync complete: 0 created, 0 updated, 60 unchanged.\n".to_owned()));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_between_two_requests() {
    let place = place("latency=300ms");
    place.put("port.yml", &domains(60));
    let sync = ["sync", "--format", "json", "--quiet"];
    let child = place.command(&sync).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    // The first request is the list; by then signals are taken.
    while place.portal.count() < BEFORE + 3 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
    let (code, printed) = code_and_output(child.wait_with_output());
    let reported: Value = serde_json::from_str(&printed).expect("JSON");
    let created = reported["created"].as_u64().expect("a number");
    assert_eq!(
        (code, &reported["stopped"], &reported["complete"]),
        (130, &json!("interrupted"), &json!(false)),
        "{printed}"
    );
    assert!(created.is_multiple_of(20) && created < 60 && reported["not_reached"] == 60 - created, "{printed}");
    assert_eq!(identifiers(&place, "domain").len() as u64, created);
}
