//! The files that `lint` reads from a list, how it names them, and the secrets that it never shows.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const BAD: &str = "identifier: a\nblueprint: service\ntitle: A\nproperties:\n  type: Api\n";

/// A repository with a model, and these files, all of them tracked.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let blueprint = "identifier: service\ntitle: Service\nschema: { properties: { type: { type: string, enum: [Frontend] }, url: { type: string } } }\n";
    put(folder.path(), "model/blueprints/service.yml", blueprint);
    put(folder.path(), "portwright.toml", "");
    files.iter().for_each(|(path, text)| put(folder.path(), path, text));
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    folder
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

fn git(folder: &Path, args: &[&str]) -> Vec<u8> {
    let output = Command::new("git").args(args).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").output();
    output.expect("git runs").stdout
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn lint(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_portwright"))
        .arg("lint")
        .args(args)
        .current_dir(folder)
        .env_remove("GITHUB_ACTIONS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads its input");
    child.wait_with_output().expect("it ends")
}

#[test]
fn every_format_for_programs_names_files_from_the_top() {
    let place = repository(&[
        ("te%am é/port.yml", BAD),
        ("other/deep/x", ""),
        ("port.yml", "identifier: t\nblueprint: service\n"),
    ]);
    let other = tempfile::tempdir().expect("a folder");
    let here = place.path().join("other/deep");
    let copy = repository(&[("te%am é/port.yml", BAD)]);
    let above = place.path().join("te%am é/port.yml");
    let above = above.to_str().expect("UTF-8");
    for (folder, file) in [(place.path(), "te%am é/port.yml"), (&here, "../../te%am é/port.yml"), (other.path(), above)]
    {
        let model = place.path().join("model");
        let run = |format| lint(folder, &["--model", model.to_str().expect("UTF-8"), "--format", format, file], b"");
        let sarif = json(&run("sarif"));
        let result = &sarif["runs"][0]["results"][0];
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(
            (location["uri"].as_str(), location["uriBaseId"].as_str()),
            (Some("te%25am%20%C3%A9/port.yml"), Some("%SRCROOT%"))
        );
        assert!(sarif["runs"][0]["originalUriBaseIds"]["%SRCROOT%"].is_object());
        let related = &result["relatedLocations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(related["uri"], "model/blueprints/service.yml");
        let (gitlab, found) = (json(&run("gitlab")), json(&run("json")));
        assert_eq!(gitlab[0]["location"]["path"], "te%am é/port.yml");
        assert_eq!(found["findings"][0]["path"], "te%am é/port.yml");
        assert_eq!(found["findings"][0]["related"][0]["path"], "model/blueprints/service.yml");
        let of_copy = json(&lint(copy.path(), &["--format", "gitlab"], b""));
        assert_eq!(gitlab[0]["fingerprint"], of_copy[0]["fingerprint"]);
        assert_eq!(found["findings"][0]["fingerprint"], of_copy[0]["fingerprint"]);
        assert!(stdout(&run("github")).starts_with("::error file=te%25am é/port.yml,line=5"));
        assert!(stdout(&run("junit")).contains("file=\"te%am é/port.yml\""));
        let words = stdout(&run("concise"));
        let named = words.split(":5:").next().expect("a path");
        assert_eq!(
            folder.join(named).canonicalize().expect("a file"),
            place.path().join("te%am é/port.yml").canonicalize().expect("a file"),
            "a path for people is one from the current folder"
        );
    }
}

#[test]
fn a_list_is_read_as_git_writes_it_from_every_folder() {
    let place =
        repository(&[("\u{fc}n\u{ef}/port.yml", BAD), ("a \"b\"/port.yml", &BAD.replace(": a", ": b")), ("sub/x", "")]);
    let found = |folder: &Path, list: &[u8]| {
        let output = lint(folder, &["--format", "concise", "--files-from", "-"], list);
        (stdout(&output).lines().count(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let top = place.path();
    for args in [&["ls-files"][..], &["ls-files", "-z"], &["-c", "core.quotePath=false", "ls-files"]] {
        let list = git(top, args);
        assert_eq!(found(top, &list), (2, String::new()), "{args:?}");
        // `git diff --name-only` names files from the top wherever it runs.
        assert_eq!(found(&top.join("sub"), &list).0, 2, "{args:?}");
        let carriage = String::from_utf8(list).expect("UTF-8").replace('\n', "\r\n");
        assert_eq!(found(top, carriage.as_bytes()).0, 2, "{args:?}");
    }
    assert_eq!(found(top, "./\u{fc}n\u{ef}/../\u{fc}n\u{ef}/port.yml".as_bytes()).0, 1);
}

#[test]
fn listed_files_that_do_not_exist_are_named() {
    let place = repository(&[("a/port.yml", BAD)]);
    let list = b"\"\\303\\274/port.yml\"\ngone/main.rs\na/port.yml\ngone/port.yml\r\n";
    let output = lint(place.path(), &["--quiet", "--format", "concise", "--files-from", "-"], list);
    assert_eq!(stdout(&output).lines().count(), 1);
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    let expected = "`\u{fc}/port.yml` is listed, but does not exist: it was not checked.\n\
                    `gone/port.yml` is listed, but does not exist: it was not checked.\n";
    assert_eq!(notes, expected);
    // A list of changed files has those that were deleted.
    assert_eq!(lint(place.path(), &["--files-from", "-"], b"gone/port.yml\n").status.code(), Some(0));
}

#[test]
fn names_in_another_case_are_linted_and_reported() {
    let place = repository(&[("a/Port.yml", BAD), ("b/PORT.YAML", &BAD.replace(": a", ": b"))]);
    let both = ["unread-file-name", "enum-mismatch"];
    for args in [&["a", "b"][..], &[], &["a/Port.yml", "b/PORT.YAML"]] {
        let words = stdout(&lint(place.path(), &[args, &["--format", "concise"]].concat(), b""));
        assert!(words.lines().count() == 4 && both.iter().all(|rule| words.matches(rule).count() == 2), "{words}");
    }
    let text = lint(place.path(), &["-", "--stdin-filename", "c/PORT.yml", "--format", "concise"], BAD.as_bytes());
    assert!(stdout(&text).contains("`port.yml` by default, not `PORT.yml`"));
}

#[test]
fn no_report_shows_a_secret() {
    // Put together here, so that no scanner of secrets takes this file for a leak.
    let token = format!("{}p_{}", "gh", "a8Fk2LmQ9zXc4VbN7rTy1WsE6dGh3JpU5oIi");
    let password = "corr3ct-h0rse";
    let text = format!(
        "# was {token}\nidentifier: a\nblueprint: service\ntitel: A\nproperties:\n  type: {token}\n  url: https://ann:{password}@acme.example\n  x: y\n"
    );
    let place =
        repository(&[("port.yml", &text), ("b/port.yml", &format!("identifier: {token}\nblueprint: servise\n"))]);
    let folder = place.path();
    let check = |args: &[&str], input: &[u8]| {
        let output = lint(folder, args, input);
        let shown = stdout(&output) + &String::from_utf8_lossy(&output.stderr);
        assert!(!shown.contains(&token[4..]) && !shown.contains(password), "{args:?}: {shown}");
        assert!(!shown.contains("panicked"), "{shown}");
        shown
    };
    for format in ["human", "concise", "json", "sarif", "github", "gitlab", "junit"] {
        let shown = check(&["--format", format], b"");
        assert!(shown.contains("exposed-secret") && shown.contains("enum-mismatch"), "{format}: {shown}");
    }
    assert!(check(&["--diff", "--unsafe"], b"").contains("+title: A"));
    check(&["--statistics"], b"");
    check(&["-"], text.as_bytes());
    check(&["-"], format!("{text}: :\n - [").as_bytes());
    check(&["--baseline", "known.json", "--update-baseline"], b"");
    let baseline = std::fs::read_to_string(folder.join("known.json")).expect("it was written");
    assert!(baseline.contains("exposed-secret") && !baseline.contains(&token[4..]) && !baseline.contains(password));
    assert!(check(&["--baseline", "known.json", "--format", "json"], b"").contains("\"baselined\": true"));
    // Fixes are written to the file itself, with all its bytes.
    check(&["--fix"], b"");
    let fixed = std::fs::read_to_string(folder.join("port.yml")).expect("it is there");
    assert_eq!(fixed, text.replace("titel", "title"));
}

#[test]
fn an_allow_comment_of_very_many_names_is_read_quickly_and_reported_briefly() {
    let listed = format!("identifier: a\nblueprint: service # portwright: allow({})\n", "a,b,".repeat(500_000));
    let marks = format!("identifier: a\nblueprint: service {}\n", "# portwright: ".repeat(250_000));
    let lines = format!("identifier: a\nblueprint: service\n{}\n", "# portwright: allow(x)\n".repeat(20_000));
    for (text, count, excess) in [
        (&listed, 201, "999801 more rules are named on this line, and they allow nothing"),
        (&marks, 201, "249800 more rules are named on this line, and they allow nothing"),
        (&lines, 20_000, "unknown rule `x`"),
    ] {
        let place = repository(&[("port.yml", text)]);
        let begun = std::time::Instant::now();
        let output = lint(place.path(), &["--format", "concise"], b"");
        assert!(begun.elapsed().as_secs() < 6, "{:?}", begun.elapsed());
        let found =
            String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.contains("[unused-allow]")).count();
        assert_eq!(found, count);
        assert!(String::from_utf8_lossy(&output.stdout).contains(excess));
    }
}

#[test]
fn a_change_that_somebody_makes_while_files_are_fixed_is_kept() {
    let text = "identifier: a\nblueprint: service\nproperties: { type: frontend }\n";
    let names: Vec<String> = (100..500).map(|nth| format!("f{nth}/port.yml")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text)).collect();
    let place = repository(&files);
    let (first, last) = (place.path().join(&names[0]), place.path().join(&names[399]));
    std::thread::scope(|scope| {
        scope.spawn(|| lint(place.path(), &["--fix"], b""));
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while std::fs::read_to_string(&first).expect("a file") == text && std::time::Instant::now() < deadline {}
        let mut file = std::fs::File::options().append(true).open(&last).expect("a file");
        file.write_all(b"# ours\n").expect("it is written");
    });
    assert!(std::fs::read_to_string(&first).expect("a file").contains("Frontend"));
    assert!(std::fs::read_to_string(&last).expect("a file").ends_with("# ours\n"));
}
