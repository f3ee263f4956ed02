//! A repository written by `init` and applied to a portal, and a forge with repositories of services.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portwright::forge::Kind;
use portwright::portal::{Method, Portal, Request};
use serde_json::{Value, json};

use super::Backend;
use crate::forge_server::ForgeServer;
use crate::served::Served;

/// The repository that `init` writes.
pub(super) const HUB: &str = "hub";

/// The action's file.
pub(super) const ACTION: &str = "hub/model/actions/enrich-service.yml";

impl Backend {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Github, Self::Gitlab, Self::Jenkins];

    /// Its name for `init`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Jenkins => "jenkins",
        }
    }

    fn forge(self) -> Kind {
        match self {
            Self::Github => Kind::Github,
            Self::Gitlab => Kind::Gitlab,
            Self::Jenkins => Kind::Bitbucket,
        }
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Github => &["--org", "acme"],
            Self::Gitlab => &["--project-id", "1"],
            Self::Jenkins => &["--jenkins-host", "jenkins.example.com", "--workspace", "acme"],
        }
    }

    /// The forge's host in the files that `init` writes.
    fn host(self) -> &'static str {
        match self {
            Self::Github => "github.com",
            Self::Gitlab => "gitlab.com",
            Self::Jenkins => "bitbucket.org",
        }
    }

    /// The model's variable with the webhook's address, as `init` writes it.
    fn receiver(self) -> Option<&'static str> {
        match self {
            Self::Github => None,
            Self::Gitlab => Some("gitlab_host = \"gitlab.com\""),
            Self::Jenkins => Some("jenkins_host = \"jenkins.example.com\""),
        }
    }
}

/// The portal's repository, the portal and the forge.
pub(super) struct Place {
    pub backend: Backend,
    pub served: Served,
    pub forge: ForgeServer,
    /// The requests to the action's webhook.
    arrived: Receiver<Value>,
}

/// A run of the action.
pub(super) struct Sent {
    /// Its identifier.
    pub run: String,
    /// The payload that Port sends to the backend.
    pub payload: Value,
}

impl Place {
    /// Creates one whose portal has the model and two domains.
    pub(super) fn new(backend: Backend) -> Self {
        Self::with(backend, "", |_| {})
    }

    /// Creates one with faults of the portal, and with edited files when the model is applied.
    pub(super) fn with(backend: Backend, fault: &str, edit: impl Fn(&Self)) -> Self {
        let served = Served::new(fault, 0);
        let forge = ForgeServer::start(backend.forge());
        let (address, arrived) = listen();
        let place = Self { backend, served, forge, arrived };
        let portal = place.served.address();
        place.done(&[&["init", HUB, "--backend", backend.name(), "--portal", &portal], backend.flags()].concat());
        place.settle(address);
        edit(&place);
        place.done(&["-C", HUB, "apply", "--auto-approve"]);
        place.done(&["-C", HUB, "sync"]);
        place
    }

    /// Configures this forge and this listener, which are on this machine and have no certificates.
    fn settle(&self, receiver: SocketAddr) {
        const SETTINGS: &str = "hub/portwright.toml";
        let host = self.backend.host();
        let ours = format!("\nhost = \"{}\"\napi = \"{}\"\n", self.forge.host(), self.forge.api());
        self.edit(SETTINGS, &format!("\nhost = \"{host}\"\n"), &ours);
        self.edit(SETTINGS, &format!("https://{host}/"), &format!("{}/", self.forge.url()));
        let Some(variable) = self.backend.receiver() else { return };
        let name = variable.split(' ').next().expect("it has a name");
        self.edit(SETTINGS, variable, &format!("{name} = \"{receiver}\""));
        self.edit(ACTION, "url: \"https://", "url: \"http://");
        let secret = format!("{}_TRIGGER_TOKEN", self.backend.name().to_uppercase());
        self.ask(Method::Patch, &["organization", "secrets", &secret], json!({"secretValue": "hunter2"}));
    }

