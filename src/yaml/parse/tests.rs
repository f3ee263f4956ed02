//! The results of parsing: nodes with their bytes, or a fault with its location.

use super::*;
use crate::ground::path::Path;
use crate::yaml::tree::{Node, to_value};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn parsed(text: &str) -> Parsed {
    parse(&SourceFile::new("a.yml", text), &Limits::default())
}

fn tree(text: &str) -> Tree {
    let parsed = parsed(text);
    assert_eq!(parsed.faults, [], "{text:?}");
    parsed.tree.expect("parses")
}

fn value(text: &str) -> Value {
    let tree = tree(text);
    assert_eq!(tree.documents().len(), 1);
    to_value(tree.node(tree.documents()[0]))
}

/// The one fault of a text: `line:column rule "source" message`.
fn fault(text: &str) -> String {
    let file = SourceFile::new("a.yml", text);
    let faults = parse(&file, &Limits::default()).faults;
    let [fault] = &faults[..] else { panic!("one fault in {text:?}: {faults:?}") };
    assert!(!fault.label.is_empty() && !fault.help.is_empty(), "{fault:?}");
    let (at, raw) = (file.position(fault.span.start as usize), file.slice(fault.span));
    format!("{at} {} {raw:?} {}", fault.kind.name(), fault.message)
}

fn root(tree: &Tree) -> Node<'_> {
    tree.node(tree.documents()[0])
}

#[test]
fn every_key_and_value_knows_its_bytes() {
    let tree =
        tree("\u{feff}é: [a: b, {c: 'd'}, ]\r\nz: |\r\n  text\r\n\r\n# c\r\nn:\r\n  - q: \"r\\t\"\r\n\r\ne:\r\n");
    let raw = |path: &str| {
        let found = root(&tree).find(&Path::from_pointer(path)).expect(path);
        (found.raw(), found.place().position().to_string())
    };
    assert_eq!(raw("/é"), ("[a: b, {c: 'd'}, ]", "1:4".to_owned()));
    assert_eq!(raw("/é/0"), ("a: b", "1:5".to_owned()));
    assert_eq!(raw("/é/1"), ("{c: 'd'}", "1:11".to_owned()));
    assert_eq!(raw("/é/1/c"), ("'d'", "1:15".to_owned()));
    assert_eq!(raw("/z"), ("text", "3:3".to_owned()));
    assert_eq!(raw("/n"), ("- q: \"r\\t\"", "7:3".to_owned()));
    assert_eq!(raw("/n/0/q"), ("\"r\\t\"", "7:8".to_owned()));
    assert_eq!(raw("/e"), ("", "9:3".to_owned()));
    assert!(root(&tree).raw().starts_with("é: [a") && root(&tree).raw().ends_with("e:"));
    let (key, _) = root(&tree).entry("z").expect("a key");
    assert_eq!((key.raw(), key.place().position().to_string()), ("z", "2:1".to_owned()));
    let styles = ["/é/1/c", "/z", "/n/0/q", "/é", "/n", "/é/0/a"].map(|path| {
        let found = root(&tree).find(&Path::from_pointer(path)).expect(path);
        found.style()
    });
    use Style::*;
    assert_eq!(styles, [SingleQuoted, Literal, DoubleQuoted, Flow, Block, Plain]);
}

#[test]
fn a_list_starts_at_its_first_dash_also_in_line_with_its_key() {
    for text in ["p: # - c\n-\n  - x\n  - y\n", "p:\n  -\n    - x\n    - y\n"] {
        let tree = tree(text);
        let list = root(&tree).get("p").expect("p");
        assert!(list.raw().starts_with("-\n") && list.raw().ends_with("- y"), "{:?}", list.raw());
        let inner = list.items().next().expect("a member");
        assert!(inner.raw().starts_with("- x"), "{:?}", inner.raw());
    }
    for text in ["p:\n- -1\n- x\n", "p:\n- - -1\n  - x\n", "p:\n  - - -1\n    - x\n"] {
        let tree = tree(text);
        let list = root(&tree).get("p").expect("p");
        assert_eq!(list.raw(), text[2..].trim(), "{text:?}");
    }
}

