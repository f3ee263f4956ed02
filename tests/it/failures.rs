//! How commands fail: one JSON document for programs, locations in files for people, and useful hints.

#[cfg(unix)]
use std::io::BufRead;
#[cfg(unix)]
use std::process::Command;

use serde_json::{Value, json};

use crate::served::{Served, code_and_output};

const OWNER: &str = "identifier: owner\ntitle: Owner\nschema:\n  properties: {}\n";
const PLAN: &[&str] = &["plan", "--format", "json"];
const APPLY: &[&str] = &["apply", "--format=json", "--auto-approve"];

const SANDBOX: &[&str] = &["--portal", "sandbox"];

/// A model with one blueprint, and a portal.
fn place() -> Served {
    let place = Served::new("", 0);
    place.put("model/blueprints/owner.yml", OWNER);
    place
}

/// Runs the program, and gives its exit code, the only document on standard output, and standard error.
fn document(place: &Served, arguments: &[&str], variables: &[(&str, &str)]) -> (i32, Value, String) {
    let output = place.command(arguments).envs(variables.iter().copied()).output().expect("the program runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let document = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {out}{err}"));
    (output.status.code().expect("it ends by itself"), document, err.into_owned())
}

/// Checks that a command fails with one document, whose error is of this kind.
fn fails(place: &Served, arguments: &[&str], variables: &[(&str, &str)], kind: &str) -> Value {
    let (code, document, err) = document(place, arguments, variables);
    let error = &document["error"];
    assert_ne!(code, 0, "{arguments:?}: {document}");
    assert_eq!((error["kind"].as_str(), error["exit_code"].as_i64()), (Some(kind), Some(code.into())), "{document}");
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{document}");
    assert!(error["hints"].is_array(), "{document}");
    assert_eq!(document["format_version"], "1.0", "{document}");
    assert!(!document.to_string().contains("very-secret") && !err.contains("very-secret"), "{document}{err}");
    document
}

#[test]
fn whatever_goes_wrong_programs_get_one_document() {
    let nowhere: &[(&str, &str)] = &[("PORT_BASE_URL", "http://127.0.0.1:1")];
    let no_credentials: &[(&str, &str)] = &[("PORT_CLIENT_ID", ""), ("PORT_CLIENT_SECRET", "")];
    let place = place();
    place.put("port.yml", "identifier: a\ntitle: A\nblueprint: owner\n");
    for command in [PLAN, APPLY, &["snapshot", "--format", "json"], &["lint", "--online", "--format", "json"]] {
        fails(&place, command, nowhere, "network");
        fails(&place, command, no_credentials, "could_not_run");
    }
    for command in ["plan", "apply", "lint", "validate", "sync", "run", "snapshot", "schema", "init", "explain", "help"]
    {
        fails(&place, &[command, "--format", "json", "--no-such-flag"], &[], "could_not_run");
        fails(&place, &["--format=json", command, "--directory", "nowhere", "--status"], &[], "could_not_run");
    }
    fails(&place, &["plan", "--format", "json", "-C", "nowhere"], &[], "could_not_run");
    fails(&place, &["explain", "enum-mismatch", "--format", "json"], &[], "could_not_run");
    fails(&place, &["--format", "json"], &[], "could_not_run");
    let misspelt = fails(&place, &["--format", "json", "plam"], &[], "could_not_run");
    assert!(misspelt["error"]["hints"][0].as_str().is_some_and(|hint| hint.contains("'plan'")), "{misspelt}");
    place.put("portwright.toml", "[portal]\nurll = \"eu\"\n");
    fails(&place, PLAN, &[], "could_not_run");
    fails(&place, &["validate", "--format", "json"], &[], "could_not_run");
}

#[test]
fn an_error_in_the_files_is_in_the_document_with_its_place() {
    let place = place();
    place.put("model/blueprints/owner.yml", &OWNER.replace("title", "tittle"));
    place.put("port.yml", "identifier: a\nblueprint: [b]\n");
    for command in [PLAN, APPLY, &["sync", "--format", "json"]] {
        let document = fails(&place, command, &[], "findings");
        let finding = &document["error"]["findings"][0];
        assert!(finding["path"].is_string() && finding["line"].is_u64() && finding["rule"].is_string(), "{document}");
    }
    // Here the findings are the result.
    for command in ["lint", "validate"] {
        let (code, document, _) = document(&place, &[command, "--format", "json"], &[]);
        assert!(code == 1 && document["error"].is_null(), "{document}");
        assert!(document["findings"].as_array().is_some_and(|found| !found.is_empty()), "{document}");
    }
}

