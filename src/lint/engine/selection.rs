//! The rules that run, by what they check.

use std::sync::Arc;

use crate::ground::finding::{Finding, Severity};
use crate::ground::source::SourceFile;
use crate::kind::Role;
use crate::lint::engine::levels::Levels;
use crate::lint::port::AnomalyKind;
use crate::lint::rule::{
    AllowanceCheck, Check, DeclarationCheck, DocumentCheck, EntityCheck, KeyCheck, MentionSubject, ModelCheck,
    ModelFileCheck, Need, RepositoryCheck, Rule, ValueCheck,
};
use crate::yaml::fault::Fault;

/// A rule that runs, the severity of its findings, and one of its checks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selected<C> {
    pub(super) rule: &'static Rule,
    pub(super) severity: Severity,
    pub(super) check: C,
}

/// The rules that run, grouped by what they check.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// The names of all rules, including those that do not run.
    pub(super) names: Vec<&'static str>,
    rules: Vec<(&'static Rule, Severity)>,
    pub(super) model_files: Vec<Selected<ModelFileCheck>>,
    pub(super) declarations: Vec<Selected<DeclarationCheck>>,
    pub(super) mentions: Vec<Selected<(Role, MentionSubject)>>,
    pub(super) models: Vec<Selected<ModelCheck>>,
    pub(super) documents: Vec<Selected<DocumentCheck>>,
    pub(super) entities: Vec<Selected<EntityCheck>>,
    pub(super) keys: Vec<Selected<KeyCheck>>,
    /// By kind of anomaly.
    values: [Vec<Selected<ValueCheck>>; AnomalyKind::COUNT],
    pub(super) repositories: Vec<Selected<RepositoryCheck>>,
    pub(super) allowances: Vec<Selected<AllowanceCheck>>,
}

impl Selection {
    /// Selects the rules that run at these levels.
    pub(super) fn new(rules: &[&'static Rule], levels: &Levels) -> Self {
        let names = rules.iter().map(|rule| rule.name).collect();
        let rules = rules.iter().filter_map(|rule| Some((*rule, levels.of(rule)?))).collect();
        Self { names, rules, ..Self::default() }.limited_to(|_| true)
    }

    #[must_use]
    pub(crate) fn without(mut self, need: Need) -> Self {
        self.rules.retain(|(rule, _)| rule.needs != need);
        self.limited_to(|_| true)
    }

    pub(super) fn limited_to(self, has: impl Fn(Need) -> bool) -> Self {
        let Self { names, rules, .. } = self;
        let mut limited = Self { names, ..Self::default() };
        rules
            .iter()
            .filter(|(rule, _)| has(rule.needs))
            .for_each(|(rule, level)| limited.add(rule, *level, &rule.check));
        Self { rules, ..limited }
    }

    fn add(&mut self, rule: &'static Rule, severity: Severity, check: &'static Check) {
        match check {
            // `fault` finds these rules by name.
            Check::Fault => {}
            Check::ModelFile(check) => self.model_files.push(Selected { rule, severity, check: *check }),
            Check::Declaration(check) => self.declarations.push(Selected { rule, severity, check: *check }),
            Check::Mention(role, subject) => {
                self.mentions.push(Selected { rule, severity, check: (*role, *subject) });
            }
            Check::Model(check) => self.models.push(Selected { rule, severity, check: *check }),
            Check::Document(check) => self.documents.push(Selected { rule, severity, check: *check }),
            Check::Entity(check) => self.entities.push(Selected { rule, severity, check: *check }),
            Check::Key(check) => self.keys.push(Selected { rule, severity, check: *check }),
            Check::Value(kinds, check) => {
                for kind in *kinds {
                    self.values[*kind as usize].push(Selected { rule, severity, check: *check });
                }
            }
            Check::Repository(check) => self.repositories.push(Selected { rule, severity, check: *check }),
            Check::Allowance(check) => self.allowances.push(Selected { rule, severity, check: *check }),
            Check::Several(checks) => checks.iter().for_each(|check| self.add(rule, severity, check)),
        }
    }

    pub(super) fn running(&self, has: impl Fn(Need) -> bool) -> Vec<&'static str> {
        self.rules.iter().filter(|(rule, _)| has(rule.needs)).map(|(rule, _)| rule.name).collect()
    }

    pub(super) fn of_anomaly(&self, kind: AnomalyKind) -> &[Selected<ValueCheck>] {
        &self.values[kind as usize]
    }

    pub(super) fn fault(&self, fault: &Fault, file: &Arc<SourceFile>) -> Option<Finding> {
        let (_, severity) = self.rules.iter().find(|(rule, _)| rule.name == fault.kind.name())?;
        Some(Finding { severity: *severity, ..fault.finding(file) })
    }
}

impl<C> Selected<C> {
    /// Sets the rule's severity on the findings that it just added. A finding to which the rule gave a lower severity
    /// keeps it.
    pub(super) fn report(&self, found: &mut Vec<Finding>, run: impl FnOnce(&C, &mut Vec<Finding>)) {
        let before = found.len();
        run(&self.check, found);
        for finding in &mut found[before..] {
            let is_doubted = finding.severity > self.rule.severity;
            finding.severity = if is_doubted { finding.severity.max(self.severity) } else { self.severity };
        }
    }
}
