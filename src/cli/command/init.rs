//! `portwright init`.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::cli::env::Settings;
use crate::cli::failure::{Exit, Failure};
use crate::cli::terminal::{aside, can_ask};
use crate::cli::view;
use crate::ops::init::{InitError, init};
use crate::scaffold::{Answers, Backend, Question};

/// Start a repository for a portal
///
/// Writes the data model of Port's guide "Let developers enrich services using GitOps", the pipeline behind its action, and
/// one that keeps the portal as the model says. Asks on a terminal for what flags leave open. What is there already is never
/// replaced.
#[derive(clap::Args, Debug)]
pub struct InitArgs {
    /// The folder to write to; it is made if it does not exist
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// What runs the action. With jenkins, the services' repositories are on Bitbucket
    #[arg(long, value_enum, value_name = "BACKEND")]
    backend: Option<Backend>,
    /// The GitHub organisation that the repository belongs to
    #[arg(long, value_name = "NAME", help_heading = "Answers")]
    org: Option<String>,
    /// The name of the repository on GitHub [default: Port-actions]
    #[arg(long, value_name = "NAME", help_heading = "Answers")]
    repo: Option<String>,
    /// The ID of the project on GitLab
    #[arg(long, value_name = "NUMBER", help_heading = "Answers")]
    project_id: Option<String>,
    /// The host of Jenkins, with a path if it has one
    #[arg(long, value_name = "HOST", help_heading = "Answers")]
    jenkins_host: Option<String>,
    /// The Bitbucket workspace with the services' repositories
    #[arg(long, value_name = "NAME", help_heading = "Answers")]
    workspace: Option<String>,
    /// The host of the services' repositories [default: github.com, gitlab.com or bitbucket.org]
    #[arg(long, value_name = "HOST", help_heading = "Answers")]
    host: Option<String>,
    /// The address of a service's repository where the service has no property `url`, such as
    /// `https://git.example.com/{identifier}`
    #[arg(long, value_name = "PATTERN", help_heading = "Answers")]
    repository: Option<String>,
    /// List the files, write nothing
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
    /// The answers that flags give, by the names of their questions.
    fn given<'a>(&'a self, settings: &'a Settings) -> [(&'static str, Option<&'a str>); 8] {
        [
            ("portal", settings.named_portal()),
            ("org", self.org.as_deref()),
            ("repo", self.repo.as_deref()),
            ("project-id", self.project_id.as_deref()),
            ("jenkins-host", self.jenkins_host.as_deref()),
            ("workspace", self.workspace.as_deref()),
            ("host", self.host.as_deref()),
            ("repository", self.repository.as_deref()),
        ]
    }
}

/// Runs it.
///
/// # Errors
/// Flags that are missing or make no sense; things that are where files would be; what cannot be written.
pub fn run(args: &InitArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let asking = can_ask();
    let backend = match args.backend {
        None if asking => Some(ask_backend()?),
        given => given,
    };
    let Some(backend) = backend else { return Err(missing(&["backend github|gitlab|jenkins"])) };
    let answers = answers(backend, &args.given(settings), asking)?;
    let root = settings.here.join(&args.folder);
    let laid = init(&root, backend, &answers, args.dry_run).map_err(failure)?;
    view::init::human(&laid, backend, shown(&args.folder), args.dry_run, out)?;
    Ok(Exit::Success)
}

/// The folder, where it is another one than the current.
fn shown(folder: &Path) -> Option<&Path> {
    (folder != Path::new(".")).then_some(folder)
}

fn failure(error: InitError) -> Failure {
    let failure = Failure::could_not_run(error.to_string());
    match error {
        InitError::Taken(taken) => {
            let failure =
                taken.iter().fold(failure, |failure, taken| failure.help(format!("`{}`: {}", taken.path, taken.by)));
            failure.help("name an empty folder and take from it what you need, or move these out of the way")
        }
        InitError::Refused { .. } => failure,
    }
}

fn missing(flags: &[&str]) -> Failure {
    let flags: Vec<String> = flags.iter().map(|flag| format!("--{flag}")).collect();
    Failure::could_not_run(format!("there is no terminal to ask on, and no {}", flags.join(", no ")))
}

/// All answers: from flags, or asked for, or as they follow from the others.
fn answers(backend: Backend, given: &[(&str, Option<&str>)], asking: bool) -> Result<Answers, Failure> {
    let questions = backend.questions();
    let foreign =
        given.iter().find(|(name, value)| value.is_some() && !questions.iter().any(|question| question.name == *name));
    if let Some((name, _)) = foreign {
        return Err(Failure::could_not_run(format!("--{name} means nothing with --backend {}", backend.name())));
    }
    let mut answers = Answers::default();
    let mut lacking = Vec::new();
    for question in questions {
        let flag = given.iter().find(|(name, _)| *name == question.name).and_then(|(_, value)| *value);
        let default = (question.default)(&answers);
        match (flag, default) {
            (Some(flag), _) => answers
                .set(question, flag)
                .map_err(|error| Failure::could_not_run(format!("--{} is not right: {error}", question.name)))?,
            (None, default) if asking => ask(question, default.as_deref(), &mut answers)?,
            (None, Some(default)) => answers
                .set(question, &default)
                .map_err(|error| Failure::could_not_run(format!("--{} is needed: {error}", question.name)))?,
            // What follows from an answer that is lacking is not lacking itself.
            (None, None) if !lacking.is_empty() && question.name == "repository" => {}
            (None, None) => lacking.push(question.name),
        }
    }
    if lacking.is_empty() { Ok(answers) } else { Err(missing(&lacking)) }
}

/// Asks until there is an answer that will do.
fn ask(question: &Question, default: Option<&str>, answers: &mut Answers) -> Result<(), Failure> {
    loop {
        let answer = line(question.prompt, default)?;
        match answers.set(question, &answer) {
            Ok(()) => return Ok(()),
            Err(_) if answer.is_empty() => aside("There is no default: an answer is needed."),
            Err(error) => aside(&format!("{error}.")),
        }
    }
}

fn ask_backend() -> Result<Backend, Failure> {
    loop {
        let answer = line("What runs the action: github, gitlab or jenkins", None)?;
        match Backend::ALL.into_iter().find(|backend| backend.name() == answer) {
            Some(backend) => return Ok(backend),
            None => aside("That is none of them."),
        }
    }
}

/// One answer of a person's; an empty one is the default.
fn line(prompt: &str, default: Option<&str>) -> Result<String, Failure> {
    let mut err = io::stderr().lock();
    let shown = default.map(|default| format!(" [{default}]")).unwrap_or_default();
    write!(err, "{prompt}{shown}: ")?;
    err.flush()?;
    let mut answer = String::new();
    if io::stdin().lock().read_line(&mut answer)? == 0 {
        return Err(Failure::could_not_run("nothing was written: there was no answer"));
    }
    let answer = answer.trim();
    Ok(if answer.is_empty() { default.unwrap_or_default().to_owned() } else { answer.to_owned() })
}