#[test]
fn unapproved_changes_have_their_own_error_kind() {
    let place = place();
    fails(&place, &["apply", "--format", "json"], &[], "unapproved");
    assert_eq!(place.run(&["apply", "--auto-approve"]).0, 0);
    place.put("model/removed.yml", "- {kind: blueprint, identifier: owner}\n");
    std::fs::remove_file(place.path().join("model/blueprints/owner.yml")).expect("it was there");
    let document = fails(&place, APPLY, &[], "unapproved");
    let hint = document["error"]["hints"][0].as_str().expect("a hint");
    assert!(hint.contains("--allow blueprint/owner"), "{document}");
}

#[test]
fn a_failed_step_is_reported_with_its_file_and_retry_is_advised_only_if_it_can_help() {
    for (status, is_transient) in [("503", true), ("429", true), ("422", false), ("401", false)] {
        let fault = format!("status={status}@2+");
        let variables = [("PORTWRIGHT_SANDBOX_FAULTS", fault.as_str())];
        let document = fails(&place(), &[APPLY, SANDBOX].concat(), &variables, "incomplete");
        assert_eq!(document["steps"][0]["declared"][0], "model/blueprints/owner.yml:1:13", "{document}");
        let (code, printed) =
            code_and_output(place().command(&[&APPLY[..1], &APPLY[2..], SANDBOX].concat()).envs(variables).output());
        assert_eq!(code, 1, "{printed}");
        assert!(printed.contains("blueprint/owner (model/blueprints/owner.yml:1:13): "), "{printed}");
        assert_eq!(printed.contains("Run it again"), is_transient, "{printed}");
        assert_eq!(printed.contains("Correct the cause"), !is_transient, "{printed}");
    }
}

#[test]
fn a_sync_that_stops_names_the_entity_that_it_was_sending() {
    for (status, is_transient) in [("503", true), ("401", false)] {
        let place = place();
        let entity = |name: &str| format!("- {{identifier: {name}, title: T, blueprint: owner}}\n");
        place.put("port.yml", &(entity("a") + &entity("b")));
        assert_eq!(place.run(&[&["apply", "--auto-approve"], SANDBOX].concat()).0, 0);
        let fault = format!("status={status}@2+");
        let sync = [&["sync", "--format", "json"], SANDBOX].concat();
        let (_, document, err) = document(&place, &sync, &[("PORTWRIGHT_SANDBOX_FAULTS", &fault)]);
        assert_eq!(document["complete"], false, "{document}");
        let message = document["error"]["message"].as_str().expect("a message");
        assert!(message.starts_with("port.yml:1:16: `a` and 1 more: POST "), "{message}");
        assert_eq!(err.contains("run the command again"), is_transient, "{err}");
    }
}

#[test]
fn a_command_has_only_its_own_formats() {
    let place = place();
    for (command, format) in [("plan", "sarif"), ("apply", "concise"), ("sync", "junit"), ("snapshot", "human")] {
        for arguments in [[command, "--format", format], ["--format", format, command]] {
            let (code, printed) = place.run(&arguments);
            assert!(code != 0 && printed.contains(&format!("`{command}` has no format `{format}`")), "{printed}");
            assert!(printed.contains("`json`"), "{printed}");
        }
    }
    let (code, printed) = place.run(&["lint", "--diff", "--format", "json"]);
    assert!(code == 2 && printed.contains("--diff has no format `json`"), "{printed}");
}

