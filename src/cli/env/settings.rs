//! The settings of a run: flags first, then the environment, then `portwright.toml`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::color::wants_color;
use crate::cli::env::runner::in_github_actions;
use crate::cli::exit::FailureKind;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::global::Global;
use crate::cli::terminal::aside;
use crate::cli::trace::{Traced, Tracer};
use crate::cli::view::paint::Paint;
use crate::disk::Project;
use crate::disk::git_index::Checkout;
use crate::disk::project::VariableSetting;
use crate::ground::closest::closest;
use crate::model::{Variable, Variables};
use crate::ops::workspace::Workspace;
use crate::portal::Portal;
use crate::portal::http::{BaseUrl, Credentials, HttpPortal, OnWait, Options};
use crate::portal::sandbox::{Faults, SandboxPortal};

/// The environment variable of a variable of the model is this and its name in capitals.
const VARIABLE: &str = "PORTWRIGHT_VAR_";

/// Environment variables with credentials, which are redacted.
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

/// The settings of a run.
#[derive(Debug)]
pub struct Settings {
    /// The project.
    pub project: Project,
    /// Where the run was started, from which paths are shown.
    pub here: PathBuf,
    /// The variables of the model.
    pub variables: Variables,
    /// The profile.
    pub profile: Option<String>,
    /// The format of results.
    pub format: Format,
    /// The format of findings; by default, the one that suits the CI system.
    pub report_format: Format,
    /// Whether to print progress.
    pub quiet: bool,
    /// Colours of results.
    pub paint: Paint,
    /// Colours of notes and errors.
    pub paint_aside: Paint,
    /// How wide the terminal is, in columns.
    pub width: usize,
    portal: Option<String>,
    ca_file: Option<PathBuf>,
    max_wait: Option<u64>,
    verbose: u8,
}

impl Settings {
    /// Reads flags, environment and project.
    ///
    /// # Errors
    /// A value that is not valid.
    pub fn read(global: Global) -> Result<Self, Failure> {
        // The parser does not see a conflict of two options of which one stands before the command and one after it.
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
        let project = Project::find(&here)?;
        let variables = variables(&project, &global)?;
        let stdout = std::io::stdout().is_terminal();
        let stderr = std::io::stderr().is_terminal();
        Ok(Self {
            variables,
            here,
            profile: global.profile,
            format: global.format.unwrap_or(Format::Human),
            report_format: global.format.unwrap_or(if in_github_actions() { Format::Github } else { Format::Human }),
            quiet: global.quiet,
            paint: Paint { color: wants_color(global.color, stdout, &variable) },
            paint_aside: Paint { color: wants_color(global.color, stderr, &variable) },
            width: 100,
            portal: global.portal,
            ca_file: global.ca_file,
            max_wait: global.max_wait,
            verbose: global.verbose,
            project,
        })
    }

