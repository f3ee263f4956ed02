//! The command line.

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::cli::command;
use crate::cli::exit::Verb;
use crate::cli::format::formats;
use crate::cli::global::Global;

/// Manage a Port portal's data model as code
#[derive(Debug, Parser)]
#[command(name = "portwright", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "`portwright help COMMAND` describes a command, with examples.")]
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
    Lint(command::lint::LintArgs),
    Enrich(command::enrich::EnrichArgs),
    Validate(command::validate::ValidateArgs),
    Sync(command::sync::SyncArgs),
    Run(command::run::RunArgs),
    Sandbox(command::sandbox::SandboxArgs),
    Snapshot(command::snapshot::SnapshotArgs),
    Schema(command::schema::SchemaArgs),
    Explain(command::explain::ExplainArgs),
    Init(command::init::InitArgs),
    Help(command::help::HelpArgs),
}

impl Command {
    pub(crate) fn verb(&self) -> Verb {
        match self {
            Self::Plan(_) => Verb::Plan,
            Self::Apply(_) => Verb::Apply,
            Self::Lint(_) => Verb::Lint,
            Self::Enrich(_) => Verb::Enrich,
            Self::Validate(_) => Verb::Validate,
            Self::Sync(_) => Verb::Sync,
            Self::Run(_) => Verb::Run,
            Self::Sandbox(_) => Verb::Sandbox,
            Self::Snapshot(_) => Verb::Snapshot,
            Self::Schema(_) => Verb::Schema,
            Self::Explain(_) => Verb::Explain,
            Self::Init(_) => Verb::Init,
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

/// The definition of the command line. The help of a command describes the options that do something in it, and `-h` leaves
/// out those that most people never need.
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
            option.help(format!("The output format: {}", names.join(", "))).hide_possible_values(true)
        }
        "portal" => option,
        _ => option.hide_short_help(true),
    }
}

fn uses_portal(verb: Verb) -> bool {
    !matches!(verb, Verb::Validate | Verb::Sandbox | Verb::Explain | Verb::Init | Verb::Help)
}

fn uses_model(verb: Verb) -> bool {
    !matches!(verb, Verb::Run | Verb::Sandbox | Verb::Explain | Verb::Init | Verb::Help)
}
