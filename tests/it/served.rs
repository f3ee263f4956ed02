//! A sandbox served over HTTP, and the program run against it in its own folder.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use portwright::portal::http::{BaseUrl, Credentials, HttpPortal, Options};
use portwright::portal::sandbox::Server;
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::Value;

/// A served sandbox, and a folder.
pub(crate) struct Served {
    /// The sandbox, to be asked without a token.
    pub portal: Arc<SandboxPortal>,
    server: Server,
    folder: tempfile::TempDir,
}

impl Served {
    /// One with these faults. Those of `prepare` requests count too, so `status=500@1` with 2 of them is written
    /// `status=500@1` and becomes the third request's.
    pub(crate) fn new(fault: &str, prepare: u64) -> Self {
        let faults = match fault.split_once('@') {
            Some((name, at)) => {
                let (at, onwards) = at.strip_suffix('+').map_or((at, ""), |at| (at, "+"));
                format!("{name}@{}{onwards}", at.parse::<u64>().expect("a number") + prepare)
            }
            None => fault.to_owned(),
        };
        Self::of(SandboxPortal::in_memory().with_faults(faults.parse().expect("it is a fault")))
    }

    /// A sandbox, served.
    pub(crate) fn of(portal: SandboxPortal) -> Self {
        let portal = Arc::new(portal);
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        let server = Server::start(address, Arc::clone(&portal)).expect("it is served");
        Self { portal, server, folder: tempfile::TempDir::new().expect("a folder") }
    }

    /// A client in this process, which does not wait.
    pub(crate) fn client(&self) -> HttpPortal {
        let base = BaseUrl::parse(&self.address()).expect("it is a URL");
        let options = Options { max_wait: Duration::from_millis(2), ..Options::default() };
        HttpPortal::new(base, Credentials::new("tester", "hunter2"), options).expect("it is a client")
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The portal's address.
    pub(crate) fn address(&self) -> String {
        self.server.url()
    }

    /// Writes a file.
    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    /// Runs git, which must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) {
        let status = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.expect("git runs").success(), "git {arguments:?}");
    }

    /// The program, with an empty environment except for `PATH`.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(arguments).current_dir(self.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("PORT_BASE_URL", self.server.url());
        command.env("PORT_CLIENT_ID", "id").env("PORT_CLIENT_SECRET", "very-secret");
        // Nothing gets better by waiting here.
        command.env("PORTWRIGHT_MAX_WAIT", "0");
        command
    }

    /// Starts the program, and waits until it creates a resource. Returns it with its standard error from there on.
    #[cfg(unix)]
    pub(crate) fn creating(
        &self,
        arguments: &[&str],
    ) -> (std::process::Child, std::io::BufReader<std::process::ChildStderr>) {
        use std::io::{BufRead, BufReader};
        let mut command = self.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        let mut err = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut line = String::new();
        while !line.ends_with("creating ...\n") {
            assert_ne!(err.read_line(&mut line).expect("it prints text"), 0, "{line}");
        }
        (child, err)
    }

    /// Runs the program, and returns its exit code and entire output.
    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String) {
        code_and_output(self.command(arguments).output())
    }

    /// Returns the portal's response to a request that must succeed.
    pub(crate) fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let request = Request { body, ..Request::new(method, path.split('/')) };
        self.portal.send(&request).unwrap_or_else(|error| panic!("{error}")).body
    }
}

/// The exit code and the output.
pub(crate) fn code_and_output(output: std::io::Result<Output>) -> (i32, String) {
    let output = output.expect("the program runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().expect("it ends by itself"), String::from_utf8(text).expect("it prints UTF-8"))
}
