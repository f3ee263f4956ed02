//! Completions, man pages and `doctor`.

use std::collections::BTreeMap;
use std::process::Command;

use portwright::portal::SandboxPortal;
use serde_json::Value;

use crate::init::{GITHUB, folder, init, portwright, stderr, stdout};
use crate::served::{Served, code_and_output};

/// What the program offers after these words, as bash asks for it.
fn offered(folder: &std::path::Path, words: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
    command.args(["--", "portwright"]).args(words).current_dir(folder).env_clear();
    command.env("PORTWRIGHT_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    command.env("_CLAP_IFS", "\n").env("_CLAP_COMPLETE_COMP_TYPE", "9").env("_CLAP_COMPLETE_SPACE", "false");
    let (code, printed) = code_and_output(command.output());
    assert_eq!(code, 0, "{printed}");
    printed.lines().map(str::to_owned).collect()
}

#[test]
fn values_are_completed_from_the_project() {
    let folder = folder();
    assert!(init(folder.path(), GITHUB).status.success());
    std::fs::create_dir_all(folder.path().join("model/profiles/production")).expect("a folder");
    let offered = |words: &[&str]| offered(folder.path(), words);
    assert!(offered(&["pl"]).iter().any(|word| word.starts_with("plan")), "{:?}", offered(&["pl"]));
    assert_eq!(offered(&["lint", "--allow", "enum-mis"]), ["enum-mismatch"]);
    assert_eq!(offered(&["explain", "blueprint-perm"]), ["blueprint-permissions"]);
    assert_eq!(offered(&["plan", "--profile", "pro"]), ["production"]);
    for flag in ["--target", "--exclude", "--allow"] {
        assert_eq!(offered(&["apply", flag, "blueprint/s"]), ["blueprint/service"], "{flag}");
    }
    assert_eq!(offered(&["drift", "--accept", "action/"]), ["action/service_enrich_service"]);
    // Bash splits words at `=`.
    assert_eq!(offered(&["apply", "--target", "=", "blueprint/s"]), ["blueprint/service"]);
    assert_eq!(offered(&["plan", "--var", "=", "a", "--profile", "=", "pro"]), ["production"]);
    // Outside of a project there is nothing to offer, and nothing to complain about.
    let empty = crate::init::folder();
    assert_eq!(self::offered(empty.path(), &["plan", "--target", "blueprint/"]), Vec::<String>::new());
}

#[test]
fn every_shell_gets_a_script_that_asks_the_program() {
    let folder = folder();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = portwright(folder.path(), &["completions", shell]);
        let text = stdout(&script);
        assert!(script.status.success() && text.contains("PORTWRIGHT_COMPLETE"), "{shell}: {text}{}", stderr(&script));
        assert!(!text.contains("target/debug"), "{shell}: it names the program as it is on the PATH");
    }
    let unknown = portwright(folder.path(), &["completions", "tcsh"]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn every_command_has_a_man_page() {
    let folder = folder();
    let written = portwright(folder.path(), &["man", "--out", "man"]);
    assert!(written.status.success(), "{}", stderr(&written));
    let page = |name: &str| std::fs::read_to_string(folder.path().join(format!("man/{name}.1"))).expect("a page");
    assert!(page("portwright").contains("portwright\\-plan(1)"), "{}", page("portwright"));
    let plan = page("portwright-plan");
    let title = concat!(".TH portwright-plan 1 \"\" \"portwright ", env!("CARGO_PKG_VERSION"), "\" Portwright\n");
    for part in [title, "portwright plan", "\\-\\-detailed\\-exitcode", ".SH EXAMPLES\n"] {
        assert!(plan.contains(part), "{part} in {plan}");
    }
    for file in std::fs::read_dir(folder.path().join("man")).expect("the pages") {
        let path = file.expect("a page").path();
        let text = std::fs::read_to_string(&path).expect("a page");
        for option in text.split("\n.TP\n").skip(1) {
            let described = option.lines().nth(1).is_some_and(|line| !line.is_empty() && !line.starts_with('.'));
            assert!(described, "{}: nothing is said of {}", path.display(), option.lines().next().unwrap_or_default());
        }
    }
    let shown = portwright(folder.path(), &["man", "plan"]);
    assert_eq!(stdout(&shown), plan);
    let unknown = portwright(folder.path(), &["man", "nothing"]);
    assert!(stderr(&unknown).contains("no command `nothing`"), "{}", stderr(&unknown));
}

fn checks(printed: &str) -> BTreeMap<String, Value> {
    let document: Value = serde_json::from_str(printed).expect("it is JSON");
    let checks = document["checks"].as_array().expect("a list").iter();
    checks.map(|check| (check["topic"].as_str().expect("a text").to_owned(), check.clone())).collect()
}

#[test]
fn doctor_says_what_it_found_and_nothing_secret() {
    let place = Served::of(SandboxPortal::in_memory());
    assert_eq!(place.run(&[&["init"], GITHUB].concat()).0, 0);
    place.git(&["init"]);
    let mut command = place.command(&["doctor", "--format", "json"]);
    let (code, printed) = code_and_output(command.env("PORTWRIGHT_FORGE_TOKEN", "canary-token").output());
    assert_eq!(code, 0, "{printed}");
    assert!(!printed.contains("very-secret") && !printed.contains("canary-token"), "{printed}");
    let checks = checks(&printed);
    for topic in ["portwright", "project", "model", "pipelines", "git", "catalog", "portal", "credentials", "forge"] {
        assert_eq!(checks[topic]["state"], "ok", "{topic}: {printed}");
    }
    let detail = |topic: &str| checks[topic]["detail"].as_str().expect("a text").to_owned();
    assert!(detail("portal").contains(&place.address()) && detail("portal").contains("PORT_BASE_URL"), "{printed}");
    assert!(detail("git").contains("no tag `portwright/applied`"), "{printed}");
    assert!(detail("credentials").contains("whether they may write was not tried"), "{printed}");
    assert_eq!(detail("model"), "3 declarations in `model`");
}

#[test]
fn doctor_says_what_does_not_work() {
    let place = Served::new("status=403@2", 0);
    place.put("model/blueprints/a.yml", "identifier: [\n");
    let (code, printed) = place.run(&["doctor", "--format", "json"]);
    let checks = checks(&printed);
    assert_eq!(code, 1, "{printed}");
    assert_eq!((&checks["model"]["state"], &checks["project"]["state"]), (&"problem".into(), &"absent".into()));
    assert_eq!(checks["credentials"]["state"], "problem", "{printed}");
    assert!(checks["credentials"]["detail"].as_str().is_some_and(|detail| detail.contains("(403)")), "{printed}");
    let folder = folder();
    let alone = portwright(folder.path(), &["doctor"]);
    assert_eq!(alone.status.code(), Some(0), "{}", stdout(&alone));
    assert!(stdout(&alone).contains("-        portal      no credentials are set"), "{}", stdout(&alone));
}
