//! What other files may ask of one: which entities it defines, and which ones it relates to.

use std::hash::Hasher;

use crate::ground::source::Span;
use crate::kind::identifier::is_identifier;
use crate::lint::port::allow::Allowance;
use crate::lint::port::entity::Entity;
use crate::model::Catalog;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Definition {
    /// What entities are looked up by; the same for two that differ in case alone.
    pub key: u64,
    /// The identifier in the file.
    pub at: Span,
    /// Whether the file lies in a folder of the entity's name.
    pub is_at_home: bool,
    blueprint: Span,
    identifier: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention {
    /// The [`Summary::exact`] key of what is related to.
    pub exact: u64,
    /// The identifier in the file.
    pub at: Span,
    /// The definition that holds the relation, by its place among those of the file, where an entity must have it.
    pub required_by: Option<u32>,
    blueprint: Span,
    identifier: Span,
}

/// One file, in little memory: repositories have tens of thousands.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The names below, one after the other.
    names: Box<str>,
    pub(crate) definitions: Box<[Definition]>,
    /// The entities that it relates to, as far as the blueprints are known.
    pub(crate) mentions: Box<[Mention]>,
    pub(crate) allowances: Vec<Allowance>,
    /// Whether it could not be read, so that it may define any entity whose identifier is one of its words.
    pub(crate) is_unreadable: bool,
    /// The words of a file that could not be read, each as the key it would have without a blueprint.
    pub(crate) words: Box<[u64]>,
}

impl Summary {
    /// A file that could not be read, with as much of its text as there is.
    pub(crate) fn unreadable(text: &str) -> Self {
        /// A file of more words is no list of entities.
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

    /// A number for an entity as it is written: another one for two that differ in case alone.
    pub(crate) fn exact(&self, definition: &Definition) -> u64 {
        let identifier = self.identifier(definition);
        match has_capitals(identifier) {
            true => exact_key(self.blueprint(definition), identifier),
            false => definition.key,
        }
    }

    /// The blueprint of an entity that it defines; empty where that is not known.
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
    /// The name of the folder that the file lies in.
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
            // What is wrong with the blueprint is said elsewhere; who relates to the entity made no mistake.
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

    /// Where a text stands among the names; it is added unless it is among the first.
    fn keep(&mut self, text: &str) -> Span {
        /// Small files repeat names often; looking through those of a large one takes longer than it saves.
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

/// A number for a blueprint and an identifier, whatever the case of the identifier's ASCII letters. Two of them may
/// have the same number, so names are compared as well.
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
    // Always the same keys, so that equal input gives equal output.
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(blueprint.as_bytes());
    hasher.write_u8(0);
    hasher.write(identifier.as_bytes());
    hasher.finish()
}
