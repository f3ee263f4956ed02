//! Measures an apply of many independent resources against a portal that takes a while for each answer.
//!
//! `cargo bench --bench apply -- [RESOURCES]` serves a sandbox on loopback with 50 ms of latency, and applies a model with that many
//! blueprints, 10 steps at once and one after the other. It prints the time of each apply and its ratio to the least possible one, which
//! is latency x requests / steps at once.

mod served;

use std::io::Write;
use std::process::Stdio;
use std::time::Instant;

use portwright::portal::{Method, SandboxPortal};
use served::Served;

/// In seconds.
const LATENCY: f64 = 0.05;

fn main() {
    let resources: usize = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(500);
    let folder = tempfile::tempdir().expect("a folder for the model");
    let blueprints = folder.path().join("model/blueprints");
    std::fs::create_dir_all(&blueprints).expect("the folder can be made");
    for nth in 0..resources {
        let text = format!("identifier: b{nth}\ntitle: B\nschema: {{ properties: {{ tier: {{ type: string }} }} }}\n");
        std::fs::write(blueprints.join(format!("b{nth}.yml")), text).expect("the file can be written");
    }
    let mut out = std::io::stdout();
    for at_once in [10, 1] {
        let portal = SandboxPortal::in_memory().with_faults("latency=50ms".parse().expect("a fault"));
        let served = Served::new(portal);
        let arguments = ["apply", "--auto-approve", "--quiet", "--parallelism", &at_once.to_string()];
        let mut command = served.command(folder.path(), &arguments);
        command.stdout(Stdio::null());
        let start = Instant::now();
        assert!(command.status().expect("it starts").success());
        let seconds = start.elapsed().as_secs_f64();
        let requests = served.portal.requests();
        let writes = requests.iter().filter(|(method, _)| *method != Method::Get).count();
        let least = LATENCY * requests.len() as f64 / f64::from(at_once);
        writeln!(
            out,
            "{at_once:>3} at once: {seconds:6.2} s for {} requests, {writes} of them writes: {:.2} x {least:.2} s",
            requests.len(),
            seconds / least
        )
        .expect("it can be written");
    }
}
