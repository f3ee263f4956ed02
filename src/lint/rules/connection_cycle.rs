//! Connections that form a cycle.

use crate::ground::join::join_first;
use crate::ground::path::Path;
use crate::kind::workflow::Graph;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("connection-cycle", include_str!("connection_cycle.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    /// The maximum number of nodes that are named.
    const MAX_NAMED: usize = 5;
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    for (edge, nodes) in graph.cycles() {
        let at = Path::from_keys(&["connections"]).child(edge.at).child("targetIdentifier");
        let named = join_first(MAX_NAMED, nodes.iter().map(|node| format!("`{node}`")));
        let message = format!("the connection closes a cycle of the nodes {named}");
        let finding = RULE.at(declaration.value(&at), message).label("leads back");
        found.push(finding.help("remove it, or connect to a node that does not run earlier"));
    }
}
