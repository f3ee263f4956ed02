//! A file that may define entities, parsed for locating one of them.

use crate::enrich::candidate::{Candidate, EntryKind};
use crate::ground::path::Path;
use crate::ground::source::SourceFile;
use crate::kind::blueprint::KIND;
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::read::decode;
use crate::yaml::tree::{Node, Tree};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct PortFile {
    /// Its path from the repository's top.
    pub path: String,
    pub(super) state: FileState,
}

#[derive(Debug)]
pub(super) enum FileState {
    Tree(Tree, Vec<Fault>),
    /// It could not be parsed. The flag is whether it may define the wanted entity.
    Broken(Arc<SourceFile>, Fault, bool),
    /// It is a file of another program, named with an article.
    Foreign(&'static str),
    NotEditable(EntryKind),
}

#[derive(Clone, Debug)]
pub(super) struct StatedEntity<'f> {
    pub identifier: Node<'f>,
    pub blueprint: Option<Node<'f>>,
    pub at: Path,
}

impl PortFile {
    /// Parses a candidate. `mentions` is the identifier to search for in a file that cannot be parsed. `foreign`
    /// returns the name of a file that belongs to another program.
    pub(crate) fn read(candidate: Candidate, mentions: &str, foreign: impl Fn(&Tree) -> Option<&'static str>) -> Self {
        let Candidate { path, kind, bytes } = candidate;
        if kind != EntryKind::File {
            return Self { path, state: FileState::NotEditable(kind) };
        }
        let limits = Limits::default();
        let state = match decode(&path, &bytes, &limits) {
            Ok(file) => {
                let parsed = parse(&file, &limits);
                match parsed.tree {
                    Some(tree) => match foreign(&tree) {
                        Some(description) => FileState::Foreign(description),
                        None => FileState::Tree(tree, parsed.faults),
                    },
                    None => broken(file, parsed.faults, mentions),
                }
            }
            Err(undecodable) => {
                let (file, fault) = *undecodable;
                let found = fault.kind == FaultKind::TooLarge || mentioned(&bytes, mentions);
                FileState::Broken(file, fault, found)
            }
        };
        Self { path, state }
    }

    /// Returns whether a parsed file contains a text.
    pub(super) fn mentions(&self, text: &str) -> bool {
        match &self.state {
            FileState::Tree(tree, _) => tree.file().text.contains(text),
            FileState::Broken(..) | FileState::Foreign(_) | FileState::NotEditable(_) => false,
        }
    }

    /// Iterates over the entities of the file that have an identifier.
    pub(super) fn entities(&self) -> impl Iterator<Item = StatedEntity<'_>> {
        let tree = match &self.state {
            FileState::Tree(tree, _) => Some(tree),
            FileState::Broken(..) | FileState::Foreign(_) | FileState::NotEditable(_) => None,
        };
        let roots = tree.into_iter().flat_map(Tree::roots);
        let nodes = roots.flat_map(|root| {
            let members = root.items().enumerate().map(|(nth, member)| (Path::root().child(nth), member));
            members.chain(root.is_map().then(|| (Path::root(), root)))
        });
        nodes.filter_map(|(at, node)| {
            let (identifier, blueprint) = (node.get("identifier")?, node.get(KIND.name));
            Some(StatedEntity { identifier, blueprint, at })
        })
    }
}

fn broken(file: Arc<SourceFile>, faults: Vec<Fault>, mentions: &str) -> FileState {
    let found = mentioned(file.text.as_bytes(), mentions);
    let unknown =
        || Fault::new(FaultKind::Syntax, Default::default(), "the file is not YAML", "not YAML", "correct it");
    let fault = faults.into_iter().next_back().unwrap_or_else(unknown);
    FileState::Broken(file, fault, found)
}

/// Returns whether bytes may contain a text, even if they are UTF-16 or escape some of its characters.
fn mentioned(bytes: &[u8], text: &str) -> bool {
    let plain = |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().filter(|byte| !b"\0\\".contains(byte)).collect() };
    let (bytes, wanted) = (plain(bytes), plain(text.as_bytes()));
    let is_text = std::str::from_utf8(&bytes).is_ok();
    let found = bytes.windows(wanted.len().max(1)).any(|window| window == wanted.as_slice());
    found || (!is_text && !text.is_ascii())
}
