//! Lists and maps nested deeper than any model needs.

use crate::ground::finding::{Finding, Severity};
use crate::lint::fault;
use crate::lint::rule::{Check, Rule};
use crate::model::ModelFile;

/// The rule.
pub const RULE: Rule = Rule {
    name: "nested-too-deep",
    severity: Severity::Error,
    page: include_str!("nested_too_deep.md"),
    check: Check::ModelFile(check),
};

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    fault::report(&RULE, file, found);
}
