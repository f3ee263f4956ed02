//! `init --update`: pipelines of an older version change, and lines that a person edited do not.

use std::fs;
use std::path::Path;

use crate::init::{BACKENDS, GITHUB, GITLAB, contents, folder, init, stderr, stdout};

const WORKFLOW: &str = ".github/workflows/portwright.yml";
const SOURCE: &str = "git:https://git.example.com/acme/portwright@0123456789abcdef0123456789abcdef01234567";

fn edit(folder: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(path)).expect("it is there");
    assert!(text.contains(from), "`{from}` in {path}");
    fs::write(folder.join(path), text.replacen(from, to, 1)).expect("it is ours");
}

#[test]
fn a_repository_of_this_version_is_up_to_date() {
    for backend in BACKENDS {
        let folder = folder();
        assert!(init(folder.path(), backend).status.success());
        let before = contents(folder.path());
        let run = init(folder.path(), &["--update"]);
        assert_eq!(stdout(&run), "Nothing to do: the pipelines are up to date.\n", "{}", stderr(&run));
        assert_eq!(contents(folder.path()), before);
    }
}

#[test]
fn another_source_is_written_to_the_pipelines_and_edits_stay() {
    for backend in BACKENDS {
        let [folder, fresh] = [folder(), folder()];
        assert!(init(folder.path(), backend).status.success());
        assert!(init(fresh.path(), &[backend, &["--install", SOURCE]].concat()).status.success());
        fs::write(folder.path().join("port.yml"), "# ours\n").expect("it is ours");
        let before = contents(folder.path());
        let shown = init(folder.path(), &["--update", "--install", SOURCE, "--dry-run"]);
        assert!(
            stdout(&shown).contains("\n+cargo install --locked")
                || stdout(&shown).contains("\n+  cargo install --locked")
        );
        assert_eq!(contents(folder.path()), before, "a dry run writes nothing");
        let updated = init(folder.path(), &["--update", "--install", SOURCE]);
        assert!(updated.status.success(), "{}", stderr(&updated));
        let mut expected = contents(fresh.path());
        expected.insert("port.yml".to_owned(), "# ours\n".to_owned());
        assert_eq!(contents(folder.path()), expected);
    }
}

#[test]
fn lines_that_a_person_edited_are_kept() {
    let folder = folder();
    let here = folder.path();
    assert!(init(here, GITHUB).status.success());
    edit(here, WORKFLOW, "17 5 * * *", "30 6 * * 1");
    edit(here, WORKFLOW, "    branches: [main]\n", "    branches: [main]\n    paths: [model/**]\n");
    let updated = init(here, &["--update", "--install", SOURCE]);
    assert!(updated.status.success(), "{}", stderr(&updated));
    let text = fs::read_to_string(here.join(WORKFLOW)).expect("it is there");
    for line in ["    - cron: \"30 6 * * 1\"\n", "    paths: [model/**]\n", "          path: .portwright/bin\n"] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let again = init(here, &["--update"]);
    assert_eq!(stdout(&again), "Nothing to do: the pipelines are up to date.\n");
}

#[test]
fn an_edited_line_that_would_have_to_change_stops_the_update() {
    let folder = folder();
    let here = folder.path();
    assert!(init(here, GITLAB).status.success());
    edit(
        here,
        ".gitlab-ci.yml",
        "  PORT_BASE_URL: \"https://api.port.io\"",
        "  PORT_BASE_URL: \"https://ours.example\"",
    );
    let before = contents(here);
    let refused = init(here, &["--update", "--install", SOURCE, "--portal", "us"]);
    assert_eq!(refused.status.code(), Some(2));
    let shown = concat!(
        ".gitlab-ci.yml:8\n",
        "-  PORT_BASE_URL: \"https://ours.example\"\n",
        "+  PORT_BASE_URL: \"https://api.us.port.io\"\n",
    );
    assert_eq!(stdout(&refused), shown);
    let error = "error: nothing was updated: a person edited lines that change\n";
    assert!(stderr(&refused).starts_with(error), "{}", stderr(&refused));
    assert_eq!(contents(here), before, "nothing is written, not even the other files");
    // With the newer lines in place, it goes on.
    edit(here, ".gitlab-ci.yml", "https://ours.example", "https://api.us.port.io");
    let updated = init(here, &["--update", "--install", SOURCE, "--portal", "us"]);
    assert!(updated.status.success(), "{}", stderr(&updated));
}

#[test]
fn a_deleted_file_stays_deleted_and_a_foreign_one_stays() {
    let folder = folder();
    let here = folder.path();
    assert!(init(here, GITHUB).status.success());
    fs::remove_file(here.join("ci/report-drift.sh")).expect("it is there");
    let run = init(here, &["--update"]);
    assert_eq!(stdout(&run).lines().next(), Some("`ci/report-drift.sh` stays deleted."), "{}", stderr(&run));
    assert!(!here.join("ci/report-drift.sh").exists());
    let refused = init(here, &["--update", "--backend", "gitlab"]);
    assert!(stderr(&refused).contains("the pipelines here are for github"), "{}", stderr(&refused));
    let refused = init(here, &["--update", "--workspace", "a"]);
    assert_eq!(stderr(&refused), "error: --workspace does not apply to --backend github\n");
    fs::remove_file(here.join("ci/portwright-init.json")).expect("it is there");
    let refused = init(here, &["--update"]);
    assert!(stderr(&refused).contains("there is no `ci/portwright-init.json` here"), "{}", stderr(&refused));
}
