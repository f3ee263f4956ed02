//! A `file://` that leads to a file Port cannot take.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::target::{Leads, MOST, leads};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unfit-file-target",
    severity: Severity::Warning,
    page: include_str!("unfit_file_target.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::File(text) = anomaly.what else { continue };
        if lint.provider.leaves(anomaly) {
            continue;
        }
        let file = &entity.node.tree().file().name;
        let Leads::To(target) = leads(text, file, lint) else { continue };
        let (message, label) = if target.bytes > MOST {
            (format!("the file has {} bytes, and Port takes at most {MOST} in one request", target.bytes), "too large")
        } else if !target.is_text {
            ("the file is no text".to_owned(), "no text")
        } else {
            continue;
        };
        found.push(
            RULE.at(anomaly.value.place(), message).label(label).help("link to it with a `url` property instead"),
        );
    }
}
