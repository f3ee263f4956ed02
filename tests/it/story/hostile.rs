//! Values and identifiers that a shell or another program could execute: each arrives as data, or is refused and named.

use portwright::portal::Method;
use serde_json::{Value, json};

use super::pipeline::Ended;
use super::place::{ACTION, Place, Sent};
use super::{Backend, By};
use crate::support::files_below;

/// Values that shells, sed, Groovy, terminals or CI systems could interpret, the most significant first. `PWNED` is a file that
/// must not appear.
const SCRIPTS: [&str; 20] = [
    "x\"; touch PWNED; echo \"",
    "$(touch PWNED)",
    "backend\"\n    owner: \"evil",
    "x|;1e touch PWNED #",
    "::set-output name=x::y",
    " * ",
    "x'; touch PWNED; echo '",
    "`touch PWNED`",
    "x/e touch PWNED;s/",
    "a|b",
    "R&D",
    "a\\1b",
    "a   b",
    "\\",
    "--help",
    "-",
    "$PORT_CLIENT_SECRET",
    "${\"touch PWNED\".execute()}",
    "x\n::set-output name=x::y\n##[error]z",
    "\u{1b}[2Jx\u{7}",
];

/// The number of the most significant values.
const SIGNIFICANT: usize = 6;

/// Values that YAML, or a person who reads it, could misinterpret.
const TEXTS: [&str; 16] = [
    "backend\n    owner: evil",
    "backend\r\nowner: evil",
    "backend #",
    "key: value",
    "- a",
    "*a",
    "&a b",
    "!!binary aGk=",
    "{a: b}",
    "null",
    "yes",
    "1e3",
    "2026-01-01",
    "\u{202e}cba",
    "\u{1f980}\u{feff}\u{2028}",
    "\u{85}x",
];

/// Values that look like unfilled placeholders. No property accepts them, even if it accepts any other text.
const TEMPLATES: [&str; 4] =
    ["${{ secrets.PORT_CLIENT_SECRET }}", "${PORT_CLIENT_SECRET}", "{{ x }}", "{{ service_lifecycle }}"];

const SERVICE: &str = "acme/checkout";
const FILE: &str = "\
# ours
- identifier: acme/checkout   # it
  blueprint: service
  properties:
    language: Rust

- identifier: acme/cart
  blueprint: service
";

/// Valid values for the form.
fn form() -> Value {
    json!({"domain": "payment", "type": "backend", "lifecycle": "Production"})
}

/// A form that accepts everything, as if it were filled in through the API or had not been maintained.
fn leave_form_open(place: &Place) {
    let file = place.served.path().join(ACTION);
    let text = std::fs::read_to_string(file).expect("it was made");
    let (head, rest) = text.split_once("    properties:\n").expect("it has a form");
    let (_, tail) = rest.split_once("    required:").expect("it has a form");
    let inputs = ["domain", "type", "lifecycle"].map(|name| format!("      {name}: {{title: {name}, type: string}}\n"));
    let text = format!("{head}    properties:\n{}    required:{tail}", inputs.concat());
    place.served.put(ACTION, &text.replace(".inputs.domain.identifier", ".inputs.domain"));
}

/// Properties that accept any text.
fn leave_blueprint_open(place: &Place) {
    const BLUEPRINT: &str = "hub/model/blueprints/service.yml";
    let text = std::fs::read_to_string(place.served.path().join(BLUEPRINT)).expect("it was made");
    let is_kept = |line: &&str| !line.starts_with("      enum") && !line.starts_with("        ");
    let kept: String = text.split_inclusive('\n').filter(is_kept).collect();
    place.served.put(BLUEPRINT, &kept);
}

fn place(backend: Backend, is_blueprint_open: bool) -> Place {
    let place = Place::with(backend, "", |place| {
        leave_form_open(place);
        if is_blueprint_open {
            leave_blueprint_open(place);
        }
    });
    place.forge.create(SERVICE, &[("port.yml", FILE)]);
    place.service(SERVICE, Some(&place.forge.remote_of(SERVICE)));
    place
}

