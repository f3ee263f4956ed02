//! The reports that `run` sends to a portal, and failures of the portal.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use portwright::portal::Method;
use serde_json::{Value, json};

use crate::served::{Served, code_and_output};

/// A served sandbox with one run in progress.
struct Place {
    served: Served,
    run: String,
}

/// The requests that make the run.
const BEFORE: u64 = 2;

impl Place {
    fn new() -> Self {
        Self::with("")
    }

    /// Creates one with faults. Requests are counted from the command's first: `status=500@1`.
    fn with(fault: &str) -> Self {
        let served = Served::new(fault, BEFORE);
        let action = json!({
            "identifier": "act",
            "trigger": {"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}},
            "invocationMethod": {"type": "KAFKA"},
        });
        served.ask(Method::Post, "actions", Some(action));
        let run = served.ask(Method::Post, "actions/act/runs", Some(json!({"properties": {}})));
        Self { served, run: run["run"]["id"].as_str().expect("an identifier").to_owned() }
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = self.served.command(arguments);
        command.envs(environment.iter().copied());
        command
    }

    /// Runs `run VERB --run ID ...`, and returns the exit code and the entire output.
    fn run(&self, verb: &str, arguments: &[&str]) -> (i32, String) {
        self.served.run(&[&["run", verb, "--run", &self.run], arguments].concat())
    }

    fn live(&self) -> Value {
        self.served.ask(Method::Get, &format!("actions/runs/{}", self.run), None)["run"].clone()
    }

    /// The run's log after the sandbox's own line, which reports that the sandbox does not call the action's backend.
    fn logs(&self) -> Vec<String> {
        let logs = self.served.ask(Method::Get, &format!("actions/runs/{}/logs", self.run), None)["runLogs"].clone();
        let logs = logs.as_array().expect("a list").iter();
        logs.skip(1).map(|log| log["message"].as_str().expect("a text").to_owned()).collect()
    }
}

#[test]
fn a_run_is_reported_from_its_start_to_its_end() {
    let place = Place::new();
    let links = ["--link", "https://ci/1", "--external-id", "77", "--message", "working"];
    assert_eq!(place.run("start", &links).0, 0);
    assert_eq!(place.run("log", &["- a line\nand another"]).0, 0);
    let end = ["--status", "success", "--summary", "All is *well*", "--label", "Done", "--link", "https://pr/2"];
    let (code, printed) = place.run("finish", &end);
    assert_eq!((code, printed), (0, format!("Run `{}`: reported.\n", place.run)));
    let run = place.live();
    assert_eq!(run["link"], json!(["https://ci/1", "https://pr/2"]));
    assert_eq!((&run["status"], &run["statusLabel"]), (&json!("SUCCESS"), &json!("Done")));
    assert_eq!((&run["summary"], &run["externalRunId"]), (&json!("All is *well*"), &json!("77")));
    assert_eq!(run.get("message"), None);
    assert_eq!(place.logs(), ["working", "- a line\nand another"]);
}

#[test]
fn links_that_a_run_has_are_kept_and_none_is_added_twice() {
    let place = Place::new();
    // One link may be a text.
    place.served.ask(Method::Patch, &format!("actions/runs/{}", place.run), Some(json!({"link": "https://a"})));
    assert_eq!(place.run("start", &["--link", "https://b", "--link", "https://a", "--link", "https://b"]).0, 0);
    assert_eq!(place.live()["link"], json!(["https://a", "https://b"]));
    let (code, printed) = place.run("start", &["--link", "https://b"]);
    assert!(code == 0 && printed.contains("nothing new"), "{printed}");
}

#[test]
fn the_link_defaults_to_the_pipelines_page() {
    let place = Place::new();
    let arguments = ["run", "start", "--run", &place.run];
    assert_eq!(code_and_output(place.command(&arguments, &[("CI_PIPELINE_URL", "https://gitlab/p/1")]).output()).0, 0);
    assert_eq!(place.live()["link"], json!(["https://gitlab/p/1"]));
}

#[test]
fn a_run_that_is_over_is_left_as_it_is() {
    let place = Place::new();
    assert_eq!(place.run("finish", &["--status", "success"]).0, 0);
    let before = place.live();
    for (verb, arguments) in [
        ("start", &["--link", "https://x", "--message", "late"][..]),
        ("log", &["late"]),
        ("finish", &["--status", "failure"]),
    ] {
        let (code, printed) = place.run(verb, arguments);
        assert_eq!(code, 0, "{verb}: {printed}");
        assert!(printed.ends_with("has already ended (SUCCESS) and was not changed.\n"), "{verb}: {printed}");
    }
    assert_eq!((place.live(), place.logs()), (before, Vec::new()));
}

#[test]
fn an_unknown_status_counts_as_a_failure() {
    for (value, status, label, noted) in [
        ("0", "SUCCESS", json!(null), false),
        ("success", "SUCCESS", json!(null), false),
        ("3", "FAILURE", json!("Exit code 3"), false),
        ("-1", "FAILURE", json!("Exit code -1"), false),
        ("ABORTED", "FAILURE", json!("Cancelled"), false),
        ("", "FAILURE", json!(null), true),
        ("fine", "FAILURE", json!(null), true),
    ] {
        let place = Place::new();
        let (code, printed) = place.run("finish", &["--status-from-exit", value]);
        let run = place.live();
        assert_eq!((code, &run["status"], &run["statusLabel"]), (0, &json!(status), &label), "{value}: {printed}");
        assert_eq!(printed.contains("counts as a failure"), noted, "{value}: {printed}");
    }
}

#[test]
fn the_run_is_read_from_every_source_of_the_payload() {
    let place = Place::new();
    let context = json!({"entity": "x", "runId": place.run});
    let (plain, nested) = (json!({"port_context": context}), json!({"port_context": context.to_string()}));
    place.served.put("p.json", &plain.to_string());
    let log = ["run", "log", "one", "--payload", "p.json"];
    assert_eq!(code_and_output(place.command(&log, &[]).output()).0, 0);
    let log = ["run", "log", "two", "--payload-env", "PAYLOAD"];
    assert_eq!(code_and_output(place.command(&log, &[("PAYLOAD", &nested.to_string())]).output()).0, 0);
    let mut child = place
        .command(&["run", "log", "three", "--payload", "-"], &[])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(plain.to_string().as_bytes()).expect("it reads");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(place.logs(), ["one", "two", "three"]);
}

#[test]
fn input_that_is_not_right_is_refused_before_anything_is_sent() {
    let place = Place::new();
    for arguments in [
        &["run", "log", "x"][..],
        &["run", "log", "x", "--run", ""],
        &["run", "log", "x", "--run", "../x"],
        &["run", "log", "x", "--run", "r\n1"],
        &["run", "log", "x", "--run", "r", "--payload", "p"],
        &["run", "log", "x", "--payload", "missing.json"],
        &["run", "log", "x", "--payload-env", "MISSING"],
        &["run", "start", "--run", "r", "--link", "javascript:alert(1)"],
        &["run", "finish", "--run", "r"],
        &["run", "finish", "--run", "r", "--status", "success", "--status-from-exit", "0"],
    ] {
        let (code, printed) = code_and_output(place.command(arguments, &[]).output());
        assert_eq!(code, 2, "{arguments:?}: {printed}");
    }
    assert_eq!(place.served.portal.count(), BEFORE);
}

#[test]
fn a_failing_portal_is_retried_and_gets_one_report() {
    for fault in ["status=500", "lose-answer", "truncate", "drop", "rate-limit", "token-expires"] {
        for at in 1..=2 {
            let place = Place::with(&format!("{fault}@{at}"));
            let (code, printed) = place.run("finish", &["--status", "success", "--label", "Done"]);
            assert!(code == 0 && printed.contains("reported."), "{fault}@{at}: {printed}");
            assert_eq!(place.live()["status"], "SUCCESS", "{fault}@{at}");
        }
        let place = Place::with(&format!("{fault}@1"));
        let (code, printed) = place.run("log", &["once"]);
        assert_eq!((code, place.logs()), (0, vec!["once".to_owned()]), "{fault}: {printed}");
    }
}

#[test]
fn a_failed_report_has_an_exit_code_of_its_own() {
    for (fault, says) in [("status=403@1+", "403"), ("status=401@1+", "credentials"), ("status=422@2+", "422")] {
        let place = Place::with(fault);
        let (code, printed) = place.run("finish", &["--status", "success"]);
        assert_eq!(code, 6, "{fault}: {printed}");
        assert!(
            printed.contains("could not be reported to the portal") && printed.contains(says),
            "{fault}: {printed}"
        );
        assert!(!printed.contains("very-secret"), "{printed}");
    }
    let place = Place::new();
    let (code, printed) = code_and_output(place.command(&["run", "log", "x", "--run", "r_none"], &[]).output());
    assert!(code == 6 && printed.contains("404"), "{printed}");
}

#[test]
fn credentials_never_reach_a_log() {
    let place = Place::new();
    assert_eq!(place.run("log", &["the secret is very-secret\x1b[2J"]).0, 0);
    assert_eq!(place.logs(), ["the secret is (sensitive value)\\u{1b}[2J"]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_lets_a_report_end() {
    let place = Place::with("latency=300ms");
    let finish = ["run", "finish", "--run", &place.run, "--status", "failure", "--label", "Cancelled"];
    let child = place.command(&finish, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    while place.served.portal.count() < BEFORE + 1 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
    let (code, printed) = code_and_output(child.wait_with_output());
    assert_eq!((code, &place.live()["statusLabel"]), (0, &json!("Cancelled")), "{printed}");
}
