//! `portwright lint`.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::catalog::CatalogArgs;
use crate::cli::env::Settings;
use crate::cli::failure::{Exit, Failure};
use crate::cli::view;
use crate::ground::closest::closest;
use crate::ground::finding::Severity;
use crate::lint::RULES;
use crate::lint::port::{Level, Provider};
use crate::ops::lint::{BaselineUse, Fix, LintInput, PathList, Selection, Session};
use crate::yaml::parse::Limits;

/// Check the entities in port.yml files
///
/// Reports what Port would refuse, drop or misread, at the exact key or value. Without paths, all files below the current
/// folder are checked that git tracks or does not ignore. What other files of the repository define counts, whichever
/// files are named.
#[derive(clap::Args, Debug)]
pub struct LintArgs {
    /// Files and folders to check; `-` reads a file from the standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What is known of blueprints.
    #[command(flatten)]
    known: CatalogArgs,
    /// Check the files that this file names, one a line or separated by NUL; `-` reads the list from the standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// The name of what is read from the standard input
    #[arg(long, value_name = "PATH", default_value = "port.yml")]
    stdin_filename: PathBuf,
    /// Which of Port's integrations reads the files, where they differ: github, github-ocean, gitlab, gitlab-v2,
    /// bitbucket-cloud, azure-devops
    #[arg(long, value_name = "NAME", value_parser = Provider::named)]
    provider: Option<Provider>,
    /// Report a rule as an error; may be repeated
    #[arg(long, value_name = "RULE", value_parser = rule)]
    error: Vec<&'static str>,
    /// Report a rule as a warning; may be repeated
    #[arg(long, value_name = "RULE", value_parser = rule)]
    warn: Vec<&'static str>,
    /// Do not look for a rule; may be repeated
    #[arg(long, value_name = "RULE", value_parser = rule)]
    allow: Vec<&'static str>,
    /// Fail on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// Look for what is only worth knowing too
    #[arg(long)]
    pedantic: bool,
    /// Report only what this file does not know, and what it knows and is gone
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found to the baseline
    #[arg(long)]
    update_baseline: bool,
    /// Write what can only have been meant so
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff: also write what was probably meant
    #[arg(long = "unsafe")]
    all: bool,
    /// Show what --fix would write, and write nothing
    #[arg(long)]
    diff: bool,
    /// Ask the portal too: report what it would refuse of the entities that have no error. Nothing is written to it
    #[arg(long, conflicts_with_all = ["fix", "diff"])]
    online: bool,
    /// Count findings by rule instead of showing them
    #[arg(long)]
    statistics: bool,
}

/// Takes the name of a rule.
fn rule(name: &str) -> Result<&'static str, String> {
    let names = || RULES.iter().map(|rule| rule.name);
    names().find(|known| *known == name).ok_or_else(|| match closest(name, names()) {
        Some(near) => format!("there is no such rule, did you mean `{near}`?"),
        None => "there is no such rule: `portwright explain --list` names them all".to_owned(),
    })
}

/// Runs it.
///
/// # Errors
/// What cannot be read or makes no sense. What is wrong inside a file is a finding.
pub fn run(args: LintArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = args.online.then(|| settings.portal()).transpose()?;
    let source = args.known.portal(settings)?;
    let input = LintInput {
        selection: args.selection()?,
        levels: args.levels(),
        pedantic: args.pedantic,
        provider: args.provider,
        catalog: args.known.sources(source.as_deref(), true),
        baseline: match args.update_baseline {
            true => BaselineUse::Update(args.baseline),
            false => BaselineUse::Compare(args.baseline),
        },
        online: portal.as_deref(),
        fix: (args.fix || args.diff).then_some(Fix { with_unsafe: args.all, is_preview: args.diff }),
        ..LintInput::new(settings.workspace(), RULES)
    };
    let report = Session::open(input)?.run()?;
    view::lint::report(&report, args.statistics, settings, out)?;
    Ok(if report.fails(args.deny_warnings) { Exit::Failed } else { Exit::Success })
}

impl LintArgs {
    /// The files that are named; the standard input is read where it is one of them, or their list.
    fn selection(&self) -> Result<Selection, Failure> {
        let is_stdin = |path: &Path| path.as_os_str() == "-";
        let reads_text = self.paths.iter().any(|path| is_stdin(path));
        if reads_text && self.files_from.as_deref().is_some_and(is_stdin) {
            return Err(Failure::could_not_run("the standard input cannot be both a file and a list of files"));
        }
        let list = match &self.files_from {
            Some(file) if is_stdin(file) => Some(PathList::Bytes(stdin(u64::MAX)?)),
            file => file.clone().map(PathList::File),
        };
        // One byte more than is allowed shows that there are more.
        let most = Limits::default().bytes as u64 + 1;
        let text = reads_text.then(|| stdin(most)).transpose()?.map(|bytes| (self.stdin_filename.clone(), bytes));
        Ok(Selection { paths: self.paths.iter().filter(|path| !is_stdin(path)).cloned().collect(), list, text })
    }

    /// The levels that the flags set; of two flags for one rule, the stricter counts.
    fn levels(&self) -> Vec<(String, Level)> {
        let flags = [
            (&self.allow, Level::Allow),
            (&self.warn, Level::Report(Severity::Warning)),
            (&self.error, Level::Report(Severity::Error)),
        ];
        flags.into_iter().flat_map(|(names, level)| names.iter().map(move |name| ((*name).to_owned(), level))).collect()
    }
}

/// At most so many bytes of the standard input.
fn stdin(most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
    read.map_err(|error| Failure::could_not_run(format!("the standard input could not be read: {error}")))?;
    Ok(bytes)
}
