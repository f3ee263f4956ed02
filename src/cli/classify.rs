//! The failure kind and the hints for each error of the floors below.

use std::io;

use crate::cli::exit::FailureKind;
use crate::cli::failure::Failure;
use crate::cli::view::refusal::allow_flags;
use crate::disk::candidates::CandidatesError;
use crate::disk::discover::DiscoverError;
use crate::disk::git::RevisionError;
use crate::disk::model::ModelError;
use crate::disk::project::ProjectError;
use crate::disk::revision_model::BaseError;
use crate::disk::tag::TagError;
use crate::forge::{AddressError, ForgeError};
use crate::ops::apply::{RecordError, Unapproved};
use crate::ops::catalog_error::CatalogError;
use crate::ops::enrich::{EnrichError, Summary, WriteError};
use crate::ops::lint::{BaselineError, LintError};
use crate::ops::payload::PayloadError;
use crate::ops::report::ReportError;
use crate::ops::sync::{RemovalError, SearchError, SyncError};
use crate::ops::workspace::WorkspaceError;
use crate::portal::PortalError;
use crate::portal::sandbox::ServeError;

impl From<PortalError> for Failure {
    fn from(error: PortalError) -> Self {
        let (kind, hint) = portal(&error);
        hint.into_iter().fold(Self::new(kind, error), Self::help)
    }
}

/// Whether the same request can succeed later without any correction.
pub(crate) fn is_transient(error: &PortalError) -> bool {
    portal(error).0 == FailureKind::Network && !matches!(error, PortalError::Protocol { .. })
}

fn portal(error: &PortalError) -> (FailureKind, Option<&'static str>) {
    match error {
        PortalError::Credentials { .. } => (
            FailureKind::Credentials,
            Some("check PORT_CLIENT_ID and PORT_CLIENT_SECRET, and that they belong to this region"),
        ),
        PortalError::Unreachable { .. } => {
            (FailureKind::Network, Some("check the base URL, the network and the proxy settings"))
        }
        PortalError::AnswerLost { .. } | PortalError::Protocol { .. } => (FailureKind::Network, None),
        PortalError::Refused { status: 401, .. } => (FailureKind::Credentials, None),
        PortalError::Refused { status: 403, .. } => (
            FailureKind::Credentials,
            Some("the credentials may lack this permission, or the organisation may not allow this IP address"),
        ),
        PortalError::Refused { status: 408 | 429 | 500.., .. } => (FailureKind::Network, None),
        PortalError::Refused { .. } => (FailureKind::Refused, None),
        PortalError::Store { .. } => (FailureKind::Failed, None),
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        let (_, hint) = portal(&error.error);
        hint.into_iter().fold(Self::new(FailureKind::Unreported, error), Self::help)
    }
}

impl From<EnrichError> for Failure {
    fn from(error: EnrichError) -> Self {
        match error {
            EnrichError::Refused(refusal) => {
                let hint = refusal.help.clone();
                hint.into_iter().fold(Self::could_not_run(refusal), Self::help)
            }
            EnrichError::NoCatalog(_) => Self::could_not_run(error)
                .help("select a portal with --portal, or set PORT_CLIENT_ID and PORT_CLIENT_SECRET")
                .help("or use --catalog with a snapshot made by `portwright snapshot --entities`"),
            EnrichError::Template(error) => error.into(),
            EnrichError::Project(error) => error.into(),
            EnrichError::Files(error) => error.into(),
            EnrichError::Write(error) => error.into(),
            EnrichError::Portal(error) => error.into(),
            EnrichError::Forge(error) => error.into(),
        }
    }
}

impl From<PayloadError> for Failure {
    fn from(error: PayloadError) -> Self {
        let hint = matches!(error, PayloadError::NotARun(_))
            .then_some("it is `{{ .run.id }}` in the payload, such as `r_VDoA2kbP5wPo3wkg`");
        hint.into_iter().fold(Self::could_not_run(error), Self::help)
    }
}

