//! Secrets that Port never returns: when they are sent, and that nothing shows them.

use std::process::Command;
use std::sync::Mutex;

use portwright::ops::apply::StepOutcome;
use portwright::plan::Reason;
use portwright::portal::{Answer, Method, Portal, PortalError, Request, SandboxPortal};

use crate::apply::{applied, done};
use crate::support::Project;

const SECRET: &str = "correct-horse-battery";
const SETTINGS: &str = "[vars]\nsnyk_secret = { value = \"correct-horse-battery\", sensitive = true }\n";
const WEBHOOK: &str = "identifier: snyk
title: Snyk
security: { secret: '${snyk_secret}', signatureHeaderName: x-signature, signatureAlgorithm: sha256 }
mappings:
  - blueprint: service
    entity: { identifier: .body.id, properties: { language: .body.language } }
";
const ADDRESS: &str = "webhook/snyk";

fn project(webhook: &str) -> Project {
    Project::of(&[("portwright.toml", SETTINGS), ("model/webhooks/snyk.yml", webhook)])
}

/// A portal that keeps the bodies of requests.
struct Recording(SandboxPortal, Mutex<Vec<String>>);

impl Recording {
    fn new(portal: SandboxPortal) -> Self {
        Self(portal, Mutex::new(Vec::new()))
    }

    fn sent_secret(&self) -> bool {
        std::mem::take(&mut *self.1.lock().expect("no test panics with it")).concat().contains(SECRET)
    }
}

impl Portal for Recording {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let body = request.body.as_ref().map(ToString::to_string).unwrap_or_default();
        self.1.lock().expect("no test panics with it").push(body);
        self.0.send(request)
    }

    fn name(&self) -> String {
        self.0.name()
    }
}

#[test]
fn a_secret_is_sent_with_a_new_resource_and_later_only_on_request() {
    let portal = Recording::new(SandboxPortal::in_memory());
    let apply = |webhook: &str, addresses: &[&str]| {
        let applied = done(&project(webhook).plan_with(&portal, addresses), &portal);
        assert!(applied.is_complete(), "{applied:?}");
        portal.sent_secret()
    };
    assert!(apply(WEBHOOK, &[]));
    assert!(!apply(WEBHOOK, &[]));
    assert!(!apply(&WEBHOOK.replace("Snyk", "Other"), &[]));
    assert!(!apply(&WEBHOOK.replace("sha256", "sha1"), &[]));
    assert!(apply(&WEBHOOK.replace("sha256", "sha1"), &[ADDRESS]));
    assert!(apply(WEBHOOK, &[ADDRESS]));
    assert!(project(WEBHOOK).plan(&portal).steps.is_empty());
}

#[test]
fn a_secret_whose_answer_is_lost_is_not_taken_for_written() {
    let portal = SandboxPortal::in_memory();
    applied(&project(WEBHOOK), &portal);
    let plan = project(WEBHOOK).plan_with(&portal, &[ADDRESS]);
    assert_eq!(plan.steps.iter().map(|step| step.reason).collect::<Vec<_>>(), [Reason::WritesSecret]);
    let patches = |request: &(Method, String)| request.0 == Method::Patch;
    let before = portal.requests().len();
    let portal = portal.with_faults(format!("lose-answer@{}", before + 2).parse().expect("a fault"));
    let outcomes = done(&plan, &portal).outcomes;
    assert_eq!(portal.requests().iter().filter(|request| patches(request)).count(), 1);
    assert!(matches!(outcomes[..], [StepOutcome::Failed(_)]), "{outcomes:?}");
}

#[test]
fn a_secret_needs_a_value_only_where_it_is_written() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::create_dir_all(folder.path().join("model/webhooks")).expect("a folder can be made");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it can be written");
    write("portwright.toml", "[vars]\nsnyk_secret = { sensitive = true }\n");
    write("model/webhooks/snyk.yml", WEBHOOK);
    let run = |arguments: &[&str], secret: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(arguments).current_dir(folder.path()).env_remove("PORTWRIGHT_VAR_SNYK_SECRET");
        command.envs(secret.map(|secret| ("PORTWRIGHT_VAR_SNYK_SECRET", secret)));
        let output = command.output().expect("the program runs");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let plan = ["plan", "--portal", "sandbox", "--detailed-exitcode"];
    let apply = ["apply", "--portal", "sandbox", "--auto-approve", "--quiet"];
    let named = |(code, message): (Option<i32>, String)| {
        assert_ne!(code, Some(0));
        assert!(message.contains("`snyk_secret`") && message.contains("PORTWRIGHT_VAR_SNYK_SECRET"), "{message}");
    };
    assert_eq!(run(&["validate"], None).0, Some(0));
    named(run(&plan, None));
    named(run(&apply, None));
    assert_eq!(run(&apply, Some(SECRET)).0, Some(0));
    assert_eq!(run(&plan, None).0, Some(0));
    named(run(&[&apply[..], &["--write-secret", ADDRESS]].concat(), None));
    write("portwright.toml", "[vars]\n");
    named(run(&["validate"], None));
}

#[test]
fn neither_a_secret_nor_the_key_of_an_address_is_printed() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::create_dir_all(folder.path().join("model/webhooks")).expect("a folder can be made");
    let settings = "[vars]\nsnyk_secret = { sensitive = true }\n";
    std::fs::write(folder.path().join("portwright.toml"), settings).expect("it can be written");
    let write = |text: &str| std::fs::write(folder.path().join("model/webhooks/snyk.yml"), text);
    write(WEBHOOK).expect("it can be written");
    let run = |arguments: &[&str], faults: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(arguments).args(["--portal", "sandbox"]).current_dir(folder.path());
        command.env("PORTWRIGHT_VAR_SNYK_SECRET", SECRET).env("PORTWRIGHT_SANDBOX_FAULTS", faults);
        let output = command.output().expect("the program runs");
        let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        for hidden in [SECRET, "ingest.getport.io", "webhookKey", "key_"] {
            assert!(!printed.contains(hidden), "{arguments:?} prints {hidden}:\n{printed}");
        }
        output.status.code()
    };
    assert_eq!(run(&["plan", "--format", "json", "-vv"], ""), Some(0));
    assert_ne!(run(&["apply", "--auto-approve", "-vv"], "status=422@3"), Some(0));
    assert_eq!(run(&["apply", "--auto-approve", "-vv"], ""), Some(0));
    assert_eq!(run(&["plan", "-vv", "--detailed-exitcode"], ""), Some(0));
    assert_eq!(run(&["apply", "--auto-approve", "-vv", "--format", "json", "--write-secret", ADDRESS], ""), Some(0));
    write(&WEBHOOK.replace("Snyk", "Other")).expect("it can be written");
    for fault in ["drop@4", "truncate@2", "lose-answer@4", "status=500@4"] {
        run(&["apply", "--auto-approve", "-vv"], fault);
    }
    let saved = std::fs::read_to_string(folder.path().join(".portwright/sandbox.json")).expect("it is saved");
    assert!(!saved.contains(SECRET));
}
