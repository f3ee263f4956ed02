//! The servers and processes that receive the token, and those that never do.

use super::*;
#[cfg(unix)]
use crate::forge::stand_in::StandIn;
use crate::forge_server::TOKEN;

#[test]
fn a_redirect_to_another_server_gets_no_token() {
    for kind in KINDS {
        let (server, other) = (server(kind), ForgeServer::start(kind));
        server.redirect_to(&other.url());
        let error = publish(&server, "type: library\n").expect_err("no repository");
        assert!(!error.to_string().contains(TOKEN), "{error}");
        assert!(matches!(error, ForgeError::NotFound { .. }), "{error}");
        assert!(other.requests().is_empty(), "{:?}", other.requests());
        assert!(server.requests().iter().any(|seen| seen.has_token));
    }
}

#[test]
fn another_host_gets_no_request() {
    let (server, other) = (server(Kind::Github), server(Kind::Github));
    let error = silent(|watch| {
        let forge = Forge::new(server.access(), options()).expect("a forge");
        open(&forge, &other, watch).map(|checkout| checkout.base().to_owned()).expect_err("not ours")
    });
    assert!(matches!(error, ForgeError::Address(portwright::forge::AddressError::NotOurs { .. })), "{error}");
    assert!(other.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn errors_that_echo_the_token_do_not_show_it() {
    let server = server(Kind::Github);
    for thrown in [TOKEN.to_owned(), "eC1hY2Nlc3MtdG9rZW46Y2FuYXJ5LWZvcmdlLXRva2Vu".to_owned()] {
        server.refuse_push(REPOSITORY, &format!("you sent {thrown}"));
        let error = publish(&server, &format!("a: {}\n", thrown.len())).expect_err("refused");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("you sent [REDACTED]") && !shown.contains(&thrown), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn the_token_is_in_no_argument_and_no_file() {
    let server = server(Kind::Github);
    let noting = StandIn::new(
        "echo \"$@\" >> \"$HERE/notes\"\n$GIT \"$@\"\nended=$?\nfind . -name config -exec cat {} + >> \"$HERE/notes\"\n\
         find . -name '*HEAD*' -exec cat {} + >> \"$HERE/notes\"\nls -R . >> \"$HERE/notes\"\nexit $ended",
    );
    silent(|watch| {
        let forge = Forge::new(server.access(), noting.options()).expect("a forge");
        let checkout = open(&forge, &server, watch).expect("a checkout");
        checkout.publish("port.yml", b"a: 1\n", &proposal(""), watch).expect("published");
    });
    let notes = noting.notes();
    assert!(notes.contains("push --porcelain") && notes.contains("[remote \"origin\"]"), "{notes}");
    assert!(!notes.contains(TOKEN) && !notes.contains("eC1hY2Nlc3MtdG9rZW46"), "{notes}");
    assert!(server.requests().iter().all(|seen| !seen.target.contains(TOKEN)));
    assert!(!notes.contains("port.yml\n"), "nothing is checked out: {notes}");
}

#[cfg(unix)]
#[test]
fn only_fetches_and_pushes_have_the_token_in_their_environment() {
    let server = server(Kind::Github);
    server.commit(REPOSITORY, "main", &[("a/port.yml", "a: 1\n"), ("b/port.yml", "b: 1\n")], "More");
    let noting = StandIn::new(
        "if env | grep -q 'Authorization: Basic\\|canary'; then echo \"$1 with\"; else echo \"$1 without\"; fi >> \"$HERE/notes\"\n\
         exec $GIT \"$@\"",
    );
    for text in ["a: 1\n", "a: 2\n"] {
        silent(|watch| {
            let forge = Forge::new(server.access(), noting.options()).expect("a forge");
            let checkout = open(&forge, &server, watch).expect("a checkout");
            let plain: Vec<_> = checkout.files().iter().filter(|file| file.mode == Mode::File).collect();
            checkout.read_all(&plain, ReadLimits { per_file: 99, total: 999 }, watch).expect("they are small");
            checkout.publish("port.yml", text.as_bytes(), &proposal(text), watch).expect("published");
        });
        server.commit(REPOSITORY, "main", &[("docs/a.md", "b\n")], "Theirs");
    }
    let mut notes: Vec<String> = noting.notes().lines().map(str::to_owned).collect();
    notes.sort();
    notes.dedup();
    let (with, without): (Vec<_>, Vec<_>) = notes.iter().partition(|note| note.ends_with(" with"));
    assert_eq!(with, ["fetch with", "ls-remote with", "push with"]);
    assert!(without.iter().any(|note| *note == "cat-file without"), "{without:?}");
    let is_remote = |note: &&&String| ["fetch", "push", "ls-remote"].iter().any(|verb| note.starts_with(verb));
    assert_eq!(without.iter().find(is_remote), None);
}
