//! `lint` as a program: the files that it checks, its reports, and the files that it writes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const SERVICE: &str = r#"
identifier: service
title: Service
schema:
  properties:
    type: { type: string, enum: [Frontend, Backend] }
    replicas: { type: number }
    tags: { type: array, items: { type: string } }
  required: []
relations:
  domain: { target: domain }
"#;

const DOMAIN: &str = "identifier: domain\ntitle: Domain\nschema: { properties: {}, required: [] }\n";

/// A folder with a model and files of entities.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let place = Self(TempDir::new().expect("a folder for the test"));
        place.put("portwright.toml", "");
        place.put("model/blueprints/service.yml", SERVICE);
        place.put("model/blueprints/domain.yml", DOMAIN);
        files.iter().for_each(|(path, text)| place.put(path, text));
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).expect("the file can be read")
    }

    fn git(&self, args: &[&str]) {
        let status = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"])
            .args(args)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("git runs");
        assert!(status.success(), "git {args:?}");
    }

    pub(crate) fn lint(&self, args: &[&str]) -> Output {
        self.lint_with(args, b"")
    }

    pub(crate) fn lint_with(&self, args: &[&str], input: &[u8]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_portwright"))
            .arg("lint")
            .args(args)
            .current_dir(self.path())
            .env_remove("GITHUB_ACTIONS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // A program that does not read its input closes it.
        let _ = child.stdin.take().expect("it was piped").write_all(input);
        child.wait_with_output().expect("the program ends")
    }

    /// The places and rules of a concise report.
    fn concise(&self, args: &[&str]) -> Vec<String> {
        let output = self.lint(&[&["--format", "concise"], args].concat());
        lines(&output)
    }
}

pub(crate) fn lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| line.split_once("] ").map_or(line, |(place, _)| place).to_owned()).collect()
}

pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

fn entity(identifier: &str, properties: &str) -> String {
    format!("identifier: {identifier}\ntitle: T\nblueprint: service\nproperties:\n  {properties}\n")
}

const BAD: &str = "identifier: a\ntitle: T\nblueprint: service\nproperties:\n  type: backend\n";

#[test]
fn tracked_and_not_ignored_files_are_checked() {
    for version in ["2", "4"] {
        let place = Place::new(&[(".gitignore", "ignored/\nforced/\n")]);
        for (nth, folder) in ["tracked", "untracked", "ignored", "forced", ".hidden", "gone"].iter().enumerate() {
            place.put(&format!("{folder}/port.yml"), &entity(&format!("e{nth}"), "type: Bakend"));
        }
        place.git(&["init", "-q"]);
        place.git(&["add", "tracked", ".hidden", "gone", "model"]);
        place.git(&["add", "-f", "forced"]);
        place.git(&["update-index", "--index-version", version]);
        fs::remove_dir_all(place.path().join("gone")).expect("the folder can be removed");
        let places = place.concise(&[]);
        let files: Vec<&str> = places.iter().filter_map(|line| line.split('/').next()).collect();
        assert_eq!(files, [".hidden", "forced", "tracked", "untracked"], "index version {version}");
    }
}

#[test]
fn a_linked_worktree_has_an_index_of_its_own() {
    let place = Place::new(&[("port.yml", BAD)]);
    place.git(&["init", "-q"]);
    place.git(&["add", "."]);
    place.git(&["commit", "-q", "-m", "x"]);
    place.git(&["worktree", "add", "-q", "linked"]);
    let linked = Command::new(env!("CARGO_BIN_EXE_portwright"))
        .args(["lint", "--format", "concise"])
        .current_dir(place.path().join("linked"))
        .env_remove("GITHUB_ACTIONS")
        .output()
        .expect("the program runs");
    assert_eq!(lines(&linked), ["port.yml:5:9: error[enum-mismatch"]);
}

