//! A node that never runs.

use crate::ground::path::Path;
use crate::kind::workflow::{Graph, NodeType};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use std::collections::BTreeSet;

pub(super) const RULE: Rule =
    Rule::warning("unreachable-node", include_str!("unreachable_node.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    let stated = declaration.body.get("nodes").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    // A connection that is broken may be the missing one.
    let is_connected = declaration.body.get("connections").is_some_and(serde_json::Value::is_array);
    if !is_connected || graph.triggers().next().is_none() || graph.nodes.len() < stated || !graph.is_sound() {
        return;
    }
    let reached: BTreeSet<&str> = graph.triggers().flat_map(|node| graph.after(node.identifier)).collect();
    for node in &graph.nodes {
        let is_first = graph.before(node.identifier).is_empty();
        // Only the first of the nodes that it leads to is reported.
        if node.node_type != NodeType::Trigger && !reached.contains(node.identifier) && is_first {
            let at = Path::from_keys(&["nodes"]).child(node.at).child("identifier");
            let message = format!("no trigger leads to node `{}`, so it never runs", node.identifier);
            let finding = RULE.at(declaration.value(&at), message).label("never runs");
            found.push(finding.help("add a connection that leads to it, or remove it"));
        }
    }
}
