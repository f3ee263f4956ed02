//! A model: its files, what they declare, and what the declarations want together.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::ground::source::SourceFile;
use crate::kind::{KINDS, Key, Kind};
use crate::model::declaration::Declaration;
use crate::model::desired::{Claim, Desired, Removal};
use crate::yaml::fault::Fault;
use crate::yaml::tree::Tree;

/// What a file of a model holds, which its path decides.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    /// Resources of one kind.
    Resources(&'static Kind),
    /// Resources that must not exist any more.
    Removals,
    /// Nothing that is read: the file lies in no kind's folder.
    Nothing,
}

/// The name, without its ending, of the file that names what must not exist any more.
const REMOVED: &str = "removed";

impl Holds {
    /// What a file holds whose path below the model has these parts.
    pub fn of(parts: &[&str]) -> Self {
        match parts {
            [file] if file.split('.').next() == Some(REMOVED) => Self::Removals,
            [folder, _, ..] => {
                KINDS.iter().find(|kind| kind.plural == *folder).map_or(Self::Nothing, |kind| Self::Resources(kind))
            }
            _ => Self::Nothing,
        }
    }
}

/// One file of a model, parsed.
#[derive(Debug)]
pub struct ModelFile {
    /// What it holds.
    pub holds: Holds,
    /// Its text.
    pub file: Arc<SourceFile>,
    /// Its nodes; none where the text is not YAML.
    pub tree: Option<Arc<Tree>>,
    /// What is wrong with the text.
    pub faults: Vec<Fault>,
}

/// All that a tree of files declares.
#[derive(Debug, Default)]
pub struct Model {
    /// The files, by name.
    pub files: Vec<ModelFile>,
    /// What they declare, file by file.
    pub declarations: Vec<Declaration>,
    /// What `removed.yml` names.
    pub removals: Vec<Removal>,
    /// Whether the text of some file has faults, so that it may declare more than is known.
    pub has_faults: bool,
}

impl Model {
    /// The declarations that speak of one resource; the one that declares it whole comes first.
    pub fn of(&self, key: &Key) -> Vec<&Declaration> {
        let mut found: Vec<_> = self.declarations.iter().filter(|one| one.key.as_ref() == Some(key)).collect();
        found.sort_by_key(|one| one.claim != Claim::Whole);
        found
    }

    /// What the files want of each resource they speak of, by key.
    pub fn desired(&self) -> BTreeMap<Key, Desired> {
        let mut desired: BTreeMap<Key, Desired> = BTreeMap::new();
        let (whole, additions): (Vec<_>, Vec<_>) = self.declarations.iter().partition(|one| one.claim == Claim::Whole);
        for declaration in whole.into_iter().chain(additions) {
            let Some(key) = &declaration.key else { continue };
            match desired.get_mut(key) {
                Some(known) => {
                    add(&mut known.body, &declaration.body);
                    known.sensitive.extend(declaration.sensitive.iter().cloned());
                    known.declared.push(declaration.name_place());
                }
                None => {
                    let body = declaration.body.clone();
                    let sensitive = declaration.sensitive.clone();
                    let declared = vec![declaration.name_place()];
                    desired.insert(
                        key.clone(),
                        Desired { key: key.clone(), claim: declaration.claim, body, sensitive, declared },
                    );
                }
            }
        }
        desired
    }
}

/// Adds what another file states of the same resource: maps grow, lists get what they lack, the rest is replaced.
fn add(body: &mut Value, more: &Value) {
    match (body, more) {
        (Value::Object(map), Value::Object(more)) => add_map(map, more),
        (Value::Array(values), Value::Array(more)) => {
            let lacking: Vec<Value> = more.iter().filter(|value| !values.contains(value)).cloned().collect();
            values.extend(lacking);
        }
        (body, more) => *body = more.clone(),
    }
}

fn add_map(map: &mut Map<String, Value>, more: &Map<String, Value>) {
    for (key, value) in more {
        match map.get_mut(key) {
            Some(known) => add(known, value),
            None => {
                map.insert(key.clone(), value.clone());
            }
        }
    }
}
