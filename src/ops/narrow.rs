//! Which of many files could matter to a few: those that have one of their identifiers in them.

use std::collections::{BTreeSet, HashSet};

use aho_corasick::AhoCorasick;

use crate::lint::port::Summary;

/// The identifiers that a few files define or relate to.
#[derive(Debug)]
pub struct Needles {
    search: AhoCorasick,
    /// Blueprint and identifier of what is related to and not defined there.
    open: BTreeSet<(String, String)>,
}

impl Needles {
    /// So many identifiers at most: with more, most files matter.
    const MOST: usize = 200;

    /// The identifiers of these files; none where there are too many, or where a file could not be read.
    pub fn of<'s>(summaries: impl Iterator<Item = &'s Summary>) -> Option<Self> {
        let mut names = BTreeSet::new();
        let mut open = BTreeSet::new();
        for summary in summaries {
            if summary.is_unreadable {
                return None;
            }
            names.extend(summary.definitions.iter().map(|one| summary.identifier(one)));
            for mention in &summary.mentions {
                let (blueprint, identifier) = summary.target(mention);
                names.insert(identifier);
                open.insert((blueprint.to_owned(), identifier.to_owned()));
            }
            if names.len() > Self::MOST {
                return None;
            }
        }
        // Written with escapes or over two lines, an identifier is not found; nobody does, and such a file was checked
        // when it changed itself.
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(&names).ok()?;
        Some(Self { search, open })
    }

    /// Whether a file has one of them in it.
    pub fn found_in(&self, bytes: &[u8]) -> bool {
        self.search.is_match(bytes)
    }

    /// Whether each entity that is related to is defined in these files or known anyway. Else the other files must tell
    /// what the nearest names are.
    pub fn all_defined<'s, 'k>(
        &self,
        summaries: impl Iterator<Item = &'s Summary>,
        known: impl Fn(&str) -> Option<&'k HashSet<String>>,
    ) -> bool {
        let mut open: BTreeSet<(&str, &str)> =
            self.open.iter().map(|(blueprint, identifier)| (blueprint.as_str(), identifier.as_str())).collect();
        open.retain(|(blueprint, identifier)| !known(blueprint).is_some_and(|known| known.contains(*identifier)));
        for summary in summaries {
            for definition in &summary.definitions {
                open.remove(&(summary.blueprint(definition), summary.identifier(definition)));
            }
        }
        open.is_empty()
    }
}
