//! The parts of a mapping: the blueprint, the fields of its entities, and every text in it that is jq.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::mapping::literal::literal;
use crate::kind::template::texts;

/// One mapping of a body.
#[derive(Clone, Debug)]
pub(crate) struct Mapping<'b> {
    /// The body.
    pub body: &'b Value,
    /// The path of the fields of its entities: `identifier`, `properties`, `relations` and others.
    pub entity: Path,
    /// The path of the blueprint's identifier.
    pub blueprint: Path,
    /// Whether the blueprint's identifier is jq.
    pub is_blueprint_jq: bool,
    /// The path of the expression that selects the data.
    pub filter: Path,
    /// The path of the list in the data of which each element becomes an entity.
    pub items: Path,
    /// The word for its expressions in messages.
    pub noun: &'static str,
    /// What the data is, if the mapping states it.
    pub source: Option<&'b str>,
}

/// What a text in a mapping must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextRole {
    /// Any expression.
    Expression,
    /// An expression whose result is the name of something: a blueprint, or a part of a search query.
    Name,
}

/// The fields of an entity that are jq.
const FIELDS: [&str; 6] = ["identifier", "title", "icon", "team", "properties", "relations"];
/// Values that an integration reads from a repository.
const FILES: [&str; 2] = ["file://", "search://"];
/// The fields of a search query that name something.
pub(super) const NAMES: [&str; 3] = ["combinator", "property", "operator"];

impl<'b> Mapping<'b> {
    /// Returns the identifier of the blueprint, with its bytes in the text, unless it is computed.
    pub(crate) fn blueprint(&self) -> Option<(String, std::ops::Range<usize>)> {
        let text = self.blueprint.find(self.body)?.as_str()?;
        if !self.is_blueprint_jq {
            return Some((text.to_owned(), 0..text.len()));
        }
        let found = literal(text)?;
        Some((found.value.as_str()?.to_owned(), found.part))
    }

    /// Returns every text that is jq.
    pub(crate) fn expressions(&self) -> Vec<(Path, &'b str, TextRole)> {
        let blueprint = self.is_blueprint_jq.then_some(&self.blueprint);
        let text = |at: &Path, role| Some((at.clone(), at.find(self.body)?.as_str()?, role));
        let mut found: Vec<_> =
            [&self.filter, &self.items].into_iter().filter_map(|at| text(at, TextRole::Expression)).collect();
        found.extend(blueprint.and_then(|at| text(at, TextRole::Name)));
        for field in FIELDS {
            let at = self.entity.child(field);
            let inside = at.find(self.body).map(|value| texts(&at, value)).into_iter().flatten();
            let is_jq = |(_, text): &(Path, &str)| !FILES.iter().any(|scheme| text.starts_with(scheme));
            found.extend(inside.filter(is_jq).map(|(at, text)| {
                let is_name = at.last_key().is_some_and(|key| NAMES.contains(&key)) && self.is_in_query(&at);
                (at, text, if is_name { TextRole::Name } else { TextRole::Expression })
            }));
        }
        found
    }

    /// Returns the places of a search query: those of the identifier, the team and the relations, with the relation.
    pub(super) fn places(&self) -> Vec<(Path, Option<&'b str>)> {
        let single = ["identifier", "team"].into_iter().map(|field| (self.entity.child(field), None));
        let relations = self.entity.child("relations");
        let related =
            relations.members(self.body).map(|(name, _)| (relations.child(name.as_str()), Some(name.as_str())));
        let is_query = |at: &Path| at.find(self.body).is_some_and(Value::is_object);
        single.chain(related).filter(|(at, _)| is_query(at)).collect()
    }

    fn is_in_query(&self, at: &Path) -> bool {
        self.places().iter().any(|(query, _)| query.is_prefix_of(at))
    }
}
