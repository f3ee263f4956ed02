//! Names, portals and folders that are unusual.

use std::process::{Command, Stdio};

use portwright::portal::{Method, SandboxPortal};
use serde_json::{Value, json};

use super::{Place, Wanted, complete, requests_of, send};
use crate::every_kind::Example;

fn blueprint(portal: &SandboxPortal, identifier: &str) {
    let body = json!({"identifier": identifier, "title": identifier, "schema": {"properties": {}}});
    send(portal, Method::Post, "blueprints", body);
}

#[test]
fn identifiers_that_are_no_file_names_get_one_each() {
    let portal = SandboxPortal::in_memory();
    let identifiers =
        ["a/b", "a:b", "a\\b", "..c", ".hidden", "CON", "Service", "größe", "日本", "x.yml", &"l".repeat(100)];
    identifiers.iter().for_each(|identifier| blueprint(&portal, identifier));
    let place = Place::new(&[]);
    let report = place.export(&portal);
    complete(&report);
    let names: std::collections::BTreeSet<String> = report.files.iter().map(|file| file.name.to_lowercase()).collect();
    assert_eq!(names.len(), report.files.len());
    assert!(
        names.iter().all(|name| name.is_ascii() && !name.contains("..") && !name.contains('\\') && !name.contains(':'))
    );
    place.check_settled(&portal, false);
    let elsewhere = Place::new(&[]);
    elsewhere.export(&portal);
    assert_eq!(
        elsewhere.texts().keys().collect::<Vec<_>>(),
        place.texts().keys().collect::<Vec<_>>(),
        "names are stable"
    );
}

#[test]
fn values_that_look_like_something_else_stay_texts() {
    let portal = SandboxPortal::in_memory();
    let odd = [
        "2024-01-01",
        "true",
        "null",
        "1e3",
        "0x10",
        "~",
        "- a",
        "a: b",
        "# c",
        "  lead",
        "trail ",
        "${org}",
        "$${x}",
        "${ x }",
        "{{ .inputs.a }}",
        "a\nb\n",
        "a\n\n",
        "\tx",
        "é\u{301}",
        "@a",
        "%",
        "'",
        "\"",
        "yes",
        "12:30",
        "",
        "|",
        "\u{2028}",
        "<<",
        "=",
        "*a",
        "&a",
        "!t",
    ];
    let properties: serde_json::Map<String, serde_json::Value> = odd
        .iter()
        .enumerate()
        .map(|(nth, text)| {
            (format!("p{nth}"), json!({"type": "string", "title": format!("T{nth}"), "default": text, "enum": [text]}))
        })
        .collect();
    send(
        &portal,
        Method::Post,
        "blueprints",
        json!({"identifier": "odd", "title": "2024-01-01", "schema": {"properties": properties}}),
    );
    let place = Place::new(&[]);
    complete(&place.export(&portal));
    place.check_settled(&portal, false);
}

#[test]
fn a_kind_that_the_portal_forbids_or_lacks_is_named_and_the_rest_is_exported() {
    let portal = SandboxPortal::in_memory();
    let requests = requests_of(&portal, || complete(&Place::new(&[]).export(&portal)));
    let nth = requests.iter().position(|request| request == "GET /v1/pages").expect("it lists the pages") + 1;
    for (status, is_complete) in [(403, false), (404, true)] {
        let faults = format!("status={status}@{nth}").parse().expect("a fault");
        let portal = SandboxPortal::in_memory().with_faults(faults);
        let place = Place::new(&[]);
        let report = place.export(&portal);
        assert_eq!(report.is_complete(), is_complete, "{:#?}", report.left_out);
        assert!(report.left_out.iter().any(|one| one.subject == "pages"));
        assert!(place.path().join("model/blueprints/service.yml").exists());
    }
}

#[test]
fn a_resource_that_a_rule_rejects_is_named_and_the_rest_is_exported() {
    let portal = SandboxPortal::in_memory();
    let conditions = json!([{"operator": "isNotEmpty", "property": "missing"}]);
    let rule = json!({"identifier": "a", "title": "A", "level": "Gold", "query": {"combinator": "and", "conditions": conditions}});
    let scorecard = json!({"identifier": "broken", "title": "Broken", "rules": [rule]});
    send(&portal, Method::Post, "blueprints service scorecards", scorecard);
    let place = Place::new(&[]);
    let report = place.export(&portal);
    let named = report.left_out.iter().find(|one| one.subject == "scorecard/service/broken").expect("it is named");
    assert!(named.is_failure && named.reason.contains("`missing`"), "{}", named.reason);
    place.check_settled(&portal, false);
    assert!(place.path().join("model/blueprints/service.yml").exists());
}

