//! Accepting together with pending renames, profiles, variables and credentials, and the requests that it takes.

use portwright::portal::{Method, SandboxPortal};
use serde_json::{Value, json};

use super::{DOMAIN, FILE, accept, applied, assert_settled, change, read, with};
use crate::drift::commit;
use crate::served::{Served, code_and_output};

fn run(place: &Served, arguments: &[&str]) -> String {
    let (code, printed) = place.run(arguments);
    assert_eq!(code, 0, "{arguments:?}: {printed}");
    printed
}

#[test]
fn a_property_drifts_while_its_rename_is_pending() {
    let place = applied();
    change(&place, &[("/schema/properties/tier/title", json!("Level")), ("/title", json!("By hand"))]);
    let renamed = with("tier: { type: string,", "criticality: { renamedFrom: tier, type: string,");
    place.put(FILE, &renamed);
    let printed = run(&place, &["drift"]);
    assert!(printed.contains("schema.properties.criticality.title: Tier -> Level"), "{printed}");
    accept(&place, "blueprint/domain:schema.properties.criticality.title");
    assert_eq!(read(&place, FILE), renamed.replace("\"Tier\"", "\"Level\""));
    accept(&place, "blueprint/domain");
    let written = renamed.replace("\"Tier\"", "\"Level\"").replace("'Domain'", "'By hand'");
    assert_eq!(read(&place, FILE), written);
    let printed = run(&place, &["plan", "--base", "last-applied"]);
    assert!(printed.contains("renamed") && !printed.contains("By hand") && !printed.contains("~ "), "{printed}");
    run(&place, &["apply", "--auto-approve", "--quiet"]);
    assert_settled(&place);
}

#[test]
fn a_blueprint_drifts_while_its_rename_is_pending() {
    let place = applied();
    change(&place, &[("/title", json!("By hand"))]);
    let renamed = with("identifier:   domain\n", "identifier:   area\nrenamedFrom: domain\n");
    place.put(FILE, &renamed);
    accept(&place, "blueprint/area");
    assert_eq!(read(&place, FILE), renamed.replace("'Domain'", "'By hand'"));
    let printed = run(&place, &["plan", "--base", "last-applied"]);
    assert!(printed.contains("renamed") && !printed.contains("By hand") && !printed.contains("~ "), "{printed}");
    run(&place, &["apply", "--auto-approve", "--quiet"]);
    assert_settled(&place);
}

const SETTINGS: &str = "[vars]\narea = \"EU\"\norg = \"acme\"\n[profile.prod.vars]\narea = \"World\"\n";
const SHARED: &str =
    "identifier: shared\ntitle: In ${area}   # of the company\ndescription: By ${org}\nschema: { properties: {} }\n";
const OWN: &str = "identifier: own\ntitle: Own\nschema: { properties: {} }\n";

/// A project that was applied with profile `prod`, which has a file of its own.
fn with_profile() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", SETTINGS);
    place.put("model/blueprints/shared.yml", SHARED);
    place.put("model/blueprints/own.yml", OWN);
    place.put("model/profiles/prod/blueprints/own.yml", &OWN.replace("Own", "In ${area}   # for customers"));
    place.git(&["init", "-q"]);
    commit(&place);
    run(&place, &["apply", "--auto-approve", "--record-tag", "--quiet", "--profile", "prod"]);
    place
}

fn assert_settled_in_prod(place: &Served) {
    for command in ["plan", "drift"] {
        let printed = run(place, &[command, "--profile", "prod"]);
        assert!(printed.starts_with("No changes.") || printed.starts_with("No drift."), "{printed}");
    }
}

#[test]
fn a_change_is_accepted_into_the_file_of_the_profile() {
    let place = with_profile();
    place.ask(Method::Patch, "blueprints/own", Some(json!({"title": "For all"})));
    let printed = run(&place, &["drift", "--profile", "prod", "--accept", "blueprint/own:title"]);
    assert_eq!(printed, "~ model/profiles/prod/blueprints/own.yml\nAccepted: 1 file written.\n");
    let written = read(&place, "model/profiles/prod/blueprints/own.yml");
    assert_eq!(written, OWN.replace("Own", "For all   # for customers"));
    assert_eq!(read(&place, "model/blueprints/own.yml"), OWN);
    assert_settled_in_prod(&place);
}

#[test]
fn a_variable_that_profiles_set_is_not_replaced_in_a_shared_file() {
    let place = with_profile();
    place.ask(Method::Patch, "blueprints/shared", Some(json!({"title": "In Asia", "description": "By us"})));
    let shared = ["drift", "--profile", "prod", "--accept", "blueprint/shared"];
    let (code, printed) = place.run(&shared);
    let reason = "blueprint/shared: `title` uses `${area}`, which has a value of its own with profile `prod`; set it to \
                  `Asia` under `[profile.prod.vars]` in portwright.toml";
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(code == 1 && printed.contains(reason), "{printed}");
    assert_eq!(read(&place, "model/blueprints/shared.yml"), SHARED);
    // The other variable has one value for all runs. Then the remedy works.
    run(&place, &["drift", "--profile", "prod", "--accept", "blueprint/shared:description"]);
    assert_eq!(read(&place, "model/blueprints/shared.yml"), SHARED.replace("By ${org}", "By us"));
    place.ask(Method::Patch, "blueprints/own", Some(json!({"title": "In Asia"})));
    place.put("portwright.toml", &SETTINGS.replace("World", "Asia"));
    assert_settled_in_prod(&place);
}

