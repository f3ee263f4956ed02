//! Which forge a command publishes to, from flags, `portwright.toml` and the environment.

use clap::ValueEnum;

use crate::cli::env::{Settings, forge_token, inherited};
use crate::cli::failure::Failure;
use crate::disk::project::ForgeSetting;
use crate::forge::{Access, Address, AddressError, Author, Forge, ForgeError, Kind, Options};

/// Which forge, and what is proposed there.
#[derive(clap::Args, Debug)]
pub struct ForgeArgs {
    /// With --clone: the address of the repository; else the entity's `url` in the portal, else the payload's `repo_url`,
    /// else the pattern in portwright.toml
    #[arg(long, value_name = "URL", conflicts_with = "repo")]
    pub remote: Option<String>,
    /// With --clone: what the forge is, where its host does not tell
    #[arg(long, value_name = "FORGE", value_enum, conflicts_with = "repo")]
    forge: Option<Choice>,
    /// With --clone: the address of the forge's API, where it is not the usual one
    #[arg(long, value_name = "URL", conflicts_with = "repo")]
    forge_api: Option<String>,
    /// With --clone: the branch to propose it for; else the repository's default branch
    #[arg(long, value_name = "BRANCH", conflicts_with = "repo")]
    base: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Choice {
    /// GitHub, in the cloud or on a server of one's own.
    Github,
    /// GitLab, in the cloud or on a server of one's own.
    Gitlab,
    /// Bitbucket Cloud.
    Bitbucket,
    /// None: push a branch, propose nothing.
    None,
}

impl ForgeArgs {
    /// The forge that has a repository.
    ///
    /// # Errors
    /// That it is not said which it is, or which host the token is for; a token that is missing.
    pub fn forge(&self, address: &Address, settings: &Settings) -> Result<Forge, Failure> {
        let says = &settings.project.file.enrich;
        let chosen = self.forge.map(Choice::kind).or(says.forge.map(kind));
        let host = match (&says.host, chosen, &self.remote) {
            (Some(host), _, _) => host.to_ascii_lowercase(),
            // Who names a repository names its host.
            (None, _, Some(_)) => address.host().to_owned(),
            (None, Some(Kind::Github), None) => "github.com".to_owned(),
            (None, Some(Kind::Gitlab), None) => "gitlab.com".to_owned(),
            (None, Some(Kind::Bitbucket), None) => "bitbucket.org".to_owned(),
            (None, Some(Kind::Plain) | None, None) => {
                let message = "it is not said which host the token is for, so it is sent nowhere";
                return Err(Failure::could_not_run(message)
                    .help("set `[enrich] host` in portwright.toml, such as `github.com`"));
            }
        };
        let Some(kind) = chosen.or_else(|| Kind::of_host(&host)) else {
            return Err(ForgeError::from(AddressError::UnknownForge { host }).into());
        };
        let (token, email) = forge_token(kind);
        let api = self.forge_api.clone().or_else(|| says.api.clone());
        let access = Access { kind, host, api, token, email };
        let on_git = settings.tracer().and_then(|tracer| tracer.on_git());
        let options = Options { inherited: inherited(), net: settings.options()?, on_git, ..Options::default() };
        Ok(Forge::new(access, options)?)
    }

    /// The branch that is changed, if it is said.
    pub fn base<'a>(&'a self, settings: &'a Settings) -> Option<&'a str> {
        self.base.as_deref().or(settings.project.file.enrich.base.as_deref())
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

fn kind(says: ForgeSetting) -> Kind {
    match says {
        ForgeSetting::Github => Kind::Github,
        ForgeSetting::Gitlab => Kind::Gitlab,
        ForgeSetting::Bitbucket => Kind::Bitbucket,
        ForgeSetting::None => Kind::Plain,
    }
}

/// Who makes the commits.
pub fn author(settings: &Settings) -> Author {
    match &settings.project.file.enrich.author {
        Some(author) => Author { name: author.name.clone(), email: author.email.clone() },
        // An address that can belong to nobody.
        None => Author { name: "portwright".to_owned(), email: "portwright@noreply.invalid".to_owned() },
    }
}
