//! The program, from arguments to exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, ValueEnum};

use crate::cli::args::{Cli, Command};
use crate::cli::command;
use crate::cli::env::{Settings, first_of};
use crate::cli::exit::{Exit, FailureKind, Verb};
use crate::cli::failure::Failure;
use crate::cli::terminal::{Quiet, stderr};
use crate::cli::view::paint::Paint;
use crate::cli::workflow::Guarded;

/// Runs the program and returns its exit code.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are not errors; clap prints each to the right stream.
            let code = match error.use_stderr() {
                false => Exit::Success,
                true => verb().map_or(Exit::CouldNotRun, |verb| FailureKind::CouldNotRun.exit(verb)),
            };
            return error.print().map_or(ExitCode::FAILURE, |()| ExitCode::from(code.code()));
        }
    };
    let mut out = Guarded::new(Quiet(io::stdout().lock()));
    let verb = cli.command.verb();
    let end = |failure: Failure, secrets: &[String], paint: Paint| {
        // If this fails too, there is nowhere left to report it.
        let _ = failure.print(secrets, paint, &mut stderr());
        ExitCode::from(failure.kind.exit(verb).code())
    };
    let settings = match Settings::read(cli.global) {
        Ok(settings) => settings,
        Err(failure) => return end(failure, &[], Paint { color: false }),
    };
    if let Err(failure) = settings.check(cli.command.model()) {
        return end(failure, &settings.secrets(), settings.stderr_paint);
    }
    let done = match cli.command {
        Command::Plan(args) => command::plan::run(args, &settings, &mut out),
        Command::Apply(args) => command::apply::run(args, &settings, &mut out),
        Command::Lint(args) => command::lint::run(args, &settings, &mut out),
        Command::Enrich(args) => command::enrich::run(&args, &settings, &mut out),
        Command::Snapshot(args) => command::snapshot::run(&args, &settings, &mut out),
        Command::Schema(args) => command::schema::run(&args, &settings, &mut out),
        Command::Validate(args) => command::validate::run(args, &settings, &mut out),
        Command::Sync(args) => command::sync::run(&args, &settings, &mut out),
        Command::Run(args) => command::run::run(args, &settings, &mut out),
        Command::Sandbox(args) => command::sandbox::run(args, &settings, &mut out),
        Command::Explain(args) => command::explain::run(&args, &settings, &mut out),
        Command::Init(args) => command::init::run(&args, &settings, &mut out),
    };
    let flushed = out.flush();
    match done.and_then(|exit| flushed.map(|()| exit).map_err(Failure::from)) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => end(failure, &settings.secrets(), settings.stderr_paint),
    }
}

/// The first command name in the arguments, for a command line that does not parse.
fn verb() -> Option<Verb> {
    let program = Cli::command();
    let name = first_of(&program.get_subcommands().map(clap::Command::get_name).collect::<Vec<_>>())?;
    Verb::from_str(&name, false).ok()
}
