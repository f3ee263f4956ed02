//! The model of an earlier revision, to compare with.

use crate::disk::git::RevisionError;
use crate::disk::project::ProjectFile;
use crate::disk::revision_model::{BaseError, model_at};
use crate::disk::tag;
use crate::model::{Base, Model, Variables};
use crate::ops::workspace::{Workspace, WorkspaceError};

/// Stands for the revision that was last applied.
pub(crate) const LAST_APPLIED: &str = "last-applied";

/// The revision to compare with.
#[derive(Clone, Copy)]
pub(crate) struct BaseInput<'b> {
    pub revision: &'b str,
    /// Returns the variables of a run with these settings.
    pub variables: &'b dyn Fn(&ProjectFile) -> Result<Variables, String>,
}

/// Returns the tag that records what was last applied with a profile, unless another name is given.
pub(in crate::ops) fn applied_tag(profile: Option<&str>) -> String {
    profile.map_or("portwright/applied".to_owned(), |profile| format!("portwright/applied-{profile}"))
}

impl Workspace<'_> {
    /// Returns the model of the files, which removes what only the earlier revision states, and the model of that
    /// revision.
    pub(crate) fn models(&self, base: Option<BaseInput<'_>>) -> Result<(Model, Option<Base>), WorkspaceError> {
        let mut model = self.model()?;
        let base = base.map(|base| self.base(base)).transpose()?;
        if let Some(base) = &base {
            model.drop_undeclared(base);
        }
        Ok((model, base))
    }

    /// Returns the model of an earlier revision, with the settings and variables of that revision and the profile of this
    /// run.
    pub(in crate::ops) fn base(&self, input: BaseInput<'_>) -> Result<Base, BaseError> {
        let tag = applied_tag(self.profile);
        let is_tag = input.revision == LAST_APPLIED;
        let revision = if is_tag { &tag } else { input.revision };
        let found = model_at(self.project, self.profile, revision).map_err(|error| match error {
            BaseError::Revision(RevisionError::Unknown { .. }) if is_tag => BaseError::NotRecorded(tag.clone()),
            error => error,
        })?;
        let revision = revision.to_owned();
        let variables = (input.variables)(&found.settings)
            .map_err(|reason| BaseError::Variables { revision: revision.clone(), reason })?;
        let model = Model::build(found.files, &variables);
        Ok(Base { revision, commit: found.commit, time: found.time, model })
    }

    /// Returns the revision that `drift` compares with by default: the last applied one if it is recorded, and otherwise
    /// `HEAD`.
    pub(in crate::ops) fn default_base(&self) -> Result<&'static str, BaseError> {
        let is_recorded = tag::exists(&self.project.root, &applied_tag(self.profile))?;
        Ok(if is_recorded { LAST_APPLIED } else { "HEAD" })
    }
}
