//! Whatever goes wrong while `enrich` publishes: the exit code is the documented one, no run says SUCCESS without its pull
//! request, and the next run ends with one branch and one pull request.

mod killed;
mod monorepo;
mod portal;
mod published;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};

use portwright::forge::Kind;
use portwright::portal::sandbox::Faults;
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::forge_server::{ForgeServer, TOKEN};
use crate::served::Served;

const REPOSITORY: &str = "acme/checkout";

/// The template that `init` writes.
const TEMPLATE: &str = include_str!("../../src/scaffold/every/enrichService.yml");

const BEFORE: &str =
    "# ours\n- identifier: acme/checkout\n  blueprint: service\n  properties:\n    type: library # it\n";

const AFTER: &str = "# ours\n- identifier: acme/checkout\n  blueprint: service\n  properties:\n    type: backend # it\n    \
                     lifecycle: Production\n  relations:\n    domain: payment";

/// The initial state of every test, created once.
struct Prepared {
    /// A portal with the guide's blueprints, an entity of each, and a run in progress: the sandbox's file.
    portal: Vec<u8>,
    run: String,
}

fn prepared() -> &'static Prepared {
    static MADE: OnceLock<Prepared> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("portal.json");
        let portal = SandboxPortal::open(&file, Faults::default()).expect("a sandbox");
        let write = |method, path: &str, body: Value| {
            let request = Request { body: Some(body), ..Request::new(method, path.split('/')) };
            portal.send(&request).unwrap_or_else(|error| panic!("{error}")).body
        };
        write(
            Method::Post,
            "blueprints",
            json!({"identifier": "domain", "title": "Domain", "schema": {"properties": {}}}),
        );
        let more = json!({
            "schema": {"properties": {"type": {"type": "string"}, "lifecycle": {"type": "string"}}},
            "relations": {"domain": {"title": "Domain", "target": "domain", "many": false, "required": false}},
        });
        write(Method::Patch, "blueprints/service", more);
        write(Method::Post, "blueprints/domain/entities", json!({"identifier": "payment"}));
        write(Method::Post, "blueprints/service/entities", json!({"identifier": "acme/checkout"}));
        let action = json!({
            "identifier": "enrich",
            "trigger": {"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}},
            "invocationMethod": {"type": "KAFKA"},
        });
        write(Method::Post, "actions", action);
        let run = write(Method::Post, "actions/enrich/runs", json!({"properties": {}}));
        let run = run["run"]["id"].as_str().expect("an identifier").to_owned();
        Prepared { portal: fs::read(&file).expect("it was written"), run }
    })
}

/// A portal and a forge, and the folder of a project that has the action's pipeline.
struct Place {
    forge: ForgeServer,
    folder: TempDir,
    run: &'static str,
}

/// How the program ended: its exit code, or `None` if a signal ended it, and its entire output.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    text: String,
}

