//! One resource as a file declares it.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use crate::ground::path::Path;
use crate::ground::source::{Place, Span};
use crate::kind::{Key, Kind};
use crate::model::desired::Claim;
use crate::yaml::tree::{Node, NodeId, Style, Tree};

/// One resource in one file, and where each of its fields stands.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Its place among the model's declarations.
    pub place: usize,
    /// The kind, which the file's folder decides.
    pub kind: &'static Kind,
    /// The resource it speaks of; none if it does not say which.
    pub key: Option<Key>,
    /// Whether it declares the resource or adds to one.
    pub claim: Claim,
    /// What it states, variables filled in, without portwright's own keys.
    pub body: Value,
    /// The fields whose value must not be shown.
    pub sensitive: Vec<Path>,
    /// The names of variables that do not exist, where each is used, and which bytes of that text it is.
    pub undefined: Vec<(Path, Range<usize>, String)>,
    /// The file's nodes.
    pub tree: Arc<Tree>,
    /// The node that is this resource.
    pub root: NodeId,
}

impl Declaration {
    /// The node that is this resource.
    pub fn node(&self) -> Node<'_> {
        self.tree.node(self.root)
    }

    /// What identifies it, as far as it says.
    pub fn named(&self) -> String {
        match &self.key {
            Some(key) => format!("{} `{}`", key.kind.name, key.identifier),
            None => format!("this {}", self.kind.name),
        }
    }

    /// The value at a path; what holds it where the path does not exist.
    pub fn value(&self, path: &Path) -> Place {
        self.placed(self.tree.locate(self.root, path).value)
    }

    /// The key at a path, or the value where there is no key.
    pub fn key_at(&self, path: &Path) -> Place {
        self.placed(self.tree.locate(self.root, path).key_or_value())
    }

    /// Where it says which resource it speaks of.
    pub fn name_place(&self) -> Place {
        let named = ["identifier", "extends"].iter().find_map(|field| self.node().get(field));
        self.placed(named.map_or_else(|| self.tree.locate(self.root, &Path::root()).value, Node::span))
    }

    /// Some bytes of the text at a path. All of the value where its text is not written as it reads.
    pub fn part(&self, path: &Path, part: &Range<usize>) -> Place {
        let whole = self.tree.locate(self.root, path).value;
        let Some(node) = self.node().find(path) else { return self.placed(whole) };
        let Some(text) = node.as_str() else { return self.placed(whole) };
        let opening = match node.style() {
            Style::SingleQuoted | Style::DoubleQuoted => 1,
            _ => 0,
        };
        let start = whole.start as usize + opening;
        let written = self.tree.file().text.get(start..start + text.len());
        if written == Some(text) && part.end <= text.len() {
            return self.placed(Span::new(start + part.start, start + part.end));
        }
        // Written over several lines or with escapes: find the words themselves.
        let words = text.get(part.clone()).filter(|words| !words.is_empty());
        let found = words.and_then(|words| {
            let nth = text[..part.start].matches(words).count();
            self.tree.file().slice(whole).match_indices(words).nth(nth).map(|(at, _)| at)
        });
        match found {
            Some(at) => self.placed(Span::new(whole.start as usize + at, whole.start as usize + at + part.len())),
            None => self.placed(whole),
        }
    }

    fn placed(&self, span: Span) -> Place {
        Place::new(self.tree.file(), span)
    }
}
