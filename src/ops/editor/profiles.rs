//! The models of a project: each profile reads other files, or fills in other values.

use crate::disk::model::{profile_folder, profiles, unsaved};
use crate::disk::read_model;
use crate::model::{Bodies, Model, ModelFile};
use crate::ops::editor::project::EditorProject;
use crate::ops::workspace::WorkspaceError;

/// A model of a project, with the resources that it refers to.
#[derive(Clone, Copy)]
pub(crate) struct ModelView<'p, 's> {
    pub project: &'p EditorProject<'s>,
    pub model: &'p Model,
    pub resources: &'p Bodies,
    /// The profile that reads it.
    pub profile: Option<&'p str>,
}

/// The model that another profile reads.
pub(crate) struct ProfileModel {
    profile: Option<String>,
    model: Model,
    resources: Bodies,
}

impl ProfileModel {
    pub(crate) fn view<'p, 's>(&'p self, project: &'p EditorProject<'s>) -> ModelView<'p, 's> {
        ModelView { project, model: &self.model, resources: &self.resources, profile: self.profile.as_deref() }
    }
}

impl<'s> EditorProject<'s> {
    /// The model of this run.
    pub(crate) fn view(&self) -> ModelView<'_, 's> {
        ModelView { project: self, model: &self.model, resources: &self.resources, profile: self.workspace.profile }
    }

    /// The models of all other profiles, and that without a profile, with the texts of open files.
    pub(crate) fn other_models(&self) -> Result<Vec<ProfileModel>, WorkspaceError> {
        if self.files.is_none() {
            return Ok(Vec::new());
        }
        let mut names: Vec<Option<String>> = self.profiles.iter().map(|one| one.profile.clone()).collect();
        names.extend(profiles(&self.folder).into_iter().map(Some));
        names.sort();
        names.dedup();
        names.retain(|name| name.as_deref() != self.workspace.profile);
        names.into_iter().map(|profile| self.model_of(profile)).collect()
    }

    fn model_of(&self, profile: Option<String>) -> Result<ProfileModel, WorkspaceError> {
        let variables = self.variables_of(profile.as_deref())?;
        let (name, project) = (profile.as_deref(), self.workspace.project);
        let files = read_model(&self.folder, name, &project.root, self.workspace.here)?;
        let model = Model::build(self.with_texts(name, &files), variables);
        let resources = Bodies::from_model(&model, &self.external);
        Ok(ProfileModel { profile, model, resources })
    }

    /// The files of a model, with the texts of those that are open.
    pub(super) fn with_texts(&self, profile: Option<&str>, files: &[ModelFile]) -> Vec<ModelFile> {
        let here = self.workspace.here;
        let over = profile.map(|name| profile_folder(&self.folder, name));
        let mut current = files.to_vec();
        for (path, text) in &self.texts {
            let Some(file) = unsaved(&self.folder, path, here, files, text) else { continue };
            // A file that the profile replaces is not a part of its model.
            let replacing = path.strip_prefix(&self.folder).ok().zip(over.as_ref());
            let replacing = replacing.map(|(below, over)| self.workspace.display(&over.join(below)));
            if replacing.is_some_and(|name| files.iter().any(|known| known.file.name == name)) {
                continue;
            }
            match current.iter_mut().find(|known| known.file.name == file.file.name) {
                Some(known) => *known = file,
                None => current.push(file),
            }
        }
        current
    }
}
