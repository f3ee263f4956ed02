//! What would be wrong with a project whose files had other texts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::disk::discover::absolute;
use crate::disk::model::unsaved;
use crate::disk::project::FILE;
use crate::disk::{Project, ProjectFile};
use crate::ground::finding::Finding;
use crate::kind::Key;
use crate::model::{Bodies, Model, ModelFile, Variables};
use crate::ops::editor::profiles::ModelView;
use crate::ops::editor::project::EditorProject;
use crate::ops::validate::check;
use crate::ops::workspace::{WorkspaceError, setting};

impl EditorProject<'_> {
    /// A finding that a model has only with these texts of files, by absolute path.
    ///
    /// # Errors
    /// The text of `portwright.toml` is not valid.
    pub(crate) fn new_finding(
        &self,
        view: ModelView<'_, '_>,
        texts: &BTreeMap<PathBuf, String>,
    ) -> Result<Option<Finding>, WorkspaceError> {
        let variables = self.variables_of(view.profile)?;
        let before = check(view.model, variables, view.resources, false);
        let files = view.model.files.iter().map(|file| self.with_text(file, &view.model.files, texts)).collect();
        let model = Model::build(files, variables);
        let resources = Bodies::from_model(&model, &self.external_with(texts)?);
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        before.iter().for_each(|one| *known.entry(sort(one)).or_default() += 1);
        let found = check(&model, variables, &resources, false);
        let is_new = |one: &&Finding| match known.get_mut(&sort(one)) {
            Some(left @ 1..) => {
                *left -= 1;
                false
            }
            _ => true,
        };
        Ok(found.iter().find(is_new).cloned())
    }

    /// The variables of a run with a profile. One without settings has those of a run without a profile.
    pub(super) fn variables_of(&self, profile: Option<&str>) -> Result<&Variables, WorkspaceError> {
        if profile == self.workspace.profile {
            return Ok(self.workspace.variables);
        }
        let of = |name: Option<&str>| self.profiles.iter().find(|one| one.profile.as_deref() == name);
        let given = of(profile).or_else(|| of(None)).map(|one| one.variables.as_ref());
        given.unwrap_or(Ok(self.workspace.variables)).map_err(|reason| setting(reason.clone()))
    }

    fn with_text(&self, file: &ModelFile, known: &[ModelFile], texts: &BTreeMap<PathBuf, String>) -> ModelFile {
        let path = absolute(self.here(), Path::new(&file.file.name));
        let changed = texts.get(&path).and_then(|text| unsaved(&self.folder, &path, self.here(), known, text));
        changed.unwrap_or_else(|| file.clone())
    }

    fn external_with(&self, texts: &BTreeMap<PathBuf, String>) -> Result<Vec<Key>, WorkspaceError> {
        let root = &self.workspace.project.root;
        let Some(text) = texts.get(&root.join(FILE)) else { return Ok(self.external.clone()) };
        let file = ProjectFile::parse(FILE, text).map_err(|error| setting(error.to_string()))?;
        Project { root: root.clone(), is_marked: true, file }.external().map_err(setting)
    }
}

/// What findings are counted by. Their messages may name what has another name.
fn sort(finding: &Finding) -> (String, String) {
    (finding.rule.to_owned(), finding.place.file.name.to_string())
}