    /// The project, as commands of `ops` take it.
    pub fn workspace(&self) -> Workspace<'_> {
        let Self { project, here, variables, .. } = self;
        Workspace { here, project, profile: self.profile.as_deref(), variables }
    }

    /// Whether a flag names the portal.
    pub fn names_portal(&self) -> bool {
        self.portal.is_some()
    }

    /// The portal that a flag names, as it was written.
    pub fn named_portal(&self) -> Option<&str> {
        self.portal.as_deref()
    }

    /// The way from the top of the checkout to where the run was started: empty, or ending in `/`.
    pub fn way_from_top(&self) -> String {
        let checkout = Checkout::containing(&self.here);
        let way = checkout.as_ref().and_then(|checkout| self.here.strip_prefix(&checkout.top).ok());
        let way = way.map(|way| crate::disk::model::relative_path(way, Path::new(""))).unwrap_or_default();
        if way.is_empty() { way } else { way + "/" }
    }

    /// The portal.
    ///
    /// # Errors
    /// No portal is named, or its credentials are missing.
    pub fn portal(&self) -> Result<Box<dyn Portal>, Failure> {
        let asked =
            self.portal.clone().or_else(base_url_in_environment).or_else(|| self.project.file.portal.url.clone());
        match asked.as_deref() {
            Some("sandbox") => match self.tracer() {
                Some(tracer) => Ok(Box::new(Traced { portal: self.sandbox()?, tracer })),
                None => Ok(Box::new(self.sandbox()?)),
            },
            Some(place) => Ok(Box::new(self.http(place)?)),
            None if credentials().is_some() => Ok(Box::new(self.http("eu")?)),
            None => Err(Failure::could_not_run("no portal is named")
                .help("to try it on the embedded sandbox, add `--portal sandbox`")
                .help("for a real portal, set PORT_CLIENT_ID and PORT_CLIENT_SECRET, and PORT_BASE_URL outside the EU region")),
        }
    }

    /// The portal, if one is named and there are credentials for it.
    ///
    /// # Errors
    /// An address or a file that cannot be used.
    pub fn portal_if_any(&self) -> Result<Option<Box<dyn Portal>>, Failure> {
        let asked =
            self.portal.clone().or_else(base_url_in_environment).or_else(|| self.project.file.portal.url.clone());
        let opens = self.names_portal() || credentials().is_some() || asked.as_deref() == Some("sandbox");
        opens.then(|| self.portal()).transpose()
    }

    /// The sandbox of the project.
    ///
    /// # Errors
    /// A file that cannot be used.
    pub fn sandbox(&self) -> Result<SandboxPortal, Failure> {
        let faults = variable("PORTWRIGHT_SANDBOX_FAULTS").unwrap_or_default();
        let faults: Faults = faults
            .parse()
            .map_err(|error| Failure::could_not_run("PORTWRIGHT_SANDBOX_FAULTS is not valid").caused_by(error))?;
        Ok(SandboxPortal::open(&self.sandbox_file(), faults)?)
    }

    /// The sandbox's file, from the folder that the process runs in where it lies below.
    pub fn sandbox_file(&self) -> PathBuf {
        let file = self.project.sandbox_file();
        let relative = std::env::current_dir().ok().and_then(|here| Some(file.strip_prefix(here).ok()?.to_path_buf()));
        relative.unwrap_or(file)
    }

    fn http(&self, place: &str) -> Result<HttpPortal, Failure> {
        let base = BaseUrl::parse(place)?;
        let Some((id, secret)) = credentials() else {
            return Err(Failure::could_not_run(format!("there are no credentials for {base}"))
                .help("set PORT_CLIENT_ID and PORT_CLIENT_SECRET: in Port, under `...`, then `Credentials`")
                .help("or try it on the embedded sandbox: `--portal sandbox`"));
        };
        // Nothing was sent yet: it is not the network that fails here.
        HttpPortal::new(base, Credentials::new(id, secret), self.options()?)
            .map_err(|error| Failure { kind: FailureKind::Failed, ..Failure::from(error) })
    }

    /// How patiently servers are asked, and what is traced.
    ///
    /// # Errors
    /// Certificates that cannot be read; a wait that is not a number.
    pub fn options(&self) -> Result<Options, Failure> {
        let configured = self.project.file.portal.ca_file.as_ref().map(|file| self.project.root.join(file));
        let environment = variable("PORTWRIGHT_CA_FILE").map(PathBuf::from);
        let ca_file = match self.ca_file.clone().or(environment).or(configured) {
            Some(file) => Some(std::fs::read(&file).map_err(|error| {
                Failure::could_not_run(format!("the certificates in `{}` cannot be read", file.display()))
                    .caused_by(error)
            })?),
            None => None,
        };
        let on_wait: Option<OnWait> = match self.quiet {
            true => None,
            false => Some(Box::new(|wait| aside(&wait.to_string()))),
        };
        let environment = present("PORTWRIGHT_MAX_WAIT").map(|seconds| {
            let wrong =
                |_| Failure::could_not_run(format!("PORTWRIGHT_MAX_WAIT is `{seconds}`, and not a number of seconds"));
            seconds.parse().map_err(wrong)
        });
        let max_wait = match self.max_wait {
            Some(seconds) => Some(seconds),
            None => environment.transpose()?,
        };
        let default = Options::default();
        let max_wait = max_wait.map_or(default.max_wait, Duration::from_secs);
        let on_attempt = self.tracer().map(Tracer::on_attempt);
        Ok(Options { ca_file, on_wait, on_attempt, max_wait, ..default })
    }

    /// What prints requests, if that is asked for.
    pub fn tracer(&self) -> Option<Tracer> {
        (self.verbose > 0).then(|| Tracer { details: self.verbose > 1, secrets: self.secrets() })
    }

    /// The texts that are redacted from all output, the longest first.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.variables.secrets().into_iter().map(str::to_owned).collect();
        // A word that stands in a variable like these by mistake would otherwise be redacted wherever it is meant.
        secrets.extend(CREDENTIALS.iter().filter_map(|name| present(name)).filter(|value| value.len() >= 8));
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }

    /// A path as the person who started the run should read it.
    pub fn display(&self, path: &Path) -> String {
        crate::disk::model::relative_path(path, &self.here)
    }
}

