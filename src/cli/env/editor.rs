//! The settings of the language server, which serves any folder.

use std::path::Path;

use crate::cli::env::read::present;
use crate::cli::env::settings::{BASE_URLS, Configured, Settings};
use crate::cli::env::variables::{check_profile, given};
use crate::cli::failure::Failure;
use crate::disk::Project;
use crate::model::Variables;
use crate::ops::editor::ProfileVariables;
use crate::portal::Portal;
use crate::portal::http::BaseUrl;

impl Settings {
    /// The project that contains another folder, and the variables of this run with its settings.
    pub(crate) fn of_folder(&self, folder: &Path, profile: Option<&str>) -> Result<(Project, Variables), Failure> {
        let project = Project::find(folder)?;
        if let Some(profile) = profile {
            check_profile(profile, &project, &project.model_folder(), folder)?;
        }
        let variables = given(&project.file, profile, &self.flags)?.variables;
        Ok((project, variables))
    }

    /// The variables of a run of a project without a profile, and with each that has settings.
    pub(crate) fn of_profiles(&self, project: &Project) -> Vec<ProfileVariables> {
        let names = std::iter::once(None).chain(project.file.profile.keys().map(Some));
        let of_profile = |name: Option<&String>| {
            let given = given(&project.file, name.map(String::as_str), &self.flags);
            let variables = given.map(|given| given.variables).map_err(|failure| failure.message());
            ProfileVariables { profile: name.cloned(), variables }
        };
        names.map(of_profile).collect()
    }

    /// The portal for a run that nobody starts, such as that of an editor in any folder. Credentials are sent only where the user,
    /// and not a file of the folder, says, or to Port itself.
    pub(crate) fn portal_unasked(&self) -> Result<Option<Box<dyn Portal>>, Failure> {
        let own = ["eu", "us"].map(|name| BaseUrl::parse(name).ok());
        if let Some(Configured { value, place }) = self.configured_portal().filter(|portal| !portal.is_sandbox()) {
            let is_named = self.portal_flag.as_ref() == Some(&value)
                || BASE_URLS.iter().any(|name| present(name).as_ref() == Some(&value));
            if !is_named && !own.contains(&BaseUrl::parse(&value).ok()) {
                let message = format!("no credentials are sent to `{value}`, which only {place} names");
                return Err(Failure::could_not_run(message).help("set PORT_BASE_URL to the same URL"));
            }
        }
        self.portal_if_any()
    }
}
