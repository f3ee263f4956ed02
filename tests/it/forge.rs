//! Publishing to a forge: the first pull request, the second run, and obstacles.

mod comments;
mod faults;
mod ours;
mod secrets;
#[cfg(unix)]
pub(crate) mod stand_in;

use std::cell::RefCell;
use std::time::Duration;

use portwright::forge::{
    Address, Author, Checkout, Forge, ForgeError, Kind, Mode, NamedBy, Options, Proposal, PublishOutcome, Published,
    ReadLimits, Watch,
};
use portwright::net;

use crate::forge_server::{EMAIL, ForgeServer};

const REPOSITORY: &str = "acme/payments";
const BRANCH: &str = "portwright/enrich/service-payments-1a2b3c4d";
const KINDS: [Kind; 3] = [Kind::Github, Kind::Gitlab, Kind::Bitbucket];

/// A forge with one repository.
fn server(kind: Kind) -> ForgeServer {
    let server = ForgeServer::start(kind);
    server.create(REPOSITORY, &[("port.yml", "type: backend\n"), ("docs/a.md", "a\n")]);
    server
}

fn options() -> Options {
    let quick = net::Options { max_wait: Duration::from_millis(5), attempts: 2, ..net::Options::default() };
    Options { inherited: std::env::vars_os().collect(), git_timeout: Duration::from_secs(60), net: quick, on_git: None }
}

fn proposal(body: &str) -> Proposal {
    Proposal {
        branch: BRANCH.to_owned(),
        trailer: "Portwright-Entity: service/payments".to_owned(),
        author: Author { name: "portwright".to_owned(), email: "portwright@acme.example".to_owned() },
        title: "Enrich payments".to_owned(),
        body: body.to_owned(),
    }
}

fn open<'f>(forge: &'f Forge, server: &ForgeServer, watch: Watch) -> Result<Checkout<'f>, ForgeError> {
    let address = Address::parse(&server.remote_of(REPOSITORY), NamedBy::Others)?;
    forge.open(&address, None, watch)
}

fn silent<T>(run: impl FnOnce(Watch) -> T) -> T {
    run(Watch { on_step: &|_| {}, stop: &|| false })
}

/// One run: `port.yml` is to have this text.
fn publish(server: &ForgeServer, text: &str) -> Result<Published, ForgeError> {
    publish_with(server, text, options())
}

fn publish_with(server: &ForgeServer, text: &str, options: Options) -> Result<Published, ForgeError> {
    silent(|watch| {
        let forge = Forge::new(server.access(), options)?;
        open(&forge, server, watch)?.publish("port.yml", text.as_bytes(), &proposal(&format!("to {text}")), watch)
    })
}

#[test]
fn the_first_run_makes_a_branch_and_a_pull_request() {
    for kind in KINDS {
        let server = server(kind);
        let published = publish(&server, "type: frontend\n").expect("published");
        assert_eq!(published.outcome, PublishOutcome::Created, "{kind:?}");
        assert_eq!(server.show(REPOSITORY, BRANCH, "port.yml"), "type: frontend");
        assert_eq!(server.show(REPOSITORY, BRANCH, "docs/a.md"), "a");
        assert_eq!(server.show(REPOSITORY, "main", "port.yml"), "type: backend");
        let pulls = server.pulls();
        assert_eq!((pulls.len(), pulls[0].source.as_str(), pulls[0].target.as_str()), (1, BRANCH, "main"));
        assert_eq!((pulls[0].title.as_str(), pulls[0].body.as_str()), ("Enrich payments", "to type: frontend\n"));
        assert!(published.url.expect("a page").starts_with("https://forge.example/acme/payments/"));
        let log = server.log(REPOSITORY, BRANCH, "%an <%ae>|%B");
        let ours = "portwright <portwright@acme.example>|Enrich payments\n\nPortwright-Entity: service/payments";
        assert!(log.starts_with(ours), "{log}");
        assert_eq!(
            Some(server.log(REPOSITORY, BRANCH, "%H").lines().next().map(str::to_owned)),
            Some(published.commit)
        );
    }
}

