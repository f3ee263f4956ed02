//! The settings of a run: flags first, then the environment, then `portwright.toml`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::cli::color::wants_color;
use crate::cli::env::proxies::proxies;
use crate::cli::env::read::{present, secret, variable};
use crate::cli::env::runner::in_github_actions;
use crate::cli::env::variables::{GivenVariables, UndeclaredVariable, check_profile, given, refuse_unused};
use crate::cli::exit::{FailureKind, Verb};
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::global::Global;
use crate::cli::notes::Notes;
use crate::cli::trace::{Traced, Tracer};
use crate::cli::view::paint::Paint;
use crate::cli::workflow::output_redactor;
use crate::disk::project::PortalSection;
use crate::disk::reading::read_settings;
use crate::disk::top::Top;
use crate::disk::{Project, ProjectFile};
use crate::model::Variables;
use crate::net::check_ca_file;
use crate::ops::workspace::Workspace;
use crate::portal::Portal;
use crate::portal::http::{BaseUrl, BaseUrlError, Credentials, HttpPortal, OnSlow, OnWait, Options, StopSignal};
use crate::portal::sandbox::{Faults, SandboxPortal};

/// Environment variables whose values are redacted.
const CREDENTIALS: &[&str] = &[
    "PORT_CLIENT_SECRET",
    "PORTWRIGHT_FORGE_TOKEN",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "GITLAB_TOKEN",
    "GITLAB_ACCESS_TOKEN",
    "CI_JOB_TOKEN",
    "BITBUCKET_TOKEN",
];

/// Environment variables that name the portal.
pub(super) const BASE_URLS: &[&str] = &["PORT_BASE_URL", "PORT_API_URL"];

/// The settings of a run.
#[derive(Debug)]
pub(crate) struct Settings {
    pub project: Project,
    /// The current folder, or the one that `--directory` names. Printed paths are relative to it.
    pub here: PathBuf,
    pub variables: Variables,
    /// The variables that are set but not declared in portwright.toml.
    undeclared: Vec<UndeclaredVariable>,
    /// The values of `--var`.
    pub(super) flags: Vec<String>,
    pub profile: Option<String>,
    pub format: Format,
    /// The format of findings; by default, the one that suits the CI system.
    pub report_format: Format,
    pub quiet: bool,
    /// Colours for standard output.
    pub paint: Paint,
    pub stderr_paint: Paint,
    /// In columns.
    pub width: usize,
    /// The value of `--portal`.
    pub portal_flag: Option<String>,
    ca_file: Option<PathBuf>,
    max_wait: Option<u64>,
    timeout: Option<u64>,
    verbose: u8,
    /// What ends the run early.
    pub stop: Arc<StopSignal>,
    /// The notes about requests that wait.
    pub notes: Arc<Notes>,
}

impl Settings {
    /// The settings for a command. The language server starts with any `portwright.toml`.
    pub(crate) fn read(global: Global, verb: Verb) -> Result<Self, Failure> {
        // clap does not see a conflict between an option before the command and one after it.
        if global.quiet && global.verbose > 0 {
            return Err(Failure::could_not_run("--quiet cannot be used with --verbose"));
        }
        let mut here = std::env::current_dir()
            .map_err(|error| Failure::could_not_run("the current folder cannot be read").caused_by(error))?;
        if let Some(directory) = &global.directory {
            here = here.join(directory);
            if !here.is_dir() {
                return Err(Failure::could_not_run(format!("`{}` is not a folder", directory.display())));
            }
        }
        let project = match Project::find(&here) {
            Err(_) if verb == Verb::Lsp => Project::without_settings(&here),
            found => found?,
        };
        let GivenVariables { mut variables, undeclared } =
            given(&project.file, global.profile.as_deref(), &global.vars)?;
        // Short values are likely to be placeholders, and redacting them would garble other text.
        let credentials = CREDENTIALS.iter().filter_map(|name| secret(name)).filter(|value| value.len() >= 8);
        credentials.for_each(|value| variables.hide(value));
        let stdout = std::io::stdout().is_terminal();
        let stderr = std::io::stderr().is_terminal();
        Ok(Self {
            variables,
            undeclared,
            flags: global.vars,
            here,
            profile: global.profile,
            format: global.format.unwrap_or(Format::Human),
            report_format: global.format.unwrap_or(if in_github_actions() { Format::Github } else { Format::Human }),
            quiet: global.quiet,
            paint: Paint { color: wants_color(global.color, stdout, &variable) },
            stderr_paint: Paint { color: wants_color(global.color, stderr, &variable) },
            width: 100,
            portal_flag: global.portal,
            ca_file: global.ca_file,
            max_wait: global.max_wait,
            timeout: global.timeout,
            verbose: global.verbose,
            stop: Arc::default(),
            notes: Arc::default(),
            project,
        })
    }

