//! `portwright init`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::questions::{ask, ask_backend};
use crate::cli::terminal::can_ask;
use crate::cli::view;
use crate::ops::init::{Ask, InitError, Request, init};
use crate::ops::init_update::{UpdateError, update};
use crate::scaffold::Backend;

/// Create a repository that manages a portal
///
/// Writes the data model of Port's guide "Let developers enrich services using GitOps", the pipeline that runs its action, and
/// a pipeline that applies the model to the portal. On a terminal, asks for whatever the flags do not set. Existing files are
/// never overwritten.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright init
  portwright init portal --backend github --org acme
  portwright init portal --backend gitlab --project-id 42
  portwright init --backend jenkins --jenkins-host ci.example --workspace acme
  portwright init --update --dry-run")]
pub(crate) struct InitArgs {
    /// The folder to write to; created if it does not exist
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The CI system that runs the action. With jenkins, the services' repositories are on Bitbucket
    #[arg(long, value_enum, value_name = "BACKEND")]
    backend: Option<Backend>,
    /// The GitHub organisation that owns the repository
    #[arg(long, value_name = "NAME", help_heading = "Settings")]
    org: Option<String>,
    /// The name of the repository on GitHub [default: Port-actions]
    #[arg(long, value_name = "NAME", help_heading = "Settings")]
    repo: Option<String>,
    /// The ID of the GitLab project
    #[arg(long, value_name = "NUMBER", help_heading = "Settings")]
    project_id: Option<String>,
    /// The host name of Jenkins, with a path if it is not at the root
    #[arg(long, value_name = "HOST", help_heading = "Settings")]
    jenkins_host: Option<String>,
    /// The Bitbucket workspace with the services' repositories
    #[arg(long, value_name = "NAME", help_heading = "Settings")]
    workspace: Option<String>,
    /// The host of the services' repositories [default: github.com, gitlab.com or bitbucket.org]
    #[arg(long, value_name = "HOST", help_heading = "Settings")]
    host: Option<String>,
    /// The URL of a service's repository, for services without a `url` property
    ///
    /// It contains `{identifier}`, as in `https://git.example.com/{identifier}`.
    #[arg(long, value_name = "PATTERN", help_heading = "Settings")]
    repository: Option<String>,
    /// Where the pipelines install portwright from [default: path]
    ///
    /// `path`: nowhere, because the runners have it. `git:URL@REVISION`: a commit, which they build. `release:URL@sha256:SUM`: a
    /// .tar.gz archive. `image:REGISTRY/NAME@sha256:SUM`: a container image.
    #[arg(long, value_name = "SOURCE", help_heading = "Settings")]
    install: Option<String>,
    /// Bring the pipelines here up to date, and show what changes
    ///
    /// Lines that you edited are never replaced: if one of them has to change, nothing is written. The answers are those of the
    /// first run, except for flags.
    #[arg(long)]
    update: bool,
    /// List the files without writing them
    #[arg(long)]
    dry_run: bool,
}

impl ValueEnum for Backend {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl InitArgs {
    /// The answers from flags, by the names of their questions.
    fn given<'a>(&'a self, settings: &'a Settings) -> [(&'static str, Option<&'a str>); 9] {
        [
            ("portal", settings.portal_flag.as_deref()),
            ("org", self.org.as_deref()),
            ("repo", self.repo.as_deref()),
            ("project-id", self.project_id.as_deref()),
            ("jenkins-host", self.jenkins_host.as_deref()),
            ("workspace", self.workspace.as_deref()),
            ("host", self.host.as_deref()),
            ("repository", self.repository.as_deref()),
            ("install", self.install.as_deref()),
        ]
    }
}

pub(crate) fn run(args: &InitArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let root = settings.here.join(&args.folder);
    if args.update {
        let updated = update(&root, args.backend, &args.given(settings), args.dry_run);
        if let Err(UpdateError::Clashes(files)) = &updated {
            view::init::clashes(files, settings.paint, out)?;
        }
        let updated = updated?;
        view::init::updated(&updated, args.dry_run, settings.paint, out)?;
        return Ok(Exit::Success);
    }
    let asking = can_ask();
    let backend = match args.backend {
        None if asking => Some(ask_backend()?),
        given => given,
    };
    let Some(backend) = backend else { return Err(InitError::Missing(vec!["backend github|gitlab|jenkins"]).into()) };
    let request = Request { root: &root, backend, given: &args.given(settings), dry: args.dry_run };
    let made = init(&request, asking.then_some(&ask as Ask<'_, Failure>))?;
    let other_folder = Some(args.folder.as_path()).filter(|folder| *folder != Path::new("."));
    view::init::human(&made, backend, other_folder, args.dry_run, out)?;
    Ok(Exit::Success)
}