#[test]
fn text_that_appears_in_the_source_is_not_copied() {
    let tree = tree("a: plain text\nb: 'single'\nc: \"double\"\nd: \"esc\\\"aped\"\ne: |\n  block\n");
    assert_eq!(tree.unescaped, "esc\"aped\u{62}lock\n");
    assert_eq!(value("a: 'it''s'\nb: >\n  x\n  y\n"), json!({ "a": "it's", "b": "x y\n" }));
}

#[test]
fn json_is_yaml() {
    assert_eq!(
        value("{\t\"a\":1,\n\t\"\\ud83d\\ude00\": [true, null, -1.5e2, \"x\\/y\"]}"),
        json!({ "a": 1, "😀": [true, null, -150.0, "x/y"] })
    );
}

#[test]
fn keys_that_are_not_strings_become_their_source_text() {
    assert_eq!(
        value("010: a\ntrue: b\n~: c\n1.10: d\n? e\n: f"),
        json!({ "010": "a", "true": "b", "~": "c", "1.10": "d", "e": "f" })
    );
}

#[test]
fn an_empty_file_has_no_document_and_an_empty_document_is_null() {
    assert_eq!(tree("").documents(), []);
    assert_eq!(tree("# only a comment\n\n").documents(), []);
    assert!(root(&tree("---\n")).is_null());
    assert_eq!(tree("a: 1\n---\nb: 2\n...\n---\n").documents().len(), 3);
}

#[test]
fn aliases_stand_for_their_value_and_keep_their_own_span() {
    let tree = tree("a: &x {k: [1]}\nb: *x\n*x2 : 1\n".replace("*x2 :", "c:").as_str());
    let b = root(&tree).get("b").expect("b");
    assert_eq!((b.raw(), b.is_alias(), b.type_name()), ("*x", true, "map"));
    let inside = tree.locate(tree.documents()[0], &Path::from_keys(&["b", "k"]));
    assert_eq!((tree.file().slice(inside.key_or_value()), inside.depth), ("k", 2));
    assert_eq!(value("a: &n name\n*n : 1"), json!({ "a": "name", "name": 1 }));
    assert_eq!(value("a: &n 1\nb: &n 2\nc: *n"), json!({ "a": 1, "b": 2, "c": 2 }));
}

#[test]
fn merge_keys_take_maps_and_lists_of_maps_and_own_keys_win() {
    let text =
        "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nall: {<<: [*one, *two], a: 0}\nsingle:\n  c: 3\n  <<: *two\n";
    assert_eq!(
        value(text),
        json!({ "one": { "a": 1, "b": 1 }, "two": { "b": 2, "c": 2 }, "all": { "b": 1, "c": 2, "a": 0 }, "single": { "c": 3, "b": 2 } })
    );
    assert_eq!(value("'<<': {a: 1}"), json!({ "<<": { "a": 1 } }));
    assert_eq!(value("<<: {<<: {a: 1}, b: 2}"), json!({ "a": 1, "b": 2 }));
    assert!(fault("<<: 5").starts_with("1:5 merge-value \"5\" "));
    assert!(fault("<<: *x").starts_with("1:5 alias \"*x\" alias `*x` has no anchor `&x`"));
}

#[test]
fn a_path_is_followed_as_far_as_it_exists() {
    let tree = tree("a:\n  - b: 1\n    2: x\n");
    let at = |pointer: &str| {
        let located = tree.locate(tree.documents()[0], &Path::from_pointer(pointer));
        (located.key.map(|key| tree.file().slice(key)), tree.file().slice(located.value), located.depth)
    };
    assert_eq!(at("/a/0/b"), (Some("b"), "1", 3));
    assert_eq!(at("/a/0/2"), (Some("2"), "x", 3));
    assert_eq!(at("/a/7/b"), (Some("a"), "- b: 1\n    2: x", 1));
    assert_eq!(at(""), (None, "a:\n  - b: 1\n    2: x", 0));
}

