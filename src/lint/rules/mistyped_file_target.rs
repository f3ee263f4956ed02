//! A `file://` for a property that holds no text.

use crate::ground::finding::{Finding, Severity};
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::words::declared_here;
use crate::lint::port::{Entity, Lint, What};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "mistyped-file-target",
    severity: Severity::Warning,
    page: include_str!("mistyped_file_target.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for strange in &entity.strange {
        let (What::File(text), Some(property)) = (&strange.what, strange.property) else { continue };
        let sort = property.sort.as_deref().unwrap_or("string");
        let message = match sort {
            "number" | "boolean" => format!("a file is a text, and `{}` holds a {sort}", strange.key.key_text()),
            "string" if text.ends_with(".json") => {
                format!("some providers make a map of a JSON file, and `{}` holds a text", strange.key.key_text())
            }
            _ => continue,
        };
        let finding = RULE.at(strange.value.place(), message).label("of another type");
        let finding = finding.help("write the value itself, or give the property the type of the file");
        found.push(declared_here(finding, entity, lint, PROPERTIES, strange.key.key_text()));
    }
}
