//! A `file://` that only some providers can follow.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::repair::rewrite;
use crate::lint::port::target::{Leads, leads};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "file-base-ambiguous",
    severity: Severity::Warning,
    page: include_str!("file_base_ambiguous.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::File(text) = anomaly.what else { continue };
        if lint.provider.leaves(anomaly) {
            continue;
        }
        let file = &entity.node.tree().file().name;
        if let Leads::Elsewhere(path, other) = leads(text, file, lint) {
            let message =
                format!("`{text}` means `{path}`, which does not exist; some providers find `{other}` instead");
            let finding = RULE.at(anomaly.value.place(), message).label("which of the two?");
            let help = if text.starts_with("file://.") {
                format!("start at the repository's root, or move the file: `file://{other}`")
            } else {
                format!("start at the repository's root: `file://{other}`")
            };
            let fix = rewrite(anomaly.value, &format!("file://{other}"), false);
            found.push(finding.help(help).fix(fix));
        }
    }
}
