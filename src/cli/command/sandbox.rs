//! `portwright sandbox`.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::signals::interrupted;
use crate::cli::terminal::print_note;
use crate::portal::SandboxPortal;
use crate::portal::sandbox::{Faults, Server};

/// Serve a sandbox portal on this machine
///
/// The sandbox implements Port's API, accepts any client ID and secret, and is reachable from this machine only. It is stored
/// in the same JSON file that `--portal sandbox` uses.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright sandbox
  portwright sandbox --in-memory --port 0
  portwright sandbox --faults status=503@3,latency=50ms")]
pub(crate) struct SandboxArgs {
    /// The port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 3333, value_parser = port)]
    port: u16,
    /// Store the sandbox in this file instead of the project's
    #[arg(long, value_name = "FILE", conflicts_with = "in_memory")]
    file: Option<PathBuf>,
    /// Start with a new sandbox and do not store it
    #[arg(long)]
    in_memory: bool,
    /// Faults to simulate, such as `status=503@3,rate-limit@5,latency=50ms`
    ///
    /// `@3` is the third request, `@3+` that one and all later ones. These take it: `status=CODE`, `rate-limit`, `drop`,
    /// `lose-answer`, `truncate`, `crash-before`, `crash`, `token-expires`. `latency=50ms` delays every response.
    #[arg(long, value_name = "FAULTS", default_value = "", hide_default_value = true)]
    faults: String,
}

fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "write a number from 0 to 65535".to_owned())
}

pub(crate) fn run(args: SandboxArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let faults: Faults =
        args.faults.parse().map_err(|error| Failure::could_not_run("--faults is not valid").caused_by(error))?;
    let (portal, storage) = if args.in_memory {
        (SandboxPortal::in_memory().with_faults(faults), "is not stored".to_owned())
    } else {
        let file = args.file.map_or_else(|| settings.sandbox_file(), |file| settings.here.join(file));
        (SandboxPortal::open(&file, faults)?, format!("is stored in {}", settings.display(&file)))
    };
    let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), args.port);
    let server = Server::start(address, Arc::new(portal))?;
    writeln!(out, "The sandbox is listening at {} and {storage}.", server.url())?;
    out.flush()?;
    if !settings.quiet {
        print_note(&format!(
            "To use it: export PORT_BASE_URL={} PORT_CLIENT_ID=any PORT_CLIENT_SECRET=any. Ctrl-C stops it.",
            server.url()
        ));
    }
    let stopper = server.stopper();
    interrupted(&settings.stop)?;
    let stop = Arc::clone(&settings.stop);
    std::thread::spawn(move || {
        while !stop.is_interrupted() {
            std::thread::sleep(Duration::from_millis(50));
        }
        stopper.stop();
    });
    server.wait();
    Ok(Exit::Success)
}
