//! A model: its files, their declarations, and the desired body of each resource.

use crate::ground::source::SourceFile;
use crate::kind::{KINDS, Key, Kind};
use crate::model::approvals::ApprovedLoss;
use crate::model::declaration::Declaration;
use crate::model::desired::{Claim, Desired, DroppedParts, Removal};
use crate::yaml::fault::Fault;
use crate::yaml::tree::Tree;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The content of a model file, as determined by its path.
#[derive(Clone, Copy, Debug)]
pub enum FileContent {
    /// Resources of this kind, or of another in the same folder, as determined by `Kind::of_body`.
    Resources(&'static Kind),
    /// Resources to delete.
    Removals,
    /// Losses of data that are approved.
    Approvals,
    /// Nothing: the file is not in the folder of a kind.
    Nothing,
}

/// The name, without extension, of the file that lists resources to delete.
const REMOVED: &str = "removed";

/// The name, without extension, of the file that lists approved losses of data.
const APPROVALS: &str = "approvals";

impl FileContent {
    /// Returns the content of a file, by the parts of its path below the model.
    pub fn from_path(parts: &[&str]) -> Self {
        match parts {
            [file] if file.split('.').next() == Some(REMOVED) => Self::Removals,
            [file] if file.split('.').next() == Some(APPROVALS) => Self::Approvals,
            [folder, _, ..] => {
                KINDS.iter().find(|kind| kind.folder == *folder).map_or(Self::Nothing, |kind| Self::Resources(kind))
            }
            _ => Self::Nothing,
        }
    }
}

/// One file of a model, parsed.
#[derive(Clone, Debug)]
pub struct ModelFile {
    /// Its content.
    pub content: FileContent,
    /// Its text.
    pub file: Arc<SourceFile>,
    /// Its nodes, if the text is YAML.
    pub tree: Option<Arc<Tree>>,
    /// The faults of the text.
    pub faults: Vec<Fault>,
}

/// Everything that a tree of files declares.
#[derive(Debug, Default)]
pub struct Model {
    /// The files, by name.
    pub files: Vec<ModelFile>,
    /// Their declarations, file by file.
    pub declarations: Vec<Declaration>,
    /// The entries of `removed.yml`, and the resources that an earlier revision declares and the files no longer do.
    pub removals: Vec<Removal>,
    /// The entries of `approvals.yml`.
    pub approved: Vec<ApprovedLoss>,
    /// What an earlier revision states of other resources and the files no longer do.
    pub dropped: BTreeMap<Key, DroppedParts>,
    /// The names of the variables that they use.
    pub variable_names: BTreeSet<String>,
    /// Whether some file has faults, so that declarations may be missing.
    pub has_faults: bool,
    pub(super) desired: OnceLock<BTreeMap<Key, Desired>>,
}

impl Model {
    pub(crate) const fn new() -> Self {
        Self {
            files: Vec::new(),
            declarations: Vec::new(),
            removals: Vec::new(),
            approved: Vec::new(),
            dropped: BTreeMap::new(),
            variable_names: BTreeSet::new(),
            has_faults: false,
            desired: OnceLock::new(),
        }
    }

    /// Returns the declarations of one resource, the one that declares it before those that extend it.
    pub fn of(&self, key: &Key) -> Vec<&Declaration> {
        let mut found: Vec<_> = self.declarations.iter().filter(|one| one.key.as_ref() == Some(key)).collect();
        found.sort_by_key(|one| one.claim != Claim::Full);
        found
    }

    /// Returns the desired body of each declared resource, by key. A resource that only an earlier revision extends has no
    /// more than its identifiers. The bodies are computed once, so declarations must not change after the first call.
    pub fn desired(&self) -> &BTreeMap<Key, Desired> {
        self.desired.get_or_init(|| self.merged())
    }

    pub(super) fn merged(&self) -> BTreeMap<Key, Desired> {
        let mut desired: BTreeMap<Key, Desired> = BTreeMap::new();
        let (complete, additions): (Vec<_>, Vec<_>) =
            self.declarations.iter().partition(|one| one.claim == Claim::Full);
        for declaration in complete.into_iter().chain(additions) {
            let Some(key) = &declaration.key else { continue };
            match desired.get_mut(key) {
                Some(known) => {
                    add(Arc::make_mut(&mut known.body), &declaration.body);
                    known.sensitive.extend(declaration.sensitive.iter().cloned());
                    known.declared.push(declaration.identifier_location());
                }
                None => {
                    let body = Arc::clone(&declaration.body);
                    let sensitive = declaration.sensitive.clone();
                    let declared = vec![declaration.identifier_location()];
                    let (key, claim, dropped) = (key.clone(), declaration.claim, Vec::new());
                    let wanted = Desired { key, claim, body, sensitive, declared, dropped, is_declared: true };
                    desired.insert(wanted.key.clone(), wanted);
                }
            }
        }
        for (key, dropped) in &self.dropped {
            let wanted = desired.entry(key.clone()).or_insert_with(|| Desired {
                key: key.clone(),
                claim: Claim::Addition,
                body: Arc::new(identifiers(key)),
                sensitive: Vec::new(),
                declared: dropped.declared.clone(),
                dropped: Vec::new(),
                is_declared: false,
            });
            wanted.dropped.clone_from(&dropped.parts);
        }
        desired
    }
}

/// Returns a body that only names its resource.
pub(super) fn identifiers(key: &Key) -> Value {
    let identity = &key.kind.identity;
    let own = Some((identity.field, key.identifier.clone()));
    let parent = identity.parent.as_ref().map(|parent| parent.field).zip(key.parent.clone());
    let fields = own.into_iter().chain(parent).map(|(field, value)| (field.to_owned(), Value::String(value)));
    Value::Object(fields.collect())
}

/// Merges the body from another file: maps are merged, lists are extended by missing values, other values are replaced.
fn add(body: &mut Value, more: &Value) {
    match (body, more) {
        (Value::Object(map), Value::Object(more)) => add_map(map, more),
        (Value::Array(values), Value::Array(more)) => {
            let missing: Vec<Value> = more.iter().filter(|value| !values.contains(value)).cloned().collect();
            values.extend(missing);
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
