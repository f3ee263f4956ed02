//! The canary: a secret is in no output, no log, no file, no environment of another program and no process list, whatever
//! command runs and whatever goes wrong.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::faults::proxy::{Fault, Proxy, Seen};
use crate::forge::stand_in::StandIn;
use crate::served::{Served, code_and_output};

/// A part of every secret, so that a half of one is found too, and how it looks in other encodings.
const TRACES: &[&str] = &["canary", "Y2FuYXJ5", "63616e617279", "918273645"];

/// The variables with secrets. One has characters that JSON escapes, another several lines.
const SECRETS: &[(&str, &str)] = &[
    ("PORT_CLIENT_ID", "canary-id-0"),
    ("PORT_CLIENT_SECRET", "canary\"one\\1"),
    ("PORTWRIGHT_FORGE_TOKEN", "canary-four"),
    ("PORTWRIGHT_VAR_TOKEN", "canary-two/+="),
    ("PORTWRIGHT_VAR_LINES", "canary three\nline \"canary\"\n"),
    ("PORTWRIGHT_VAR_NUMBER", "918273645"),
];

const SETTINGS: &str = "[vars]
token = { sensitive = true }
lines = { sensitive = true }
number = { value = 1, sensitive = true }
";

const ACTION: &str = "identifier: run
title: Run
trigger: { type: self-service, operation: CREATE, userInputs: { properties: {} } }
invocationMethod:
  type: WEBHOOK
  url: 'https://example.com/x?t=${token}'
  headers: { X-Token: 'Bearer ${token}', X-Lines: '${lines}' }
  body: { number: '${number}', list: [a, '${lines}'] }
";

const WEBHOOK: &str = "identifier: hook
title: Hook
security: { secret: '${token}', signatureHeaderName: x-signature, signatureAlgorithm: sha256 }
";

const SECRET: &str = "secretName: DEPLOY\nsecretValue: '${lines}'\n";

const PAYLOAD: &str =
    r#"{"port_context": {"entity": "a", "runId": "r_1"}, "domain": "d", "type": "t", "lifecycle": "l"}"#;

/// Every command, some in several formats.
const COMMANDS: &[&[&str]] = &[
    &["plan"],
    &["plan", "--format", "json", "--out", "new.plan"],
    &["plan", "--format", "markdown", "--base", "HEAD"],
    &["plan", "--format", "concise", "--write-secret", "webhook/hook"],
    &["plan", "--impact"],
    &["apply"],
    &["apply", "--auto-approve", "--format", "json"],
    &["apply", "--auto-approve", "--record-tag", "--push-tag", "--write-secret", "webhook/hook"],
    &["apply", "--auto-approve", "--json", "--rollback-out", "back.plan"],
    &["show", "back.plan"],
    &["apply", "--auto-approve", "old.plan"],
    &["show", "old.plan"],
    &["show", "old.plan", "--format", "json"],
    &["drift", "--base", "HEAD"],
    &["drift", "--base", "HEAD", "--format", "json"],
    &["drift", "--base", "HEAD", "--accept"],
    &["graph"],
    &["graph", "--plan", "--format", "html", "--out", "graph.html"],
    &["export", "--diff"],
    &["export", "--all", "--format", "json"],
    &["lint", "--online"],
    &["lint", "--online", "--format", "json"],
    &["lint", "--base", "HEAD", "--format", "sarif"],
    &["lint", "--baseline", "baseline.json", "--update-baseline"],
    &["validate"],
    &["validate", "--format", "json", "--base", "HEAD"],
    &["sync"],
    &["sync", "--base", "HEAD", "--format", "json"],
    &["enrich", "--payload-env", "PAYLOAD", "--template", "template.yml", "--repo", "."],
    &[
        "enrich",
        "--payload-env",
        "PAYLOAD",
        "--template",
        "template.yml",
        "--clone",
        "--remote",
        "https://127.0.0.1:1/a/b",
        "--forge",
        "github",
    ],
    &["run", "start", "--payload-env", "PAYLOAD"],
    &["run", "log", "--payload-env", "PAYLOAD", "a message"],
    &["run", "finish", "--payload-env", "PAYLOAD", "--status", "success"],
    &["sandbox", "--faults", "nonsense"],
    &["snapshot", "--entities", "--out", "snapshot.json"],
    &["snapshot", "--model", "model"],
    &["schema"],
    &["doctor"],
    &["lsp"],
    &["completions", "bash"],
    &["man"],
    &["explain", "webhook"],
    &["init", "new", "--backend", "github", "--org", "acme"],
    &["help", "apply"],
];

/// How the portal answers.
type Answers = fn(&Seen, usize) -> Fault;

/// All that a request contained, as text and as data.
fn echo(seen: &Seen) -> String {
    let body = seen.text.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
    let data: Value = serde_json::from_str(body).unwrap_or_default();
    let details = json!({ "text": seen.text, "errors": [{ "instancePath": "/x", "message": body }], "data": data });
    json!({ "ok": false, "error": "invalid_request", "message": seen.text, "details": details }).to_string()
}

