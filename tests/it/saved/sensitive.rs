//! A saved plan has no sensitive value, and an apply fills it in from the same variables.

use std::process::Command;

use portwright::portal::{Method, SandboxPortal};
use serde_json::{Value, json};

use super::{assert_valid, kind, writes};
use crate::served::{Served, code_and_output};

const TOKEN: &str = "correct-horse-battery";
const PIN: &str = "7q!";
const NUMBER: &str = "918273";
const SECRETS: [(&str, &str); 3] = [("TOKEN", TOKEN), ("PIN", PIN), ("NUMBER", NUMBER)];

const SETTINGS: &str = "[vars]
host = \"example.com\"
token = { sensitive = true }
pin = { sensitive = true }
number = { value = 918273, sensitive = true }
";

const ACTION: &str = "identifier: run
title: Run
trigger: { type: self-service, operation: CREATE, userInputs: { properties: {} } }
invocationMethod:
  type: WEBHOOK
  url: 'https://${host}/x?t=${token}&l=$${literal}'
  headers: { X-Token: '${token}', X-Both: '${pin} and ${token}' }
  body: { number: '${number}', list: [a, '${pin}'], literal: '$${token}' }
";

const WEBHOOK: &str = "identifier: hook
title: Hook
security: { secret: '${token}', signatureHeaderName: x-signature, signatureAlgorithm: sha256 }
";

fn place() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", SETTINGS);
    place.put("model/actions/run.yml", ACTION);
    place.put("model/webhooks/hook.yml", WEBHOOK);
    place
}

/// A run with these variables.
fn with(mut command: Command, variables: &[(&str, &str)]) -> (i32, String) {
    command.envs(variables.iter().map(|(name, value)| (format!("PORTWRIGHT_VAR_{name}"), value)));
    code_and_output(command.output())
}

/// Saves a plan, and returns the text of its file, which has none of the secrets.
fn saved(place: &Served, arguments: &[&str]) -> String {
    let (code, printed) = with(place.command(&[&["plan", "--out", "a.plan"], arguments].concat()), &SECRETS);
    assert_eq!(code, 0, "{printed}");
    let file = place.path().join("a.plan");
    assert_valid(&file);
    let text = std::fs::read_to_string(file).expect("it can be read");
    for (name, value) in SECRETS {
        assert!(!text.contains(value), "{name} is in the file:\n{text}");
        assert!(!printed.contains(value), "{name} is in the output:\n{printed}");
    }
    text
}

#[test]
fn a_secret_is_nowhere_in_the_file_and_reaches_the_portal() {
    let place = place();
    let text = saved(&place, &[]);
    assert!(text.contains("https://example.com/x?t=${token}&l=$${literal}") && text.contains("${pin} and ${token}"));
    #[cfg(unix)]
    {
        let data = std::fs::metadata(place.path().join("a.plan")).expect("it is there");
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&data) & 0o777, 0o600);
    }
    let (code, shown) = place.run(&["show", "a.plan"]);
    assert!(code == 0 && shown.contains("(sensitive value)"), "{shown}");
    let (code, printed) = with(place.command(&["apply", "a.plan", "--auto-approve"]), &SECRETS);
    assert_eq!(code, 0, "{printed}");
    assert!(SECRETS.iter().all(|(_, value)| !printed.contains(value)), "{printed}");

    let action = place.ask(Method::Get, "actions/run", None)["action"].clone();
    let method = &action["invocationMethod"];
    assert_eq!(method["url"], format!("https://example.com/x?t={TOKEN}&l=${{literal}}"));
    assert_eq!(method["headers"], json!({"X-Token": TOKEN, "X-Both": format!("{PIN} and {TOKEN}")}));
    let number: Value = NUMBER.parse().expect("a number");
    assert_eq!(method["body"], json!({"number": number, "list": ["a", PIN], "literal": "${token}"}));
    let (code, rest) = with(place.command(&["plan", "--detailed-exitcode"]), &SECRETS);
    assert_eq!(code, 0, "{rest}");
}

#[test]
fn changed_live_and_write_only_secrets_are_nowhere_in_the_file() {
    let place = place();
    assert_eq!(with(place.command(&["apply", "--auto-approve"]), &SECRETS).0, 0);
    // The portal's old values are secrets too.
    place.put("model/actions/run.yml", &ACTION.replace("X-Token: '${token}'", "X-Token: '${host}'"));
    place.put("model/webhooks/hook.yml", &WEBHOOK.replace("title: Hook", "title: Other"));
    let text = saved(&place, &[]);
    assert!(!text.contains("\"secret\""), "a step that does not send the secret does not name it:\n{text}");
    let text = saved(&place, &["--write-secret", "webhook/hook"]);
    let document: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(document["options"]["write_secret"], json!(["webhook/hook"]));
    let steps = document["steps"].as_array().expect("a list");
    let hook = steps.iter().find(|step| step["kind"] == kind("webhook").name).expect("a step for it");
    assert_eq!(hook["sensitive"], json!([{"path": ["desired", "security", "secret"], "template": "${token}"}]));
    let (code, printed) = with(place.command(&["apply", "a.plan", "--auto-approve"]), &SECRETS);
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn other_variables_are_refused_by_name() {
    let place = place();
    saved(&place, &[]);
    let apply = |variables: &[(&str, &str)], arguments: &[&str]| {
        let all = [&["apply", "a.plan", "--auto-approve"], arguments].concat();
        let (code, printed) = with(place.command(&all), variables);
        assert_eq!((code, writes(&place)), (1, 0), "{printed}");
        assert!(printed.contains("portwright plan --out FILE") && !printed.contains("\u{f_fffc}"), "{printed}");
        printed
    };
    let unset = apply(&SECRETS[1..], &[]);
    assert!(unset.contains("since the plan was made, variable `token` is not set\n"), "{unset}");
    let other = apply(&[SECRETS[0], ("PIN", "8q!"), SECRETS[2]], &["--var", "host=example.org"]);
    assert!(other.contains("variable `host` has another value; variable `pin` has another value\n"), "{other}");
    assert!(!other.contains("8q!"), "{other}");
}

#[test]
fn a_plan_whose_addresses_have_a_secret_is_not_saved() {
    let place = place();
    let refused = |expected: &str| {
        let (code, printed) = with(place.command(&["plan", "--out", "a.plan"]), &SECRETS);
        assert!(code == 1 && printed.contains(&format!("the plan cannot be saved: {expected}\n")), "{printed}");
        assert!(printed.contains("--checksum SUM") && !printed.contains(TOKEN), "{printed}");
        assert!(!place.path().join("a.plan").exists());
    };
    place.put("model/teams/team.yml", "name: '${token}'\n");
    refused("the identifier of team/(sensitive value) has a sensitive value");
    place.put("model/teams/team.yml", "name: 'x-${pin}'\n");
    refused("the identifier of team/x-7q! has a sensitive value");
    // A resource that the model does not have.
    place.put("model/teams/team.yml", "name: dev\n");
    place.ask(Method::Post, "teams", Some(json!({"name": TOKEN})));
    refused("the value of sensitive variable `token` is part of a name or an address in the plan");
}
