//! A `file://` for a property that holds no text.

use crate::ground::finding::{Finding, Severity};
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::words::declared_here;
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "mistyped-file-target",
    severity: Severity::Warning,
    page: include_str!("mistyped_file_target.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let (AnomalyKind::File(text), Some(property)) = (&anomaly.what, anomaly.property) else { continue };
        let sort = property.sort.as_deref().unwrap_or("string");
        let message = match sort {
            "number" | "boolean" => format!("a file is a text, and `{}` holds a {sort}", anomaly.key.key_text()),
            "string" if text.ends_with(".json") => {
                format!("some providers make a map of a JSON file, and `{}` holds a text", anomaly.key.key_text())
            }
            _ => continue,
        };
        let finding = RULE.at(anomaly.value.place(), message).label("of another type");
        let finding = finding.help("write the value itself, or give the property the type of the file");
        found.push(declared_here(finding, entity, lint, PROPERTIES, anomaly.key.key_text()));
    }
}
