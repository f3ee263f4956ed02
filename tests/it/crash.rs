//! An apply that is killed at any request leaves the sandbox intact, and the next apply completes the work.

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in a folder, with an empty environment except for `PATH`.
fn portwright(folder: &Path, faults: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portwright"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PORTWRIGHT_SANDBOX_FAULTS", faults)
        .output()
        .expect("the program runs")
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.path().strip_prefix(from).expect("it lies below"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder can be made");
        } else {
            std::fs::copy(entry.path(), &target).expect("a file can be copied");
        }
    }
}

#[test]
fn a_kill_at_any_request_is_survived() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let apply = ["apply", "--portal", "sandbox", "--auto-approve"];
    let mut crashes = 0;
    // The two lists, then a request or two for each of three resources; the last round has none left to crash at.
    for (at, when) in (1..=7).flat_map(|at| [(at, "crash-before"), (at, "crash")]) {
        let folder = tempfile::tempdir().expect("a folder can be made");
        copy(&here.join("model"), &folder.path().join("model"));
        std::fs::copy(here.join("portwright.toml"), folder.path().join("portwright.toml")).expect("it can be copied");
        let killed = portwright(folder.path(), &format!("{when}@{at}"), &apply);
        crashes += usize::from(killed.status.code().is_none());

        let file = folder.path().join(".portwright/sandbox.json");
        if file.exists() {
            let text = std::fs::read_to_string(&file).expect("it can be read");
            serde_json::from_str::<serde_json::Value>(&text).expect("the file is whole");
        }
        let again = portwright(folder.path(), "", &apply);
        assert!(again.status.success(), "{when}@{at}: {}", String::from_utf8_lossy(&again.stderr));
        let plan = portwright(folder.path(), "", &["plan", "--portal", "sandbox", "--detailed-exitcode"]);
        assert_eq!(plan.status.code(), Some(0), "{when}@{at}");
    }
    assert_eq!(crashes, 12, "six requests, before and after each");
}
