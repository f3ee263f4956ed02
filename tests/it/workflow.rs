//! Under GitHub Actions, no text from a file, a portal, a payload or a command line starts a workflow command.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Output;

use portwright::portal::Method;
use serde_json::{Value, json};

use crate::served::Served;

/// Commands as the runner accepts them: after a line break of any kind, after white space of any kind, and `##[` anywhere.
const HOSTILE: &str = "x\n::error::pwned\r::add-mask::pwned\r\n\u{a0}\u{3000}::set-output name=a::pwned\n  ##[error]pwned\n::debug::pwned";

/// Command lines that end before the model or a portal is read, with `HOSTILE` where a `!` is.
const ALONE: &[&[&str]] = &[
    &["plan", "--no-such!"],
    &["lint", "--error", "!"],
    &["lint", "--provider", "!"],
    &["enrich", "--payload-env", "!", "--clone"],
    &["schema"],
    &["sandbox", "--port", "!"],
    &["explain", "!"],
    &["help", "!"],
    &["!"],
    &["init", "--backend", "github", "!"],
    &["init", "--backend", "!"],
    &["init", "--backend", "github", "--org", "!"],
];

/// The others.
const COMMANDS: &[&[&str]] = &[
    &["plan", "--var", "!=1"],
    &["plan", "--portal", "!"],
    &["plan", "--portal", "http://127.0.0.1:1/!"],
    &["plan", "--ca-file", "!"],
    &["plan", "-C", "!"],
    &["plan", "--profile", "!"],
    &["plan"],
    &["apply", "--auto-approve"],
    &["apply"],
    &["apply", "!"],
    &["lint"],
    &["lint", "!"],
    &["lint", "-"],
    &["lint", "--fix", "-"],
    &["lint", "--diff", "--unsafe"],
    &["lint", "--fix", "--unsafe", "copy"],
    &["lint", "--statistics"],
    &["lint", "--catalog", "!"],
    &["lint", "--baseline", "!"],
    &["lint", "--online"],
    &["validate"],
    &["sync"],
    &["sync", "--prune"],
    &["sync", "!"],
    &["enrich", "--payload-env", "PAYLOAD", "--repo", "."],
    &["enrich", "--payload-env", "PAYLOAD", "--repo", ".", "--diff"],
    &["enrich", "--payload-env", "PAYLOAD", "--clone", "--remote", "!"],
    &["run", "start", "--payload-env", "PAYLOAD", "--message", "!", "--external-id", "!"],
    &["run", "log", "--run", "r_1", "!"],
    &["run", "log", "--run", "!", "x"],
    &["run", "finish", "--run", "r_1", "--status-from-exit", "!", "--summary", "!", "--label", "!"],
    &["run", "finish", "--run", "r_1", "--status", "success", "--link", "!"],
    &["snapshot"],
    &["snapshot", "--entities"],
    &["snapshot", "--model", "!"],
    &["snapshot", "--out", "no/such/!"],
];

/// Lines that the runner would treat as commands and that are not our own annotations.
fn commands(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text).into_owned();
    let is_own = |line: &str| {
        let annotation = ["::error file=", "::warning file=", "::notice file="].iter().any(|own| line.starts_with(own));
        annotation && line.contains(",title=portwright ")
    };
    let starts = |line: &&str| line.trim_start().starts_with("::") || line.contains("##[");
    text.split(['\n', '\r']).filter(starts).filter(|line| !is_own(line)).map(str::to_owned).collect()
}

/// A portal that refuses every request with a hostile message.
fn hostile_portal() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("it has an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 1 << 16];
            let read = stream.read(&mut request).unwrap_or_default();
            let is_token = request[..read].starts_with(b"POST /v1/auth");
            let token = json!({"ok": true, "accessToken": "t", "expiresIn": 10800});
            let refusal = json!({"ok": false, "error": HOSTILE, "message": HOSTILE, "details": {HOSTILE: HOSTILE}});
            let (status, body) = if is_token { (200, token) } else { (422, refusal) };
            let head = format!("HTTP/1.1 {status} x\r\nx-trace-id: ::error::pwned\r\nconnection: close\r\n");
            // The program may be gone already.
            _ = write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.to_string().len());
        }
    });
    format!("http://{address}")
}