    pub(crate) fn workspace(&self) -> Workspace<'_> {
        let Self { project, here, variables, .. } = self;
        Workspace { here, project, profile: self.profile.as_deref(), variables }
    }

    /// The variables of this run with the settings of an earlier revision.
    pub(crate) fn variables_with(&self, file: &ProjectFile) -> Result<Variables, String> {
        let given = given(file, self.profile.as_deref(), &self.flags);
        given.map(|given| given.variables).map_err(|failure| failure.message())
    }

    /// The top of the repository, from which other programs expect paths.
    pub(crate) fn top(&self) -> Top {
        Top::of(&self.here, self.project.is_marked.then_some(self.project.root.as_path()))
    }

    /// Checks the profile, and that variables from the command line are declared or used by the model, in the project's
    /// folder or another. Prints warnings about those from the environment.
    pub(crate) fn check(&self, model: Option<&Path>) -> Result<(), Failure> {
        let folder = model.map_or_else(|| self.project.model_folder(), |model| self.here.join(model));
        if let Some(profile) = &self.profile {
            check_profile(profile, &self.project, &folder, &self.here)?;
        }
        if self.undeclared.is_empty() {
            return Ok(());
        }
        // Why a model cannot be read is reported by the commands that need it.
        match self.workspace().model_in(&folder) {
            Ok(model) if !model.has_faults => {
                refuse_unused(&self.undeclared, &model.variable_names, &self.project, self.stderr_paint)
            }
            _ => Ok(()),
        }
    }

    /// The portal and the profile, for messages about changes.
    pub(crate) fn destination(&self, portal: &dyn Portal) -> String {
        let profile = self.profile.as_ref().map(|profile| format!(" with profile `{profile}`"));
        portal.name() + &profile.unwrap_or_default()
    }

    /// The portal's name for a saved plan. The file of a sandbox is relative to the project, wherever that is.
    pub(crate) fn identity(&self, portal: &dyn Portal) -> String {
        let name = portal.name();
        if !name.starts_with("sandbox ") {
            return name;
        }
        let file = self.project.sandbox_file();
        format!("sandbox {}", file.strip_prefix(&self.project.root).unwrap_or(&file).display())
    }

    pub(super) fn configured_portal(&self) -> Option<Configured<String>> {
        let in_file = |section: &PortalSection| section.url.clone();
        self.configured("portal", self.portal_flag.clone(), "url", in_file, BASE_URLS)
    }

    /// A setting of the portal: the flag's, or else the profile's, the environment's or that of portwright.toml. The profile
    /// is a flag too, and so it precedes the environment.
    fn configured<T: From<String>>(
        &self,
        flag: &str,
        given: Option<T>,
        key: &str,
        in_section: impl Fn(&PortalSection) -> Option<T>,
        names: &[&str],
    ) -> Option<Configured<T>> {
        let from = |value: T, place: String| Configured { value, place };
        let name = self.profile.as_deref();
        let of_profile = || {
            let value = in_section(&self.project.profile(name)?.portal)?;
            Some(from(value, format!("`{key}` under `[profile.{}.portal]` in portwright.toml", name?)))
        };
        let in_environment =
            || names.iter().find_map(|name| Some(from(present(name)?.into(), format!("environment variable {name}"))));
        let in_file = || {
            Some(from(in_section(&self.project.file.portal)?, format!("`{key}` under `[portal]` in portwright.toml")))
        };
        let given = given.map(|value| from(value, format!("--{flag}")));
        given.or_else(of_profile).or_else(in_environment).or_else(in_file)
    }

    /// Where the portal is named.
    pub(crate) fn portal_place(&self) -> String {
        self.configured_portal().map_or_else(|| "the default".to_owned(), |portal| portal.place)
    }

    pub(crate) fn portal(&self) -> Result<Box<dyn Portal>, Failure> {
        match &self.configured_portal() {
            Some(place) if place.is_sandbox() => match self.tracer() {
                Some(tracer) => Ok(Box::new(Traced { portal: self.sandbox()?, tracer })),
                None => Ok(Box::new(self.sandbox()?)),
            },
            Some(place) => Ok(Box::new(self.http(place)?)),
            None if credentials()?.is_some() => {
                Ok(Box::new(self.http(&Configured { value: "eu".to_owned(), place: "the default".to_owned() })?))
            }
            None => Err(Failure::could_not_run("no portal is set")
                .help("to try it on the embedded sandbox, add `--portal sandbox`")
                .help("for a real portal, set PORT_CLIENT_ID and PORT_CLIENT_SECRET, and PORT_BASE_URL outside the EU region")),
        }
    }

    /// The portal, if `--portal` names one, or one is configured that can be used.
    pub(crate) fn portal_if_any(&self) -> Result<Option<Box<dyn Portal>>, Failure> {
        let is_usable = self.portal_flag.is_some()
            || self.configured_portal().is_some_and(|place| place.is_sandbox())
            || credentials()?.is_some();
        is_usable.then(|| self.portal()).transpose()
    }

    pub(crate) fn sandbox(&self) -> Result<SandboxPortal, Failure> {
        let faults = variable("PORTWRIGHT_SANDBOX_FAULTS").unwrap_or_default();
        let faults: Faults = faults
            .parse()
            .map_err(|error| Failure::could_not_run("PORTWRIGHT_SANDBOX_FAULTS is not valid").caused_by(error))?;
        Ok(SandboxPortal::open(&self.sandbox_file(), faults)?)
    }

    /// The sandbox's file, relative to the folder of the process if it is below that.
    pub(crate) fn sandbox_file(&self) -> PathBuf {
        let file = self.project.sandbox_file();
        let relative = std::env::current_dir().ok().and_then(|here| Some(file.strip_prefix(here).ok()?.to_path_buf()));
        relative.unwrap_or(file)
    }

    fn http(&self, place: &Configured<String>) -> Result<HttpPortal, Failure> {
        let base = BaseUrl::parse(&place.value).map_err(|error| place.refused(error))?;
        let Some((id, secret)) = credentials()? else {
            return Err(Failure::could_not_run(format!("there are no credentials for {base}"))
                .help("set PORT_CLIENT_ID and PORT_CLIENT_SECRET: in Port, under `...`, then `Credentials`")
                .help("or try it on the embedded sandbox: `--portal sandbox`"));
        };
        // Nothing was sent yet, so this is not a network failure.
        HttpPortal::new(base, Credentials::new(id, secret), self.options()?)
            .map_err(|error| Failure { kind: FailureKind::Failed, ..Failure::from(error) })
    }

    /// The content of the CA file, which has certificates.
    fn certificates(&self) -> Result<Option<Vec<u8>>, Failure> {
        let in_project = |section: &PortalSection| Some(self.project.root.join(section.ca_file.as_ref()?));
        let flag = self.ca_file.clone();
        let file = self.configured("ca-file", flag, "ca_file", in_project, &["PORTWRIGHT_CA_FILE"]);
        let Some(Configured { value: file, place }) = file else { return Ok(None) };
        let pem = read_settings(&file).map_err(|error| {
            Failure::could_not_run(format!("the certificates in `{}` ({place}) cannot be read", file.display()))
                .caused_by(error)
        })?;
        check_ca_file(&pem).map_err(|reason| {
            Failure::could_not_run(format!("the CA file `{}` ({place}) {reason}", file.display())).help(
                "use a file of CA certificates in PEM format, which contains a line `-----BEGIN CERTIFICATE-----`",
            )
        })?;
        Ok(Some(pem))
    }

    /// The options of HTTP clients: certificates, waits and tracing.
    pub(crate) fn options(&self) -> Result<Options, Failure> {
        let ca_file = self.certificates()?;
        let (mut on_wait, mut on_slow): (Option<OnWait>, Option<OnSlow>) = (None, None);
        if !self.quiet {
            let [waits, slow] = [Arc::clone(&self.notes), Arc::clone(&self.notes)];
            on_wait = Some(Box::new(move |wait| waits.wait(wait)));
            on_slow = Some(Box::new(move |server| slow.slow(server)));
        }
        let environment = present("PORTWRIGHT_MAX_WAIT").map(|seconds| {
            let wrong = |_| {
                Failure::could_not_run(format!(
                    "PORTWRIGHT_MAX_WAIT is `{seconds}`; write a whole number of seconds, such as `30`"
                ))
            };
            seconds.parse().map_err(wrong)
        });
        let max_wait = match self.max_wait {
            Some(seconds) => Some(seconds),
            None => environment.transpose()?,
        };
        let default = Options::default();
        let max_wait = max_wait.map_or(default.max_wait, Duration::from_secs);
        let request_timeout = self.timeout.map_or(default.request_timeout, Duration::from_secs);
        let connect_timeout = default.connect_timeout.min(request_timeout);
        let (on_attempt, redactor) = (self.tracer().map(Tracer::on_attempt), output_redactor());
        Ok(Options {
            ca_file,
            proxies: proxies(),
            on_wait,
            on_slow,
            on_attempt,
            redactor,
            max_wait,
            request_timeout,
            connect_timeout,
            stop: Arc::clone(&self.stop),
            ..default
        })
    }

    pub(crate) fn tracer(&self) -> Option<Tracer> {
        (self.verbose > 0).then(|| Tracer { details: self.verbose > 1, secrets: self.secrets() })
    }

    /// The texts that are redacted from all output, the longest first.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.variables.secrets().into_iter().map(str::to_owned).collect()
    }

    pub(crate) fn display(&self, path: &Path) -> String {
        crate::disk::model::relative_path(path, &self.here)
    }
}

