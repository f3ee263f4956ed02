//! No secret of a portal is in any file, output, trace or plan.

use portwright::portal::{Method, SandboxPortal};
use serde_json::{Value, json};

use super::program::run;
use super::{Place, send};

/// A token of a well-known type, and secrets that only their places show.
const TOKEN: &str = "ghp_cAnArY1234567890aBcDeFgHiJkLmNoPqRsT";
const PASSWORD: &str = "canary-password-1";
const KEY: &str = "canary-key-2";
const BODY: &str = "canary-body-3";
const QUERY: &str = "canary-query-4";

/// A portal with secrets in ten places.
fn fill(portal: &SandboxPortal) {
    let form = json!({"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}});
    let action = |identifier: &str, method: Value| {
        send(
            portal,
            Method::Post,
            "actions",
            json!({"identifier": identifier, "title": identifier, "trigger": form, "invocationMethod": method}),
        );
    };
    action(
        "call",
        json!({
            "type": "WEBHOOK", "url": format!("https://bot:{PASSWORD}@example.com/hook?token={QUERY}"),
            "headers": {"Authorization": format!("Bearer {TOKEN}"), "X-Api-Key": KEY, "Accept": "text/plain"},
            "body": {"clientSecret": BODY, "nested": [{"password": PASSWORD}], "text": format!("use {TOKEN}")}
        }),
    );
    action("again", json!({"type": "WEBHOOK", "url": "https://example.com", "headers": {"PRIVATE-TOKEN": KEY}}));
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", "cAnArYkEy0123456789".repeat(4));
    let blueprint = json!({"identifier": "vault", "title": "Vault", "description": format!("The key is {TOKEN}."),
        "schema": {"properties": {"key": {"type": "string", "default": pem}}}});
    send(portal, Method::Post, "blueprints", blueprint);
    send(
        portal,
        Method::Post,
        "organization secrets",
        json!({"secretName": "DEPLOY", "secretValue": BODY, "description": "for deploys"}),
    );
    let webhook = json!({"identifier": "hook", "title": "Hook", "enabled": true, "security": {
        "secret": KEY, "signatureHeaderName": "X-Signature", "signatureAlgorithm": "sha256"}, "mappings": []});
    send(portal, Method::Post, "webhooks", webhook);
}

fn check(what: &str, text: &str) {
    for secret in [TOKEN, PASSWORD, KEY, BODY, QUERY, "cAnArY"] {
        assert!(!text.contains(secret), "{what} contains {secret}:\n{text}");
    }
}

#[test]
fn secrets_become_variables_and_are_shown_nowhere() {
    let place = Place::new(&[]);
    let portal =
        SandboxPortal::open(&place.path().join(".portwright/sandbox.json"), Default::default()).expect("it opens");
    fill(&portal);
    for arguments in [
        &["export", "--diff"][..],
        &["export", "--check"],
        &["export", "-vv"],
        &["export", "--format", "json"],
        &["validate"],
        &["plan"],
    ] {
        let (_, out, err) = run(&place, arguments, &[]);
        check(&arguments.join(" "), &out);
        check(&arguments.join(" "), &err);
    }
    for (name, text) in place.texts() {
        check(&name, &text);
    }
    let action = place.read("model/actions/call.yml");
    for part in ["Bearer ${call_authorization}", "https://${call_url}@example.com/hook?token=${call_url_2}"] {
        assert!(action.contains(part), "{action}");
    }
    assert!(place.read("model/actions/again.yml").contains("PRIVATE-TOKEN: ${"), "one variable for one secret");
    assert!(
        place
            .read("model/secrets/DEPLOY.yml")
            .contains("secretValue: ${deploy_secret_value}\ndescription: for deploys\n")
    );
    assert!(!place.read("model/webhooks/hook.yml").contains("webhookKey"));
    let settings = place.read("portwright.toml");
    assert!(
        settings.contains("[vars]\n") && settings.contains("call_authorization = { sensitive = true }\n"),
        "{settings}"
    );
}

#[test]
fn with_the_variables_set_a_plan_has_no_changes() {
    let place = Place::new(&[]);
    let portal =
        SandboxPortal::open(&place.path().join(".portwright/sandbox.json"), Default::default()).expect("it opens");
    fill(&portal);
    let (code, out, err) = run(&place, &["export"], &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    let names: Vec<&str> =
        out.lines().filter_map(|line| line.trim().split(' ').next()?.strip_prefix("PORTWRIGHT_VAR_")).collect();
    assert!(names.len() > 4, "{out}");
    let pem = "cAnArYkEy0123456789".repeat(4);
    let value = |name: &str| match name {
        "CALL_AUTHORIZATION" => TOKEN.to_owned(),
        "CALL_X_API_KEY" | "AGAIN_PRIVATE_TOKEN" => KEY.to_owned(),
        "CALL_CLIENT_SECRET" => BODY.to_owned(),
        "CALL_PASSWORD" => PASSWORD.to_owned(),
        "CALL_URL" => format!("bot:{PASSWORD}"),
        "CALL_URL_2" => QUERY.to_owned(),
        "VAULT_DEFAULT" => pem.clone(),
        "VAULT_DESCRIPTION" | "CALL_TEXT" => TOKEN.to_owned(),
        other => panic!("the test knows the value of every variable, but not of {other}:\n{out}"),
    };
    let only_to_write = |name: &&&str| out.contains(&format!("PORTWRIGHT_VAR_{name}  (needed only to"));
    let values: Vec<(String, String)> = names
        .iter()
        .filter(|name| !only_to_write(name))
        .map(|name| (format!("PORTWRIGHT_VAR_{name}"), value(name)))
        .collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (code, out, err) = run(&place, &["plan", "--detailed-exitcode"], &values);
    assert_eq!(code, Some(0), "{out}{err}");
    let before = place.texts();
    for values in [&values[..], &[]] {
        let (code, out, err) = run(&place, &["export", "--check"], values);
        assert_eq!(code, Some(0), "{out}{err}");
    }
    assert_eq!(place.texts(), before);
}
