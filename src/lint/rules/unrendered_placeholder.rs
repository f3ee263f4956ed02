//! A placeholder that no template filled.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::text::placeholder;
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unrendered-placeholder",
    severity: Severity::Error,
    page: include_str!("unrendered_placeholder.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    let named = [entity.identifier, entity.title, entity.blueprint, entity.icon, entity.team].into_iter().flatten();
    let of_fields = named.filter_map(|field| Some((field.value, placeholder(field.value.as_str()?)?)));
    let of_members = entity.anomalies.iter().filter_map(|anomaly| match anomaly.what {
        AnomalyKind::Placeholder(text) => Some((anomaly.value, text)),
        _ => None,
    });
    for (node, text) in of_fields.chain(of_members) {
        let finding =
            RULE.at(node.place(), format!("`{text}` was to be filled in by a template")).label("not filled in");
        found.push(finding.help("write the value; if this file is a template, exclude it in portwright.toml"));
    }
}