#[test]
fn a_duplicate_key_is_reported_with_the_first_one() {
    assert_eq!(fault("a: 1\nb: {c: 1, 'c': 2}"), "2:11 duplicate-key \"'c'\" key `c` appears twice in this map");
    let many: String = (0..20).map(|n| format!("k{n}: 1\n")).collect();
    let parsed = parsed(&format!("{many}k3: 2\n"));
    assert_eq!(parsed.faults.len(), 1);
    assert_eq!(parsed.faults[0].related.as_ref().expect("the first").0, Span::new(18, 20));
    assert_eq!(root(&parsed.tree.expect("a tree")).len(), 20);
    assert_eq!(fault("1: a\n'1': b"), "2:1 duplicate-key \"'1'\" key `1` appears twice in this map");
}

#[test]
fn tags_of_the_core_schema_are_obeyed_and_others_refused() {
    assert_eq!(
        value("a: !!str 5\nb: ! 5\nc: !!map {}\nd: !!int 5\ne: !!str\nf: !!null ''"),
        json!({ "a": "5", "b": "5", "c": {}, "d": 5, "e": "", "f": "" })
    );
    assert!(fault("a: !!python/object x").starts_with("1:4 unknown-tag \"!!python/object\" "));
    assert!(fault("a: !Ref {}").starts_with("1:4 unknown-tag \"!Ref\" "));
    assert!(fault("a: !!seq {}").starts_with("1:4 unknown-tag \"!!seq\" "));
    assert!(fault("a: !!int x").starts_with("1:4 unknown-tag \"!!int\" `x` does not match"));
}

#[test]
fn aliases_to_nothing_and_into_themselves_are_refused_and_read_as_null() {
    assert_eq!(fault("a: *.js"), "1:4 alias \"*.js\" alias `*.js` has no anchor `&.js` before it");
    assert_eq!(fault("a: &x [1, *x]"), "1:11 alias \"*x\" alias `*x` is inside the value it refers to");
    assert_eq!(to_value(root(&parsed("a: &x [1, *x]").tree.expect("a tree"))), json!({ "a": [1, null] }));
    assert!(fault("a: &x 1\n---\nb: *x").starts_with("3:4 alias"));
}

#[test]
fn numbers_that_would_change_are_refused() {
    assert!(fault("a: 1e400").starts_with("1:4 unrepresentable-number \"1e400\""));
    assert!(fault("a: .nan").starts_with("1:4 unrepresentable-number"));
    assert!(fault("a: 123456789012345678901").starts_with("1:4 unrepresentable-number"));
}

