//! Bytes that are not UTF-8 text.

use crate::ground::finding::{Finding, Severity};
use crate::lint::fault;
use crate::lint::rule::{Check, Rule};
use crate::model::ModelFile;

/// The rule.
pub const RULE: Rule = Rule {
    name: "not-utf8",
    severity: Severity::Error,
    page: include_str!("not_utf8.md"),
    check: Check::ModelFile(check),
};

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    fault::report(&RULE, file, found);
}
