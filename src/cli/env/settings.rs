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
use crate::cli::terminal::print_note;
use crate::cli::trace::{Traced, Tracer};
use crate::cli::view::paint::Paint;
use crate::disk::Project;
use crate::disk::project::VariableSetting;
use crate::disk::top::Top;
use crate::ground::closest::closest;
use crate::model::{Variable, Variables};
use crate::ops::workspace::Workspace;
use crate::portal::Portal;
use crate::portal::http::{BaseUrl, Credentials, HttpPortal, OnWait, Options};
use crate::portal::sandbox::{Faults, SandboxPortal};

/// The prefix of environment variables that set variables of the model.
const VARIABLE_PREFIX: &str = "PORTWRIGHT_VAR_";

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

/// The settings of a run.
#[derive(Debug)]
pub(crate) struct Settings {
    pub project: Project,
    /// The current folder, or the one that `--directory` names. Printed paths are relative to it.
    pub here: PathBuf,
    pub variables: Variables,
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
    verbose: u8,
}

impl Settings {
    pub(crate) fn read(global: Global) -> Result<Self, Failure> {
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
            stderr_paint: Paint { color: wants_color(global.color, stderr, &variable) },
            width: 100,
            portal_flag: global.portal,
            ca_file: global.ca_file,
            max_wait: global.max_wait,
            verbose: global.verbose,
            project,
        })
    }

    pub(crate) fn workspace(&self) -> Workspace<'_> {
        let Self { project, here, variables, .. } = self;
        Workspace { here, project, profile: self.profile.as_deref(), variables }
    }

    /// The top of the repository, from which other programs expect paths.
    pub(crate) fn top(&self) -> Top {
        Top::of(&self.here, self.project.is_marked.then_some(self.project.root.as_path()))
    }

    fn configured_portal(&self) -> Option<String> {
        let in_file = || self.project.file.portal.url.clone();
        self.portal_flag.clone().or_else(base_url_in_environment).or_else(in_file)
    }

    pub(crate) fn portal(&self) -> Result<Box<dyn Portal>, Failure> {
        match self.configured_portal().as_deref() {
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

    /// The portal, if `--portal` names one, or one is configured that can be used.
    pub(crate) fn portal_if_any(&self) -> Result<Option<Box<dyn Portal>>, Failure> {
        let is_usable = self.portal_flag.is_some()
            || credentials().is_some()
            || self.configured_portal().as_deref() == Some("sandbox");
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

    fn http(&self, place: &str) -> Result<HttpPortal, Failure> {
        let base = BaseUrl::parse(place)?;
        let Some((id, secret)) = credentials() else {
            return Err(Failure::could_not_run(format!("there are no credentials for {base}"))
                .help("set PORT_CLIENT_ID and PORT_CLIENT_SECRET: in Port, under `...`, then `Credentials`")
                .help("or try it on the embedded sandbox: `--portal sandbox`"));
        };
        // Nothing was sent yet, so this is not a network failure.
        HttpPortal::new(base, Credentials::new(id, secret), self.options()?)
            .map_err(|error| Failure { kind: FailureKind::Failed, ..Failure::from(error) })
    }

    /// The options of HTTP clients: certificates, waits and tracing.
    pub(crate) fn options(&self) -> Result<Options, Failure> {
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
            false => Some(Box::new(|wait| print_note(&wait.to_string()))),
        };
        let environment = present("PORTWRIGHT_MAX_WAIT").map(|seconds| {
            let wrong = |_| {
                Failure::could_not_run(format!("PORTWRIGHT_MAX_WAIT is `{seconds}`, which is not a number of seconds"))
            };
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

    pub(crate) fn tracer(&self) -> Option<Tracer> {
        (self.verbose > 0).then(|| Tracer { details: self.verbose > 1, secrets: self.secrets() })
    }

    /// The texts that are redacted from all output, the longest first.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.variables.secrets().into_iter().map(str::to_owned).collect();
        // Short values are likely to be placeholders, and redacting them would garble other text.
        secrets.extend(CREDENTIALS.iter().filter_map(|name| present(name)).filter(|value| value.len() >= 8));
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }

    pub(crate) fn display(&self, path: &Path) -> String {
        crate::disk::model::relative_path(path, &self.here)
    }
}

/// The first argument that is one of `words`.
pub(crate) fn first_of(words: &[&str]) -> Option<String> {
    std::env::args().skip(1).find(|argument| words.contains(&argument.as_str()))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// An environment variable that is set and not empty, without the line end that is often part of a stored secret.
pub(crate) fn present(name: &str) -> Option<String> {
    variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn credentials() -> Option<(String, String)> {
    Some((present("PORT_CLIENT_ID")?, present("PORT_CLIENT_SECRET")?))
}

/// Port's own tools read both names.
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
        let Some(name) = key.strip_prefix(VARIABLE_PREFIX).map(str::to_lowercase) else { continue };
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
        return Err(Failure::could_not_run(format!("profile `{profile}` does not exist"))
            .help(format!("did you mean `{near}`?")));
    }
    Ok(variables)
}

fn in_environment(name: &str) -> String {
    format!("{VARIABLE_PREFIX}{}", name.to_uppercase().replace('-', "_"))
}
