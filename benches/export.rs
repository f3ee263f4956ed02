//! Measures `export`, the `plan` after it, and a second `export`, for a portal with 1,000 blueprints and 2,000 actions.
//!
//! `cargo bench --bench export -- [BLUEPRINTS] [ACTIONS]` serves a sandbox with that many on loopback, and prints the CPU time,
//! the time and the peak memory of each command. The figures come from `/proc`, so the benchmark runs on Linux only.

mod cost;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use cost::{Cost, measure};
use portwright::portal::sandbox::Server;
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};

/// How often each command is run. The minimum counts, because other processes only add time.
const ROUNDS: usize = 5;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let (blueprints, actions) = match sizes[..] {
        [] => (1_000, 2_000),
        [blueprints] => (blueprints, 2 * blueprints),
        [blueprints, actions, ..] => (blueprints, actions),
    };
    let portal = Arc::new(SandboxPortal::in_memory());
    fill(&portal, blueprints, actions);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = Server::start(address, Arc::clone(&portal)).expect("loopback is free");
    let run = |folder: &Path, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(arguments).args(["--portal", &server.url()]).current_dir(folder);
        measure(command.envs([("PORT_CLIENT_ID", "id"), ("PORT_CLIENT_SECRET", "s3cr3t-of-the-bench")]))
    };
    let (mut export, mut plan, mut again) = (Cost::MAX, Cost::MAX, Cost::MAX);
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().expect("a folder for the model");
        export = export.min(run(folder.path(), &["export"]));
        plan = plan.min(run(folder.path(), &["plan"]));
        again = again.min(run(folder.path(), &["export"]));
    }
    let out = &mut std::io::stdout();
    let mut line = |text: String| writeln!(out, "{text}").expect("the output can be written");
    line(format!("{blueprints} blueprints, {actions} actions"));
    for (name, cost) in [("export", export), ("plan", plan), ("export again", again)] {
        line(format!("  {name:<13} {:6.2} s CPU  {:6.2} s  {:4} MiB", cost.cpu, cost.wall, cost.kib / 1024));
    }
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
        let properties: serde_json::Map<String, Value> = (0..8).map(property).collect();
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
        let method = json!({"type": "WEBHOOK", "url": "https://ci.example.com/run", "headers": {"Authorization": "Bearer {{ .secrets.ci }}"},
            "body": {"run": "{{ .run.id }}", "script": "set -e\necho \"{{ .inputs.reason }}\"\n"}});
        send(
            "actions",
            json!({"identifier": format!("action_{nth}"), "title": format!("Action {nth}"), "trigger": trigger, "invocationMethod": method}),
        );
    }
}
