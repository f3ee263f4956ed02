//! `portwright lint`.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::args::Format;
use crate::cli::env::Settings;
use crate::cli::failure::{Exit, Failure};
use crate::cli::known::KnownArgs;
use crate::cli::terminal::aside;
use crate::cli::view;
use crate::cli::view::findings::Report;
use crate::disk::discover::{Listing, Search, absolute, discover};
use crate::disk::names::Names;
use crate::disk::project::LevelSetting;
use crate::disk::reading::Reader;
use crate::disk::replace::replace;
use crate::disk::repository::Repository;
use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::lint::RULES;
use crate::lint::baseline::{Baseline, Compared};
use crate::lint::port::{Level, Levels, Lint, Provider};
use crate::ops;
use crate::ops::fix::FixedFile;
use crate::ops::lint::{Linted, Texts};
use crate::portal::PortalError;
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
    known: KnownArgs,
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
    let mut learnt = args.known.read(settings)?;
    let portal = args.online.then(|| settings.portal()).transpose()?;
    if let Some(portal) = portal.as_deref().filter(|_| learnt.is_nothing()) {
        learnt.snapshot = Some(ops::snapshot::of_portal(portal, false).map_err(unanswered)?);
    }
    let (listing, reader) = files(&args, settings)?;
    let catalog = (!learnt.is_nothing())
        .then(|| settings.external())
        .transpose()?
        .map(|external| ops::known::catalog(learnt.snapshot.as_ref(), learnt.model.as_ref(), &external));
    let repository = Repository { top: listing.top.clone(), here: settings.here.clone() };
    let mut levels = levels(&args, settings);
    let is_left_open = args.online || !listing.covers_repository;
    if is_left_open && learnt.snapshot.as_ref().is_none_or(|snapshot| snapshot.entities.is_empty()) {
        // A few files say nothing of what the rest of their repository defines, and the portal knows what it has.
        levels.said.push((crate::lint::rules::DANGLING_RELATION.to_owned(), Level::Allow));
    }
    let lint = Lint::new(catalog.as_ref(), &repository, &levels).read_by(provider(&args, settings)?);
    let texts = if args.fix || args.diff { Texts::Whole } else { Texts::AsShown };
    let mut linted = ops::lint::lint(&listing, &reader, &lint, texts);
    if args.fix || args.diff {
        let fixed = ops::fix::fixes(&listing, &reader, &linted.findings, &lint, args.all);
        if args.diff {
            return show(&fixed, settings, out);
        }
        for file in &fixed {
            ops::fix::write(file, &reader).map_err(Failure::could_not_run)?;
        }
        if !fixed.is_empty() {
            linted = ops::lint::lint(&listing, &reader, &lint, Texts::AsShown);
        }
        let number: usize = fixed.iter().map(|file| file.fixed.applied).sum();
        tell(settings, || format!("Fixed {} in {}.", view::count(number, "finding"), view::count(fixed.len(), "file")));
    }
    if let (Some(portal), Some(catalog)) = (portal.as_deref(), &catalog) {
        let refusals = ops::online::refusals(&listing, &reader, &linted, &repository, catalog, portal);
        let refusals = refusals.map_err(unanswered)?;
        // Again, now that it is known what the portal says: comments may allow that too.
        linted = ops::lint::lint(&listing, &reader, &lint.clone().knowing(&refusals), Texts::AsShown);
    }
    let (compared, stale) = compared(&args, settings, &listing, std::mem::take(&mut linted.findings))?;
    let report = Report {
        found: &compared.new,
        known: &compared.known,
        files: Some(linted.checked),
        left_out: &linted.left_out,
    };
    let for_people = matches!(settings.report_format, Format::Human | Format::Concise);
    if args.statistics && for_people {
        view::findings::statistics(&compared.new, out)?;
    } else {
        view::findings::report(report, settings, out)?;
    }
    out.flush()?;
    if catalog.is_none() {
        tell(settings, || UNKNOWN.to_owned());
    }
    notes(&listing, &linted, &compared, settings);
    let counts = |finding: &Finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => args.deny_warnings,
        Severity::Info => false,
    };
    let unkept = linted.left_out.iter().any(|(_, left_out)| left_out.error || (left_out.warning && args.deny_warnings));
    Ok(if stale || unkept || compared.new.iter().any(counts) { Exit::Failed } else { Exit::Success })
}

const UNKNOWN: &str = "No blueprints are known, so properties and relations were not held against any: name a snapshot \
                       with --catalog, a model with --model, or a portal with --portal.";

