//! Applying the edits that findings offer, and checking that they did what they should and nothing else.

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
    /// How many findings are gone.
    pub applied: usize,
}

/// What is found in a text.
type Check<'c> = dyn Fn(&Arc<SourceFile>) -> Vec<Finding> + 'c;

/// Applies what the findings of one file offer; with `all`, also what may not be what was meant. `check` says what is
/// found in a text. An edit that leaves its finding, brings another one, or changes a value that it does not name is not
/// made. None where nothing is changed.
pub(crate) fn fix(file: &Arc<SourceFile>, findings: &[Finding], all: bool, check: &Check<'_>) -> Option<Fixed> {
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

/// Going over a file once.
struct Round<'r> {
    file: Arc<SourceFile>,
    before: Vec<Finding>,
    check: &'r Check<'r>,
}

/// A text with edits applied, and what is found in it.
type Edited = (Arc<SourceFile>, Vec<Finding>);

impl Round<'_> {
    /// Makes all edits that do not overlap, and says how many findings that fixes.
    fn run(&self, offered: &[Finding]) -> Option<(Arc<SourceFile>, Vec<Finding>, usize)> {
        let apart = apart(offered);
        let (mut chosen, mut done) = (Vec::new(), None);
        self.settle(&apart, &mut chosen, &mut done);
        done.map(|(after, found)| (after, found, chosen.len()))
    }

    /// Adds those of these findings to the chosen ones whose edits do what they should: all together, or else each half by
    /// itself.
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
        if !reads_alike(file, &after, &spans) {
            return None;
        }
        let found = (self.check)(&after);
        is_less(&self.before, &found, fixed).then_some((after, found))
    }
}

/// The findings whose edits are made together: the earlier of two whose edits overlap.
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
fn reads_alike(before: &Arc<SourceFile>, after: &Arc<SourceFile>, edited: &Edits) -> bool {
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let (before, after) = (parse(before, &limits), parse(after, &limits));
    let (Some(before), Some(after)) = (&before.tree, &after.tree) else { return false };
    before.documents().len() == after.documents().len()
        && before.roots().zip(after.roots()).all(|(before, after)| alike(before, after, edited))
}

fn alike(before: Node<'_>, after: Node<'_>, edited: &Edits) -> bool {
    let has = |span: Span| edited.contains(&(span.start, span.end));
    let is_edited = |node: Node<'_>| has(node.resolved().span()) || has(node.span());
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
        (Content::Mapping(_) | Content::Sequence(_), _) => {
            let own = before.span();
            edited.range((own.start, 0)..).next().is_some_and(|(_, end)| *end <= own.end)
        }
        _ => before.type_name() == after.type_name() && before.raw() == after.raw(),
    }
}
