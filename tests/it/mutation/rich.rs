//! The model that is mutated, and the portal that it is applied to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use portwright::model::{FileContent, Model, ModelFile, Variables};
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use portwright::yaml::parse::{Limits, parse};
use portwright::yaml::read::decode;
use serde_json::{Value, json};

use super::making::paths;
use crate::support::{files_below, root};

/// One file of the model: its path in the model, and its body.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    /// Such as `blueprints/group.yml`.
    pub(super) name: String,
    /// Its content.
    pub(super) body: Value,
}

/// One model as it is before a mutation.
pub(super) struct Rich {
    /// Its files.
    pub(super) files: Vec<Source>,
    /// How many values they have.
    pub(super) size: usize,
    parsed: Vec<ModelFile>,
}

impl Rich {
    /// The models in `tests/mutation/model/`, one folder each, so that a mutation is checked together with few resources.
    pub(super) fn read_all() -> Vec<Self> {
        let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("tests/mutation/model"))
            .expect("the models are there")
            .map(|entry| entry.expect("the folder can be read").path())
            .collect();
        folders.sort();
        assert!(folders.len() > 3, "the models were found");
        folders.iter().map(|folder| Self::read(folder)).collect()
    }

    fn read(folder: &Path) -> Self {
        let files: Vec<Source> = files_below(folder, ".yml")
            .into_iter()
            .map(|path| {
                let name = path.strip_prefix(folder).expect("it is below the folder").to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).expect("the file can be read");
                let body = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
                Source { name: name.replace('\\', "/"), body }
            })
            .collect();
        let parsed = files.iter().map(parsed).collect();
        let size = files.iter().map(|file| paths(&file.body).len()).sum();
        Self { files, size, parsed }
    }

    /// The model of these files, of which most are as they were.
    pub(super) fn model(&self, files: &[Source]) -> Model {
        let each = files.iter().map(|source| match self.files.iter().position(|known| known == source) {
            Some(nth) => again(&self.parsed[nth]),
            None => parsed(source),
        });
        Model::build(each.collect(), &Variables::default())
    }
}

fn parsed(source: &Source) -> ModelFile {
    let limits = Limits::default();
    let text = serde_json::to_string_pretty(&source.body).expect("JSON can be written");
    let file = decode(&format!("model/{}", source.name), text.as_bytes(), &limits).expect("it is UTF-8 and short");
    let parsed = parse(&file, &limits);
    let content = FileContent::from_path(&source.name.split('/').collect::<Vec<_>>());
    ModelFile { content, file, tree: parsed.tree.map(Arc::new), faults: parsed.faults }
}

fn again(file: &ModelFile) -> ModelFile {
    ModelFile { content: file.content, file: Arc::clone(&file.file), tree: file.tree.clone(), faults: Vec::new() }
}

/// A sandbox with the resources in the model's `removed.yml`, if it has one.
pub(super) fn portal(model: &Model) -> SandboxPortal {
    let portal = SandboxPortal::in_memory();
    if model.removals.is_empty() {
        return portal;
    }
    let send = |segments: &[&str], body: Value| {
        portal.send(&Request::new(Method::Post, segments.iter().copied()).body(body)).expect("the sandbox takes it");
    };
    send(&["blueprints"], json!({"identifier": "retired", "title": "Retired", "schema": {"properties": {}}}));
    let trigger = json!({"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}});
    let action = json!({"identifier": "old_action", "trigger": trigger, "invocationMethod": {"type": "KAFKA"}});
    send(&["actions"], action);
    portal
}
