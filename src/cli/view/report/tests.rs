//! Reports are complete, aligned and safe to print, whatever a finding contains.

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
    view(findings, &mut out).expect("writing to a vector never fails");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn finding() -> Finding {
    Finding::new("some-rule", Severity::Warning, place("a.yml", "日本: é\n😀: x", "x"), "`x` is wrong")
        .label("this one")
        .related(place("b.yml", "b: y\n", "y"), "the other")
        .help("write `y`")
}

#[test]
fn a_report_shows_the_words_the_help_and_then_the_other_file() {
    let report = rendered(&[finding()], |found, out| human(found, PLAIN, out));
    let expected = "\
warning[some-rule]: `x` is wrong
   ,-[a.yml:2:4]
 1 | 日本: é
 2 | 😀: x
   :     |
   :     `-- this one
   `----
  help: write `y`
  note: the other: b.yml:1:4
";
    assert_eq!(report, expected);
}

#[test]
fn two_findings_are_separated_by_an_empty_line() {
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
    bad.message = "two\nlines \u{1b}[31m".into();
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
    assert_eq!(report["format_version"], "1.0");
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
        "fingerprint": fingerprints(&[finding()], |name| name.into()).next(),
        "baselined": false,
    });
    assert_eq!(report["findings"][0], expected);
}

#[test]
fn annotations_escape_control_characters() {
    let mut bad = finding().help("one\n\u{1b}[2Jtwo");
    bad.message = "\u{1b}[31mred\r::error::x".into();
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
fn a_long_line_is_truncated_on_both_sides_and_keeps_its_column() {
    let text = format!("{{a: \"{}\", n: bogus, b: \"{}\"}}\n", "x".repeat(70_000), "y".repeat(70_000));
    let found = [Finding::new("some-rule", Severity::Error, place("a.yml", &text, "bogus"), "not a number")];
    let report = rendered(&found, |found, out| human(found, PLAIN, out));
    assert!(report.contains("[a.yml:1:70012]") && report.contains("n: bogus, b"), "{report}");
    assert!(report.contains("…xx") && report.contains("yy…") && report.len() < 4_000, "{report}");
}

/// Numbers that are the same in each run.
fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    }
}

/// Pieces of text that are drawn with no width, with several columns, or not at all.
const PIECES: [&str; 18] = [
    "a",
    "key: ",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "é",
    "日本",
    "e\u{301}\u{301}",
    "👩\u{200d}💻",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}[31m",
    "\u{0}",
    "\u{a0}\u{3000}",
    "\u{e0041}",
];

fn text_of(number: &mut impl FnMut(usize) -> usize) -> String {
    let mut text = String::new();
    for _ in 0..number(8) {
        let piece = PIECES[number(PIECES.len())];
        // Some pieces are repeated until lines are cut or columns cannot be counted in 16 bits.
        let times = [1, 3, 300, 5_000, 70_000][number(50).saturating_sub(45)];
        text.push_str(&piece.repeat(times));
    }
    text
}

#[test]
fn no_text_span_or_width_ends_a_report() {
    let mut number = numbers(7);
    for round in 0..120 {
        let text = text_of(&mut number);
        let file = SourceFile::new("a.yml", text.as_str());
        let span = |number: &mut dyn FnMut(usize) -> usize| {
            let from = number(text.len() + 3);
            let length = [0, 1, 2, 9, text.len()][number(5)];
            Span::new(from, from + length)
        };
        let message = format!("bad {}", text_of(&mut number));
        let mut bad = Finding::new("some-rule", Severity::Error, Location::new(&file, span(&mut number)), message);
        for nth in 0..[0, 1, 3, 20][number(4)] {
            let label = if nth % 2 == 0 { text_of(&mut number) } else { String::new() };
            bad = bad.related(Location::new(&file, span(&mut number)), label);
        }
        let bad = if number(2) == 0 { bad.label("here") } else { bad.help(text_of(&mut number)) };
        let style = Style { color: number(2) == 0, unicode: number(2) == 0, width: 1 + number(200) };
        let drawn =
            std::panic::catch_unwind(|| rendered(std::slice::from_ref(&bad), |found, out| human(found, style, out)));
        let drawn = drawn.unwrap_or_else(|_| panic!("round {round}: {bad:?} at {style:?}"));
        assert!(drawn.contains("some-rule") && drawn.contains("a.yml:"), "round {round}: {bad:?} {style:?}\n{drawn}");
        for report in [github_report, concise_report, json_report, sarif_report, gitlab_report, junit_report] {
            let report = rendered(std::slice::from_ref(&bad), report);
            assert!(
                report.contains("a.yml") && !report.contains(['\u{1b}', '\u{0}', '\u{202e}', '\r']),
                "round {round}"
            );
        }
    }
}