#[test]
fn teams_of_an_identity_provider_and_default_pages_are_left_out() {
    let portal = SandboxPortal::in_memory();
    send(&portal, Method::Post, "teams", json!({"name": "Ours", "users": []}));
    let place = Place::new(&[]);
    let report = place.export(&portal);
    complete(&report);
    assert!(place.path().join("model/teams/Ours.yml").exists());
    let page = report.left_out.iter().find(|one| one.subject == "page/serviceEntity").expect("it is named");
    assert!(page.reason.contains("--all"), "{}", page.reason);
    let report = place.try_export(&portal, Wanted { selected: &["page/serviceEntity"], ..Wanted::default() }, &[]);
    assert_eq!(report.expect("it is exported").files[0].name, "model/pages/serviceEntity.yml");
    place.check_settled(&portal, false);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_project_is_not_followed() {
    let outside = tempfile::tempdir().expect("a folder can be made");
    let place = Place::new(&[]);
    std::fs::create_dir(place.path().join("model")).expect("it can be made");
    std::os::unix::fs::symlink(outside.path(), place.path().join("model/blueprints")).expect("a link");
    let outcome = place.try_export(&SandboxPortal::in_memory(), Wanted::default(), &[]);
    assert!(outcome.is_err() || !outcome.expect("checked").is_complete());
    assert_eq!(std::fs::read_dir(outside.path()).expect("it is there").count(), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_export_leaves_only_complete_files() {
    let place = Place::new(&[]);
    let file = place.path().join(".portwright/sandbox.json");
    let portal = SandboxPortal::open(&file, Default::default()).expect("it opens");
    (0..300).for_each(|nth| blueprint(&portal, &format!("b{nth}")));
    let whole = Place::new(&[]);
    complete(&whole.export(&portal));
    let expected = whole.texts();
    let mut partial = 0;
    for milliseconds in [50, 100, 150, 200, 300, 400, 600] {
        let _ = std::fs::remove_dir_all(place.path().join("model"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command
            .args(["export", "--portal", "sandbox"])
            .current_dir(place.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let found = place.texts();
        for (name, text) in found.iter().filter(|(name, _)| name.starts_with("model/")) {
            assert_eq!(Some(text), expected.get(name), "{name}");
        }
        partial += usize::from(found.len() < expected.len());
    }
    assert!(partial > 0, "one of them was interrupted");
    complete(&place.export(&portal));
    assert_eq!(place.texts(), expected);
}

#[test]
fn a_portal_with_the_examples_of_all_kinds_at_once_is_exported() {
    let portal = SandboxPortal::in_memory();
    for kind in portwright::kind::KINDS {
        let project = Example::of(kind).project();
        let plan = project.plan(&portal);
        crate::apply::done(&plan, &portal);
    }
    let place = Place::new(&[]);
    complete(&place.export_all(&portal));
    place.check_settled(&portal, true);
}

#[test]
fn the_scorecards_of_a_group_are_not_files_of_their_own() {
    let portal = SandboxPortal::in_memory();
    let query = json!({"combinator": "and", "conditions": [{"property": "$title", "operator": "isNotEmpty"}]});
    let rules = json!([{"identifier": "titled", "title": "T", "level": "Gold", "query": query}]);
    let group = |identifier: &str, form: Value| {
        let mut body = json!({"identifier": identifier, "title": "G"});
        body.as_object_mut().expect("a map").extend(form.as_object().expect("a map").clone());
        send(&portal, Method::Post, "scorecard-groups", body);
    };
    group("shared", json!({"blueprints": ["service"], "rules": rules}));
    group("own", json!({"scorecards": {"service": {"rules": rules}}}));
    let place = Place::new(&[]);
    let selected = &["scorecard-group/shared", "scorecard-group/own", "scorecard"][..];
    let report = place.try_export(&portal, Wanted { selected, ..Wanted::default() }, &[]).expect("it is exported");
    let names: Vec<String> = place.texts().into_keys().filter(|name| name.contains("scorecard")).collect();
    assert_eq!(names, ["model/scorecard-groups/own.yml", "model/scorecard-groups/shared.yml"]);
    let reasons: Vec<String> = report.left_out.iter().map(|one| format!("{}: {}", one.subject, one.reason)).collect();
    let expected = [
        "scorecard/service/own: Port makes it of scorecard-group/own",
        "scorecard/service/shared: Port makes it of scorecard-group/shared",
    ];
    assert_eq!(reasons, expected);
}
