//! Checks across all files of a repository.

use std::collections::HashSet;
use std::sync::Arc;

use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::ground::source::{Location, SourceFile};
use crate::lint::engine::file::Lint;
use crate::lint::engine::tidy::arrange;
use crate::lint::port::{Allowance, AllowanceFault, AllowanceForm, Index, Summary, UnusedAllowance, apply_allowances};

/// The maximum number of comments for which a similar rule is suggested. Each suggestion compares the name with every rule.
const MAX_SEARCHES: usize = 1000;

/// Checks relations between files, and reports `allow` comments that allowed nothing. `summaries` has all files, sorted
/// by name; `source` returns a file's text by its index.
pub fn check_repository(
    mut summaries: Vec<Summary>,
    source: &dyn Fn(usize) -> Option<Arc<SourceFile>>,
    lint: &Lint<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let index = Index::new(&summaries, source);
    for one in &lint.selection.repositories {
        one.report(&mut findings, |check, found| check(&index, &lint.context, found));
    }
    drop(index);
    arrange(&mut findings);
    let mut unused = Vec::new();
    for (file, summary) in summaries.iter_mut().enumerate().filter(|(_, summary)| !summary.allowances.is_empty()) {
        let Some(text) = source(file) else { continue };
        let start = findings.partition_point(|finding| finding.place.file.name < text.name);
        let end = findings.partition_point(|finding| finding.place.file.name <= text.name);
        let mut of_file: Vec<Finding> = findings.drain(start..end).collect();
        apply_allowances(&mut of_file, &mut summary.allowances);
        findings.splice(start..start, of_file);
        for (nth, allowance) in summary.allowances.iter().filter(|one| !one.used).enumerate() {
            let candidates = if nth < MAX_SEARCHES { lint.selection.names.as_slice() } else { &[] };
            report_unused(allowance, &text, candidates, lint, &mut unused);
        }
    }
    findings.append(&mut unused);
    arrange(&mut findings);
    findings
}

/// Reports a comment that allowed nothing, unless its rule does not run and so could not report anything.
///
/// An unknown name may have been meant to be one of `candidates`.
fn report_unused(
    allowance: &Allowance,
    text: &Arc<SourceFile>,
    candidates: &[&'static str],
    lint: &Lint<'_>,
    found: &mut Vec<Finding>,
) {
    let names = &lint.selection.names;
    let rule = allowance.rule.as_str();
    let is_rule = names.contains(&rule);
    if allowance.form == AllowanceForm::Listed && is_rule && !lint.context.runs(rule) {
        return;
    }
    let mut rules: Vec<&str> = Vec::new();
    let fault = match allowance.form {
        AllowanceForm::Listed if is_rule => AllowanceFault::Unused,
        AllowanceForm::Listed => AllowanceFault::UnknownRule(closest(rule, candidates.iter().copied())),
        AllowanceForm::NotAList => {
            let words: HashSet<&str> = rule.split(|c: char| !c.is_ascii_lowercase() && c != '-').collect();
            rules.extend(names.iter().filter(|name| words.contains(*name)));
            AllowanceFault::NotAList(&rules)
        }
        AllowanceForm::Excess(count) => AllowanceFault::Excess(count),
    };
    let place = Location::new(text, allowance.at);
    let unused = UnusedAllowance { rule, place: &place, fault };
    for one in &lint.selection.allowances {
        one.report(found, |check, found| found.push(check(unused)));
    }
}