    /// Replaces a text that the file contains once.
    pub(super) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.served.path().join(file)).expect("the file can be read");
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        self.served.put(file, &text.replace(from, to));
    }

    /// Runs the program, which must succeed.
    pub(super) fn done(&self, arguments: &[&str]) -> String {
        let (code, printed) = self.served.run(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{printed}");
        printed
    }

    /// Returns the portal's response to a request that must succeed. Unlike those of [`Served::ask`], names may contain a `/`.
    pub(super) fn ask(&self, method: Method, names: &[&str], body: Value) -> Value {
        let request =
            Request { body: Some(body).filter(|body| !body.is_null()), ..Request::new(method, names.to_vec()) };
        self.served.portal.send(&request).unwrap_or_else(|error| panic!("{names:?}: {error}")).body
    }

    /// Creates a service, as the Git integration does.
    pub(super) fn service(&self, identifier: &str, url: Option<&str>) {
        let properties = url.map_or(json!({}), |url| json!({ "url": url }));
        let body = json!({"identifier": identifier, "title": identifier, "properties": properties});
        self.ask(Method::Post, &["blueprints", "service", "entities"], body);
    }

    /// Executes the action.
    pub(super) fn execute(&self, entity: &str, form: &Value) -> Sent {
        let body = json!({ "entity": entity, "properties": form });
        let run = self.ask(Method::Post, &["actions", "service_enrich_service", "runs"], body)["run"].clone();
        let payload = match self.backend {
            // GitHub accepts only strings.
            Backend::Github => run["payload"]["workflowInputs"].clone(),
            Backend::Gitlab | Backend::Jenkins => {
                self.arrived.recv_timeout(Duration::from_secs(20)).expect("the payload arrives")
            }
        };
        assert_eq!(payload["port_context"]["entity"], entity);
        Sent { run: run["id"].as_str().expect("an identifier").to_owned(), payload }
    }

    /// A run, as Port shows it.
    pub(super) fn run(&self, sent: &Sent) -> Value {
        self.ask(Method::Get, &["actions", "runs", &sent.run], Value::Null)["run"].clone()
    }

    /// An entity, as Port shows it.
    pub(super) fn entity(&self, blueprint: &str, identifier: &str) -> Value {
        self.ask(Method::Get, &["blueprints", blueprint, "entities", identifier], Value::Null)["entity"].clone()
    }

    /// Runs git in a bare repository.
    pub(super) fn git(&self, repository: &str, arguments: &[&str]) -> String {
        let bare = self.forge.bare(repository).to_string_lossy().into_owned();
        let output = std::process::Command::new("git")
            .args([&["--git-dir", &bare], arguments].concat())
            .current_dir(self.served.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git runs");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it prints UTF-8")
    }

    /// The changes of a branch, as removed and added lines.
    pub(super) fn changes(&self, repository: &str, branch: &str) -> (Vec<String>, Vec<String>) {
        let diff = self.git(repository, &["diff", "--unified=0", "--no-renames", "main", branch]);
        let body = diff.split_inclusive('\n').filter(|line| !line.starts_with("+++") && !line.starts_with("---"));
        let of = |sign: char| body.clone().filter_map(|line| line.strip_prefix(sign)).map(str::to_owned).collect();
        (of('-'), of('+'))
    }

    /// The branches of a repository, except `main`.
    pub(super) fn branches(&self, repository: &str) -> Vec<String> {
        self.forge.branches(repository).into_iter().filter(|branch| branch != "main").collect()
    }
}

/// Receives the JSON of webhooks, and responds with 201, as the backends do.
fn listen() -> (SocketAddr, Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("a bound listener has an address");
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (mut seen, mut part) = (Vec::new(), [0; 4096]);
            let body = loop {
                let read = stream.read(&mut part).expect("it is sent whole");
                assert!(read > 0, "the request ends early");
                seen.extend_from_slice(&part[..read]);
                let text = String::from_utf8_lossy(&seen);
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("it has one");
                if body.len() == length.parse::<usize>().expect("it is a number") {
                    assert!(head.contains("?token=hunter2 "), "{head}");
                    break serde_json::from_str(body).expect("it is JSON");
                }
            };
            stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").expect("the sandbox reads");
            if sender.send(body).is_err() {
                return;
            }
        }
    });
    (address, receiver)
}
