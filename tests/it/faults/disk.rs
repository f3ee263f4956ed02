//! A disk that is full, for every file that any command writes: one clear error, and the old file whole.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use portwright::portal::Method;
use serde_json::{Value, json};

use crate::served::{Served, code_and_output};

const THING: &str = "identifier: thing\ntitle: Thing\nschema:\n  properties:\n    type: { type: string, enum: [Backend] }\n    note: { type: string }\n";
const WRONG: &str = "identifier: a\ntitle: A\nblueprint: thing\nproperties: { type: backend }\n";
const TEMPLATE: &str = include_str!("../../../src/scaffold/every/enrichService.yml");
const CATALOG: &str = r#"{"version": 1, "complete": true, "blueprints": {
  "service": {"schema": {"properties": {"type": {"type": "string"}, "lifecycle": {"type": "string"}}}, "relations": {"domain": {"target": "domain"}}},
  "domain": {}}, "entities": {"service": ["acme/checkout"], "domain": ["payment"]}}"#;
const PAYLOAD: &str = r#"{"port_context": {"entity": "acme/checkout"}, "domain": "payment", "type": "backend", "lifecycle": "Production"}"#;

/// Commands that write files, and the file that the error names.
const WRITERS: &[(&[&str], &str)] = &[
    (&["plan", "--out", "out/new.plan"], "out/new.plan"),
    (&["snapshot", "--out", "out/file"], "out/file"),
    (&["snapshot", "--model", "model", "--out", "out/file"], "out/file"),
    (&["schema", "--model", "model", "--out", "out/file"], "out/file"),
    (&["graph", "--format", "svg", "--out", "out/file"], "out/file"),
    (&["export"], "portwright.toml"),
    (&["export", "blueprint/thing"], "model/blueprints/thing.yml"),
    (&["drift", "--base", "HEAD", "--accept", "blueprint/thing"], "model/blueprints/thing.yml"),
    (&["lint", "--model", "model", "--fix", "a", "b"], "/port.yml"),
    (&["lint", "--model", "model", "--baseline", "out/file", "--update-baseline", "a"], "out/file"),
    (
        &[
            "enrich",
            "--payload",
            "payload.json",
            "--template",
            "template.yml",
            "--catalog",
            "catalog.json",
            "--repo",
            "svc",
        ],
        "port.yml",
    ),
    (&["init", "new", "--backend", "github", "--org", "acme"], "new/"),
    (&["apply", "--portal", "sandbox", "--auto-approve"], "sandbox.json"),
    (&["plan", "--comment"], "out/summary"),
];

/// A repository, and a portal whose blueprint somebody has changed.
fn place() -> Served {
    let place = Served::new("", 0);
    place.put("portwright.toml", "");
    place.put("model/blueprints/thing.yml", THING);
    for (path, text) in [
        ("a/port.yml", WRONG.to_owned()),
        ("b/port.yml", WRONG.replace("identifier: a", "identifier: b")),
        ("svc/port.yml", "- identifier: acme/checkout # it\n  blueprint: service\n".to_owned()),
        ("svc/.git/HEAD", "ref: refs/heads/main\n".to_owned()),
        ("template.yml", TEMPLATE.to_owned()),
        ("catalog.json", CATALOG.to_owned()),
        ("payload.json", PAYLOAD.to_owned()),
        ("out/file", "{}\n".to_owned()),
        ("out/summary", "# Before\n".to_owned()),
    ] {
        place.put(path, &text);
    }
    place.git(&["init", "--quiet"]);
    place.git(&["add", "portwright.toml", "model"]);
    place.git(&["commit", "--quiet", "--message", "all"]);
    assert_eq!(place.run(&["apply", "--auto-approve"]).0, 0);
    assert_eq!(place.run(&["apply", "--auto-approve", "--portal", "sandbox"]).0, 0);
    let text = THING.replace("Thing", "Thing of theirs");
    let title = text.lines().nth(1).and_then(|line| line.strip_prefix("title: ")).expect("a title");
    place.ask(Method::Patch, "blueprints/thing", Some(json!({ "title": title })));
    // The model has something to write to the sandbox's file too.
    place.put("model/blueprints/more.yml", &THING.replace("thing", "more"));
    place
}

/// All files with their content, without git's.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
    let files = files.map(|entry| {
        let name = entry.path().strip_prefix(folder).expect("it lies below").display().to_string();
        (name, std::fs::read(entry.path()).expect("it can be read"))
    });
    files.filter(|(name, _)| !name.starts_with(".git/")).collect()
}

/// Runs a command that cannot write more than this many blocks of 512 bytes to any file.
fn limited(place: &Served, arguments: &[&str], blocks: u64) -> (i32, String) {
    let program = place.command(arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", &blocks.to_string()]);
    shell.arg(program.get_program()).args(program.get_args()).current_dir(place.path()).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.env("GITHUB_STEP_SUMMARY", place.path().join("out/summary"));
    code_and_output(shell.output())
}

#[test]
fn a_full_disk_leaves_every_old_file_whole_and_has_one_error() {
    for (arguments, named) in WRITERS {
        let place = place();
        let before = files(place.path());
        let (code, printed) = limited(&place, arguments, 0);
        assert!(code != 0, "{arguments:?}: {printed}");
        let errors = printed.lines().filter(|line| line.starts_with("error: ") || line.starts_with("  ! ")).count();
        assert_eq!(errors, 1, "{arguments:?}: {printed}");
        assert!(printed.contains(named) && printed.contains("File too large"), "{arguments:?}: {printed}");
        let after = files(place.path());
        assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>(), "{arguments:?}");
        assert!(after == before, "{arguments:?}: {printed}");
    }
}

#[test]
fn a_disk_that_is_full_after_a_while_leaves_no_half_of_a_file() {
    for (arguments, _) in WRITERS {
        let whole = place();
        let (code, printed) = limited(&whole, arguments, 1 << 20);
        assert!(code == 0 || arguments[0] == "lint", "{arguments:?}: {printed}");
        let wanted = files(whole.path());
        for blocks in [1, 3, 8] {
            let place = place();
            let before = files(place.path());
            let (code, printed) = limited(&place, arguments, blocks);
            for (name, bytes) in files(place.path()) {
                // A summary is appended to, and the sandbox's file and a saved plan have times and random numbers.
                let is_json = || serde_json::from_slice::<Value>(&bytes).is_ok();
                let is_whole = before.get(&name) == Some(&bytes) || wanted.get(&name) == Some(&bytes) || is_json();
                assert!(is_whole || name == "out/summary", "{arguments:?}, {blocks}: {name}: {printed}");
            }
            assert!(code < 3, "{arguments:?}: {printed}");
        }
    }
}
