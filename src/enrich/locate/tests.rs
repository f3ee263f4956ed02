//! Entities are found wherever they are, and nothing is guessed.

use super::*;
use crate::enrich::{Candidate, WantedField};

fn files(texts: &[(&str, &str)]) -> Vec<PortFile> {
    let read = |(path, text): &(&str, &str)| {
        let (path, bytes) = ((*path).to_owned(), text.as_bytes().to_vec());
        let is_foreign = text.starts_with("services:");
        PortFile::read(Candidate { path, kind: EntryKind::File, bytes }, "acme/checkout", |_| {
            is_foreign.then_some("a Compose file")
        })
    };
    texts.iter().map(read).collect()
}

fn unfit(path: &str, kind: EntryKind) -> PortFile {
    PortFile::read(Candidate { path: path.to_owned(), kind, bytes: Vec::new() }, "", |_| None)
}

fn wanted() -> WantedEntity {
    let fields: Vec<WantedField> = Vec::new();
    WantedEntity { blueprint: "service".to_owned(), identifier: "acme/checkout".to_owned(), fields }
}

fn found(texts: &[(&str, &str)]) -> String {
    let files = files(texts);
    match locate(&wanted(), &files) {
        Ok(WriteTarget::Existing(file, at)) => format!("in {} at {at}", file.path),
        Ok(WriteTarget::AddTo(file)) => format!("add to {}", file.path),
        Ok(WriteTarget::NewFile(path)) => format!("new {path}"),
        Err(refusal) => refusal.reason,
    }
}

const ENTITY: &str = "identifier: acme/checkout\nblueprint: service\n";

#[test]
fn an_entity_is_found_in_maps_lists_and_nested_files() {
    let list = "- identifier: acme/checkout\n  blueprint: other\n- { identifier: acme/checkout, blueprint: service }\n";
    assert_eq!(found(&[("port.yml", ENTITY)]), "in port.yml at ");
    assert_eq!(
        found(&[("port.yml", "identifier: acme/checkout2\nblueprint: service\n"), ("a/port.yml", list)]),
        "in a/port.yml at [1]"
    );
    assert_eq!(
        found(&[("port.yml", "{\"identifier\": \"acme\\/checkout\", \"blueprint\": \"service\"}")]),
        "in port.yml at "
    );
}

#[test]
fn an_undefined_entity_is_added_to_the_file_at_the_root() {
    assert_eq!(found(&[]), "new port.yml");
    assert_eq!(found(&[("a/port.yml", "identifier: x\nblueprint: y\n")]), "new port.yml");
    assert_eq!(found(&[("port.yml", "# nothing yet\n")]), "add to port.yml");
    assert_eq!(found(&[("port.yaml", "identifier: x\nblueprint: y\n")]), "add to port.yaml");
    assert_eq!(found(&[("a/port.yml", "services: {}\n"), ("port.yml", "")]), "add to port.yml");
}

#[test]
fn an_entity_in_two_places_is_refused_with_both() {
    let reason = found(&[("port.yml", ENTITY), ("a/port.yml", ENTITY)]);
    assert!(
        reason.contains("a/port.yml:1:13") && reason.contains("port.yml:1:13") && reason.contains("twice"),
        "{reason}"
    );
    let list = "- identifier: acme/checkout\n  blueprint: service\n- identifier: acme/checkout\n  blueprint: service\n";
    assert!(found(&[("port.yml", list)]).starts_with("port.yml:3:15: "));
}

#[test]
fn a_file_that_may_hide_the_entity_is_refused_and_others_are_not() {
    let broken = "identifier: acme/checkout\n\tblueprint: service\n";
    assert!(found(&[("a/port.yml", broken)]).contains("the file may define `acme/checkout`"));
    assert_eq!(found(&[("a/port.yml", "identifier: x\n\tblueprint: y\n")]), "new port.yml");
    assert!(found(&[("port.yml", "identifier: x\n\tblueprint: y\n")]).contains("correct this before"));
    assert!(found(&[("port.yml", ENTITY), ("a/port.yml", broken)]).starts_with("a/port.yml:2:1: "));
    let hidden = "identifier: x\nidentifier: acme/checkout\nblueprint: service\n";
    assert!(found(&[("a/port.yml", hidden)]).contains("appears twice in this map; the file may define the entity"));
}

#[test]
fn files_that_are_not_utf_8_are_searched_too() {
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(ENTITY.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (bytes, refused) in
        [(utf16, true), (b"\xff identifier: acme/checkout".to_vec(), true), (b"\xff".to_vec(), false)]
    {
        let candidate = Candidate { path: "a/port.yml".to_owned(), kind: EntryKind::File, bytes };
        let files = [PortFile::read(candidate, "acme/checkout", |_| None)];
        assert_eq!(locate(&wanted(), &files).is_err(), refused);
    }
}

#[test]
fn a_file_that_cannot_be_changed_is_refused() {
    let two = format!("{ENTITY}---\nidentifier: x\nblueprint: y\n");
    assert!(found(&[("port.yml", &two)]).contains("several documents"));
    assert!(found(&[("port.yml", "a: 1\n---\nb: 2\n")]).contains("several documents"));
    assert!(found(&[("port.yml", &format!("{ENTITY}title: a\ntitle: b\n"))]).contains("`title` appears twice"));
    assert!(found(&[("port.yml", "services: {}\n")]).contains("is a Compose file"));
    assert!(found(&[("port.yaml", "services: {}\n")]).contains("is a Compose file"));
    for (kind, word) in [
        (EntryKind::Link, "symbolic link"),
        (EntryKind::Submodule, "submodule"),
        (EntryKind::Other, "plain file"),
        (EntryKind::Excluded, "excluded"),
    ] {
        let files = [unfit("port.yml", kind)];
        let refusal = locate(&wanted(), &files).expect_err(word);
        assert!(refusal.reason.contains(word), "{refusal}");
    }
}

#[test]
fn a_link_matters_only_where_the_entity_is_not_found() {
    let mut files = files(&[("port.yml", ENTITY)]);
    files.push(unfit("a/port.yml", EntryKind::Link));
    assert!(locate(&wanted(), &files).is_ok());
    files.remove(0);
    assert!(locate(&wanted(), &files).is_err());
}

#[test]
fn a_similar_entity_is_not_mistaken_for_the_wanted_one() {
    assert!(
        found(&[("port.yml", "identifier: Acme/Checkout\nblueprint: service\n")])
            .contains("the entity here is `Acme/Checkout`")
    );
    assert!(found(&[("port.yml", "identifier: acme/checkout\n")]).contains("has no `blueprint`"));
    assert_eq!(found(&[("port.yml", "identifier: Acme/Checkout\nblueprint: other\n")]), "add to port.yml");
}
