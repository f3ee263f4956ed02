//! How relations connect blueprints, in either direction.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

/// One relation: the blueprint that has it, and its name.
pub(crate) type RelationStep = (String, String);

/// The relations between blueprints, which can be followed in both directions.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    indices: BTreeMap<String, usize>,
    names: Vec<String>,
    /// For each blueprint: its neighbours, and the relation to each.
    edges: Vec<Vec<(usize, RelationStep)>>,
}

impl Graph {
    /// Builds the graph of these blueprints' relations.
    pub fn of<'b>(blueprints: impl Iterator<Item = (&'b str, &'b Value)>) -> Self {
        let mut graph = Self::default();
        for (identifier, body) in blueprints {
            let here = graph.index_of(identifier);
            for (name, relation) in body.get("relations").and_then(Value::as_object).into_iter().flatten() {
                let Some(target) = relation.get("target").and_then(Value::as_str) else { continue };
                let there = graph.index_of(target);
                let hop = (identifier.to_owned(), name.clone());
                graph.edges[here].push((there, hop.clone()));
                graph.edges[there].push((here, hop));
            }
        }
        // Of two paths of the same length, prefer the one along a blueprint's own relations.
        for (name, edges) in graph.names.iter().zip(&mut graph.edges) {
            edges.sort_by_key(|(_, (owner, _))| owner != name);
        }
        graph
    }

    fn index_of(&mut self, identifier: &str) -> usize {
        if let Some(index) = self.indices.get(identifier) {
            return *index;
        }
        self.names.push(identifier.to_owned());
        self.edges.push(Vec::new());
        self.indices.insert(identifier.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// Returns a shortest path of relations from one blueprint to another, or `None` if they are not connected.
    pub fn path_between(&self, from: &str, to: &str) -> Option<Vec<&RelationStep>> {
        let (from, to) = (*self.indices.get(from)?, *self.indices.get(to)?);
        let reached_by = self.reached(from, Some(to));
        let mut path = Vec::new();
        let mut here = to;
        while let Some((before, hop)) = reached_by.get(&here)? {
            path.push(*hop);
            here = *before;
        }
        path.reverse();
        Some(path)
    }

    /// Returns at most two of the shortest paths of relations from one blueprint to another. Relations from a blueprint
    /// to itself are ignored.
    pub(crate) fn shortest_paths(&self, from: &str, to: &str) -> Vec<Vec<&RelationStep>> {
        let (Some(from), Some(to)) = (self.indices.get(from), self.indices.get(to)) else { return Vec::new() };
        let mut seen = BTreeSet::from([*from]);
        let mut ends: Vec<(usize, Vec<&RelationStep>)> = vec![(*from, Vec::new())];
        while from != to && !ends.is_empty() {
            let mut next: Vec<(usize, Vec<&RelationStep>)> = Vec::new();
            for (end, path) in &ends {
                for (there, step) in self.edges[*end].iter().filter(|(there, _)| !seen.contains(there)) {
                    if next.iter().filter(|(end, _)| end == there).count() < 2 {
                        next.push((*there, path.iter().copied().chain([step]).collect()));
                    }
                }
            }
            if next.iter().any(|(end, _)| end == to) {
                return next.into_iter().filter(|(end, _)| end == to).map(|(_, path)| path).collect();
            }
            seen.extend(next.iter().map(|(end, _)| *end));
            ends = next;
        }
        Vec::new()
    }

    /// Returns the blueprints that are connected with this one, including itself.
    pub fn connected_with(&self, identifier: &str) -> Vec<&str> {
        let Some(index) = self.indices.get(identifier) else { return Vec::new() };
        self.reached(*index, None).into_keys().map(|index| self.names[index].as_str()).collect()
    }

    /// Returns every blueprint that is reached before `until`, with the last hop of a shortest path to it.
    fn reached(&self, from: usize, until: Option<usize>) -> BTreeMap<usize, Option<(usize, &RelationStep)>> {
        let mut reached_by = BTreeMap::from([(from, None)]);
        let mut waiting = VecDeque::from([from]);
        while let Some(here) = waiting.pop_front() {
            if until.is_some_and(|until| reached_by.contains_key(&until)) {
                break;
            }
            for (next, hop) in &self.edges[here] {
                reached_by.entry(*next).or_insert_with(|| {
                    waiting.push_back(*next);
                    Some((here, hop))
                });
            }
        }
        reached_by
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_shortest_path_is_found_in_both_directions_and_own_relations_are_preferred() {
        let a = json!({"relations": {"to_b": {"target": "b"}}});
        let b = json!({"relations": {"to_a": {"target": "a"}, "to_c": {"target": "c"}}});
        let (c, d) = (json!({}), json!({}));
        let graph = Graph::of([("a", &a), ("b", &b), ("c", &c), ("d", &d)].into_iter());
        let path = |from: &str, to: &str| {
            graph
                .path_between(from, to)
                .map(|path| path.into_iter().map(|(_, relation)| relation.as_str()).collect::<Vec<_>>())
        };
        assert_eq!(path("a", "b"), Some(vec!["to_b"]));
        assert_eq!(path("b", "a"), Some(vec!["to_a"]));
        assert_eq!(path("c", "a"), Some(vec!["to_c", "to_a"]));
        assert_eq!(path("a", "d"), None);
        assert_eq!(path("a", "a"), Some(vec![]));
    }

    #[test]
    fn two_shortest_paths_are_found_in_both_directions() {
        let a = json!({"relations": {"group": {"target": "g"}, "self": {"target": "a"}}});
        let d = json!({"relations": {"app": {"target": "a"}, "old_app": {"target": "a"}}});
        let g = json!({});
        let graph = Graph::of([("a", &a), ("d", &d), ("g", &g)].into_iter());
        let paths = |from: &str, to: &str| -> Vec<Vec<String>> {
            let paths = graph.shortest_paths(from, to).into_iter();
            paths.map(|path| path.into_iter().map(|(_, relation)| relation.clone()).collect()).collect()
        };
        assert_eq!(paths("a", "d"), [["app"], ["old_app"]]);
        assert_eq!(paths("g", "a"), [["group"]]);
        assert_eq!(paths("g", "d"), [["group", "app"], ["group", "old_app"]]);
        assert!(paths("g", "x").is_empty() && paths("a", "a").is_empty());
    }
}
