//! Lists that are not all there: nothing is deleted for them, and nothing is written twice.

use serde_json::Value;

use super::proxy::{Fault, Proxy};
use crate::served::{Served, code_and_output};

const BLUEPRINT: &str = "identifier: NAME\ntitle: T\nschema:\n  properties: {}\n";

/// A portal with blueprints `a` and `b`, as the model says.
fn place() -> Served {
    let place = Served::new("", 0);
    for name in ["a", "b"] {
        place.put(&format!("model/blueprints/{name}.yml"), &BLUEPRINT.replace("NAME", name));
    }
    assert_eq!(place.run(&["apply", "--auto-approve"]).0, 0);
    place
}

fn blueprints(body: &mut Value) -> &mut Vec<Value> {
    body["blueprints"].as_array_mut().expect("a list")
}

fn run(place: &Served, proxy: &Proxy, arguments: &[&str]) -> (i32, String) {
    code_and_output(place.command(arguments).env("PORT_BASE_URL", proxy.url()).output())
}

#[test]
fn a_list_that_is_cut_short_deletes_nothing_and_overwrites_nothing() {
    let place = place();
    let before = place.ask(portwright::portal::Method::Get, "blueprints", None);
    for fault in [
        (|body| blueprints(body).truncate(1)) as fn(&mut Value),
        |body| blueprints(body).clear(),
        |body| blueprints(body).retain(|one| one["identifier"] != "b"),
    ] {
        let proxy = Proxy::with(&place, "GET /v1/blueprints", move || Fault::Change(fault));
        let (code, printed) =
            run(&place, &proxy, &["apply", "--auto-approve", "--allow-destructive", "--allow-mass-change"]);
        // The portal has them, so the creations are refused or already there.
        let writes = proxy.writes();
        assert!(writes.iter().all(|write| write == "POST /v1/blueprints"), "{writes:?}");
        assert!(code < 2, "{printed}");
        let (_, printed) = run(&place, &proxy, &["sync"]);
        assert!(proxy.writes().iter().all(|write| write == "POST /v1/blueprints"), "{printed}");
        // Only the time of the last request may differ.
        let after = place.ask(portwright::portal::Method::Get, "blueprints", None);
        assert_eq!(after, before, "{printed}");
    }
}

#[test]
fn a_blueprint_is_not_deleted_because_its_entities_are_missing_in_a_list() {
    let place = place();
    place.put(
        "port.yml",
        "- {identifier: one, title: One, blueprint: b}\n- {identifier: two, title: Two, blueprint: b}\n",
    );
    assert_eq!(place.run(&["sync"]).0, 0);
    std::fs::remove_file(place.path().join("port.yml")).expect("it was there");
    std::fs::remove_file(place.path().join("model/blueprints/b.yml")).expect("it was there");
    place.put("model/removed.yml", "- {kind: blueprint, identifier: b}\n");
    let proxy = Proxy::start(&place, |seen, _| match &*seen.label {
        "POST /v1/blueprints/b/entities/search" => Fault::Change(|body| body["entities"] = Value::Array(Vec::new())),
        _ => Fault::None,
    });
    let (code, printed) = run(&place, &proxy, &["apply", "--auto-approve"]);
    assert!(code != 0 && proxy.writes().is_empty(), "{printed}");
    // A count that cannot be read is not 0.
    let proxy = Proxy::start(&place, |seen, _| match &*seen.label {
        "GET /v1/blueprints/b/entities-count" => Fault::Change(|body| body["count"] = Value::Null),
        _ => Fault::None,
    });
    let (code, printed) = run(&place, &proxy, &["apply", "--auto-approve"]);
    assert!(code != 0 && proxy.writes().is_empty(), "{printed}");
    let count = place.ask(portwright::portal::Method::Get, "blueprints/b/entities-count", None);
    assert_eq!(count["count"], 2);
}

