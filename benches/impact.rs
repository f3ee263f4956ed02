//! Measures `plan --impact` for a portal with 10,000 entities.
//!
//! `cargo bench --bench impact -- [ENTITIES]` serves a sandbox with that many on loopback, and prints the CPU time, the time and the
//! peak memory of the command. The figures come from `/proc`, so the benchmark runs on Linux only.

mod cost;
mod served;

use std::io::Write;

use cost::{Cost, measure};
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::json;
use served::Served;

/// How often the command is run. The minimum counts, because other processes only add time.
const ROUNDS: usize = 5;

const BLUEPRINT: &str = "\
identifier: app
title: App
schema: { properties: { tier: { type: string }, size: { type: number }, owner: { type: string } } }
calculationProperties:
  weight: { type: number, calculation: .properties.size * FACTOR }
  label: { type: string, calculation: .properties.tier + '-' + (.properties.owner // 'nobody') }
";

const SCORECARD: &str = "\
identifier: ready
title: Ready
blueprint: app
rules:
  - identifier: owned
    title: Owned
    level: Bronze
    query: { combinator: and, conditions: [{ property: owner, operator: isNotEmpty }] }
  - identifier: heavy
    title: Heavy
    level: Gold
    query: { combinator: and, conditions: [{ property: weight, operator: '>', value: 100 }] }
";

fn main() {
    let entities = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(10_000);
    let served = Served::new(SandboxPortal::in_memory());
    let model = tempfile::tempdir().expect("a folder for the model");
    let write = |name: &str, text: &str| {
        let file = model.path().join("model").join(name);
        std::fs::create_dir_all(file.parent().expect("it is in a folder")).expect("the folder can be made");
        std::fs::write(file, text).expect("the file can be written");
    };
    write("blueprints/app.yml", &BLUEPRINT.replace("FACTOR", "2"));
    write("scorecards/ready.yml", SCORECARD);
    assert!(
        served.command(model.path(), &["apply", "--auto-approve", "-q"]).output().expect("it starts").status.success()
    );
    for nth in 0..entities {
        let properties = json!({"tier": format!("t{}", nth % 3), "size": nth % 97, "owner": format!("o{}", nth % 50)});
        let body = json!({"identifier": format!("e{nth}"), "properties": properties});
        let request = Request::new(Method::Post, ["blueprints", "app", "entities"]).body(body);
        served.portal.send(&request).expect("the sandbox takes it");
    }
    write("blueprints/app.yml", &BLUEPRINT.replace("FACTOR", "3"));
    let mut least = Cost::MAX;
    for _ in 0..ROUNDS {
        least = least.min(measure(&mut served.command(model.path(), &["plan", "--impact"])));
    }
    let Cost { cpu, wall, kib } = least;
    let mut out = std::io::stdout();
    writeln!(out, "{entities} entities: {cpu:.2} s CPU  {wall:.2} s  {} MiB", kib / 1024).expect("it can be written");
}
