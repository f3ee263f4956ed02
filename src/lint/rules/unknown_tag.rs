//! A tag outside YAML's core schema.

use crate::ground::finding::{Finding, Severity};
use crate::lint::fault;
use crate::lint::rule::{Check, Rule};
use crate::model::ModelFile;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-tag",
    severity: Severity::Error,
    page: include_str!("unknown_tag.md"),
    check: Check::ModelFile(check),
};

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    fault::report(&RULE, file, found);
}