/// Tells something beside the result, unless only that is wanted.
fn tell(settings: &Settings, line: impl FnOnce() -> String) {
    if !settings.quiet {
        aside(&line());
    }
}

/// A portal that does not answer leaves `lint` without what it was to report.
fn unanswered(error: PortalError) -> Failure {
    Failure { exit: Exit::CouldNotRun, ..Failure::from_portal(&error) }
}

/// The names of files that the project says count.
pub(super) fn project_names(settings: &Settings) -> Result<Names, Failure> {
    let says = &settings.project.file.lint;
    Names::new(&settings.project.root, &says.include, &says.exclude)
        .map_err(|reason| Failure::could_not_run(format!("portwright.toml: {reason}")))
}

/// Which files there are, and how they are read.
fn files<'s>(args: &LintArgs, settings: &'s Settings) -> Result<(Listing, Reader<'s>), Failure> {
    let names = project_names(settings)?;
    let reads_text = args.paths.iter().any(|path| path.as_os_str() == "-");
    let reads_list = args.files_from.as_ref().is_some_and(|path| path.as_os_str() == "-");
    if reads_text && reads_list {
        return Err(Failure::could_not_run("the standard input cannot be both a file and a list of files"));
    }
    let given: Vec<PathBuf> = args.paths.iter().filter(|path| path.as_os_str() != "-").cloned().collect();
    let listed = args.files_from.as_ref().map(|file| list(file, settings)).transpose()?;
    let mut reader = Reader { here: &settings.here, limits: Limits::default(), given: None };
    if reads_text {
        let mut bytes = Vec::new();
        let most = reader.limits.bytes as u64 + 1;
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(unreadable("the standard input"))?;
        let path = absolute(&settings.here, &args.stdin_filename);
        let path = path.strip_prefix(&settings.here).map(Path::to_path_buf).unwrap_or(path);
        reader.given = Some((path, bytes));
    }
    let search = Search {
        here: &settings.here,
        project: settings.project.is_marked.then_some(settings.project.root.as_path()),
        given: &given,
        listed: listed.as_deref(),
        stdin_file: reader.given.as_ref().map(|(path, _)| path.as_path()),
        names: &names,
    };
    let listing = discover(&search).map_err(|error| Failure::could_not_run(error.to_string()))?;
    Ok((listing, reader))
}

fn unreadable(what: &str) -> impl Fn(std::io::Error) -> Failure {
    move |error| Failure::could_not_run(format!("{what} could not be read: {error}"))
}

/// The paths in a list. NUL, where there is one, separates them; else each has a line.
fn list(file: &Path, settings: &Settings) -> Result<Vec<PathBuf>, Failure> {
    let mut text = String::new();
    if file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_string(&mut text).map_err(unreadable("the standard input"))?;
    } else {
        text =
            std::fs::read_to_string(settings.here.join(file)).map_err(unreadable(&format!("`{}`", file.display())))?;
    }
    let separator = if text.contains('\0') { '\0' } else { '\n' };
    let paths = text.split(separator).map(|path| path.trim_end_matches('\r')).filter(|path| !path.is_empty());
    Ok(paths.map(PathBuf::from).collect())
}

/// Who reads the files: what the flag says, else the project.
fn provider(args: &LintArgs, settings: &Settings) -> Result<Provider, Failure> {
    let said = || settings.project.file.lint.provider.as_deref().map(Provider::named).transpose();
    let said = match args.provider {
        Some(provider) => Some(provider),
        None => said().map_err(|reason| Failure::could_not_run(format!("portwright.toml: {reason}")))?,
    };
    Ok(said.unwrap_or_default())
}

/// The level that a word asks for.
fn level(says: LevelSetting) -> Level {
    match says {
        LevelSetting::Error => Level::Report(Severity::Error),
        LevelSetting::Warn => Level::Report(Severity::Warning),
        LevelSetting::Allow => Level::Allow,
    }
}

/// The levels that the project asks for.
pub(super) fn project_levels(settings: &Settings) -> Vec<(String, Level)> {
    let rules = &settings.project.file.lint.rules;
    rules.iter().map(|(name, says)| (name.clone(), level(*says.get_ref()))).collect()
}

/// The levels that the project and then the flags ask for.
fn levels(args: &LintArgs, settings: &Settings) -> Levels {
    let flags =
        [(&args.allow, LevelSetting::Allow), (&args.warn, LevelSetting::Warn), (&args.error, LevelSetting::Error)];
    let flags = flags.into_iter().flat_map(|(names, says)| names.iter().map(move |name| ((*name).to_owned(), says)));
    let said = project_levels(settings).into_iter().chain(flags.map(|(name, says)| (name, level(says)))).collect();
    Levels { said, pedantic: args.pedantic }
}

