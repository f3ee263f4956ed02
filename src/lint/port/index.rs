//! All files of a repository, by the entities they define.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use crate::ground::source::{self, SourceFile, Span};
use crate::lint::port::summary::{Definition, Mention, Summary, key_of};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileSpan {
    /// The file's place in the list of summaries.
    pub file: usize,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LocatedIdentifier<'s> {
    pub place: FileSpan,
    pub identifier: &'s str,
}

/// How one definition repeats another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repetition {
    Exact,
    /// Only the case of letters differs.
    CaseOnly,
}

pub(crate) struct Index<'s> {
    summaries: &'s [Summary],
    source: &'s dyn Fn(usize) -> Option<Arc<SourceFile>>,
    /// The first definition of each key, and from each definition the next one of the same key.
    first: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
    next: Vec<u32>,
    /// File and number within the file.
    places: Vec<(u32, u32)>,
    exact: HashSet<u64, BuildHasherDefault<Hashed>>,
    words: OnceCell<HashSet<u64>>,
}

const END: u32 = u32::MAX;

/// A hasher for keys that are already hashes.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

impl<'s> Index<'s> {
    pub(in crate::lint) fn new(summaries: &'s [Summary], source: &'s dyn Fn(usize) -> Option<Arc<SourceFile>>) -> Self {
        let count = summaries.iter().map(|summary| summary.definitions.len()).sum();
        let mut index = Self {
            summaries,
            source,
            first: HashMap::with_capacity_and_hasher(count, BuildHasherDefault::default()),
            next: Vec::with_capacity(count),
            places: Vec::with_capacity(count),
            exact: HashSet::with_capacity_and_hasher(count, BuildHasherDefault::default()),
            words: OnceCell::new(),
        };
        // Insert in reverse order, so that chains run forwards.
        for (file, summary) in summaries.iter().enumerate().rev() {
            for (nth, definition) in summary.definitions.iter().enumerate().rev() {
                let number = index.places.len() as u32;
                index.places.push((file as u32, nth as u32));
                index.exact.insert(summary.exact(definition));
                index.next.push(index.first.insert(definition.key, number).unwrap_or(END));
            }
        }
        index
    }

    /// Returns every repeated definition with its original: the one in a folder with the entity's name, or else the
    /// first.
    pub(crate) fn repeated(&self, repetition: Repetition) -> Vec<(LocatedIdentifier<'s>, LocatedIdentifier<'s>)> {
        let is_exact = repetition == Repetition::Exact;
        let mut found = Vec::new();
        for (number, _) in self.next.iter().enumerate().filter(|(_, next)| **next != END) {
            let number = number as u32;
            let (_, definition) = self.definition(number);
            // Start only at the beginning of a chain.
            if self.first.get(&definition.key) != Some(&number) {
                continue;
            }
            let mut chain: Vec<(usize, &Definition)> =
                self.chain(number).map(|number| self.definition(number)).collect();
            chain.sort_by_key(|(_, definition)| !definition.is_at_home);
            // The first two spellings of each entity: one of them is the same as, or differs from, any later one.
            let mut spellings: HashMap<(&str, Cow<'_, str>), Vec<LocatedIdentifier<'s>>> = HashMap::new();
            for (file, definition) in chain {
                let later = self.stated(file, definition);
                let blueprint = self.summaries[file].blueprint(definition);
                if blueprint.is_empty() {
                    continue;
                }
                let name = match is_exact {
                    true => Cow::Borrowed(later.identifier),
                    false => Cow::Owned(later.identifier.to_ascii_lowercase()),
                };
                let earlier = spellings.entry((blueprint, name)).or_default();
                let repeats = |one: &&LocatedIdentifier<'s>| (one.identifier == later.identifier) == is_exact;
                found.extend(earlier.iter().find(repeats).map(|first| (later, *first)));
                if earlier.len() < 2 && earlier.iter().all(|one| one.identifier != later.identifier) {
                    earlier.push(later);
                }
            }
        }
        found.sort();
        found
    }

    fn stated(&self, file: usize, definition: &Definition) -> LocatedIdentifier<'s> {
        let identifier = self.summaries[file].identifier(definition);
        LocatedIdentifier { place: FileSpan { file, span: definition.at }, identifier }
    }

