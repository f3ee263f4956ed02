//! Applying the fixes of findings, and verifying that they resolve their findings and change nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ground::finding::Finding;
use crate::ground::fingerprint::fingerprint;
use crate::ground::source::{SourceFile, Span};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Content, Node};

/// A file with edits applied.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The file as it was.
    pub before: Arc<SourceFile>,
    /// Its new text.
    pub after: Arc<SourceFile>,
    /// The number of resolved findings.
    pub applied: usize,
}

/// Returns the findings of a text.
type Check<'c> = dyn Fn(&Arc<SourceFile>) -> Vec<Finding> + 'c;

/// Applies the fixes of one file's findings; with `all`, also unsafe ones. `check` returns the findings of a text. A
/// fix that does not resolve its finding, causes another finding, or changes any other value is not applied. Returns
/// `None` if nothing changes.
pub fn fix(file: &Arc<SourceFile>, findings: &[Finding], all: bool, check: &Check<'_>) -> Option<Fixed> {
    let mut offered = findings.to_vec();
    let mut round = Round { file: Arc::clone(file), before: check(file), check };
    let mut applied = 0;
    // One edit may make another one possible. Each round leaves fewer findings, so that there is a last one.
    loop {
        offered.retain(|finding| finding.fix.as_ref().is_some_and(|fix| all || fix.safe));
        let Some((after, found, number)) = round.run(&offered) else { break };
        applied += number;
        let has_fewer = found.len() < round.before.len();
        offered.clone_from(&found);
        round = Round { file: after, before: found, check };
        if !has_fewer {
            break;
        }
    }
    (applied > 0).then(|| Fixed { before: Arc::clone(file), after: round.file, applied })
}

/// One round of fixes in a file.
struct Round<'r> {
    file: Arc<SourceFile>,
    before: Vec<Finding>,
    check: &'r Check<'r>,
}

/// A text with edits applied, and its findings.
type Edited = (Arc<SourceFile>, Vec<Finding>);

impl Round<'_> {
    /// Applies all edits that do not overlap, and returns the number of fixed findings too.
    fn run(&self, offered: &[Finding]) -> Option<(Arc<SourceFile>, Vec<Finding>, usize)> {
        let apart = apart(offered);
        let (mut chosen, mut done) = (Vec::new(), None);
        self.settle(&apart, &mut chosen, &mut done);
        done.map(|(after, found)| (after, found, chosen.len()))
    }

    /// Adds the findings whose edits can be applied to the chosen ones: all of them, or else each half on its own.
    fn settle<'f>(&self, more: &[&'f Finding], chosen: &mut Vec<&'f Finding>, done: &mut Option<Edited>) {
        if more.is_empty() {
            return;
        }
        let before = chosen.len();
        chosen.extend(more);
        if let Some(edited) = self.verified(chosen) {
            *done = Some(edited);
            return;
        }
        chosen.truncate(before);
        if more.len() > 1 {
            let (first, second) = more.split_at(more.len() / 2);
            self.settle(first, chosen, done);
            self.settle(second, chosen, done);
        }
    }

    fn verified(&self, fixed: &[&Finding]) -> Option<Edited> {
        let file = &self.file;
        let mut edits: Vec<&(Span, String)> = edits(fixed).collect();
        edits.sort_by_key(|(span, _)| *span);
        let (mut text, mut copied) = (String::with_capacity(file.text.len()), 0);
        for (span, replacement) in &edits {
            text.push_str(file.text.get(copied..span.start as usize)?);
            text.push_str(replacement);
            copied = span.end as usize;
        }
        text.push_str(file.text.get(copied..)?);
        let after = SourceFile::new(file.name.clone(), text);
        let spans: Edits = edits.iter().map(|(span, _)| (span.start, span.end)).collect();
        if !is_otherwise_unchanged(file, &after, &spans) {
            return None;
        }
        let found = (self.check)(&after);
        only_removes(&self.before, &found, fixed).then_some((after, found))
    }
}

/// Returns the findings whose edits do not overlap with those of an earlier one.
fn apart(offered: &[Finding]) -> Vec<&Finding> {
    let mut taken = Edits::new();
    let is_free = |taken: &Edits, span: &Span| {
        let before = taken.range(..=(span.start, u32::MAX)).next_back();
        let is_after = before.is_none_or(|(start, end)| *end <= span.start && (*start, *end) != (span.start, span.end));
        let after = taken.range((span.start, u32::MAX)..).next();
        is_after && after.is_none_or(|(start, _)| span.end <= *start)
    };
    let mut chosen = Vec::new();
    for finding in offered {
        if edits(&[finding]).all(|(span, _)| is_free(&taken, span)) {
            taken.extend(edits(&[finding]).map(|(span, _)| (span.start, span.end)));
            chosen.push(finding);
        }
    }
    chosen
}

/// Where a text is edited, in order and without overlap.
type Edits = BTreeSet<(u32, u32)>;

fn edits<'e>(findings: &'e [&Finding]) -> impl Iterator<Item = &'e (Span, String)> {
    findings.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits)
}

/// Returns whether the findings afterwards are those from before without the fixed ones.
fn only_removes(before: &[Finding], after: &[Finding], fixed: &[&Finding]) -> bool {
    let mut counts: BTreeMap<u128, isize> = BTreeMap::new();
    before.iter().for_each(|finding| *counts.entry(fingerprint(finding)).or_default() += 1);
    for finding in fixed {
        // Findings across files do not occur here, before or after.
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

/// Returns whether everything outside of the edited bytes is parsed as before.
fn is_otherwise_unchanged(before: &Arc<SourceFile>, after: &Arc<SourceFile>, edited: &Edits) -> bool {
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let (before, after) = (parse(before, &limits), parse(after, &limits));
    let (Some(before), Some(after)) = (&before.tree, &after.tree) else { return false };
    before.documents().len() == after.documents().len()
        && before.roots().zip(after.roots()).all(|(before, after)| is_unchanged(before, after, edited))
}

fn is_unchanged(before: Node<'_>, after: Node<'_>, edited: &Edits) -> bool {
    let has = |span: Span| edited.contains(&(span.start, span.end));
    let is_edited = |node: Node<'_>| has(node.resolved().span()) || has(node.span());
    if is_edited(before) {
        return true;
    }
    match (before.kind(), after.kind()) {
        (Content::Mapping(before), Content::Mapping(after)) => {
            before.len() == after.len()
                && before.zip(after).all(|((key, value), (new_key, new_value))| {
                    (is_edited(key) || key.key_text() == new_key.key_text()) && is_unchanged(value, new_value, edited)
                })
        }
        (Content::Sequence(before), Content::Sequence(after)) => {
            before.len() == after.len() && before.zip(after).all(|(before, after)| is_unchanged(before, after, edited))
        }
        (Content::Mapping(_) | Content::Sequence(_), _) => {
            let own = before.span();
            edited.range((own.start, 0)..).next().is_some_and(|(_, end)| *end <= own.end)
        }
        _ => before.type_name() == after.type_name() && before.raw() == after.raw(),
    }
}
