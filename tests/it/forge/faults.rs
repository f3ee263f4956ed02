//! Obstacles to publishing: other people's work, refusals, and servers that fail.

use super::*;

#[test]
fn somebody_elses_commit_on_the_branch_is_left_alone() {
    let server = server(Kind::Github);
    publish(&server, "type: frontend\n").expect("published");
    let foreign = server.commit(REPOSITORY, BRANCH, &[("port.yml", "type: mine\n")], "By hand \u{1b}[31m");
    let error = publish(&server, "type: library\n").expect_err("a conflict");
    assert!(matches!(error, ForgeError::Conflict { .. }), "{error}");
    let shown = error.to_string();
    assert!(shown.contains("By hand") && shown.contains(&foreign[..10]) && !shown.contains('\u{1b}'), "{shown}");
    assert_eq!(server.show(REPOSITORY, BRANCH, "port.yml"), "type: mine");
}

#[test]
fn a_branch_that_was_merged_and_not_deleted_is_used_again() {
    let server = server(Kind::Github);
    publish(&server, "type: frontend\n").expect("published");
    let bare = server.bare(REPOSITORY);
    let merged = std::process::Command::new("git")
        .args(["update-ref", "refs/heads/main", &format!("refs/heads/{BRANCH}")])
        .current_dir(bare)
        .status();
    assert!(merged.expect("git runs").success());
    server.change_pulls(|pull| pull.is_open = false);
    let again = publish(&server, "type: library\n").expect("published");
    assert_eq!((again.outcome, server.pulls().len()), (PublishOutcome::Created, 2));
    assert_eq!(server.log(REPOSITORY, BRANCH, "%s"), "Enrich payments\nEnrich payments\nBegin");
}

#[cfg(unix)]
#[test]
fn a_protected_branch_is_a_conflict_in_the_forges_words() {
    let server = server(Kind::Github);
    server.refuse_push(REPOSITORY, "GH006: Protected branch update failed");
    let error = publish(&server, "type: library\n").expect_err("a conflict");
    assert!(matches!(error, ForgeError::Conflict { .. }), "{error}");
    assert!(error.to_string().contains("GH006: Protected branch update failed"), "{error}");
    assert!(server.pulls().is_empty());
}

#[test]
fn a_failing_forge_is_an_error_and_the_next_run_completes_the_work() {
    for kind in KINDS {
        let server = server(kind);
        (0..3).for_each(|_| server.fail_pull_call(500));
        let error = publish(&server, "type: library\n").expect_err("no pull request");
        assert!(matches!(error, ForgeError::Network { .. }), "{kind:?}: {error}");
        assert!(server.pulls().is_empty());
        let next = publish(&server, "type: library\n").expect("published");
        assert_eq!((next.outcome, server.pulls().len()), (PublishOutcome::Created, 1));
        assert_eq!(server.branches(REPOSITORY), ["main", BRANCH]);
        assert_eq!(server.log(REPOSITORY, BRANCH, "%s"), "Enrich payments\nBegin");
    }
}

#[test]
fn a_lost_answer_makes_no_second_pull_request() {
    for kind in KINDS {
        let server = server(kind);
        server.lose_pull_answer();
        let published = publish(&server, "type: library\n").expect("published");
        assert_eq!((published.outcome, server.pulls().len()), (PublishOutcome::Created, 1), "{kind:?}");
    }
}

#[test]
fn a_rate_limit_that_is_a_403_is_waited_out() {
    let server = server(Kind::Github);
    server.limit_once();
    assert_eq!(publish(&server, "type: library\n").expect("published").outcome, PublishOutcome::Created);
}

#[test]
fn a_rate_limit_that_lasts_is_not_retried_again_from_the_start() {
    for kind in KINDS {
        let server = server(kind);
        (0..10).for_each(|_| server.fail_pull_call(429));
        let error = publish(&server, "type: library\n").expect_err("no pull request");
        assert!(matches!(&error, ForgeError::Network { reason, .. } if reason.starts_with("429")), "{kind:?}: {error}");
        let requests = server.requests().into_iter();
        let creations = requests.filter(|seen| seen.method == "POST" && !seen.target.contains(".git/"));
        assert_eq!(creations.count(), 2, "{kind:?}");
    }
}

