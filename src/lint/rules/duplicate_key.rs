//! A key that stands twice in one map.

use crate::ground::finding::{Finding, Severity};
use crate::lint::fault;
use crate::lint::rule::{Check, Rule};
use crate::model::ModelFile;

/// The rule.
pub const RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Error,
    page: include_str!("duplicate_key.md"),
    check: Check::ModelFile(check),
};

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    fault::report(&RULE, file, found);
}
