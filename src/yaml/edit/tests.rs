//! Edits change what they are asked to and keep every other byte.

use super::*;
use crate::ground::source::SourceFile;
use crate::yaml::parse::{Limits, parse};
use serde_json::json;

fn tree(text: &str) -> Tree {
    let parsed = parse(&SourceFile::new("a.yml", text), &Limits::default());
    assert_eq!(parsed.faults, [], "{text:?}");
    parsed.tree.expect("parses")
}

fn set_in(text: &str, pointer: &str, value: Value) -> Result<String, EditError> {
    let tree = tree(text);
    set(&tree, tree.documents()[0], &Path::from_pointer(pointer), &value)
}

#[test]
fn a_scalar_is_replaced_and_keeps_its_quotes_and_its_comment() {
    for (text, value, after) in [
        ("a: x # why\nb: 1\n", json!("y"), "a: y # why\nb: 1\n"),
        ("\u{feff}a: 'x'\r\nb: 1", json!("it's"), "\u{feff}a: 'it''s'\r\nb: 1"),
        ("a: \"x\"", json!("y"), "a: \"y\""),
        ("a: x", json!("yes"), "a: \"yes\""),
        ("a: x", json!("010"), "a: \"010\""),
        ("a: x", json!("b: c"), "a: \"b: c\""),
        ("a: x", json!("two\nlines"), "a: |-\n  two\n  lines"),
        ("a: 'x'", json!(5), "a: 5"),
        ("a: x", json!(["p", "q, r"]), "a:\n  - p\n  - q, r"),
        ("a:\nb: 1", json!("x"), "a: x\nb: 1"),
        ("a: # todo\nb: 1", json!("x"), "a: x # todo\nb: 1"),
        ("{a: x}", json!("y}"), "{a: \"y}\"}"),
        ("{a}", json!("y"), "{a: y}"),
        ("a: [x, y]", json!("z"), "a: z"),
    ] {
        assert_eq!(set_in(text, "/a", value), Ok(after.to_owned()), "{text:?}");
    }
    assert_eq!(set_in("- a: x\n- a: y\n", "/1/a", json!("z")), Ok("- a: x\n- a: z\n".to_owned()));
}

#[test]
fn a_value_that_is_there_already_changes_no_byte() {
    assert_eq!(set_in("a:   'x'   ", "/a", json!("x")), Ok("a:   'x'   ".to_owned()));
}

#[test]
fn a_missing_key_is_added_after_the_last_one() {
    for (text, pointer, after) in [
        ("a: 1\n", "/b", "a: 1\nb: v\n"),
        ("a: 1", "/b", "a: 1\nb: v"),
        ("a: 1 # c\r\n\r\n# end\r\n", "/b", "a: 1 # c\r\nb: v\r\n\r\n# end\r\n"),
        ("p:\n    a: 1\nq: 2\n", "/p/b", "p:\n    a: 1\n    b: v\nq: 2\n"),
        ("- p:\n  - x\n  - y\n", "/0/b", "- p:\n  - x\n  - y\n  b: v\n"),
        ("p:\n- x\n", "/b", "p:\n- x\nb: v\n"),
        ("a: |\n  text\n\nc: 1\n", "/b", "a: |\n  text\n\nc: 1\nb: v\n"),
        ("a: |+\n  x\n\n", "/b", "a: |+\n  x\n\nb: v\n"),
        ("p: {}\n", "/p/b", "p:\n  b: v\n"),
        ("p: {a: 1}\n", "/p/b", "p: {a: 1, b: v}\n"),
        ("p: null\n", "/p/b", "p:\n  b: v\n"),
        ("p:\nq: 1\n", "/p/b", "p:\n  b: v\nq: 1\n"),
        ("- p: # c\n  q: 1\n", "/0/p/b", "- p: # c\n    b: v\n  q: 1\n"),
        ("a: 1\n", "/p/q/b", "a: 1\np:\n  q:\n    b: v\n"),
        ("{\n  \"a\": 1\n}\n", "/b", "{\n  \"a\": 1,\n  \"b\": \"v\"\n}\n"),
        ("{\"a\": 1}", "/p/b", "{\"a\": 1, \"p\": { \"b\": \"v\" }}"),
        ("x: &x {b: w}\np:\n  <<: *x\n", "/p/b", "x: &x {b: w}\np:\n  <<: *x\n  b: v\n"),
    ] {
        assert_eq!(set_in(text, pointer, json!("v")), Ok(after.to_owned()), "{text:?}");
    }
}

#[test]
fn shared_and_multiline_values_are_refused() {
    let shared = |text: &str, pointer: &str| {
        let refused = set_in(text, pointer, json!("v")).expect_err(text);
        assert!(matches!(refused, EditError::Shared { .. } | EditError::Unsafe { .. }), "{text:?} {refused:?}");
    };
    shared("a: &x 1\nb: *x", "/a");
    shared("a: &x 1\nb: *x", "/b");
    shared("a: &x {c: 1}\nb: *x", "/b/c");
    shared("a: &x\n  c: 1\nb: *x", "/a/d");
    shared("a: !!str 1", "/a");
    assert!(matches!(set_in("a: |\n  x\n", "/a", json!("v")), Err(EditError::SeveralLines { .. })));
    assert!(matches!(set_in("a:\n  b: 1\n", "/a", json!("v")), Err(EditError::SeveralLines { .. })));
    assert!(matches!(set_in("a: 1\n", "/a/b", json!("v")), Err(EditError::NotAMap { .. })));
    assert!(matches!(set_in("a: [1]\n", "/a/5", json!("v")), Err(EditError::NotAMap { .. })));
}

