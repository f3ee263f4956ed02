//! Comments that allow findings: `# portwright: allow(rule, rule) reason`.

use std::collections::HashSet;

use crate::ground::finding::Finding;
use crate::ground::source::{Location, SourceFile, Span};
use crate::yaml::tree::{Node, Tree};

/// One rule that a comment allows.
#[derive(Clone, Debug)]
pub(crate) struct Allowance {
    /// Its name, or the entire text of the comment if that is not valid.
    pub rule: String,
    pub at: Span,
    /// The line, from 0, whose findings it allows.
    pub line: u32,
    pub used: bool,
    pub form: AllowanceForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AllowanceForm {
    /// A name in parentheses, which allows findings.
    Listed,
    NotAList,
    /// Represents all names of its line beyond the limit; there are this many.
    Excess(usize),
}

/// A rule in an `allow` comment that has no effect, and why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnusedAllowance<'a> {
    pub rule: &'a str,
    pub place: &'a Location,
    pub fault: AllowanceFault<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum AllowanceFault<'a> {
    /// The rule has no finding there.
    Unused,
    /// No rule has that name. The rule that was probably meant, if one is similar.
    UnknownRule(Option<&'a str>),
    /// The comment is not in the form `allow(RULE)`. The rules that it names, if any.
    NotAList(&'a [&'a str]),
    /// Its line has this many names beyond the limit.
    Excess(usize),
}

/// The maximum number of names on one line that are used. There are fewer rules than this.
pub(crate) const MAX_NAMES: usize = 200;

const MARK: &str = "portwright:";

pub(in crate::lint) fn allowances(tree: &Tree) -> Vec<Allowance> {
    let file = tree.file();
    // Most files have no such comment; one search rules them out.
    if memchr::memmem::find(file.text.as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let texts = texts(tree);
    let lines = next_content_lines(file);
    let mut found: Vec<Allowance> = Vec::new();
    // The line and how many names it has.
    let (mut counted, mut count) = (usize::MAX, 0);
    let marks: Vec<usize> = file.text.match_indices(MARK).map(|(at, _)| at).collect();
    for (nth, at) in marks.iter().copied().enumerate() {
        let line = file.line_of(at);
        let start = file.line_starts()[line] as usize;
        let Some(before) = file.text[start..at].trim_end().strip_suffix('#') else { continue };
        let is_comment = before.is_empty() || before.ends_with([' ', '\t']);
        if !is_comment || is_within(&texts, (start + before.len()) as u32) {
            continue;
        }
        // Up to the next mark or line, so that a line of very many marks is read once.
        let end = file.line_starts().get(line + 1).map_or(file.text.len(), |next| *next as usize);
        let end = marks.get(nth + 1).map_or(end, |next| end.min(*next));
        let rest = &file.text[at + MARK.len()..end];
        let list = rest.trim_start().strip_prefix("allow(").and_then(|list| list.split_once(')'));
        let (names, form) =
            list.map_or((rest.trim(), AllowanceForm::NotAList), |(names, _)| (names, AllowanceForm::Listed));
        if counted != line {
            (counted, count) = (line, 0);
        }
        let line = if before.trim().is_empty() { lines[line] } else { line as u32 };
        let mut offset = names.as_ptr() as usize - file.text.as_ptr() as usize;
        let separator = if form == AllowanceForm::Listed { ',' } else { '\n' };
        for name in names.split(separator) {
            let start = offset + name.len() - name.trim_start().len();
            offset += name.len() + 1;
            count += 1;
            // All names of the line beyond the limit are combined in one allowance, at the first of them.
            if count > MAX_NAMES + 1 {
                if let Some(last) = found.last_mut() {
                    last.form = AllowanceForm::Excess(count - MAX_NAMES);
                }
                continue;
            }
            let form = if count > MAX_NAMES { AllowanceForm::Excess(1) } else { form };
            let rule = name.trim().to_owned();
            let at = Span::new(start, start + rule.len());
            found.push(Allowance { rule, at, line, used: false, form });
        }
    }
    found
}

/// Returns, for each line, the next line that is neither blank nor a comment.
fn next_content_lines(file: &SourceFile) -> Vec<u32> {
    let mut next: Vec<u32> = Vec::new();
    let mut content = file.line_starts().len() as u32;
    for (number, line) in file.text.split('\n').enumerate().collect::<Vec<_>>().into_iter().rev() {
        next.push(content);
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            content = number as u32;
        }
    }
    next.reverse();
    next
}

fn texts(tree: &Tree) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut waiting: Vec<Node<'_>> = tree.roots().collect();
    while let Some(node) = waiting.pop() {
        if node.is_alias() {
            continue;
        }
        waiting.extend(node.items());
        waiting.extend(node.entries().flat_map(|(key, value)| [key, value]));
        if !node.is_map() && !node.is_list() {
            spans.push(node.span());
        }
    }
    spans.sort();
    spans
}

fn is_within(texts: &[Span], at: u32) -> bool {
    let after = texts.partition_point(|span| span.start <= at);
    texts[..after].last().is_some_and(|span| at < span.end)
}

/// Removes the findings that a comment in their file allows, and marks those comments as used.
pub(in crate::lint) fn apply(found: &mut Vec<Finding>, allowances: &mut [Allowance]) {
    if allowances.is_empty() {
        return;
    }
    let allowed: HashSet<(u32, &str)> = allowances
        .iter()
        .filter(|one| one.form == AllowanceForm::Listed)
        .map(|one| (one.line, one.rule.as_str()))
        .collect();
    let mut used: HashSet<(u32, &str)> = HashSet::new();
    found.retain(|finding| {
        let line = finding.place.file.line_of(finding.place.span.start as usize) as u32;
        let is_allowed = allowed.contains(&(line, finding.rule));
        if is_allowed {
            used.insert((line, finding.rule));
        }
        !is_allowed
    });
    for one in allowances {
        one.used |= used.contains(&(one.line, one.rule.as_str()));
    }
}
