//! The files that an export would write, before they are checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::disk::create::{PathState, path_state};
use crate::disk::model::relative_path;
use crate::ground::source::SourceFile;
use crate::kind::Key;
use crate::model::{FileContent, Model, ModelFile, Variables};
use crate::ops::content::PortalContent;
use crate::ops::workspace::Workspace;
use crate::plan::export::{FileNames, SecretVariables, addition, file_body, file_text, states_something};
use crate::yaml::parse::{Limits, parse};

/// A file that an export would write.
#[derive(Clone, Debug)]
pub struct ExportedFile {
    /// Its path for messages.
    pub name: String,
    /// Its path below the project, or below the model's folder.
    pub path: String,
    /// Its text now, if it exists.
    pub before: Option<Arc<SourceFile>>,
    /// Its new text.
    pub text: String,
    /// What it contains.
    pub content: FileContent,
    /// The resources that change in it.
    pub keys: Vec<Key>,
}

/// A resource that is not exported, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its address, or the plural of its kind.
    pub subject: String,
    /// Why it is not exported.
    pub reason: String,
    /// Whether it should have been exported, and could not be.
    pub is_failure: bool,
}

impl LeftOut {
    pub(super) fn on_purpose(key: &Key, reason: impl Into<String>) -> Self {
        Self { subject: key.to_string(), reason: reason.into(), is_failure: false }
    }

    pub(super) fn failed(subject: impl ToString, reason: impl Into<String>) -> Self {
        Self { subject: subject.to_string(), reason: reason.into(), is_failure: true }
    }
}

/// Where the files of a model are.
#[derive(Debug)]
pub(super) struct ProjectFolders<'p> {
    workspace: &'p Workspace<'p>,
    /// The folder from which links may not lead away, and in which files are created.
    pub root: PathBuf,
    /// The path of the model from there, ending in `/`, or empty.
    prefix: String,
    /// The path from a folder of the model to the schemas.
    schemas: String,
    /// Whether schemas are written: only outside of the model, where they are not read as model files.
    writes_schemas: bool,
}

impl<'p> ProjectFolders<'p> {
    pub(super) fn of(workspace: &'p Workspace<'p>) -> Self {
        let model = workspace.here.join(workspace.project.model_folder());
        let project = workspace.here.join(&workspace.project.root);
        let below = model.strip_prefix(&project).ok().filter(|below| !below.as_os_str().is_empty());
        match below {
            Some(below) => Self {
                workspace,
                prefix: format!("{}/", relative_path(below, "".as_ref())),
                schemas: format!("{}schemas", "../".repeat(below.components().count() + 1)),
                writes_schemas: true,
                root: project,
            },
            None => Self {
                workspace,
                root: model,
                prefix: String::new(),
                schemas: "../schemas".to_owned(),
                writes_schemas: false,
            },
        }
    }

    fn shown(&self, path: &str) -> String {
        self.workspace.display(&self.root.join(path))
    }

    /// Returns whether a file of the model belongs to a profile.
    pub(super) fn is_of_profile(&self, name: &str) -> bool {
        self.below_model(name).is_some_and(|path| path.starts_with("profiles/"))
    }

    /// Returns the path of an existing file below the model.
    fn below_model<'f>(&self, name: &'f str) -> Option<&'f str> {
        let prefix = self.shown(self.prefix.trim_end_matches('/'));
        name.strip_prefix(&prefix).map(|rest| rest.trim_start_matches('/'))
    }
}

/// The files of the resources that no file declares yet.
pub(super) struct NewFiles<'n, 'v> {
    pub folders: &'n ProjectFolders<'n>,
    pub model: &'n Model,
    pub content: &'n PortalContent,
    /// The resources that are exported as an addition to what made them.
    pub as_extension: &'n BTreeSet<Key>,
    pub secrets: &'n mut SecretVariables<'v>,
    pub left_out: &'n mut Vec<LeftOut>,
}

