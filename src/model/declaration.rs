//! The declaration of a resource in a file.

use crate::ground::path::Path;
use crate::ground::source::{Location, Span};
use crate::kind::{Key, Kind};
use crate::model::desired::Claim;
use crate::yaml::tree::{Node, NodeId, Style, Tree};
use serde_json::Value;
use std::ops::Range;
use std::sync::Arc;

/// The declaration of one resource in one file, with the location of each field.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Its index among the model's declarations.
    pub index: usize,
    pub kind: &'static Kind,
    pub key: Option<Key>,
    /// Whether it declares the resource or extends one.
    pub claim: Claim,
    /// The body, with variables filled in and without portwright's own keys.
    pub body: Arc<Value>,
    pub sensitive: Vec<Path>,
    /// The undefined variables: the field that uses each, the bytes in that string, and the name.
    pub undefined: Vec<(Path, Range<usize>, String)>,
    pub tree: Arc<Tree>,
    pub root: NodeId,
}

impl Declaration {
    pub fn node(&self) -> Node<'_> {
        self.tree.node(self.root)
    }

    /// Returns its name for a message, as far as the file states it.
    pub fn description(&self) -> String {
        match &self.key {
            Some(key) => format!("{} `{}`", key.kind.name, key.identifier),
            None => format!("this {}", self.kind.name),
        }
    }

    /// Returns the location of the value at a path, or of its innermost existing parent if the path does not exist.
    pub fn value(&self, path: &Path) -> Location {
        self.placed(self.tree.locate(self.root, path).value)
    }

    /// Returns the location of the key at a path, or of the value where there is no key.
    pub fn key_location(&self, path: &Path) -> Location {
        self.placed(self.tree.locate(self.root, path).key_or_value())
    }

    pub fn identifier_location(&self) -> Location {
        let named = [self.kind.identity.field, "extends"].iter().find_map(|field| self.node().get(field));
        self.placed(named.map_or_else(|| self.tree.locate(self.root, &Path::root()).value, Node::span))
    }

    /// Returns the location of some bytes of the string at a path, or of all of it if they cannot be located.
    pub fn part(&self, path: &Path, part: &Range<usize>) -> Location {
        let value = self.tree.locate(self.root, path).value;
        let Some(node) = self.node().find(path) else { return self.placed(value) };
        let Some(text) = node.as_str() else { return self.placed(value) };
        let opening = match node.style() {
            Style::SingleQuoted | Style::DoubleQuoted => 1,
            _ => 0,
        };
        let start = value.start as usize + opening;
        let written = self.tree.file().text.get(start..start + text.len());
        if written == Some(text) && part.end <= text.len() {
            return self.placed(Span::new(start + part.start, start + part.end));
        }
        // The string has several lines or escapes: search for the words themselves.
        let words = text.get(part.clone()).filter(|words| !words.is_empty());
        let found = words.and_then(|words| {
            let nth = text[..part.start].matches(words).count();
            self.tree.file().slice(value).match_indices(words).nth(nth).map(|(at, _)| at)
        });
        match found {
            Some(at) => self.placed(Span::new(value.start as usize + at, value.start as usize + at + part.len())),
            None => self.placed(value),
        }
    }

    fn placed(&self, span: Span) -> Location {
        Location::new(self.tree.file(), span)
    }
}
