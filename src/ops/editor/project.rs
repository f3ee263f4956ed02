//! The project: what each file is, and the findings.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::discover::absolute;
use crate::disk::model::unsaved;
use crate::disk::project::FILE;
use crate::disk::read_model;
use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;
use crate::kind::Key;
use crate::kind::blueprint::KIND;
use crate::lint::baseline::Entry;
use crate::lint::port::{Files, target};
use crate::lint::{Fixed, RULES};
use crate::model::{Bodies, Catalog, Model, ModelFile, Snapshot, Variables};
use crate::ops::catalog::{CatalogSources, bodies, catalog_of};
use crate::ops::editor::profile_variables::ProfileVariables;
use crate::ops::lint::{BaselineUse, Caching, LintError, LintInput, Session};
use crate::ops::template;
use crate::ops::validate::{check, check_template};
use crate::ops::workspace::{Workspace, WorkspaceError};

/// What a file of a project is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileRole {
    /// A `port.yml`.
    Entities,
    /// A file of the model.
    Model,
    /// The template of `enrich`.
    Template,
    /// `portwright.toml`.
    Settings,
    /// The baseline that `portwright.toml` names.
    Baseline,
    Other,
}

/// A project, its session of `lint`, and its model. After a change, the next question reads only what has changed.
pub(crate) struct EditorProject<'s> {
    pub(super) workspace: Workspace<'s>,
    /// The variables of other runs.
    pub(super) profiles: &'s [ProfileVariables],
    pub(super) session: Session<'s>,
    pub(super) snapshot: Option<Snapshot>,
    pub(super) external: Vec<Key>,
    pub(super) folder: PathBuf,
    /// The files of the model on disk; `None` if there is no model.
    pub(super) files: Option<Vec<ModelFile>>,
    /// The texts of files of the model, of the template and of the settings that are open, by absolute path.
    pub(super) texts: BTreeMap<PathBuf, String>,
    pub(super) model: Model,
    /// The resources of the model.
    pub(super) resources: Bodies,
    /// The blueprints of the model and the snapshot.
    pub(super) blueprints: Bodies,
    freshness: Freshness,
    /// The findings of `lint`, until something changes.
    found: Option<Vec<Finding>>,
    /// Whether the findings are those before all files were checked.
    is_partial: bool,
    /// The entries of the baseline that no longer occur.
    stale: Vec<Entry>,
    /// The resources of an earlier model, until files of the model change.
    pub(super) earlier: OnceCell<BTreeSet<Key>>,
}

/// If at most this many files have changed, they are checked at once: that takes no longer than a person notices.
const MAX_AT_ONCE: usize = 256;

/// How many of more files are checked between two messages, which so are answered at once.
const PART: usize = 64;

/// Which parts of the model are current.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Freshness {
    /// Files on disk have changed.
    FilesChanged,
    /// Open texts have changed.
    TextsChanged,
    Current,
}

impl<'s> EditorProject<'s> {
    /// Reads the catalog and the model, and lists the files. `online` are the blueprints of a portal, for a project without a
    /// snapshot, and `profiles` the variables of other runs.
    pub(crate) fn open(
        workspace: Workspace<'s>,
        profiles: &'s [ProfileVariables],
        online: Option<&Snapshot>,
    ) -> Result<Self, LintError> {
        let mut parts = CatalogSources::default().load(&workspace)?;
        if parts.snapshot.is_none() {
            parts.snapshot = online.cloned();
        }
        let external = workspace.external()?;
        let lacks_entities = parts.snapshot.as_ref().is_none_or(|snapshot| snapshot.entities.is_empty());
        let files = parts.model.as_ref().map(|model| model.files.clone());
        let catalog = parts.catalog(&workspace)?;
        let input = LintInput {
            baseline: BaselineUse::Compare(None),
            caching: Caching::PerFile,
            ..LintInput::new(workspace, RULES)
        };
        let model = parts.model.unwrap_or_default();
        let (blueprints, _) = bodies(parts.snapshot.as_ref(), &model, &external);
        Ok(Self {
            session: Session::open_with(input, catalog, lacks_entities)?,
            folder: absolute(workspace.here, &workspace.project.model_folder()),
            resources: Bodies::from_model(&model, &external),
            workspace,
            profiles,
            snapshot: parts.snapshot,
            external,
            files,
            texts: BTreeMap::new(),
            model,
            blueprints,
            freshness: Freshness::Current,
            found: None,
            is_partial: false,
            stale: Vec::new(),
            earlier: OnceCell::new(),
        })
    }

