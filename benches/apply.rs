//! Measures an apply of many independent resources against a portal that takes a while for each answer.
//!
//! `cargo bench --bench apply -- [RESOURCES]` serves a sandbox on loopback with 50 ms of latency, and applies a model with that many
//! blueprints, 10 steps at once and one after the other. It prints the time of each apply and its ratio to the least possible one, which
//! is latency x requests / steps at once.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use portwright::portal::sandbox::Server;
use portwright::portal::{Method, SandboxPortal};

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
        let portal = Arc::new(portal);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::start(address, Arc::clone(&portal)).expect("loopback is free");
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(["apply", "--auto-approve", "--quiet", "--parallelism", &at_once.to_string()]);
        command.args(["--portal", &server.url()]).current_dir(folder.path()).stdout(Stdio::null());
        command.envs([("PORT_CLIENT_ID", "id"), ("PORT_CLIENT_SECRET", "s3cr3t-of-the-bench")]);
        let start = Instant::now();
        assert!(command.status().expect("it starts").success());
        let seconds = start.elapsed().as_secs_f64();
        let writes = portal.requests().iter().filter(|(method, _)| *method != Method::Get).count();
        let least = LATENCY * writes as f64 / f64::from(at_once);
        writeln!(
            out,
            "{at_once:>3} at once: {seconds:6.2} s for {writes} writes, {:.2} x {least:.2} s",
            seconds / least
        )
        .expect("it can be written");
    }
}
