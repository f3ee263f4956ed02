//! A file that may hold entities, as far as looking for one needs it.

use std::sync::Arc;

use crate::enrich::candidate::{Candidate, EntryKind};
use crate::ground::path::Path;
use crate::ground::source::SourceFile;
use crate::kind::blueprint::KIND;
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::read::decode;
use crate::yaml::tree::{Node, Tree};

/// A candidate, read.
#[derive(Debug)]
pub struct PortFile {
    /// Its path from the repository's top.
    pub path: String,
    pub(super) state: FileState,
}

#[derive(Debug)]
pub(super) enum FileState {
    /// Entities, or nothing yet. Faults are such as leave a tree.
    Tree(Tree, Vec<Fault>),
    /// What could not be read; whether the wanted entity may be in it.
    Broken(Arc<SourceFile>, Fault, bool),
    /// A file of another program, named with its article.
    Foreign(&'static str),
    /// No plain file.
    Unfit(EntryKind),
}

/// An entity of a file.
#[derive(Clone, Debug)]
pub(super) struct StatedEntity<'f> {
    pub identifier: Node<'f>,
    pub blueprint: Option<Node<'f>>,
    /// Where in its document it is.
    pub at: Path,
}

impl PortFile {
    /// Reads a candidate. `mentions` is what must not be missed in a file that cannot be read; `foreign` says what a file
    /// is that is none of Port's.
    pub fn read(candidate: Candidate, mentions: &str, foreign: impl Fn(&Tree) -> Option<&'static str>) -> Self {
        let Candidate { path, kind, bytes } = candidate;
        if kind != EntryKind::File {
            return Self { path, state: FileState::Unfit(kind) };
        }
        let limits = Limits::default();
        let state = match decode(&path, &bytes, &limits) {
            Ok(file) => {
                let parsed = parse(&file, &limits);
                match parsed.tree {
                    Some(tree) => match foreign(&tree) {
                        Some(sort) => FileState::Foreign(sort),
                        None => FileState::Tree(tree, parsed.faults),
                    },
                    None => broken(file, parsed.faults, mentions),
                }
            }
            Err(refused) => {
                let (file, fault) = *refused;
                let found = fault.kind == FaultKind::TooLarge || mentioned(&bytes, mentions);
                FileState::Broken(file, fault, found)
            }
        };
        Self { path, state }
    }

    /// Whether a text stands in a file that has a tree.
    pub(super) fn mentions(&self, text: &str) -> bool {
        match &self.state {
            FileState::Tree(tree, _) => tree.file().text.contains(text),
            FileState::Broken(..) | FileState::Foreign(_) | FileState::Unfit(_) => false,
        }
    }

    /// The entities of the file that have an identifier.
    pub(super) fn entities(&self) -> impl Iterator<Item = StatedEntity<'_>> {
        let tree = match &self.state {
            FileState::Tree(tree, _) => Some(tree),
            FileState::Broken(..) | FileState::Foreign(_) | FileState::Unfit(_) => None,
        };
        let roots = tree.into_iter().flat_map(Tree::roots);
        let nodes = roots.flat_map(|root| {
            let members = root.items().enumerate().map(|(nth, member)| (Path::root().then(nth), member));
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

/// Whether a text may stand among bytes, also where these are UTF-16 or escape a character of it.
fn mentioned(bytes: &[u8], text: &str) -> bool {
    let plain = |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().filter(|byte| !b"\0\\".contains(byte)).collect() };
    let (bytes, wanted) = (plain(bytes), plain(text.as_bytes()));
    let is_text = std::str::from_utf8(&bytes).is_ok();
    let found = bytes.windows(wanted.len().max(1)).any(|window| window == wanted.as_slice());
    found || (!is_text && !text.is_ascii())
}
