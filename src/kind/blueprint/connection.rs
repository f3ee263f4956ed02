//! How blueprints are connected by relations, in whatever direction.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use crate::kind::blueprint::KIND;
use crate::kind::reference::{Known, Met, World};

/// One relation: the blueprint that has it, and its name.
pub type Hop = (String, String);

/// A shortest way from one blueprint to another along relations, each taken forwards or backwards; none if there is none.
pub fn connection(world: &dyn World, from: &str, to: &str) -> Option<Vec<Hop>> {
    let reached = reached(world, from);
    let mut way = Vec::new();
    let mut here = to;
    while let Some((before, hop)) = reached.get(here)?.as_ref() {
        way.push(hop.clone());
        here = before;
    }
    way.reverse();
    Some(way)
}

/// Whether two blueprints are connected, as far as it can be known.
pub(in crate::kind) fn met(world: &dyn World, from: &str, to: &str) -> Met {
    let down = reached(world, from);
    if from == to || down.contains_key(to) {
        return Met::Yes;
    }
    // Any blueprint on either side whose relations are not all known may be the missing link.
    let up = reached(world, to);
    let partly = |identifier: &str| !matches!(world.known(KIND.name, identifier), Known::Wholly(_));
    if down.keys().chain(up.keys()).any(|identifier| partly(identifier)) { Met::Unknown } else { Met::No(Vec::new()) }
}

/// Every blueprint that relations connect with this one, each with the last hop of a shortest way to it.
fn reached<'w>(world: &'w dyn World, from: &'w str) -> BTreeMap<&'w str, Option<(&'w str, Hop)>> {
    let mut neighbours: BTreeMap<&str, Vec<(&str, Hop)>> = BTreeMap::new();
    let mut relations = relations(world);
    // Of two ways of one length, the blueprint's own relations come with it and need no waiting.
    relations.sort_by_key(|(blueprint, _, _)| *blueprint != from);
    for (blueprint, name, target) in relations {
        let hop = || (blueprint.to_owned(), name.to_owned());
        neighbours.entry(blueprint).or_default().push((target, hop()));
        neighbours.entry(target).or_default().push((blueprint, hop()));
    }
    let mut reached: BTreeMap<&str, Option<(&str, Hop)>> = BTreeMap::from([(from, None)]);
    let mut waiting = VecDeque::from([from]);
    while let Some(here) = waiting.pop_front() {
        for (next, hop) in neighbours.get(here).into_iter().flatten() {
            if !reached.contains_key(next) {
                reached.insert(next, Some((here, hop.clone())));
                waiting.push_back(next);
            }
        }
    }
    reached
}

/// Every relation that is known: its blueprint, its name, the blueprint it leads to.
fn relations(world: &dyn World) -> Vec<(&str, &str, &str)> {
    let mut found = Vec::new();
    for blueprint in world.identifiers(KIND.name) {
        let body = world.known(KIND.name, blueprint).body();
        let relations = body.and_then(|body| body.get("relations")).and_then(Value::as_object);
        for (name, relation) in relations.into_iter().flatten() {
            let target = relation.get("target").and_then(Value::as_str);
            found.extend(target.map(|target| (blueprint, name.as_str(), target)));
        }
    }
    found
}
