//! Command lines that do not run a command: how clap's errors are corrected and printed.

use std::io::{self, Write};

use clap::ValueEnum;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::args::program;
use crate::cli::env::{Arguments, in_github_actions};
use crate::cli::exit::Verb;
use crate::cli::failure::Failure;
use crate::cli::format::formats;
use crate::cli::terminal::stderr;
use crate::cli::view::escape::{escaped, escaped_lines};

/// The first command name in the arguments, for a command line that does not parse.
pub(crate) fn verb(arguments: &Arguments) -> Option<Verb> {
    let program = program();
    let name = arguments.first_of(&program.get_subcommands().map(clap::Command::get_name).collect::<Vec<_>>())?;
    Verb::from_str(name, false).ok()
}

/// The error to print: text of the command line can neither control the terminal nor span lines, and an unknown option is
/// answered by the one that was probably meant.
pub(crate) fn corrected(error: clap::Error, arguments: &Arguments) -> clap::Error {
    // Parse again with escaped arguments: in clap's text, they cannot be distinguished from the rest.
    let escaped = || arguments.0.iter().map(|argument| escaped(argument).into_owned());
    let again = if deceive(arguments) {
        program().try_get_matches_from(std::iter::once("portwright".to_owned()).chain(escaped())).err()
    } else {
        None
    };
    let mut error = again.unwrap_or(error);
    correct_tips(&mut error, arguments);
    error
}

fn deceive(arguments: &Arguments) -> bool {
    arguments.0.iter().any(|argument| escaped(argument) != argument.as_str())
}

/// Replaces clap's tip to pass an unknown option as a value, which is rarely meant, with the option that is.
fn correct_tips(error: &mut clap::Error, arguments: &Arguments) {
    if error.kind() != ErrorKind::UnknownArgument {
        return;
    }
    let meant = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(unknown)) => meant(unknown, arguments),
        _ => None,
    };
    if let Some(meant) = meant {
        error.remove(ContextKind::SuggestedArg);
        let tip = StyledStr::from(format!("write `{}`", escaped(&meant)));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    } else if error.get(ContextKind::Suggested).is_some_and(|tips| tips.to_string().starts_with("to pass ")) {
        error.remove(ContextKind::Suggested);
    }
}

/// Options of other programs, and their replacements.
const FOREIGN: [(&str, &str); 12] = [
    ("chdir", "--directory"),
    ("cwd", "--directory"),
    ("dry-run", "--diff"),
    ("github", "--backend github"),
    ("gitlab", "--backend gitlab"),
    ("jenkins", "--backend jenkins"),
    ("region", "--portal"),
    ("sandbox", "--portal sandbox"),
    ("strict", "--deny-warnings"),
    ("url", "--portal"),
    ("y", "--auto-approve"),
    ("yes", "--auto-approve"),
];

/// The name of the option in a text such as `--portal sandbox`.
fn option_of(text: &str) -> &str {
    text.trim_start_matches('-').split(' ').next().unwrap_or_default()
}

/// The option to suggest in place of an unknown one.
fn meant(unknown: &str, arguments: &Arguments) -> Option<String> {
    let verb = verb(arguments);
    let mut program = program();
    program.build();
    let command = verb.and_then(|verb| program.find_subcommand(verb.name())).unwrap_or(&program);
    let has = |long: &str| command.get_arguments().any(|arg| arg.get_long() == Some(long));
    // clap reads `-var` as `-v -a -r`.
    let letter = unknown.strip_prefix('-').filter(|letter| letter.chars().count() == 1);
    let names: Vec<String> = verb.map(formats).unwrap_or_default().iter().map(|format| format.name()).collect();
    let is_known = |name: &str| has(name) || names.iter().any(|known| known == name);
    let long = letter.and_then(|letter| {
        let written = arguments.before_dashes().filter_map(|word| word.strip_prefix('-')).map(name_of);
        written.into_iter().find(|name| name.len() > 1 && name.contains(letter) && is_known(name))
    });
    if let Some(long) = long.filter(|long| has(long)) {
        return Some(format!("--{long}"));
    }
    let name = long.unwrap_or_else(|| name_of(unknown.trim_start_matches('-')));
    let is_format = || arguments.value_of(unknown).is_some_and(|value| names.iter().any(|name| name == value));
    if matches!(name, "o" | "output") && has("out") && !is_format() {
        return Some("--out FILE".to_owned());
    }
    if let Some((_, ours)) = FOREIGN.iter().find(|(theirs, ours)| *theirs == name && has(option_of(ours))) {
        return Some((*ours).to_owned());
    }
    if name == "dry-run" && verb == Some(Verb::Apply) {
        return Some("portwright plan".to_owned());
    }
    let format = match name {
        "f" | "o" | "output" if !names.is_empty() => {
            arguments.value_of(unknown).filter(|value| names.iter().any(|name| name == value)).unwrap_or("FORMAT")
        }
        name => names.iter().find(|known| *known == name)?,
    };
    Some(format!("--format {format}"))
}

