//! `portwright lint`.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::catalog::CatalogArgs;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::input::{rule, stdin};
use crate::cli::view;
use crate::ground::finding::Severity;
use crate::lint::RULES;
use crate::lint::engine::Level;
use crate::lint::port::Provider;
use crate::ops::lint::{BaselineUse, Fix, LintInput, PathList, Selection, Session};
use crate::yaml::parse::Limits;

/// Check the entities in port.yml files
///
/// Reports values that Port would refuse, drop or misread, at the exact key or value. Without paths, checks every
/// port.yml and port.yaml below the current folder, except untracked files that git ignores. Relations are resolved
/// against all files of the repository, whichever files are checked.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright lint
  portwright lint services/port.yml --fix
  portwright lint --catalog catalog.json --deny-warnings
  portwright lint --allow plain-http --error missing-title
  portwright lint --format sarif
  portwright lint - --stdin-filename services/port.yml")]
pub(crate) struct LintArgs {
    /// Files and folders to check; `-` reads one file from standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    pub catalog: CatalogArgs,
    /// Check the files listed in this file, as `git ls-files` and `git diff --name-only` write them, with or without `-z`;
    /// `-` reads the list from standard input
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    files_from: Option<PathBuf>,
    /// The path to report for the file read from standard input
    #[arg(long, value_name = "PATH", default_value = "port.yml", hide_short_help = true)]
    stdin_filename: PathBuf,
    /// The Port integration that reads the files, for rules that depend on it: github, github-ocean, gitlab, gitlab-v2,
    /// bitbucket-cloud, azure-devops
    #[arg(long, value_name = "NAME", value_parser = Provider::named, hide_short_help = true)]
    provider: Option<Provider>,
    /// Report this rule as an error; can be repeated
    #[arg(long, value_name = "RULE", value_parser = rule)]
    error: Vec<&'static str>,
    /// Report this rule as a warning; can be repeated
    #[arg(long, value_name = "RULE", value_parser = rule)]
    warn: Vec<&'static str>,
    /// Disable this rule; can be repeated
    #[arg(long, value_name = "RULE", value_parser = rule)]
    allow: Vec<&'static str>,
    /// Fail on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// Also report notes (severity `info`)
    #[arg(long, hide_short_help = true)]
    pedantic: bool,
    /// Report only findings that are not in this baseline
    ///
    /// Baseline entries that no longer occur are reported too.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the current findings to the baseline
    #[arg(long)]
    update_baseline: bool,
    /// Apply fixes that have only one possible reading; with `-`, write the fixed text to standard output
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff: also apply fixes that may change the meaning
    #[arg(long = "unsafe", hide_short_help = true)]
    all: bool,
    /// Show what --fix would change, and write nothing
    #[arg(long)]
    diff: bool,
    /// Also ask the portal which entities it would refuse
    ///
    /// Reports those that no rule reports. Nothing is written to the portal.
    #[arg(long, conflicts_with_all = ["fix", "diff"])]
    online: bool,
    /// Also report relations to entities that were declared at this git revision and no longer are
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Count findings by rule instead of showing them
    #[arg(long, hide_short_help = true)]
    statistics: bool,
}

pub(crate) fn run(args: LintArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.diff && settings.format != Format::Human {
        return Err(Failure::could_not_run(format!("--diff has no format `{}`", settings.format.name()))
            .help("remove one of the two: without --diff, the format `json` contains the fix of each finding"));
    }
    let portal = args.online.then(|| settings.portal()).transpose()?;
    let source = args.catalog.portal(settings)?;
    let input = LintInput {
        selection: args.selection()?,
        levels: args.levels(),
        pedantic: args.pedantic,
        provider: args.provider,
        catalog: args.catalog.sources(settings, source.as_deref(), true),
        baseline: match args.update_baseline {
            true => BaselineUse::Update(args.baseline),
            false => BaselineUse::Compare(args.baseline),
        },
        online: portal.as_deref(),
        base: args.base.as_deref(),
        fix: (args.fix || args.diff).then_some(Fix { with_unsafe: args.all, is_preview: args.diff }),
        ..LintInput::new(settings.workspace(), RULES)
    };
    let report = Session::open(input)?.run()?;
    view::lint::report(&report, args.statistics, settings, out)?;
    Ok(if report.fails(args.deny_warnings) { Exit::Failed } else { Exit::Success })
}

impl LintArgs {
    /// The files to check. Reads standard input if `-` names it.
    fn selection(&self) -> Result<Selection, Failure> {
        let is_stdin = |path: &Path| path.as_os_str() == "-";
        let reads_text = self.paths.iter().any(|path| is_stdin(path));
        if reads_text && self.files_from.as_deref().is_some_and(is_stdin) {
            return Err(Failure::could_not_run("standard input cannot be both a file and a list of files"));
        }
        let list = match &self.files_from {
            Some(file) if is_stdin(file) => Some(PathList::Bytes(stdin(None)?)),
            file => file.clone().map(PathList::File),
        };
        // One byte over the limit is enough to detect an input that is too long, unless it is written out again.
        let limit = (!self.fix).then_some(Limits::default().bytes as u64 + 1);
        let text = reads_text.then(|| stdin(limit)).transpose()?.map(|bytes| (self.stdin_filename.clone(), bytes));
        Ok(Selection { paths: self.paths.iter().filter(|path| !is_stdin(path)).cloned().collect(), list, text })
    }

    /// The levels that flags set; the strictest is last, and overrides the others.
    fn levels(&self) -> Vec<(String, Level)> {
        let flags = [
            (&self.allow, Level::Allow),
            (&self.warn, Level::Report(Severity::Warning)),
            (&self.error, Level::Report(Severity::Error)),
        ];
        flags.into_iter().flat_map(|(names, level)| names.iter().map(move |name| ((*name).to_owned(), level))).collect()
    }
}
