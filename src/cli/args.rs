//! The command line.

use clap::{Parser, Subcommand};

use crate::cli::command;
use crate::cli::global::Global;

/// Keep a Port portal's data model as code
#[derive(Debug, Parser)]
#[command(name = "portwright", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
}

/// The verbs.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a comment here would hide the command's own, which is its help")]
pub enum Command {
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
}

impl Command {
    /// Whether 2 means something else than "could not run" to who called this.
    pub fn fails_with_one(&self) -> bool {
        matches!(self, Self::Plan(_) | Self::Apply(_))
    }
}
