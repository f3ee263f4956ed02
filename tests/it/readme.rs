//! The README is true: its commands are run and print what it says they print, its files are good, its flags exist.

#[cfg(unix)]
mod console;
#[cfg(unix)]
mod github;

use std::path::{Path, PathBuf};
use std::process::Command;

use portwright::disk::project::ProjectFile;
use portwright::ground::source::SourceFile;
use portwright::lint::RULES;
use portwright::yaml::parse::{Limits, parse};

use crate::markdown::blocks;
use crate::support::{File, Project, files_below, report, root};

/// What a command line of the README calls the program when it has just been cloned.
const FROM_SOURCE: &str = "cargo run --release -- ";

fn readme() -> (PathBuf, String) {
    let path = root().join("README.md");
    let text = std::fs::read_to_string(&path).expect("there is a README");
    (path, text)
}

/// The blueprints of this repository, which the README's files speak of.
fn blueprints() -> Vec<File> {
    let paths = files_below(&root().join("model/blueprints"), ".yml");
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("the repository can be read");
    let name = |path: &PathBuf| path.strip_prefix(root()).expect("it lies in the repository").display().to_string();
    paths.iter().map(|path| File::new(&name(path), &text(path))).collect()
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_portwright"))
}

#[test]
fn files_in_the_readme_are_good() {
    let (_, text) = readme();
    let mut files = blueprints();
    for block in blocks(&text) {
        match (block.language(), block.file()) {
            ("yaml", Some(_)) if block.is_wrong() => {}
            ("yaml" | "json", Some(name)) => files.push(File::new(name, &block.text)),
            ("yaml", None) => {
                let parsed = parse(&SourceFile::new("README.md", block.text.as_str()), &Limits::default());
                assert!(parsed.faults.is_empty(), "{:?} in\n{}", parsed.faults, block.text);
            }
            ("toml", _) => {
                toml::from_str::<ProjectFile>(&block.text).unwrap_or_else(|error| panic!("{error} in\n{}", block.text));
            }
            ("console" | "sh" | "text", _) => {}
            (language, _) => panic!("no test knows what to do with a block of `{language}`"),
        }
    }
    let found = Project::new(&files).check(RULES);
    assert!(found.is_empty(), "{}", report(&found));
}

#[test]
fn commands_that_are_only_shown_have_the_flags_that_they_use() {
    let (_, text) = readme();
    for block in blocks(&text).iter().filter(|block| ["sh", "yaml"].contains(&block.language())) {
        for line in block.text.lines().map(|line| line.replace(FROM_SOURCE, "portwright ")) {
            let Some((_, command)) = line.split_once("portwright ") else { continue };
            let words: Vec<&str> =
                command.split_whitespace().take_while(|word| !["#", "&", "|", "&&"].contains(word)).collect();
            let is_verb = |word: &&&str| word.chars().all(|letter| letter.is_ascii_lowercase());
            let verbs: Vec<&str> = words.iter().take_while(is_verb).copied().collect();
            let Some(verb) = verbs.first() else { continue };
            let output = Command::new(program()).args(&verbs).arg("--help").output().expect("the program runs");
            let help = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "there is no command `{verb}`: {line}");
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                let name = flag.split('=').next().unwrap_or(flag);
                assert!(help.contains(name), "`{verb}` has no flag `{name}`: {line}");
            }
        }
    }
}

#[test]
fn ci_runs_the_two_commands_of_the_start() {
    let (_, text) = readme();
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect("there is a script for CI");
    let blocks = blocks(&text);
    let start = blocks.iter().find(|block| block.language() == "sh").expect("the README begins with commands");
    let commands: Vec<&str> = start.text.lines().filter_map(|line| line.split('#').next()).map(str::trim).collect();
    assert_eq!(commands.len(), 2);
    for command in commands {
        assert!(ci.lines().any(|line| line.trim() == command), ".ci/run does not run `{command}`");
    }
}
