//! The catalog of blueprints, with their entities if those are loaded.

use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::blueprint::KIND;
use crate::kind::{Existence, Resources};
use crate::model::catalog::blueprint::{Blueprint, Completeness};
use crate::model::tree::{FileContent, Model, ModelFile};
use crate::yaml::tree::{NodeId, Tree};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A catalog of blueprints and entities.
#[derive(Debug, Default)]
pub struct Catalog {
    blueprints: BTreeMap<String, Blueprint>,
    entities: BTreeMap<String, HashSet<String>>,
    /// The declarations of blueprints in a model.
    declared: Vec<(String, Arc<Tree>, NodeId)>,
    complete: bool,
    /// Whether blueprints may be missing because a file of the model has errors.
    has_faults: bool,
}

impl Catalog {
    /// Creates the catalog of the blueprints among these resources. With `complete`, no others exist, as in a portal. A
    /// model need not declare all blueprints and sections.
    pub fn from_resources(resources: &dyn Resources, complete: bool) -> Self {
        let mut catalog = Self { complete, ..Self::default() };
        for identifier in resources.identifiers(KIND.name) {
            let (body, extent) = match resources.existence(KIND.name, identifier) {
                Existence::Complete(body) if complete => (body, Completeness::Complete),
                Existence::Complete(body) => (body, Completeness::StatedSections),
                Existence::Partial(body) => (body, Completeness::Partial),
                Existence::Absent | Existence::Unknown => continue,
            };
            let blueprint = Blueprint::compile(identifier, body, extent);
            catalog.blueprints.insert(identifier.to_owned(), blueprint);
        }
        catalog
    }

    /// Adds the locations at which a model declares its blueprints, for findings.
    #[must_use]
    pub fn with_declarations(mut self, model: &Model) -> Self {
        let blueprints = model.declarations.iter().filter(|declaration| declaration.kind.name == KIND.name);
        let is_unread = |file: &ModelFile| matches!(file.content, FileContent::Nothing);
        self.has_faults = model.has_faults
            || model.files.iter().any(is_unread)
            || blueprints.clone().any(|declaration| declaration.key.is_none());
        self.declared.extend(blueprints.filter_map(|declaration| {
            let key = declaration.key.as_ref()?;
            Some((key.identifier.clone(), Arc::clone(&declaration.tree), declaration.root))
        }));
        self
    }

    /// Returns whether blueprints may be missing because a file of the model has errors.
    pub fn has_faults(&self) -> bool {
        self.has_faults
    }

    /// Adds the identifiers of all entities of a blueprint. Others do not exist.
    pub fn insert_entities(&mut self, blueprint: &str, identifiers: impl IntoIterator<Item = String>) {
        self.entities.entry(blueprint.to_owned()).or_default().extend(identifiers);
    }

    /// Returns a blueprint.
    pub fn blueprint(&self, identifier: &str) -> Option<&Blueprint> {
        self.blueprints.get(identifier)
    }

    /// Iterates over the identifiers of all blueprints, in order.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> + Clone {
        self.blueprints.keys().map(String::as_str)
    }

    /// Returns whether blueprints that are not in the catalog do not exist.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Returns the identifiers of all entities of a blueprint, if they are loaded.
    pub fn entities(&self, blueprint: &str) -> Option<&HashSet<String>> {
        self.entities.get(blueprint)
    }

    /// Returns where the model declares a path of a blueprint: the key, or the value in a list.
    pub fn place(&self, blueprint: &str, path: &Path) -> Option<Location> {
        self.declared.iter().filter(|(identifier, ..)| identifier == blueprint).find_map(|(_, tree, root)| {
            let located = tree.locate(*root, path);
            (located.depth == path.0.len()).then(|| Location::new(tree.file(), located.key_or_value()))
        })
    }
}
