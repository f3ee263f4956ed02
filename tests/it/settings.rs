//! Variables, profiles and the location of the model, as the program reads them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const WIDGET: &str =
    "identifier: widget\ntitle: ${title}\nschema: {properties: {n: {type: number, default: '${n}'}}}\n";

pub(crate) struct Place(tempfile::TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self(tempfile::TempDir::new().expect("a folder"));
        files.iter().for_each(|(path, text)| place.put(path, text));
        place
    }

    /// One with a model and these settings, in which the portal is a sandbox.
    pub(crate) fn with_settings(settings: &str) -> Self {
        let settings = format!("portal.url = 'sandbox'\n{settings}");
        Self::new(&[("portwright.toml", &settings), ("model/blueprints/widget.yml", WIDGET)])
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn program(&self, folder: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        for (name, _) in std::env::vars() {
            if name.starts_with("PORT") || name == "GITHUB_ACTIONS" {
                command.env_remove(name);
            }
        }
        command.args(arguments).current_dir(self.0.path().join(folder)).envs(environment.iter().copied());
        command.stdin(Stdio::null()).output().expect("the program runs")
    }

    /// Runs a command that must end with this code, and returns what it prints to either stream.
    pub(crate) fn run(&self, command: &str, environment: &[(&str, &str)], code: i32) -> String {
        let arguments: Vec<&str> = command.split(' ').collect();
        let output = self.program("", &arguments, environment);
        let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{command}: {printed}");
        printed
    }
}

pub(crate) const VARS: &str = "[vars]\ntitle = 'Widget'\nn = 5\nregion = 'eu'\n";

#[test]
fn a_number_stays_a_number_wherever_it_is_set() {
    let place = Place::with_settings(VARS);
    assert!(place.run("plan", &[], 0).contains("default: 5"));
    assert!(place.run("plan --var n=7", &[], 0).contains("default: 7"));
    assert!(place.run("plan", &[("PORTWRIGHT_VAR_N", "0.5")], 0).contains("default: 0.5"));
    assert!(place.run("plan", &[("PORTWRIGHT_VAR_N", "")], 0).contains("default: 5"));
    let wrong = place.run("plan --var n=seven", &[], 1);
    assert!(wrong.contains("the value of `--var n` must be a number") && !wrong.contains("seven"), "{wrong}");
    assert!(place.run("validate", &[("PORTWRIGHT_VAR_N", "x")], 2).contains("`PORTWRIGHT_VAR_N` must be a number"));
    let text = Place::with_settings("[vars]\ntitle = 'Widget'\nn = '5'\n");
    assert!(text.run("validate", &[], 1).contains("default"));
}

#[test]
fn a_boolean_stays_a_boolean() {
    let place = Place::with_settings("[vars]\nneeded = { value = true }\n");
    let relation = "relations: {r: {title: 'Needed ${needed}', target: widget, many: false, required: '${needed}'}}";
    place.put(
        "model/blueprints/widget.yml",
        &format!("identifier: widget\ntitle: W\nschema: {{properties: {{}}}}\n{relation}\n"),
    );
    let planned = place.run("plan", &[], 0);
    assert!(planned.contains("required: true") && planned.contains("Needed true"), "{planned}");
    assert!(place.run("plan --var needed=false", &[], 0).contains("Needed false"));
    assert!(place.run("plan --var needed=yes", &[], 1).contains("must be `true` or `false`"));
}

#[test]
fn a_flag_for_a_variable_that_nothing_declares_or_uses_is_refused() {
    let place = Place::with_settings(&format!("{VARS}[profile.other.vars]\nsize = 1\n"));
    for command in ["plan", "apply", "validate", "lint", "schema", "snapshot --model model"] {
        let code = if matches!(command, "plan" | "apply") { 1 } else { 2 };
        let refused = place.run(&format!("{command} --var regoin=mars"), &[], code);
        assert!(refused.contains("`--var regoin`") && refused.contains("did you mean `region`?"), "{refused}");
    }
    assert!(place.run("validate --var zzzzzz=1", &[], 2).contains("declare it under `[vars]`"));
    assert!(place.run("validate --var =1", &[], 2).contains("is not NAME=VALUE"));
    // Declared for another profile, or used and not declared.
    place.run("validate --var size=2", &[], 0);
    place.put("portwright.toml", "");
    place.run("validate --var title=x --var n=1", &[], 1);
    place.put("other/blueprints/a.yml", "identifier: a\ntitle: ${colour}\nschema: {properties: {}}\n");
    place.run("lint --model other --var colour=red", &[], 0);
    place.run("lint --model other --var title=red", &[], 2);
}

