//! `plan --comment`: the comment on a pull request, and the job's summary.

use std::process::Command;

use portwright::forge::Kind;

use crate::drift::{applied, commit, remove};
use crate::forge_server::{ForgeServer, TOKEN};
use crate::served::{Served, code_and_output};

/// A plan in a job for pull request 12 of a repository.
fn plan(place: &Served, server: &ForgeServer, arguments: &[&str]) -> (i32, String) {
    code_and_output(job(place, server, arguments).env("GITHUB_REF", "refs/pull/12/merge").output())
}

fn job(place: &Served, server: &ForgeServer, arguments: &[&str]) -> Command {
    let mut command = place.command(&[&["plan"], arguments].concat());
    command.env("GITHUB_SERVER_URL", server.url()).env("GITHUB_API_URL", server.api());
    command.env("GITHUB_REPOSITORY", "acme/model").env("GITHUB_TOKEN", TOKEN);
    command
}

fn server() -> ForgeServer {
    let server = ForgeServer::start(Kind::Github);
    server.create("acme/model", &[("port.yml", "")]);
    server
}

#[test]
fn a_plan_is_one_comment_whose_destructive_steps_are_open() {
    let (place, server) = (applied(), server());
    let (code, printed) = plan(&place, &server, &["--comment"]);
    assert!(code == 0 && printed.contains("The plan is in a comment on https://forge.example/comment/"), "{printed}");
    let comments = server.comments();
    assert!(comments.len() == 1 && comments[0].pull == 12 && comments[0].text.contains("**No changes.**"));
    place.put("model/teams/ops.yml", "name: ops\ndescription: </details> ```` @all\n");
    remove(&place, "model/actions/old.yml");
    commit(&place);
    let base = ["--comment", "--base", "HEAD~1", "--format", "concise"];
    let (_, printed) = plan(&place, &server, &base);
    assert!(
        printed.starts_with("+  team/ops will be created  (model/teams/ops.yml:1)\n-! action/old will be "),
        "{printed}"
    );
    let comments = server.comments();
    assert_eq!(comments.len(), 1, "{comments:?}");
    let text = &comments[0].text;
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("no `{words}` in\n{text}"));
    assert!(at("**1 to create, 0 to update, 1 to delete.**") < at("### ⚠️ `action/old` will be deleted"), "{text}");
    assert!(
        at("### ⚠️ `action/old`") < at("<details><summary><code>team/ops</code> will be created</summary>"),
        "{text}"
    );
    // A text of the files ends neither the block of code nor the folded part.
    assert!(at("`````diff\n+ name:        ops\n+ description: </details> ```` @all\n`````") > 0, "{text}");
    assert!(text.contains("**removed**, `HEAD~1:model/actions/old.yml:1`"), "{text}");
    assert!(text.contains("! deletes the action") && text.contains("--allow action/old"), "{text}");
}

#[test]
fn a_plan_that_cannot_be_made_replaces_an_earlier_one() {
    let (place, server) = (applied(), server());
    plan(&place, &server, &["--comment"]);
    place.put("model/teams/ops.yml", "nmae: ops\n");
    let (code, _) = plan(&place, &server, &["--comment"]);
    let comments = server.comments();
    assert_eq!((code, comments.len()), (1, 1));
    let text = &comments[0].text;
    assert!(text.contains("## No plan for") && text.contains("**the model has errors**"), "{text}");
    assert!(text.contains("- `model/teams/ops.yml:1:1`"), "{text}");
}

#[test]
fn without_a_pull_request_the_job_has_a_summary_or_the_command_fails() {
    let (place, server) = (applied(), server());
    let (code, printed) = code_and_output(job(&place, &server, &["--comment"]).output());
    assert!(code == 1 && printed.contains("this job does not run for a pull request"), "{printed}");
    let summary = place.path().join("summary.md");
    let with_summary = || job(&place, &server, &["--comment"]).env("GITHUB_STEP_SUMMARY", &summary).output();
    assert_eq!(code_and_output(with_summary()).0, 0);
    assert_eq!(code_and_output(with_summary()).0, 0);
    let text = std::fs::read_to_string(&summary).expect("it was written");
    assert_eq!(text.matches("## Plan for").count(), 2, "{text}");
    assert!(server.comments().is_empty());
    let (code, printed) = place.run(&["plan", "--comment", "https://github.com/acme/model"]);
    assert!(code == 1 && printed.contains("is not the URL of a pull request"), "{printed}");
}

#[test]
fn a_token_that_is_missing_is_named() {
    let (place, server) = (applied(), server());
    let mut job = job(&place, &server, &["--comment"]);
    let output = job.env("GITHUB_REF", "refs/pull/12/merge").env_remove("GITHUB_TOKEN").output();
    let (code, printed) = code_and_output(output);
    assert!(code == 1 && printed.contains("the token is missing or invalid"), "{printed}");
    assert!(printed.contains("PORTWRIGHT_FORGE_TOKEN"), "{printed}");
}

#[test]
fn a_long_plan_is_cut_below_the_limit_of_the_forge_and_the_rest_is_counted() {
    let (place, server) = (applied(), server());
    for nth in 0..400 {
        let text = format!("name: team-{nth}\ndescription: {}\n", "x".repeat(200));
        place.put(&format!("model/teams/{nth}.yml"), &text);
    }
    assert_eq!(plan(&place, &server, &["--comment"]).0, 0);
    let text = &server.comments()[0].text;
    assert!((60_000..65_536).contains(&text.chars().count()), "{}", text.chars().count());
    let shown = text.matches("<details>").count();
    assert!(text.contains(&format!("{} more steps did not fit here", 400 - shown)), "{shown}");
}