#[test]
fn a_secret_that_was_rotated_is_a_value_to_set() {
    let place = Served::of(SandboxPortal::in_memory());
    let action = "identifier: a\ntrigger: { type: self-service, operation: CREATE, userInputs: { properties: {} } }\n\
                  invocationMethod: { type: WEBHOOK, url: 'https://example.com', headers: { Authorization: 'Bearer ${ci}' } }\n";
    place.put("portwright.toml", "[vars]\nci = { sensitive = true }\n");
    place.put("model/actions/a.yml", action);
    place.git(&["init", "-q"]);
    commit(&place);
    let run = |token: &str, arguments: &[&str]| {
        code_and_output(place.command(arguments).env("PORTWRIGHT_VAR_CI", token).output())
    };
    assert_eq!(run("first-s3cr3t", &["apply", "--auto-approve", "--record-tag", "--quiet"]).0, 0);
    let mut live = place.ask(Method::Get, "actions/a", None)["action"].clone();
    live["invocationMethod"]["headers"]["Authorization"] = json!("Bearer second-s3cr3t");
    for field in ["id", "createdAt", "createdBy", "updatedAt", "updatedBy"] {
        live.as_object_mut().expect("a map").remove(field);
    }
    place.ask(Method::Put, "actions/a", Some(live));
    let (code, printed) = run("first-s3cr3t", &["drift", "--accept", "action/a"]);
    assert!(code == 1 && !printed.contains("second-s3cr3t"), "{printed}");
    assert!(
        printed.contains("set PORTWRIGHT_VAR_CI to that") && read(&place, "model/actions/a.yml") == action,
        "{printed}"
    );
    let (code, printed) = run("second-s3cr3t", &["plan"]);
    assert!(code == 0 && printed.starts_with("No changes."), "{printed}");
}

#[test]
fn accepting_reads_the_portal_once() {
    let place = applied();
    change(&place, &[("/title", json!("By hand"))]);
    let requests = |arguments: &[&str]| {
        let before = place.portal.requests().len();
        run(&place, arguments);
        let mut sent = place.portal.requests().split_off(before);
        // Kinds are read at once, in any order.
        sent.sort_by(|(_, one), (_, other)| one.cmp(other));
        sent
    };
    let drift = requests(&["drift"]);
    let accepted = requests(&["drift", "--accept", "blueprint/domain"]);
    assert_eq!(accepted, drift);
    // A kind that only the new resource refers to is read, too.
    let secret = json!({"secretName": "CHAT_TOKEN", "secretValue": "only for this test"});
    place.ask(Method::Post, "organization/secrets", Some(secret));
    let trigger = json!({"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}});
    let url = "https://example.com/{{ .secrets.CHAT_TOKEN }}";
    let action = json!({"identifier": "new", "trigger": trigger, "invocationMethod": {"type": "WEBHOOK", "url": url}});
    place.ask(Method::Post, "actions", Some(action));
    let accepted = requests(&["drift", "--accept", "action/new"]);
    let mut paths: Vec<&str> = accepted.iter().map(|(_, path)| path.as_str()).collect();
    let number = paths.len();
    paths.sort_unstable();
    paths.dedup();
    assert!(paths.len() == number && paths.iter().any(|path| path.contains("secrets")), "{accepted:?}");
    assert_settled(&place);
}

#[test]
fn a_body_that_contains_a_credential_by_chance_stays_as_it_is_and_is_not_printed() {
    // The client secret of these tests.
    let canary = "very-secret";
    let place = applied();
    let title = format!("A {canary} domain");
    change(&place, &[("/title", json!(title))]);
    for arguments in [
        &["drift"][..],
        &["drift", "--format", "json"],
        &["drift", "--format", "markdown"],
        &["plan", "--base", "last-applied", "-vv"],
        &["plan", "--format", "json", "--out", "a.plan"],
        &["show", "a.plan"],
        &["snapshot"],
        &["snapshot", "--out", "catalog.json"],
        &["export", "--diff"],
    ] {
        let (code, printed) = place.run(arguments);
        assert!(code == 0 && !printed.contains(canary), "{arguments:?}: {printed}");
    }
    let printed = accept(&place, "blueprint/domain");
    assert!(!printed.contains(canary) && printed.contains("PORTWRIGHT_VAR_DOMAIN_TITLE"), "{printed}");
    assert_eq!(read(&place, FILE), with("'Domain'", "'A ${domain_title} domain'"));
    for file in ["a.plan", "catalog.json", FILE, "portwright.toml"] {
        assert!(!read(&place, file).contains(canary), "{file}");
    }
    // An apply of something else writes the text back.
    let field = read(&place, FILE).replace("title: Size ", "title: Length ");
    place.put(FILE, &field);
    let mut apply = place.command(&["apply", "--auto-approve"]);
    let (code, printed) = code_and_output(apply.env("PORTWRIGHT_VAR_DOMAIN_TITLE", canary).output());
    assert!(code == 0 && !printed.contains(canary), "{printed}");
    let body: Value = place.ask(Method::Get, "blueprints/domain", None)["blueprint"].clone();
    assert_eq!((&body["title"], &body["schema"]["properties"]["size"]["title"]), (&json!(title), &json!("Length")));
    assert!(DOMAIN.contains("title: Size "));
}