/// Holds findings against the baseline, or makes one of them. Tells whether anything in it is gone.
fn compared(
    args: &LintArgs,
    settings: &Settings,
    listing: &Listing,
    found: Vec<Finding>,
) -> Result<(Compared, bool), Failure> {
    let says = &settings.project.file.lint;
    let file = match (&args.baseline, &says.baseline) {
        (Some(file), _) => Some(settings.here.join(file)),
        (None, Some(file)) => Some(settings.project.root.join(file)),
        (None, None) => None,
    };
    let Some(file) = file else {
        if args.update_baseline {
            let failure = Failure::could_not_run("it is not said which baseline is to be updated");
            return Err(failure.help("name it with --baseline, or as `[lint] baseline` in portwright.toml"));
        }
        return Ok((Compared { new: found, ..Compared::default() }, false));
    };
    let from_top = |name: &Path| {
        let path = absolute(&settings.here, name);
        crate::disk::model::relative_path(&path, &listing.top)
    };
    let path_of = |finding: &Finding| from_top(Path::new(&finding.place.file.name));
    if args.update_baseline {
        let text = Baseline::of(&found, path_of).text();
        let written = replace(&file, text.as_bytes());
        written.map_err(|error| {
            Failure::could_not_run(format!("`{}` could not be written: {error}", settings.shown(&file)))
        })?;
        tell(settings, || format!("{} written to `{}`.", view::count(found.len(), "finding"), settings.shown(&file)));
        return Ok((Compared { known: found, ..Compared::default() }, false));
    }
    let text = std::fs::read_to_string(&file).map_err(|error| {
        let failure = Failure::could_not_run(format!("`{}` could not be read: {error}", settings.shown(&file)));
        failure.help("--update-baseline writes a new one")
    })?;
    let baseline = Baseline::parse(&text)
        .map_err(|reason| Failure::could_not_run(format!("`{}` is no baseline: {reason}", settings.shown(&file))))?;
    let reported: std::collections::BTreeSet<String> =
        listing.files.iter().filter(|listed| listed.reported).map(|listed| from_top(&listed.path)).collect();
    // Where all files are looked at, one that is not there is gone.
    let all = args.paths.is_empty() && args.files_from.is_none() && settings.here == listing.top;
    let compared = baseline.compare(found, path_of, |path| all || reported.contains(path));
    let stale = !compared.stale.is_empty();
    Ok((compared, stale))
}

/// What a person should know beside the findings.
fn notes(listing: &Listing, linted: &Linted, compared: &Compared, settings: &Settings) {
    const MOST: usize = 5;
    for entry in &compared.stale {
        aside(&format!(
            "{}: {} is in the baseline and gone ({}): run with --update-baseline.",
            view::escape::shown(&entry.path),
            view::count(entry.count, &format!("`{}`", entry.rule)),
            view::escape::shown(&entry.message),
        ));
    }
    for (path, reason) in &listing.unread {
        aside(&format!("`{}` was not looked into: {reason}.", settings.shown(path)));
    }
    for (path, sort) in linted.foreign.iter().take(MOST) {
        tell(settings, || format!("`{path}` is {sort}, so it was skipped."));
    }
    if linted.foreign.len() > MOST {
        tell(settings, || format!("And {} more of other programs.", view::count(linted.foreign.len() - MOST, "file")));
    }
    let unkept: usize = linted.left_out.iter().map(|(_, left_out)| left_out.number).sum();
    if unkept > 0 && !matches!(settings.report_format, Format::Human | Format::Concise) {
        let kept = ops::lint::KEPT;
        tell(settings, || format!("{} not in the report: it has {kept} of a file.", view::count(unkept, "finding")));
    }
    if listing.excluded > 0 {
        let excluded = view::count(listing.excluded, "file");
        tell(settings, || format!("{excluded} left out, as portwright.toml says."));
    }
    if !compared.known.is_empty() {
        tell(settings, || format!("{} in the baseline.", view::count(compared.known.len(), "finding")));
    }
    let is_human = settings.report_format == Format::Human;
    if is_human && compared.new.is_empty() && compared.stale.is_empty() {
        tell(settings, || format!("{} checked: nothing to report.", view::count(linted.checked, "file")));
    }
}

/// Shows what would be written.
fn show(fixed: &[FixedFile], settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    for file in fixed {
        view::diff::diff(&file.fixed.before, &file.fixed.after, settings.paint, out)?;
    }
    Ok(if fixed.is_empty() { Exit::Success } else { Exit::Failed })
}
