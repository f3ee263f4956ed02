//! The level of each rule in a project.

use crate::ground::finding::Severity;
use crate::lint::rule::Rule;

/// The level that a project sets for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The rule does not run.
    Allow,
    /// Findings are reported with this severity.
    Report(Severity),
}

/// The levels that a project sets. Later settings override earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// The levels, by name of the rule.
    pub settings: Vec<(String, Level)>,
    /// Whether rules of severity "info" run if no level is set for them.
    pub pedantic: bool,
}

impl Levels {
    /// Returns the severity of the rule's findings, or `None` if the rule does not run.
    pub fn of(&self, rule: &Rule) -> Option<Severity> {
        match self.settings.iter().rev().find(|(name, _)| name == rule.name) {
            Some((_, Level::Allow)) => None,
            Some((_, Level::Report(severity))) => Some(*severity),
            None => (self.pedantic || rule.severity != Severity::Info).then_some(rule.severity),
        }
    }
}
