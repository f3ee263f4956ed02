//! The graph of a workflow: its nodes, and the connections between them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::kind::descriptor::Kind;
use crate::kind::workflow::places::NAME;

/// The nodes and connections of a workflow. Nodes and connections are numbered in the order of the body.
#[derive(Clone, Debug)]
pub(crate) struct Graph<'b> {
    pub nodes: Vec<Node<'b>>,
    pub edges: Vec<Edge<'b>>,
}

/// A node with an identifier and a type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'b> {
    /// Its index in `nodes` of the body.
    pub at: usize,
    pub identifier: &'b str,
    pub node_type: NodeType,
    pub config: &'b Value,
    /// All of it.
    pub body: &'b Value,
}

/// How a node is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeType {
    /// It starts runs, and nothing leads to it.
    Trigger,
    /// Each of its outlets leads to a node; if no outlet fits, its fallback does.
    Condition,
    /// Each of its outlets leads to a node.
    Input,
    /// It leads to one node.
    Step,
}

/// A connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge<'b> {
    /// Its index in `connections` of the body.
    pub at: usize,
    pub source: Option<&'b str>,
    pub target: Option<&'b str>,
    pub outlet: Option<&'b str>,
    pub is_fallback: bool,
}

/// How many nodes and connections are followed. Port refuses more nodes.
const MAX_NODES: usize = 100;
const MAX_EDGES: usize = 1000;

impl<'b> Graph<'b> {
    /// Returns the graph of a body, if it is that of a workflow that is not too large for Port.
    pub(crate) fn of(kind: &Kind, body: &'b Value) -> Option<Self> {
        let list = |field: &str| body.get(field).and_then(Value::as_array).filter(|_| kind.name == NAME);
        let is_large = |list: Option<&Vec<Value>>, most: usize| list.is_some_and(|list| list.len() > most);
        if is_large(list("nodes"), MAX_NODES) || is_large(list("connections"), MAX_EDGES) {
            return None;
        }
        let nodes = list("nodes")?.iter().enumerate().filter_map(|(at, node)| Node::of(at, node)).collect();
        let edges =
            list("connections").into_iter().flatten().enumerate().map(|(at, edge)| Edge::of(at, edge)).collect();
        Some(Self { nodes, edges })
    }

    /// Returns the node of that identifier: the first, if it is not unique.
    pub(crate) fn node(&self, identifier: &str) -> Option<&Node<'b>> {
        self.nodes.iter().find(|node| node.identifier == identifier)
    }

    pub(crate) fn identifiers(&self) -> Vec<&'b str> {
        self.nodes.iter().map(|node| node.identifier).collect()
    }

    pub(crate) fn triggers(&self) -> impl Iterator<Item = &Node<'b>> {
        self.nodes.iter().filter(|node| node.node_type == NodeType::Trigger)
    }

    /// Returns the ends of a connection that leads from one node to another one that can follow it.
    pub(crate) fn ends(&self, edge: &Edge<'b>) -> Option<(&'b str, &'b str)> {
        let (source, target) = (self.node(edge.source?)?, self.node(edge.target?)?);
        let leads = source.identifier != target.identifier && target.node_type != NodeType::Trigger;
        leads.then_some((source.identifier, target.identifier))
    }

    /// Returns the nodes that run before a node, and those that run after it.
    fn connected(
        &self,
        identifier: &str,
        step: impl Fn((&'b str, &'b str)) -> (&'b str, &'b str),
    ) -> BTreeSet<&'b str> {
        let ends: Vec<_> = self.edges.iter().filter_map(|edge| self.ends(edge)).map(step).collect();
        let (mut found, mut waiting) = (BTreeSet::new(), vec![identifier]);
        while let Some(here) = waiting.pop() {
            for (_, next) in ends.iter().filter(|(from, _)| *from == here) {
                if found.insert(*next) {
                    waiting.push(next);
                }
            }
        }
        found
    }

    /// Returns the nodes that run before a node.
    pub(crate) fn before(&self, identifier: &str) -> BTreeSet<&'b str> {
        self.connected(identifier, |(source, target)| (target, source))
    }

    /// Returns the nodes that can run after a node.
    pub(crate) fn after(&self, identifier: &str) -> BTreeSet<&'b str> {
        self.connected(identifier, |ends| ends)
    }

    /// Returns each connection that closes a cycle, with the nodes of the cycle, from its target to its source.
    pub(crate) fn cycles(&self) -> Vec<(&Edge<'b>, Vec<&'b str>)> {
        let mut found = Vec::new();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for start in self.identifiers() {
            // The nodes on the way here, each with its next connection to follow.
            let mut way: Vec<(&'b str, usize)> = if done.insert(start) { vec![(start, 0)] } else { Vec::new() };
            while let Some((here, next)) = way.last_mut() {
                let Some(edge) = self.edges.get(*next) else {
                    way.pop();
                    continue;
                };
                *next += 1;
                let Some((_, target)) = self.ends(edge).filter(|(source, _)| source == here) else { continue };
                if let Some(from) = way.iter().position(|(node, _)| *node == target) {
                    found.push((edge, way[from..].iter().map(|(node, _)| *node).collect()));
                } else if done.insert(target) {
                    way.push((target, 0));
                }
            }
        }
        found
    }

    /// Whether every connection leads from one node to another, without a cycle.
    pub(crate) fn is_sound(&self) -> bool {
        self.edges.iter().all(|edge| self.ends(edge).is_some()) && self.cycles().is_empty()
    }
}

