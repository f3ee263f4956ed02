//! Every rule's page is correct: flagged examples give exactly the report shown, and accepted ones give none.

use std::fmt::Write as _;
use std::path::PathBuf;

use portwright::ground::finding::Finding;
use portwright::lint::engine::Levels;
use portwright::lint::{RULES, Rule};
use portwright::yaml::parse::Limits;

use crate::support::{File, Project, files_below, report, root, update};

/// One project that a page shows, and the report it says that it gets.
#[derive(Default)]
pub(crate) struct Case {
    pub(crate) files: Vec<File>,
    /// The lines of the page, without fences, that hold the report.
    pub(crate) report: Option<(std::ops::Range<usize>, String)>,
}

/// A page, cut at its headings.
pub(crate) struct Page {
    lines: Vec<String>,
    pub(crate) flagged: Vec<Case>,
    accepted: Vec<Case>,
}

const HEADINGS: [&str; 4] = ["## What it does", "## Why", "## Flagged", "## Accepted"];

impl Page {
    fn read(rule: &Rule, text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        assert_eq!(
            lines.first().map(String::as_str),
            Some(&*format!("# {}", rule.name)),
            "a page is titled by its rule"
        );
        let headings: Vec<&str> = lines.iter().filter(|line| line.starts_with("## ")).map(String::as_str).collect();
        assert_eq!(headings, HEADINGS, "the headings of {}", rule.name);
        let (mut flagged, mut accepted) = (Vec::new(), Vec::new());
        let mut section = "";
        let mut at = 0;
        while at < lines.len() {
            if lines[at].starts_with("## ") {
                section = &lines[at];
            }
            let Some(info) = lines[at].strip_prefix("```") else {
                at += 1;
                continue;
            };
            let end = (at + 1..lines.len()).find(|line| lines[*line] == "```").expect("every fence is closed");
            let body: String = lines[at + 1..end].iter().map(|line| format!("{line}\n")).collect();
            let cases = match section {
                "## Flagged" => Some(&mut flagged),
                "## Accepted" => Some(&mut accepted),
                _ => None,
            };
            if let Some(cases) = cases {
                add(cases, info, body, at + 1..end);
            }
            at = end + 1;
        }
        Self { lines, flagged, accepted }
    }
}

/// Adds a block to the case it belongs to: a report ends one, and so does a file that the case already has.
fn add(cases: &mut Vec<Case>, info: &str, body: String, lines: std::ops::Range<usize>) {
    let mut words = info.split(' ');
    let language = words.next().unwrap_or_default();
    if language == "text" {
        let case = cases.last_mut().expect("a report follows the files that it is about");
        assert!(case.report.is_none(), "one report for one case");
        case.report = Some((lines, body));
        return;
    }
    assert!(["yaml", "json", "toml", "markdown"].contains(&language), "a block of {language}");
    let name = words.next().expect("a file name follows the language");
    let mut file = File::new(name, &body);
    for word in words {
        match word.split_once('=') {
            Some(("bytes", most)) => file.limits = Limits { bytes: most.parse().expect("a number"), ..file.limits },
            Some(("depth", most)) => file.limits = Limits { depth: most.parse().expect("a number"), ..file.limits },
            None if word == "unreadable" => file.is_unreadable = true,
            Some(("size", size)) => file.size = Some(size.parse().expect("a number")),
            None if word == "escaped" => file.bytes = unescaped(&body),
            _ => panic!("unknown word {word} after {name}"),
        }
    }
    let is_new = cases.last().is_none_or(|case| case.report.is_some() || case.files.iter().any(|f| f.name == name));
    if is_new {
        cases.push(Case::default());
    }
    cases.last_mut().expect("there is one now").files.push(file);
}

/// Replaces `\xff` and `\t` with their bytes, since a page is UTF-8 and a tab in it looks like spaces.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.bytes());
        rest = match after.strip_prefix('t') {
            Some(after) => {
                bytes.push(b'\t');
                after
            }
            None => {
                bytes.push(u8::from_str_radix(&after[1..3], 16).expect("two hexadecimal digits"));
                &after[3..]
            }
        };
    }
    bytes.extend(rest.bytes());
    bytes
}

fn file_of(rule: &Rule, ending: &str) -> PathBuf {
    root().join("src/lint/rules").join(format!("{}.{ending}", rule.name.replace('-', "_")))
}

pub(crate) fn pages() -> impl Iterator<Item = (&'static Rule, Page)> {
    RULES.iter().map(|rule| {
        let text = std::fs::read_to_string(file_of(rule, "md")).expect("every rule has a page beside it");
        (*rule, Page::read(rule, &text))
    })
}

