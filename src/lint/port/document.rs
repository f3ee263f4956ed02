//! One `port.yml`: its type of content, and its entities.

use std::sync::Arc;

use crate::ground::source::{Location, SourceFile, Span};
use crate::lint::port::foreign;
use crate::lint::port::text::Marks;
use crate::yaml::tree::{Node, Tree};

#[derive(Debug)]
pub(crate) enum FileContent<'d> {
    Entities,
    /// A file of another program, named with its article.
    Foreign(&'static str),
    /// Entities under a key: the key and its value.
    Wrapped(Node<'d>, Node<'d>),
    /// A resource of a model: its kind, and its first map.
    Resource(&'static str, Node<'d>),
    /// The mapping of a Git integration, known by this key.
    Mapping(Node<'d>),
    Nothing,
}

#[derive(Debug)]
pub(crate) struct Document<'d> {
    pub tree: &'d Tree,
    pub content: FileContent<'d>,
    pub marks: Marks,
}

impl<'d> Document<'d> {
    pub(crate) fn of(tree: &'d Tree) -> Self {
        let is_empty = |root: Node<'_>| root.is_null() || ((root.is_list() || root.is_map()) && root.is_empty());
        let content = match tree.roots().find(|root| !is_empty(*root)) {
            None => FileContent::Nothing,
            Some(first) if let Some((kind, node)) = foreign::resource(first) => FileContent::Resource(kind, node),
            Some(first) => match (foreign::wrapper(first), foreign::description(first), foreign::mapping_key(first)) {
                (Some((key, value)), ..) => FileContent::Wrapped(key, value),
                (None, Some(description), _) => FileContent::Foreign(description),
                (None, None, Some(key)) => FileContent::Mapping(key),
                (None, None, None) => FileContent::Entities,
            },
        };
        Self { tree, content, marks: Marks::of(&tree.file().text) }
    }

    pub(crate) fn file(&self) -> &'d Arc<SourceFile> {
        self.tree.file()
    }

    pub(crate) fn start(&self) -> Location {
        Location::new(self.file(), Span::default())
    }

    /// Returns what the file is, if another program uses it.
    pub(crate) fn foreign(&self) -> Option<&'static str> {
        match self.content {
            FileContent::Foreign(description) => Some(description),
            _ => None,
        }
    }

    pub(crate) fn has_entities(&self) -> bool {
        matches!(self.content, FileContent::Entities | FileContent::Wrapped(..))
    }

    /// Returns the roots, or the elements of a root that is a list, in order; nothing if the file has no entities.
    /// Nodes that are maps are entities. Entities under a key count: what else is wrong with them is found together
    /// with that.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'d>> {
        let wrapped = match self.content {
            FileContent::Wrapped(_, value) => Some(value),
            _ => None,
        };
        let is_read = matches!(self.content, FileContent::Entities);
        let roots = self.tree.roots().filter(move |root| is_read && !root.is_null()).chain(wrapped);
        roots.flat_map(|root| root.items().chain((!root.is_list()).then_some(root)))
    }
}
