//! Two nodes of a workflow, or two outlets or buttons of a node, with one identifier.

use crate::ground::path::Path;
use crate::kind::workflow::Graph;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const RULE: Rule =
    Rule::error("duplicate-node", include_str!("duplicate_node.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    let nodes = Path::from_keys(&["nodes"]);
    let own = declaration.description();
    check_list(declaration, &nodes, ("nodes", &own), found);
    for node in &graph.nodes {
        let config = nodes.child(node.at).child("config");
        let own = format!("node `{}`", node.identifier);
        check_list(declaration, &config.child("outlets"), ("outlets", &own), found);
        check_list(declaration, &config.child("userInputs").child("buttons"), ("buttons", &own), found);
    }
}

fn check_list(declaration: &Declaration, at: &Path, (words, of): (&str, &str), found: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, Path> = BTreeMap::new();
    let elements = at.find(&declaration.body).and_then(Value::as_array).into_iter().flatten();
    for (nth, element) in elements.enumerate() {
        let Some(identifier) = element.get("identifier").and_then(Value::as_str) else { continue };
        let at = at.child(nth).child("identifier");
        if let Some(earlier) = first.get(identifier) {
            let message = format!("two {words} of {of} have the identifier `{identifier}`");
            let finding = RULE.at(declaration.value(&at), message).label("used again");
            let finding = finding.related(declaration.value(earlier), "first used here");
            found.push(finding.help("give each its own identifier"));
        } else {
            first.insert(identifier, at);
        }
    }
}
