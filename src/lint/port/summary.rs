//! The summary of a file for checks across files: the entities that it defines, and those that it relates to.

use std::hash::Hasher;

use crate::ground::source::Span;
use crate::kind::identifier::is_identifier;
use crate::lint::port::allow::Allowance;
use crate::lint::port::entity::Entity;
use crate::model::Catalog;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Definition {
    /// The key for lookups; the same for entities that differ only in case.
    pub key: u64,
    /// The identifier in the file.
    pub at: Span,
    /// Whether the file is in a folder with the entity's name.
    pub is_at_home: bool,
    blueprint: Span,
    identifier: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention {
    /// The [`Summary::exact`] key of the target.
    pub exact: u64,
    /// The identifier in the file.
    pub at: Span,
    /// The index of the definition with the relation, if the relation is required.
    pub required_by: Option<u32>,
    blueprint: Span,
    identifier: Span,
}

/// A compact summary of one file: repositories have tens of thousands of files.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The text of all names, concatenated.
    names: Box<str>,
    pub(crate) definitions: Box<[Definition]>,
    /// The entities that it relates to, if their blueprints are loaded.
    pub(crate) mentions: Box<[Mention]>,
    pub(crate) allowances: Vec<Allowance>,
    /// Whether it could not be read. It may then define any entity whose identifier is one of its words.
    pub(crate) is_unreadable: bool,
    /// The words of a file that could not be read, each as the key it would have without a blueprint.
    pub(crate) words: Box<[u64]>,
}

impl Summary {
    /// Returns the summary of a file that could not be read, from the text that is available.
    pub(crate) fn unreadable(text: &str) -> Self {
        /// A file with more words is not a list of entities.
        const MAX_WORDS: usize = 10_000;
        let of_identifier = |c: char| c.is_alphanumeric() || "@_.+:\\/=-".contains(c);
        let mut words: Vec<u64> = Vec::new();
        for word in text.split(|c| !of_identifier(c)).filter(|word| !word.is_empty()).take(MAX_WORDS) {
            words.push(key_of("", word));
            words.push(key_of("", word.trim_end_matches(':')));
        }
        words.sort_unstable();
        words.dedup();
        Self { is_unreadable: true, words: words.into_boxed_slice(), ..Self::default() }
    }

    /// Returns a number for an entity, which differs for entities that differ only in case.
    pub(crate) fn exact(&self, definition: &Definition) -> u64 {
        let identifier = self.identifier(definition);
        match has_capitals(identifier) {
            true => exact_key(self.blueprint(definition), identifier),
            false => definition.key,
        }
    }

    /// Returns the blueprint of a definition; empty if it is unknown.
    pub(crate) fn blueprint(&self, definition: &Definition) -> &str {
        &self.names[definition.blueprint.range()]
    }

    pub(crate) fn identifier(&self, definition: &Definition) -> &str {
        &self.names[definition.identifier.range()]
    }

    pub(crate) fn target(&self, mention: &Mention) -> (&str, &str) {
        (&self.names[mention.blueprint.range()], &self.names[mention.identifier.range()])
    }
}

#[derive(Default)]
pub(in crate::lint) struct Gathered<'f> {
    /// The name of the folder that contains the file.
    folder: &'f str,
    names: String,
    kept: Vec<Span>,
    definitions: Vec<Definition>,
    mentions: Vec<Mention>,
}

impl<'f> Gathered<'f> {
    pub(in crate::lint) fn of(name: &'f str) -> Self {
        let folder = name.rsplit('/').nth(1).unwrap_or_default();
        Self { folder, ..Self::default() }
    }

    pub(in crate::lint) fn add(&mut self, entity: &Entity<'_>, catalog: Option<&Catalog>) {
        if entity.is_sample {
            return;
        }
        let mut own = None;
        let named = entity.identifier.zip(entity.name().filter(|name| is_identifier(name)));
        if let Some((field, identifier)) = named {
            // Other rules report the blueprint. Relations to this entity are not a mistake.
            let blueprint = match (catalog, entity.known) {
                (Some(_), Some(known)) => known.identifier.as_str(),
                (Some(_), None) => "",
                (None, _) => entity.blueprint.and_then(|field| field.value.as_str()).unwrap_or_default(),
            };
            let (key, at) = (key_of(blueprint, identifier), field.value.span());
            let is_at_home = self.folder == identifier;
            let (blueprint, identifier) = (self.keep(blueprint), self.keep(identifier));
            own = u32::try_from(self.definitions.len()).ok();
            self.definitions.push(Definition { key, at, is_at_home, blueprint, identifier });
        }
        let (Some(known), Some(relations)) = (entity.known, entity.relations) else { return };
        for (name, value) in relations.value.entries() {
            let Some(relation) = known.relations.get(name.key_text()) else { continue };
            if entity.has_anomaly_at(name.span()) || relation.target.is_empty() {
                continue;
            }
            let one = (!value.is_list()).then_some(value);
            for node in value.items().chain(one) {
                let Some(identifier) = node.as_str().filter(|_| !entity.has_anomaly_at(node.span())) else { continue };
                let exact = exact_key(&relation.target, identifier);
                let (blueprint, identifier) = (self.keep(&relation.target), self.keep(identifier));
                let required_by = own.filter(|_| relation.required);
                self.mentions.push(Mention { exact, at: node.span(), required_by, blueprint, identifier });
            }
        }
    }

    /// Returns the span of a text among the names. The text is added unless it is one of the first names.
    fn keep(&mut self, text: &str) -> Span {
        /// Small files often repeat names. In a large file, searching all of them would take longer than it saves.
        const FIRST: usize = 64;
        if let Some(same) = self.kept.iter().find(|span| &self.names[span.range()] == text) {
            return *same;
        }
        let start = self.names.len();
        self.names.push_str(text);
        let span = Span::new(start, self.names.len());
        if self.kept.len() < FIRST {
            self.kept.push(span);
        }
        span
    }

    pub(in crate::lint) fn finish(self, allowances: Vec<Allowance>) -> Summary {
        Summary {
            names: self.names.into_boxed_str(),
            definitions: self.definitions.into_boxed_slice(),
            mentions: self.mentions.into_boxed_slice(),
            allowances,
            ..Summary::default()
        }
    }
}

/// Returns a hash of a blueprint and an identifier that ignores the case of ASCII letters in the identifier. Hashes may
/// collide, so names are compared as well.
pub(super) fn key_of(blueprint: &str, identifier: &str) -> u64 {
    match has_capitals(identifier) {
        true => exact_key(blueprint, &identifier.to_ascii_lowercase()),
        false => exact_key(blueprint, identifier),
    }
}

fn has_capitals(identifier: &str) -> bool {
    identifier.bytes().any(|byte| byte.is_ascii_uppercase())
}

pub(super) fn exact_key(blueprint: &str, identifier: &str) -> u64 {
    // Fixed keys, so that equal input has equal output.
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(blueprint.as_bytes());
    hasher.write_u8(0);
    hasher.write(identifier.as_bytes());
    hasher.finish()
}