/// The client ID and secret for Port, if they are set.
fn credentials() -> Result<Option<(String, String)>, Failure> {
    const NAMES: [&str; 2] = ["PORT_CLIENT_ID", "PORT_CLIENT_SECRET"];
    let missing = |there: &str, missing: &str| {
        Err(Failure::could_not_run(format!("{missing} is not set or empty, but {there} is set"))
            .help("set both: in Port, under `...`, then `Credentials`"))
    };
    match NAMES.map(secret) {
        [Some(id), Some(secret)] => Ok(Some((id, secret))),
        [Some(_), None] => missing(NAMES[0], NAMES[1]),
        [None, Some(_)] => missing(NAMES[1], NAMES[0]),
        [None, None] => Ok(None),
    }
}

/// A setting and where it is set, for messages.
pub(super) struct Configured<T> {
    pub value: T,
    pub place: String,
}

impl Configured<String> {
    pub(super) fn is_sandbox(&self) -> bool {
        self.value.trim().eq_ignore_ascii_case("sandbox")
    }

    /// The failure for a text that is not a portal. A text with a user name may hold a password, and is not shown.
    fn refused(&self, error: BaseUrlError) -> Failure {
        let shown = match self.value.contains('@') {
            true => String::new(),
            false => format!(" `{}`", self.value),
        };
        let failure = Failure::could_not_run(format!("the portal{shown} ({}) cannot be used", self.place));
        let remedy = match error {
            BaseUrlError::UserInfo => {
                Some("remove what is before the `@`, and set PORT_CLIENT_ID and PORT_CLIENT_SECRET to your credentials")
            }
            BaseUrlError::Query => Some("remove the `?` or `#` and what follows it"),
            // The error says it.
            BaseUrlError::Unknown => None,
            _ => Some("write `eu`, `us`, `sandbox` or a URL such as `https://api.port.io`"),
        };
        let failure = failure.caused_by(error);
        match BaseUrl::meant(&self.value) {
            Some(meant) if meant.contains("://") => failure.help(format!("write `{meant}`")),
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None => match remedy {
                Some(remedy) => failure.help(remedy),
                None => failure,
            },
        }
    }
}
