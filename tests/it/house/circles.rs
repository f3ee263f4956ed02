//! No file imports another file that imports it, directly or indirectly.

use super::code::Code;
use super::imports::{Circle, circles};
use super::{none, sources};

#[test]
fn no_files_import_one_another_in_a_circle() {
    let wrong = circles(&sources()).into_iter().map(|circle| {
        format!(
            "{} import one another in a circle: move what they share to a file below them, or pass it as a parameter. What \
             ties them:\n  {}",
            circle.files.join(", "),
            circle.ties.join("\n  ")
        )
    });
    none(&wrong.collect::<Vec<_>>());
}

fn circles_of(sources: &[(&str, &str)]) -> Vec<Circle> {
    let files: Vec<Code> =
        sources.iter().map(|(path, text)| Code::new((*path).to_owned(), (*text).to_owned())).collect();
    circles(&files.iter().collect::<Vec<_>>())
}

#[test]
fn a_circle_is_found_through_front_doors_groups_and_renames() {
    let found = circles_of(&[
        ("src/lib.rs", "pub mod kind;\npub mod plan;"),
        ("src/kind/mod.rs", "mod key;\nmod list;\npub use key::{Key as Address};\npub use list::*;"),
        ("src/kind/key.rs", "use super::{KINDS, Kind as K};\npub struct Key(K);"),
        (
            "src/kind/list.rs",
            "use crate::{kind::{Address}, plan};\npub struct Kind;\npub static KINDS: &[Kind] = &[];\nfn f() { plan::step() }",
        ),
        ("src/plan/mod.rs", "mod step;\npub use self::step::step;"),
        ("src/plan/step.rs", "pub fn step() { crate::kind::Address::new() }"),
    ]);
    let [circle] = &found[..] else { panic!("{found:?}") };
    assert_eq!(circle.files, ["src/kind/key.rs", "src/kind/list.rs", "src/plan/step.rs"]);
    assert_eq!(
        circle.ties,
        [
            "src/kind/key.rs takes `KINDS`, `Kind` from src/kind/list.rs",
            "src/kind/list.rs takes `Key` from src/kind/key.rs",
            "src/kind/list.rs takes `step` from src/plan/step.rs",
            "src/plan/step.rs takes `Key` from src/kind/key.rs",
        ]
    );
}

#[test]
fn modules_mod_files_and_tests_create_no_imports() {
    let found = circles_of(&[
        ("src/kind/mod.rs", "mod key;\nmod list;\npub use key::Key;\npub use list::Kind;"),
        // It names the folder, but uses nothing from a file that imports it.
        ("src/kind/key.rs", "use crate::kind;\npub struct Key(kind::Kind);\n#[cfg(test)]\nmod tests { use super::*; }"),
        // Comments, text and tests do not count.
        (
            "src/kind/list.rs",
            "/// See [`crate::kind::Key`].\npub struct Kind;\nconst A: &str = \"crate::kind::Key\";\n#[cfg(test)]\nmod tests { use crate::kind::Key; }",
        ),
    ]);
    assert_eq!(found, []);
}
