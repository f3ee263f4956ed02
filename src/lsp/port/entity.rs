//! The place of a byte in the entities of a file that can be parsed.

use crate::ground::path::{Path, Segment};
use crate::ground::source::Span;
use crate::kind::blueprint::KIND;
use crate::yaml::tree::{Node, Tree};

/// An entity, and the place of a byte in it.
#[derive(Clone, Debug)]
pub(super) struct Place<'t> {
    pub entity: Node<'t>,
    pub word: Word<'t>,
}

/// What stands at a place of an entity.
#[derive(Clone, Copy, Debug)]
pub(super) enum Word<'t> {
    /// The value of a field of the entity itself: its name and the value.
    Field(&'t str, Node<'t>),
    /// The name of a field.
    FieldName(&'t str),
    /// The key of a member: its section, and the key.
    Member(&'t str, Node<'t>),
    /// A value of a member, or an element of its list: section, member and value.
    Value(&'t str, &'t str, Node<'t>),
}

impl<'t> Place<'t> {
    pub(super) fn at(tree: &'t Tree, offset: usize) -> Option<Self> {
        let entity = entities(tree).into_iter().find(|node| contains(node.span(), offset))?;
        let (key, value) = entry_at(entity, offset)?;
        let name = key.key_text();
        let word = match (name, entry_at(value, offset)) {
            _ if contains(key.span(), offset) => Word::FieldName(name),
            ("properties" | "relations", Some((member, _))) if contains(member.span(), offset) => {
                Word::Member(name, member)
            }
            ("properties" | "relations", Some((member, value))) => {
                let element = value.items().find(|item| contains(item.span(), offset));
                Word::Value(name, member.key_text(), element.unwrap_or(value))
            }
            ("properties" | "relations", None) => return None,
            _ => Word::Field(name, value.items().find(|item| contains(item.span(), offset)).unwrap_or(value)),
        };
        Some(Self { entity, word })
    }

    pub(super) fn blueprint(&self) -> Option<&'t str> {
        self.entity.get(KIND.name)?.as_str()
    }

    /// The place of the word, without quotes.
    pub(super) fn span(&self) -> Span {
        match self.word {
            Word::Field(_, node) | Word::Member(_, node) | Word::Value(_, _, node) => inner(node),
            Word::FieldName(name) => self.entity.entry(name).map_or_else(Span::default, |(key, _)| key.span()),
        }
    }
}

/// The entities of a file.
pub(super) fn entities(tree: &Tree) -> Vec<Node<'_>> {
    let roots = tree.roots().flat_map(|root| root.items().chain((!root.is_list()).then_some(root)));
    roots.filter(|node| node.is_map()).collect()
}

/// The entry of a map that contains a byte.
fn entry_at(map: Node<'_>, offset: usize) -> Option<(Node<'_>, Node<'_>)> {
    let whole = |(key, value): &(Node<'_>, Node<'_>)| Span { start: key.span().start, end: value.span().end };
    map.entries().find(|entry| contains(whole(entry), offset))
}

fn contains(span: Span, offset: usize) -> bool {
    (span.start as usize..=span.end as usize).contains(&offset)
}

/// The bytes of a scalar without its quotes.
pub(super) fn inner(node: Node<'_>) -> Span {
    let (span, raw) = (node.span(), node.raw());
    match raw.len() > 1 && raw.starts_with(['"', '\'']) {
        true => Span { start: span.start + 1, end: span.end - 1 },
        false => span,
    }
}

/// The path of a member in the body of a blueprint.
pub(super) fn declared_path(section: &str, name: &str) -> Path {
    match section {
        "relations" => Path::from_keys(&["relations", name]),
        _ => Path::from_keys(&["schema", "properties", name]),
    }
}

/// The depth at which the keys of an entity stand: below an element, in a list.
pub(super) fn entity_depth(path: &Path) -> usize {
    usize::from(matches!(path.0.first(), Some(Segment::Index(_))))
}