    /// The folder that paths of findings start from.
    pub(crate) fn here(&self) -> &'s Path {
        self.workspace.here
    }

    /// What the file at an absolute path is.
    pub(crate) fn role(&self, path: &Path) -> FileRole {
        if path == self.workspace.project.root.join(FILE) {
            FileRole::Settings
        } else if self.baseline().as_deref() == Some(path) {
            FileRole::Baseline
        } else if self.model_file(path, "").is_some() {
            FileRole::Model
        } else if path == absolute(self.here(), &self.workspace.project.enrich_template()) {
            FileRole::Template
        } else if self.session.would_report(path) {
            FileRole::Entities
        } else {
            FileRole::Other
        }
    }

    /// Whether the settings of the project depend on this file, so that it must be opened again after a change of it.
    pub(crate) fn is_setting(&self, path: &Path) -> bool {
        let section = &self.workspace.project.file.lint;
        let named = [&section.catalog, &section.baseline].into_iter().flatten();
        let is_named = named.map(|file| self.workspace.project.root.join(file)).any(|file| file == path);
        let is_model_new = self.files.is_none() && path.starts_with(&self.folder);
        let is_by_name = path.file_name().is_some_and(|name| name == FILE || name == ".gitignore");
        is_named || is_model_new || is_by_name
    }

    /// Sets the text of an open file.
    pub(crate) fn set_text(&mut self, path: &Path, text: &str) {
        match self.role(path) {
            FileRole::Model | FileRole::Template => {
                self.texts.insert(path.to_path_buf(), text.to_owned());
                self.freshness = self.freshness.min(Freshness::TextsChanged);
            }
            FileRole::Entities => {
                self.session.set_text(path, text);
                self.found = None;
            }
            FileRole::Settings => {
                self.texts.insert(path.to_path_buf(), text.to_owned());
            }
            FileRole::Baseline | FileRole::Other => {}
        }
    }

    /// Reads a file from the disk again that was open.
    pub(crate) fn forget_text(&mut self, path: &Path) {
        if self.texts.remove(path).is_some() {
            self.freshness = Freshness::FilesChanged;
        } else {
            self.session.forget_text(path);
            self.found = None;
        }
    }

    /// Marks a file on disk as created, changed or deleted.
    pub(crate) fn changed(&mut self, path: &Path) {
        if path.starts_with(&self.folder) || self.folder.starts_with(path) {
            self.freshness = Freshness::FilesChanged;
            self.earlier.take();
        }
        if !path.starts_with(&self.folder) {
            self.session.changed(path);
            self.found = None;
        }
    }

    /// Reads the model again if it has changed, and checks all files again if its blueprints have.
    pub(crate) fn refresh(&mut self) -> Result<(), WorkspaceError> {
        if self.freshness == Freshness::Current {
            return Ok(());
        }
        let Workspace { here, project, profile, variables } = self.workspace;
        if self.files.is_some() && self.freshness == Freshness::FilesChanged {
            self.files = Some(read_model(&self.folder, profile, &project.root, here)?);
        }
        let Some(files) = &self.files else {
            self.freshness = Freshness::Current;
            return Ok(());
        };
        let before = blueprint_texts(&self.model);
        let model = Model::build(self.with_texts(profile, files), variables);
        if !has_same_texts(&before, &blueprint_texts(&model)) {
            let (blueprints, complete) = bodies(self.snapshot.as_ref(), &model, &self.external);
            let catalog = catalog_of(&blueprints, complete, self.snapshot.as_ref(), &model);
            self.session.set_catalog(Some(catalog));
            self.found = None;
            self.blueprints = blueprints;
        }
        self.resources = Bodies::from_model(&model, &self.external);
        self.model = model;
        self.freshness = Freshness::Current;
        Ok(())
    }

    /// The findings of `lint` in open files. Those in others can be missing while [`Self::is_partial`].
    pub(crate) fn entity_findings(&mut self) -> Result<Vec<Finding>, LintError> {
        self.update_open()?;
        if self.found.is_none() {
            self.found = Some(self.session.preview()?);
        }
        Ok(self.found.clone().unwrap_or_default())
    }

    /// Checks the open files that have changed, so that their names are current, and all others too if these are not many.
    pub(crate) fn update_open(&mut self) -> Result<(), LintError> {
        self.refresh()?;
        if self.found.is_some() {
            return Ok(());
        }
        self.session.check_open(MAX_AT_ONCE);
        self.is_partial = self.session.changed_files() > MAX_AT_ONCE;
        if self.is_partial { Ok(()) } else { self.update_all() }
    }

    /// Checks the open files that have changed, and all that were never checked.
    pub(crate) fn update_known(&mut self) -> Result<(), LintError> {
        self.update_open()?;
        if self.session.knows_all() { Ok(()) } else { self.update_all() }
    }

    /// Checks all files that have changed.
    pub(crate) fn update_all(&mut self) -> Result<(), LintError> {
        self.refresh()?;
        if self.found.is_none() || self.is_partial {
            let report = self.session.report()?;
            (self.found, self.stale) = (Some(report.findings), report.stale);
            self.is_partial = false;
        }
        Ok(())
    }

    /// Whether files are left to be checked, with [`Self::check_more`].
    pub(crate) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Whether each file was checked at some time, so that no name is missing.
    pub(crate) fn knows_all(&self) -> bool {
        self.session.knows_all()
    }

    /// Checks some of the files that are left, and all findings once none is.
    pub(crate) fn check_more(&mut self) -> Result<(), LintError> {
        self.refresh()?;
        self.session.check_some(PART);
        if self.session.changed_files() == 0 { self.update_all() } else { Ok(()) }
    }

    /// Leaves the other files unchecked until something changes.
    pub(crate) fn give_up(&mut self) {
        (self.found, self.is_partial) = (None, false);
    }

    /// The entries of the baseline that no longer occur, as of the last findings.
    pub(crate) fn stale(&self) -> &[Entry] {
        &self.stale
    }

    fn baseline(&self) -> Option<PathBuf> {
        let project = self.workspace.project;
        project.file.lint.baseline.as_ref().map(|file| project.root.join(file))
    }

    /// The findings of `validate`.
    pub(crate) fn model_findings(&mut self) -> Result<Vec<Finding>, LintError> {
        self.refresh()?;
        if self.files.is_none() {
            return Ok(Vec::new());
        }
        let mut findings = check(&self.model, self.workspace.variables, &self.resources, false);
        let path = absolute(self.here(), &self.workspace.project.enrich_template());
        let name = self.workspace.display(&path);
        let file = match self.texts.get(&path) {
            Some(text) => Some(Ok(SourceFile::new(name, text.as_str()))),
            None => path.exists().then(|| template::read(&path, &name)).transpose()?,
        };
        match file {
            Some(Ok(file)) => findings.extend(check_template(&file, &self.model, &self.external)),
            Some(Err(finding)) => findings.push(*finding),
            None => {}
        }
        Ok(findings)
    }

    /// The text of a `port.yml` with the fixes of its own findings applied; `None` if nothing changes.
    pub(crate) fn fixed(&self, path: &Path) -> Option<Fixed> {
        self.session.fixed(path, false)
    }

    pub(crate) fn catalog(&self) -> Option<&Catalog> {
        self.session.catalog()
    }

    pub(crate) fn model(&self) -> &Model {
        &self.model
    }

    pub(crate) fn resources(&self) -> &Bodies {
        &self.resources
    }

    pub(crate) fn variables(&self) -> &'s Variables {
        self.workspace.variables
    }

    /// The names of the variables that `portwright.toml` declares, for any profile.
    pub(crate) fn variable_names(&self) -> BTreeSet<&'s str> {
        let file = &self.workspace.project.file;
        let of_profiles = file.profile.values().flat_map(|profile| profile.vars.keys());
        file.vars.keys().chain(of_profiles).map(String::as_str).collect()
    }

    /// `portwright.toml` with its text as it is in the editor.
    pub(crate) fn settings_source(&self) -> Option<Arc<SourceFile>> {
        self.source(&self.workspace.project.root.join(FILE))
    }

    /// The template of `enrich`, if there is one, with its text as it is in the editor.
    pub(crate) fn template_source(&self) -> Option<Arc<SourceFile>> {
        self.source(&absolute(self.here(), &self.workspace.project.enrich_template()))
    }

    /// A file of the model with another text.
    pub(crate) fn model_file(&self, path: &Path, text: &str) -> Option<ModelFile> {
        unsaved(&self.folder, path, self.here(), self.files.as_ref()?, text)
    }

    /// The path that a `file://` value in a file of entities names, if it does not lead out of the repository.
    pub(crate) fn file_target(&self, from: &Path, text: &str) -> Option<PathBuf> {
        let repository = self.session.repository();
        let from = repository.rooted(&self.workspace.display(from));
        target::path(text, &from, self.session.provider().base).map(|path| repository.top.join(path))
    }

    /// The name of a file in messages.
    pub(crate) fn name(&self, path: &Path) -> String {
        self.workspace.display(path)
    }

    /// The file at a path, with its text as it is in the editor.
    pub(crate) fn source(&self, path: &Path) -> Option<Arc<SourceFile>> {
        match self.texts.get(path) {
            Some(text) => Some(SourceFile::new(self.workspace.display(path), text.as_str())),
            None => self.session.source(path),
        }
    }
}

/// The names and texts of the files that declare or extend blueprints.
fn blueprint_texts(model: &Model) -> Vec<Arc<SourceFile>> {
    let blueprints = model.declarations.iter().filter(|one| one.kind.name == KIND.name);
    let mut files: Vec<_> = blueprints.map(|one| Arc::clone(one.tree.file())).collect();
    files.dedup_by(|one, other| Arc::ptr_eq(one, other));
    files
}

fn has_same_texts(one: &[Arc<SourceFile>], other: &[Arc<SourceFile>]) -> bool {
    let is_same = |(one, other): (&Arc<SourceFile>, &Arc<SourceFile>)| one.name == other.name && one.text == other.text;
    one.len() == other.len() && one.iter().zip(other).all(is_same)
}
