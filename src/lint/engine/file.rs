//! Checking one file of entities by itself.

use std::sync::Arc;

use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;
use crate::kind::Resources;
use crate::lint::context::Context;
use crate::lint::engine::levels::Levels;
use crate::lint::engine::selection::Selection;
use crate::lint::engine::tidy;
use crate::lint::port::{
    Document, Entity, Files, Gathered, MAX_FINDINGS_PER_FILE, Provider, Refusals, Summary, allowances, apply_allowances,
};
use crate::lint::rule::{Need, Rule};
use crate::model::{Catalog, Model, Variables};
use crate::yaml::fault::Fault;
use crate::yaml::parse::{Limits, parse};

/// Which rules run over files of entities, and what they may know.
#[derive(Clone, Debug)]
pub struct Lint<'c> {
    pub(crate) context: Context<'c>,
    /// What a file may ask of the reader.
    pub limits: Limits,
    pub(super) selection: Selection,
}

/// What is wrong with one file, and what other files may ask of it.
#[derive(Debug)]
pub struct FileReport {
    /// What was found, in the order of the text, without what a comment allows.
    pub findings: Vec<Finding>,
    /// For [`check_repository`](crate::lint::engine::check_repository).
    pub summary: Summary,
    /// What the file is, where it is none of Port's: "an Ansible playbook". It was not checked.
    pub foreign: Option<&'static str>,
}

impl<'c> Lint<'c> {
    /// These rules, at these levels. `catalog` is what is known of blueprints, none where nothing is; `files` are the other
    /// files of the repository.
    pub fn new(rules: &[&'static Rule], catalog: Option<&'c Catalog>, files: &'c dyn Files, levels: &Levels) -> Self {
        Self {
            context: Context::new(catalog, files),
            limits: Limits::default(),
            selection: Selection::new(rules, levels),
        }
        .with_needs_met()
    }

    /// Over the files of a model too. `resources` are those that its references lead to, `complete` if any other does not exist.
    #[must_use]
    pub fn with_model(
        mut self,
        model: &'c Model,
        variables: &'c Variables,
        resources: &'c dyn Resources,
        complete: bool,
    ) -> Self {
        self.context = Context { model, variables, resources, complete, ..self.context };
        self
    }

    /// For files that this provider reads.
    #[must_use]
    pub fn read_by(mut self, provider: Provider) -> Self {
        self.context.provider = provider;
        self
    }

    /// The same rules, that also know what a portal said of entities it was asked about.
    #[must_use]
    pub fn knowing(mut self, refusals: &'c Refusals) -> Self {
        self.context.refusals = Some(refusals);
        self.with_needs_met()
    }

    #[must_use]
    pub(crate) fn without(mut self, need: Need) -> Self {
        self.selection = self.selection.without(need);
        self.with_needs_met()
    }

    fn with_needs_met(mut self) -> Self {
        let (catalog, refusals) = (self.context.catalog.is_some(), self.context.refusals.is_some());
        let has = |need: Need| match need {
            Need::Nothing | Need::AllFiles => true,
            Need::Catalog => catalog,
            Need::PortalAnswers => refusals,
        };
        self.context.running = self.selection.running(has);
        self.selection = self.selection.limited_to(has);
        self
    }

    fn of_faults(&self, faults: &[Fault], file: &Arc<SourceFile>) -> Vec<Finding> {
        faults.iter().filter_map(|fault| self.selection.fault(fault, file)).take(MAX_FINDINGS_PER_FILE).collect()
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
    let foreign = document.foreign();
    if foreign.is_some() {
        // Its faults are somebody else's.
        findings.clear();
    }
    for one in &lint.selection.documents {
        one.report(&mut findings, |check, found| check(&document, found));
    }
    let mut gathered = Gathered::of(&file.name);
    for node in document.nodes().filter(|node| node.is_map()) {
        // One entity at a time, so that a file of very many takes no more memory than its nodes.
        let entity = Entity::of(node, &lint.context, document.marks);
        gathered.add(&entity, lint.context.catalog);
        if findings.len() <= MAX_FINDINGS_PER_FILE {
            check_entity(&entity, lint, &mut findings);
        }
    }
    tidy::drop_faulty_values(&mut findings, &parsed.faults);
    tidy::arrange(&mut findings);
    let mut allowances = allowances(tree);
    apply_allowances(&mut findings, &mut allowances);
    FileReport { findings, summary: gathered.finish(allowances), foreign }
}

fn check_entity(entity: &Entity<'_>, lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let (selection, context) = (&lint.selection, &lint.context);
    let before = findings.len();
    for one in selection.entities.iter().filter(|one| !entity.is_sample || one.rule.is_exclusive) {
        one.report(findings, |check, found| check(entity, context, found));
    }
    if entity.is_sample {
        return;
    }
    for field in &entity.others {
        for one in &selection.keys {
            one.report(findings, |check, found| found.extend(check(*field, entity, context)));
        }
    }
    for anomaly in &entity.anomalies {
        for one in selection.of_anomaly(anomaly.kind) {
            one.report(findings, |check, found| found.extend(check(anomaly, entity, context)));
        }
    }
    // A file may repeat a long value many times.
    tidy::shorten(&mut findings[before..]);
}
