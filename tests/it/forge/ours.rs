//! Recognising portwright's own commits on a branch, and concurrent runs.

use std::sync::OnceLock;

use super::*;
use crate::forge_server::{Commit, Snapshot};

const OURS: &str = "portwright@acme.example";

/// Sets our branch to a commit with these files changed in the tree of `tree`, these parents and this committer.
fn put(server: &ForgeServer, committer: &str, tree: &str, files: &[(&str, &str)], parents: &[&str], message: &str) {
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, "100644", *text)).collect();
    let author = &format!("portwright <{OURS}>");
    let committer = &format!("Somebody <{committer}>");
    let commit = Commit { branch: BRANCH, author, committer, message, parents, tree: Some(tree), files: &files };
    server.put(REPOSITORY, &commit);
}

/// A server with our branch, which proposes `type: frontend`. It is published once, and then copied.
fn published() -> ForgeServer {
    static MADE: OnceLock<Snapshot> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let server = server(Kind::Github);
        publish(&server, "type: frontend\n").expect("published");
        server.settle();
        server.snapshot(REPOSITORY)
    });
    let server = ForgeServer::start(Kind::Github);
    server.restore(REPOSITORY, made);
    server
}

/// GitHub's button "Update branch".
fn update_branch(server: &ForgeServer, files: &[(&str, &str)]) {
    put(server, "noreply@github.com", "main", files, &[BRANCH, "main"], "Merge branch 'main' into ours");
}

/// That a run leaves the branch alone, and says this.
fn is_left_alone(server: &ForgeServer, words: &str) {
    let before = server.log(REPOSITORY, BRANCH, "%H");
    let error = publish(server, "type: library\n").expect_err("a conflict");
    assert!(matches!(error, ForgeError::Conflict { .. }), "{error}");
    assert!(error.to_string().contains(words), "{words}: {error}");
    assert_eq!(server.log(REPOSITORY, BRANCH, "%H"), before);
}

/// That a run replaces the branch with one commit on top of the base.
fn is_rebuilt(server: &ForgeServer, base: &str) {
    let run = publish(server, "type: library\n").expect("published");
    assert_eq!(run.outcome, PublishOutcome::Updated);
    assert_eq!(server.show(REPOSITORY, BRANCH, "port.yml"), "type: library");
    assert_eq!(server.log(REPOSITORY, BRANCH, "%s"), format!("Enrich payments\n{base}Begin"));
}

const MESSAGE: &str = "Enrich payments\n\nPortwright-Entity: service/payments";

#[test]
fn a_commit_that_a_reviewer_changed_is_left_alone() {
    for (committer, files, parents, message, words) in [
        // Amended or rebased, with and without a change.
        ("me@acme.example", &[("port.yml", "type: mine\n")][..], &["main"][..], MESSAGE, "changed by somebody else"),
        ("me@acme.example", &[], &["main"], MESSAGE, "changed by somebody else"),
        ("noreply@github.com", &[("port.yml", "type: mine\n")], &["main"], MESSAGE, "changed by somebody else"),
        // A copy on top of ours, and a fixup.
        ("me@acme.example", &[("a", "1")], &[BRANCH], MESSAGE, "changed by somebody else"),
        ("me@acme.example", &[("a", "1")], &[BRANCH], "fixup! Enrich payments", "changed by somebody else"),
        // Created on a machine with portwright's committer.
        (OURS, &[("a", "1")], &["main"], MESSAGE, "changes `a`"),
        (OURS, &[("a", "1")], &[BRANCH], MESSAGE, "changes `a`"),
        (OURS, &[("port.yml", "type: mine\n")], &["main"], "By hand", "`By hand`, was made or changed"),
    ] {
        let server = published();
        put(&server, committer, BRANCH, files, parents, message);
        is_left_alone(&server, words);
    }
}

#[test]
fn a_merge_of_the_base_is_rebuilt() {
    // Once, twice, with the base where it was merged or beyond it.
    for (times, moves_on) in [(1, false), (2, true)] {
        let server = published();
        let mut base = String::new();
        for nth in 0..times {
            server.commit(REPOSITORY, "main", &[("docs/a.md", &format!("{nth}\n"))], "Theirs");
            update_branch(&server, &[("port.yml", "type: frontend\n")]);
            base += "Theirs\n";
        }
        let unchanged = publish(&server, "type: frontend\n").expect("published");
        assert_eq!(unchanged.outcome, PublishOutcome::AlreadyThere);
        if moves_on {
            server.commit(REPOSITORY, "main", &[("docs/b.md", "b\n")], "Theirs");
            base += "Theirs\n";
        }
        is_rebuilt(&server, &base);
    }
}

#[test]
fn a_merge_of_the_base_may_merge_the_file() {
    let lines = |first: &str, last: &str| format!("{first}\n1\n2\n3\n4\n5\n6\n7\n8\n{last}\n");
    for (text, is_ours) in [(lines("ours", "theirs"), true), (lines("ours", "mine"), false)] {
        let server = ForgeServer::start(Kind::Github);
        server.create(REPOSITORY, &[("port.yml", &lines("a", "z"))]);
        publish(&server, &lines("ours", "z")).expect("published");
        server.commit(REPOSITORY, "main", &[("port.yml", &lines("a", "theirs"))], "Theirs");
        update_branch(&server, &[("port.yml", &text)]);
        if is_ours {
            is_rebuilt(&server, "Theirs\n");
        } else {
            is_left_alone(&server, "is a merge with changes made by somebody else");
        }
    }
}

