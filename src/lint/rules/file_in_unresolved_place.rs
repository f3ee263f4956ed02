//! A `file://` where it stays a text.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Entity, Lint, Section};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "file-in-unresolved-place",
    severity: Severity::Warning,
    page: include_str!("file_in_unresolved_place.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let provider = lint.provider;
    for anomaly in entity.anomalies.iter().filter(|anomaly| provider.leaves(anomaly)) {
        let what = match (anomaly.section, anomaly.is_whole) {
            (Section::Relations, _) => "a relation",
            (Section::Properties, false) => "a list",
            (Section::Properties, true) => "a property",
        };
        let (message, help) = if provider.reads_properties() {
            let message = format!("providers read files for properties alone, so in {what} this stays a text");
            (message, "put it directly under a property of its own")
        } else {
            let message = format!("`{}` reads no files for properties, so in {what} this stays a text", provider.name);
            (message, "write the text here, or let the integration's mapping read the file")
        };
        found.push(RULE.at(anomaly.value.place(), message).label("not read").help(help));
    }
}
