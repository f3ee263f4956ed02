//! Text that is not YAML.

use crate::ground::finding::{Finding, Severity};
use crate::lint::fault;
use crate::lint::rule::{Check, Rule};
use crate::model::ModelFile;

/// The rule.
pub const RULE: Rule = Rule {
    name: "yaml-syntax",
    severity: Severity::Error,
    page: include_str!("yaml_syntax.md"),
    check: Check::ModelFile(check),
};

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    fault::report(&RULE, file, found);
}
