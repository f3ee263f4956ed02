//! The README's console: commands as a reader types them, and what the terminal shows.

use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::github::GitHub;
use super::{FROM_SOURCE, program, readme};
use crate::forge_server::TOKEN;
use crate::markdown::{Block, blocks};
use crate::support::{root, update};

/// The service whose repository is enriched: its name on the forge, and the file of the README's that is in it.
const SERVICE: (&str, &str) = ("acme/checkout", "../checkout/port.yml");

/// A copy of what a clone has beside the program, in which a reader could follow the README.
struct Clone {
    /// What lies beside the clone belongs to the reader too.
    home: tempfile::TempDir,
    /// Where the reader is.
    here: RefCell<PathBuf>,
    /// Made for the first command that asks for it.
    github: OnceCell<GitHub>,
}

impl Clone {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder can be made");
        let clone = home.path().join("portwright");
        for part in ["model", "schemas", "portwright.toml"] {
            for entry in walkdir::WalkDir::new(root().join(part)) {
                let entry = entry.expect("the repository can be read");
                let there = clone.join(entry.path().strip_prefix(root()).expect("it lies in the repository"));
                if entry.file_type().is_dir() {
                    std::fs::create_dir_all(there).expect("a folder can be made");
                } else {
                    std::fs::create_dir_all(there.parent().expect("a file lies in a folder"))
                        .expect("a folder can be made");
                    std::fs::copy(entry.path(), there).expect("a file can be copied");
                }
            }
        }
        let who = "[user]\nname = Somebody\nemail = somebody@acme.example\n[init]\ndefaultBranch = main\n";
        std::fs::write(home.path().join(".gitconfig"), who).expect("a file can be written");
        Self { home, here: RefCell::new(clone), github: OnceCell::new() }
    }

    /// A file that the README shows, as a reader would make it.
    fn write(&self, path: &str, text: &str) {
        let path = self.here.borrow().join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    /// What a terminal shows of a command: both streams, as they come.
    fn run(&self, line: &str) -> String {
        if let Some(folder) = line.strip_prefix("cd ") {
            let there = self.here.borrow().join(folder).canonicalize().expect("the folder is there");
            self.here.replace(there);
            return String::new();
        }
        let here = self.here.borrow();
        let github = line.contains(" --clone").then(|| self.github.get_or_init(github));
        let lent = github.map(|github| github.lend(&here));
        let path = std::env::var("PATH").unwrap_or_default();
        let bin = program().parent().expect("a program lies in a folder").display();
        let line = line.replace(FROM_SOURCE, "portwright ");
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!("exec 2>&1\n{line}"))
            .current_dir(&*here)
            .env_clear()
            .env("PATH", format!("{bin}:{path}"))
            .env("HOME", self.home.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("PORTWRIGHT_FORGE_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .output()
            .expect("there is a shell");
        drop(lent);
        let printed = String::from_utf8(output.stdout).expect("output is UTF-8");
        github.map(|github| github.named(&printed)).unwrap_or(printed)
    }
}

/// The forge, as it is before anybody asks for anything.
fn github() -> GitHub {
    let (_, text) = readme();
    let blocks = blocks(&text);
    let file =
        blocks.iter().find(|block| block.file() == Some(SERVICE.1)).expect("the README shows the service's file");
    GitHub::with(SERVICE.0, &[("port.yml", &file.text)])
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

/// What is printed now, left out where the README left something out: between the same two lines, if both are still there.
fn shortened(expected: &[String], printed: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    for (nth, _) in expected.iter().enumerate().filter(|(nth, line)| *nth > 0 && *line == "...") {
        let from = printed[at..].iter().position(|line| *line == expected[nth - 1]).map(|found| at + found + 1);
        let Some(from) = from else { continue };
        let to = match expected.get(nth + 1) {
            Some(after) => printed[from..].iter().position(|line| line == after).map(|found| from + found),
            None => Some(printed.len()),
        };
        let Some(to) = to else { continue };
        kept.extend_from_slice(&printed[at..from]);
        kept.push("...".to_owned());
        at = to;
    }
    kept.extend_from_slice(&printed[at..]);
    kept
}

#[test]
fn commands_print_what_the_readme_says() {
    let (path, text) = readme();
    let clone = Clone::new();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut wrong = Vec::new();
    let mut rewritten = Vec::new();
    for block in blocks(&text) {
        if let Some(path) = block.file() {
            clone.write(path, &block.text);
        }
        if block.language() != "console" {
            continue;
        }
        let mut said = Vec::new();
        for (command, expected) in session(&block) {
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
                said.extend(shortened(&expected, &printed));
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
