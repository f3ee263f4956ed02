//! One run, from arguments to exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::args::{Cli, Command};
use crate::cli::command;
use crate::cli::env::{Settings, first_of};
use crate::cli::failure::{Exit, Failure};
use crate::cli::terminal::Quiet;
use crate::cli::view::paint::Paint;

/// Runs the program: reads the command line and the environment, does what they say, and gives the exit code.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; both are printed where they belong.
            let code = match error.use_stderr() {
                false => Exit::Success,
                // A pipeline that reads 2 as "there are changes" must not be told so by a misspelt flag.
                true if verb().is_some_and(|verb| ["plan", "apply"].contains(&verb.as_str())) => Exit::Failed,
                true => Exit::CouldNotRun,
            };
            return error.print().map_or(ExitCode::FAILURE, |()| ExitCode::from(code.code()));
        }
    };
    let mut out = Quiet(io::stdout().lock());
    let fails_with_one = cli.command.fails_with_one();
    let end = |mut failure: Failure, secrets: &[String], paint: Paint| {
        if fails_with_one && failure.exit == Exit::CouldNotRun {
            failure.exit = Exit::Failed;
        }
        end(&failure, secrets, paint)
    };
    let settings = match Settings::read(cli.global) {
        Ok(settings) => settings,
        Err(failure) => return end(failure, &[], Paint { color: false }),
    };
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
        Err(failure) => end(failure, &settings.secrets(), settings.paint_aside),
    }
}

/// The command that was meant, where the command line does not parse.
fn verb() -> Option<String> {
    let program = Cli::command();
    first_of(&program.get_subcommands().map(clap::Command::get_name).collect::<Vec<_>>())
}

fn end(failure: &Failure, secrets: &[String], paint: Paint) -> ExitCode {
    // Nobody is left to tell when this fails too.
    let _ = failure.print(secrets, paint, &mut io::stderr().lock());
    ExitCode::from(failure.exit.code())
}