#[test]
fn a_merge_with_other_changes_is_left_alone() {
    for files in [
        &[("port.yml", "type: frontend\n"), ("a", "1")][..],
        &[("port.yml", "type: mine\n")],
        &[("port.yml", "type: frontend\n"), ("docs/a.md", "mine\n")],
    ] {
        let server = published();
        server.commit(REPOSITORY, "main", &[("docs/a.md", "b\n")], "Theirs");
        update_branch(&server, files);
        is_left_alone(&server, "is a merge with changes made by somebody else");
    }
    let server = published();
    server.commit(REPOSITORY, "feature", &[("docs/a.md", "b\n")], "Theirs");
    put(&server, "noreply@github.com", "feature", &[], &[BRANCH, "feature"], "Merge");
    is_left_alone(&server, "merges a branch other than the base branch");
    // The reviewer's commit is below the merge.
    let server = published();
    put(&server, "me@acme.example", BRANCH, &[("port.yml", "type: mine\n")], &[BRANCH], "By hand");
    server.commit(REPOSITORY, "main", &[("docs/a.md", "b\n")], "Theirs");
    update_branch(&server, &[("port.yml", "type: mine\n")]);
    is_left_alone(&server, "`By hand`, was made or changed by somebody else");
}

/// No server is available that does not support `--shallow-exclude`, but a stand-in for git can report that.
#[cfg(unix)]
#[test]
fn a_server_without_shallow_exclude_gives_the_same_result() {
    let unable = super::stand_in::StandIn::new(
        "case \"$*\" in *--shallow-exclude*) echo 'fatal: Server does not support --shallow-exclude' >&2; exit 128;; esac\n\
         exec $GIT \"$@\"",
    );
    let server = published();
    server.commit(REPOSITORY, "main", &[("docs/a.md", "b\n")], "Theirs");
    update_branch(&server, &[("port.yml", "type: frontend\n")]);
    server.commit(REPOSITORY, "main", &[("docs/b.md", "b\n")], "Theirs");
    let run = publish_with(&server, "type: library\n", unable.options()).expect("published");
    assert_eq!(run.outcome, PublishOutcome::Updated);
    assert_eq!(server.log(REPOSITORY, BRANCH, "%s"), "Enrich payments\nTheirs\nTheirs\nBegin");
    server.commit(REPOSITORY, "feature", &[("docs/a.md", "c\n")], "Theirs");
    put(&server, "noreply@github.com", "feature", &[], &[BRANCH, "feature"], "Merge");
    let error = publish_with(&server, "type: backend2\n", unable.options()).expect_err("a conflict");
    assert!(error.to_string().contains("merges a branch other than the base branch"), "{error}");
}

#[test]
fn two_runs_at_once_end_well() {
    // Git behaves in the same way for each forge, so each forge gets some of the cases.
    for (kind, second, has_branch) in [
        (Kind::Github, "type: library\n", false),
        (Kind::Github, "type: library\n", true),
        (Kind::Gitlab, "type: frontend\n", false),
        (Kind::Bitbucket, "type: frontend\n", true),
    ] {
        let server = server(kind);
        if has_branch {
            publish(&server, "type: other\n").expect("published");
        }
        let ended = std::thread::scope(|scope| {
            let runs = ["type: frontend\n", second].map(|text| {
                let server = &server;
                scope.spawn(move || publish(server, text))
            });
            runs.map(|run| run.join().expect("no panic"))
        });
        for run in ended {
            let run = run.unwrap_or_else(|error| panic!("{kind:?} {second} {has_branch}: {error}"));
            assert!(run.url.is_some());
        }
        assert_eq!(server.pulls().len(), 1, "{kind:?}");
        let shown = server.show(REPOSITORY, BRANCH, "port.yml") + "\n";
        assert!(["type: frontend\n", second].contains(&shown.as_str()), "{shown}");
        assert_eq!(server.log(REPOSITORY, BRANCH, "%s"), "Enrich payments\nBegin");
    }
}

/// The messages of servers for a push that met a concurrent one, twice; then the push is accepted.
#[cfg(unix)]
#[test]
fn a_push_that_met_another_one_is_repeated() {
    // A test beside `is_stale` has all such messages.
    for words in
        ["!\\t%s\\t[remote rejected] (cannot lock ref: is at a but expected b)", "!\\t%s\\t[rejected] (stale info)"]
    {
        let busy = super::stand_in::StandIn::new(&format!(
            "if [ \"$1\" = push ] && [ \"$(wc -l <\"$HERE/notes\")\" -lt 2 ]; then\n  echo busy >>\"$HERE/notes\"\n  \
             for last; do :; done\n  printf '{words}\\n' \"$last\"\n  exit 1\nfi\ntouch \"$HERE/notes\"\nexec $GIT \"$@\""
        ));
        let server = server(Kind::Github);
        let run = publish_with(&server, "type: library\n", busy.options()).expect("published");
        assert_eq!((run.outcome, busy.notes().as_str()), (PublishOutcome::Created, "busy\nbusy\n"), "{words}");
    }
}

#[cfg(unix)]
#[test]
fn a_branch_that_is_always_busy_ends_the_run() {
    let busy = super::stand_in::StandIn::new(
        "if [ \"$1\" = push ]; then\n  echo busy >>\"$HERE/notes\"\n  \
         echo 'remote: error: cannot lock ref' >&2\n  printf '!\\tx\\t[remote rejected] (failed)\\n'\n  exit 1\nfi\nexec $GIT \"$@\"",
    );
    let server = server(Kind::Github);
    let error = publish_with(&server, "type: library\n", busy.options()).expect_err("busy");
    assert!(matches!(error, ForgeError::Busy { .. }), "{error}");
    assert!(error.to_string().contains("cannot lock ref"), "{error}");
    assert_eq!(busy.notes().lines().count(), 8);
}
