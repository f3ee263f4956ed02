//! Checks across all files of a repository.

use std::sync::Arc;

use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::ground::source::{Location, SourceFile};
use crate::lint::engine::file::Lint;
use crate::lint::engine::tidy::arrange;
use crate::lint::port::{Allowance, AllowanceFault, Index, Summary, UnusedAllowance, apply_allowances};

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
        for allowance in summary.allowances.iter().filter(|one| !one.used) {
            report_unused(allowance, &text, lint, &mut unused);
        }
    }
    findings.append(&mut unused);
    arrange(&mut findings);
    findings
}

/// Reports a comment that allowed nothing, unless its rule does not run and so could not report anything.
fn report_unused(allowance: &Allowance, text: &Arc<SourceFile>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let names = &lint.selection.names;
    let rule = allowance.rule.as_str();
    let is_rule = names.contains(&rule);
    if allowance.is_valid && is_rule && !lint.context.runs(rule) {
        return;
    }
    let words = rule.split(|c: char| !c.is_ascii_lowercase() && c != '-');
    let rules: Vec<&str> = words.filter(|word| names.contains(word)).collect();
    let fault = match is_rule {
        _ if !allowance.is_valid => AllowanceFault::NotAList(&rules),
        true => AllowanceFault::Unused,
        false => AllowanceFault::UnknownRule(closest(rule, names.iter().copied())),
    };
    let place = Location::new(text, allowance.at);
    let unused = UnusedAllowance { rule, place: &place, fault };
    for one in &lint.selection.allowances {
        one.report(found, |check, found| found.push(check(unused)));
    }
}
