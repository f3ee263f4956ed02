//! The mapping of a Git integration in a `port.yml`.

use crate::lint::port::{Document, FileContent};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("integration-mapping", include_str!("integration_mapping.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if let FileContent::Mapping(key) = document.content {
        let message = format!("`{}` belongs in a Git integration's mapping, not in an entity", key.key_text());
        let finding = RULE.at(key.place(), message).label("not an entity key");
        found.push(finding.help("move the mapping to `port-app-config.yml`; a `port.yml` holds entities"));
    }
}
