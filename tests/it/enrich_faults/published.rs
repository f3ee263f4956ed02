//! Forges that fail, refuse requests or give misleading responses.

use super::*;
use crate::forge::stand_in::StandIn;

/// The faults.
type Wrong = fn(&Place);

/// A failure: its name, its faults, and the expected exit code, status of the run and words of the reason.
type Row = (&'static str, Wrong, i32, &'static str, &'static str);

fn fails(place: &Place, status: u16, times: usize) {
    (0..times).for_each(|_| place.forge.fail_pull_call(status));
}

const ROWS: &[Row] = &[
    ("nothing", |_| {}, 0, "SUCCESS", ""),
    ("a push is refused", |at| at.forge.refuse_push(REPOSITORY, "GH006: Protected"), 3, "FAILURE", "GH006: Protected"),
    ("a pull request fails once", |at| fails(at, 500, 1), 0, "SUCCESS", ""),
    ("a pull request fails for good", |at| fails(at, 500, 3), 5, "FAILURE", "500"),
    ("a token that may only read", |at| fails(at, 403, 1), 4, "FAILURE", "403"),
    ("a token that expires on the way", |at| fails(at, 401, 1), 4, "FAILURE", "401"),
    ("a pull request that is not taken", |at| fails(at, 400, 1), 1, "FAILURE", "400"),
    ("a lost answer", |at| at.forge.lose_pull_answer(), 0, "SUCCESS", ""),
    ("a rate limit", |at| at.forge.limit_once(), 0, "SUCCESS", ""),
    ("a lasting rate limit", |at| (0..5).for_each(|_| at.forge.limit_once()), 5, "FAILURE", "rate limit"),
    ("git is not let in", |at| at.forge.answer_git_with(401), 4, "FAILURE", "not allowed"),
    ("git may not", |at| at.forge.answer_git_with(403), 4, "FAILURE", "not allowed"),
    ("no such repository", |at| at.forge.answer_git_with(404), 2, "FAILURE", "not found"),
    ("a failing server", |at| at.forge.answer_git_with(500), 5, "FAILURE", "500"),
    ("a page", |at| at.forge.answer_git_with_a_page("GET"), 5, "FAILURE", "did not answer as a git server does"),
    ("a page later", |at| at.forge.answer_git_with_a_page("POST"), 5, "FAILURE", "git"),
];

/// Those in which the forges differ.
const OWN: &[&str] = &["a pull request fails for good", "a lost answer"];

fn holds(kind: Kind, row: &Row, recovered: &mut Recovered) {
    let (name, wrong, code, status, words) = *row;
    let what = format!("{kind:?}, {name}");
    let place = Place::new(kind);
    wrong(&place);
    let first = place.enrich("");
    let run = place.reported_run();
    assert_eq!((first.code, run["status"].as_str()), (Some(code), Some(status)), "{what}: {} {run}", first.text);
    let reason = run["summary"].as_str().expect("a run that is over has a reason");
    assert!(reason.contains(words) && (code == 0 || place.logs().contains(words)), "{what}: {reason}");
    recovered.from(&place, &what);
}

#[test]
fn a_failing_forge_has_its_own_exit_code_and_reason() {
    let mut recovered = Recovered::default();
    ROWS.iter().for_each(|row| holds(Kind::Github, row, &mut recovered));
}

#[test]
fn a_trace_shows_requests_of_the_portal_and_the_forge_and_runs_of_git() {
    let place = Place::new(Kind::Github);
    // `ended` looks for secrets in all of it.
    let ended = place.enrich_with("", |command| _ = command.arg("-vv"));
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    for part in ["POST /v1/auth/access_token: 200 in ", "/pulls?", "git fetch: done in ", "git push: done in "] {
        assert!(ended.text.contains(part), "{part}: {}", ended.text);
    }
}

#[test]
fn every_forge_fails_in_the_same_way() {
    for kind in [Kind::Gitlab, Kind::Bitbucket] {
        let mut recovered = Recovered::default();
        ROWS.iter().filter(|row| OWN.contains(&row.0)).for_each(|row| holds(kind, row, &mut recovered));
    }
}

#[test]
fn another_server_gets_no_token() {
    let place = Place::new(Kind::Github);
    let other = ForgeServer::start(Kind::Github);
    place.forge.redirect_to(&other.url());
    let first = place.enrich("");
    assert_eq!((first.code, place.status().as_str()), (Some(2), "FAILURE"), "{}", first.text);
    assert!(other.requests().is_empty());
}

#[test]
fn a_wrong_or_missing_token_is_reported_as_such() {
    for token in ["canary-wrong-token", ""] {
        let place = Place::new(Kind::Github);
        let first = place.enrich_with("", |command| _ = command.env("PORTWRIGHT_FORGE_TOKEN", token));
        assert_eq!((first.code, place.status().as_str()), (Some(4), "FAILURE"), "{}", first.text);
        assert!(!first.text.contains("canary-wrong-token") && !place.logs().contains("canary-wrong-token"));
    }
}

#[test]
fn a_token_with_a_line_end_is_the_token() {
    let place = Place::new(Kind::Github);
    let done = place.enrich_with("", |command| _ = command.env("PORTWRIGHT_FORGE_TOKEN", format!("{TOKEN}\r\n")));
    assert!(done.code == Some(0) && place.is_whole(), "{}", done.text);
}

#[test]
fn plain_http_to_another_machine_is_refused() {
    let place = Place::new(Kind::Github);
    let remote = ["--remote", "http://git.example/acme/checkout"];
    let refused = place.enrich_with("", |command| _ = command.args(remote));
    assert_eq!((refused.code, place.status().as_str()), (Some(2), "FAILURE"), "{}", refused.text);
    assert!(refused.text.contains("use `https://`"), "{}", refused.text);
    assert!(place.forge.requests().is_empty());
}

/// A repository whose names contain characters that could control a terminal, begin a line, or reverse text.
#[test]
fn names_of_a_foreign_repository_are_escaped() {
    const ENTITY: &str = "- identifier: acme/checkout\n  blueprint: service\n";
    const ODD: &str = "a\n::error::b\u{1b}[31m\u{202e}/port.yml";
    for (more, code, named) in [
        // The file cannot be read, defines it again, is a link, or is the one that is changed.
        (Some((ODD, "100644", "acme/checkout: [\n")), 2, true),
        (Some((ODD, "100644", ENTITY)), 2, true),
        (None, 0, false),
    ] {
        let place = Place::new(Kind::Github);
        let branch = "ma\u{202e}in";
        let bare = place.forge.bare(REPOSITORY);
        let git =
            |args: &[&str]| assert!(Command::new("git").args(args).current_dir(&bare).status().expect("git").success());
        if let Some(more) = more {
            place.forge.commit_modes(REPOSITORY, "main", &[more], "Odd \u{1b}[31m");
        }
        git(&["branch", "-m", "main", branch]);
        git(&["symbolic-ref", "HEAD", &format!("refs/heads/{branch}")]);
        let ended = place.enrich("");
        assert_eq!(ended.code, Some(code), "{}", ended.text);
        let run = place.reported_run();
        let reported = format!("{}{}{}", run["summary"].as_str().unwrap_or_default(), run["link"], place.logs());
        for shown in [&ended.text, &reported] {
            assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
            assert!(shown.lines().all(|line| !line.trim_start().starts_with("::error")), "{shown}");
        }
        assert!(ended.text.contains("ma\\u{202e}in"), "{}", ended.text);
        assert_eq!(ended.text.contains("a\\n::error::b\\u{1b}[31m\\u{202e}/port.yml"), named, "{}", ended.text);
    }
}

/// A payload that is not JSON, or too large, still identifies its run.
#[test]
fn a_payload_that_cannot_be_read_ends_its_run() {
    for (text, code) in [
        (r#"{"port_context": {"entity": "acme/checkout", "runId": "RUN"}, "type": "x",}"#.to_owned(), 2),
        (format!(r#"{{"port_context": {{"runId": "RUN"}}, "type": "{}"}}"#, "x".repeat(300_000)), 2),
        (format!(r#"{{"port_context": {{"runId": "RUN"}}, "type": "{}"}}"#, "x".repeat(3 << 20)), 2),
    ] {
        let place = Place::new(Kind::Github);
        fs::write(place.path("p.json"), text.replace("RUN", place.run)).expect("written");
        let ended = place.enrich("");
        assert_eq!((ended.code, place.status().as_str()), (Some(code), "FAILURE"), "{}", ended.text);
        // The pipeline's own final report is accepted as well.
        let place = Place::new(Kind::Github);
        fs::write(place.path("p.json"), text.replace("RUN", place.run)).expect("written");
        let served = Served::of(place.portal(""));
        let mut finish = served.command(&["run", "finish", "--payload", "p.json", "--status-from-exit", "2"]);
        let done = finish.current_dir(place.folder.path()).output().expect("the program runs");
        assert_eq!((done.status.code(), place.status().as_str()), (Some(0), "FAILURE"));
    }
}

#[test]
fn a_missing_git_is_reported_as_such() {
    let place = Place::new(Kind::Github);
    let first = place.enrich_with("", |command| _ = command.env("PATH", place.path("tmp")));
    assert_eq!((first.code, place.status().as_str()), (Some(1), "FAILURE"), "{}", first.text);
    assert!(first.text.contains("git is missing"), "{}", first.text);
}

#[test]
fn somebody_elses_commit_is_left_alone() {
    let place = Place::new(Kind::Github);
    assert_eq!(place.enrich("").code, Some(0));
    let branch = place.forge.branches(REPOSITORY).pop().expect("ours");
    place.forge.commit(REPOSITORY, &branch, &[("port.yml", "by: hand\n")], "By hand");
    let second = place.enrich("");
    assert_eq!(second.code, Some(3), "{}", second.text);
    assert!(second.text.contains("By hand"), "{}", second.text);
    assert_eq!(place.forge.show(REPOSITORY, &branch, "port.yml"), "by: hand");
    assert_eq!(place.forge.pulls().len(), 1);
}

#[test]
fn an_open_request_with_other_values_is_reported_if_there_is_nothing_to_do() {
    let place = Place::new(Kind::Github);
    assert_eq!(place.enrich("").code, Some(0));
    place.forge.commit(REPOSITORY, "main", &[("port.yml", AFTER)], "By hand");
    // As if the first run had requested another value.
    let second = place.enrich("");
    assert_eq!(second.code, Some(0), "{}", second.text);
    assert!(second.text.contains("already up to date"), "{}", second.text);
    assert!(second.text.contains("Still open") && second.text.contains("/pull/1"), "{}", second.text);
    assert_eq!((place.forge.branches(REPOSITORY).len(), place.forge.pulls().len()), (2, 1));
    fails(&place, 500, 9);
    assert_eq!(place.enrich("").code, Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_printed_is_still_reported() {
    let place = Place::new(Kind::Github);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("this is Linux");
    let first = place.enrich_with("", |command| _ = command.stdout(full));
    assert_eq!(first.code, Some(1), "{}", first.text);
    assert!(first.text.contains("could not write the output"), "{}", first.text);
    assert_eq!(place.status(), "SUCCESS");
    place.assert_no_false_success();
}

#[test]
fn the_token_is_in_no_argument() {
    let place = Place::new(Kind::Github);
    let noting = StandIn::new("echo \"$0 $@\" >> \"$HERE/notes\"\nexec $GIT \"$@\"");
    let done = place.enrich_with("", |command| _ = command.env("PATH", noting.path()));
    assert_eq!(done.code, Some(0), "{}", done.text);
    let notes = noting.notes();
    assert!(notes.contains("push --porcelain") && !notes.contains(TOKEN), "{notes}");
    assert!(!notes.contains("Basic") && !notes.contains("very-secret"), "{notes}");
    assert!(place.forge.requests().iter().all(|seen| !seen.target.contains(TOKEN)));
}
