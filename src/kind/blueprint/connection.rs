//! How blueprints are connected by relations, in whatever direction.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

/// One relation: the blueprint that has it, and its name.
pub type Hop = (String, String);

/// The relations between blueprints, each to be taken forwards or backwards.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    places: BTreeMap<String, usize>,
    names: Vec<String>,
    /// Of each blueprint: the blueprint at the other end, and the relation that leads there.
    ways: Vec<Vec<(usize, Hop)>>,
}

impl Graph {
    /// The relations of these blueprints.
    pub fn of<'b>(blueprints: impl Iterator<Item = (&'b str, &'b Value)>) -> Self {
        let mut graph = Self::default();
        for (identifier, body) in blueprints {
            let here = graph.place(identifier);
            for (name, relation) in body.get("relations").and_then(Value::as_object).into_iter().flatten() {
                let Some(target) = relation.get("target").and_then(Value::as_str) else { continue };
                let there = graph.place(target);
                let hop = (identifier.to_owned(), name.clone());
                graph.ways[here].push((there, hop.clone()));
                graph.ways[there].push((here, hop));
            }
        }
        // Of two ways of one length, a blueprint's own relations come with it and need no waiting.
        for (name, ways) in graph.names.iter().zip(&mut graph.ways) {
            ways.sort_by_key(|(_, (owner, _))| owner != name);
        }
        graph
    }

    fn place(&mut self, identifier: &str) -> usize {
        if let Some(place) = self.places.get(identifier) {
            return *place;
        }
        self.names.push(identifier.to_owned());
        self.ways.push(Vec::new());
        self.places.insert(identifier.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// A shortest way from one blueprint to another; none if there is none.
    pub fn way(&self, from: &str, to: &str) -> Option<Vec<&Hop>> {
        let (from, to) = (*self.places.get(from)?, *self.places.get(to)?);
        let came = self.reached(from, Some(to));
        let mut way = Vec::new();
        let mut here = to;
        while let Some((before, hop)) = came.get(&here)? {
            way.push(*hop);
            here = *before;
        }
        way.reverse();
        Some(way)
    }

    /// The blueprints that are connected with this one, itself included.
    pub fn around(&self, identifier: &str) -> Vec<&str> {
        let Some(place) = self.places.get(identifier) else { return Vec::new() };
        self.reached(*place, None).into_keys().map(|place| self.names[place].as_str()).collect()
    }

    /// Every blueprint that is reached before `until`, with the last hop of a shortest way to it.
    fn reached(&self, from: usize, until: Option<usize>) -> BTreeMap<usize, Option<(usize, &Hop)>> {
        let mut came = BTreeMap::from([(from, None)]);
        let mut waiting = VecDeque::from([from]);
        while let Some(here) = waiting.pop_front() {
            if until.is_some_and(|until| came.contains_key(&until)) {
                break;
            }
            for (next, hop) in &self.ways[here] {
                came.entry(*next).or_insert_with(|| {
                    waiting.push_back(*next);
                    Some((here, hop))
                });
            }
        }
        came
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_shortest_way_is_found_in_both_directions_and_its_own_relations_are_preferred() {
        let a = json!({"relations": {"to_b": {"target": "b"}}});
        let b = json!({"relations": {"to_a": {"target": "a"}, "to_c": {"target": "c"}}});
        let (c, d) = (json!({}), json!({}));
        let graph = Graph::of([("a", &a), ("b", &b), ("c", &c), ("d", &d)].into_iter());
        let way = |from: &str, to: &str| {
            graph.way(from, to).map(|way| way.into_iter().map(|(_, relation)| relation.as_str()).collect::<Vec<_>>())
        };
        assert_eq!(way("a", "b"), Some(vec!["to_b"]));
        assert_eq!(way("b", "a"), Some(vec!["to_a"]));
        assert_eq!(way("c", "a"), Some(vec!["to_c", "to_a"]));
        assert_eq!(way("a", "d"), None);
        assert_eq!(way("a", "a"), Some(vec![]));
    }
}