impl NewFiles<'_, '_> {
    /// Returns the file of each of these resources that a file can declare.
    pub(super) fn of(&mut self, keys: &[&Key]) -> Vec<ExportedFile> {
        let bodies: Vec<(&Key, serde_json::Value)> =
            keys.iter().filter_map(|key| Some((*key, self.body(key)?))).collect();
        let taken = self.model.files.iter().filter_map(|file| self.folders.below_model(&file.file.name));
        let mut names = FileNames::beside(taken);
        let mut paths = names.name(bodies.iter().map(|(key, _)| *key));
        let mut files = Vec::new();
        for (key, body) in bodies {
            let body = self.secrets.hide(key, &body);
            let extends = key.is_system() || self.as_extension.contains(key);
            let text = file_text(key, &body, extends, &self.folders.schemas);
            let mut path = format!("{}{}", self.folders.prefix, paths.remove(key).unwrap_or_default());
            let mut state = path_state(&self.folders.root, &path, &text);
            // The file exists but is not part of this model, such as one that the profile replaces.
            if matches!(state, Ok(PathState::Other | PathState::Same)) {
                path = format!("{}{}", self.folders.prefix, names.name([key]).remove(key).unwrap_or_default());
                state = path_state(&self.folders.root, &path, &text);
            }
            let reason = match state {
                Ok(PathState::Free) => None,
                Ok(PathState::Same | PathState::Other) => Some("already exists".to_owned()),
                Ok(PathState::Blocked) => Some("cannot be created: a part of its path is not a folder".to_owned()),
                Ok(PathState::Outside) => {
                    Some("cannot be created: a symbolic link on its path leads out of the project".to_owned())
                }
                Err(error) => Some(format!("cannot be created: {error}")),
            };
            if let Some(reason) = reason {
                self.left_out.push(LeftOut::failed(key, format!("its file `{}` {reason}", self.folders.shown(&path))));
                continue;
            }
            let name = self.folders.shown(&path);
            let content = FileContent::Resources(key.kind);
            files.push(ExportedFile { name, path, before: None, text, content, keys: vec![key.clone()] });
        }
        files
    }

    /// Returns the body that a file states for a resource; `None` if there is nothing to state.
    fn body(&mut self, key: &Key) -> Option<serde_json::Value> {
        let live = self.content.live.get(key)?;
        let mut body = file_body(key, live);
        if key.is_system() {
            let Some(own) = self.content.own_parts.get(key) else {
                self.left_out.push(LeftOut::failed(key, "the portal does not show which part of it belongs to Port"));
                return None;
            };
            let added = addition(key.kind, &body, &file_body(key, own));
            added.as_object().filter(|added| !added.is_empty())?;
            body = added;
            if let Some(map) = body.as_object_mut() {
                map.shift_insert(0, key.kind.identity.field.to_owned(), key.identifier.as_str().into());
            }
        }
        // Without a create request, a file is only of use for what it states.
        let is_created = key.kind.api.create.is_some();
        (is_created || states_something(key, &body)).then_some(body)
    }

    /// Returns the schemas that the first lines of these files refer to, if the project does not have them.
    pub(super) fn schemas(&self, files: &[ExportedFile]) -> Vec<ExportedFile> {
        let new = files.iter().filter(|file| file.before.is_none()).flat_map(|file| &file.keys);
        let kinds: BTreeMap<&str, &Key> = new.map(|key| (key.kind.name, key)).collect();
        let schema = |(name, key): (&&str, &&Key)| {
            let path = format!("schemas/{name}.schema.json");
            let is_free =
                self.folders.writes_schemas && matches!(path_state(&self.folders.root, &path, ""), Ok(PathState::Free));
            is_free.then(|| ExportedFile {
                name: self.folders.shown(&path),
                path,
                before: None,
                text: key.kind.schema.to_owned(),
                content: FileContent::Nothing,
                keys: Vec::new(),
            })
        };
        kinds.iter().filter_map(schema).collect()
    }
}

/// Returns the model with these files.
pub(super) fn with_files(model: &Model, drafts: &[ExportedFile], variables: &Variables) -> Model {
    let drafted: BTreeMap<&str, &ExportedFile> = drafts.iter().map(|draft| (draft.name.as_str(), draft)).collect();
    let parsed = |draft: &ExportedFile| {
        let file = SourceFile::new(draft.name.as_str(), draft.text.as_str());
        let parsed = parse(&file, &Limits::default());
        ModelFile { content: draft.content, file, tree: parsed.tree.map(Arc::new), faults: parsed.faults }
    };
    let kept = |file: &ModelFile| match drafted.get(file.file.name.as_str()) {
        Some(draft) => parsed(draft),
        None => file.clone(),
    };
    let old = model.files.iter().map(kept);
    let new = drafts.iter().filter(|draft| draft.before.is_none()).map(parsed);
    Model::build(old.chain(new).collect(), variables)
}
