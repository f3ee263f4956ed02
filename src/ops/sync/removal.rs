//! What an earlier revision declared and the files no longer do.

use std::collections::BTreeSet;

use crate::lint::port::declared::{Declared, declared};
use crate::yaml::parse::Limits;
use crate::yaml::read::decode;

/// Entities to be deleted.
#[derive(Debug, Default)]
pub struct Removal {
    /// The entities, as the earlier revision declares them.
    pub entities: Vec<Declared>,
    /// How many entities the earlier revision declares.
    pub declared: usize,
    /// Files of that revision of which not all could be understood; what else they declared is left alone.
    pub broken: Vec<String>,
}

/// So many deletions are nothing unusual, however few entities there were.
const FEW: usize = 10;

/// This part of all entities of the earlier revision is nothing unusual.
const PART: usize = 5;

impl Removal {
    /// Whether so many deletions are more than a change of files usually brings.
    pub fn is_unusual(&self) -> bool {
        self.entities.len() > FEW && self.entities.len() * PART > self.declared
    }
}

/// Holds the files of an earlier revision, with their names, against the names of all entities that are declared now.
pub fn removal(files: &[(String, Vec<u8>)], now: &BTreeSet<(&str, &str)>) -> Removal {
    let limits = Limits::default();
    let mut removal = Removal::default();
    let mut seen = BTreeSet::new();
    for (name, bytes) in files {
        let Ok(file) = decode(name, bytes, &limits) else {
            removal.broken.push(name.clone());
            continue;
        };
        let declaration = declared(&file, &limits);
        if !declaration.is_whole {
            removal.broken.push(name.clone());
        }
        for entity in declaration.entities {
            if !seen.insert((entity.blueprint.clone(), entity.identifier.clone())) {
                continue;
            }
            removal.declared += 1;
            if !now.contains(&entity.name()) {
                removal.entities.push(entity);
            }
        }
    }
    removal
}
