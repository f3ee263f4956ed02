//! Reports are whole, aligned and safe to print, whatever a finding holds.

use std::io::Write;
use std::path::Path;

use super::*;
use crate::disk::top::Top;
use crate::ground::finding::{Finding, Severity};
use crate::ground::fingerprint::fingerprints;
use crate::ground::source::{Location, SourceFile, Span};

const PLAIN: Style = Style { color: false, unicode: false, width: 80 };

/// A folder that is in no repository.
fn here() -> Top {
    Top::of(Path::new("/in/no/repository"), None)
}

fn place(name: &str, text: &str, words: &str) -> Location {
    let start = text.find(words).expect("the words are in the text");
    Location::new(&SourceFile::new(name, text), Span::new(start, start + words.len()))
}

fn rendered(findings: &[Finding], view: impl Fn(&[Finding], &mut dyn Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    view(findings, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn finding() -> Finding {
    Finding::new("some-rule", Severity::Warning, place("a.yml", "日本: é\n😀: x", "x"), "`x` is wrong")
        .label("this one")
        .related(place("b.yml", "b: y\n", "y"), "the other")
        .help("write `y`")
}

#[test]
fn a_report_shows_the_words_the_other_file_and_then_the_help() {
    let report = rendered(&[finding()], |found, out| human(found, PLAIN, out));
    let expected = "\
warning[some-rule]: `x` is wrong
   ,-[a.yml:2:4]
 1 | 日本: é
 2 | 😀: x
   :     |
   :     `-- this one
   `----
note: the other
   ,-[b.yml:1:4]
 1 | b: y
   :    ^
   `----
  help: write `y`
";
    assert_eq!(report, expected);
}

#[test]
fn two_findings_are_kept_apart_by_an_empty_line() {
    let report = rendered(&[finding(), finding()], |found, out| human(found, PLAIN, out));
    assert_eq!(report.matches("\n\nwarning[some-rule]").count(), 1);
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let colored = |color| rendered(&[finding()], |found, out| human(found, Style { color, ..PLAIN }, out));
    assert!(colored(true).contains("\u{1b}["));
    assert!(!colored(false).contains('\u{1b}'));
}

#[test]
fn a_place_beyond_the_end_and_a_file_without_text_are_reported() {
    for text in ["", "a: 1\n", "\n\n"] {
        let place = Location::new(&SourceFile::new("a.yml", text), Span::new(99, 99));
        let found = [Finding::new("some-rule", Severity::Error, place, "too short")];
        let report = rendered(&found, |found, out| human(found, PLAIN, out));
        assert!(report.contains("error[some-rule]: too short") && report.contains("[a.yml:"), "{report}");
    }
}

#[test]
fn a_concise_report_has_one_line_for_each_finding() {
    let mut bad = finding();
    bad.message = "two\nlines \u{1b}[31m".to_owned();
    let report = rendered(&[finding(), bad], concise);
    let expected = "a.yml:2:4: warning[some-rule] `x` is wrong\n\
                    a.yml:2:4: warning[some-rule] two\\nlines \\u{1b}[31m\n";
    assert_eq!(report, expected);
}

#[test]
fn json_counts_lines_and_characters_from_one() {
    let report: serde_json::Value =
        serde_json::from_str(&rendered(&[finding()], |findings, out| json(findings, &[], &here(), out)))
            .expect("it is JSON");
    assert_eq!(report["version"], 1);
    let expected = serde_json::json!({
        "rule": "some-rule",
        "severity": "warning",
        "message": "`x` is wrong",
        "path": "a.yml",
        "line": 2,
        "column": 4,
        "endLine": 2,
        "endColumn": 5,
        "label": "this one",
        "help": "write `y`",
        "related": [
            { "message": "the other", "path": "b.yml", "line": 1, "column": 4, "endLine": 1, "endColumn": 5 },
        ],
        "fingerprint": fingerprints(&[finding()], &|name| name.into())[0],
        "baselined": false,
    });
    assert_eq!(report["findings"][0], expected);
}

#[test]
fn annotations_escape_control_characters() {
    let mut bad = finding().help("one\n\u{1b}[2Jtwo");
    bad.message = "\u{1b}[31mred\r::error::x".to_owned();
    bad.place = place("a\n::error::b.yml", "x", "x");
    let report = rendered(&[bad], |found, out| github(found, &here(), out));
    assert!(!report.contains(['\u{1b}', '\r']) && report.lines().count() == 1, "{report}");
    assert!(report.contains(r"\u{1b}[31mred\r::error::x%0Aone%0A\u{1b}[2Jtwo"), "{report}");
}

#[test]
fn a_finding_at_any_column_of_any_line_is_drawn() {
    let wide = |c: &str, times: usize| c.repeat(times);
    let texts = [
        String::new(),
        "\n".to_owned(),
        wide("x", 200_000),
        wide("\t", 70_000),
        wide("日", 70_000),
        wide("\u{1b}\u{301}", 40_000),
        format!("a: 1\n{}\r\nb: 2\n", wide("é", 70_000)),
        wide("a\n", 70_000),
    ];
    for text in &texts {
        let file = SourceFile::new("a.yml", text.as_str());
        let end = text.len();
        for (from, to) in [(0, 0), (0, end), (end / 2, end / 2 + 3), (65_534, 65_537), (end, end), (end, end + 9)] {
            let there = Location::new(&file, Span::new(from, to));
            let far = Location::new(&file, Span::new(end.saturating_sub(1), end));
            let found =
                [Finding::new("some-rule", Severity::Error, there, "bad").label("here").related(far, "and here")];
            for width in [0, 1, 80, 100_000] {
                let report = rendered(&found, |found, out| human(found, Style { width, ..PLAIN }, out));
                assert!(report.contains("some-rule") && report.contains("a.yml"), "{from} {to} {width}");
            }
        }
    }
}

#[test]
fn a_long_line_is_cut_on_both_sides_and_keeps_its_column() {
    let text = format!("{{a: \"{}\", n: bogus, b: \"{}\"}}\n", "x".repeat(70_000), "y".repeat(70_000));
    let found = [Finding::new("some-rule", Severity::Error, place("a.yml", &text, "bogus"), "not a number")];
    let report = rendered(&found, |found, out| human(found, PLAIN, out));
    assert!(report.contains("[a.yml:1:70012]") && report.contains("n: bogus, b"), "{report}");
    assert!(report.contains("…xx") && report.contains("yy…") && report.len() < 4_000, "{report}");
}