#[test]
fn syntax_faults_name_their_cause() {
    for (text, says) in [
        ("a: 1\n\tb: 2", "2:1 yaml-syntax \"\\t\" tabs cannot be used"),
        ("a:\n  - b\n\t- c", "3:1 yaml-syntax \"\\t\" tabs cannot be used"),
        (
            "- a:\n    url: see: https://x # c",
            "2:10 yaml-syntax \"see: https://x\" a value that contains `: ` must be quoted",
        ),
        ("a: {{ x }}", "1:4 yaml-syntax \"{{ x }}\" a value that starts with `{{` must be quoted"),
        ("- a: {{ x }}-{{ y }}", "1:6 yaml-syntax \"{{ x }}-{{ y }}\" a value that starts with `{{`"),
        ("a: @x", "1:4 yaml-syntax \"@x\" a value cannot start with `@`"),
        ("a: %x y", "1:4 yaml-syntax \"%x y\" a value cannot start with `%`"),
        ("a: `x`", "1:4 yaml-syntax \"`x`\" a value cannot start with ```"),
        ("a: {b: @c, d: e}", "1:8 yaml-syntax \"@c\" a value cannot start with `@`"),
        ("a: & b", "1:4 yaml-syntax \"& b\" a value cannot start with `&`"),
        ("- identifier: x\n   title: y", "2:4 yaml-syntax \"title\" `title` is indented deeper than `identifier`"),
        (
            "- identifier: x\n title: y",
            "2:2 yaml-syntax \"title\" `title` is indented by 1 space, which matches no line above",
        ),
        ("- identifier: x\ntitle: y", "2:1 yaml-syntax \"title\" the key `title` is at the same level as list entries"),
        ("a: b\n- c", "2:1 yaml-syntax \"- c\" the list entry `- c` is at the same level as keys"),
        ("b: 'it\na: 1", "1:4 yaml-syntax \"'it\" the quote `'` is never closed"),
        ("a: it's # \"\nb: \"un", "2:4 yaml-syntax \"\\\"un\" the quote `\"` is never closed"),
        ("a: 'x' y", "1:8 yaml-syntax \"y\" text follows the closing quote"),
        ("a: \"C:\\qath\"", "1:7 yaml-syntax \"\\\\q\" `\\q` is not a valid escape"),
        ("a: [1, 2\nb: 3", "1:4 yaml-syntax \"[\" `[` is never closed"),
        ("{\"a\": {\"b\": 1}", "1:1 yaml-syntax \"{\" `{` is never closed"),
        ("{\n \"a\": 1\n \"b\": 2\n}", "3:2 yaml-syntax \"\\\"b\\\"\" missing `,` or `}` before this"),
        ("a: {b: c}}", "1:10 yaml-syntax \"}\" this `}` has no opening bracket"),
        ("b: 2\na:1\nc: 3", "2:2 yaml-syntax \":\" a space is missing after `a:`"),
        ("- a\n-b", "2:1 yaml-syntax \"-\" a space is missing after `-`"),
        ("a: - b", "1:4 yaml-syntax \"-\" a list cannot start on the line of its key"),
        ("a: \u{7}", "1:4 yaml-syntax \"\\u{7}\" control character U+0007"),
        ("a: b\n\nlone\nd: e", "3:1 yaml-syntax \"lone\" a colon is missing after `lone`"),
        ("a: b\nc d\ne: f", "2:1 yaml-syntax \"c d\" a colon is missing after `c`"),
        ("a:\n  b 1\n  c: 2", "2:3 yaml-syntax \"b 1\" a colon is missing after `b`"),
        (
            "a: b\n\nsome lone text\nd: e",
            "3:1 yaml-syntax \"some lone text\" this line is neither a key nor part of a value",
        ),
        (
            "- a: b\n\u{a0}\u{a0}c: d",
            "2:1 yaml-syntax \"\\u{a0}\\u{a0}\" this line is indented with whitespace other than a space (U+00A0)",
        ),
        ("a: [b] c d\ne: f", "1:8 yaml-syntax \"c d\" text follows the closing `]`"),
        ("a: {b} c\ne: f", "1:8 yaml-syntax \"c\" text follows the closing `}`"),
        ("a: [b](https://c)\ne: f", "1:7 yaml-syntax \"(https://c)\" text follows the closing `]`"),
        ("a: *b* c\ne: f", "1:8 yaml-syntax \"c\" text follows an alias"),
        ("a: |\nHello you all\nb: c", "2:1 yaml-syntax \"Hello you all\" the text of `a: |` is not indented"),
        ("- a: >-\n  Hello\n- b: c", "2:3 yaml-syntax \"Hello\" the text of `a: >-` is not indented"),
        ("a: b\n<<<<<<< HEAD\nc: d", "2:1 yaml-syntax \"<<<<<<< HEAD\" this file has a merge conflict"),
        ("  a: b\nc: d", "1:1 yaml-syntax \"  \" the first line is indented more than the lines below it"),
    ] {
        let fault = fault(text);
        assert!(fault.starts_with(says), "{text:?}\n  {fault}\n  {says}");
        assert!(parsed(text).tree.is_none() || text.contains("{{"), "{text}");
    }
}

