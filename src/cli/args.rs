//! The command line.

use std::path::Path;

use clap::{Parser, Subcommand};

use crate::cli::command;
use crate::cli::exit::Verb;
use crate::cli::global::Global;

/// Manage a Port portal's data model as code
#[derive(Debug, Parser)]
#[command(name = "portwright", version, max_term_width = 100, disable_help_subcommand = true)]
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
        }
    }
}
