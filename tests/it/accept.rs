//! `drift --accept`: what somebody changed in the portal goes into the files, and a plan afterwards does not undo it.

mod situations;
mod table;

use portwright::portal::{Method, SandboxPortal};
use serde_json::{Value, json};

use crate::drift::{ACTION, commit, remove};
use crate::served::{Served, code_and_output};

const FILE: &str = "model/blueprints/domain.yml";

/// A file in a style of its own.
const DOMAIN: &str = "\
# The areas of the business.
identifier:   domain
title: 'Domain'   # shown in the catalog
icon: Box

schema:
    properties:
        # One of a few.
        tier: { type: string,   title: \"Tier\" }
        size:
            title: Size     # of the team
            type:  number
";

/// The file with another text in place of one.
fn with(old: &str, new: &str) -> String {
    assert_eq!(DOMAIN.matches(old).count(), 1, "{old}");
    DOMAIN.replace(old, new)
}

/// A repository whose first commit was applied.
fn applied() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "");
    place.put(FILE, DOMAIN);
    place.put("model/actions/old.yml", ACTION);
    place.git(&["init", "-q"]);
    commit(&place);
    assert_eq!(place.run(&["apply", "--auto-approve", "--record-tag", "--quiet"]).0, 0);
    place
}

fn read(place: &Served, path: &str) -> String {
    std::fs::read_to_string(place.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Changes the portal's blueprint: each pointer names a field, and null removes it.
fn change(place: &Served, fields: &[(&str, Value)]) {
    let mut body = place.ask(Method::Get, "blueprints/domain", None)["blueprint"].clone();
    for (pointer, value) in fields {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let map = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("it is there");
        match value {
            Value::Null => drop(map.remove(name)),
            value => drop(map.insert(name.to_owned(), value.clone())),
        }
    }
    for field in ["createdAt", "createdBy", "updatedAt", "updatedBy"] {
        body.as_object_mut().expect("a map").remove(field);
    }
    place.ask(Method::Put, "blueprints/domain", Some(body));
}

fn accept(place: &Served, argument: &str) -> String {
    let (code, printed) = place.run(&["drift", "--accept", argument]);
    assert_eq!(code, 0, "{argument}: {printed}");
    printed
}

/// Neither a plan nor drift has anything left.
fn assert_settled(place: &Served) {
    for arguments in [&["plan"][..], &["plan", "--base", "last-applied"]] {
        let (code, printed) = place.run(arguments);
        assert!(code == 0 && printed.starts_with("No changes."), "{arguments:?}: {printed}");
    }
    let (code, printed) = place.run(&["drift"]);
    assert!(code == 0 && printed.starts_with("No drift."), "{printed}");
}

#[test]
fn each_change_of_a_declared_resource_changes_only_its_lines() {
    let field = "/schema/properties/tier/title";
    let added = "            type:  number\n        owner:\n            title: Owner\n            type: string\n";
    let owner = json!({"type": "string", "title": "Owner"});
    let tier = "        # One of a few.\n        tier: { type: string,   title: \"Tier\" }\n";
    for (pointer, value, expected) in [
        ("/title", json!("By hand"), with("'Domain'", "'By hand'")),
        (field, json!("Level"), with("\"Tier\"", "\"Level\"")),
        ("/icon", Value::Null, with("icon: Box\n", "")),
        ("/schema/properties/tier", Value::Null, with(tier, "")),
        ("/schema/properties/owner", owner, with("            type:  number\n", added)),
    ] {
        let place = applied();
        change(&place, &[(pointer, value)]);
        let printed = accept(&place, "blueprint/domain");
        assert_eq!(printed, format!("~ {FILE}\nAccepted: 1 file written.\n"), "{pointer}");
        assert_eq!(read(&place, FILE), expected, "{pointer}");
        assert_settled(&place);
    }
}

#[test]
fn one_field_of_several_is_accepted_and_the_others_stay() {
    let place = applied();
    change(
        &place,
        &[
            ("/title", json!("By hand")),
            ("/schema/properties/tier/title", json!("Level")),
            ("/schema/properties/size", Value::Null),
        ],
    );
    accept(&place, "blueprint/domain:schema.properties.tier.title");
    assert_eq!(read(&place, FILE), with("\"Tier\"", "\"Level\""));
    let (_, printed) = place.run(&["drift"]);
    assert!(printed.contains("title: Domain -> By hand") && printed.contains("- schema.properties.size"), "{printed}");
    assert!(!printed.contains("Level"), "{printed}");
    // A section is all that is in it, and `*` is any text.
    accept(&place, "blueprint/*:schema");
    let (_, printed) = place.run(&["drift"]);
    assert!(printed.contains("title: Domain -> By hand") && !printed.contains("size"), "{printed}");
    accept(&place, "*:ti*");
    assert_settled(&place);
}

#[test]
fn a_rule_of_a_scorecard_is_accepted_alone() {
    let place = applied();
    let path = "model/scorecards/ready.yml";
    let rule = |name: &str| {
        format!(
            "  - {{ identifier: {name}, title: T, level: Gold, query: {{ combinator: and, conditions: [{{ property: tier, operator: isNotEmpty }}] }} }}\n"
        )
    };
    let text = format!("blueprint: domain\nidentifier: ready\ntitle: Ready\nrules:\n{}{}", rule("a"), rule("b"));
    place.put(path, &text);
    commit(&place);
    assert_eq!(place.run(&["apply", "--auto-approve", "--record-tag", "--quiet"]).0, 0);
    let mut body = place.ask(Method::Get, "blueprints/domain/scorecards/ready", None)["scorecard"].clone();
    for (nth, field, value) in [(0, "title", "By hand"), (1, "level", "Silver")] {
        body["rules"][nth][field] = json!(value);
    }
    let body = json!({"identifier": "ready", "title": "Ready", "rules": body["rules"]});
    place.ask(Method::Put, "blueprints/domain/scorecards/ready", Some(body));
    accept(&place, "scorecard/domain/ready:rules.b");
    assert_eq!(read(&place, path), text.replace(&rule("b"), &rule("b").replace("Gold", "Silver")));
    accept(&place, "scorecard/domain/ready");
    assert_settled(&place);
}

#[test]
fn what_the_files_changed_stays_and_a_conflict_is_settled_for_the_portal() {
    let place = applied();
    change(&place, &[("/title", json!("By hand")), ("/icon", json!("Cloud"))]);
    // The title is in conflict, and so is the icon, which the file no longer states. The size is ours.
    let ours = with("'Domain'", "'Area'").replace("icon: Box\n", "").replace("title: Size ", "title: Length ");
    place.put(FILE, &ours);
    accept(&place, "blueprint/domain");
    let (written, expected) = (read(&place, FILE), ours.replace("'Area'", "'By hand'"));
    assert_eq!(written.replace("icon: Cloud\n", ""), expected);
    assert!(written.contains("\nicon: Cloud\n"), "{written}");
    let (_, printed) = place.run(&["drift"]);
    assert!(printed.starts_with("No drift."), "{printed}");
    let (_, printed) = place.run(&["plan", "--base", "last-applied"]);
    assert!(printed.contains("title: Size -> Length") && printed.contains("1 to update"), "{printed}");
}

#[test]
fn what_no_file_declares_gets_a_new_file() {
    let place = applied();
    let body = json!({"identifier": "extra", "title": "Extra", "schema": {"properties": {}}});
    place.ask(Method::Post, "blueprints", Some(body));
    place.ask(Method::Patch, "blueprints/domain", Some(json!({"title": "By hand"})));
    let printed = accept(&place, "blueprint/ex*");
    assert!(printed.contains("+ model/blueprints/extra.yml\n"), "{printed}");
    assert!(read(&place, "model/blueprints/extra.yml").contains("identifier: extra\n"));
    assert_eq!(read(&place, FILE), DOMAIN);
    // Both at once, and one that the files removed while somebody changed it.
    place.ask(Method::Delete, "blueprints/extra", None);
    remove(&place, "model/blueprints/extra.yml");
    let body = json!({"identifier": "more", "title": "More", "schema": {"properties": {}}});
    place.ask(Method::Post, "blueprints", Some(body));
    let mut action = place.ask(Method::Get, "actions/old", None)["action"].clone();
    action["invocationMethod"]["url"] = json!("https://example.com/by-hand");
    for field in ["id", "createdAt", "createdBy", "updatedAt", "updatedBy"] {
        action.as_object_mut().expect("a map").remove(field);
    }
    place.ask(Method::Put, "actions/old", Some(action));
    remove(&place, "model/actions/old.yml");
    let arguments = ["drift", "--accept", "*/old", "blueprint/more", "*/domain:title", "--format", "json"];
    let output = place.command(&arguments).output().expect("it runs");
    let document: Value = serde_json::from_slice(&output.stdout).expect("a document");
    let mut files: Vec<&str> =
        document["files"].as_array().expect("files").iter().filter_map(|file| file["path"].as_str()).collect();
    files.retain(|path| !path.starts_with("schemas/"));
    files.sort_unstable();
    assert_eq!(files, ["model/actions/old.yml", FILE, "model/blueprints/more.yml"], "{document}");
    assert_eq!(read(&place, FILE), with("'Domain'", "'By hand'"));
    assert_settled(&place);
}

#[test]
fn a_deletion_names_the_declaration_to_remove() {
    let place = applied();
    place.ask(Method::Delete, "actions/old", None);
    let (code, printed) = place.run(&["drift", "--accept", "action/old"]);
    let expected =
        "action/old: it was deleted in the portal; to accept that, remove its declaration at `model/actions/old.yml:1`";
    assert!(code == 1 && printed.contains(expected), "{printed}");
    assert!(
        printed.starts_with("No file was changed.\n") && read(&place, "model/actions/old.yml") == ACTION,
        "{printed}"
    );
    // The remedy works.
    remove(&place, "model/actions/old.yml");
    assert_settled(&place);
}

#[test]
fn a_secret_becomes_a_variable() {
    let place = applied();
    let secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    let mut action = place.ask(Method::Get, "actions/old", None)["action"].clone();
    action["invocationMethod"]["url"] = json!(format!("https://example.com/?token={secret}"));
    for field in ["id", "createdAt", "createdBy", "updatedAt", "updatedBy"] {
        action.as_object_mut().expect("a map").remove(field);
    }
    place.ask(Method::Put, "actions/old", Some(action));
    let printed = accept(&place, "action/old:invocationMethod");
    assert!(printed.contains("~ portwright.toml\n") && printed.contains("PORTWRIGHT_VAR_"), "{printed}");
    let files = [read(&place, "model/actions/old.yml"), read(&place, "portwright.toml")];
    assert!(files.iter().chain([&printed]).all(|text| !text.contains(secret)), "{files:?}{printed}");
    assert!(files[0].contains("token=${") && files[1].contains("sensitive = true"), "{files:?}");
}

#[test]
fn what_has_not_changed_is_an_error_with_a_near_name() {
    let place = applied();
    change(&place, &[("/title", json!("By hand"))]);
    for (argument, help) in [
        ("blueprint/domian", "did you mean `blueprint/domain`?"),
        ("blueprint/domain:titel", "did you mean `blueprint/domain:title`?"),
        ("action/old", "`portwright drift --show-unmanaged` lists what changed in the portal"),
        ("xyz*", "`portwright drift --show-unmanaged` lists what changed in the portal"),
    ] {
        // Nothing is written, even if another argument is right.
        let (code, printed) = place.run(&["drift", "--accept", "blueprint/domain", "--accept", argument]);
        let message = format!("nothing was accepted: `{argument}` names nothing that changed in the portal");
        assert!(code == 2 && printed.contains(&message) && printed.contains(help), "{printed}");
        assert_eq!(read(&place, FILE), DOMAIN);
    }
}

#[test]
fn a_field_without_which_the_model_has_an_error_is_refused() {
    let place = applied();
    change(&place, &[("/schema/properties/new", json!({"type": "string"})), ("/schema/required", json!(["new"]))]);
    let (code, printed) = place.run(&["drift", "--accept", "blueprint/domain:schema.required"]);
    assert!(code == 1 && printed.contains("Could not be accepted:") && printed.contains("new"), "{printed}");
    assert_eq!(read(&place, FILE), DOMAIN);
    accept(&place, "blueprint/domain");
    assert_settled(&place);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_project_is_not_written_through() {
    let place = applied();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let target = elsewhere.path().join("domain.yml");
    std::fs::write(&target, DOMAIN).expect("it can be written");
    remove(&place, FILE);
    std::os::unix::fs::symlink(&target, place.path().join(FILE)).expect("a link");
    change(&place, &[("/title", json!("By hand"))]);
    let (code, printed) = place.run(&["drift", "--accept", "blueprint/domain"]);
    assert!(code > 0 && printed.contains("domain.yml"), "{printed}");
    assert_eq!(std::fs::read_to_string(&target).expect("it is there"), DOMAIN);
}

#[test]
fn without_a_value_it_asks_only_on_a_terminal() {
    let place = applied();
    let before = place.portal.count();
    let (code, printed) =
        code_and_output(place.command(&["drift", "--accept"]).stdin(std::process::Stdio::null()).output());
    assert!(code == 2 && printed.contains("`--accept` without an address needs a terminal"), "{printed}");
    assert!(printed.contains("write `--accept ADDRESS` or `--accept ADDRESS:PATH`"), "{printed}");
    assert_eq!(place.portal.count(), before);
}

/// `script` of other systems has other arguments.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_asks_about_each_resource() {
    use std::io::Write;
    use std::process::Stdio;
    let place = applied();
    place.put("model/blueprints/area.yml", "identifier: area\ntitle: Area\nschema: { properties: {} }\n");
    commit(&place);
    assert_eq!(place.run(&["apply", "--auto-approve", "--record-tag", "--quiet"]).0, 0);
    for name in ["area", "domain"] {
        place.ask(Method::Patch, &format!("blueprints/{name}"), Some(json!({"title": "By hand"})));
    }
    let asked = place.command(&["drift", "--accept"]);
    let mut script = std::process::Command::new("script");
    let line = format!("'{}' drift --accept", asked.get_program().display());
    script.args(["-qec", &line, "/dev/null"]).current_dir(place.path()).env_clear();
    script.envs(asked.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut running = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    running.stdin.take().expect("asked for").write_all(b"no\ny\n").expect("it reads");
    let output = running.wait_with_output().expect("it ends");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.matches("Accept this into the files?").count() == 2, "{printed}");
    let titles = [FILE, "model/blueprints/area.yml"].map(|path| read(&place, path).contains("By hand"));
    assert_eq!(titles.iter().filter(|is_accepted| **is_accepted).count(), 1, "{printed}");
    assert!(printed.contains(" 1 file written."), "{printed}");
}
