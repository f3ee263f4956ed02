//! How much each rule matters to a project.

use crate::ground::finding::Severity;
use crate::lint::rule::Rule;

/// What a project says of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is not looked for.
    Allow,
    /// It is reported so.
    Report(Severity),
}

/// The levels of a project: what it says of each rule, later sayings over earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Rule by rule, by name.
    pub said: Vec<(String, Level)>,
    /// Whether rules of severity "info" are looked for where nothing is said of them.
    pub pedantic: bool,
}

impl Levels {
    /// How findings of the rule are reported; none where it is not looked for.
    pub fn of(&self, rule: &Rule) -> Option<Severity> {
        match self.said.iter().rev().find(|(name, _)| name == rule.name) {
            Some((_, Level::Allow)) => None,
            Some((_, Level::Report(severity))) => Some(*severity),
            None => (self.pedantic || rule.severity != Severity::Info).then_some(rule.severity),
        }
    }
}
