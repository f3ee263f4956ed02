//! Runs that end abnormally: the report failed, or the program was killed.

use std::path::PathBuf;
use std::process::Command;

use portwright::portal::Method;
use serde_json::{Value, json};

use super::place::{Place, Sent};
use super::{Backend, By};

const SERVICE: &str = "acme/checkout";
const FILE: &str = "- identifier: acme/checkout\n  blueprint: service\n";

/// A place with a service, and a run of the action on it.
fn executed(backend: Backend, fault: &str) -> (Place, Sent) {
    let place = Place::with(backend, fault, |_| {});
    place.forge.create(SERVICE, &[("port.yml", FILE)]);
    place.service(SERVICE, Some(&place.forge.remote_of(SERVICE)));
    let sent = place.execute(SERVICE, &json!({"domain": "payment", "type": "backend", "lifecycle": "Production"}));
    (place, sent)
}

/// Returns the number of the request with which `enrich` ends the run if nothing fails.
fn last_word(backend: Backend) -> usize {
    let (place, sent) = executed(backend, "");
    assert!(place.pipeline(By::Commands, &sent.payload).is_good);
    let ends = |(method, path): &(Method, String)| *method == Method::Patch && path.ends_with(&sent.run);
    // Requests are counted from 1.
    place.served.portal.requests().iter().rposition(ends).expect("it was reported") + 1
}

/// The portal refuses the last report of `enrich`, and accepts that of the pipeline.
fn is_told_late(backend: Backend, by: By) {
    let (place, sent) = executed(backend, &format!("status=403@{}", last_word(backend)));
    let ended = place.pipeline(by, &sent.payload);
    assert!(!ended.is_good && ended.printed.contains("could not be reported to the portal"), "{}", ended.printed);
    assert_eq!((place.branches(SERVICE).len(), place.forge.pulls().len()), (1, 1));
    let run = place.run(&sent);
    assert_eq!(
        (&run["status"], &run["statusLabel"]),
        (&json!("SUCCESS"), &json!("Reported late")),
        "{run}\n{}",
        ended.printed
    );
}