#[test]
fn names_come_from_the_project_and_only_plain_files_are_read() {
    let place = Place::new(&[
        ("portwright.toml", "[lint]\ninclude = [\"catalog/*.yml\"]\nexclude = [\"templates/**\"]\n"),
        ("catalog/one.yml", BAD),
        ("templates/port.yml", BAD),
        ("support.yml", BAD),
        ("folder/port.yml/inner", "x"),
    ]);
    assert_eq!(place.concise(&[]), ["catalog/one.yml:5:9: error[enum-mismatch"]);
    // Hooks pass every file that changed, excluded or not.
    assert!(place.concise(&["templates/port.yml"]).is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_counts_where_it_leads_inside_and_no_pipe_is_opened() {
    let outside = TempDir::new().expect("a folder for the test");
    fs::write(outside.path().join("port.yml"), BAD).expect("the file can be written");
    let place = Place::new(&[("real/port.yml", BAD), ("other.yml", &BAD.replace(": a", ": b"))]);
    for (link, target) in [
        ("out/port.yml", outside.path().join("port.yml")),
        ("same/port.yml", place.path().join("real/port.yml")),
        ("inside/port.yml", place.path().join("other.yml")),
        ("nowhere/port.yml", place.path().join("nothing")),
    ] {
        let link = place.path().join(link);
        fs::create_dir_all(link.parent().expect("it has a folder")).expect("the folder can be made");
        std::os::unix::fs::symlink(target, link).expect("the link can be made");
    }
    fs::create_dir_all(place.path().join("pipe")).expect("the folder can be made");
    let made = Command::new("mkfifo").arg(place.path().join("pipe/port.yml")).status().expect("mkfifo runs");
    assert!(made.success());
    let places = place.concise(&[]);
    assert_eq!(places, ["inside/port.yml:5:9: error[enum-mismatch", "real/port.yml:5:9: error[enum-mismatch"]);
}

#[test]
fn a_broken_file_is_a_finding_and_the_run_goes_on() {
    let place = Place::new(&[("a/port.yml", "a: [\n"), ("c/port.yml", BAD)]);
    fs::create_dir_all(place.path().join("b")).expect("the folder can be made");
    fs::write(place.path().join("b/port.yml"), b"title: \xff\n").expect("the file can be written");
    let output = place.lint(&["--format", "concise"]);
    let rules: Vec<String> =
        lines(&output).iter().filter_map(|line| line.rsplit_once('[').map(|(_, rule)| rule.to_owned())).collect();
    assert_eq!(rules, ["yaml-syntax", "not-utf8", "enum-mismatch"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(place.lint(&["nothing/port.yml"]).status.code(), Some(2));
}

#[test]
fn one_file_is_checked_against_the_rest_of_its_repository() {
    let relates = "identifier: a\ntitle: T\nblueprint: service\nrelations:\n  domain: payments\n";
    let domain = |name: &str| format!("identifier: {name}\ntitle: T\nblueprint: domain\n");
    let place = Place::new(&[
        ("one/port.yml", relates),
        ("two/port.yml", &relates.replace("payments", "paymnts").replace("identifier: a", "identifier: b")),
        ("three/port.yml", &domain("payments")),
        ("four/port.yml", &relates.replace("payments", "nowhere").replace("identifier: a", "identifier: c")),
        ("five/port.yml", relates),
    ]);
    place.git(&["init", "-q"]);
    place.git(&["add", "."]);
    let found = place.concise(&["two/port.yml"]);
    assert_eq!(found, ["two/port.yml:5:11: error[dangling-relation"]);
    let help = String::from_utf8(place.lint(&["two/port.yml"]).stdout).expect("reports are UTF-8");
    assert!(help.contains("did you mean `payments`?"), "{help}");
    // Only findings that involve the given files are reported: here, the same entity in two files.
    assert_eq!(place.concise(&["five/port.yml"]), ["one/port.yml:1:13: error[duplicate-entity"]);
    assert!(place.concise(&["three/port.yml"]).is_empty());
}

#[test]
fn text_and_lists_come_from_the_standard_input() {
    let place = Place::new(&[("a/port.yml", BAD), ("b/port.yml", &BAD.replace(": a", ": b")), ("main.py", "x")]);
    let report = place.lint_with(&["--format", "concise", "-", "--stdin-filename", "a/port.yml"], BAD.as_bytes());
    assert_eq!(lines(&report), ["a/port.yml:5:9: error[enum-mismatch"]);
    for list in [&b"b/port.yml\nmain.py\ngone/port.yml\n"[..], b"b/port.yml\0main.py\0"] {
        let report = place.lint_with(&["--format", "concise", "--files-from", "-"], list);
        assert_eq!(lines(&report), ["b/port.yml:5:9: error[enum-mismatch"]);
    }
}

#[test]
fn sarif_has_the_fields_that_code_scanning_requires() {
    let place = Place::new(&[("s p/port.yml", BAD)]);
    let report = json(&place.lint(&["--format", "sarif"]));
    let run = &report["runs"][0];
    assert_eq!((report["version"].as_str(), run["columnKind"].as_str()), (Some("2.1.0"), Some("unicodeCodePoints")));
    let result = &run["results"][0];
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("an index") as usize];
    assert_eq!(rule["id"], result["ruleId"]);
    assert!(rule["help"]["markdown"].as_str().is_some_and(|text| text.starts_with("# enum-mismatch")));
    let location = &result["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "s%20p/port.yml");
    let region = &location["region"];
    assert_eq!(
        (region["startLine"].as_u64(), region["startColumn"].as_u64(), region["endColumn"].as_u64()),
        (Some(5), Some(9), Some(16))
    );
    let fingerprint = result["partialFingerprints"]["portwright/v1"].clone();
    place.put("s p/port.yml", &format!("# a line more\n{BAD}"));
    let moved = json(&place.lint(&["--format", "sarif"]));
    assert_eq!(moved["runs"][0]["results"][0]["partialFingerprints"]["portwright/v1"], fingerprint);
}

#[test]
fn workflow_commands_are_escaped_and_chosen_in_github_actions() {
    let place = Place::new(&[("a,b:100%/port.yml", BAD)]);
    let output = Command::new(env!("CARGO_BIN_EXE_portwright"))
        .arg("lint")
        .current_dir(place.path())
        .env("GITHUB_ACTIONS", "true")
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("reports are UTF-8");
    let expected = "::error file=a%2Cb%3A100%25/port.yml,line=5,col=9,endLine=5,endColumn=16,title=portwright enum-mismatch::\
                    a,b:100%25/port.yml:5:9: error[enum-mismatch]";
    assert!(text.starts_with(expected), "{text}");
    assert_eq!(text.lines().count(), 1, "a message with several lines is one command");
}

#[test]
fn gitlab_and_junit_name_the_place() {
    let place = Place::new(&[("a/port.yml", BAD), ("b/port.yml", &BAD.replace(": a", ": b"))]);
    let report = json(&place.lint(&["--format", "gitlab"]));
    assert_eq!(report[0]["location"]["lines"]["begin"], 5);
    assert_ne!(report[0]["fingerprint"], report[1]["fingerprint"]);
    let report = String::from_utf8(place.lint(&["--format", "junit"]).stdout).expect("reports are UTF-8");
    assert_eq!(report.matches("<failure").count(), 2);
    assert_eq!(report.matches("<testsuite ").count(), 2);
    place.put("a/port.yml", &entity("a", "type: Backend"));
    place.put("b/port.yml", &entity("b", "type: Backend"));
    let report = String::from_utf8(place.lint(&["--format", "junit"]).stdout).expect("reports are UTF-8");
    assert!(report.contains(r#"tests="1" failures="0""#), "{report}");
}

#[test]
fn a_baseline_lets_known_findings_pass_and_fails_when_they_are_gone() {
    let place = Place::new(&[("a/port.yml", BAD)]);
    assert_eq!(place.lint(&["--baseline", "known.json", "--update-baseline"]).status.code(), Some(0));
    place.put("a/port.yml", &format!("# moved\n{BAD}"));
    let known = place.lint(&["--baseline", "known.json", "--format", "sarif"]);
    assert_eq!(known.status.code(), Some(0));
    let result = &json(&known)["runs"][0]["results"][0];
    assert_eq!(
        (&result["baselineState"], &result["suppressions"][0]["kind"]),
        (&"unchanged".into(), &"external".into())
    );
    place.put("b/port.yml", &BAD.replace(": a", ": b"));
    assert_eq!(place.lint(&["--baseline", "known.json"]).status.code(), Some(1));
    fs::remove_file(place.path().join("b/port.yml")).expect("the file can be removed");
    place.put("a/port.yml", &entity("a", "type: Backend"));
    let stale = place.lint(&["--baseline", "known.json"]);
    assert_eq!(stale.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&stale.stderr).contains("is in the baseline but no longer occurs"));
}

#[test]
fn levels_come_from_the_project_and_then_from_flags() {
    let place = Place::new(&[("portwright.toml", "[lint.rules]\nenum-mismatch = \"warn\"\n"), ("port.yml", BAD)]);
    assert_eq!(place.concise(&[]), ["port.yml:5:9: warning[enum-mismatch"]);
    assert_eq!(place.lint(&[]).status.code(), Some(0));
    assert_eq!(place.lint(&["--deny-warnings"]).status.code(), Some(1));
    assert_eq!(place.lint(&["--error", "enum-mismatch"]).status.code(), Some(1));
    assert!(place.concise(&["--allow", "enum-mismatch"]).is_empty());
    assert_eq!(place.lint(&["--allow", "enum-mismach"]).status.code(), Some(2));
    place.put("portwright.toml", "[lint.rules]\n\nenum-mismach = \"warn\"\n");
    let refused = String::from_utf8_lossy(&place.lint(&[]).stderr).into_owned();
    assert!(refused.contains("line 3") && refused.contains("did you mean `enum-mismatch`?"), "{refused}");
}

#[test]
fn providers_differ_in_which_files_they_read_from_where() {
    let entity = "identifier: a\nblueprint: service\nproperties:\n  readme: file://./x.md\n  tags: [file://y.md]\n";
    let place = Place::new(&[("a/port.yml", entity), ("a/x.md", "x"), ("y.md", "y")]);
    place.put(
        "model/blueprints/service.yml",
        &SERVICE.replace("replicas: { type: number }", "readme: { type: string }"),
    );
    let found = |args: &[&str]| {
        let lines = place.concise(args);
        lines.iter().filter_map(|line| Some(line.split_once('[')?.1.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(found(&[]), ["file-in-unresolved-place"]);
    assert_eq!(found(&["--provider", "gitlab"]), ["file-base-ambiguous", "file-in-unresolved-place"]);
    assert_eq!(found(&["--provider", "gitlab-v2"]), ["file-base-ambiguous"]);
    assert_eq!(found(&["--provider", "github-ocean"]), ["file-in-unresolved-place", "file-in-unresolved-place"]);
    place.put("portwright.toml", "[lint]\nprovider = \"gitlab-v3\"\n");
    let output = place.lint(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `gitlab-v2`?"));
}

#[test]
fn a_fix_changes_only_its_bytes_and_is_idempotent() {
    let before = "\u{feff}identifier: a # kept\r\ntitle: T\r\nblueprint: 'service'\r\nproperties:\r\n  type:   backend   # why\r\n  \
                  replicas: \"3\"\r\n  tags: one\r\n";
    let after = before.replace("backend", "Backend").replace("\"3\"", "3").replace("tags: one", "tags: [one]");
    let place = Place::new(&[("port.yml", before)]);
    let shown = place.lint(&["--diff"]);
    assert_eq!((shown.status.code(), place.text("port.yml").as_str()), (Some(1), before));
    assert_eq!(String::from_utf8_lossy(&shown.stdout).lines().filter(|line| line.starts_with("+ ")).count(), 3);
    assert_eq!(place.lint(&["--fix"]).status.code(), Some(0));
    assert_eq!(place.text("port.yml"), after);
    assert_eq!(place.lint(&["--fix"]).status.code(), Some(0));
    assert_eq!(place.text("port.yml"), after);
}

#[cfg(unix)]
#[test]
fn a_fixed_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(&[("port.yml", BAD)]);
    let path = place.path().join("port.yml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("permissions can be set");
    place.lint(&["--fix"]);
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert!(place.text("port.yml").contains("Backend"));
}

#[test]
fn a_snapshot_of_the_model_has_the_same_findings_as_the_model() {
    let place = Place::new(&[("port.yml", BAD)]);
    let written = Command::new(env!("CARGO_BIN_EXE_portwright"))
        .args(["snapshot", "--model", "model", "--out", "catalog.json"])
        .current_dir(place.path())
        .status()
        .expect("the program runs");
    assert!(written.success());
    assert_eq!(place.concise(&["--catalog", "catalog.json"]), place.concise(&["--model", "model"]));
}

#[test]
fn without_blueprints_one_line_lists_what_was_not_checked() {
    let place = Place::new(&[("port.yml", "identifier: a b\ntitle: T\nblueprint: x\n")]);
    fs::remove_dir_all(place.path().join("model")).expect("the folder can be removed");
    let output = place.lint(&["--format", "concise"]);
    assert_eq!(lines(&output), ["port.yml:1:13: error[identifier-pattern"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr).matches("No blueprints are loaded").count(), 1);
}
