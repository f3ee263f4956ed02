//! The script with which the pipelines of `init` keep one issue about drift. `.ci/pipelines/drift` runs it with the real clients.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::init::{GITHUB, GITLAB, folder, init, stderr};
use crate::init_install::tools;

/// A forge with one issue at most, which is open if there is a file `open`. A file `broken` makes it refuse to list issues.
const GH: &str = r#"echo "$@" >>log
case "$*" in
*state=open*) [ ! -e broken ] || exit 1; [ ! -e open ] || echo 7 ;;
*PATCH*issues/7*state=closed*) rm open ;;
*PATCH*issues/7*body=@issue.md*) cp issue.md shown ;;
*title=*body=@issue.md*) cp issue.md shown; : >open ;;
*) exit 9 ;;
esac"#;
const CURL: &str = r#"echo "$@" >>log
[ "$(cat)" = 'header = "PRIVATE-TOKEN: secret-token"' ] || exit 9
case "$*" in
*state=opened*) [ ! -e broken ] || exit 22; if [ -e open ]; then echo '[{"id":90,"iid":7,"title":"a"}]'; else echo '[]'; fi ;;
*PUT*state_event=close*issues/7) rm open ;;
*PUT*description@issue.md*issues/7) cp issue.md shown ;;
*title=*description@issue.md*) cp issue.md shown; : >open ;;
*) exit 9 ;;
esac"#;

/// Runs the script for an exit code of `drift`, and returns its own.
fn report(here: &Path, code: &str, token: &str) -> Option<i32> {
    let mut shell = Command::new("/bin/sh");
    shell.args(["ci/report-drift.sh", code]).current_dir(here).env_clear().env("PATH", here.join("tools"));
    shell.env("GH_REPO", "acme/portal").env("GITLAB_TOKEN", token);
    shell.env("CI_API_V4_URL", "https://gitlab.example.com/api/v4").env("CI_PROJECT_ID", "1");
    let run = shell.output().expect("a shell");
    assert!(!stderr(&run).contains("not found"), "{}", stderr(&run));
    run.status.code()
}

#[test]
fn drift_opens_an_issue_updates_it_and_its_end_closes_it() {
    for (backend, client) in [(GITHUB, ("gh", GH)), (GITLAB, ("curl", CURL))] {
        let folder = folder();
        let here = folder.path();
        assert!(init(here, backend).status.success());
        tools(here, &[client]);
        let drifted = |text: &str| {
            fs::write(here.join("drift.md"), text).expect("a file");
            report(here, "1", "secret-token")
        };
        let shown = || fs::read_to_string(here.join("shown")).unwrap_or_default();
        let is_open = || here.join("open").exists();
        let writes = || {
            let log = fs::read_to_string(here.join("log")).unwrap_or_default();
            log.lines().filter(|line| !line.contains("state=open")).count()
        };

        assert_eq!((report(here, "0", "secret-token"), writes(), is_open()), (Some(0), 0, false), "nothing to close");
        assert_eq!((drifted("one\n"), shown(), is_open()), (Some(0), "one\n".to_owned(), true));
        assert_eq!((drifted("two\n"), shown(), writes()), (Some(0), "two\n".to_owned(), 2));
        assert_eq!((report(here, "0", "secret-token"), writes(), is_open()), (Some(0), 3, false));

        // Where the list of issues cannot be read, there may be one already.
        fs::write(here.join("broken"), "").expect("a file");
        assert!(drifted("three\n") != Some(0) && report(here, "0", "secret-token") != Some(0));
        assert_eq!((writes(), is_open(), shown()), (3, false, "two\n".to_owned()));
        fs::remove_file(here.join("broken")).expect("it is there");

        // A long text ends with a whole line.
        assert_eq!(drifted(&"- ünïcode 日本\n".repeat(10_000)), Some(0));
        let long = shown();
        assert!(long.len() < 60_200, "{}", long.len());
        let mut last = long.lines().rev();
        assert!(last.next().is_some_and(|line| line.starts_with("The rest is in ")), "{}", &long[long.len() - 200..]);
        assert_eq!((last.next(), last.next()), (Some(""), Some("- ünïcode 日本")));
        let log = fs::read_to_string(here.join("log")).expect("it was called");
        assert!(!log.contains("secret-token"), "the token is in an argument: {log}");
    }
}

#[test]
fn without_a_token_for_gitlab_drift_fails_the_job() {
    let folder = folder();
    let here = folder.path();
    assert!(init(here, GITLAB).status.success());
    tools(here, &[("curl", "exit 9")]);
    fs::write(here.join("drift.md"), "one\n").expect("a file");
    assert_eq!((report(here, "1", ""), report(here, "0", "")), (Some(1), Some(0)));
}
