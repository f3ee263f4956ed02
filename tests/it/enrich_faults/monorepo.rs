//! Repositories with very many or very large files.

use super::*;
use crate::forge::stand_in::StandIn;

/// A repository with many folders, each with its own file.
fn monorepo(folders: usize) -> Place {
    let place = Place::new(Kind::Github);
    let file =
        |nth: usize| (format!("services/s{nth}/port.yml"), format!("identifier: acme/s{nth}\nblueprint: service\n"));
    let files: Vec<_> = (0..folders).map(file).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    place.forge.commit(REPOSITORY, "main", &files, "Many");
    place
}

#[test]
fn many_files_are_fetched_together() {
    let place = monorepo(300);
    let done = place.enrich("");
    assert!(done.code == Some(0) && place.is_whole(), "{}", done.text);
    let asked = place.forge.requests().len();
    assert!(asked < 30, "{asked} requests");
}

#[test]
fn a_server_that_gives_no_files_by_name_is_asked_for_each() {
    let place = monorepo(5);
    let unable = StandIn::new(
        "case \"$*\" in *--stdin\\ origin*) echo 'fatal: no such thing' >&2; echo refused >> \"$HERE/notes\"; exit 128;; esac\n\
         exec $GIT \"$@\"",
    );
    let done = place.enrich_with("", |command| _ = command.env("PATH", unable.path()));
    assert!(done.code == Some(0) && place.is_whole(), "{}", done.text);
    assert_eq!(unable.notes(), "refused\n");
}

#[test]
fn a_huge_file_is_refused_by_its_name() {
    let place = Place::new(Kind::Github);
    place.forge.commit(REPOSITORY, "main", &[("a/port.yml", &format!("# {}\n", "x".repeat(5 << 20)))], "Huge");
    let refused = place.enrich("");
    assert_eq!((refused.code, place.status().as_str()), (Some(2), "FAILURE"), "{}", refused.text);
    assert!(refused.text.contains("`a/port.yml` is 5242883 bytes, and the limit is 4194304"), "{}", refused.text);
}
