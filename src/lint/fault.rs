//! What the parser found wrong with a file, for the rule that each fault belongs to.

use crate::ground::finding::Finding;
use crate::lint::rule::Rule;
use crate::model::ModelFile;

/// Adds a finding for each fault of the file that belongs to this rule.
pub fn report(rule: &Rule, file: &ModelFile, found: &mut Vec<Finding>) {
    let own = file.faults.iter().filter(|fault| fault.kind.rule() == rule.name);
    found.extend(own.map(|fault| Finding { severity: rule.severity, ..fault.finding(&file.file) }));
}
