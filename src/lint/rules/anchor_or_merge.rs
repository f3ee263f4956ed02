//! Anchors, aliases and merge keys.

use crate::lint::port::Document;
use crate::lint::rule::{Check, Finding, Rule};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule = Rule::info("anchor-or-merge", include_str!("anchor_or_merge.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if !document.marks.alias || !document.has_entities() {
        return;
    }
    if let Some(alias) = document.nodes().find_map(first_alias) {
        let finding = RULE.at(alias.place(), "this value is defined elsewhere in the file").label("alias");
        found.push(finding.help("write the value out here, so that the entity can be read and edited on its own"));
    }
}

fn first_alias(node: Node<'_>) -> Option<Node<'_>> {
    if node.is_alias() {
        return Some(node);
    }
    node.entries().map(|(_, value)| value).chain(node.items()).find_map(first_alias)
}
