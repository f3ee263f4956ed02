//! `lint` reports and fixes everything, even if there are very many findings.

use std::process::Output;

use crate::lint_program::{Place, json, lines};

/// A list of entities, each with one more line.
fn entities(number: usize, line: &str) -> String {
    let one = |nth: usize| format!("- identifier: e{nth}\n  title: T\n  blueprint: service\n  {line}\n");
    (0..number).map(one).collect()
}

/// An entity with one error.
const LAST: &str = "- identifier: last\n  title: T\n  blueprint: nosuch\n";

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn noted(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_error_behind_very_many_warnings_is_in_every_report() {
    let place = Place::new(&[("port.yml", &(entities(1_500, "colour: x") + LAST))]);
    for format in ["human", "concise", "json", "sarif", "gitlab", "github", "junit"] {
        let report = place.lint(&["--warn", "unknown-entity-key", "--format", format]);
        assert_eq!(report.status.code(), Some(1), "{format}");
        let text = printed(&report);
        assert!(text.contains("nosuch"), "{format}");
        assert_eq!(text.contains("6000"), format != "human", "{format}");
    }
    let report = printed(&place.lint(&["--warn", "unknown-entity-key"]));
    assert_eq!(report.matches("warning[").count(), 19, "{report}");
    assert!(report.contains("\nport.yml: and 1481 more warnings.\n"), "{report}");
    assert!(report.contains("Found 1 error and 1500 warnings in 1 of 1 file."), "{report}");
    let statistics = printed(&place.lint(&["--warn", "unknown-entity-key", "--statistics"]));
    assert!(
        statistics.contains("1500  unknown-entity-key") && statistics.contains("1  unknown-blueprint"),
        "{statistics}"
    );
    assert_eq!(place.lint(&["--allow", "unknown-blueprint", "--deny-warnings"]).status.code(), Some(1));
}

#[test]
fn errors_are_shown_first_and_the_others_counted_by_level() {
    let text = entities(30, "colour: x") + &LAST.repeat(25);
    let place = Place::new(&[("port.yml", &text)]);
    let report = printed(&place.lint(&["--warn", "unknown-entity-key", "--allow", "duplicate-entity"]));
    assert_eq!((report.matches("error[").count(), report.matches("warning[").count()), (20, 0), "{report}");
    assert!(report.contains("\nport.yml: and 5 more errors, 30 more warnings.\n"), "{report}");
}

#[test]
fn each_part_of_a_file_is_checked_to_its_end() {
    let head = "identifier: a\ntitle: T\nblueprint: service\n";
    let map = |line: &dyn Fn(usize) -> String| (0..1_200).map(line).collect::<String>();
    let list = |word: &str| format!("[{}]", vec![word; 1_200].join(", "));
    let cases = [
        ("wrong-root", "- 1\n".repeat(1_200)),
        ("unknown-entity-key", format!("{head}{}", map(&|nth| format!("k{nth}x: 1\n")))),
        ("unknown-property", format!("{head}properties:\n{}", map(&|nth| format!("  k{nth}x: 1\n")))),
        ("unknown-relation", format!("{head}relations:\n{}", map(&|nth| format!("  k{nth}x: a\n")))),
        ("wrong-type", format!("{head}properties:\n  tags: {}\n", list("1"))),
        ("wrong-field-type", format!("{head}team: {}\n", list("1"))),
        ("ambiguous-scalar", format!("{head}properties:\n  tags: {}\n", list("no"))),
        ("duplicate-key", format!("{head}{}", "icon: A\n".repeat(1_201))),
        (
            "duplicate-entity",
            format!("- {}", head.replace('\n', "\n  ").trim_end()).repeat(1_201).replace("- i", "\n- i"),
        ),
    ];
    for (rule, text) in cases {
        let place = Place::new(&[("port.yml", &text)]);
        let found = lines(&place.lint(&["--format", "concise"]));
        let number = found.iter().filter(|line| line.ends_with(&format!("[{rule}"))).count();
        assert_eq!(number, 1_200, "{rule}: {:?}", found.first());
    }
    let allowed = entities(1_500, "colour: x # portwright: allow(unknown-entity-key) it is ours");
    let place = Place::new(&[("port.yml", &allowed)]);
    assert_eq!(lines(&place.lint(&["--format", "concise"])), [""; 0]);
}

#[test]
fn a_fix_and_a_baseline_reach_the_last_finding() {
    let place = Place::new(&[("port.yml", &entities(1_500, "properties: { replicas: \"3\" }"))]);
    assert_eq!(place.lint(&["--baseline", "known.json", "--update-baseline"]).status.code(), Some(0));
    let compared = place.lint(&["--baseline", "known.json"]);
    assert_eq!(compared.status.code(), Some(0), "{}", noted(&compared));
    assert!(noted(&compared).contains("1500 findings in the baseline"), "{}", noted(&compared));
    let fixed = place.lint(&["--fix"]);
    assert_eq!(
        (fixed.status.code(), noted(&fixed)),
        (Some(0), "Fixed 1500 findings in 1 file.\n1 file checked: nothing to report.\n".to_owned())
    );
    assert_eq!(place.text("port.yml"), entities(1_500, "properties: { replicas: 3 }"));
}

#[test]
fn a_summary_counts_what_can_be_fixed() {
    let safe = "properties: { replicas: \"3\" }";
    let place = Place::new(&[("port.yml", &entities(2, safe))]);
    let summary = |args: &[&str]| printed(&place.lint(args)).lines().last().unwrap_or_default().to_owned();
    assert_eq!(summary(&[]), "Found 2 errors in 1 of 1 file. `--fix` can fix 2 of them.");
    let with_other = entities(40, safe) + "- identifier: x y\n  title: T\n  blueprint: service\n";
    place.put("port.yml", &with_other);
    let report = json(&place.lint(&["--format", "json"]));
    let offered = report["findings"].as_array().expect("a list").iter().filter(|one| one["fix"].is_object()).count();
    assert!(offered >= 40, "the fixes of a large file are reported: {offered}");
    assert!(summary(&[]).contains(" `--fix` can fix 40 of them"), "{}", summary(&[]));
    assert!(!summary(&["--fix"]).contains("`--fix` can fix"), "{}", summary(&["--fix"]));
}

#[test]
fn a_fix_of_standard_input_is_written_to_standard_output() {
    let on_disk = "# notes\n";
    let place = Place::new(&[("port.yml", on_disk), ("a/port.yml", on_disk)]);
    let bad = entities(1, "properties: { replicas: \"3\" }");
    let good = entities(1, "properties: { replicas: 3 }");
    let wrong = good.replace("service", "nosuch");
    let crlf = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let large = "# a comment\n".repeat(500_000);
    let cases = [
        (bad.clone(), good.clone(), 0),
        (good.clone(), good.clone(), 0),
        (crlf(&bad), crlf(&good), 0),
        (wrong.clone(), wrong.clone(), 1),
        (String::new(), String::new(), 0),
        ("{".to_owned(), "{".to_owned(), 1),
        (large.clone(), large, 1),
        ("no end: \"3".to_owned(), "no end: \"3".to_owned(), 1),
    ];
    for (before, after, code) in cases {
        for args in [&["--fix", "-"][..], &["--fix", "--unsafe", "--stdin-filename", "a/port.yml", "-"]] {
            let fixed = place.lint_with(args, before.as_bytes());
            assert!(printed(&fixed) == after, "{}", &before[..before.len().min(200)]);
            assert_eq!(fixed.status.code(), Some(code), "{}", noted(&fixed));
            assert_eq!(noted(&fixed).contains("error["), code == 1, "{}", noted(&fixed));
        }
    }
    let binary = b"identifier: \xff\xfe\n";
    assert_eq!(place.lint_with(&["--fix", "-"], binary).stdout, binary);
    let report = place.lint_with(&["--fix", "--format", "concise", "-"], wrong.as_bytes());
    assert!(noted(&report).starts_with("port.yml:3:14: error[unknown-blueprint]"), "{}", noted(&report));
    let shown = place.lint_with(&["--diff", "-"], bad.as_bytes());
    assert!(shown.status.code() == Some(1) && printed(&shown).contains("+  properties: { replicas: 3 }\n"));
    assert_eq!((place.text("port.yml").as_str(), place.text("a/port.yml").as_str()), (on_disk, on_disk));
}