impl From<ForgeError> for Failure {
    fn from(error: ForgeError) -> Self {
        let (kind, hint) = match &error {
            ForgeError::Address(AddressError::NotOurs { .. }) => {
                (FailureKind::CouldNotRun, Some("correct the repository's URL, or `[enrich] host` in portwright.toml"))
            }
            ForgeError::Address(AddressError::UnknownForge { .. }) => {
                (FailureKind::CouldNotRun, Some("set it with --forge, or `[enrich] forge` in portwright.toml"))
            }
            ForgeError::Address(_) | ForgeError::File { .. } => (FailureKind::CouldNotRun, None),
            ForgeError::NotFound { .. } => {
                (FailureKind::CouldNotRun, Some("check the name, and that the token may read the repository"))
            }
            ForgeError::Conflict { .. } => {
                (FailureKind::Conflict, Some("merge or delete the branch, then run the action again"))
            }
            ForgeError::Busy { .. } => (FailureKind::Conflict, Some("run the action again")),
            ForgeError::Credentials { .. } => (
                FailureKind::Credentials,
                Some("set PORTWRIGHT_FORGE_TOKEN to a token that may push branches and open pull requests"),
            ),
            ForgeError::Network { .. } => (FailureKind::Network, Some("run the command again to continue")),
            ForgeError::Refused { .. } => (FailureKind::Refused, None),
            ForgeError::Git { .. } => (FailureKind::Failed, None),
            ForgeError::Stopped { .. } => (FailureKind::Interrupted, None),
        };
        hint.into_iter().fold(Self::new(kind, error), Self::help)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        let kind = match &error {
            WriteError::Changed(_) => FailureKind::Conflict,
            WriteError::Unwritable(..) => FailureKind::Failed,
        };
        Self::new(kind, error)
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        let helps = match &error {
            ModelError::Unreadable { .. } => Vec::new(),
            ModelError::OfOneKind { above, .. } if above.is_empty() => {
                vec!["move it into a folder `model`, and name that folder".to_owned()]
            }
            ModelError::OfOneKind { above, .. } => {
                vec![format!("write `{above}` in its place: a model's folder contains those of the kinds")]
            }
            ModelError::Missing(_) => vec![
                "run it in the folder that contains `model/`, or select that folder with -C".to_owned(),
                "or set `[model] folder` in portwright.toml".to_owned(),
            ],
        };
        helps.into_iter().fold(Self::could_not_run(error), Self::help)
    }
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::Model(error) => error.into(),
            WorkspaceError::Base(error) => error.into(),
            error @ WorkspaceError::Template(..) => {
                Self::could_not_run(error).help("set it with --template, or `[enrich] template` in portwright.toml")
            }
            error => Self::could_not_run(error),
        }
    }
}

/// The help if there are no blueprints.
const SOURCES: &str = "name a snapshot with --catalog, a model with --model, or a portal with --portal";

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::Workspace(error) => error.into(),
            CatalogError::Snapshot { reason, help } => help.into_iter().fold(Self::could_not_run(reason), Self::help),
            CatalogError::ModelIsAFile(ref file) => {
                let help = format!("for a catalog snapshot, write `--catalog {file}`");
                Self::could_not_run(error).help(help)
            }
            CatalogError::Portal(error) => error.into(),
            CatalogError::Unreachable { .. } => {
                Self::new(FailureKind::Network, error).help("check the URL, the network and the proxy settings")
            }
            error @ CatalogError::NoBlueprints => Self::could_not_run(error).help(SOURCES),
        }
    }
}

fn revision_hint(error: &RevisionError) -> Option<String> {
    match error {
        RevisionError::Unknown { is_shallow: true, .. } => Some(
            "this clone is shallow: fetch the entire history, in GitHub Actions with `fetch-depth: 0`, in GitLab with `GIT_DEPTH: 0`, elsewhere with `git fetch --unshallow`"
                .to_owned(),
        ),
        RevisionError::Unknown { near: Some(near), .. } => Some(format!("did you mean `{near}`?")),
        RevisionError::Unknown { .. } | RevisionError::NotACommit(_) => {
            Some("name a commit, a branch or a tag; `git branch --all` lists the branches".to_owned())
        }
        RevisionError::Sparse => Some("check out all files: `git sparse-checkout disable`".to_owned()),
        RevisionError::NoGit(_) => Some("install git; only --base, --record-tag, `drift` and `enrich --clone` need it".to_owned()),
        RevisionError::NoRepository => {
            Some(
                "run it in a clone of the repository that contains the project; only --base, --record-tag and `drift` need one".to_owned(),
            )
        }
        RevisionError::TooSlow => {
            Some("run `git status` and `git fsck` there: a file in `.git` may be a pipe, or on a disk that does not answer".to_owned())
        }
        RevisionError::Unreadable { .. } => Some(
            "repair the repository: `git fsck` lists the damage, and `git fetch --refetch` fetches missing objects"
                .to_owned(),
        ),
    }
}

impl From<BaseError> for Failure {
    fn from(error: BaseError) -> Self {
        let hint = match &error {
            BaseError::Revision(error) => revision_hint(error),
            BaseError::NotRecorded(tag) => Some(format!(
                "fetch it with `git fetch origin tag {tag}`; if nothing has been applied yet, `portwright apply --record-tag` \
                 records the first apply"
            )),
            BaseError::Settings(_) | BaseError::Variables { .. } | BaseError::Broken { .. } => {
                Some("name a revision whose model can be read, such as the one that was applied last".to_owned())
            }
        };
        hint.into_iter().fold(Self::could_not_run(error), Self::help)
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Base(error) => error.into(),
            RecordError::Workspace(error) => error.into(),
            RecordError::Uncommitted(_) => {
                Self::could_not_run(error).help("commit the changes to the model first, or leave out --record-tag")
            }
            RecordError::Partial => Self::could_not_run(error)
                .help("apply a plan without --target and --exclude, or leave out --record-tag"),
            RecordError::Tag(TagError::Git(error)) => {
                revision_hint(&error).into_iter().fold(Self::could_not_run(error), Self::help)
            }
            RecordError::Tag(TagError::Name(_)) => Self::could_not_run(error).help("write a name such as `applied`"),
            RecordError::Tag(TagError::Unset { .. }) => Self::new(FailureKind::Failed, error)
                .help("everything was applied; delete the tag or branch that is in the way, and run it again"),
            RecordError::Tag(TagError::Unpushed { ref name, .. }) => {
                let help =
                    format!("everything was applied; push the tag with `git push --force origin refs/tags/{name}`");
                Self::new(FailureKind::Failed, error).help(help)
            }
        }
    }
}