/// A folder and a portal in which every text that may be is hostile; `is_valid` if the model can be planned.
fn place(is_valid: bool) -> Served {
    let place = Served::new("", 0);
    let text = json!(HOSTILE).to_string();
    let blueprint = |identifier: &str, more: &str| {
        let property = format!("{{type: string, title: {text}, description: {text}, enum: [{text}, b]}}");
        format!(
            "identifier: {identifier}\ntitle: {text}\ndescription: {text}\nschema:\n  properties: {{p: {property}}}\n{more}"
        )
    };
    place.put("model/blueprints/owner.yml", &blueprint("owner", ""));
    if !is_valid {
        place
            .put("model/blueprints/bad.yml", &blueprint(&text, &format!("{text}: {text}\nrelations: {{{text}: 1}}\n")));
        place.put("model/actions/bad.yml", "::error::pwned\n##[error]pwned: [\n");
    }
    let block = "  p: |\n    ::error::pwned\n    ##[error]pwned\n  q: yes\n";
    let entity = format!("identifier: a\nblueprint: owner\ntitle: {text}\nproperties:\n{block}");
    place.put("port.yml", &entity);
    place.put("copy/port.yml", &entity);
    place.put(
        "raw/port.yml",
        "::error::pwned\n  ::add-mask::pwned\n##[error]pwned: [\n# portwright: allow(::error::x)\n",
    );
    place.put(
        "unknown/port.yml",
        &format!("identifier: {text}\nblueprint: {text}\n{text}: {text}\nrelations: {{{text}: {text}}}\n"),
    );
    #[cfg(unix)]
    place.put("x\n::error::pwned\n##[error]/port.yml", &entity);
    let stored = json!({"identifier": "stored", "title": HOSTILE, "description": HOSTILE,
        "schema": {"properties": {"p": {"type": "string", "title": HOSTILE, "enum": [HOSTILE]}}}});
    place.ask(Method::Post, "blueprints", Some(stored));
    let entity = json!({"identifier": "e", "title": HOSTILE, "properties": {"p": HOSTILE}});
    place.ask(Method::Post, "blueprints/stored/entities", Some(entity));
    place
}

fn run(place: &Served, line: &[&str], more: &[&str], actions: &str, url: Option<&str>) -> Output {
    let line: Vec<String> = line.iter().chain(more).map(|word| word.replace('!', HOSTILE)).collect();
    let mut command = place.command(&line.iter().map(String::as_str).collect::<Vec<_>>());
    let context = json!({"entity": HOSTILE, "runId": "r_1", "repo_url": HOSTILE});
    command
        .env("GITHUB_ACTIONS", actions)
        .env("PAYLOAD", json!({"port_context": context, HOSTILE: HOSTILE}).to_string());
    command.envs(url.map(|url| ("PORT_BASE_URL", url)));
    let input = std::fs::File::open(place.path().join("port.yml")).expect("it was made");
    command.stdin(input).output().expect("it runs")
}

#[test]
fn no_text_starts_a_workflow_command() {
    let portal = hostile_portal();
    let mut failures = Vec::new();
    for (place, url, lines) in [
        (place(true), None, [COMMANDS, ALONE].concat()),
        (place(false), None, COMMANDS.to_vec()),
        (place(true), Some(&*portal), COMMANDS.to_vec()),
    ] {
        for line in lines {
            for more in [&[][..], &["--format", "human"], &["--format", "json"], &["--format", "concise"], &["-vv"]] {
                let output = run(&place, line, more, "true", url);
                for text in [&output.stdout, &output.stderr] {
                    failures.extend(commands(text).into_iter().map(|found| format!("{line:?} {more:?}: {found}")));
                }
            }
        }
    }
    assert_eq!(failures, Vec::<String>::new());
    // The texts are printed as they are elsewhere: otherwise, this test would show nothing.
    let elsewhere = run(&place(true), &["lint", "--fix", "-"], &[], "", None);
    assert!(!commands(&elsewhere.stdout).is_empty(), "{elsewhere:?}");
}

#[test]
fn json_with_such_texts_still_means_the_same() {
    let place = place(true);
    let output = run(&place, &["snapshot"], &[], "true", None);
    let document: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let stored = document.to_string();
    assert!(stored.contains(&json!({"enum": [HOSTILE]}).to_string()[1..]), "{stored}");
}