#[test]
fn the_second_run_changes_nothing() {
    for kind in KINDS {
        let server = server(kind);
        let first = publish(&server, "type: frontend\n").expect("published");
        let before = server.requests().len();
        let second = publish(&server, "type: frontend\n").expect("published");
        assert_eq!(second, Published { outcome: PublishOutcome::AlreadyThere, ..first }, "{kind:?}");
        let writes =
            |seen: &&crate::forge_server::Seen| seen.method != "GET" && !seen.target.ends_with("git-upload-pack");
        let requests = server.requests();
        let written: Vec<_> = requests[before..].iter().filter(writes).collect();
        assert!(written.is_empty() && server.pulls().len() == 1, "{written:?}");
    }
}

#[test]
fn a_personal_token_of_bitbuckets_goes_with_its_address() {
    let server = server(Kind::Bitbucket);
    let access = portwright::forge::Access { email: Some(EMAIL.to_owned()), ..server.access() };
    let published = silent(|watch| {
        let forge = Forge::new(access, options())?;
        open(&forge, &server, watch)?.publish("port.yml", b"a: 1\n", &proposal(""), watch)
    });
    assert_eq!(published.expect("published").outcome, PublishOutcome::Created);
}

#[test]
fn another_value_takes_the_place_of_the_first_in_the_same_pull_request() {
    for kind in KINDS {
        let server = server(kind);
        let first = publish(&server, "type: frontend\n").expect("published");
        server.commit(REPOSITORY, "main", &[("docs/a.md", "b\n")], "Somebody's");
        let second = publish(&server, "type: library\n").expect("published");
        assert_eq!((second.outcome, &second.url), (PublishOutcome::Updated, &first.url), "{kind:?}");
        assert_ne!(second.commit, first.commit);
        assert_eq!(server.show(REPOSITORY, BRANCH, "port.yml"), "type: library");
        assert_eq!(server.log(REPOSITORY, BRANCH, "%s"), "Enrich payments\nSomebody's\nBegin");
        let pulls = server.pulls();
        assert_eq!((pulls.len(), pulls[0].body.as_str()), (1, "to type: library\n"));
        assert_eq!((pulls[0].target.as_str(), pulls[0].reviewers.len()), ("main", 1));
    }
}

#[test]
fn nothing_is_pushed_that_the_base_has_already() {
    let server = server(Kind::Github);
    let none = publish(&server, "type: backend\n").expect("nothing to do");
    assert_eq!(none, Published { outcome: PublishOutcome::Unneeded, url: None, commit: None });
    assert_eq!(server.branches(REPOSITORY), ["main"]);
    let open = publish(&server, "type: library\n").expect("published");
    let left = publish(&server, "type: backend\n").expect("nothing to do");
    assert_eq!((left.outcome, left.url), (PublishOutcome::Unneeded, open.url));
    assert_eq!(server.show(REPOSITORY, BRANCH, "port.yml"), "type: library");
}

#[test]
fn a_new_file_may_be_in_new_folders() {
    let server = server(Kind::Gitlab);
    silent(|watch| {
        let forge = Forge::new(server.access(), options()).expect("a forge");
        let checkout = open(&forge, &server, watch).expect("a checkout");
        checkout.publish("services/api/port.yml", b"a: 1\n", &proposal(""), watch).expect("published");
    });
    assert_eq!(server.show(REPOSITORY, BRANCH, "services/api/port.yml"), "a: 1");
    assert_eq!(server.show(REPOSITORY, BRANCH, "port.yml"), "type: backend");
}

#[test]
fn names_that_some_systems_cannot_have_are_kept() {
    let server = server(Kind::Github);
    let odd =
        [("a\\b", "1"), ("aux", "2"), ("-x", "3"), ("c:d", "4"), ("ü ", "5"), (".gitattributes", "* filter=evil\n")];
    server.commit(REPOSITORY, "main", &odd, "Odd");
    publish(&server, "type: library\n").expect("published");
    for (path, text) in odd {
        assert_eq!(server.show(REPOSITORY, BRANCH, path), text.trim_end());
    }
}