#[test]
fn a_page_that_no_browser_opens_is_not_a_pull_request() {
    let long = format!("https://forge.example/{}", "a".repeat(3000));
    for page in ["javascript:alert(1)", "https://forge.example/a\n::error::b", "https://forge.example/\u{1b}[2J", &long]
    {
        let server = server(Kind::Github);
        publish(&server, "type: library\n").expect("published");
        server.change_pulls(|pull| pull.page = Some(page.to_owned()));
        let error = publish(&server, "type: frontend\n").expect_err("not a pull request");
        assert!(error.to_string().ends_with("the response did not come from the forge's API"), "{error}");
    }
}

#[test]
fn a_forks_pull_request_of_the_same_name_is_not_ours() {
    for kind in KINDS {
        let server = server(kind);
        publish(&server, "type: library\n").expect("published");
        server.change_pulls(|pull| pull.is_of_fork = true);
        assert_eq!(
            publish(&server, "type: library\n").expect("published").outcome,
            PublishOutcome::Created,
            "{kind:?}"
        );
        let forks: Vec<bool> = server.pulls().into_iter().map(|pull| pull.is_of_fork).collect();
        assert_eq!(forks, [true, false]);
    }
}

#[test]
fn our_pull_request_is_found_after_pages_of_those_of_forks() {
    for kind in KINDS {
        let server = server(kind);
        publish(&server, "type: library\n").expect("published");
        server.add_forks(230);
        let published = publish(&server, "type: library\n").expect("published");
        assert_eq!((published.outcome, server.pulls().len()), (PublishOutcome::AlreadyThere, 231), "{kind:?}");
        // 200 others fill pages exactly, and the empty or last one ends the search.
        server.change_pulls(|pull| pull.is_open = pull.is_of_fork && pull.number < 1200);
        let published = publish(&server, "type: library\n").expect("published");
        assert_eq!((published.outcome, server.pulls().len()), (PublishOutcome::Created, 232), "{kind:?}");
    }
}

#[test]
fn the_search_for_a_pull_request_ends() {
    let server = server(Kind::Gitlab);
    publish(&server, "type: library\n").expect("published");
    server.add_forks(5001);
    let error = publish(&server, "type: library\n").expect_err("too many");
    let shown = error.to_string();
    assert!(shown.ends_with("more than 5000 open pull requests are from branches of this name"), "{shown}");
}

#[test]
fn an_answer_about_another_branch_is_not_the_created_pull_request() {
    for kind in KINDS {
        let server = server(kind);
        server.answer_with_another_pull();
        let error = publish(&server, "type: library\n").expect_err("another pull request");
        assert!(error.to_string().ends_with("the response is about another pull request"), "{kind:?}: {error}");
        assert_eq!(publish(&server, "type: library\n").expect("published").outcome, PublishOutcome::AlreadyThere);
    }
}

#[test]
fn a_refused_token_is_reported_as_such() {
    for kind in KINDS {
        let server = server(kind);
        let access = portwright::forge::Access { token: Some("canary-wrong-token".into()), ..server.access() };
        let error = silent(|watch| {
            let forge = Forge::new(access, options()).expect("a forge");
            open(&forge, &server, watch).map(|checkout| checkout.base().to_owned()).expect_err("not allowed")
        });
        assert!(matches!(error, ForgeError::Credentials { .. }), "{kind:?}: {error}");
    }
    let none = portwright::forge::Access { token: None, ..server(Kind::Github).access() };
    assert!(matches!(Forge::new(none, options()), Err(ForgeError::Credentials { .. })));
}

#[test]
fn a_missing_repository_or_branch_is_reported_as_such() {
    let server = server(Kind::Github);
    silent(|watch| {
        let forge = Forge::new(server.access(), options()).expect("a forge");
        let elsewhere = Address::parse(&server.remote_of("acme/missing"), NamedBy::Others).expect("an address");
        let error = forge.open(&elsewhere, None, watch).expect_err("nothing there");
        assert!(matches!(error, ForgeError::NotFound { .. }), "{error}");
        let here = Address::parse(&server.remote_of(REPOSITORY), NamedBy::Others).expect("an address");
        for base in ["missing", "", "a b", "-x", "a\nb"] {
            let error = forge.open(&here, Some(base), watch).expect_err("nothing there");
            assert!(matches!(error, ForgeError::NotFound { .. }), "{base:?}: {error}");
        }
    });
}

#[test]
fn a_server_that_fails_is_the_networks_fault_after_all_attempts() {
    let server = server(Kind::Github);
    server.answer_git_with(503);
    let error = publish(&server, "type: library\n").expect_err("no answer");
    assert!(matches!(error, ForgeError::Network { .. }), "{error}");
    assert!(server.requests().len() >= 2);
}

