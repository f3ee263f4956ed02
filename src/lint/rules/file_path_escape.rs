//! A `file://` that leads out of the repository.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::target::{Leads, leads};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "file-path-escape",
    severity: Severity::Error,
    page: include_str!("file_path_escape.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::File(text) = anomaly.what else { continue };
        if lint.provider.leaves(anomaly) {
            continue;
        }
        let file = &entity.node.tree().file().name;
        if leads(text, file, lint) == Leads::Outside {
            let finding = RULE.at(anomaly.value.place(), format!("`{text}` leads to no file of this repository"));
            let help = "write a path inside the repository, with `/` between its parts and none at its start";
            found.push(finding.label("outside").help(help));
        }
    }
}
