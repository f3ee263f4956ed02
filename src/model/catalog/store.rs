//! The blueprints that are known, and the entities where those are known too.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::ground::path::Path;
use crate::ground::source::Place;
use crate::kind::blueprint::KIND;
use crate::kind::{Known, World};
use crate::model::catalog::blueprint::{Blueprint, Extent};
use crate::model::tree::Model;
use crate::yaml::tree::{NodeId, Tree};

/// What is known of blueprints and entities.
#[derive(Debug, Default)]
pub struct Catalog {
    blueprints: BTreeMap<String, Blueprint>,
    entities: BTreeMap<String, HashSet<String>>,
    /// The files that speak of a blueprint.
    declared: Vec<(String, Arc<Tree>, NodeId)>,
    complete: bool,
}

impl Catalog {
    /// The blueprints of a world. `complete` says that what it lacks does not exist, as in a portal; a model lacks
    /// blueprints that are made elsewhere, and sections that are none of its business.
    pub fn from_world(world: &dyn World, complete: bool) -> Self {
        let mut catalog = Self { complete, ..Self::default() };
        for identifier in world.identifiers(KIND.name) {
            let (body, extent) = match world.known(KIND.name, identifier) {
                Known::Wholly(body) if complete => (body, Extent::Complete),
                Known::Wholly(body) => (body, Extent::StatedSections),
                Known::Partly(body) => (body, Extent::Partial),
                Known::Absent | Known::Unknown => continue,
            };
            let blueprint = Blueprint::compile(identifier, body, extent);
            catalog.blueprints.insert(identifier.to_owned(), blueprint);
        }
        catalog
    }

    /// Remembers where a model declares its blueprints, so that findings can show it.
    #[must_use]
    pub fn with_declarations(mut self, model: &Model) -> Self {
        let blueprints = model.declarations.iter().filter(|declaration| declaration.kind.name == KIND.name);
        self.declared.extend(blueprints.filter_map(|declaration| {
            let key = declaration.key.as_ref()?;
            Some((key.identifier.clone(), Arc::clone(&declaration.tree), declaration.root))
        }));
        self
    }

    /// Adds the identifiers of all entities of a blueprint: others do not exist.
    pub fn insert_entities(&mut self, blueprint: &str, identifiers: impl IntoIterator<Item = String>) {
        self.entities.entry(blueprint.to_owned()).or_default().extend(identifiers);
    }

    /// A blueprint.
    pub fn blueprint(&self, identifier: &str) -> Option<&Blueprint> {
        self.blueprints.get(identifier)
    }

    /// The identifiers of all blueprints, in order.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> + Clone {
        self.blueprints.keys().map(String::as_str)
    }

    /// Whether a blueprint that is not known does not exist.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The identifiers of all entities of a blueprint, where they are known.
    pub fn entities(&self, blueprint: &str) -> Option<&HashSet<String>> {
        self.entities.get(blueprint)
    }

    /// Where a file of the model states this of a blueprint: the key, or the value in a list.
    pub fn place(&self, blueprint: &str, path: &Path) -> Option<Place> {
        self.declared.iter().filter(|(identifier, ..)| identifier == blueprint).find_map(|(_, tree, root)| {
            let located = tree.locate(*root, path);
            (located.depth == path.0.len()).then(|| Place::new(tree.file(), located.key_or_value()))
        })
    }
}
