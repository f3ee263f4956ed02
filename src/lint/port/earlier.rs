//! The entities that an earlier git revision declares.

use std::collections::BTreeMap;

use crate::ground::source::Location;
use crate::lint::port::declared::declared;
use crate::yaml::parse::Limits;
use crate::yaml::read::decode;

/// The entities that the files of an earlier git revision declare.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The revision, as it was named.
    pub revision: String,
    /// Where each is declared, by blueprint and identifier.
    entities: BTreeMap<(String, String), Location>,
}

impl Earlier {
    /// Reads the entities of files, each given by its name in findings and its bytes. Entities that cannot be read are
    /// omitted.
    pub fn new(revision: &str, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let limits = Limits::default();
        let mut entities = BTreeMap::new();
        for (name, bytes) in files {
            let Ok(file) = decode(&name, &bytes, &limits) else { continue };
            for entity in declared(&file, &limits).entities {
                entities.entry((entity.blueprint, entity.identifier)).or_insert(entity.place);
            }
        }
        Self { revision: revision.to_owned(), entities }
    }

    /// Returns where an entity is declared, if it is.
    pub(crate) fn place(&self, blueprint: &str, identifier: &str) -> Option<&Location> {
        self.entities.get(&(blueprint.to_owned(), identifier.to_owned()))
    }
}