#[test]
fn a_server_that_cannot_filter_sends_everything() {
    let server = server(Kind::Github);
    let config = server.bare(REPOSITORY).join("config");
    let text = std::fs::read_to_string(&config).expect("a file").replace("allowFilter = true", "allowFilter = false");
    std::fs::write(&config, text).expect("written");
    publish(&server, "type: frontend\n").expect("published");
    assert_eq!(publish(&server, "type: library\n").expect("published").outcome, PublishOutcome::Updated);
}

/// No server is available that does not support `--shallow-exclude`, but a stand-in for git can report that.
#[cfg(unix)]
#[test]
fn a_server_without_partial_fetches_is_asked_for_the_full_history() {
    let unable = super::stand_in::StandIn::new(
        "case \"$*\" in *--shallow-exclude*) echo 'fatal: Server does not support --shallow-exclude' >&2; exit 128;; esac\n\
         echo \"$@\" >> \"$HERE/notes\"\nexec $GIT \"$@\"",
    );
    let server = server(Kind::Github);
    publish(&server, "type: frontend\n").expect("published");
    let second = publish_with(&server, "type: library\n", unable.options()).expect("published");
    assert_eq!((second.outcome, server.pulls().len()), (PublishOutcome::Updated, 1));
    assert!(unable.notes().contains("--depth=2147483647"));
    server.commit(REPOSITORY, "main", &[("docs/a.md", "b\n")], "Somebody's");
    server.commit(REPOSITORY, BRANCH, &[("port.yml", "type: mine\n")], "By hand");
    let error = publish_with(&server, "type: backend2\n", unable.options()).expect_err("a conflict");
    assert!(matches!(error, ForgeError::Conflict { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn after_a_concurrent_push_the_branch_is_read_again() {
    // Somebody pushes our very change between the look and the push, once.
    let server = server(Kind::Github);
    let late = super::stand_in::StandIn::new(
        "if [ \"$1\" = push ] && [ ! -e \"$HERE/notes\" ]; then\n  echo late >> \"$HERE/notes\"\n  \
         $GIT push --quiet origin \"$(for last; do :; done; echo \"$last\")\"\nfi\nexec $GIT \"$@\"",
    );
    let published = publish_with(&server, "type: library\n", late.options()).expect("published");
    assert_eq!((published.outcome, late.notes().as_str()), (PublishOutcome::Created, "late\n"));

    // Somebody else's change is found by the second look.
    let other = super::stand_in::StandIn::new(
        "if [ \"$1\" = push ]; then\n  export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x\n  \
         made=$($GIT commit-tree 'refs/portwright/base^{tree}' -p refs/portwright/base -m 'By hand')\n  \
         $GIT push --quiet --force origin \"$made:refs/heads/$(echo \"$*\" | sed 's|.*:refs/heads/||')\"\nfi\nexec $GIT \"$@\"",
    );
    let error = publish_with(&server, "type: frontend\n", other.options()).expect_err("a conflict");
    assert!(matches!(error, ForgeError::Conflict { .. }) && error.to_string().contains("By hand"), "{error}");
    assert_eq!(server.log(REPOSITORY, BRANCH, "%s"), "By hand\nBegin");
}

#[test]
fn a_branch_that_is_in_the_way_is_named() {
    let server = server(Kind::Github);
    server.commit(REPOSITORY, "portwright", &[("a", "1")], "By hand");
    let error = publish(&server, "type: library\n").expect_err("a conflict");
    assert!(
        matches!(error, ForgeError::Conflict { .. }) && error.to_string().contains("refs/heads/portwright"),
        "{error}"
    );
}

#[test]
fn a_plain_remote_gets_a_branch_and_no_pull_request() {
    let server = server(Kind::Plain);
    let run = |text: &str| {
        silent(|watch| {
            let access = portwright::forge::Access { kind: Kind::Plain, api: None, token: None, ..server.access() };
            let folder = server.bare(REPOSITORY);
            let address = Address::parse(&folder.to_string_lossy(), NamedBy::Operator)?;
            let forge = Forge::new(access, options())?;
            forge.open(&address, Some("main"), watch)?.publish("port.yml", text.as_bytes(), &proposal(""), watch)
        })
    };
    let first = run("a: 1\n").expect("published");
    assert_eq!((first.outcome, first.url), (PublishOutcome::Created, None));
    assert_eq!(run("a: 1\n").expect("published").outcome, PublishOutcome::AlreadyThere);
    assert_eq!(run("a: 2\n").expect("published").outcome, PublishOutcome::Updated);
    assert_eq!(server.show(REPOSITORY, BRANCH, "port.yml"), "a: 2");
}