impl From<LintError> for Failure {
    fn from(error: LintError) -> Self {
        match error {
            LintError::Workspace(error) => error.into(),
            LintError::Catalog(error) => error.into(),
            LintError::Discover(error @ DiscoverError::NotYaml(_)) => Self::could_not_run(error.to_string()).help(
                "name `port.yml` files, or folders with them; `portwright validate` checks a model and portwright.toml",
            ),
            LintError::Discover(error) => Self::could_not_run(error.to_string()),
            LintError::Revision(error) => {
                let hint = revision_hint(&error);
                hint.into_iter().fold(Self::could_not_run(error), Self::help)
            }
            error @ (LintError::NoBlueprints(_) | LintError::CatalogRequired) => {
                Self::could_not_run(error.to_string()).help(SOURCES)
            }
            LintError::Baseline(error) => error.into(),
            LintError::Portal(error) => error.into(),
        }
    }
}

impl From<BaselineError> for Failure {
    fn from(error: BaselineError) -> Self {
        let failure = Self::could_not_run(error.to_string());
        match error {
            BaselineError::Unnamed => failure.help("set it with --baseline, or `[lint] baseline` in portwright.toml"),
            BaselineError::Unreadable(_) => failure.help("--update-baseline writes a new one"),
            _ => failure,
        }
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        let message = error.to_string();
        match error {
            SyncError::Lint(error) => error.into(),
            SyncError::Search(SearchError::Portal(error)) => error.into(),
            SyncError::Search(SearchError::DeclaredTwice { .. }) => Self::could_not_run(message)
                .help("declare the entity once: move all of its values to one of the two places"),
            SyncError::Search(_) => Self::could_not_run(message)
                .help("change the search so that it finds exactly one entity, or write the entity's identifier"),
            SyncError::Cycle(_) => Self::could_not_run(message)
                .help("none of them can be created first: make one of these relations optional in its blueprint"),
            SyncError::Removal(RemovalError::Revision(error)) => {
                revision_hint(&error).into_iter().fold(Self::could_not_run(message), Self::help)
            }
            SyncError::Removal(RemovalError::StillRelated(_)) => {
                Self::could_not_run(message).help("remove these relations, or declare the entities again")
            }
            SyncError::Removal(RemovalError::TooMany { number, .. }) => {
                Self::could_not_run(message).help(format!("if this is intended, add --allow-deletes {number}"))
            }
            SyncError::PartlyRead(_) | SyncError::Attach(_) | SyncError::Removal(_) => Self::could_not_run(message),
        }
    }
}

impl From<Unapproved> for Failure {
    fn from(error: Unapproved) -> Self {
        let failure = Self::new(FailureKind::Unapproved, error.to_string());
        let values = match error {
            Unapproved::Impossible(_) => {
                return failure.help("the plan gives the reason; change the files, or the values in the portal");
            }
            Unapproved::Refused(_) => {
                return failure.help("remove what depends on them first, or keep them: take them out of `removed.yml`, or restore their files");
            }
            Unapproved::Protected(_) => {
                return failure.help("keep the data, or remove the resources from `protected` in a change of its own");
            }
            Unapproved::MassChange(_) => {
                return failure.help(
                    "if this is intended, add --allow-mass-change, or set `max_change_percent` in portwright.toml",
                );
            }
            Unapproved::Unknown(_) => return failure,
            Unapproved::Missing(_, values) => values,
        };
        failure.help(format!("if this is intended, add {}", allow_flags(&values, ", or, ")))
    }
}

/// Errors in the input that need no hint.
macro_rules! could_not_run {
    ($($error:ty),+) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::could_not_run(error)
            }
        })+
    };
}

could_not_run!(ProjectError, DiscoverError, ServeError);

impl From<CandidatesError> for Failure {
    fn from(error: CandidatesError) -> Self {
        Self::could_not_run(error).help("set --repo to the root of a repository")
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(FailureKind::Output, "could not write the output").caused_by(error)
    }
}

impl Failure {
    /// The failure as the run's page in Port shows it.
    pub(crate) fn summary(&self) -> Summary {
        let label = match self.kind {
            FailureKind::CouldNotRun => "Refused",
            FailureKind::Conflict => "Conflict",
            FailureKind::Interrupted => "Cancelled",
            _ => "Failed",
        };
        Summary { text: self.message_with_hints(), label, links: Vec::new() }
    }
}
