//! How an apply ends: interrupts, a deadline, a closed output, and its events.

use std::io::{BufRead, Read};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::served::Served;
use crate::support::root;

/// A portal that takes a moment for each answer, and a model of some blueprints.
fn place(latency: &str, blueprints: usize) -> Served {
    let place = Served::new(&format!("latency={latency}"), 0);
    for nth in 0..blueprints {
        let text = format!("identifier: b{nth}\ntitle: B\nschema: {{ properties: {{}} }}\n");
        place.put(&format!("model/blueprints/b{nth}.yml"), &text);
    }
    place
}

const APPLY: &[&str] = &["apply", "--auto-approve", "--parallelism", "1"];

#[test]
fn each_signal_ends_the_run_after_the_running_request_and_the_next_run_finishes() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let place = place("300ms", 5);
        let (child, mut err) = place.creating(APPLY);
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs").success());
        let mut line = String::new();
        err.read_line(&mut line).expect("it prints text");
        assert!(line.starts_with("Interrupted: the running requests are finished first."), "{line}");
        let output = child.wait_with_output().expect("it ends");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(130), "{signal}: {printed}");
        assert!(printed.contains("not started, because the run ended first"), "{signal}: {printed}");
        assert!(printed.contains("Apply incomplete: 1 created"), "{signal}: {printed}");
        let (code, printed) = place.run(&["apply", "--auto-approve"]);
        assert!(code == 0 && printed.contains("Apply complete: 4 created"), "{signal}: {printed}");
    }
}

#[test]
fn a_signal_that_comes_twice_at_once_is_one_and_a_later_one_ends_the_run() {
    for (pause, result) in [(0, "Apply incomplete: 1 created"), (500, "")] {
        let place = place("1500ms", 5);
        let (child, _err) = place.creating(APPLY);
        let pid = child.id().to_string();
        let twice = format!("kill -INT {pid}; sleep {}; kill -INT {pid}", f64::from(pause) / 1000.0);
        assert!(Command::new("sh").args(["-c", &twice]).status().expect("sh runs").success());
        let output = child.wait_with_output().expect("it ends");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(130), "{printed}");
        assert_eq!(printed.contains("Apply incomplete"), !result.is_empty(), "{printed}");
        assert!(printed.contains(result), "{printed}");
    }
}

#[test]
fn a_deadline_ends_the_run_and_says_what_is_not_done() {
    let place = place("400ms", 8);
    let (code, printed) = place.run(&[APPLY, &["--deadline", "3"]].concat());
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("the deadline of 3 s passed before all steps were done"), "{printed}");
    assert!(printed.contains("not started, because the run ended first"), "{printed}");
    let (code, printed) = place.run(&["apply", "--auto-approve"]);
    assert!(code == 0 && printed.contains("Apply complete:"), "{printed}");
}

#[test]
fn a_deadline_also_ends_a_wait_for_the_rate_limit() {
    let place = Served::new("rate-limit@1+", 0);
    place.put("model/blueprints/b.yml", "identifier: b\ntitle: B\nschema: { properties: {} }\n");
    let mut command = place.command(&["apply", "--auto-approve", "--deadline", "1", "--max-wait", "100"]);
    let output = command.output().expect("it runs");
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some_and(|code| code != 0), "{printed}");
    assert!(printed.contains("the deadline of 1 s passed"), "{printed}");
}

#[test]
fn a_closed_output_neither_stops_the_writes_nor_hides_the_result() {
    for format in ["human", "json", "jsonl"] {
        let place = place("1ms", 3);
        let mut command = place.command(&[APPLY, &["--format", format]].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let mut printed = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut printed).expect("it prints text");
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{format}: {printed}");
        let result = match format {
            "human" => "Apply complete: 3 created",
            "json" => "\"complete\": true",
            _ => "\"type\":\"summary\"",
        };
        assert!(printed.contains(result), "{format}: {printed}");
        assert_eq!(place.run(&["plan", "--detailed-exitcode"]).0, 0, "{format}");
    }
}

/// The events of a run, each of which fits its schema, and the exit code.
fn events(place: &Served, arguments: &[&str]) -> (i32, Vec<Value>) {
    let text = std::fs::read_to_string(root().join("schemas/apply-event.schema.json")).expect("it can be read");
    let schema = serde_json::from_str(&text).expect("it is JSON");
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let output = place.command(arguments).output().expect("it runs");
    let printed = String::from_utf8(output.stdout).expect("it prints UTF-8");
    let event = |line: &str| {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let faults: Vec<String> = schema.iter_errors(&event).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}: {line}");
        event
    };
    (output.status.code().expect("it ends by itself"), printed.lines().map(event).collect())
}

fn types(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["type"].as_str()).collect()
}

#[test]
fn events_tell_what_happens_one_a_line() {
    // The first request is for the list, the third is the second creation.
    let place = Served::new("status=422@3", 0);
    for name in ["a", "b"] {
        let text = format!("identifier: {name}\ntitle: B\nschema: {{ properties: {{}} }}\n");
        place.put(&format!("model/blueprints/{name}.yml"), &text);
    }
    let (code, found) = events(&place, &[APPLY, &["--json"]].concat());
    assert_eq!(code, 1);
    let expected = ["version", "plan", "step_start", "step_end", "step_start", "step_end", "summary", "error"];
    assert_eq!(types(&found), expected, "{found:?}");
    assert_eq!(found[1]["steps"].as_array().map(Vec::len), Some(2), "{found:?}");
    let outcomes: Vec<&Value> = [3, 5].iter().map(|at| &found[*at]["outcome"]).collect();
    assert_eq!(outcomes, [&json!("done"), &json!("failed")], "{found:?}");
    assert_eq!((&found[6]["created"], &found[6]["not_applied"]), (&json!(1), &json!(1)), "{found:?}");
    assert_eq!(found[7]["kind"], "incomplete", "{found:?}");

    // Without a plan there is only the error.
    place.put("model/blueprints/a.yml", "identifier: a\n");
    let (code, found) = events(&place, &[APPLY, &["--json"]].concat());
    assert_eq!((code, types(&found)), (1, vec!["version", "error"]), "{found:?}");
    let (code, found) = events(&place, &["apply", "--json", "--no-such-flag"]);
    assert_eq!((code, types(&found)), (1, vec!["error"]), "{found:?}");
}

#[test]
fn a_wait_is_an_event() {
    // The second request reads the blueprint again before it is written.
    let place = Served::new("status=503@2", 0);
    place.put("model/blueprints/service.yml", "extends: service\nschema: { properties: { x: { type: string } } }\n");
    let (code, found) = events(&place, &[APPLY, &["--format", "jsonl"]].concat());
    assert_eq!(code, 0, "{found:?}");
    let retry = found.iter().find(|event| event["type"] == "retry");
    assert_eq!(retry.map(|event| &event["cause"]), Some(&json!("status")), "{found:?}");
}