    pub(super) fn definition(&self, number: u32) -> (usize, &'s Definition) {
        let (file, nth) = self.places[number as usize];
        (file as usize, &self.summaries[file as usize].definitions[nth as usize])
    }

    /// Returns a definition's number, and those of later definitions with the same key.
    fn chain(&self, from: u32) -> impl Iterator<Item = u32> {
        let mut at = from;
        std::iter::from_fn(move || {
            let number = (at != END).then_some(at)?;
            at = self.next[number as usize];
            Some(number)
        })
    }

    fn of_key(&self, key: u64) -> impl Iterator<Item = u32> {
        self.chain(self.first.get(&key).copied().unwrap_or(END))
    }

    /// Returns whether a file defines an entity. A definition whose blueprint is unknown matches any blueprint. Nearly
    /// all entities are found by key, without comparing names.
    pub(crate) fn has(&self, mention: &Mention, in_file: usize) -> bool {
        self.exact.contains(&mention.exact) || self.defined(mention, in_file).is_some()
    }

    pub(crate) fn defines(&self, mention: &Mention, in_file: usize) -> Option<usize> {
        self.defined(mention, in_file).map(|number| self.definition(number).0)
    }

    pub(super) fn defined(&self, mention: &Mention, in_file: usize) -> Option<u32> {
        let (blueprint, identifier) = self.summaries[in_file].target(mention);
        let is_it = |key: u64, blueprint: &str| {
            self.of_key(key).find(|number| {
                let (file, definition) = self.definition(*number);
                let summary = &self.summaries[file];
                summary.blueprint(definition) == blueprint && summary.identifier(definition) == identifier
            })
        };
        is_it(key_of(blueprint, identifier), blueprint).or_else(|| is_it(key_of("", identifier), ""))
    }

    /// Returns the number of each file's first definition. The file's other definitions count down from it.
    pub(super) fn first_numbers(&self) -> Vec<u32> {
        let mut left = self.places.len() as u32;
        let first = self.summaries.iter().map(|summary| {
            let first = left.saturating_sub(1);
            left -= summary.definitions.len() as u32;
            first
        });
        first.collect()
    }

    /// Returns the blueprints whose entities are declared in this repository, because some relation has its target in
    /// another file. Entities of other blueprints may be declared elsewhere.
    pub(crate) fn blueprints_declared_here(&self) -> HashSet<&'s str> {
        let mut kept = HashSet::new();
        for (file, mention) in self.mentions() {
            let (blueprint, _) = self.summaries[file].target(mention);
            if !kept.contains(blueprint) && self.defines(mention, file).is_some_and(|other| other != file) {
                kept.insert(blueprint);
            }
        }
        kept
    }

    pub(crate) fn mentions(&self) -> impl Iterator<Item = (usize, &'s Mention)> {
        self.summaries
            .iter()
            .enumerate()
            .flat_map(|(file, summary)| summary.mentions.iter().map(move |one| (file, one)))
    }

    pub(crate) fn identifiers(&self, blueprint: &str) -> impl Iterator<Item = &'s str> {
        self.summaries.iter().flat_map(move |summary| {
            let of_it = summary.definitions.iter().filter(move |one| summary.blueprint(one) == blueprint);
            of_it.map(|one| summary.identifier(one))
        })
    }

    pub(crate) fn summary(&self, file: usize) -> &'s Summary {
        &self.summaries[file]
    }

    /// Returns whether a file that could not be read contains this word.
    pub(crate) fn may_define(&self, identifier: &str) -> bool {
        let words = || self.summaries.iter().flat_map(|summary| summary.words.iter().copied()).collect();
        self.words.get_or_init(words).contains(&key_of("", identifier))
    }

    /// Returns a place for findings, or `None` if the file no longer exists.
    pub(crate) fn place(&self, place: FileSpan) -> Option<source::Location> {
        (self.source)(place.file).map(|file| source::Location::new(&file, place.span))
    }
}