#[test]
fn an_unused_variable_of_the_environment_is_a_warning() {
    let place = Place::with_settings(VARS);
    let warned = place.run("validate", &[("PORTWRIGHT_VAR_REGOIN", "mars")], 0);
    let expected = "warning: PORTWRIGHT_VAR_REGOIN sets a variable that portwright.toml does not declare and the model \
                    does not use; did you mean `PORTWRIGHT_VAR_REGION`?";
    assert!(warned.contains(expected), "{warned}");
    for quiet in [("PORTWRIGHT_VAR_REGION", "mars"), ("PORTWRIGHT_VAR_REGOIN", ""), ("PORTWRIGHT_VAR_TITLE", "x")] {
        assert!(!place.run("validate", &[quiet], 0).contains("warning"), "{quiet:?}");
    }
    // As the help of `undefined-variable` says, for every way to write a name.
    for name in ["githubOrg", "github-org", "GITHUB_ORG"] {
        place.put(
            "model/blueprints/a.yml",
            &format!("identifier: a\ntitle: ${{{name}}}\nschema: {{properties: {{}}}}\n"),
        );
        let undefined = place.run("validate", &[], 1);
        let variable = undefined.split('`').find(|word| word.starts_with("PORTWRIGHT_VAR_")).expect("a remedy");
        assert!(!place.run("validate", &[(variable, "x")], 0).contains("warning"), "{variable}");
    }
}

#[test]
fn a_profile_needs_no_folder_and_may_name_its_portal() {
    let settings =
        format!("{VARS}[profile.stage.vars]\ntitle = 'Staged'\n[profile.prod.portal]\nurl = 'http://127.0.0.1:9'\n");
    let place = Place::with_settings(&settings);
    let planned = place.run("plan --profile stage", &[], 0);
    assert!(planned.contains("Staged") && planned.contains("in sandbox"), "{planned}");
    assert!(planned.contains("with profile `stage`:"), "{planned}");
    let document: serde_json::Value =
        serde_json::from_str(&place.run("plan --profile stage --format json", &[], 0)).expect("one document");
    assert_eq!(document["profile"], "stage");
    let credentials = [("PORT_CLIENT_ID", "id"), ("PORT_CLIENT_SECRET", "canary"), ("PORT_BASE_URL", "sandbox")];
    let unreachable = place.run("plan --profile prod", &credentials, 1);
    assert!(unreachable.contains("127.0.0.1:9"), "{unreachable}");
    place.run("plan --profile prod --portal sandbox", &credentials, 0);
    place.run("apply --auto-approve --profile stage", &[], 0);
    let settled = place.run("plan --profile stage", &[], 0);
    assert!(settled.contains("No changes. The model matches sandbox") && settled.contains("`stage`."), "{settled}");
}

#[test]
fn a_profile_that_does_not_exist_is_refused_by_every_command() {
    let place = Place::with_settings(&format!("{VARS}[profile.stage.vars]\ntitle = 'Staged'\n"));
    place.put("model/profiles/stages/actions/.keep", "");
    place.run("validate --profile stages", &[], 0);
    for command in ["validate", "lint", "sync", "snapshot"] {
        let refused = place.run(&format!("{command} --profile stagge"), &[], 2);
        assert!(refused.contains("did you mean `stage`?"), "{refused}");
        assert!(refused.contains("no `[profile.stagge]`") && refused.contains("`model/profiles/stagge`"), "{refused}");
    }
    let refused = place.run("validate --profile zzz", &[], 2);
    assert!(refused.contains("the profiles are `stage`, `stages`"), "{refused}");
    place.run("validate --profile ..", &[], 2);
    place.run("validate --profile stages/actions", &[], 2);
}

