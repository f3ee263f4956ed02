//! Anchors, aliases and merge keys.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Document, Lint};
use crate::lint::rule::{Check, Rule};
use crate::yaml::tree::Node;

/// The rule.
pub const RULE: Rule = Rule {
    name: "anchor-or-merge",
    severity: Severity::Info,
    page: include_str!("anchor_or_merge.md"),
    check: Check::Document(check),
};

fn check(document: &Document<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    if !document.marks.alias || document.entities().is_empty() {
        return;
    }
    let mut aliases = Vec::new();
    document.tree.roots().for_each(|root| below(root, &mut aliases));
    if let Some(alias) = aliases.first() {
        let finding = RULE.at(alias.place(), "what stands here is written elsewhere").label("an alias");
        found.push(finding.help("write the value out, so that the entity can be read and edited by itself"));
    }
}

fn below<'t>(node: Node<'t>, aliases: &mut Vec<Node<'t>>) {
    if node.is_alias() {
        return aliases.push(node);
    }
    node.entries().for_each(|(_, value)| below(value, aliases));
    node.items().for_each(|item| below(item, aliases));
}
