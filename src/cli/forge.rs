//! Which forge a command publishes to, from flags, `portwright.toml` and the environment.

use clap::ValueEnum;

use crate::cli::env::{Settings, forge_token, inherited};
use crate::cli::failure::Failure;
use crate::disk::project::ForgeSetting;
use crate::forge::{Author, Kind, Options};
use crate::ops::enrich::ForgeChoice;

/// The repository on a forge, and the branch that a pull request targets.
#[derive(clap::Args, Debug)]
pub(crate) struct ForgeArgs {
    /// With --clone: the URL of the repository
    ///
    /// By default the entity's `url` in the portal, the payload's `repo_url`, or the pattern in portwright.toml.
    #[arg(long, value_name = "URL", conflicts_with = "repo")]
    pub remote: Option<String>,
    /// With --clone: the type of the forge, if its host name does not show it
    #[arg(long, value_name = "FORGE", value_enum, conflicts_with = "repo", hide_short_help = true)]
    forge: Option<Choice>,
    /// With --clone: the URL of the forge's API, if it is not the default
    #[arg(long, value_name = "URL", conflicts_with = "repo", hide_short_help = true)]
    forge_api: Option<String>,
    /// With --clone: the branch that the pull request targets [default: the default branch]
    #[arg(long, value_name = "BRANCH", conflicts_with = "repo")]
    base: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Choice {
    /// GitHub.com or GitHub Enterprise.
    Github,
    /// GitLab.com or self-managed GitLab.
    Gitlab,
    /// Bitbucket Cloud.
    Bitbucket,
    /// Any other forge: push a branch, but open no pull request.
    None,
}

impl ForgeArgs {
    pub(crate) fn choice<'c>(&'c self, settings: &'c Settings) -> ForgeChoice<'c> {
        let file = &settings.project.file.enrich;
        ForgeChoice {
            remote: self.remote.as_deref(),
            kind: self.forge.map(Choice::kind).or(file.forge.map(kind)),
            host: file.host.as_deref(),
            api: self.forge_api.as_deref().or(file.api.as_deref()),
            base: self.base.as_deref().or(file.base.as_deref()),
            pattern: file.repository.as_deref(),
            token: &forge_token,
        }
    }

    pub(crate) fn options(settings: &Settings) -> Result<Options, Failure> {
        let on_git = settings.tracer().and_then(|tracer| tracer.on_git());
        Ok(Options { inherited: inherited(), net: settings.options()?, on_git, ..Options::default() })
    }
}

impl Choice {
    fn kind(self) -> Kind {
        match self {
            Self::Github => Kind::Github,
            Self::Gitlab => Kind::Gitlab,
            Self::Bitbucket => Kind::Bitbucket,
            Self::None => Kind::Plain,
        }
    }
}

fn kind(setting: ForgeSetting) -> Kind {
    match setting {
        ForgeSetting::Github => Kind::Github,
        ForgeSetting::Gitlab => Kind::Gitlab,
        ForgeSetting::Bitbucket => Kind::Bitbucket,
        ForgeSetting::None => Kind::Plain,
    }
}

/// The author of commits.
pub(crate) fn author(settings: &Settings) -> Author {
    match &settings.project.file.enrich.author {
        Some(author) => Author { name: author.name.clone(), email: author.email.clone() },
        // `.invalid` addresses never belong to anybody.
        None => Author { name: "portwright".to_owned(), email: "portwright@noreply.invalid".to_owned() },
    }
}