fn github_report(found: &[Finding], out: &mut dyn Write) -> std::io::Result<()> {
    github(found, &here(), out)
}

fn concise_report(found: &[Finding], out: &mut dyn Write) -> std::io::Result<()> {
    concise(found, out)
}

fn json_report(found: &[Finding], out: &mut dyn Write) -> std::io::Result<()> {
    json(found, &[], &here(), out)
}

fn sarif_report(found: &[Finding], out: &mut dyn Write) -> std::io::Result<()> {
    sarif(found, &[], &here(), out)
}

fn gitlab_report(found: &[Finding], out: &mut dyn Write) -> std::io::Result<()> {
    gitlab(found, &here(), out)
}

fn junit_report(found: &[Finding], out: &mut dyn Write) -> std::io::Result<()> {
    junit(found, &here(), out)
}

#[test]
fn the_marker_is_below_the_span_whatever_precedes_it() {
    for (before, after) in [("", "\r\n"), ("é: ", "\n"), ("k:\t", ""), ("k: ", "\r\nb: 1\r\n"), ("日本: ", "\n\n\n")]
    {
        let text = format!("a: 1\n{before}wrong{after}");
        let found = [Finding::new("some-rule", Severity::Error, place("a.yml", &text, "wrong"), "bad")];
        let report = rendered(&found, |found, out| human(found, PLAIN, out));
        let line = report.lines().find(|line| line.contains("wrong")).expect("the line is shown");
        let marker = report.lines().find(|line| line.contains("^^^^^")).expect("the marker is shown");
        let wide = before.chars().filter(|c| "日本".contains(*c)).count();
        let at = line.chars().take_while(|c| *c != 'w').count() + wide;
        assert_eq!(marker.chars().take_while(|c| *c != '^').count(), at, "{report}");
    }
}

#[test]
fn labels_far_apart_keep_the_numbers_of_their_lines() {
    let text = "a: 1\n".repeat(500) + "b: 2\n" + &"c: 3\n".repeat(500);
    let found = [Finding::new("some-rule", Severity::Error, place("a.yml", &text, "b: 2"), "bad")
        .label("again")
        .related(place("a.yml", &text, "a: 1"), "first")];
    let report = rendered(&found, |found, out| human(found, PLAIN, out));
    for line in [" 1 | a: 1", " 500 | a: 1", " 501 | b: 2", " 502 | c: 3"] {
        assert!(report.lines().any(|shown| shown == line), "{line}\n{report}");
    }
    assert!(!report.contains(" 499 |") && !report.contains(" 503 |"), "{report}");
}

#[test]
fn very_many_labels_are_all_named() {
    let text = format!("[{}]\n", "x, ".repeat(30_000));
    let file = SourceFile::new("a.yml", text.as_str());
    let at = |nth: usize| Location::new(&file, Span::new(1 + 3 * nth, 2 + 3 * nth));
    let finding = Finding::new("some-rule", Severity::Error, at(0), "repeated");
    let finding = (1..100).fold(finding, |finding, nth| finding.related(at(nth * 300), format!("number {nth}.")));
    let report = rendered(&[finding], |found, out| human(found, PLAIN, out));
    assert!((1..100).all(|nth| report.contains(&format!("number {nth}."))), "{report}");
}

#[test]
fn sarif_keeps_the_most_severe_findings_and_counts_the_others() {
    let many = |severity, number| vec![Finding { severity, ..finding() }; number];
    let (warnings, errors) = (many(Severity::Warning, 20_000), many(Severity::Error, 10_000));
    let known = many(Severity::Error, 1);
    let report = rendered(&[warnings, errors].concat(), |found, out| sarif(found, &known, &here(), out));
    let report: serde_json::Value = serde_json::from_str(&report).expect("it is JSON");
    let run = &report["runs"][0];
    let results = run["results"].as_array().expect("a list");
    let errors = results.iter().filter(|result| result["level"] == "error").count();
    assert_eq!((results.len(), errors), (25_000, 10_001));
    assert_eq!(results.last().expect("there are many")["baselineState"], "unchanged");
    let noted = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(noted, "5001 findings left out: GitHub accepts at most 25000.");
}