#[test]
fn links_and_submodules_are_listed_and_not_followed() {
    let server = server(Kind::Github);
    let head = server.log(REPOSITORY, "main", "%H");
    let odd = [("link.yml", "120000", "/etc/passwd"), ("sub", "160000", head.as_str()), ("run", "100755", "x\n")];
    server.commit_modes(REPOSITORY, "main", &odd, "Odd");
    silent(|watch| {
        let forge = Forge::new(server.access(), options()).expect("a forge");
        let checkout = open(&forge, &server, watch).expect("a checkout");
        let modes: Vec<_> = checkout.files().iter().map(|file| (file.path.as_str(), file.mode)).collect();
        let expected = [
            ("docs/a.md", Mode::File),
            ("link.yml", Mode::Link),
            ("port.yml", Mode::File),
            ("run", Mode::Program),
            ("sub", Mode::Submodule),
        ];
        assert_eq!(modes, expected);
        assert_eq!(checkout.read("port.yml", watch).expect("a file"), b"type: backend\n");
        for path in ["link.yml", "sub", "missing.yml"] {
            assert!(matches!(checkout.read(path, watch), Err(ForgeError::File { .. })), "{path}");
        }
        for path in ["link.yml", "sub", "sub/port.yml", ".git/config", "../port.yml"] {
            let refused = checkout.publish(path, b"x", &proposal(""), watch);
            assert!(matches!(refused, Err(ForgeError::File { .. })), "{path}");
        }
        checkout.publish("run", b"y\n", &proposal(""), watch).expect("published");
    });
    assert_eq!(server.log(REPOSITORY, BRANCH, "%s"), "Enrich payments\nOdd\nBegin");
}

#[test]
fn every_step_is_announced_and_may_be_the_last() {
    let server = server(Kind::Github);
    let steps = RefCell::new(Vec::new());
    let run = |most: usize| {
        steps.borrow_mut().clear();
        let tell = |step: &portwright::forge::Step| steps.borrow_mut().push(step.to_string());
        let stop = || steps.borrow().len() >= most;
        let watch = Watch { on_step: &tell, stop: &stop };
        let forge = Forge::new(server.access(), options())?;
        open(&forge, &server, watch)?.publish("port.yml", b"x: 1\n", &proposal(""), watch)
    };
    for most in 0..5 {
        let error = run(most).expect_err("stopped");
        assert!(matches!(error, ForgeError::Stopped { .. }), "{most}: {error}");
        let pushed = server.branches(REPOSITORY).len() > 1;
        assert_eq!((pushed, server.pulls().len()), (most == 4, 0), "{most}: {error}");
    }
    assert_eq!(run(99).expect("published").outcome, PublishOutcome::Created);
    let reported = steps.borrow().join("\n");
    assert!(
        reported.starts_with("listing the branches of `acme/payments`\nfetching the branch `main`\n"),
        "{reported}"
    );
    assert!(reported.ends_with(&format!("creating a pull request for `{BRANCH}`")), "{reported}");
}

#[test]
fn files_are_read_together_and_within_a_time_limit() {
    let server = server(Kind::Github);
    server.commit_modes(
        REPOSITORY,
        "main",
        &[("twin.yml", "100644", "type: backend\n"), ("link", "120000", "a")],
        "More",
    );
    silent(|watch| {
        let forge = Forge::new(server.access(), options()).expect("a forge");
        let checkout = open(&forge, &server, watch).expect("a checkout");
        let plain: Vec<_> = checkout.files().iter().filter(|file| file.mode == Mode::File).collect();
        let read = |per_file, total| checkout.read_all(&plain, ReadLimits { per_file, total }, watch);
        let texts = read(14, 30).expect("they are small");
        assert_eq!(texts, [&b"a\n"[..], b"type: backend\n", b"type: backend\n"]);
        assert!(
            checkout.read_all(&[], ReadLimits { per_file: 0, total: 0 }, watch).expect("there is nothing").is_empty()
        );
        let refusals = [
            read(13, 30),
            read(14, 29),
            checkout.read_all(
                &checkout.files().iter().collect::<Vec<_>>(),
                ReadLimits { per_file: 99, total: 99 },
                watch,
            ),
        ];
        let reported = refusals.map(|refusal| refusal.expect_err("too much").to_string());
        assert_eq!(
            reported,
            [
                "`port.yml` is 14 bytes, and the limit is 13",
                "`twin.yml` is one of 3 files whose total size exceeds 29 bytes",
                "`link` is a symbolic link, which is not followed",
            ]
        );
    });
}