const PLAIN: &str = "identifier: widget\ntitle: W\nschema: {properties: {n: {type: number}}}\n";
const PORT: &str = "- identifier: w\n  title: W\n  blueprint: widget\n  properties: {n: x}\n";

#[test]
fn lint_validate_and_plan_find_the_same_model() {
    for settings in [None, Some("")] {
        let place = Place::new(&[("model/blueprints/widget.yml", PLAIN), ("deep/er/port.yml", PORT)]);
        if let Some(settings) = settings {
            place.put("portwright.toml", settings);
        }
        fs::create_dir_all(place.0.path().join(".git")).expect("the folder can be made");
        place.put(".git/HEAD", "ref: refs/heads/main\n");
        for folder in ["", "deep", "deep/er"] {
            let printed = |arguments: &[&str]| {
                let output = place.program(folder, arguments, &[]);
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
            };
            assert!(printed(&["lint"]).contains("must be a number"), "{settings:?} {folder}: {}", printed(&["lint"]));
            assert!(
                printed(&["validate"]).contains("1 resource "),
                "{settings:?} {folder}: {}",
                printed(&["validate"])
            );
            let planned = printed(&["plan", "--portal", "sandbox"]);
            assert!(planned.contains("blueprint/widget will be created"), "{settings:?} {folder}: {planned}");
        }
    }
}

#[test]
fn a_folder_that_is_only_called_model_is_not_used_as_a_model() {
    let place = Place::new(&[("model/weights.json", "{}"), ("port.yml", PORT)]);
    assert!(!place.run("lint", &[], 0).contains("weights"));
    place.put("portwright.toml", "[model]\nfolder = 'modle'\n");
    for command in ["lint", "validate"] {
        let missing = place.run(command, &[], 2);
        assert!(missing.contains("no model found: `modle` is not a folder"), "{missing}");
    }
}

#[cfg(unix)]
#[test]
fn links_of_a_model_are_followed_or_reported() {
    let place = Place::new(&[("portwright.toml", "portal.url = 'sandbox'\n"), ("common/widget.yml", PLAIN)]);
    let link = |target: &str, link: &str| {
        let link = place.0.path().join(link);
        fs::create_dir_all(link.parent().expect("it has a folder")).expect("the folder can be made");
        std::os::unix::fs::symlink(Path::new(target), link).expect("the link can be made");
    };
    link("../common", "model/blueprints");
    assert!(place.run("validate", &[], 0).contains("1 resource"));
    assert!(place.run("plan", &[], 0).contains("model/blueprints/widget.yml:1"));
    link("../nowhere", "model/actions");
    for (command, code) in [("validate", 1), ("plan", 1)] {
        let reported = place.run(command, &[], code);
        assert!(reported.contains("model/actions") && reported.contains("`../nowhere`"), "{reported}");
    }
}

/// A server that accepts connections and answers nothing, or answers each with these bytes.
fn server(answer: Option<&'static [u8]>) -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("a bound listener has an address");
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for mut stream in listener.incoming().flatten() {
            if let Some(answer) = answer {
                let _ = stream.read(&mut [0; 8192]);
                let _ = stream.write_all(answer);
            } else {
                kept.push(stream);
            }
        }
    });
    format!("http://{address}")
}

