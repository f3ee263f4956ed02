//! Checking files, each alone and all together.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Place, SourceFile, Span};
use crate::lint::port::allow;
use crate::lint::port::document::{Document, Holding};
use crate::lint::port::entity::Entity;
use crate::lint::port::files::Files;
use crate::lint::port::index::Index;
use crate::lint::port::levels::Levels;
use crate::lint::port::provider::Provider;
use crate::lint::port::refusals::Refusals;
use crate::lint::port::summary::{Gathered, Summary};
use crate::lint::rule::{Check, Rule};
use crate::lint::rules::{REFUSED_BY_PORTAL, RULES};
use crate::model::Catalog;
use crate::yaml::fault::Fault;
use crate::yaml::parse::{Limits, parse};

/// After about so many findings a file is not looked at any further: nobody reads them, and each takes memory.
pub const MOST: usize = 1000;

/// What the rules may know, and which of them run.
#[derive(Clone, Debug)]
pub struct Lint<'c> {
    /// What is known of blueprints; none where nothing is.
    pub catalog: Option<&'c Catalog>,
    /// The other files of the repository.
    pub files: &'c dyn Files,
    /// Who reads the files in the end.
    pub provider: Provider,
    /// What a portal said of entities that it was asked about; none where none was.
    pub(crate) refusals: Option<&'c Refusals>,
    /// What a file may ask of the reader.
    pub limits: Limits,
    selected: Vec<(&'static Rule, Severity)>,
}

/// What is wrong with one file, and what other files may ask of it.
#[derive(Debug)]
pub struct FileReport {
    /// What was found, in the order of the text, without what a comment allows.
    pub findings: Vec<Finding>,
    /// For [`check_repository`].
    pub summary: Summary,
    /// What the file is, where it is none of Port's: "an Ansible playbook". It was not checked.
    pub foreign: Option<&'static str>,
}

impl<'c> Lint<'c> {
    /// All rules, at these levels.
    pub fn new(catalog: Option<&'c Catalog>, files: &'c dyn Files, levels: &Levels) -> Self {
        Self::of(RULES, catalog, files, levels)
    }

