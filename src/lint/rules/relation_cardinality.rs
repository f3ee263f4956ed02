//! One identifier for a relation to many, or a list for a relation to one.

use crate::ground::finding::{Finding, Severity};
use crate::kind::blueprint::RELATIONS;
use crate::lint::port::repair::as_list;
use crate::lint::port::words::declared_here;
use crate::lint::port::{AnomalyKind, Entity, Lint, Section};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "relation-cardinality",
    severity: Severity::Error,
    page: include_str!("relation_cardinality.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in entity.anomalies.iter().filter(|anomaly| anomaly.section == Section::Relations) {
        let name = anomaly.key.key_text();
        let finding = match anomaly.what {
            AnomalyKind::NotAList => {
                let fix = as_list(anomaly.value);
                let help = fix
                    .as_ref()
                    .map_or("write a list".to_owned(), |fix| fix.does.replacen("write", "write a list:", 1));
                let message = format!("relation `{name}` is to many entities, and takes a list");
                RULE.at(anomaly.value.place(), message).label("no list").help(help).fix(fix)
            }
            AnomalyKind::NotOne => {
                let message = format!("relation `{name}` is to one entity, and takes no list");
                RULE.at(anomaly.key.place(), message).label("to one entity").help("write one identifier, without `- `")
            }
            _ => continue,
        };
        found.push(declared_here(finding, entity, lint, RELATIONS, name));
    }
}
