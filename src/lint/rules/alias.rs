//! An alias that leads nowhere, to itself, or to too much.

use crate::ground::finding::{Finding, Severity};
use crate::lint::fault;
use crate::lint::rule::{Check, Rule};
use crate::model::ModelFile;

/// The rule.
pub const RULE: Rule =
    Rule { name: "alias", severity: Severity::Error, page: include_str!("alias.md"), check: Check::ModelFile(check) };

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    fault::report(&RULE, file, found);
}