/// An option's name without its value.
fn name_of(option: &str) -> &str {
    option.split_once('=').map_or(option, |(name, _)| name)
}

/// Prints an error to standard error, where it cannot start a workflow command.
pub(crate) fn print(error: &clap::Error, arguments: &Arguments) -> io::Result<()> {
    if !deceive(arguments) && !in_github_actions() {
        // With colours.
        return error.print();
    }
    let mut out = stderr();
    writeln!(out, "{}", escaped_lines(error.render().to_string().trim_end()))?;
    out.flush()
}

/// Converts an error of clap, whose paragraphs are the message, the tips and the usage.
pub(crate) fn failure(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let message = paragraphs.next().unwrap_or_default();
    let message = message.trim_start_matches("error: ").lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let failure = Failure::could_not_run(message);
    paragraphs.flat_map(str::lines).map(str::trim).fold(failure, |failure, line| match line.strip_prefix("tip: ") {
        Some(tip) => failure.help(tip),
        None => failure,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error for a command line, as text.
    fn printed(line: &str) -> String {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let error = program().try_get_matches_from(&words).expect_err("it does not parse");
        corrected(error, &Arguments(words.into_iter().skip(1).collect())).render().to_string()
    }

    #[test]
    fn the_option_that_was_meant_is_named() {
        for (line, tip) in [
            ("lint --json", "write `--format json`"),
            ("lint --sarif port.yml", "write `--format sarif`"),
            ("lint -f json", "write `--format json`"),
            ("lint -f=junit", "write `--format junit`"),
            ("plan --output json", "write `--format json`"),
            ("plan --output plan.txt", "write `--out FILE`"),
            ("drift --output drift.txt", "write `--format FORMAT`"),
            ("lint -o", "write `--format FORMAT`"),
            ("apply --yes", "write `--auto-approve`"),
            ("apply -y", "write `--auto-approve`"),
            ("apply --dry-run", "write `portwright plan`"),
            ("lint --dry-run", "write `--diff`"),
            ("lint --strict", "write `--deny-warnings`"),
            ("plan --region us", "write `--portal`"),
            ("plan --sandbox", "write `--portal sandbox`"),
            ("init --github", "write `--backend github`"),
            ("plan -var a=b", "write `--var`"),
            ("plan -var=a=b", "write `--var`"),
            ("apply -auto-approve", "write `--auto-approve`"),
            ("lint -json", "write `--format json`"),
            ("lint -format json", "write `--format`"),
            ("lint --catalogue x", "a similar argument exists: '--catalog'"),
        ] {
            let printed = printed(&format!("portwright {line}"));
            assert!(printed.contains(&format!("tip: {tip}")) && !printed.contains("to pass"), "{line}: {printed}");
        }
        for line in ["lint --config x", "explain --json", "plan --sarif", "--json", "lint -x"] {
            let printed = printed(&format!("portwright {line}"));
            assert!(!printed.contains("tip:"), "{line}: {printed}");
        }
    }

    #[test]
    fn an_argument_is_escaped_in_messages() {
        let printed = printed("portwright lint --provider=a\n::error::x\u{1b}[31m");
        assert!(printed.contains("a\\n::error::x\\u{1b}[31m"), "{printed}");
    }
}
