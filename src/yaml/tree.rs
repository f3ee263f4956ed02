//! The tree of one file: nodes that record their byte ranges, and views of them.

use crate::ground::path::{Path, Segment};
use crate::ground::source::{Location, SourceFile, Span};
use serde_json::{Map, Number, Value};
use std::fmt;
use std::sync::Arc;

/// The index of a node in its tree.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Debug)]
pub struct NodeId(pub(super) u32);

/// How a value is written.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Debug)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
    /// `[…]` and `{…}`.
    Flow,
    /// A list or map by indentation.
    Block,
}

/// A node's value, stored compactly. Text is a span of the source wherever it appears there unescaped.
#[derive(Clone, Debug)]
pub(super) enum NodeData {
    Null,
    Bool(bool),
    Number(Number),
    Text(Span),
    Unescaped(Span),
    Sequence { first: u32, count: u32 },
    Mapping { first: u32, count: u32 },
    Alias(NodeId),
}

#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) span: Span,
    pub(super) style: Style,
    pub(super) data: NodeData,
}

/// All nodes of one file.
#[derive(Debug)]
pub struct Tree {
    pub(super) file: Arc<SourceFile>,
    pub(super) records: Vec<Record>,
    /// The members of each list, and key, value, key, value of each map, one collection after the other.
    pub(super) links: Vec<NodeId>,
    /// Text that differs from the source, because of escapes or folded lines.
    pub(super) unescaped: String,
    pub(super) documents: Vec<NodeId>,
}

impl Tree {
    pub fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// Returns the root of each document. An empty file, or one with comments only, has none.
    pub fn documents(&self) -> &[NodeId] {
        &self.documents
    }

    /// Returns the node with that ID, which must belong to this tree.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node { tree: self, id }
    }

    /// Iterates over the roots of the documents.
    pub fn roots(&self) -> impl ExactSizeIterator<Item = Node<'_>> {
        self.documents.iter().map(|id| self.node(*id))
    }

    /// Follows a path from `root` as far as it exists. An index into a map is tried as a key, since a JSON pointer does
    /// not distinguish the two.
    pub fn locate(&self, root: NodeId, path: &Path) -> Located {
        let mut at = self.node(root);
        let mut key = None;
        for (depth, segment) in path.0.iter().enumerate() {
            let Some((found_key, found)) = at.step(segment) else {
                return Located { key, value: at.span(), depth };
            };
            key = found_key.map(|node| node.span());
            at = found;
        }
        Located { key, value: at.span(), depth: path.0.len() }
    }
}

/// The end of a path in a tree.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The key of the value; `None` in a list and at the root.
    pub key: Option<Span>,
    pub value: Span,
    /// How many segments of the path exist. The spans are those of the last one.
    pub depth: usize,
}

impl Located {
    /// Returns the key, or the value where there is no key.
    pub fn key_or_value(&self) -> Span {
        self.key.unwrap_or(self.value)
    }
}

