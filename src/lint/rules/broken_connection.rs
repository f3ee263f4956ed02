//! A connection that Port refuses.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::workflow::{Edge, Graph, Node, NodeType};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, is_undefined};
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule =
    Rule::error("broken-connection", include_str!("broken_connection.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    let mut first: BTreeMap<(&str, Option<&str>), Path> = BTreeMap::new();
    for edge in &graph.edges {
        let at = Path::from_keys(&["connections"]).child(edge.at);
        let broken = end(declaration, &graph, &at, ("sourceIdentifier", edge.source))
            .or_else(|| end(declaration, &graph, &at, ("targetIdentifier", edge.target)))
            .or_else(|| leads(declaration, &graph, &at, edge))
            .or_else(|| outlet((declaration, context), &graph, &at, edge));
        if let Some(finding) = broken {
            found.push(finding);
            continue;
        }
        let Some(source) = edge.source.and_then(|source| graph.node(source)) else { continue };
        let Some(earlier) = first.get(&(source.identifier, edge.outlet)) else {
            first.insert((source.identifier, edge.outlet), at);
            continue;
        };
        let from = match edge.outlet {
            Some(outlet) => format!("outlet `{outlet}` of node `{}`", source.identifier),
            None if edge.is_fallback => format!("the fallback of node `{}`", source.identifier),
            None => format!("node `{}`", source.identifier),
        };
        let message = format!("two connections start at {from}");
        let finding = RULE.at(declaration.value(&at.child("sourceIdentifier")), message).label("connected again");
        let finding = finding.related(declaration.value(&earlier.child("sourceIdentifier")), "first connected here");
        found.push(finding.help("remove one; nodes run one after another, or on different outlets of a `CONDITION`"));
    }
}

/// Reports an end that is not a node.
fn end(
    declaration: &Declaration,
    graph: &Graph<'_>,
    at: &Path,
    (field, identifier): (&str, Option<&str>),
) -> Option<Finding> {
    let (at, identifier) = (at.child(field), identifier?);
    let known = declaration.body.get("nodes").and_then(serde_json::Value::as_array)?;
    let is_known = known.iter().any(|node| node.get("identifier").is_some_and(|one| one == identifier));
    let nodes = graph.identifiers();
    // One of two nodes with the same identifier may be meant.
    let is_repeated = nodes.iter().collect::<BTreeSet<_>>().len() < nodes.len();
    // A node without an identifier may be meant.
    let is_nameless = known.iter().any(|node| node.get("identifier").is_none());
    if is_known || is_repeated || is_nameless || is_undefined(declaration, &at) {
        return None;
    }
    let message = format!("the connection refers to node `{identifier}`, which the workflow does not have");
    let finding = RULE.at(declaration.value(&at), message).label("no such node");
    Some(finding.help(format!("its nodes are {}", listed(&nodes))).suggest(closest(identifier, nodes)))
}

/// Reports a connection from a node to itself, or to a trigger.
fn leads(declaration: &Declaration, graph: &Graph<'_>, at: &Path, edge: &Edge<'_>) -> Option<Finding> {
    let (source, target) = (edge.source?, graph.node(edge.target?)?);
    let place = || declaration.value(&at.child("targetIdentifier"));
    if source == target.identifier {
        let finding = RULE.at(place(), format!("the connection leads from node `{source}` to itself"));
        return Some(finding.label("the same node").help("name the node that runs next"));
    }
    if target.node_type == NodeType::Trigger {
        let message = format!("the connection leads to `{}`, which is a trigger", target.identifier);
        return Some(RULE.at(place(), message).label("a trigger").help("name a node that is not a trigger"));
    }
    None
}

/// Reports a connection without the outlet that its node needs, or with one that the node does not have.
fn outlet(
    (declaration, context): (&Declaration, &Context<'_>),
    graph: &Graph<'_>,
    at: &Path,
    edge: &Edge<'_>,
) -> Option<Finding> {
    let source = graph.node(edge.source?)?;
    let key = |field: &str| declaration.key_location(&at.child(field));
    match (source.node_type, edge.outlet) {
        (NodeType::Trigger | NodeType::Step, Some(_)) => {
            let message = format!("node `{}` has no outlets", source.identifier);
            Some(RULE.at(key("sourceOutletIdentifier"), message).label("no outlets").help("remove the key"))
        }
        (NodeType::Trigger | NodeType::Step | NodeType::Input, _) if edge.is_fallback => {
            let message = format!("node `{}` has no fallback; only a `CONDITION` has one", source.identifier);
            Some(RULE.at(key("fallback"), message).label("no fallback").help(match source.node_type {
                NodeType::Input => "name an outlet with `sourceOutletIdentifier` instead",
                _ => "remove the key",
            }))
        }
        (NodeType::Condition, Some(_)) if edge.is_fallback => {
            let message = "a connection starts at an outlet or is the fallback, not both";
            Some(RULE.at(key("fallback"), message).label("both").help("remove one of the two keys"))
        }
        (NodeType::Condition | NodeType::Input, None) if !edge.is_fallback => {
            unnamed((declaration, context), source, at)
        }
        (NodeType::Condition | NodeType::Input, Some(outlet)) => {
            let known = source.named(&["outlets"])?;
            let at = at.child("sourceOutletIdentifier");
            // `unknown-button` reports an outlet that is only misspelt.
            let buttons = source.named(&["userInputs", "buttons"]).unwrap_or_default();
            let is_misspelt = buttons.contains(&outlet) && known.iter().any(|outlet| !buttons.contains(outlet));
            if known.contains(&outlet) || is_misspelt || is_undefined(declaration, &at) {
                return None;
            }
            let message = format!("node `{}` has no outlet `{outlet}`", source.identifier);
            let finding = RULE.at(declaration.value(&at), message).label("no such outlet");
            let finding = match known.as_slice() {
                [] => finding.help(format!("add it to `outlets` of `{}`", source.identifier)),
                known => finding.help(format!("its outlets are {}", listed(known))),
            };
            Some(finding.suggest(closest(outlet, known)))
        }
        _ => None,
    }
}

fn unnamed((declaration, context): (&Declaration, &Context<'_>), source: &Node<'_>, at: &Path) -> Option<Finding> {
    // A misspelt key is reported by another rule.
    if context.facts(declaration).unknown.iter().any(|field| at.is_prefix_of(&field.path) && field.near.is_some()) {
        return None;
    }
    let message = format!("the connection does not name the outlet of node `{}` that it starts at", source.identifier);
    let finding = RULE.at(declaration.value(&at.child("sourceIdentifier")), message).label("which outlet?");
    let outlet = match source.named(&["outlets"]).unwrap_or_default().as_slice() {
        [] => "add `sourceOutletIdentifier`".to_owned(),
        [only] => format!("add `sourceOutletIdentifier: {only}`"),
        known => format!("add `sourceOutletIdentifier` with one of {}", listed(known)),
    };
    let fallback = if source.node_type == NodeType::Condition { ", or `fallback: true`" } else { "" };
    Some(finding.help(format!("{outlet}{fallback}")))
}
