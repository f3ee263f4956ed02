//! One `port.yml`: what sort of file it is, and its entities.

use std::sync::Arc;

use crate::ground::source::{Location, SourceFile, Span};
use crate::lint::port::foreign;
use crate::lint::port::text::Marks;
use crate::yaml::tree::{Node, Tree};

#[derive(Debug)]
pub(crate) enum Holding<'d> {
    Entities,
    /// Something of another program, named with its article.
    Foreign(&'static str),
    /// Entities under a key: the key and its value.
    Wrapped(Node<'d>, Node<'d>),
    /// The mapping of a Git integration, known by this key.
    Mapping(Node<'d>),
    Nothing,
}

#[derive(Debug)]
pub(crate) struct Document<'d> {
    pub tree: &'d Tree,
    pub holding: Holding<'d>,
    pub marks: Marks,
}

impl<'d> Document<'d> {
    pub(crate) fn of(tree: &'d Tree) -> Self {
        let is_empty = |root: Node<'_>| root.is_null() || ((root.is_list() || root.is_map()) && root.is_empty());
        let holding = match tree.roots().find(|root| !is_empty(*root)) {
            None => Holding::Nothing,
            Some(first) => match (foreign::wrapper(first), foreign::sort(first), foreign::mapping_key(first)) {
                (Some((key, value)), ..) => Holding::Wrapped(key, value),
                (None, Some(sort), _) => Holding::Foreign(sort),
                (None, None, Some(key)) => Holding::Mapping(key),
                (None, None, None) => Holding::Entities,
            },
        };
        Self { tree, holding, marks: Marks::of(&tree.file().text) }
    }

    pub(crate) fn file(&self) -> &'d Arc<SourceFile> {
        self.tree.file()
    }

    pub(crate) fn start(&self) -> Location {
        Location::new(self.file(), Span::default())
    }

    /// What it is, where it is something of another program.
    pub(crate) fn foreign(&self) -> Option<&'static str> {
        match self.holding {
            Holding::Foreign(sort) => Some(sort),
            Holding::Entities | Holding::Wrapped(..) | Holding::Mapping(_) | Holding::Nothing => None,
        }
    }

    pub(crate) fn has_entities(&self) -> bool {
        matches!(self.holding, Holding::Entities | Holding::Wrapped(..))
    }

    /// The roots, and the members of a list of entities, in their order; none of a file that holds no entities. Those that
    /// are maps are entities. Entities under a key count: what else is wrong with them is found together with that.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'d>> {
        let wrapped = match self.holding {
            Holding::Wrapped(_, value) => Some(value),
            Holding::Entities | Holding::Foreign(_) | Holding::Mapping(_) | Holding::Nothing => None,
        };
        let is_read = matches!(self.holding, Holding::Entities);
        let roots = self.tree.roots().filter(move |root| is_read && !root.is_null()).chain(wrapped);
        roots.flat_map(|root| root.items().chain((!root.is_list()).then_some(root)))
    }
}
