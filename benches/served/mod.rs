//! A sandbox that is served on loopback, and the program as its client.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use portwright::portal::SandboxPortal;
use portwright::portal::sandbox::Server;

pub(crate) struct Served {
    pub(crate) portal: Arc<SandboxPortal>,
    server: Server,
}

impl Served {
    pub(crate) fn new(portal: SandboxPortal) -> Self {
        let portal = Arc::new(portal);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::start(address, Arc::clone(&portal)).expect("loopback is free");
        Self { portal, server }
    }

    /// The program with these arguments, in a folder.
    pub(crate) fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(arguments).args(["--portal", &self.server.url()]).current_dir(folder);
        command.envs([("PORT_CLIENT_ID", "id"), ("PORT_CLIENT_SECRET", "s3cr3t-of-the-bench")]);
        command
    }
}
