//! `portwright help`.

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::print_help;
use crate::ground::closest::closest;
use crate::lint::RULES;

/// Show the help of a command
///
/// Prints the same as `portwright COMMAND --help`.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright help plan
  portwright help run finish")]
pub(crate) struct HelpArgs {
    /// The command, such as `plan` or `run finish` [default: portwright itself]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

pub(crate) fn run(args: &HelpArgs, program: clap::Command) -> Result<Exit, Failure> {
    let mut command = &program;
    for word in &args.command {
        command = command.find_subcommand(word).ok_or_else(|| unknown(word, command))?;
    }
    let words = std::iter::once(program.get_name()).chain(args.command.iter().map(String::as_str)).chain(["--help"]);
    let words: Vec<String> = words.map(str::to_owned).collect();
    match program.try_get_matches_from(words) {
        Ok(_) => Ok(Exit::Success),
        Err(help) => Ok(print_help(&help).map(|()| Exit::Success)?),
    }
}

fn unknown(word: &str, command: &clap::Command) -> Failure {
    let names = || command.get_subcommands().map(clap::Command::get_name);
    let failure = Failure::could_not_run(format!("`{}` has no command `{word}`", command.get_name()));
    match closest(word, names()) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None if RULES.iter().any(|rule| rule.name == word) => {
            failure.help(format!("it is a rule: `portwright explain {word}` describes it"))
        }
        None => failure.help("`portwright --help` lists all commands"),
    }
}