#[test]
fn work_that_could_not_be_reported_is_not_a_failure() {
    is_told_late(Backend::Gitlab, By::Commands);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_work_that_was_not_reported_to_port() {
    for backend in Backend::ALL {
        is_told_late(backend, By::Pipeline);
    }
}

/// A copy of portwright with a git that kills it.
fn doomed(place: &Place) -> PathBuf {
    let folder = place.served.path().join("doomed");
    let program = env!("CARGO_BIN_EXE_portwright");
    let git = "#!/bin/sh\nkill -9 \"$PPID\"\n".to_owned();
    let path = folder.join("git").to_string_lossy().into_owned();
    let portwright = format!("#!/bin/sh\nPATH='{path}':$PATH exec '{program}' \"$@\"\n");
    for (name, lines) in [("git/git", git), ("portwright", portwright)] {
        let file = format!("doomed/{name}");
        place.served.put(&format!("{file}.lines"), &lines);
        // A child of another thread may inherit a file that is open for writing here, and then the file cannot be run.
        let mut install = Command::new("install");
        install.args(["-m", "755", &format!("{file}.lines"), &file]).current_dir(place.served.path());
        assert!(install.status().expect("`install` runs").success());
    }
    folder.join("portwright")
}

fn is_killed(backend: Backend, by: By) {
    let (place, sent) = executed(backend, "");
    let ended = place.pipeline_with(by, &sent.payload, &doomed(&place));
    assert!(!ended.is_good, "{}", ended.printed);
    assert!(place.branches(SERVICE).is_empty() && place.forge.pulls().is_empty());
    let run = place.run(&sent);
    assert_eq!(
        (&run["status"], &run["statusLabel"]),
        (&json!("FAILURE"), &json!("Killed")),
        "{run}\n{}",
        ended.printed
    );
    // The user may run the action again.
    let again = place.execute(SERVICE, &json!({"domain": "payment", "type": "backend", "lifecycle": "Production"}));
    assert!(place.pipeline(By::Commands, &again.payload).is_good);
    assert_eq!((place.run(&again)["status"].clone(), place.forge.pulls().len()), (Value::from("SUCCESS"), 1));
}

/// A payload that is too large for an environment variable.
fn is_too_large(backend: Backend, by: By) {
    let (place, mut sent) = executed(backend, "");
    sent.payload["type"] = json!("x".repeat(200_000));
    let ended = place.pipeline(by, &sent.payload);
    assert!(!ended.is_good && place.branches(SERVICE).is_empty(), "{}", ended.printed);
    assert_eq!(place.run(&sent)["status"], "FAILURE", "{}", ended.printed);
}

#[test]
fn a_payload_that_is_too_large_is_a_failure() {
    is_too_large(Backend::Gitlab, By::Commands);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_a_payload_that_is_too_large() {
    for backend in Backend::ALL {
        is_too_large(backend, By::Pipeline);
    }
}

/// A payload whose context is not JSON, because a value in it was not escaped.
fn is_not_json(backend: Backend, by: By) {
    let (place, mut sent) = executed(backend, "");
    sent.payload["port_context"] = json!(format!("{{\"entity\": \"acme/\"checkout\", \"runId\": \"{}\"}}", sent.run));
    let ended = place.pipeline(by, &sent.payload);
    assert!(!ended.is_good && place.branches(SERVICE).is_empty(), "{}", ended.printed);
    let run = place.run(&sent);
    assert_eq!(run["status"], "FAILURE", "{run}\n{}", ended.printed);
}

#[test]
fn a_context_that_is_not_json_is_a_failure() {
    is_not_json(Backend::Github, By::Commands);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_a_context_that_is_not_json() {
    // Jenkins reads the context itself, before the pipeline starts.
    for backend in [Backend::Github, Backend::Gitlab] {
        is_not_json(backend, By::Pipeline);
    }
}

/// A step that is killed in a job that was deleted and created again in the same folder: its builds are numbered from 1 again.
#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_a_job_that_was_restarted() {
    let (place, sent) = executed(Backend::Jenkins, "");
    place.served.put("hub/.enriched-1", "6\n");
    let program = env!("CARGO_BIN_EXE_portwright");
    let lines =
        format!("#!/bin/sh\ncase \"$1\" in enrich) kill -9 \"$PPID\"; exit 1;; esac\nexec '{program}' \"$@\"\n");
    place.served.put("doomed/lines", &lines);
    let mut install = Command::new("install");
    install.args(["-m", "755", "doomed/lines", "doomed/portwright"]).current_dir(place.served.path());
    assert!(install.status().expect("`install` runs").success());
    let ended = place.pipeline_with(By::Pipeline, &sent.payload, &place.served.path().join("doomed/portwright"));
    assert!(!ended.is_good && place.branches(SERVICE).is_empty(), "{}", ended.printed);
    assert_eq!(place.run(&sent)["status"], "FAILURE", "{}", ended.printed);
}

#[test]
fn a_run_whose_program_was_killed_is_a_failure() {
    is_killed(Backend::Github, By::Commands);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_a_program_that_was_killed() {
    for backend in Backend::ALL {
        is_killed(backend, By::Pipeline);
    }
}

/// The script that pipelines run if portwright is not there, with the payload in the form of each backend.
#[test]
fn a_run_without_portwright_is_ended_by_the_script() {
    for backend in Backend::ALL {
        let (place, sent) = executed(backend, "");
        let mut payload = sent.payload.clone();
        // What a user enters cannot name another run.
        payload["domain"] = json!("x\", \"runId\": \"r_other\", \"");
        let text = match backend {
            Backend::Github => payload["port_context"].to_string(),
            Backend::Gitlab | Backend::Jenkins => payload.to_string(),
        };
        place.served.put("context.json", &text);
        let argument = if backend == Backend::Jenkins { sent.run.as_str() } else { "" };
        let script =
            "if [ -n \"$1\" ]; then sh hub/ci/end-port-run.sh \"$1\"; else sh hub/ci/end-port-run.sh <context.json; fi";
        let given = place.served.command(&[]);
        let mut shell = Command::new("sh");
        shell.args(["-ec", script, "sh", argument]).current_dir(place.served.path()).env_clear();
        shell.envs(given.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = shell.output().expect("a shell");
        let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{printed}");
        let run = place.run(&sent);
        assert_eq!((&run["status"], &run["statusLabel"]), (&json!("FAILURE"), &json!("Not installed")), "{run}");
    }
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_an_installation_that_failed() {
    for backend in Backend::ALL {
        let (place, sent) = executed(backend, "");
        place.served.put("nowhere/keep", "");
        let ended = place.pipeline_with(By::Pipeline, &sent.payload, &place.served.path().join("nowhere/portwright"));
        assert!(!ended.is_good && place.branches(SERVICE).is_empty(), "{}", ended.printed);
        let run = place.run(&sent);
        assert_eq!((&run["status"], &run["statusLabel"]), (&json!("FAILURE"), &json!("Not installed")), "{run}");
    }
}