impl Place {
    fn new(kind: Kind) -> Self {
        let forge = ForgeServer::start(kind);
        let Prepared { portal, run } = prepared();
        forge.create(REPOSITORY, &[("port.yml", BEFORE), ("README.md", "# Checkout\n")]);
        let place = Self { forge, folder: TempDir::new().expect("a folder"), run };
        let word = match kind {
            Kind::Github => "github",
            Kind::Gitlab => "gitlab",
            Kind::Bitbucket => "bitbucket",
            Kind::Plain => "none",
        };
        let settings = format!(
            "[enrich]\nhost = \"{}\"\nforge = \"{word}\"\napi = \"{}\"\nrepository = \"{}/{{identifier}}\"\n",
            place.forge.host(),
            place.forge.api(),
            place.forge.url()
        );
        let payload = json!({
            "port_context": {"entity": "acme/checkout", "runId": run},
            "domain": "payment", "type": "backend", "lifecycle": "Production",
        });
        fs::create_dir_all(place.path("templates")).expect("a folder");
        fs::create_dir_all(place.path("tmp")).expect("a folder");
        for (path, bytes) in [
            ("portal.json", portal.as_slice()),
            ("portwright.toml", settings.as_bytes()),
            ("templates/enrichService.yml", TEMPLATE.as_bytes()),
            ("p.json", payload.to_string().as_bytes()),
        ] {
            fs::write(place.path(path), bytes).expect("written");
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The portal, which may have faults.
    fn portal(&self, faults: &str) -> SandboxPortal {
        SandboxPortal::open(&self.path("portal.json"), faults.parse().expect("faults")).expect("a sandbox")
    }

    /// The program, about to ask this portal.
    fn command(&self, served: &Served) -> Command {
        let mut command = served.command(&["enrich", "--payload", "p.json", "--clone"]);
        command.current_dir(self.folder.path()).env("TMPDIR", self.path("tmp"));
        command.env("PORTWRIGHT_FORGE_TOKEN", TOKEN).env("CI_PIPELINE_URL", "https://ci.example/1");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// One run against a portal with these faults.
    fn enrich(&self, faults: &str) -> Ended {
        self.enrich_with(faults, |_| {})
    }

    fn enrich_with(&self, faults: &str, change: impl FnOnce(&mut Command)) -> Ended {
        let served = Served::of(self.portal(faults));
        let mut command = self.command(&served);
        change(&mut command);
        self.ended(command.spawn().expect("the program runs"))
    }

    /// Waits for the program. Nothing that it left anywhere has a secret in it.
    fn ended(&self, child: Child) -> Ended {
        let output = child.wait_with_output().expect("it ends");
        let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("it prints UTF-8");
        let kept = fs::read_to_string(self.path("portal.json")).expect("the sandbox's file");
        for secret in [TOKEN, "very-secret", "Y2FuYXJ5LWZvcmdlLXRva2Vu", "Basic "] {
            assert!(!text.contains(secret) && !kept.contains(secret), "{secret} is reported: {text}");
        }
        Ended { code: output.status.code(), text }
    }

    /// The run of the action, as the portal has it.
    fn reported_run(&self) -> Value {
        let request = Request::new(Method::Get, ["actions", "runs", self.run]);
        self.portal("").send(&request).expect("the run is there").body["run"].clone()
    }

    fn status(&self) -> String {
        self.reported_run()["status"].as_str().expect("a status").to_owned()
    }

    fn logs(&self) -> String {
        let request = Request::new(Method::Get, ["actions", "runs", self.run, "logs"]);
        self.portal("").send(&request).expect("the logs are there").body["runLogs"].to_string()
    }

    /// Whether there is exactly one branch and one pull request, and they propose the requested values.
    fn is_whole(&self) -> bool {
        let branches = self.forge.branches(REPOSITORY);
        let [main, ours] = branches.as_slice() else { return false };
        let pulls = self.forge.pulls();
        let [pull] = pulls.as_slice() else { return false };
        let is_pull = pull.is_open && (&pull.source, pull.target.as_str()) == (ours, "main");
        main == "main"
            && ours.starts_with("portwright/enrich/service-acme-checkout-")
            && is_pull
            && pull.body.contains("`backend`")
            && self.forge.show(REPOSITORY, ours, "port.yml") == AFTER
            && self.forge.log(REPOSITORY, &format!("main..refs/heads/{ours}"), "%s").lines().count() == 1
    }

    /// Checks that no failure was reported as a success.
    fn assert_no_false_success(&self) {
        assert!(self.status() != "SUCCESS" || self.is_whole(), "{}: {:?}", self.reported_run(), self.forge.pulls());
    }

    /// The kind of forge, and the visible results: the branches, the pull requests, and the run.
    fn state(&self) -> String {
        let branches = self.forge.branches(REPOSITORY);
        format!(
            "{:?} {branches:?} {:?} {} {}",
            self.forge.kind(),
            self.forge.pulls(),
            self.reported_run()["status"],
            self.reported_run()["link"]
        )
    }

    /// Checks that a run without faults gives the same result as if there had never been a fault.
    fn recovers(&self, what: &str) {
        self.forge.mend();
        let second = self.enrich("");
        assert_eq!(second.code, Some(0), "{what}, second run: {}", second.text);
        assert!(self.is_whole(), "{what}, second run: {:?} {}", self.forge.pulls(), second.text);
        assert!(["SUCCESS", "FAILURE"].contains(&self.status().as_str()), "{what}: {}", self.reported_run());
    }
}

/// The states that any test has recovered from: another run from the same one would be the same.
static RECOVERED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The states that the runs of one test left behind.
#[derive(Default)]
struct Recovered(BTreeSet<String>);

impl Recovered {
    /// Recovers from the state that a run left behind, unless a run has recovered from it already, and returns whether it did.
    fn from(&mut self, place: &Place, what: &str) -> bool {
        place.assert_no_false_success();
        let state = place.state();
        let is_new = RECOVERED.lock().expect("no test panicked here").insert(state.clone());
        self.0.insert(state);
        if is_new {
            place.recovers(what);
        }
        is_new
    }
}
