//! The command line.

use std::path::Path;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::cli::command;
use crate::cli::exit::Verb;
use crate::cli::format::formats;
use crate::cli::global::Global;

/// Manage a Port portal's data model as code
#[derive(Debug, Parser)]
#[command(name = "portwright", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "`portwright help COMMAND` describes a command, with examples.")]
#[command(after_long_help = "\
Examples:
  portwright plan --portal sandbox
  portwright lint --fix
  portwright help apply")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Plan(command::plan::PlanArgs),
    Apply(command::apply::ApplyArgs),
    Show(command::show::ShowArgs),
    Drift(command::drift::DriftArgs),
    Graph(command::graph::GraphArgs),
    Export(command::export::ExportArgs),
    Lint(command::lint::LintArgs),
    Lsp(command::lsp::LspArgs),
    Enrich(command::enrich::EnrichArgs),
    Validate(command::validate::ValidateArgs),
    Sync(command::sync::SyncArgs),
    Run(command::run::RunArgs),
    Sandbox(command::sandbox::SandboxArgs),
    Snapshot(command::snapshot::SnapshotArgs),
    Schema(command::schema::SchemaArgs),
    Explain(command::explain::ExplainArgs),
    Init(command::init::InitArgs),
    Doctor(command::doctor::DoctorArgs),
    Completions(command::completions::CompletionsArgs),
    Man(command::man::ManArgs),
    Help(command::help::HelpArgs),
}

impl Command {
    /// The model's folder, if the arguments name one.
    pub(crate) fn model(&self) -> Option<&Path> {
        match self {
            Self::Lint(args) => args.catalog.model(),
            Self::Enrich(args) => args.catalog.model(),
            Self::Schema(args) => args.catalog.model(),
            Self::Snapshot(args) => args.model.as_deref(),
            _ => None,
        }
    }

    /// Whether the output has one event per line, without `--format`.
    pub(crate) fn prints_events(&self) -> bool {
        matches!(self, Self::Apply(args) if args.prints_events())
    }

    pub(crate) fn verb(&self) -> Verb {
        match self {
            Self::Plan(_) => Verb::Plan,
            Self::Apply(_) => Verb::Apply,
            Self::Show(_) => Verb::Show,
            Self::Drift(_) => Verb::Drift,
            Self::Graph(_) => Verb::Graph,
            Self::Export(_) => Verb::Export,
            Self::Lint(_) => Verb::Lint,
            Self::Lsp(_) => Verb::Lsp,
            Self::Enrich(_) => Verb::Enrich,
            Self::Validate(_) => Verb::Validate,
            Self::Sync(_) => Verb::Sync,
            Self::Run(_) => Verb::Run,
            Self::Sandbox(_) => Verb::Sandbox,
            Self::Snapshot(_) => Verb::Snapshot,
            Self::Schema(_) => Verb::Schema,
            Self::Explain(_) => Verb::Explain,
            Self::Init(_) => Verb::Init,
            Self::Doctor(_) => Verb::Doctor,
            Self::Completions(_) => Verb::Completions,
            Self::Man(_) => Verb::Man,
            Self::Help(_) => Verb::Help,
        }
    }
}

/// Parses the command line of this process.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    let mut program = program();
    let mut matches = program.try_get_matches_from_mut(std::env::args_os())?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut program))
}

/// The definition of the command line. The help of a command lists only the global options that affect it, and `-h` omits
/// those that most people never need.
pub(crate) fn program() -> clap::Command {
    let mut program = Cli::command();
    let shared: Vec<clap::Arg> = program.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    for verb in Verb::value_variants() {
        let options = shared.iter().map(|option| described(option.clone(), *verb));
        program = program.mut_subcommand(verb.name(), |command| command.args(options));
    }
    program.mut_args(|option| match option.is_global_set() {
        true => option.hide_short_help(true),
        false => option,
    })
}

/// A global option, as the help of this command shows it.
fn described(option: clap::Arg, verb: Verb) -> clap::Arg {
    let has_effect = match option.get_id().as_str() {
        "format" => !formats(verb).is_empty(),
        "portal" => uses_portal(verb) || verb == Verb::Init,
        "max_wait" | "ca_file" | "timeout" => uses_portal(verb),
        "profile" | "vars" => uses_model(verb),
        _ => true,
    };
    let option = option.hide(!has_effect);
    match option.get_id().as_str() {
        "format" => {
            let names: Vec<String> = formats(verb).iter().map(|format| format.name()).collect();
            let lines: Vec<String> = formats(verb).iter().map(|format| format.described()).collect();
            option
                .help(format!("The output format: {}", names.join(", ")))
                .long_help(format!("The output format:\n{}", lines.join("\n")))
                .hide_possible_values(true)
        }
        "portal" => option,
        _ => option.hide_short_help(true),
    }
}

fn uses_portal(verb: Verb) -> bool {
    !is_alone(verb) && !matches!(verb, Verb::Show | Verb::Validate)
}

fn uses_model(verb: Verb) -> bool {
    !is_alone(verb) && !matches!(verb, Verb::Show | Verb::Run)
}

/// Whether a command reads neither a model nor a portal.
fn is_alone(verb: Verb) -> bool {
    use Verb::{Completions, Explain, Help, Init, Lsp, Man, Sandbox};
    matches!(verb, Lsp | Sandbox | Explain | Init | Completions | Man | Help)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command with its name, subcommands included.
    fn commands() -> Vec<(String, clap::Command)> {
        let mut program = program().term_width(80);
        program.build();
        let mut all = vec![("portwright".to_owned(), program)];
        let mut next = 0;
        while let Some((name, command)) = all.get(next).cloned() {
            all.extend(command.get_subcommands().map(|sub| (format!("{name} {}", sub.get_name()), sub.clone())));
            next += 1;
        }
        all
    }

    /// Splits a command line as a shell does, as far as examples need it.
    fn words(line: &str) -> Vec<String> {
        let parts = line.split('\'').enumerate();
        let split = parts.flat_map(|(nth, part)| match nth % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
            _ => vec![part.to_owned()],
        });
        split.collect()
    }

    #[test]
    fn every_command_shows_examples_that_can_be_run() {
        for (name, mut command) in commands() {
            let help = command.render_long_help().to_string();
            let examples = help.split_once("Examples:\n").unwrap_or_else(|| panic!("{name} has no examples")).1;
            for line in examples.lines().filter(|line| !line.trim().is_empty()) {
                assert!(line.trim().starts_with(&name), "{name}: {line}");
                assert!(line.len() <= 80, "{name}: {line}");
                let matches =
                    program().try_get_matches_from(words(line)).unwrap_or_else(|error| panic!("{line}: {error}"));
                let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| panic!("{line}: {error}"));
                let checked = crate::cli::format::checked_format(cli.command.verb(), cli.global.format);
                assert!(checked.is_ok(), "{line}");
            }
        }
    }

    #[test]
    fn the_short_help_of_a_command_fits_on_a_screen() {
        for (name, mut command) in commands() {
            let help = command.render_help().to_string();
            let lines = help.lines().count();
            assert!(lines <= 36, "{name}: {lines} lines\n{help}");
        }
    }
}
