//! An expression that reads an output that its node does not get.

use crate::ground::closest::closest;
use crate::ground::path::Segment;
use crate::kind::jq_scan::scan;
use crate::kind::template::Chain;
use crate::kind::workflow::{Graph, Node, NodeType};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Expression, expressions, is_undefined, text_part};
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::ops::Range;

pub(super) const RULE: Rule =
    Rule::error("unknown-output", include_str!("unknown_output.md"), Check::Declaration(check));

/// The name of the trigger that fired, besides its identifier.
const TRIGGER: &str = "trigger";

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    for expression in expressions(declaration) {
        let Some(Segment::Index(nth)) = expression.at.0.get(1) else { continue };
        let Some(node) = graph.nodes.iter().find(|node| node.at == *nth) else { continue };
        if is_undefined(declaration, &expression.at) {
            continue;
        }
        // `unquoted-dash` reports a name that is cut short.
        let dashed = expression.dashed(declaration, context);
        let is_cut =
            |chain: &Chain<'_>| dashed.iter().any(|one| chain.spans.iter().any(|span| span.start == one.part.start));
        for chain in scan(expression.text, expression.part.clone()).chains.iter().filter(|chain| !is_cut(chain)) {
            let reading = Reading { declaration, graph: &graph, node, expression: &expression };
            found.extend(reading.node_of(chain).or_else(|| reading.value_of(chain)));
        }
    }
}

/// An expression of a node.
struct Reading<'a, 'b> {
    declaration: &'a Declaration,
    graph: &'a Graph<'b>,
    node: &'a Node<'b>,
    expression: &'a Expression<'b>,
}

impl<'b> Reading<'_, 'b> {
    fn finding(&self, part: &Range<usize>, message: String, label: &str) -> Finding {
        RULE.at(text_part(self.declaration, &self.expression.at, part), message).label(label)
    }

    /// Reports a node that does not exist, or that does not run before this one.
    fn node_of(&self, chain: &Chain<'_>) -> Option<Finding> {
        let (name, part) = chain.after(&["outputs"])?;
        if self.node.node_type == NodeType::Trigger {
            let first = chain.spans[0].clone();
            let message = format!("trigger `{}` runs first, so it reads no output", self.node.identifier);
            let help = "a condition reads the event itself: write `.diff.after`";
            return Some(self.finding(&first, message, "no output yet").help(help));
        }
        let before = self.graph.before(self.node.identifier);
        let Some(node) = self.graph.node(name) else {
            if name == TRIGGER || self.graph.nodes.is_empty() {
                return None;
            }
            let message = format!("the {} reads node `{name}`, which the workflow does not have", self.expression.noun);
            let known: Vec<&str> = before.iter().copied().chain([TRIGGER]).collect();
            let help = format!("the nodes before `{}` are {}", self.node.identifier, listed(&known));
            return Some(self.finding(&part, message, "no such node").help(help).suggest(closest(name, known)));
        };
        // What is wrong with the graph is reported by itself.
        let is_placed = self.graph.is_sound() && self.graph.triggers().any(|one| before.contains(one.identifier));
        if before.contains(name) || !is_placed {
            return None;
        }
        if node.identifier == self.node.identifier {
            let message = format!("node `{name}` reads its own output");
            return Some(
                self.finding(&part, message, "this node").help("write `.result` for it, in `variables` or `links`"),
            );
        }
        let message = format!("node `{name}` does not run before `{}`, which reads its output", self.node.identifier);
        let help = format!("the nodes before it are {}", listed(&before.iter().copied().collect::<Vec<_>>()));
        Some(self.finding(&part, message, "not before it").help(help))
    }

    /// Reports a value that the output of a node does not have.
    fn value_of(&self, chain: &Chain<'_>) -> Option<Finding> {
        let (name, _) = chain.after(&["outputs"])?;
        let (value, part) = chain.after(&["outputs", name])?;
        if chain.is_guarded(self.expression.text) {
            return None;
        }
        let before = self.graph.before(self.node.identifier);
        let read: Vec<&Node<'b>> = match self.graph.node(name) {
            Some(node) => vec![node],
            None => self.graph.triggers().filter(|node| before.contains(node.identifier)).collect(),
        };
        let mut known = Vec::new();
        for node in &read {
            known.extend(values(node)?);
        }
        if read.is_empty() || known.contains(&value) {
            return None;
        }
        let is_form = read.iter().all(|node| node.node_type == NodeType::Trigger);
        let (message, label) = match is_form {
            true => (
                format!("the {} reads input `{value}`, which the form does not have", self.expression.noun),
                "no such input",
            ),
            false => (format!("node `{name}` does not set the variable `{value}`"), "no such variable"),
        };
        let finding = self.finding(&part, message, label);
        Some(match (closest(value, known.iter().copied()), known.as_slice()) {
            (Some(near), _) => finding.suggest(Some(near)),
            (None, []) => finding.help("the form has no inputs"),
            (None, known) if is_form => finding.help(format!("the form has {}", listed(known))),
            (None, known) => finding.help(format!("add it to `variables`, or use one of {}", listed(known))),
        })
    }
}

/// Returns the names of the values that the output of a node has, if the workflow states all of them.
fn values<'b>(node: &Node<'b>) -> Option<Vec<&'b str>> {
    let variables = node.body.get("variables").and_then(Value::as_object).filter(|map| !map.is_empty());
    if node.node_type == NodeType::Trigger {
        return node.inputs().filter(|_| variables.is_none());
    }
    // A node that fails has an error besides.
    Some(variables?.keys().map(String::as_str).chain(["error"]).collect())
}