/// A portal that carries everything out, and ones that fail and repeat in their errors what they were sent.
const PORTALS: &[(&str, Answers)] = &[
    ("all is well", |_, _| Fault::None),
    ("writes are refused", |seen, _| if seen.writes() { Fault::answer(422, "", &echo(seen)) } else { Fault::None }),
    (
        "reads fail",
        |seen, _| if seen.label.starts_with("GET ") { Fault::answer(500, "", &echo(seen)) } else { Fault::None },
    ),
    ("everything is forbidden", |seen, _| {
        let is_token = seen.label.ends_with("/access_token");
        if is_token { Fault::None } else { Fault::answer(401, "x-trace-id: canary-id-0\r\n", &echo(seen)) }
    }),
    ("there is no token", |seen, _| {
        let is_token = seen.label.ends_with("/access_token");
        if is_token { Fault::answer(403, "", &echo(seen)) } else { Fault::None }
    }),
    ("a page is in between", |seen, _| Fault::answer(200, "", &format!("<html>{}", seen.text))),
    ("a redirect leads away", |seen, _| {
        let query: String = seen.text.chars().filter(char::is_ascii_alphanumeric).collect();
        Fault::answer(302, &format!("location: http://127.0.0.2/v1/canary?{query}\r\n"), "")
    }),
    ("answers to writes are lost", |seen, _| if seen.writes() { Fault::Lost } else { Fault::None }),
];

fn place() -> Served {
    let place = Served::new("", 0);
    for (path, text) in [
        ("portwright.toml", SETTINGS),
        ("model/actions/run.yml", ACTION),
        ("model/webhooks/hook.yml", WEBHOOK),
        ("model/secrets/DEPLOY.yml", SECRET),
        ("template.yml", include_str!("../../src/scaffold/every/enrichService.yml")),
        ("port.yml", "identifier: a\ntitle: A\nblueprint: service\nproperties: { unknown: 1 }\n"),
    ] {
        place.put(path, text);
    }
    place.git(&["init", "--quiet"]);
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "all"]);
    place.git(&["remote", "add", "origin", "."]);
    place
}

/// Checks that a text has no secret and no token.
fn clean(what: &str, text: &str, tokens: &BTreeSet<String>) {
    let found = TRACES.iter().find(|trace| text.contains(**trace));
    let token = tokens.iter().find(|token| text.contains(token.as_str()));
    assert!(found.is_none() && token.is_none(), "{what} has {found:?} {}:\n{text}", token.is_some());
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let text = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned();
    files.map(|entry| (entry.path().display().to_string(), text(entry.path()))).collect()
}

/// Runs every command against this portal.
fn sing(what: &str, answers: Answers) {
    let noting = StandIn::new(
        "{ echo \"$@\"; env; tr '\\0' '\\n' < /proc/$PPID/cmdline; } >> \"$HERE/notes\" 2>/dev/null\nexec $GIT \"$@\"",
    );
    let mut place = place();
    for arguments in COMMANDS {
        // A portal that carries everything out has nothing left to do after an apply.
        if arguments[0] == "apply" {
            place = self::place();
        }
        let proxy = Proxy::start(&place, answers);
        let run = |arguments: &[&str], url: String| {
            let mut command = place.command(arguments);
            command.envs(SECRETS.iter().copied()).env("PAYLOAD", PAYLOAD).env("PATH", noting.path());
            code_and_output(command.env("PORT_BASE_URL", url).output())
        };
        if arguments.contains(&"old.plan") {
            run(&["plan", "--out", "old.plan"], place.address());
        }
        let (_, printed) = run(&[arguments, &["-vv"][..]].concat(), proxy.url());
        let seen = proxy.seen();
        let tokens = seen.iter().filter_map(|seen| {
            let line = seen.text.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization: "))?;
            line.rsplit(' ').next().map(str::to_owned)
        });
        let tokens: BTreeSet<String> = tokens.collect();
        clean(&format!("{what}: the output of {arguments:?}"), &printed, &tokens);
        assert!(!printed.contains("panicked"), "{arguments:?}: {printed}");
        for seen in seen {
            let head = seen.text.lines().next().unwrap_or_default();
            clean(&format!("{what}: a request line of {arguments:?}"), head, &tokens);
        }
        for (file, text) in files(place.path()) {
            clean(&format!("{what}: {file} after {arguments:?}"), &text, &tokens);
        }
    }
    let notes = noting.notes();
    clean(&format!("{what}: the environment or arguments of git"), &notes, &BTreeSet::new());
    assert!(notes.contains("rev-parse") && notes.contains("PATH="), "{notes}");
}

#[test]
fn a_secret_is_nowhere_if_all_is_well() {
    let (what, answers) = PORTALS[0];
    sing(what, answers);
}

#[test]
fn a_secret_is_nowhere_whatever_fails() {
    for (what, answers) in &PORTALS[1..] {
        sing(what, *answers);
    }
}

#[test]
fn the_table_has_every_command() {
    let (_, help) = Served::new("", 0).run(&["--help"]);
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for line in lines {
        let name = line.split_whitespace().next().expect("a name");
        assert!(COMMANDS.iter().any(|command| command[0] == name), "`{name}` is missing");
    }
}