fn appended_to(text: &str) -> Result<String, EditError> {
    let tree = tree(text);
    let value = json!({ "identifier": "x", "properties": { "type": "b" } });
    match tree.node(tree.documents()[0]).is_list() {
        true => append(&tree, tree.documents()[0], &value),
        false => wrap_in_list(&tree, tree.documents()[0], &value),
    }
}

#[test]
fn a_member_is_added_after_the_last_one_and_its_comments() {
    let block = "- identifier: x\n  properties:\n    type: b";
    for (text, after) in [
        ("- a: 1\n", format!("- a: 1\n{block}\n")),
        ("- a: 1", format!("- a: 1\n{block}")),
        ("- a: 1 # c\n  # owner: d\n\n# end\n\n", format!("- a: 1 # c\n  # owner: d\n\n# end\n{block}\n\n")),
        ("- a: 1\n\n- b: 1\n", format!("- a: 1\n\n- b: 1\n\n{block}\n")),
        ("\u{feff}- a: 1\r\n", format!("\u{feff}- a: 1\n{block}\n").replace('\n', "\r\n")),
        ("- a: 1\n...\n", format!("- a: 1\n{block}\n...\n")),
        ("- a: |\n    t\n    # no comment\n", format!("- a: |\n    t\n    # no comment\n{block}\n")),
        ("[]\n", format!("{block}\n")),
        ("[{a: 1}, ] # c", "[{a: 1}, { identifier: x, properties: { type: b } }, ] # c".to_owned()),
        (
            "[\n  {\"a\": 1}\n]",
            "[\n  {\"a\": 1},\n  { \"identifier\": \"x\", \"properties\": { \"type\": \"b\" } }\n]".to_owned(),
        ),
    ] {
        assert_eq!(appended_to(text), Ok(after), "{text:?}");
    }
    let indented = "# c\n  - a: 1\n";
    assert_eq!(appended_to(indented), Ok(format!("{indented}  {}\n", block.replace('\n', "\n  "))));
    assert!(matches!(appended_to("&l\n- a: 1\n"), Err(EditError::Shared { .. })));
    assert!(matches!(appended_to("- a: |+\n    t\n\n\n"), Err(EditError::Unsafe { .. })));
}

#[test]
fn a_map_becomes_the_first_member_with_every_byte_it_had() {
    let block = "- identifier: x\n  properties:\n    type: b";
    for (text, after) in [
        ("# h\na: 1 # c\n\n# d\nb:\n- x\n# e\n", format!("# h\n- a: 1 # c\n\n  # d\n  b:\n  - x\n  # e\n{block}\n")),
        (
            "\u{feff}a: |\r\n  t\r\n\r\n   u\r\nb: 1",
            format!("\u{feff}- a: |\n    t\n\n     u\n  b: 1\n{block}").replace('\n', "\r\n"),
        ),
        ("---\na: 'x\n\n  y'\n", format!("---\n- a: 'x\n\n    y'\n{block}\n")),
        ("{\"a\": 1}\n", "[{\"a\": 1}, { \"identifier\": \"x\", \"properties\": { \"type\": \"b\" } }]\n".to_owned()),
    ] {
        assert_eq!(appended_to(text), Ok(after), "{text:?}");
    }
    assert!(matches!(appended_to("&m\na: 1\n"), Err(EditError::Shared { .. })));
}

#[test]
fn a_comment_behind_the_last_member_in_braces_stays_with_it() {
    for (text, after) in [
        ("p: {\n  a: 1 # c\n}\n", "p: {\n  a: 1, # c\n  b: v\n}\n"),
        ("p: {\n  a: 1, # c\n}\n", "p: {\n  a: 1, # c\n  b: v,\n}\n"),
        ("p: {\r\n  a: 1,\r\n}\r\n", "p: {\r\n  a: 1,\r\n  b: v,\r\n}\r\n"),
        ("p: { x: 0,\n  a: 1 } # c\n", "p: { x: 0,\n  a: 1,\n  b: v } # c\n"),
    ] {
        assert_eq!(set_in(text, "/p/b", json!("v")), Ok(after.to_owned()), "{text:?}");
    }
}

#[test]
fn words_of_a_comment_are_not_anchors_and_merged_keys_are_shared() {
    assert_eq!(set_in("# of R &D\na: 1\n", "/a", json!("v")), Ok("# of R &D\na: v\n".to_owned()));
    assert_eq!(set_in("p: # see !this\n  a: 1\n", "/p/a", json!("v")), Ok("p: # see !this\n  a: v\n".to_owned()));
    assert!(matches!(set_in("x: &x {b: {c: 1}}\np:\n  <<: *x\n", "/p/b/c", json!("v")), Err(EditError::Shared { .. })));
}

#[test]
fn invisible_characters_are_written_as_escapes() {
    let written = set_in("a: x", "/a", json!("\u{202e}b\u{85}c\u{2028}\t")).expect("it can be written");
    assert_eq!(written, r#"a: "\u202eb\u0085c\u2028\t""#);
}