impl<'b> Node<'b> {
    fn of(at: usize, body: &'b Value) -> Option<Self> {
        let config = body.get("config")?;
        let node_type = match config.get("type")?.as_str()? {
            "CONDITION" => NodeType::Condition,
            "INPUT" => NodeType::Input,
            trigger if trigger.ends_with("_TRIGGER") => NodeType::Trigger,
            _ => NodeType::Step,
        };
        Some(Self { at, identifier: body.get("identifier")?.as_str()?, node_type, config, body })
    }

    /// Returns the identifiers in a list of its outlets or buttons; none if there is no list.
    pub(crate) fn named(&self, list: &[&str]) -> Option<Vec<&'b str>> {
        let value = list.iter().try_fold(self.config, |value, key| value.get(key))?;
        Some(value.as_array()?.iter().filter_map(|one| one.get("identifier")?.as_str()).collect())
    }

    /// Returns the names of its inputs, if it has a form.
    pub(crate) fn inputs(&self) -> Option<Vec<&'b str>> {
        let inputs = self.config.get("userInputs")?.get("properties")?.as_object()?;
        Some(inputs.keys().map(String::as_str).collect())
    }
}

impl<'b> Edge<'b> {
    fn of(at: usize, body: &'b Value) -> Self {
        let text = |field: &str| body.get(field).and_then(Value::as_str);
        let outlet = text("sourceOutletIdentifier").filter(|outlet| !outlet.is_empty());
        let is_fallback = body.get("fallback") == Some(&Value::Bool(true));
        Self { at, source: text("sourceIdentifier"), target: text("targetIdentifier"), outlet, is_fallback }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A trigger `t`, and steps, connected as in these pairs of letters.
    fn graph(pairs: &str, check: impl Fn(&Graph<'_>)) {
        let nodes = "tabcd".chars().map(|name| {
            let node_type = if name == 't' { "SCHEDULE_TRIGGER" } else { "KAFKA" };
            json!({"identifier": name.to_string(), "config": {"type": node_type}})
        });
        let edges = pairs.split(' ').map(|pair| json!({"sourceIdentifier": pair[..1], "targetIdentifier": pair[1..]}));
        let body = json!({"nodes": nodes.collect::<Value>(), "connections": edges.collect::<Value>()});
        check(&Graph::of(&super::super::KIND, &body).expect("it has nodes"));
    }

    #[test]
    fn nodes_are_before_and_after_others() {
        graph("ta ab ac cd", |graph| {
            assert_eq!(graph.before("d").into_iter().collect::<String>(), "act");
            assert_eq!(graph.after("a").into_iter().collect::<String>(), "bcd");
            assert!(graph.is_sound());
        });
    }

    #[test]
    fn each_cycle_is_found_at_the_connection_that_closes_it() {
        graph("ta ab bc ca cd da", |graph| {
            let cycles: Vec<_> = graph.cycles().into_iter().map(|(edge, nodes)| (edge.at, nodes.concat())).collect();
            assert_eq!(cycles, [(3, "abc".to_owned()), (5, "abcd".to_owned())]);
        });
        // Neither a connection to itself nor one to a trigger is part of a cycle.
        graph("ta at aa ax", |graph| assert!(graph.cycles().is_empty() && !graph.is_sound()));
    }
}