#[test]
fn hostile_texts_are_refused_quickly() {
    let laughs: String =
        (1..20).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))).collect();
    let chain: String = (1..200).map(|n| format!("a{n}: &a{n} [[[[*a{}]]]]\n", n - 1)).collect();
    let wide: String = (0..1000).map(|n| format!("k{n}: 1, ")).collect();
    let merges: String = (0..200).map(|n| format!("m{n}: {{<<: *w}}\n")).collect();
    let block: String = (0..5000).map(|n| format!("{}a:\n", " ".repeat(n % 1200))).collect();
    let cases = [
        ("[".repeat(100_000), FaultKind::TooDeep),
        ("{a: ".repeat(100_000), FaultKind::TooDeep),
        ("- ".repeat(100_000), FaultKind::TooDeep),
        (block, FaultKind::TooDeep),
        (format!("a0: &a0 x\n{laughs}"), FaultKind::TooManyAliases),
        (format!("a0: &a0 x\n{chain}"), FaultKind::TooDeep),
        (format!("w: &w {{{wide}}}\n{merges}"), FaultKind::TooManyAliases),
        ("\"".repeat(1_000_001), FaultKind::Syntax),
        ("a: 'x\n".repeat(100_000), FaultKind::Syntax),
        ("a: 1\n".repeat(20_000) + "[", FaultKind::Syntax),
    ];
    for (text, kind) in cases {
        let start = Instant::now();
        let parsed = parsed(&text);
        assert!(start.elapsed() < Duration::from_secs(5), "{kind:?} took {:?}", start.elapsed());
        let last = parsed.faults.last().expect("a fault");
        assert_eq!(last.kind, kind, "{} {}", last.message, &text[..20]);
        assert!(parsed.tree.is_none());
    }
}

#[test]
fn a_sentence_stays_short_however_long_the_value_is() {
    let long = "x".repeat(10_000);
    let digits = "1".repeat(10_000);
    for text in [
        format!("a: @{long}"),
        format!("a: {{{{ {long} }}}}"),
        format!("a: b: {long}"),
        format!("{long}: 1\n  {long}2: 1"),
        format!("? {long}\n? {long}"),
        format!("a: *{long}"),
        format!("a: !{long} 1"),
        format!("a: {digits}"),
        format!("-{long}"),
        format!("a: 1\n{long}:1"),
    ] {
        for fault in parsed(&text).faults {
            assert!(fault.message.len() + fault.help.len() < 600, "{} {}", fault.message, fault.help);
        }
    }
}

#[test]
fn large_texts_are_read() {
    assert_eq!(value(&format!("a: {}", "x".repeat(1 << 20)))["a"].as_str().map(str::len), Some(1 << 20));
    let keys: String = (0..50_000).map(|n| format!("k{n}: {n}\n")).collect();
    assert_eq!(root(&tree(&keys)).len(), 50_000);
    let limits = Limits { bytes: 3, ..Limits::default() };
    assert_eq!(parse(&SourceFile::new("a", "a: 1"), &limits).faults[0].kind, FaultKind::TooLarge);
}

/// Bodies in common layouts, from a small generator. Another reader must read them as we do.
#[test]
fn another_reader_sees_the_same_value() {
    let mut seed = 42_u64;
    let mut random = |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % bound
    };
    for _ in 0..300 {
        let body = generated(&mut random, 0);
        let written = serde_yaml::to_string(&body).expect("writes");
        assert_eq!(value(&written), body, "{written}");
        let pretty = serde_json::to_string_pretty(&body).expect("writes");
        assert_eq!(value(&pretty), body, "{pretty}");
        assert_eq!(value(&written.replace('\n', "\r\n")), body, "{written}");
    }
}

fn generated(random: &mut impl FnMut(u64) -> u64, depth: u64) -> Value {
    const TEXTS: [&str; 20] = [
        "plain",
        "with space",
        "a: b",
        "# no",
        "- x",
        "it's",
        "\"q\"",
        "",
        " lead",
        "yes",
        "012",
        "1.0",
        "null",
        "日本 é",
        "line\nline\n",
        "tab\there",
        "{{ x }}",
        "*.js",
        "a #b",
        "\\d+",
    ];
    match random(if depth > 3 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => Value::from(random(2) == 0),
        2 => Value::from(random(1000) as i64 - 500),
        3 => Value::from(random(1000) as f64 / 8.0),
        4 => Value::from(TEXTS[random(20) as usize]),
        5 => (0..random(4)).map(|_| generated(random, depth + 1)).collect(),
        _ => {
            let keys: Vec<String> = (0..random(5)).map(|n| format!("{}{n}", TEXTS[random(6) as usize])).collect();
            Value::Object(keys.into_iter().map(|key| (key, generated(random, depth + 1))).collect())
        }
    }
}
