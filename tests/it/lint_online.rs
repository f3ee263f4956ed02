//! The requests of `lint --online`, and the findings from the responses.

use portwright::portal::Method;

use crate::served::Served;
use crate::sync::{BEFORE, place};

const SERVICE: &str = "identifier: billing\ntitle: Billing\nblueprint: service\nrelations: { domain: payment }\n";

/// How many entities were asked about.
fn asked(served: &Served) -> usize {
    let all = served.portal.requests();
    all.iter()
        .skip(BEFORE as usize)
        .filter(|(method, path)| *method == Method::Post && path.ends_with("entities"))
        .count()
}

#[test]
fn a_refusal_by_the_portal_is_a_finding_and_nothing_is_written() {
    let place = place("");
    place.put("port.yml", SERVICE);
    let (code, printed) = place.run(&["lint", "--online", "--format", "concise"]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("port.yml:4:22") && printed.contains("refused-by-portal"), "{printed}");
    assert_eq!(place.ask(Method::Get, "blueprints/service/entities-count", None)["count"], 0);
    place.ask(Method::Post, "blueprints/domain/entities", Some(serde_json::json!({"identifier": "payment"})));
    assert_eq!(place.run(&["lint", "--online", "--quiet"]), (0, String::new()));
}

#[test]
fn entities_declared_in_other_files_are_accepted_as_targets() {
    let place = place("");
    place.put("a/port.yml", SERVICE);
    place.put("b/port.yml", "identifier: payment\ntitle: Payment\nblueprint: domain\n");
    place.git(&["init", "-q"]);
    place.git(&["add", "-A"]);
    assert_eq!(place.run(&["lint", "--online", "--quiet"]), (0, String::new()));
    assert_eq!(place.run(&["lint", "a/port.yml", "--online", "--quiet"]), (0, String::new()));
}

#[test]
fn an_entity_with_an_error_is_not_asked_about() {
    let place = place("");
    let broken = SERVICE.replace("billing", "broken") + "properties: { teir: gold }\n";
    place.put("port.yml", &broken);
    place.put("other/port.yml", SERVICE);
    let (code, printed) = place.run(&["lint", "--online", "--format", "concise"]);
    assert_eq!(code, 1);
    assert_eq!(printed.matches("unknown-property").count(), 1, "{printed}");
    assert_eq!(printed.matches("refused-by-portal").count(), 1, "{printed}");
    assert_eq!(asked(&place), 1, "{printed}");
}

#[test]
fn errors_are_matched_to_entities_of_a_large_file() {
    let place = place("");
    let item = |name: &str, rest: &str| format!("- identifier: {name}\n  title: T\n  blueprint: service\n{rest}");
    let padding = format!("# {}\n", "x".repeat(100)).repeat(100);
    let right = item("right", "  relations: { domain: payment }\n");
    let broken = item("broken", "  properties: { teir: gold }\n");
    place.put("port.yml", &format!("{padding}{broken}{padding}{right}"));
    let (_, printed) = place.run(&["lint", "--online", "--format", "concise"]);
    assert_eq!(printed.matches("refused-by-portal").count(), 1, "{printed}");
    assert_eq!(asked(&place), 1, "{printed}");
}

#[test]
fn a_comment_allows_what_the_portal_refuses() {
    let place = place("");
    place.put("port.yml", &SERVICE.replace("relations:", "# portwright: allow(refused-by-portal)\nrelations:"));
    assert_eq!(place.run(&["lint", "--online", "--quiet"]), (0, String::new()));
    // If no portal was asked, it is not known whether the comment has an effect.
    assert_eq!(place.run(&["lint", "--quiet"]), (0, String::new()));
}

#[test]
fn a_portal_that_cannot_be_reached_is_tried_once() {
    let place = place("");
    (0..40).for_each(|n| place.put(&format!("{n}/port.yml"), &SERVICE.replace("billing", &format!("billing{n}"))));
    assert_eq!(place.run(&["snapshot", "--out", "catalog.json"]).0, 0);
    let output = place
        .command(&["lint", "--online", "--catalog", "catalog.json", "--max-wait", "0"])
        .env("PORT_BASE_URL", "http://127.0.0.1:1")
        .output();
    let (code, printed) = crate::served::code_and_output(output);
    assert_eq!(code, 2, "{printed}");
    assert_eq!(printed.matches("could not connect").count(), 4, "{printed}");
    assert!(!printed.contains("in 0.0 s"), "{printed}");
}

#[test]
fn without_an_answer_lint_could_not_run() {
    for fault in ["status=403@1+", "status=403@2+", "status=401@2+"] {
        let place = place(fault);
        place.put("port.yml", SERVICE);
        let (code, printed) = place.run(&["lint", "--online"]);
        assert_eq!(code, 2, "{fault}: {printed}");
    }
    let served = Served::new("", 0);
    let mut command = served.command(&["lint", "--online"]);
    let (code, printed) = crate::served::code_and_output(
        command.env_remove("PORT_BASE_URL").env_remove("PORT_CLIENT_ID").env_remove("PORT_CLIENT_SECRET").output(),
    );
    assert!(code == 2 && printed.contains("no portal is set"), "{printed}");
}
