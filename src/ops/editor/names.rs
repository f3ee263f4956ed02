//! The names of a project: its blueprints, and the entities that its files define and relate to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::disk::discover::absolute;
use crate::ground::source::{SourceFile, Span};
use crate::kind::blueprint::KIND;
use crate::kind::{Existence, Resources};
use crate::ops::editor::project::EditorProject;

/// Where a file names an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EntityPlace {
    /// The absolute path of the file.
    pub path: PathBuf,
    /// The identifier in the file.
    pub span: Span,
    pub blueprint: String,
    pub identifier: String,
}

impl EditorProject<'_> {
    /// The identifiers of the blueprints that are known.
    pub(crate) fn blueprint_names(&self) -> Vec<&str> {
        self.blueprints.identifiers(KIND.name)
    }

    /// What is known of a blueprint's body.
    pub(crate) fn blueprint(&self, identifier: &str) -> Option<&Value> {
        match self.blueprints.existence(KIND.name, identifier) {
            Existence::Partial(body) | Existence::Complete(body) => Some(body),
            Existence::Absent | Existence::Unknown => None,
        }
    }

    /// The places that define an entity of a blueprint; all of its entities without an identifier.
    pub(crate) fn definitions(&self, blueprint: &str, identifier: Option<&str>) -> Vec<EntityPlace> {
        let mut found = Vec::new();
        for (path, summary) in self.session.summaries() {
            for one in &summary.definitions {
                let (of, name) = (summary.blueprint(one), summary.identifier(one));
                if of == blueprint && identifier.is_none_or(|wanted| wanted == name) {
                    found.push(place(self.here(), path, one.at, (of, name)));
                }
            }
        }
        found
    }

    /// The places that relate to an entity of a blueprint; to any of them without an identifier.
    pub(crate) fn mentions(&self, blueprint: &str, identifier: Option<&str>) -> Vec<EntityPlace> {
        let mut found = Vec::new();
        for (path, summary) in self.session.summaries() {
            for one in &summary.mentions {
                let (of, name) = summary.target(one);
                if of == blueprint && identifier.is_none_or(|wanted| wanted == name) {
                    found.push(place(self.here(), path, one.at, (of, name)));
                }
            }
        }
        found
    }

    /// The files of entities that cannot be parsed.
    pub(crate) fn unparsed(&self) -> impl Iterator<Item = Arc<SourceFile>> {
        let unparsed = self.session.summaries().filter(|(_, summary)| summary.is_unreadable);
        unparsed.filter_map(|(path, _)| self.session.source(path))
    }

    /// The entities of a blueprint: those that files define, with their places, and those of the catalog.
    pub(crate) fn entities(&self, blueprint: &str) -> BTreeMap<String, Option<EntityPlace>> {
        let of_catalog = self.catalog().and_then(|catalog| catalog.entities(blueprint)).into_iter().flatten();
        let mut all: BTreeMap<String, Option<EntityPlace>> = of_catalog.map(|name| (name.clone(), None)).collect();
        for place in self.definitions(blueprint, None) {
            all.insert(place.identifier.clone(), Some(place));
        }
        all
    }
}

fn place(here: &Path, path: &Path, span: Span, (blueprint, identifier): (&str, &str)) -> EntityPlace {
    let path = absolute(here, path);
    EntityPlace { path, span, blueprint: blueprint.to_owned(), identifier: identifier.to_owned() }
}