#[test]
fn a_server_that_does_not_answer_is_named_while_and_after_it_is_waited_for() {
    let (place, url) = (Place::with_settings(VARS), server(None));
    let host = url.replace("http://", "");
    // Nothing gets better by waiting between the attempts.
    let credentials = [
        ("PORT_CLIENT_ID", "id"),
        ("PORT_CLIENT_SECRET", "canary"),
        ("PORT_BASE_URL", &*url),
        ("PORTWRIGHT_MAX_WAIT", "0"),
    ];
    place.put("portwright.toml", VARS);
    let command = ["snapshot", "--timeout", "2", "--format", "json"];
    let quiet = ["snapshot", "--timeout", "2", "-q"];
    let [output, quiet] = std::thread::scope(|scope| {
        let runs = [&command[..], &quiet].map(|command| scope.spawn(|| place.program("", command, &credentials)));
        runs.map(|run| run.join().expect("it ends"))
    });
    let printed = String::from_utf8_lossy(&output.stderr);
    let first = printed.lines().next().unwrap_or_default();
    assert_eq!(first, format!("waiting for `{host}` ..."), "{printed}");
    assert!(printed.contains(&format!("`{host}`: no complete response within 2 s")), "{printed}");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("waiting"));
    assert!(place.run("snapshot --timeout 0", &credentials, 2).contains("--timeout"));
    assert!(!String::from_utf8_lossy(&quiet.stderr).contains("waiting"));
}

#[test]
fn a_page_that_is_not_ports_is_named_and_not_printed() {
    for (status, code) in [("200 OK", 1), ("403 Forbidden", 1), ("404 Not Found", 1)] {
        let page = "<!DOCTYPE html><title>Corporate gateway</title>";
        let text = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}", page.len());
        let url = server(Some(text.leak().as_bytes()));
        let place = Place::new(&[]);
        let credentials = [("PORT_CLIENT_ID", "id"), ("PORT_CLIENT_SECRET", "canary"), ("PORT_BASE_URL", &*url)];
        let printed = place.run("snapshot", &credentials, code);
        assert!(printed.contains("an HTML page") && !printed.contains("Corporate"), "{printed}");
        assert!(!printed.contains("did not accept the credentials"), "{printed}");
    }
}

#[test]
fn a_missing_credential_is_named() {
    let place = Place::new(&[]);
    for (there, missing) in [("PORT_CLIENT_ID", "PORT_CLIENT_SECRET"), ("PORT_CLIENT_SECRET", "PORT_CLIENT_ID")] {
        let printed = place.run("snapshot", &[(there, "x"), (missing, " \n")], 2);
        assert!(printed.contains(&format!("{missing} is not set or empty, but {there} is set")), "{printed}");
    }
}

#[test]
fn a_dry_run_on_a_new_sandbox_writes_nothing() {
    let place = Place::with_settings(VARS);
    place.put("port.yml", "[]\n");
    place.program("", &["sync", "--dry-run"], &[]);
    assert!(!place.0.path().join(".portwright").exists());
    place.run("apply --auto-approve", &[], 0);
    let lock = place.0.path().join(".portwright/sandbox.json.lock");
    fs::remove_file(&lock).expect("it is there");
    place.put("port.yml", "- {identifier: w, title: W, blueprint: widget}\n");
    place.run("sync --dry-run", &[], 0);
    assert!(!lock.exists());
    place.put(".portwright/sandbox.json", "{");
    assert!(place.run("plan", &[], 1).contains("delete the file to start with a new sandbox"));
}