/// The first of these words on the command line, whatever else is wrong with it.
pub(crate) fn first_of(words: &[&str]) -> Option<String> {
    std::env::args().skip(1).find(|argument| words.contains(&argument.as_str()))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// An environment variable that is set and not empty.
pub(crate) fn present(name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

fn credentials() -> Option<(String, String)> {
    Some((present("PORT_CLIENT_ID")?, present("PORT_CLIENT_SECRET")?))
}

/// Port's own tools know both names.
fn base_url_in_environment() -> Option<String> {
    present("PORT_BASE_URL").or_else(|| present("PORT_API_URL"))
}

fn variables(project: &Project, global: &Global) -> Result<Variables, Failure> {
    let mut defined = project.file.vars.clone();
    if let Some(profile) = &global.profile
        && let Some(of_profile) = project.file.profile.get(profile)
    {
        defined.extend(of_profile.vars.clone());
    }
    let mut variables = Variables::default();
    let mut sensitive = Vec::new();
    for (name, setting) in defined {
        let VariableSetting { value, sensitive: hidden } = setting;
        if hidden {
            sensitive.push(name.clone());
        }
        if let Some(value) = present(&in_environment(&name)).or(value) {
            variables.set(name, Variable { value, sensitive: hidden });
        }
    }
    for (key, value) in std::env::vars_os() {
        let (Ok(key), Ok(value)) = (key.into_string(), value.into_string()) else { continue };
        let Some(name) = key.strip_prefix(VARIABLE).map(str::to_lowercase) else { continue };
        let known =
            variables.names().chain(sensitive.iter().map(String::as_str)).any(|known| in_environment(known) == key);
        if !known {
            variables.set(name, Variable { value, sensitive: false });
        }
    }
    for given in &global.vars {
        let Some((name, value)) = given.split_once('=') else {
            return Err(Failure::could_not_run(format!("`--var {given}` is not NAME=VALUE")));
        };
        let hidden = sensitive.iter().any(|known| known == name);
        variables.set(name, Variable { value: value.to_owned(), sensitive: hidden });
    }
    if let Some(profile) = &global.profile
        && !project.file.profile.is_empty()
        && !project.file.profile.contains_key(profile)
        && let Some(near) = closest(profile, project.file.profile.keys().map(String::as_str))
    {
        return Err(
            Failure::could_not_run(format!("there is no profile `{profile}`")).help(format!("did you mean `{near}`?"))
        );
    }
    Ok(variables)
}

fn in_environment(name: &str) -> String {
    format!("{VARIABLE}{}", name.to_uppercase().replace('-', "_"))
}
