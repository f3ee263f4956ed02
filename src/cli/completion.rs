//! Completing a command line in a shell. The script that a shell loads asks the program itself, so that it can also complete the
//! names of rules, of profiles and of the model's resources.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::{EnvCompleter, Shells};

use crate::disk::Project;
use crate::disk::model::profiles;
use crate::kind::KINDS;
use crate::lint::RULES;
use crate::model::Variables;
use crate::ops::workspace::Workspace;

/// The variable in which the script of a shell says that it asks, and the name of the shell.
pub(crate) const VARIABLE: &str = "PORTWRIGHT_COMPLETE";

const PROGRAM: &str = "portwright";

/// As a file in `fpath`, the script becomes the body of the function `_portwright`, which zsh calls to complete the first command line.
const ZSH_AUTOLOAD: &str =
    "if [[ \"${funcstack[1]-}\" == _portwright ]]; then\n    _clap_dynamic_completer_portwright \"$@\"\nfi\n";

/// A shell that can be completed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Shell {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Writes the script that a shell loads.
pub(crate) fn write_script(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    let shells = Shells::builtins();
    completer(&shells, &shell.name())?.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, out)?;
    if shell == Shell::Zsh { out.write_all(ZSH_AUTOLOAD.as_bytes()) } else { Ok(()) }
}

/// What a shell's script says in the environment.
#[derive(Debug)]
pub(crate) struct Asking {
    pub shell: String,
    /// The number of the word that is completed, from 0.
    pub index: usize,
    /// What separates the answers.
    pub separator: String,
}

/// Answers a shell's script, whose words are the arguments after `--`.
pub(crate) fn answer(
    asking: &Asking,
    program: clap::Command,
    words: Vec<OsString>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let here = std::env::current_dir().ok();
    let shells = Shells::builtins();
    let words: Vec<OsString> = words.into_iter().skip_while(|word| word != "--").skip(1).collect();
    let mut program = with_values(program);
    if asking.shell == Shell::Bash.name() {
        return answer_bash(asking, &mut program, words, here.as_deref(), out);
    }
    completer(&shells, &asking.shell)?.write_complete(&mut program, words, here.as_deref(), out)
}

/// Bash takes the `=` of `--target=blueprint/a` for a word between two others, and replaces only the last one of them. Without it, the
/// words are those of `--target blueprint/a`, which have the same values.
fn answer_bash(
    asking: &Asking,
    program: &mut clap::Command,
    words: Vec<OsString>,
    here: Option<&Path>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut kept: Vec<OsString> = Vec::new();
    let mut index = asking.index;
    for (at, word) in words.into_iter().enumerate() {
        let follows_flag = kept.last().and_then(|word| word.to_str()).is_some_and(|word| word.starts_with("--"));
        if at < asking.index && word == "=" && follows_flag {
            index -= 1;
        } else {
            kept.push(word);
        }
    }
    let found = clap_complete::engine::complete(program, kept, index, here)?;
    let values: Vec<_> = found.iter().map(|candidate| candidate.get_value().to_string_lossy()).collect();
    out.write_all(values.join(&asking.separator).as_bytes())
}

fn completer<'s>(shells: &'s Shells<'_>, name: &str) -> io::Result<&'s dyn EnvCompleter> {
    shells.completer(name).ok_or_else(|| io::Error::other(format!("`{name}` is not a shell that can be completed in")))
}

/// The arguments that take a rule, an address or a profile. Nothing is read before a value is completed.
fn with_values(program: clap::Command) -> clap::Command {
    const RULE_ARGUMENTS: [&str; 4] = ["error", "warn", "allow", "name"];
    const ADDRESS_ARGUMENTS: [&str; 7] =
        ["allow", "targets", "excluded", "write_secrets", "addresses", "accept", "resources"];
    let program = program.mut_args(|argument| match argument.get_id().as_str() {
        "profile" => argument.add(ArgValueCandidates::new(profile_names)),
        _ => argument,
    });
    let verbs: Vec<String> = program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    verbs.iter().fold(program, |program, verb| {
        let has_rules = ["lint", "explain"].contains(&verb.as_str());
        program.mut_subcommand(verb, |command| {
            command.mut_args(|argument| match argument.get_id().as_str() {
                "profile" => argument.add(ArgValueCandidates::new(profile_names)),
                id if has_rules && RULE_ARGUMENTS.contains(&id) => argument.add(ArgValueCandidates::new(rule_names)),
                id if !has_rules && ADDRESS_ARGUMENTS.contains(&id) => argument.add(ArgValueCandidates::new(addresses)),
                _ => argument,
            })
        })
    })
}

fn rule_names() -> Vec<CompletionCandidate> {
    let kinds = KINDS.iter().map(|kind| CompletionCandidate::new(kind.name).help(Some("kind".into())));
    let rules = RULES.iter().map(|rule| CompletionCandidate::new(rule.name).help(Some(rule.severity.word().into())));
    rules.chain(kinds).collect()
}

/// A project that cannot be read completes nothing: an error would be in the way of the person who types.
fn in_project<T: Default>(read: impl Fn(&Path, &Project) -> T) -> T {
    let Ok(here) = std::env::current_dir() else { return T::default() };
    Project::find(&here).map(|project| read(&here, &project)).unwrap_or_default()
}

fn profile_names() -> Vec<CompletionCandidate> {
    in_project(|here, project| {
        let mut names = profiles(&here.join(project.model_folder()));
        names.extend(project.file.profile.keys().cloned());
        names.sort();
        names.dedup();
        names.into_iter().map(CompletionCandidate::new).collect()
    })
}

fn addresses() -> Vec<CompletionCandidate> {
    in_project(|here, project| {
        let variables = Variables::default();
        let workspace = Workspace { here, project, profile: None, variables: &variables };
        let model = workspace.model().unwrap_or_default();
        let keys = model.declarations.iter().filter_map(|declaration| declaration.key.as_ref());
        let mut found: Vec<String> = keys.map(ToString::to_string).collect();
        found.sort();
        found.dedup();
        found.into_iter().map(CompletionCandidate::new).collect()
    })
}
