//! A fast text search for files that may define the same entities as a few other files, or entities to which those relate.

use std::collections::{BTreeSet, HashSet};

use memchr::memmem;

use crate::lint::port::Summary;

/// The identifiers that the reported files define or relate to.
#[derive(Debug)]
pub(super) struct IdentifierFilter {
    /// In lower case, to include entities that differ only in case.
    names: HashSet<String>,
    /// Blueprint and identifier of the targets of relations, which may not be defined.
    unresolved: BTreeSet<(String, String)>,
}

const KEY: &[u8] = b"identifier";

impl IdentifierFilter {
    /// With more identifiers, most files would be selected.
    const MAX_NAMES: usize = 200;

    /// Returns the identifiers of these files, or `None` if there are too many or a file could not be read.
    pub(super) fn of<'s>(summaries: impl Iterator<Item = &'s Summary>) -> Option<Self> {
        let mut names = BTreeSet::new();
        let mut unresolved = BTreeSet::new();
        for summary in summaries {
            if summary.is_unreadable {
                return None;
            }
            names.extend(summary.definitions.iter().map(|one| summary.identifier(one)));
            for mention in &summary.mentions {
                let (blueprint, identifier) = summary.target(mention);
                names.insert(identifier);
                unresolved.insert((blueprint.to_owned(), identifier.to_owned()));
            }
            if names.len() > Self::MAX_NAMES {
                return None;
            }
        }
        let names = names.into_iter().map(str::to_lowercase).collect();
        Some(Self { names, unresolved })
    }

    /// Returns whether a file may define one of the identifiers. A file that writes the key `identifier` with escapes is
    /// missed here, and is checked again only when that file itself changes.
    pub(super) fn may_match(&self, bytes: &[u8]) -> bool {
        memmem::find_iter(bytes, KEY).any(|at| match value(&bytes[at + KEY.len()..]) {
            Value::Plain(name) => self.names.contains(&name.to_lowercase()),
            Value::NeedsParser => true,
            Value::NotAKey => false,
        })
    }

    /// Whether the target of each relation is defined in these files or known. If not, the other files are searched for similar
    /// names.
    pub(super) fn all_defined<'s, 'k>(
        &self,
        summaries: impl Iterator<Item = &'s Summary>,
        known: impl Fn(&str) -> Option<&'k HashSet<String>>,
    ) -> bool {
        let mut unresolved: BTreeSet<(&str, &str)> =
            self.unresolved.iter().map(|(blueprint, identifier)| (blueprint.as_str(), identifier.as_str())).collect();
        unresolved.retain(|(blueprint, identifier)| !known(blueprint).is_some_and(|known| known.contains(*identifier)));
        for summary in summaries {
            for definition in &summary.definitions {
                unresolved.remove(&(summary.blueprint(definition), summary.identifier(definition)));
            }
        }
        unresolved.is_empty()
    }
}

/// What follows the word `identifier`.
#[derive(Debug, PartialEq, Eq)]
enum Value<'b> {
    /// A value without escapes.
    Plain(&'b str),
    /// A value that needs a parser.
    NeedsParser,
    /// No value: the word is part of something else.
    NotAKey,
}

/// Returns the value after a key, which may be in quotes, on the same line.
fn value(after: &[u8]) -> Value<'_> {
    let after = match after {
        [b'"' | b'\'', rest @ ..] => rest,
        rest => rest,
    };
    let Some(after) = trim(after).strip_prefix(b":") else { return Value::NotAKey };
    let (value, end): (&[u8], fn(u8) -> bool) = match trim(after) {
        [b'"', rest @ ..] => (rest, |byte| matches!(byte, b'"' | b'\n')),
        [b'\'', rest @ ..] => (rest, |byte| matches!(byte, b'\'' | b'\n')),
        [] | [b'\r' | b'\n' | b'*' | b'&' | b'!' | b'|' | b'>' | b'#' | b'?', ..] => return Value::NeedsParser,
        rest => (rest, |byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'}' | b']')),
    };
    let length = value.iter().position(|byte| end(*byte)).unwrap_or(value.len());
    // In single quotes, two quotes are one escaped quote.
    let is_escaped_quote = value[length..].starts_with(b"''");
    match str::from_utf8(&value[..length]) {
        Ok(name) if !name.contains('\\') && !is_escaped_quote => Value::Plain(name),
        _ => Value::NeedsParser,
    }
}

fn trim(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(bytes.len());
    &bytes[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_without_a_parser_only_if_it_has_no_escapes() {
        let parsed = |text: &'static str| value(text.as_bytes());
        assert_eq!(parsed(": a/b.c\n"), Value::Plain("a/b.c"));
        assert_eq!(parsed("\": \"a b\", x"), Value::Plain("a b"));
        assert_eq!(parsed(" :   'a'"), Value::Plain("a"));
        assert_eq!(parsed(": a, blueprint: b}"), Value::Plain("a"));
        assert_eq!(parsed(": a"), Value::Plain("a"));
        for text in [": *x", ": &x a", ":\n    a", ": >-\n  a", ": 'it''s'", ": \"a\\u0062\"", ":"] {
            assert_eq!(parsed(text), Value::NeedsParser, "{text}");
        }
        assert_eq!(parsed("s of all"), Value::NotAKey);
    }

    #[test]
    fn a_file_matters_by_what_it_defines_and_not_by_what_it_mentions() {
        let filter = IdentifierFilter { names: HashSet::from(["data".to_owned()]), unresolved: BTreeSet::new() };
        assert!(filter.may_match(b"- title: Data\n  identifier: Data\n"));
        assert!(filter.may_match(b"{\"identifier\": \"data\"}"));
        assert!(!filter.may_match(b"- identifier: data-store\n  relations: {domain: data}\n"));
    }
}