#[test]
fn a_resource_that_is_listed_twice_is_one() {
    let place = place();
    let proxy = Proxy::with(&place, "GET /v1/blueprints", || {
        Fault::Change(|body| {
            let again = blueprints(body).clone();
            blueprints(body).extend(again);
        })
    });
    let (code, printed) = run(&place, &proxy, &["plan", "--detailed-exitcode"]);
    assert_eq!(code, 0, "{printed}");
    let (code, printed) = run(&place, &proxy, &["export", "--all", "--check"]);
    let served = place.run(&["export", "--all", "--check"]);
    assert_eq!((code, printed.replace(&proxy.url(), &place.address())), served);
}

#[test]
fn a_page_of_entities_that_is_missing_is_an_error() {
    let place = place();
    let entity = |nth: usize| format!("- {{identifier: e{nth}, title: E, blueprint: b}}\n");
    place.put("port.yml", &(0..30).map(entity).collect::<String>());
    assert_eq!(place.run(&["sync"]).0, 0);
    for (words, fault) in [
        ("it has no `entities`", (|body| body["entities"] = Value::Null) as fn(&mut Value)),
        ("an entity in it has no identifier", |body| body["entities"][0]["identifier"] = Value::Null),
    ] {
        let proxy = Proxy::with(&place, "POST /v1/blueprints/b/entities/search", move || Fault::Change(fault));
        let (code, printed) = run(&place, &proxy, &["snapshot", "--entities", "--out", "snapshot.json"]);
        assert!(code != 0 && printed.contains(words), "{words}: {printed}");
        assert!(!place.path().join("snapshot.json").exists() && proxy.seen().len() < 20, "{printed}");
    }
}

#[test]
fn pages_that_repeat_themselves_end() {
    let place = place();
    let page = r#"{"ok":true,"entities":[{"identifier":"e0","title":"E"}],"next":"again"}"#;
    let proxy = Proxy::with(&place, "POST /v1/blueprints/b/entities/search", move || Fault::answer(200, "", page));
    let (code, printed) = run(&place, &proxy, &["snapshot", "--entities", "--out", "snapshot.json"]);
    assert!(code != 0 && printed.contains("no new entity"), "{printed}");
    assert!(!place.path().join("snapshot.json").exists() && proxy.seen().len() < 20, "{printed}");
}

#[test]
fn a_token_that_expires_at_any_request_is_renewed() {
    for at in 1..12 {
        let place = Served::new(&format!("token-expires@{at}"), 0);
        for name in ["a", "b", "c"] {
            place.put(&format!("model/blueprints/{name}.yml"), &BLUEPRINT.replace("NAME", name));
        }
        let (code, printed) = place.run(&["apply", "--auto-approve"]);
        assert_eq!(code, 0, "{at}: {printed}");
        assert_eq!(place.run(&["plan", "--detailed-exitcode"]).0, 0, "{at}");
    }
}

#[test]
fn credentials_that_are_revoked_in_the_middle_end_the_apply() {
    let place = Served::new("", 0);
    for name in ["a", "b", "c"] {
        place.put(&format!("model/blueprints/{name}.yml"), &BLUEPRINT.replace("NAME", name));
    }
    let proxy = Proxy::start(&place, |seen, count| {
        let revoked = r#"{"ok":false,"error":"unauthorized","message":"revoked"}"#;
        let is_late = seen.label == "POST /v1/blueprints" && count > 1;
        if is_late { Fault::answer(401, "", revoked) } else { Fault::None }
    });
    let (code, printed) = run(&place, &proxy, &["apply", "--auto-approve", "--parallelism", "1"]);
    assert!(code != 0 && printed.contains("did not accept the credentials"), "{printed}");
    // The second creation, and again with a new token.
    assert_eq!(proxy.writes(), ["POST /v1/blueprints"; 3], "{printed}");
    assert!(!printed.contains("very-secret") && !printed.contains("sandbox."), "{printed}");
    let (code, printed) = place.run(&["apply", "--auto-approve"]);
    assert!(code == 0 && printed.contains("2 created"), "{printed}");
}
