//! One value for a property that holds a list, or a list for one that holds one value.

use crate::ground::finding::{Finding, Severity};
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::repair::as_list;
use crate::lint::port::words::{a_kind, declared_here};
use crate::lint::port::{AnomalyKind, Entity, Lint, Section};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "array-vs-scalar",
    severity: Severity::Error,
    page: include_str!("array_vs_scalar.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in entity.anomalies.iter().filter(|anomaly| anomaly.section == Section::Properties) {
        let name = anomaly.key.key_text();
        let finding = match anomaly.what {
            AnomalyKind::NotAList => {
                let fix = as_list(anomaly.value).filter(|_| !anomaly.value.is_null());
                let help = fix
                    .as_ref()
                    .map_or("write a list".to_owned(), |fix| fix.does.replacen("write", "write a list:", 1));
                let message = format!("`{name}` holds a list, not {}", a_kind(anomaly.value));
                RULE.at(anomaly.value.place(), message).label("no list").help(help).fix(fix)
            }
            AnomalyKind::NotOne => {
                let message = format!("`{name}` holds one value, not a list");
                RULE.at(anomaly.value.place(), message).label("a list").help("write the value alone")
            }
            _ => continue,
        };
        found.push(declared_here(finding, entity, lint, PROPERTIES, name));
    }
}