#[derive(Clone, Debug)]
pub enum Content<'t> {
    Null,
    Bool(bool),
    /// A finite number.
    Number(Number),
    String(&'t str),
    Sequence(Items<'t>),
    /// A map, with merge keys applied.
    Mapping(Entries<'t>),
}

/// One node of a tree. Content methods of an alias return the content of the node it refers to.
#[derive(Copy, Clone)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: NodeId,
}

impl<'t> Node<'t> {
    /// Returns its ID. An alias has its own.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Returns the tree it belongs to.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    fn record(self) -> &'t Record {
        &self.tree.records[self.id.0 as usize]
    }

    /// Returns the node itself, or the one that an alias refers to.
    pub fn resolved(self) -> Node<'t> {
        let mut node = self;
        // An alias cannot be anchored, so this takes one step at most.
        while let NodeData::Alias(target) = node.record().data {
            node = self.tree.node(target);
        }
        node
    }

    /// Returns whether it is written as `*name`.
    pub fn is_alias(self) -> bool {
        matches!(self.record().data, NodeData::Alias(_))
    }

    /// Returns its bytes, without anchor and tag. Quotes and brackets are included, an alias is `*name`, a block scalar
    /// starts at its first line of content, and an absent value is an empty span after its colon.
    pub fn span(self) -> Span {
        self.record().span
    }

    /// Returns its span and its file.
    pub fn place(self) -> Location {
        Location::new(&self.tree.file, self.span())
    }

    /// Returns the text of its span.
    pub fn raw(self) -> &'t str {
        &self.tree.file.text[self.span().range()]
    }

    /// Returns how it is written. For an alias, the style of the node it refers to.
    pub fn style(self) -> Style {
        self.resolved().record().style
    }

    /// Returns its value.
    pub fn kind(self) -> Content<'t> {
        match &self.resolved().record().data {
            NodeData::Null | NodeData::Alias(_) => Content::Null,
            NodeData::Bool(value) => Content::Bool(*value),
            NodeData::Number(number) => Content::Number(number.clone()),
            NodeData::Text(span) => Content::String(&self.tree.file.text[span.range()]),
            NodeData::Unescaped(span) => Content::String(&self.tree.unescaped[span.range()]),
            NodeData::Sequence { .. } => Content::Sequence(self.items()),
            NodeData::Mapping { .. } => Content::Mapping(self.entries()),
        }
    }

    /// Returns "null", "boolean", "number", "string", "list" or "map".
    pub fn type_name(self) -> &'static str {
        match self.resolved().record().data {
            NodeData::Null | NodeData::Alias(_) => "null",
            NodeData::Bool(_) => "boolean",
            NodeData::Number(_) => "number",
            NodeData::Text(_) | NodeData::Unescaped(_) => "string",
            NodeData::Sequence { .. } => "list",
            NodeData::Mapping { .. } => "map",
        }
    }

    /// Returns its text, if it is a string.
    pub fn as_str(self) -> Option<&'t str> {
        match &self.resolved().record().data {
            NodeData::Text(span) => Some(&self.tree.file.text[span.range()]),
            NodeData::Unescaped(span) => Some(&self.tree.unescaped[span.range()]),
            _ => None,
        }
    }

    /// Returns its value, if it is a boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.resolved().record().data {
            NodeData::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Returns its value, if it is a number.
    pub fn as_f64(self) -> Option<f64> {
        match &self.resolved().record().data {
            NodeData::Number(number) => number.as_f64(),
            _ => None,
        }
    }

    /// Returns whether it is null.
    pub fn is_null(self) -> bool {
        matches!(self.resolved().record().data, NodeData::Null)
    }

    /// Returns whether it is a list.
    pub fn is_list(self) -> bool {
        matches!(self.resolved().record().data, NodeData::Sequence { .. })
    }

    /// Returns whether it is a map.
    pub fn is_map(self) -> bool {
        matches!(self.resolved().record().data, NodeData::Mapping { .. })
    }

    /// Returns its text as a key. A number, boolean or null is the text as written.
    pub fn key_text(self) -> &'t str {
        self.as_str().unwrap_or_else(|| self.resolved().raw())
    }

    /// Iterates over the members of a list. Anything else has none.
    pub fn items(self) -> Items<'t> {
        let links = match self.resolved().record().data {
            NodeData::Sequence { first, count } => &self.tree.links[first as usize..(first + count) as usize],
            _ => &[],
        };
        Items { tree: self.tree, links: links.iter() }
    }

    /// Iterates over the keys and values of a map. Anything else has none. Merge keys are applied: a key of the map
    /// itself wins, then the earlier of the merged maps. Each node keeps the span where it is written.
    pub fn entries(self) -> Entries<'t> {
        let links = match self.resolved().record().data {
            NodeData::Mapping { first, count } => &self.tree.links[first as usize..(first + 2 * count) as usize],
            _ => &[],
        };
        Entries { tree: self.tree, links: links.chunks_exact(2) }
    }

    /// Iterates over the entries that are written in the map itself, without merged ones.
    pub(crate) fn own_entries(self) -> impl Iterator<Item = (Node<'t>, Node<'t>)> {
        let span = self.span();
        self.entries().filter(move |(key, _)| span.start <= key.span().start && key.span().end <= span.end)
    }

    /// Returns the key node and the value of that name.
    pub fn entry(self, name: &str) -> Option<(Node<'t>, Node<'t>)> {
        self.entries().find(|(key, _)| key.key_text() == name)
    }

    /// Returns the value of that name.
    pub fn get(self, name: &str) -> Option<Node<'t>> {
        self.entry(name).map(|(_, value)| value)
    }

    /// Returns the number of members of a list or a map. A scalar has none.
    pub fn len(self) -> usize {
        match self.resolved().record().data {
            NodeData::Sequence { count, .. } | NodeData::Mapping { count, .. } => count as usize,
            _ => 0,
        }
    }

    /// Returns whether it has no members.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Follows one segment, and returns the key, if there is one, and the value.
    fn step(self, segment: &Segment) -> Option<(Option<Node<'t>>, Node<'t>)> {
        match segment {
            Segment::Index(index) if self.is_list() => self.items().nth(*index).map(|node| (None, node)),
            Segment::Index(index) => self.entry(&index.to_string()).map(|(key, value)| (Some(key), value)),
            Segment::Key(name) => self.entry(name).map(|(key, value)| (Some(key), value)),
        }
    }

    /// Returns the value at a path from here.
    pub fn find(self, path: &Path) -> Option<Node<'t>> {
        path.0.iter().try_fold(self, |node, segment| node.step(segment).map(|(_, value)| value))
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.type_name(), self.place())
    }
}

#[derive(Clone, Debug)]
pub struct Items<'t> {
    tree: &'t Tree,
    links: std::slice::Iter<'t, NodeId>,
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.links.next().map(|id| self.tree.node(*id))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.links.size_hint()
    }

    fn nth(&mut self, index: usize) -> Option<Node<'t>> {
        self.links.nth(index).map(|id| self.tree.node(*id))
    }
}

impl ExactSizeIterator for Items<'_> {}

/// Keys and values of a map, in the order they are written.
#[derive(Clone, Debug)]
pub struct Entries<'t> {
    tree: &'t Tree,
    links: std::slice::ChunksExact<'t, NodeId>,
}

impl<'t> Iterator for Entries<'t> {
    type Item = (Node<'t>, Node<'t>);

    fn next(&mut self) -> Option<(Node<'t>, Node<'t>)> {
        let pair = self.links.next()?;
        Some((self.tree.node(pair[0]), self.tree.node(pair[1])))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.links.size_hint()
    }
}

impl ExactSizeIterator for Entries<'_> {}

/// Returns the node as JSON. Keys that are not strings become their text as written.
pub(crate) fn to_value(node: Node<'_>) -> Value {
    match node.kind() {
        Content::Null => Value::Null,
        Content::Bool(value) => Value::Bool(value),
        Content::Number(number) => Value::Number(number),
        Content::String(text) => Value::String(text.to_owned()),
        Content::Sequence(items) => Value::Array(items.map(to_value).collect()),
        Content::Mapping(entries) => {
            let members = entries.map(|(key, value)| (key.key_text().to_owned(), to_value(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}
