//! Checking one file of entities by itself.

use std::sync::Arc;

use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;
use crate::kind::Resources;
use crate::lint::context::Context;
use crate::lint::engine::levels::Levels;
use crate::lint::engine::selection::Selection;
use crate::lint::engine::{missing_lines, tidy};
use crate::lint::model::ModelFacts;
use crate::lint::port::{
    Document, Earlier, Entity, Files, Gathered, Provider, Refusals, Summary, allowances, apply_allowances,
};
use crate::lint::rule::{Need, Rule};
use crate::model::{Catalog, Model, Variables};
use crate::yaml::fault::Fault;
use crate::yaml::parse::{Limits, parse};

/// The rules to run on files of entities, and the context that they can use.
#[derive(Clone, Debug)]
pub struct Lint<'c> {
    pub(crate) context: Context<'c>,
    /// Limits on the size and nesting of a file.
    pub limits: Limits,
    pub(super) selection: Selection,
}

/// The findings in one file, and a summary for checks across files.
#[derive(Debug)]
pub struct FileReport {
    /// The findings, in the order of the text, without those that a comment allows.
    pub findings: Vec<Finding>,
    /// For [`check_repository`](crate::lint::engine::check_repository).
    pub summary: Summary,
    /// What the file is if another program uses it: "an Ansible playbook". Such a file is not checked.
    pub foreign: Option<&'static str>,
}

impl<'c> Lint<'c> {
    /// Creates a linter that runs these rules at these levels. `catalog` has the blueprints, if any are loaded; `files`
    /// are the other files of the repository.
    pub fn new(rules: &[&'static Rule], catalog: Option<&'c Catalog>, files: &'c dyn Files, levels: &Levels) -> Self {
        Self {
            context: Context::new(catalog, files),
            limits: Limits::default(),
            selection: Selection::new(rules, levels),
        }
        .with_needs_met()
    }

    /// Also checks the files of a model. `resources` are the targets of its references; with `complete`, no others
    /// exist.
    #[must_use]
    pub fn with_model(
        mut self,
        model: &'c Model,
        variables: &'c Variables,
        resources: &'c dyn Resources,
        complete: bool,
    ) -> Self {
        let facts = ModelFacts::new(model.declarations.len());
        self.context = Context { model, variables, resources, complete, facts, ..self.context };
        self
    }

    /// Sets the provider that reads the files.
    #[must_use]
    pub fn with_provider(mut self, provider: Provider) -> Self {
        self.context.provider = provider;
        self
    }

    /// Adds the entities that a portal would refuse.
    #[must_use]
    pub fn with_refusals(mut self, refusals: &'c Refusals) -> Self {
        self.context.refusals = Some(refusals);
        self.with_needs_met()
    }

    /// Adds the entities of an earlier revision.
    #[must_use]
    pub fn with_earlier(mut self, earlier: &'c Earlier) -> Self {
        self.context.earlier = Some(earlier);
        self.with_needs_met()
    }

    #[must_use]
    pub(crate) fn without(mut self, need: Need) -> Self {
        self.selection = self.selection.without(need);
        self.with_needs_met()
    }

    fn with_needs_met(mut self) -> Self {
        let Context { catalog, refusals, earlier, .. } = &self.context;
        let (catalog, refusals, earlier) = (catalog.is_some(), refusals.is_some(), earlier.is_some());
        let has = |need: Need| match need {
            Need::Nothing | Need::AllFiles => true,
            Need::Catalog => catalog,
            Need::PortalAnswers => refusals,
            Need::Earlier => earlier,
        };
        self.context.running = self.selection.running(has);
        self.selection = self.selection.limited_to(has);
        self
    }

    fn of_faults(&self, faults: &[Fault], file: &Arc<SourceFile>) -> Vec<Finding> {
        let findings = |file: &Arc<SourceFile>| check_file(file, self).findings.len();
        let of_fault = |fault: &Fault| {
            Some(missing_lines::explained_section(self.selection.fault(fault, file)?, fault, file, findings))
        };
        faults.iter().filter_map(of_fault).collect()
    }
}

/// Reports a file that could not be read, with the fault as its only finding.
pub fn unreadable(fault: &Fault, file: &Arc<SourceFile>, lint: &Lint<'_>) -> FileReport {
    let findings = lint.of_faults(std::slice::from_ref(fault), file);
    FileReport { findings, summary: Summary::unreadable(&file.text), foreign: None }
}

/// Checks one file on its own.
pub fn check_file(file: &Arc<SourceFile>, lint: &Lint<'_>) -> FileReport {
    let parsed = parse(file, &lint.limits);
    let mut findings = lint.of_faults(&parsed.faults, file);
    let Some(tree) = &parsed.tree else {
        return FileReport { findings, summary: Summary::unreadable(&file.text), foreign: None };
    };
    let document = Document::of(tree);
    let foreign = document.foreign();
    if foreign.is_some() {
        // Another program's file is not expected to be valid here.
        findings.clear();
    }
    for one in &lint.selection.documents {
        one.report(&mut findings, |check, found| check(&document, found));
    }
    let mut gathered = Gathered::of(&file.name);
    for node in document.nodes().filter(|node| node.is_map()) {
        // Check one entity at a time, so that a file with very many entities needs no more memory than its nodes.
        let entity = Entity::of(node, &lint.context, document.marks);
        gathered.add(&entity, lint.context.catalog);
        check_entity(&entity, lint, &mut findings);
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