/// The value, with `PWNED` replaced by a path where the test can look for the file.
fn armed(place: &Place, value: &str) -> String {
    value.replace("PWNED", &place.served.path().join("PWNED").to_string_lossy())
}

/// Checks that nothing was executed, and that the output does not control a terminal or a CI system.
fn is_unharmed(place: &Place, ended: &Ended, about: &str) {
    let pwned = files_below(place.served.path(), "PWNED");
    assert!(pwned.is_empty(), "{about}: {pwned:?}");
    assert!(!ended.printed.contains("\u{1b}[2J") && !ended.printed.contains('\u{202e}'), "{about}: {}", ended.printed);
    let steers = |line: &&str| ["::set-output", "##["].iter().any(|word| line.trim_start().starts_with(word));
    assert_eq!(ended.printed.lines().find(steers), None, "{about}: {}", ended.printed);
}

/// Checks that a run failed with a reason that contains this text.
fn is_refused(place: &Place, sent: &Sent, ended: &Ended, named: &str) {
    is_unharmed(place, ended, named);
    let run = place.run(sent);
    assert_eq!(run["status"], "FAILURE", "{named}: {run}\n{}", ended.printed);
    let summary = run["summary"].as_str().expect("there is a reason");
    assert!(summary.contains(named), "`{named}` is not in: {summary}");
    assert!(!ended.is_good, "{named}");
}

