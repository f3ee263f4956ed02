//! A `file://` that leads to no file.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::target::{Leads, leads};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "file-target-missing",
    severity: Severity::Error,
    page: include_str!("file_target_missing.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::File(text) = anomaly.what else { continue };
        if lint.provider.leaves(anomaly) {
            continue;
        }
        let file = &entity.node.tree().file().name;
        if let Leads::Nowhere(path) = leads(text, file, lint) {
            let finding = RULE.at(anomaly.value.place(), format!("there is no file `{path}`")).label("no such file");
            let help =
                "the path starts at the repository's root, or where this file is if it starts with `./` or `../`";
            found.push(finding.help(help));
        }
    }
}
