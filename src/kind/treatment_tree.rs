//! The treatments of a kind's fields, as a tree to walk together with a body.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ground::path::Segment;
use crate::kind::descent::Descent;
use crate::kind::treatment::{AUDIT, Field, Treatment, fits};

/// The treatments of all fields of a kind, computed once. Values with the same treatments, inside them too, share a node.
#[derive(Debug)]
pub(crate) struct TreatmentTree {
    nodes: Vec<TreatmentNode>,
}

/// The treatments of one value, and the nodes of the values inside it.
#[derive(Debug, Default)]
struct TreatmentNode {
    treatments: Vec<Treatment>,
    default: Option<Value>,
    inside: Descent<&'static str>,
    has_write_only: bool,
}

/// The fields that a value or one inside it can still be, each with the rest of its path.
type Open = Vec<(&'static Field, &'static [&'static str])>;

impl TreatmentTree {
    /// Computes the tree of these fields and of those that every kind has.
    pub(crate) fn of(fields: &'static [Field]) -> Self {
        let mut draft = Draft::default();
        draft.node(AUDIT.iter().chain(fields).map(|field| (field, field.path)).collect());
        while let Some((node, open)) = draft.waiting.pop() {
            draft.nodes[node] = draft.filled(&open);
        }
        Self { nodes: draft.nodes }
    }

    /// Returns the root, to start walking through a body.
    pub(crate) fn root(&self) -> Treated<'_> {
        Treated { tree: self, node: 0 }
    }
}

/// The current value of a walk through a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Treated<'t> {
    tree: &'t TreatmentTree,
    node: usize,
}

impl<'t> Treated<'t> {
    /// Returns the value of a key of this map.
    #[must_use]
    pub(crate) fn key(self, key: &str) -> Self {
        Self { node: self.node().inside.key(key), ..self }
    }

    /// Returns any element of this list.
    #[must_use]
    pub(crate) fn element(self) -> Self {
        Self { node: self.node().inside.element, ..self }
    }

    /// Returns the value at a path inside this one.
    #[must_use]
    pub(crate) fn at(self, path: &[Segment]) -> Self {
        path.iter().fold(self, |here, segment| Self { node: here.node().inside.step(segment), ..here })
    }

    /// Returns all treatments of this value.
    pub(crate) fn treatments(self) -> &'t [Treatment] {
        &self.node().treatments
    }

    /// Returns whether this value has a treatment.
    pub(crate) fn has(self, treatment: Treatment) -> bool {
        self.treatments().contains(&treatment)
    }

    /// Returns what this value is if it is absent.
    pub(crate) fn default(self) -> Option<&'t Value> {
        self.node().default.as_ref()
    }

    /// Returns the fields that identify the elements of this list, if its order does not matter.
    pub(crate) fn keyed_by(self) -> Option<&'static [&'static str]> {
        self.treatments().iter().find_map(|treatment| match treatment {
            Treatment::Keyed(fields) => Some(*fields),
            _ => None,
        })
    }

    /// Returns whether this value can be or have a field that Port never returns.
    pub(crate) fn has_write_only(self) -> bool {
        self.node().has_write_only
    }

    fn node(self) -> &'t TreatmentNode {
        &self.tree.nodes[self.node]
    }
}

/// A tree that is being computed.
#[derive(Default)]
struct Draft {
    nodes: Vec<TreatmentNode>,
    /// The node for each set of fields, by their addresses and the lengths of the rests of their paths.
    known: BTreeMap<Vec<(*const Field, usize)>, usize>,
    waiting: Vec<(usize, Open)>,
}

impl Draft {
    fn node(&mut self, open: Open) -> usize {
        let addresses = open.iter().map(|(field, rest)| (std::ptr::from_ref(*field), rest.len())).collect();
        let next = self.nodes.len();
        let node = *self.known.entry(addresses).or_insert(next);
        if node == next {
            self.nodes.push(TreatmentNode::default());
            self.waiting.push((node, open));
        }
        node
    }

    fn filled(&mut self, open: &Open) -> TreatmentNode {
        let here = open.iter().filter(|(_, rest)| matches!(rest, [] | ["**"]));
        let treatments: Vec<Treatment> = here.map(|(field, _)| field.treatment).collect();
        let default = treatments.iter().find_map(|treatment| match treatment {
            Treatment::Default(text) | Treatment::ExplicitDefault(text) => {
                Some(serde_json::from_str(text).expect("the kinds' defaults are JSON"))
            }
            _ => None,
        });
        let wanted = open.iter().filter_map(|(_, rest)| rest.first());
        let names = wanted.flat_map(|want| want.trim_start_matches('!').split('|')).filter(|name| !name.contains('*'));
        let named = names.map(|name| (name, self.node(inside(open, |want| fits(want, name))))).collect();
        let other = self.node(inside(open, |want| want == "*" || want.starts_with('!')));
        let element = self.node(inside(open, |want| want == "*"));
        let has_write_only = open.iter().any(|(field, _)| field.treatment == Treatment::WriteOnly);
        TreatmentNode { treatments, default, inside: Descent { named, other, element }, has_write_only }
    }
}

/// Returns the fields that a value inside can still be, if its key or index fits.
fn inside(open: &Open, does_fit: impl Fn(&str) -> bool) -> Open {
    let step = |(field, rest): &(&'static Field, &'static [&'static str])| match *rest {
        ["**"] => Some((*field, *rest)),
        [want, rest @ ..] if does_fit(want) => Some((*field, rest)),
        _ => None,
    };
    open.iter().filter_map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::path::Path;

    fn is_atomic(path: &'static [&'static str], at: &Path) -> bool {
        let fields = vec![Field::at(path, Treatment::Atomic)].leak();
        TreatmentTree::of(fields).root().at(&at.0).has(Treatment::Atomic)
    }

    #[test]
    fn a_star_is_one_step_and_two_are_any_number() {
        let one = &["relations", "*", "many"];
        assert!(is_atomic(one, &Path::from_keys(&["relations", "domain", "many"])));
        assert!(!is_atomic(one, &Path::from_keys(&["relations", "domain"])));
        assert!(!is_atomic(one, &Path::from_keys(&["relations", "domain", "many", "more"])));
        let deep = &["body", "**"];
        assert!(is_atomic(deep, &Path::from_keys(&["body"])));
        assert!(is_atomic(deep, &Path::from_keys(&["body", "a"]).child(0)));
        assert!(!is_atomic(deep, &Path::from_keys(&["bodies"])));
    }

    #[test]
    fn a_key_can_be_one_of_several_or_any_other_and_an_index_only_any() {
        assert!(is_atomic(&["a|b"], &Path::from_keys(&["b"])));
        assert!(!is_atomic(&["a|b"], &Path::from_keys(&["a|b"])));
        let others = &["!config|spec"];
        assert!(is_atomic(others, &Path::from_keys(&["version"])));
        assert!(!is_atomic(others, &Path::from_keys(&["spec"])));
        assert!(!is_atomic(others, &Path::root().child(0)));
        assert!(is_atomic(&["*"], &Path::root().child(0)));
    }
}
