//! The program, from arguments to exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::cli::args::{Cli, Command, parse, program};
use crate::cli::command;
use crate::cli::completion::answer;
use crate::cli::env::{Arguments, Settings, completing_shell, withhold_secrets};
use crate::cli::exit::{Exit, FailureKind, Verb};
use crate::cli::failure::Failure;
use crate::cli::format::{Format, checked_format};
use crate::cli::signals::ended_between_changes;
use crate::cli::terminal::{IgnoreBrokenPipe, print_help, stderr, stdout_is_closed};
use crate::cli::usage;
use crate::cli::view::apply_events as events;
use crate::cli::view::failure::error_json;
use crate::cli::view::json::write_failed;
use crate::cli::view::paint::Paint;
use crate::cli::workflow::Guarded;

/// Runs the program and returns its exit code.
pub fn run() -> ExitCode {
    if let Some(shell) = completing_shell() {
        // A shell shows no error while somebody types.
        let answered = answer(&shell, program(), std::env::args_os().collect(), &mut IgnoreBrokenPipe(io::stdout()));
        return ExitCode::from(if answered.is_ok() { Exit::Success } else { Exit::Failed }.code());
    }
    withhold_secrets();
    let Cli { command, mut global } = match parse() {
        Ok(cli) => cli,
        Err(error) => return misused(error),
    };
    if command.prints_events() {
        global.format.get_or_insert(Format::Jsonl);
    }
    let (verb, format) = (command.verb(), global.format);
    let mut ending = Ending { exit_of: verb, format, settings: None };
    let settings = match checked_format(verb, format).and_then(|()| Settings::read(global, verb)) {
        Ok(settings) => settings,
        Err(failure) => return ending.end(&failure, &[]),
    };
    ending.settings = Some(&settings);
    // The server reports faults of the settings to the editor, which may correct them.
    let checked = if verb == Verb::Lsp { Ok(()) } else { settings.check(command.model()) };
    if let Err(failure) = checked {
        return ending.end(&failure, &[]);
    }
    let mut out = Guarded::new(IgnoreBrokenPipe(io::stdout().lock()));
    // A document is written once it is known whether it must contain an error. The document of `lint` may be large, and is
    // written directly: once it is started, it is always completed.
    let mut document = Vec::new();
    let is_kept = format == Some(Format::Json) && verb != Verb::Lint;
    let done = dispatch(command, &settings, if is_kept { &mut document } else { &mut out });
    let written = match &done {
        Ok(_) => out.write_all(&document).and_then(|()| out.flush()),
        Err(_) => out.flush(),
    };
    drop(out);
    // What was written to a portal must not stay unknown.
    if verb == Verb::Apply && stdout_is_closed() {
        let _ = stderr().write_all(&document);
    }
    match done.and_then(|exit| written.map(|()| exit).map_err(Failure::from)) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => ending.end(&failure, &document),
    }
}

fn dispatch(command: Command, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    // The other commands have handlers of their own, or write no file.
    if matches!(command.verb(), Verb::Plan | Verb::Lint | Verb::Export | Verb::Snapshot | Verb::Schema | Verb::Init) {
        ended_between_changes()?;
    }
    match command {
        Command::Plan(args) => command::plan::run(args, settings, out),
        Command::Apply(args) => command::apply::run(args, settings, out),
        Command::Show(args) => command::show::run(&args, settings, out),
        Command::Drift(args) => command::drift::run(&args, settings, out),
        Command::Graph(args) => command::graph::run(&args, settings, out),
        Command::Export(args) => command::export::run(&args, settings, out),
        Command::Lint(args) => command::lint::run(args, settings, out),
        Command::Lsp(args) => Ok(command::lsp::run(&args, settings)),
        Command::Enrich(args) => command::enrich::run(&args, settings, out),
        Command::Snapshot(args) => command::snapshot::run(&args, settings, out),
        Command::Schema(args) => command::schema::run(&args, settings, out),
        Command::Validate(args) => command::validate::run(args, settings, out),
        Command::Sync(args) => command::sync::run(&args, settings, out),
        Command::Run(args) => command::run::run(args, settings, out),
        Command::Sandbox(args) => command::sandbox::run(args, settings, out),
        Command::Explain(args) => command::explain::run(&args, out),
        Command::Init(args) => command::init::run(&args, settings, out),
        Command::Doctor(_) => command::doctor::run(settings, out),
        Command::Completions(args) => command::completions::run(&args, out),
        Command::Man(args) => command::man::run(&args, program(), settings, out),
        Command::Help(args) => command::help::run(&args, program()),
    }
}

/// How a failure is reported: to people on standard error, and to programs that asked for JSON on standard output too.
struct Ending<'s> {
    exit_of: Verb,
    format: Option<Format>,
    /// If they could be read.
    settings: Option<&'s Settings>,
}

impl Ending<'_> {
    /// `written` is the output of the command before it failed.
    fn end(&self, failure: &Failure, written: &[u8]) -> ExitCode {
        // If this fails too, there is nowhere left to report it.
        let secrets = self.settings.map(Settings::secrets).unwrap_or_default();
        let paint = self.settings.map_or(Paint { color: false }, |settings| settings.stderr_paint);
        let _ = failure.print(&secrets, paint, &mut stderr());
        let exit = failure.kind.exit(self.exit_of);
        print_error(failure, exit, (self.format, self.settings), written);
        ExitCode::from(exit.code())
    }
}

fn print_error(failure: &Failure, exit: Exit, (format, settings): (Option<Format>, Option<&Settings>), written: &[u8]) {
    let mut out = Guarded::new(IgnoreBrokenPipe(io::stdout().lock()));
    match format {
        // It is already on standard error, so nothing is lost if this fails.
        Some(Format::Json) => {
            let _ = write_failed(written, error_json(failure, exit, settings), &mut out).and_then(|()| out.flush());
        }
        Some(Format::Jsonl) => events::error(error_json(failure, exit, settings), &mut out),
        _ => {}
    }
}

/// Prints clap's output for a command line that does not run a command: an error, the help or the version.
fn misused(error: clap::Error) -> ExitCode {
    let arguments = Arguments::of_process();
    let error = usage::corrected(error, &arguments);
    let verb = usage::verb(&arguments);
    if !error.use_stderr() {
        let ending = Ending { exit_of: verb.unwrap_or(Verb::Help), format: None, settings: None };
        return print_help(&error)
            .map_or_else(|failed| ending.end(&failed.into(), &[]), |()| ExitCode::from(Exit::Success.code()));
    }
    let exit = verb.map_or(Exit::CouldNotRun, |verb| FailureKind::CouldNotRun.exit(verb));
    // If this fails, there is nowhere left to report it.
    let _ = usage::print(&error, &arguments);
    let format = match arguments.format() {
        Some("json") => Some(Format::Json),
        Some("jsonl") => Some(Format::Jsonl),
        _ => arguments.has_flag("--json").then_some(Format::Jsonl),
    };
    print_error(&usage::failure(&error), exit, (format, None), &[]);
    ExitCode::from(exit.code())
}
