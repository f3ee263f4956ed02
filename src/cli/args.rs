//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cli::command;

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

/// What every command takes.
#[derive(Args, Debug)]
pub struct Global {
    /// The portal: `sandbox`, `eu`, `us` or a base URL
    #[arg(long, global = true, value_name = "PORTAL", help_heading = "Global options")]
    pub portal: Option<String>,
    /// Lay the files of model/profiles/NAME over the model
    #[arg(long, global = true, value_name = "NAME", help_heading = "Global options")]
    pub profile: Option<String>,
    /// Set a variable of the model; may be repeated
    #[arg(long = "var", global = true, value_name = "NAME=VALUE", help_heading = "Global options")]
    pub vars: Vec<String>,
    /// Run as if started in this folder
    #[arg(short = 'C', long, global = true, value_name = "FOLDER", help_heading = "Global options")]
    pub directory: Option<PathBuf>,
    /// How results are printed
    #[arg(long, global = true, value_enum, help_heading = "Global options")]
    pub format: Option<Format>,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, help_heading = "Global options")]
    pub color: When,
    /// Print results only, no progress
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,
    /// Wait at most so long before a request is sent again, whatever the server asks for [default: 120]
    #[arg(long, global = true, value_name = "SECONDS", help_heading = "Global options")]
    pub max_wait: Option<u64>,
    /// Trust the certificates in this file too
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub ca_file: Option<PathBuf>,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person.
    Human,
    /// One line a finding.
    Concise,
    /// For a program.
    Json,
    /// Findings for code scanning: SARIF 2.1.0.
    Sarif,
    /// Findings as annotations of GitHub Actions; chosen by itself there.
    Github,
    /// Findings as GitLab's code quality artifact.
    Gitlab,
    /// Findings as JUnit XML.
    Junit,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal that can show them.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
