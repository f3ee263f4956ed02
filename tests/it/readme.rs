//! The README is true: its commands are run, and print what it says they print.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portwright::disk::project::Says;
use portwright::ground::source::SourceFile;
use portwright::lint::RULES;
use portwright::yaml::parse::{Limits, parse};

use crate::markdown::{Block, blocks};
use crate::support::{File, Project, report, root, update};

/// What a command line of the README calls the program when it has just been cloned.
const FROM_SOURCE: &str = "cargo run --release -- ";

/// Where the README has its reader stand; stands for the folder that the test uses.
const HOME: &str = "/home/you/portwright";

fn readme() -> (PathBuf, String) {
    let path = root().join("README.md");
    let text = std::fs::read_to_string(&path).expect("there is a README");
    (path, text)
}

/// The program's folder, first on the path of every command.
fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_portwright"))
}

/// A copy of what a clone has beside the program, in which a reader could follow the README.
struct Clone {
    folder: tempfile::TempDir,
}

impl Clone {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        for part in ["model", "schemas", "portwright.toml"] {
            for entry in walkdir::WalkDir::new(root().join(part)) {
                let entry = entry.expect("the repository can be read");
                let there = folder.path().join(entry.path().strip_prefix(root()).expect("it lies in the repository"));
                if entry.file_type().is_dir() {
                    std::fs::create_dir_all(there).expect("a folder can be made");
                } else {
                    std::fs::copy(entry.path(), there).expect("a file can be copied");
                }
            }
        }
        Self { folder }
    }

    /// What a terminal shows of a command: both streams, as they come.
    fn run(&self, line: &str) -> String {
        let path = std::env::var("PATH").unwrap_or_default();
        let bin = program().parent().expect("a program lies in a folder").display();
        let line = line.replace(FROM_SOURCE, "portwright ");
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!("exec 2>&1\n{line}"))
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", format!("{bin}:{path}"))
            .env("HOME", self.folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("there is a shell");
        let folder = self.folder.path().canonicalize().expect("the folder is there");
        let shown = String::from_utf8(output.stdout).expect("output is UTF-8");
        shown.replace(&*folder.to_string_lossy(), HOME).replace(&*self.folder.path().to_string_lossy(), HOME)
    }
}

/// The commands of a block, each with the lines that it prints.
fn session(block: &Block) -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    for line in block.text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), Vec::new())),
            (None, Some((_, output))) => output.push(line.to_owned()),
            (None, None) => panic!("a console block begins with a command, not with `{line}`"),
        }
    }
    commands
}

/// Whether the lines are those expected, where a line `...` stands for any number of them.
fn matches(expected: &[String], lines: &[String]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..])),
        Some((first, rest)) => lines.split_first().is_some_and(|(line, lines)| line == first && matches(rest, lines)),
    }
}

#[test]
#[cfg(unix)]
fn commands_print_what_the_readme_says() {
    let (path, text) = readme();
    let clone = Clone::new();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut wrong = Vec::new();
    let mut rewritten = Vec::new();
    for block in blocks(&text).iter().filter(|block| block.language() == "console") {
        let mut said = Vec::new();
        for (command, expected) in session(block) {
            let printed: Vec<String> = clone.run(&command).lines().map(|line| line.trim_end().to_owned()).collect();
            said.push(format!("$ {command}"));
            if matches(&expected, &printed) {
                said.extend(expected);
            } else {
                wrong.push(format!(
                    "$ {command}\n{}\n\nbut the README says:\n{}\n",
                    printed.join("\n"),
                    expected.join("\n")
                ));
                said.extend(printed);
            }
        }
        rewritten.push((block.lines.clone(), said));
    }
    assert!(!rewritten.is_empty(), "the README shows what commands print");
    if wrong.is_empty() {
        return;
    }
    assert!(update(), "UPDATE=1 cargo test rewrites what the README says.\n\n{}", wrong.join("\n"));
    for (range, said) in rewritten.into_iter().rev() {
        lines.splice(range, said);
    }
    std::fs::write(path, lines.join("\n") + "\n").expect("the README can be written");
}

#[test]
fn files_in_the_readme_are_good() {
    let (_, text) = readme();
    let mut files = Vec::new();
    for block in blocks(&text) {
        match (block.language(), block.file()) {
            ("yaml" | "json", Some(name)) => files.push(File::new(name, &block.text)),
            ("yaml", None) => {
                let parsed = parse(&SourceFile::new("README.md", block.text.as_str()), &Limits::default());
                assert!(parsed.faults.is_empty(), "{:?} in\n{}", parsed.faults, block.text);
            }
            ("toml", _) => {
                toml::from_str::<Says>(&block.text).unwrap_or_else(|error| panic!("{error} in\n{}", block.text));
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
            let Some(verb) = words.first().filter(|word| word.chars().all(|letter| letter.is_ascii_lowercase())) else {
                continue;
            };
            let output = Command::new(program()).args([verb, "--help"]).output().expect("the program runs");
            let help = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "there is no command `{verb}`: {line}");
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                let name = flag.split('=').next().unwrap_or(flag);
                assert!(help.contains(name), "`{verb}` has no flag `{name}`: {line}");
            }
        }
    }
}