/// The beginning of a text, quoted as in a message.
fn quoted(text: &str) -> String {
    let escaped = |c: char| match c {
        '`' => "'".to_owned(),
        '\n' | '\r' | '\t' => c.escape_default().to_string(),
        c if c.is_control() || "\u{202e}\u{feff}\u{2028}".contains(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    let text: String = text.chars().map(escaped).collect();
    format!("`{}", text.chars().take(14).collect::<String>())
}

/// Two values in each run, on the same service; the branch is created again for each run.
fn values_arrive(backend: Backend, by: By, values: &[&str]) {
    let place = place(backend, true);
    let before: Value = serde_yaml::from_str(FILE).expect("it is YAML");
    for pair in values.chunks(2) {
        let [kind, cycle] = [pair[0], pair[pair.len() - 1]].map(|value| armed(&place, value));
        let about = format!("{kind:?} and {cycle:?}");
        let sent = place.execute(SERVICE, &json!({"domain": "payment", "type": kind, "lifecycle": cycle}));
        let ended = place.pipeline(by, &sent.payload);
        is_unharmed(&place, &ended, &about);
        assert_eq!(place.run(&sent)["status"], "SUCCESS", "{about}\n{}", ended.printed);
        let branches = place.branches(SERVICE);
        let [branch] = &branches[..] else { panic!("{about}: {branches:?}") };
        let text = place.git(SERVICE, &["show", &format!("{branch}:port.yml")]);
        let mut wanted = before.clone();
        wanted[0]["properties"]["type"] = json!(kind);
        wanted[0]["properties"]["lifecycle"] = json!(cycle);
        wanted[0]["relations"] = json!({"domain": "payment"});
        let after: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{about}: {error}\n{text}"));
        assert_eq!(after, wanted, "{about}\n{text}");
        assert_eq!(place.changes(SERVICE, branch).0, Vec::<String>::new(), "{about}");
        assert_eq!(place.git(SERVICE, &["diff", "--name-only", "main", branch]), "port.yml\n");
    }
    assert_eq!(place.forge.pulls().len(), 1);
}

/// Values that neither a repository nor a portal may contain: the value is named, and nothing is written.
fn values_are_refused(backend: Backend, by: By, values: &[&str]) {
    let place = place(backend, false);
    for (nth, value) in values.iter().enumerate() {
        let value = armed(&place, value);
        let mut form = form();
        form[["domain", "type", "lifecycle"][nth % 3]] = json!(value);
        let sent = place.execute(SERVICE, &form);
        let ended = place.pipeline(by, &sent.payload);
        is_refused(&place, &sent, &ended, &quoted(&value));
    }
    assert!(place.branches(SERVICE).is_empty() && place.forge.pulls().is_empty());
    let domains = place.ask(Method::Get, &["blueprints", "domain", "entities"], Value::Null);
    assert_eq!(domains["entities"].as_array().map(Vec::len), Some(2), "none is made of what was asked for");
}

/// The same for values that no property accepts.
fn templates_are_refused(backend: Backend, by: By, templates: &[&str]) {
    let place = place(backend, true);
    for value in templates {
        let sent = place.execute(SERVICE, &json!({"domain": "payment", "type": value, "lifecycle": "Production"}));
        let ended = place.pipeline(by, &sent.payload);
        is_refused(&place, &sent, &ended, &quoted(value));
    }
    assert!(place.branches(SERVICE).is_empty() && place.forge.pulls().is_empty());
}

/// Identifiers that Port would not send: somebody else started the pipeline.
const FORGED: [&str; 15] = [
    "x\"; touch PWNED; echo \"",
    "$(touch PWNED)",
    "a\nb",
    "a\n::set-output name=x::y",
    "a\0b",
    "a\tb",
    "..",
    "acme/check out",
    "${{ secrets.PORT_CLIENT_SECRET }}",
    "acme/checkout#x",
    "acme/checkout?x",
    "acme/checkout;x",
    "acme/%2e%2e/checkout",
    "acme%2Fcheckout",
    "acme/checkout%00",
];

fn identifiers_are_refused(backend: Backend, by: By, identifiers: &[&str]) {
    let place = place(backend, false);
    for identifier in identifiers {
        let identifier = armed(&place, identifier);
        let mut sent = place.execute(SERVICE, &form());
        sent.payload["port_context"]["entity"] = json!(identifier);
        let ended = place.pipeline(by, &sent.payload);
        is_refused(&place, &sent, &ended, &quoted(&identifier));
        assert!(place.branches(SERVICE).is_empty() && place.forge.pulls().is_empty(), "{identifier}");
    }
}

/// Services that Port accepts, by identifier and address, and the expected message. Their address is invalid or on another host.
const ASTRAY: [(&str, Option<&str>, &str); 8] = [
    ("../checkout", None, "`..`"),
    ("acme/../checkout", None, "`..`"),
    ("acme/..", None, "`..`"),
    ("acme/caf\u{e9}", None, "`caf\u{e9}`"),
    ("acme/ghost", None, "acme/ghost"),
    ("acme/elsewhere", Some("https://evil.example/acme/checkout"), "`evil.example`"),
    ("acme/user", Some("https://me@github.com/acme/checkout"), "user name"),
    ("acme/command", Some("ext::touch%20PWNED"), "the repository's URL"),
];

fn addresses_are_refused(backend: Backend, by: By, services: &[(&str, Option<&str>, &str)]) {
    let place = place(backend, false);
    for (identifier, url, named) in services {
        place.service(identifier, url.map(|url| armed(&place, url)).as_deref());
        let sent = place.execute(identifier, &form());
        let ended = place.pipeline(by, &sent.payload);
        is_refused(&place, &sent, &ended, named);
        assert!(place.branches(SERVICE).is_empty() && place.forge.pulls().is_empty(), "{identifier}");
    }
}

/// The owner of a repository matters as much as its name.
fn an_owner_is_not_dropped(backend: Backend, by: By) {
    let place = place(backend, false);
    let other = "otherorg/checkout";
    place.service(other, None);
    let sent = place.execute(other, &form());
    let ended = place.pipeline(by, &sent.payload);
    is_refused(&place, &sent, &ended, other);
    place.forge.create(other, &[("README.md", "theirs\n")]);
    let sent = place.execute(other, &form());
    let ended = place.pipeline(by, &sent.payload);
    assert!(place.branches(SERVICE).is_empty(), "{}", ended.printed);
    if backend == Backend::Jenkins {
        // The pattern names the workspace, which leaves no room for another one.
        is_refused(&place, &sent, &ended, other);
        assert!(place.branches(other).is_empty());
    } else {
        assert_eq!(place.run(&sent)["status"], "SUCCESS", "{}", ended.printed);
        assert_eq!(place.branches(other).len(), 1);
    }
}

// The program's own commands run with the most significant values, on one of the backends.

#[test]
fn a_value_is_data_and_nothing_else() {
    values_arrive(Backend::Gitlab, By::Commands, &SCRIPTS[..SIGNIFICANT]);
}

#[test]
fn a_value_that_is_not_wanted_is_named() {
    values_are_refused(Backend::Jenkins, By::Commands, &SCRIPTS[..SIGNIFICANT / 2]);
}

#[test]
fn a_forged_identifier_is_named() {
    identifiers_are_refused(Backend::Github, By::Commands, &FORGED[..SIGNIFICANT / 2]);
}

#[test]
fn an_address_that_leads_astray_is_named() {
    addresses_are_refused(Backend::Github, By::Commands, &ASTRAY);
}

#[test]
fn an_owner_of_a_repository_is_not_dropped() {
    for backend in [Backend::Github, Backend::Jenkins] {
        an_owner_is_not_dropped(backend, By::Commands);
    }
}

// The workflow runs quickly, so it gets all values. The other pipelines take seconds, so they get the values that their scripts
// could execute, two per run, and only the most significant ones where each is refused in its own run.

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_hostile_values() {
    values_arrive(Backend::Github, By::Pipeline, &[&SCRIPTS[..], &TEXTS[..]].concat());
    templates_are_refused(Backend::Github, By::Pipeline, &TEMPLATES);
    for backend in [Backend::Gitlab, Backend::Jenkins] {
        values_arrive(backend, By::Pipeline, &SCRIPTS);
        templates_are_refused(backend, By::Pipeline, &TEMPLATES[..2]);
    }
}

/// Checks that the runners do execute text in a script, so that it is the pipelines that keep values out of scripts.
#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_careless_pipelines() {
    for (backend, file, from, to) in [
        (
            Backend::Github,
            ".github/workflows/port-enrich-service.yml",
            "run: trap ",
            "run: echo \"${{ inputs.type }}\"; trap ",
        ),
        (Backend::Jenkins, "Jenkinsfile", "sh 'portwright enrich", "sh \"echo ${env.PAYLOAD}\"\nsh 'portwright enrich"),
    ] {
        let place = place(backend, true);
        place.edit(&format!("hub/{file}"), from, to);
        let value = armed(&place, "$(touch PWNED)");
        let sent = place.execute(SERVICE, &json!({"domain": "payment", "type": value, "lifecycle": "Production"}));
        place.pipeline(By::Pipeline, &sent.payload);
        assert!(place.served.path().join("PWNED").exists(), "{backend:?}");
    }
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_values_that_are_not_wanted() {
    values_are_refused(Backend::Github, By::Pipeline, &[&SCRIPTS[..], &TEXTS[..]].concat());
    values_are_refused(Backend::Gitlab, By::Pipeline, &SCRIPTS[..SIGNIFICANT]);
    values_are_refused(Backend::Jenkins, By::Pipeline, &SCRIPTS[..SIGNIFICANT]);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_forged_identifiers() {
    identifiers_are_refused(Backend::Github, By::Pipeline, &FORGED);
    identifiers_are_refused(Backend::Gitlab, By::Pipeline, &FORGED[..SIGNIFICANT]);
    identifiers_are_refused(Backend::Jenkins, By::Pipeline, &FORGED[..SIGNIFICANT]);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_addresses_that_lead_astray() {
    for backend in Backend::ALL {
        addresses_are_refused(backend, By::Pipeline, &ASTRAY);
        an_owner_is_not_dropped(backend, By::Pipeline);
    }
}
