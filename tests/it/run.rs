//! What `run` tells a portal of a run, and what it does when the portal has a bad day.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use portwright::portal::sandbox::Server;
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};

/// A served sandbox with one run in progress.
struct Place {
    portal: Arc<SandboxPortal>,
    server: Server,
    run: String,
    folder: tempfile::TempDir,
}

/// The requests that make the run.
const BEFORE: u64 = 2;

impl Place {
    fn new() -> Self {
        Self::with("")
    }

    /// One where something goes wrong with the request of this number: `status=500@1` is about the command's first.
    fn with(fault: &str) -> Self {
        let faults = match fault.split_once('@') {
            Some((name, at)) => {
                let (at, onwards) = at.strip_suffix('+').map_or((at, ""), |at| (at, "+"));
                format!("{name}@{}{onwards}", at.parse::<u64>().expect("a number") + BEFORE)
            }
            None => String::new(),
        };
        let portal = Arc::new(SandboxPortal::in_memory().with_faults(faults.parse().expect("it is a fault")));
        let action = json!({
            "identifier": "act",
            "trigger": {"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}},
            "invocationMethod": {"type": "KAFKA"},
        });
        portal.send(&Request::new(Method::Post, ["actions"]).body(action)).expect("the action is right");
        let start = Request::new(Method::Post, ["actions", "act", "runs"]).body(json!({"properties": {}}));
        let run =
            portal.send(&start).expect("the run starts").body["run"]["id"].as_str().expect("an identifier").to_owned();
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        let server = Server::start(address, Arc::clone(&portal)).expect("it is served");
        Self { portal, server, run, folder: tempfile::TempDir::new().expect("a folder") }
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command
            .env("PORT_BASE_URL", self.server.url())
            .env("PORT_CLIENT_ID", "id")
            .env("PORT_CLIENT_SECRET", "very-secret");
        command.envs(environment.iter().copied());
        command
    }

    /// Runs `run VERB --run ID ...`, and gives the exit code and all that was printed.
    fn run(&self, verb: &str, arguments: &[&str]) -> (i32, String) {
        told(self.command(&[&["run", verb, "--run", &self.run], arguments].concat(), &[]).output())
    }

    fn live(&self) -> Value {
        self.portal.send(&Request::new(Method::Get, ["actions", "runs", &self.run])).expect("it is there").body["run"]
            .clone()
    }

    fn logs(&self) -> Vec<String> {
        let request = Request::new(Method::Get, ["actions", "runs", &self.run, "logs"]);
        let logs = self.portal.send(&request).expect("it has a log").body["runLogs"].clone();
        let logs = logs.as_array().expect("a list").iter();
        logs.map(|log| log["message"].as_str().expect("a text").to_owned()).collect()
    }
}

fn told(output: std::io::Result<Output>) -> (i32, String) {
    let output = output.expect("the program runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().expect("it ends by itself"), String::from_utf8(text).expect("it prints UTF-8"))
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
    let request = Request::new(Method::Patch, ["actions", "runs", &place.run]).body(json!({"link": "https://a"}));
    place.portal.send(&request).expect("one link is a text");
    assert_eq!(place.run("start", &["--link", "https://b", "--link", "https://a", "--link", "https://b"]).0, 0);
    assert_eq!(place.live()["link"], json!(["https://a", "https://b"]));
    let (code, printed) = place.run("start", &["--link", "https://b"]);
    assert!(code == 0 && printed.contains("nothing new"), "{printed}");
}

#[test]
fn the_pipelines_own_page_is_the_link_where_none_is_given() {
    let place = Place::new();
    let arguments = ["run", "start", "--run", &place.run];
    assert_eq!(told(place.command(&arguments, &[("CI_PIPELINE_URL", "https://gitlab/p/1")]).output()).0, 0);
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
        assert!(printed.ends_with("is over (SUCCESS) and was left as it is.\n"), "{verb}: {printed}");
    }
    assert_eq!((place.live(), place.logs()), (before, Vec::new()));
}

#[test]
fn what_is_no_known_status_counts_as_a_failure() {
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
fn the_run_is_taken_from_a_payload_wherever_that_is() {
    let place = Place::new();
    let context = json!({"entity": "x", "runId": place.run});
    let (plain, nested) = (json!({"port_context": context}), json!({"port_context": context.to_string()}));
    std::fs::write(place.folder.path().join("p.json"), plain.to_string()).expect("it can be written");
    let log = ["run", "log", "one", "--payload", "p.json"];
    assert_eq!(told(place.command(&log, &[]).output()).0, 0);
    let log = ["run", "log", "two", "--payload-env", "PAYLOAD"];
    assert_eq!(told(place.command(&log, &[("PAYLOAD", &nested.to_string())]).output()).0, 0);
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
        let (code, printed) = told(place.command(arguments, &[]).output());
        assert_eq!(code, 2, "{arguments:?}: {printed}");
    }
    assert_eq!(place.portal.count(), BEFORE);
}

#[test]
fn a_failing_portal_is_asked_again_and_told_once() {
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
        assert!(printed.contains("could not be told of run") && printed.contains(says), "{fault}: {printed}");
        assert!(!printed.contains("very-secret"), "{printed}");
    }
    let place = Place::new();
    let (code, printed) = told(place.command(&["run", "log", "x", "--run", "r_none"], &[]).output());
    assert!(code == 6 && printed.contains("404"), "{printed}");
}

#[test]
fn what_opens_the_portal_never_reaches_a_log() {
    let place = Place::new();
    assert_eq!(place.run("log", &["the secret is very-secret\x1b[2J"]).0, 0);
    assert_eq!(place.logs(), ["the secret is (sensitive value)\\u{1b}[2J"]);
}