#[test]
fn help_is_a_command_and_knows_the_others() {
    let place = place();
    for command in [&["plan"][..], &["run", "finish"], &["help"], &[]] {
        let helped = place.run(&[&["help"], command].concat());
        assert_eq!(helped, place.run(&[command, &["--help"]].concat()));
        assert_eq!(helped.0, 0);
    }
    for (words, reported) in [(&["plam"][..], "did you mean `plan`?"), (&["run", "finsh"], "did you mean `finish`?")] {
        let (code, printed) = place.run(&[&["help"], words].concat());
        assert!(code == 2 && printed.contains(reported), "{printed}");
    }
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let place = place();
    let empty = [
        ("PORTWRIGHT_CA_FILE", ""),
        ("PORTWRIGHT_MAX_WAIT", ""),
        ("PORT_API_URL", ""),
        ("NO_COLOR", ""),
        ("CLICOLOR_FORCE", ""),
        ("GITHUB_ACTIONS", ""),
        ("PORTWRIGHT_FORGE_TOKEN", ""),
        ("HTTP_PROXY", ""),
        ("NO_PROXY", ""),
        ("PORTWRIGHT_VAR_X", ""),
        ("PORTWRIGHT_SANDBOX_FAULTS", ""),
    ];
    let (code, printed) = code_and_output(place.command(&["plan"]).envs(empty).output());
    assert_eq!(code, 0, "{printed}");
    let payload = ["run", "start", "--payload-env", "PAYLOAD"];
    let (code, printed) = code_and_output(place.command(&payload).env("PAYLOAD", "").output());
    assert!(code == 2 && printed.contains("environment variable `PAYLOAD` is not set"), "{printed}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_answered_at_once() {
    let place = Served::new("latency=1500ms", 0);
    place.put("model/blueprints/owner.yml", OWNER);
    let (child, mut err) = place.creating(APPLY);
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill runs").success());
    let mut line = String::new();
    err.read_line(&mut line).expect("it prints text");
    assert!(line.starts_with("Interrupted: the running requests are finished first."), "{line}");
    let output = child.wait_with_output().expect("it ends");
    let document: Value = serde_json::from_slice(&output.stdout).expect("one document");
    // The only step was running, and was finished.
    assert_eq!((output.status.code(), &document["complete"]), (Some(0), &json!(true)), "{document}");
}

#[test]
fn a_command_line_that_is_wrong_starts_no_workflow_command() {
    let place = place();
    let argument = "--provider=a\n::error::x\u{1b}[31m";
    for arguments in [&["lint", argument][..], &["lint", "\n::add-mask::x"], &["##[error]x"]] {
        let (code, printed) = code_and_output(place.command(arguments).env("GITHUB_ACTIONS", "true").output());
        let commands = printed.lines().filter(|line| line.trim_start().starts_with("::") || line.contains("##["));
        assert!(code == 2 || printed.contains("add-mask"), "{printed}");
        assert_eq!(commands.count(), 0, "{printed}");
        assert!(!printed.contains('\u{1b}'), "{printed}");
    }
    let document = fails(&place, &["lint", "--format", "json", "--sarif"], &[], "could_not_run");
    assert_eq!(document["error"]["hints"], json!(["write `--format sarif`"]));
}

#[test]
fn a_saved_plan_that_was_applied_in_part_is_out_of_date_and_its_result_says_so() {
    let place = place();
    place.put("model/blueprints/other.yml", "identifier: other\ntitle: Other\nschema: { properties: {} }\n");
    let (code, printed) = place.run(&[&["plan", "--out", "first.plan"], SANDBOX].concat());
    assert_eq!(code, 0, "{printed}");
    let apply = |file: &str, faults: &str| {
        let arguments = ["apply", file, "--auto-approve", "--portal", "sandbox"];
        code_and_output(place.command(&arguments).env("PORTWRIGHT_SANDBOX_FAULTS", faults).output())
    };
    let creations = (2..10).map(|at| apply("first.plan", &format!("status=503@{at}+")));
    let (code, printed) =
        creations.into_iter().find(|(_, printed)| printed.contains("1 created")).expect("one is created");
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("Make a new plan to finish") && !printed.contains("Run it again"), "{printed}");
    // As it says.
    let (code, printed) = apply("first.plan", "");
    assert!(code == 1 && printed.contains("was created in the portal"), "{printed}");
    assert_eq!(place.run(&[&["plan", "--out", "second.plan"], SANDBOX].concat()).0, 0);
    let (code, printed) = apply("second.plan", "");
    assert!(code == 0 && printed.contains("1 created"), "{printed}");
}
