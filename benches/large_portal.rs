//! Measures `export`, `validate` and `plan` for a portal with 1,000 blueprints and 2,000 actions.
//!
//! `cargo bench --bench large_portal -- [BLUEPRINTS] [ACTIONS]` serves a sandbox with that many on loopback, and prints the CPU
//! time, the time, the peak memory and the requests of each command. The figures come from `/proc`, so the benchmark runs on
//! Linux only.

mod cost;
mod served;

use std::io::Write;
use std::process::Command;

use cost::{Cost, measure};
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};
use served::Served;

/// How often each command is run. The minimum counts, because other processes only add time.
const ROUNDS: usize = 5;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let (blueprints, actions) = match sizes[..] {
        [] => (1_000, 2_000),
        [blueprints] => (blueprints, 2 * blueprints),
        [blueprints, actions, ..] => (blueprints, actions),
    };
    let served = Served::new(SandboxPortal::in_memory());
    fill(&served.portal, blueprints, actions);
    let mut out = std::io::stdout();
    writeln!(out, "{blueprints} blueprints, {actions} actions").expect("the output can be written");
    let model = tempfile::tempdir().expect("a folder for the model");
    std::fs::create_dir(model.path().join("model")).expect("the folder is new");
    // The first command writes the files that the others read.
    for arguments in [&["export"][..], &["validate"], &["plan"]] {
        let requests = requests(&mut served.command(model.path(), &[arguments, &["-v"]].concat()));
        let mut least = Cost::MAX;
        for _ in 0..ROUNDS {
            least = least.min(measure(&mut served.command(model.path(), arguments)));
        }
        let Cost { cpu, wall, kib } = least;
        let name = arguments[0];
        writeln!(out, "  {name:<8} {cpu:6.2} s CPU  {wall:6.2} s  {:4} MiB  {requests:3} requests", kib / 1024)
            .expect("the output can be written");
    }
}

/// Returns the number of requests that a command with `-v` sends.
fn requests(command: &mut Command) -> usize {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8_lossy(&output.stderr).into_owned();
    lines.lines().filter(|line| ["GET ", "POST "].iter().any(|method| line.starts_with(method))).count()
}

fn fill(portal: &SandboxPortal, blueprints: usize, actions: usize) {
    let send = |path: &str, body: Value| {
        portal.send(&Request::new(Method::Post, [path]).body(body)).expect("the sandbox takes it");
    };
    for nth in 0..blueprints {
        let property = |part: usize| {
            (
                format!("property_{part}"),
                json!({"type": "string", "title": format!("Property {part}"), "description": "What it is for, in a sentence."}),
            )
        };
        let properties: serde_json::Map<String, Value> = (0..20).map(property).collect();
        let mut body = json!({"identifier": format!("blueprint_{nth}"), "title": format!("Blueprint {nth}"), "icon": "Service",
            "schema": {"properties": properties, "required": ["property_1"]}, "relations": {}});
        if nth > 0 {
            body["relations"]["previous"] = json!({"target": format!("blueprint_{}", nth - 1), "title": "Previous", "many": false, "required": false});
        }
        send("blueprints", body);
    }
    for nth in 0..actions {
        let form = json!({"properties": {"reason": {"type": "string", "title": "Reason"}, "force": {"type": "boolean", "default": false}}, "required": ["reason"], "order": ["reason", "force"]});
        let trigger = json!({"type": "self-service", "operation": "DAY-2", "blueprintIdentifier": format!("blueprint_{}", nth % blueprints.max(1)), "userInputs": form});
        let method = json!({"type": "WEBHOOK", "url": "https://ci.example.com/run", "headers": {"X-Run": "{{ .run.id }}"},
            "body": {"run": "{{ .run.id }}", "script": "set -e\necho \"{{ .inputs.reason }}\"\n"}});
        send(
            "actions",
            json!({"identifier": format!("action_{nth}"), "title": format!("Action {nth}"), "trigger": trigger, "invocationMethod": method}),
        );
    }
}
