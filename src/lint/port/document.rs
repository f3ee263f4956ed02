//! One `port.yml`: what sort of file it is, and its entities.

use std::sync::Arc;

use crate::ground::source::SourceFile;
use crate::lint::port::entity::Entity;
use crate::lint::port::foreign;
use crate::lint::port::run::Lint;
use crate::lint::port::text::Marks;
use crate::yaml::tree::{Node, Tree};

/// What a file holds.
#[derive(Debug)]
pub enum Holding<'d> {
    /// Entities.
    Entities(Vec<Entity<'d>>),
    /// Something of another program, named with its article.
    Foreign(&'static str),
    /// The mapping of a Git integration, known by this key.
    Mapping(Node<'d>),
    /// Nothing.
    Nothing,
}

/// A file that could be read.
#[derive(Debug)]
pub struct Document<'d> {
    /// Its nodes.
    pub tree: &'d Tree,
    /// What it holds.
    pub holding: Holding<'d>,
    /// What stands somewhere in its text.
    pub marks: Marks,
    /// Roots, and members of a list of entities, that are no map.
    pub strays: Vec<Node<'d>>,
}

impl<'d> Document<'d> {
    /// What a tree holds, as far as the catalog tells.
    pub fn of(tree: &'d Tree, lint: &'d Lint<'_>) -> Self {
        let marks = Marks::of(&tree.file().text);
        let is_empty = |root: Node<'_>| root.is_null() || ((root.is_list() || root.is_map()) && root.is_empty());
        let mut document = Self { tree, holding: Holding::Nothing, marks, strays: Vec::new() };
        let Some(first) = tree.roots().find(|root| !is_empty(*root)) else { return document };
        if let Some(sort) = foreign::sort(first) {
            document.holding = Holding::Foreign(sort);
            return document;
        }
        if let Some(key) = foreign::mapping_key(first) {
            document.holding = Holding::Mapping(key);
            return document;
        }
        let mut entities = Vec::new();
        for root in tree.roots().filter(|root| !root.is_null()) {
            if root.is_map() {
                entities.push(Entity::of(root, lint, marks));
            } else if root.is_list() {
                for member in root.items() {
                    match member.is_map() {
                        true => entities.push(Entity::of(member, lint, marks)),
                        false => document.strays.push(member),
                    }
                }
            } else {
                document.strays.push(root);
            }
        }
        document.holding = Holding::Entities(entities);
        document
    }

    /// The text.
    pub fn file(&self) -> &'d Arc<SourceFile> {
        self.tree.file()
    }

    /// Its entities.
    pub fn entities(&self) -> &[Entity<'d>] {
        match &self.holding {
            Holding::Entities(entities) => entities,
            Holding::Foreign(_) | Holding::Mapping(_) | Holding::Nothing => &[],
        }
    }
}