/// The findings of one rule, whatever its level. A comment can be unused only if the rule that it allows is enabled.
fn alone(rule: &'static Rule, project: &Project) -> Vec<Finding> {
    let levels = Levels { pedantic: true, ..Levels::default() };
    if rule.name == "unused-allow" {
        return project.check(RULES).into_iter().filter(|one| one.rule == rule.name).collect();
    }
    project.check_at(&[rule], &levels)
}

#[test]
fn every_page_shows_the_reports_of_its_rule() {
    let mut wrong = String::new();
    for (rule, page) in pages() {
        let mut lines = page.lines.clone();
        for case in page.flagged.iter().rev() {
            let real = report(&alone(rule, &Project::new(&case.files)));
            assert!(!real.is_empty(), "{} does not flag what its page shows: {:#?}", rule.name, case.files);
            let Some((range, shown)) = &case.report else { panic!("{} shows a case without a report", rule.name) };
            if *shown != real {
                lines.splice(range.clone(), real.lines().map(str::to_owned));
                let _ = write!(wrong, "{} shows\n{shown}but reports\n{real}\n", rule.name);
            }
        }
        if lines != page.lines && update() {
            std::fs::write(file_of(rule, "md"), lines.join("\n") + "\n").expect("the page can be written");
        }
    }
    assert!(wrong.is_empty() || update(), "UPDATE=1 cargo test rewrites these:\n{wrong}");
}

#[test]
fn no_rule_reports_an_accepted_example() {
    for (of, page) in pages() {
        for case in &page.accepted {
            assert!(alone(of, &Project::new(&case.files)).is_empty(), "{} flags what its page accepts", of.name);
            let found = Project::new(&case.files).check(RULES);
            assert!(found.is_empty(), "what {} accepts:\n{}", of.name, report(&found));
        }
    }
}

#[test]
fn no_rule_reports_under_the_name_of_another() {
    for (rule, page) in pages() {
        for case in page.flagged.iter().chain(&page.accepted) {
            let found = alone(rule, &Project::new(&case.files));
            found.iter().for_each(|finding| assert_eq!(finding.rule, rule.name));
        }
    }
}

#[test]
fn every_rule_shows_one_flagged_and_one_accepted() {
    for (rule, page) in pages() {
        assert!(!page.flagged.is_empty(), "{} shows nothing that it flags", rule.name);
        assert!(!page.accepted.is_empty(), "{} shows nothing that it accepts", rule.name);
    }
}

#[test]
fn every_rule_file_is_registered() {
    let names: Vec<String> = RULES.iter().map(|rule| rule.name.replace('-', "_")).collect();
    for ending in [".rs", ".md"] {
        for path in files_below(&root().join("src/lint/rules"), ending) {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
            assert!(names.iter().any(|name| name == stem), "{} is not a rule", path.display());
        }
    }
}

#[test]
fn rule_name_is_its_file_name() {
    for rule in RULES {
        assert!(file_of(rule, "rs").is_file(), "no file is named as the rule {}", rule.name);
        let page = std::fs::read_to_string(file_of(rule, "md")).expect("every rule has a page beside it");
        assert!(page == rule.page || update(), "{} includes the page of another rule", rule.name);
    }
}

#[test]
fn rules_are_sorted() {
    assert!(RULES.is_sorted_by_key(|rule| rule.name) && !RULES.is_empty());
}

#[test]
fn a_mistake_is_reported_by_one_rule_alone() {
    for (rule, page) in pages() {
        for case in &page.flagged {
            let found = Project::new(&case.files).check(RULES);
            assert!(found.iter().all(|finding| finding.rule == rule.name), "{}:\n{}", rule.name, report(&found));
        }
    }
}

#[test]
fn every_fix_removes_its_finding() {
    for (rule, page) in pages() {
        for case in &page.flagged {
            let found = alone(rule, &Project::new(&case.files));
            for (finding, fix) in found.iter().filter_map(|one| Some((one, one.fix.as_ref()?))) {
                let mut files = case.files.clone();
                let file = files.iter_mut().find(|file| file.name == finding.place.file.name).expect("it is shown");
                for (span, text) in fix.edits.iter().rev() {
                    file.bytes.splice(span.range(), text.bytes());
                }
                let left = alone(rule, &Project::new(&files));
                assert!(left.len() < found.len(), "{} after its fix:\n{}", rule.name, report(&left));
            }
        }
    }
}