#[test]
fn an_invalid_portal_is_reported_with_its_source_and_a_remedy() {
    let place = Place::new(&[("model/blueprints/widget.yml", PLAIN)]);
    let credentials = [("PORT_CLIENT_ID", "id"), ("PORT_CLIENT_SECRET", "canary")];
    for (value, help) in [
        ("europe", "did you mean `eu`?"),
        ("sandbx", "did you mean `sandbox`?"),
        ("api.port.io", "write `https://api.port.io`"),
        ("localhost:8080", "write `http://localhost:8080`"),
        ("127.0.0.1:1", "write `http://127.0.0.1:1`"),
    ] {
        let settings = format!("portal.url = '{value}'\n[profile.p.portal]\nurl = '{value}'\n");
        for (command, variable, settings, source) in [
            (format!("snapshot --portal {value}"), "", "", "(--portal)"),
            ("snapshot".to_owned(), value, "", "(environment variable PORT_BASE_URL)"),
            ("snapshot".to_owned(), "", &*settings, "(`url` under `[portal]` in portwright.toml)"),
            ("snapshot --profile p".to_owned(), "", &settings, "(`url` under `[profile.p.portal]` in portwright.toml)"),
        ] {
            place.put("portwright.toml", settings);
            let printed = place.run(&command, &[credentials[0], credentials[1], ("PORT_BASE_URL", variable)], 2);
            assert!(printed.contains(&format!("`{value}` {source}")) && printed.contains(help), "{printed}");
            assert!(printed.contains("`eu`, `us`, `sandbox` or a URL"), "{printed}");
        }
    }
    place.put("portwright.toml", "");
    for (value, help) in [
        ("file:///etc/hosts", "help: write `eu`, `us`, `sandbox` or a URL"),
        ("https://", "help: write `eu`, `us`, `sandbox` or a URL"),
        ("https://api.port.io/?a=b", "help: remove the `?` or `#` and what follows it"),
        ("https://me:canary@api.port.io", "help: remove what is before the `@`"),
    ] {
        let printed = place.run("snapshot", &[credentials[0], credentials[1], ("PORT_BASE_URL", value)], 2);
        assert!(printed.contains(help) && !printed.contains("canary"), "{printed}");
    }
    let printed = place.run("snapshot", &[("PORT_BASE_URL", "me:canary@api.port.io")], 2);
    assert!(printed.contains("PORT_BASE_URL") && !printed.contains("canary"), "{printed}");
    place.run("plan --portal Sandbox", &[], 0);
}

#[test]
fn a_ca_file_without_certificates_is_named_with_its_source() {
    let place = Place::new(&[("ca.pem", "no certificate\n"), ("portwright.toml", "")]);
    let run = |command: &str, file: &str| {
        let credentials = [("PORT_CLIENT_ID", "id"), ("PORT_CLIENT_SECRET", "canary"), ("PORTWRIGHT_CA_FILE", file)];
        place.run(command, &credentials, 2)
    };
    let flag = run("snapshot --ca-file ca.pem", "");
    assert!(flag.contains("the CA file `ca.pem` (--ca-file) contains no PEM certificate"), "{flag}");
    let variable = run("snapshot", "ca.pem");
    assert!(variable.contains("`ca.pem` (environment variable PORTWRIGHT_CA_FILE)"), "{variable}");
    place.put("portwright.toml", "[portal]\nca_file = 'ca.pem'\n");
    let setting = run("snapshot", "");
    assert!(setting.contains("(`ca_file` under `[portal]` in portwright.toml)"), "{setting}");
    for printed in [flag, variable, setting] {
        assert!(printed.contains("PEM format") && !printed.contains("network"), "{printed}");
    }
}

#[test]
fn a_catalog_passed_as_a_model_is_recognised_and_vice_versa() {
    let place = Place::new(&[("model/blueprints/widget.yml", PLAIN), ("catalog.json", "{}")]);
    for (command, help) in [
        ("lint --model catalog.json", "write `--catalog catalog.json`"),
        ("lint --catalog model", "write `--model model`"),
        ("lint --catalog nosuch.json", "run `portwright snapshot --out nosuch.json`"),
        ("schema --model catalog.json", "write `--catalog catalog.json`"),
    ] {
        let printed = place.run(command, &[], 2);
        assert!(printed.contains(help) && !printed.contains("os error 21"), "{command}: {printed}");
    }
}

#[test]
fn an_invalid_number_has_a_clear_error() {
    let place = Place::new(&[]);
    for (command, help) in [
        ("lint --max-wait x", "write a whole number of seconds"),
        ("lint --timeout 1.5", "write a whole number of seconds"),
        ("lint --timeout 0", "write at least 1 second"),
        ("sandbox --port x", "write a number from 0 to 65535"),
        ("sandbox --port 70000", "write a number from 0 to 65535"),
    ] {
        let printed = place.program("", &command.split(' ').collect::<Vec<_>>(), &[]);
        let printed = String::from_utf8_lossy(&printed.stderr).into_owned();
        assert!(printed.contains(help) && !printed.contains("digit"), "{command}: {printed}");
    }
}
