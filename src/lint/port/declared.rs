//! The entities of a file, in the form in which they are sent to a portal.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::ground::source::{Location, SourceFile, Span};
use crate::kind::blueprint::KIND;
use crate::lint::port::document::Document;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Node, to_value};

/// The fields of an entity that a request can set. Port drops all others.
const FIELDS: [&str; 6] = ["identifier", "title", "icon", "team", "properties", "relations"];

#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// Its identifier in the file.
    pub place: Location,
    /// The place of the entire entity in the file.
    pub span: Span,
    pub blueprint: String,
    pub identifier: String,
    /// The body of the request, with `file://` values as they are written.
    pub body: Map<String, Value>,
}

impl Declared {
    pub(crate) fn name(&self) -> (&str, &str) {
        (&self.blueprint, &self.identifier)
    }

    /// Returns each relation with the identifiers that it names. The results of a search are not known.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (&str, &str)> {
        let relations = self.body.get("relations").and_then(Value::as_object).into_iter().flatten();
        relations.flat_map(|(name, value)| {
            let several = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            value.as_str().into_iter().chain(several).map(move |target| (name.as_str(), target))
        })
    }

    /// The relations whose value is a search.
    pub(crate) fn searches(&self) -> impl Iterator<Item = &str> {
        let relations = self.body.get("relations").and_then(Value::as_object).into_iter().flatten();
        relations.filter(|(_, value)| value.is_object()).map(|(name, _)| name.as_str())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Declaration {
    /// Its entities that have a name.
    pub entities: Vec<Declared>,
    /// Its entities whose identifier is a search. That of each is empty.
    pub searched: Vec<Declared>,
    /// Whether these are all entities of the file: it could be read, and every entity has a name or a search.
    pub is_whole: bool,
}

pub(crate) fn declared(file: &Arc<SourceFile>, limits: &Limits) -> Declaration {
    let parsed = parse(file, limits);
    let Some(tree) = &parsed.tree else { return Declaration::default() };
    let mut declaration = Declaration { is_whole: true, ..Declaration::default() };
    for node in Document::of(tree).nodes() {
        match entity(node, file) {
            Some(entity) if entity.body["identifier"].is_object() => declaration.searched.push(entity),
            Some(entity) => declaration.entities.push(entity),
            None => declaration.is_whole = false,
        }
    }
    declaration
}

fn entity(node: Node<'_>, file: &Arc<SourceFile>) -> Option<Declared> {
    let identifier = node.get("identifier")?;
    let blueprint = node.get(KIND.name)?.as_str()?;
    let mut body = Map::new();
    for name in FIELDS {
        let Some(value) = node.get(name) else { continue };
        // An empty section sets nothing.
        if !(value.is_null() && ["properties", "relations"].contains(&name)) {
            body.insert(name.to_owned(), to_value(value));
        }
    }
    let name = if identifier.is_map() { "" } else { identifier.as_str()? };
    Some(Declared {
        place: Location::new(file, identifier.span()),
        span: node.span(),
        blueprint: blueprint.to_owned(),
        identifier: name.to_owned(),
        body,
    })
}
