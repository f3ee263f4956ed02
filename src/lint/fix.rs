//! Applying the edits that findings offer, and checking that they did what they should and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ground::finding::Finding;
use crate::ground::fingerprint::fingerprint;
use crate::ground::source::{SourceFile, Span};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Content, Node};

/// How often a file is fixed again at most: one edit may make another one possible.
const MAX_ROUNDS: usize = 10;

/// A file with edits applied.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The file as it was.
    pub before: Arc<SourceFile>,
    /// Its new text.
    pub after: Arc<SourceFile>,
    /// How many findings are gone.
    pub applied: usize,
}

/// Applies what the findings of one file offer; with `all`, also what may not be what was meant. `check` says what is
/// found in a text. An edit that leaves its finding, brings another one, or changes a value that it does not name is not
/// made. None where nothing is changed.
pub(crate) fn fix(
    file: &Arc<SourceFile>,
    findings: &[Finding],
    all: bool,
    check: &dyn Fn(&Arc<SourceFile>) -> Vec<Finding>,
) -> Option<Fixed> {
    let (mut text, mut findings) = (Arc::clone(file), findings.to_vec());
    let mut applied = 0;
    for _ in 0..MAX_ROUNDS {
        let Some((after, number)) = round(&text, &findings, all, check) else { break };
        findings = check(&after);
        text = after;
        applied += number;
    }
    (applied > 0).then(|| Fixed { before: Arc::clone(file), after: text, applied })
}

/// Goes over a file once: all edits that do not overlap together, or one by one where that does not go well.
fn round(
    file: &Arc<SourceFile>,
    findings: &[Finding],
    all: bool,
    check: &dyn Fn(&Arc<SourceFile>) -> Vec<Finding>,
) -> Option<(Arc<SourceFile>, usize)> {
    let offers = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| all || fix.safe);
    let offered: Vec<&Finding> = findings.iter().filter(offers).collect();
    if offered.is_empty() {
        return None;
    }
    let before = check(file);
    let apart = offered.iter().fold(Vec::new(), |chosen, finding| with(chosen, finding));
    if let Some(after) = verified(file, &before, &apart, check) {
        return Some((after, apart.len()));
    }
    let mut chosen: Vec<&Finding> = Vec::new();
    let mut done = None;
    for finding in offered {
        let more = with(chosen.clone(), finding);
        if more.len() > chosen.len()
            && let Some(after) = verified(file, &before, &more, check)
        {
            (chosen, done) = (more, Some(after));
        }
    }
    done.map(|after| (after, chosen.len()))
}

/// One more finding whose edits are made, unless they overlap with those of another one.
fn with<'f>(mut chosen: Vec<&'f Finding>, finding: &'f Finding) -> Vec<&'f Finding> {
    let overlap = |a: &Span, b: &Span| a == b || (a.start < b.end && b.start < a.end);
    if !edits(&chosen).any(|(span, _)| edits(&[finding]).any(|(other, _)| overlap(span, other))) {
        chosen.push(finding);
    }
    chosen
}

fn edits<'e>(findings: &'e [&Finding]) -> impl Iterator<Item = &'e (Span, String)> {
    findings.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits)
}

fn verified(
    file: &Arc<SourceFile>,
    before: &[Finding],
    fixed: &[&Finding],
    check: &dyn Fn(&Arc<SourceFile>) -> Vec<Finding>,
) -> Option<Arc<SourceFile>> {
    let mut edits: Vec<&(Span, String)> = edits(fixed).collect();
    edits.sort_by_key(|(span, _)| *span);
    let mut text = file.text.clone();
    for (span, replacement) in edits.iter().rev() {
        let range = span.range();
        if !text.is_char_boundary(range.start) || !text.is_char_boundary(range.end) {
            return None;
        }
        text.replace_range(range, replacement);
    }
    let after = SourceFile::new(file.name.clone(), text);
    let spans: Vec<Span> = edits.iter().map(|(span, _)| *span).collect();
    (reads_alike(file, &after, &spans) && is_less(before, &check(&after), fixed)).then_some(after)
}

/// Whether what is found afterwards is what was found before, without these.
fn is_less(before: &[Finding], after: &[Finding], fixed: &[&Finding]) -> bool {
    let mut counts: BTreeMap<u128, isize> = BTreeMap::new();
    before.iter().for_each(|finding| *counts.entry(fingerprint(finding)).or_default() += 1);
    for finding in fixed {
        // What is found only among several files is not found here, before or after.
        if let Some(count) = counts.get_mut(&fingerprint(finding)) {
            *count -= 1;
        }
    }
    after.iter().all(|finding| {
        let count = counts.entry(fingerprint(finding)).or_default();
        *count -= 1;
        *count >= 0
    })
}

/// Whether all that is outside of the edited bytes is read as before.
fn reads_alike(before: &Arc<SourceFile>, after: &Arc<SourceFile>, edited: &[Span]) -> bool {
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let (before, after) = (parse(before, &limits), parse(after, &limits));
    let (Some(before), Some(after)) = (&before.tree, &after.tree) else { return false };
    before.documents().len() == after.documents().len()
        && before.roots().zip(after.roots()).all(|(before, after)| alike(before, after, edited))
}

fn alike(before: Node<'_>, after: Node<'_>, edited: &[Span]) -> bool {
    let is_edited = |node: Node<'_>| edited.contains(&node.resolved().span()) || edited.contains(&node.span());
    if is_edited(before) {
        return true;
    }
    match (before.kind(), after.kind()) {
        (Content::Mapping(before), Content::Mapping(after)) => {
            before.len() == after.len()
                && before.zip(after).all(|((key, value), (new_key, new_value))| {
                    (is_edited(key) || key.key_text() == new_key.key_text()) && alike(value, new_value, edited)
                })
        }
        (Content::Sequence(before), Content::Sequence(after)) => {
            before.len() == after.len() && before.zip(after).all(|(before, after)| alike(before, after, edited))
        }
        (Content::Mapping(_) | Content::Sequence(_), _) => edited.iter().any(|span| {
            let own = before.span();
            own.start <= span.start && span.end <= own.end
        }),
        _ => before.type_name() == after.type_name() && before.raw() == after.raw(),
    }
}
