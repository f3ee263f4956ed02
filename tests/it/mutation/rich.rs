//! The model that is mutated, and the portal that it is applied to.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use portwright::kind::Key;
use portwright::model::{Bodies, FileContent, Model, ModelFile, Variable, Variables};
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use portwright::yaml::parse::{Limits, parse};
use portwright::yaml::read::decode;
use serde_json::{Value, json};

use super::making::paths;
use crate::example;
use crate::support::{File, files_below, root};

/// One file of the model: its path in the model, and its body.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    /// Such as `blueprints/group.yml`.
    pub(super) name: String,
    /// Its content.
    pub(super) body: Value,
}

/// The folders of the example whose resources are mutated, each group together with what it refers to.
const OF_EXAMPLE: &[&[&str]] = &[
    &["permissions"],
    &["pages", "folders"],
    &["integrations", "webhooks"],
    &["workflows"],
    &["secrets", "teams", "entities", "scorecard-groups"],
];

/// One model as it is before a mutation.
pub(super) struct Rich {
    /// Its files, first those that are mutated.
    pub(super) files: Vec<Source>,
    /// How many of the files are mutated.
    pub(super) mutated: usize,
    /// How often it is chosen: by the number of values in these, and less often if each takes long because of the others.
    pub(super) size: usize,
    variables: Variables,
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
        let example: Vec<Source> = example::files().iter().filter_map(source).collect();
        let whole = Self::new(example, usize::MAX);
        let parts = OF_EXAMPLE.iter().map(|folders| whole.part(folders));
        folders.iter().map(|folder| Self::read(folder)).chain(parts).collect()
    }

    /// The files in some folders, and all that they refer to.
    fn part(&self, folders: &[&str]) -> Self {
        let model = self.model(&self.files);
        let bodies = Bodies::from_model(&model, &[]);
        let file_of = |key: &Key| {
            let declared = &model.desired()[key].declared[0].file.name;
            self.files.iter().position(|file| format!("model/{}", file.name) == *declared).expect("it is in a file")
        };
        let is_own = |file: &Source| folders.iter().any(|folder| file.name.starts_with(&format!("{folder}/")));
        let mut needed: Vec<usize> = (0..self.files.len()).filter(|nth| is_own(&self.files[*nth])).collect();
        let mutated = needed.len();
        let mut at = 0;
        while let Some(nth) = needed.get(at).copied() {
            at += 1;
            for (key, wanted) in model.desired().iter().filter(|(key, _)| file_of(key) == nth) {
                let references = key.references(&wanted.body, &bodies);
                let named: BTreeSet<(&str, String)> =
                    references.iter().map(|one| one.need.resource()).map(|(kind, of)| (kind, of.to_owned())).collect();
                let others =
                    model.desired().keys().filter(|other| named.contains(&(other.kind.name, other.identifier.clone())));
                let files: Vec<usize> = others.map(file_of).filter(|file| !needed.contains(file)).collect();
                needed.extend(files.into_iter().collect::<BTreeSet<_>>());
            }
        }
        Self::new(needed.into_iter().map(|nth| self.files[nth].clone()).collect(), mutated)
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
        Self::new(files, usize::MAX)
    }

    fn new(files: Vec<Source>, mutated: usize) -> Self {
        let parsed = files.iter().map(parsed).collect();
        let mutated = mutated.min(files.len());
        let size = files[..mutated].iter().map(|file| paths(&file.body).len()).sum::<usize>() * mutated / files.len();
        let mut variables = Variables::default();
        let secrets = ["chat_token", "deploy_token", "alertmanager_secret", "pipeline_secret", "runbooks_secret"];
        secrets.iter().for_each(|name| variables.set(*name, Variable::text("only for this test".to_owned(), true)));
        variables.set("github_org", Variable::text("acme".to_owned(), false));
        Self { files, mutated, size, variables, parsed }
    }

    /// The values of the variables in its files.
    pub(super) fn variables(&self) -> &Variables {
        &self.variables
    }

    /// The model of these files, of which most are as they were.
    pub(super) fn model(&self, files: &[Source]) -> Model {
        let each = files.iter().map(|source| match self.files.iter().position(|known| known == source) {
            Some(nth) => again(&self.parsed[nth]),
            None => parsed(source),
        });
        Model::build(each.collect(), &self.variables)
    }
}

/// A file of the example's model.
fn source(file: &File) -> Option<Source> {
    let name = file.name.strip_prefix("model/")?.to_owned();
    Some(Source { name, body: serde_yaml::from_slice(&file.bytes).expect("a file has one resource") })
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

/// A sandbox with a secret that the models use, and the resources in the model's `removed.yml`, if it has one.
pub(super) fn portal(model: &Model) -> SandboxPortal {
    let portal = SandboxPortal::in_memory();
    let send = |segments: &[&str], body: Value| {
        portal.send(&Request::new(Method::Post, segments.iter().copied()).body(body)).expect("the sandbox takes it");
    };
    if model.removals.is_empty() {
        if model.desired().keys().all(|key| key.kind.folder != "secrets") {
            send(
                &["organization", "secrets"],
                json!({"secretName": "CHAT_TOKEN", "secretValue": "only for this test"}),
            );
        }
        return portal;
    }
    send(&["blueprints"], json!({"identifier": "retired", "title": "Retired", "schema": {"properties": {}}}));
    let trigger = json!({"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}});
    let action = json!({"identifier": "old_action", "trigger": trigger, "invocationMethod": {"type": "KAFKA"}});
    send(&["actions"], action);
    portal
}
