//! A `port.yml` without entities.

use crate::lint::port::{Document, FileContent};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning("no-entities", include_str!("no_entities.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if matches!(document.content, FileContent::Nothing) {
        let finding = RULE.at(document.start(), "the file declares no entities").label("empty");
        found.push(finding.help("declare an entity, or delete the file"));
    }
}
