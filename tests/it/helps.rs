//! The help of every finding on a rule's page works: following it literally removes the finding and causes no other.

use portwright::ground::finding::Finding;
use portwright::lint::RULES;

use crate::pages::{Case, pages};
use crate::support::{Project, report};

/// The edit that a help suggests.
enum Advice<'h> {
    /// One of these in place of the marked text.
    Replace(Vec<&'h str>),
    /// The file by this name.
    Rename(&'h str),
    /// Without the line of the marked text.
    RemoveLine,
    /// Something that only the author knows.
    Think,
}

/// Words after which a help shows a replacement for the marked text.
const BEFORE_A_TEXT: &[&str] =
    &["did you mean ", "write ", "use ", "use one of ", "quote it: ", "write it without quotes: ", "write a list: "];

fn advice(help: &str) -> Advice<'_> {
    if help.starts_with("remove this line")
        || help.starts_with("remove the line")
        || help.starts_with("remove this entry")
    {
        return Advice::RemoveLine;
    }
    if let Some(name) = help.strip_prefix("rename it to `") {
        return Advice::Rename(name.split('`').next().unwrap_or_default());
    }
    let Some(rest) = BEFORE_A_TEXT.iter().rev().find_map(|words| help.strip_prefix(words)) else {
        return Advice::Think;
    };
    let texts: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let is_shown = rest.starts_with('`') && !help.contains("such as") && !texts.iter().any(|text| text.contains('…'));
    match help.starts_with("use one of ") || rest.starts_with('`') && help.starts_with("did you mean ") {
        true => Advice::Replace(texts),
        false if is_shown => Advice::Replace(texts.into_iter().take(1).collect()),
        false => Advice::Think,
    }
}

/// The case with a replacement for the text that the finding marks.
fn obeyed(case: &Case, finding: &Finding, advice: &Advice<'_>) -> Vec<Case> {
    let file = &finding.place.file;
    let range = finding.place.span.range();
    let with = |range: std::ops::Range<usize>, text: &str| {
        let mut files = case.files.clone();
        let shown = files.iter_mut().find(|shown| shown.name == file.name)?;
        shown.bytes.splice(range, text.bytes());
        Some(Case { files, report: None })
    };
    match advice {
        Advice::Replace(texts) => texts.iter().filter_map(|text| with(range.clone(), text)).collect(),
        Advice::RemoveLine => {
            let start = file.text[..range.start].rfind('\n').map_or(0, |end| end + 1);
            let end = file.text[range.end..].find('\n').map_or(file.text.len(), |at| range.end + at + 1);
            with(start..end, "").into_iter().collect()
        }
        Advice::Rename(name) => {
            let mut files = case.files.clone();
            files.iter_mut().filter(|shown| shown.name == file.name).for_each(|shown| shown.name = (*name).to_owned());
            vec![Case { files, report: None }]
        }
        Advice::Think => Vec::new(),
    }
}

#[test]
fn every_help_works_when_it_is_followed() {
    let (mut wrong, mut followed) = (String::new(), 0);
    for (rule, page) in pages() {
        for case in &page.flagged {
            let before = Project::new(&case.files).check(RULES);
            for finding in &before {
                let Some(help) = &finding.help else { continue };
                for after in obeyed(case, finding, &advice(help)) {
                    followed += 1;
                    let left = Project::new(&after.files).check(RULES);
                    let same = |a: &Finding, b: &Finding| a.rule == b.rule && a.message == b.message;
                    let is_gone = left.iter().filter(|one| same(one, finding)).count()
                        < before.iter().filter(|one| same(one, finding)).count();
                    // A comment on a page may name a rule that finds nothing there.
                    let of_comment = |one: &Finding| rule.name == "unused-allow" && one.rule == rule.name && is_gone;
                    let is_new = |one: &Finding| !before.iter().any(|old| same(old, one)) && !of_comment(one);
                    let new: Vec<Finding> = left.into_iter().filter(is_new).collect();
                    if !is_gone || !new.is_empty() {
                        let stays = if is_gone { "" } else { "it stays\n" };
                        wrong += &format!("{}: {}\n  {help}\n{stays}{}\n", rule.name, finding.message, report(&new));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(followed > 70, "only {followed} helps show what to type");
}