    /// Some rules, at these levels.
    pub fn of(rules: &[&'static Rule], catalog: Option<&'c Catalog>, files: &'c dyn Files, levels: &Levels) -> Self {
        let selected = rules.iter().filter_map(|rule| Some((*rule, levels.of(rule)?))).collect();
        Self { catalog, files, provider: Provider::default(), refusals: None, limits: Limits::default(), selected }
    }

    /// For files that this provider reads.
    #[must_use]
    pub fn read_by(mut self, provider: Provider) -> Self {
        self.provider = provider;
        self
    }

    /// The same rules, that also know what a portal said of entities it was asked about.
    #[must_use]
    pub fn knowing(mut self, refusals: &'c Refusals) -> Self {
        self.refusals = Some(refusals);
        self
    }

    fn level(&self, rule: &str) -> Option<Severity> {
        self.selected.iter().find(|(selected, _)| selected.name == rule).map(|(_, severity)| *severity)
    }

    /// Whether the rule of that name runs, and knows what it needs to.
    pub fn runs(&self, rule: &str) -> bool {
        self.level(rule).is_some() && (rule != REFUSED_BY_PORTAL || self.refusals.is_some())
    }

    /// The findings of the faults whose rules run.
    fn of_faults(&self, faults: &[Fault], file: &Arc<SourceFile>) -> Vec<Finding> {
        let finding = |fault: &Fault| Some(Finding { severity: self.level(fault.kind.rule())?, ..fault.finding(file) });
        faults.iter().filter_map(finding).take(MOST).collect()
    }

    /// Runs what `check` makes of each rule, and gives its findings the rule's level.
    fn run(&self, found: &mut Vec<Finding>, check: impl Fn(&Check, &mut Vec<Finding>)) {
        for (rule, severity) in &self.selected {
            let before = found.len();
            check(&rule.check, found);
            for finding in &mut found[before..] {
                finding.severity = *severity;
                shorten(&mut finding.message);
            }
        }
    }
}

/// Cuts a message that quotes something very long.
fn shorten(message: &mut String) {
    const LONG: usize = 400;
    if message.len() > LONG {
        message.truncate(message.floor_char_boundary(LONG));
        message.push('…');
    }
}

/// What a fault in reading a file's bytes comes to: its one finding.
pub fn unreadable(fault: &Fault, file: &Arc<SourceFile>, lint: &Lint<'_>) -> FileReport {
    let findings = lint.of_faults(std::slice::from_ref(fault), file);
    FileReport { findings, summary: Summary::unreadable(&file.text), foreign: None }
}

/// Checks one file by itself.
pub fn check_file(file: &Arc<SourceFile>, lint: &Lint<'_>) -> FileReport {
    let parsed = parse(file, &lint.limits);
    let mut findings = lint.of_faults(&parsed.faults, file);
    let Some(tree) = &parsed.tree else {
        return FileReport { findings, summary: Summary::unreadable(&file.text), foreign: None };
    };
    let document = Document::of(tree);
    let foreign = match document.holding {
        Holding::Foreign(sort) => Some(sort),
        Holding::Entities | Holding::Mapping(_) | Holding::Nothing => None,
    };
    if foreign.is_some() {
        // Its faults are somebody else's.
        findings.clear();
    }
    lint.run(&mut findings, |check, found| {
        if let Check::Document(check) = check {
            check(&document, lint, found);
        }
    });
    let mut gathered = Gathered::of(&file.name);
    for node in document.nodes().filter(|node| node.is_map()) {
        // One entity at a time, so that a file of very many takes no more memory than its nodes.
        let entity = Entity::of(node, lint, document.marks);
        gathered.add(&entity, lint);
        if findings.len() > MOST {
            continue;
        }
        lint.run(&mut findings, |check, found| {
            if let Check::Entity(check) = check {
                check(&entity, lint, found);
            }
        });
    }
    settle(&mut findings, &parsed.faults);
    let mut allowances = allow::allowances(tree);
    allow::apply(&mut findings, &mut allowances);
    FileReport { findings, summary: gathered.finish(allowances), foreign }
}

/// Sorts findings; what an alias or a merge key repeats is told once, and of a faulty value only the fault.
fn settle(findings: &mut Vec<Finding>, faults: &[Fault]) {
    if findings.len() > 1 {
        let faulty: BTreeMap<Span, &str> = faults.iter().map(|fault| (fault.span, fault.kind.rule())).collect();
        findings.retain(|finding| faulty.get(&finding.place.span).is_none_or(|rule| *rule == finding.rule));
        findings.sort_by(|a, b| (a.place.span, a.rule, &a.message).cmp(&(b.place.span, b.rule, &b.message)));
        findings.dedup_by(|a, b| (a.place.span, a.rule, &a.message) == (b.place.span, b.rule, &b.message));
    }
}

/// Checks what one file says of another, and which `allow` comments were of no use. The summaries are those of all files,
/// sorted by name; `source` gives a file again by its place among them.
pub fn check_repository(
    mut summaries: Vec<Summary>,
    source: &dyn Fn(usize) -> Option<Arc<SourceFile>>,
    lint: &Lint<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let index = Index::new(&summaries, source);
    lint.run(&mut findings, |check, found| {
        if let Check::Repository(check) = check {
            check(&index, lint, found);
        }
    });
    drop(index);
    sort(&mut findings);
    let mut unused = Vec::new();
    for (file, summary) in summaries.iter_mut().enumerate().filter(|(_, summary)| !summary.allowances.is_empty()) {
        let Some(text) = source(file) else { continue };
        let start = findings.partition_point(|finding| finding.place.file.name < text.name);
        let end = findings.partition_point(|finding| finding.place.file.name <= text.name);
        let mut of_file: Vec<Finding> = findings.drain(start..end).collect();
        allow::apply(&mut of_file, &mut summary.allowances);
        findings.splice(start..start, of_file);
        for one in summary.allowances.iter().filter(|one| !one.used) {
            lint.run(&mut unused, |check, found| {
                if let Check::Allowance(check) = check {
                    check(one, &Place::new(&text, one.at), lint, found);
                }
            });
        }
    }
    findings.append(&mut unused);
    sort(&mut findings);
    findings
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.place.span, finding.rule);
        a.place.file.name.cmp(&b.place.file.name).then_with(|| key(a).cmp(&key(b)))
    });
}
