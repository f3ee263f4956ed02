//! Console blocks: the commands that a reader types, and what the terminal shows.

use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::github::GitHub;
use super::{FROM_SOURCE, blocks_of, program, text_of};
use crate::forge_server::TOKEN;
use crate::house::documents::tracked;
use crate::markdown::Block;
use crate::support::{root, update};

/// The service whose repository is enriched: its name on the forge, and the file in it, as the document shows it.
const SERVICE: (&str, &str) = ("acme/checkout", "../checkout/port.yml");

/// The files of a clone of this repository, among which a reader follows one document.
struct Clone {
    /// The folder that holds the clone. Files that a document creates beside the clone are in it too.
    home: tempfile::TempDir,
    /// The reader's current folder.
    here: RefCell<PathBuf>,
    /// The forge, started for the first command that uses it.
    github: OnceCell<GitHub>,
    /// The blocks of the document.
    blocks: Vec<Block>,
}

impl Clone {
    fn new(blocks: Vec<Block>) -> Self {
        let home = tempfile::tempdir().expect("a folder can be made");
        let clone = home.path().join("portwright");
        // A file that git knows may be deleted in the working tree.
        for file in tracked().iter().filter(|file| root().join(file).exists()) {
            let there = clone.join(file);
            std::fs::create_dir_all(there.parent().expect("a file lies in a folder")).expect("a folder can be made");
            std::fs::copy(root().join(file), there).expect("a file can be copied");
        }
        let who = "[user]\nname = Somebody\nemail = somebody@acme.example\n[init]\ndefaultBranch = main\n";
        std::fs::write(home.path().join(".gitconfig"), who).expect("a file can be written");
        Self { home, here: RefCell::new(clone), github: OnceCell::new(), blocks }
    }

    /// Writes a file that the document shows.
    fn write(&self, path: &str, text: &str) {
        let path = self.here.borrow().join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    /// Runs a command, and returns what a terminal shows: both streams, as they come.
    fn run(&self, line: &str) -> String {
        if let Some(folder) = line.strip_prefix("cd ") {
            let there = self.here.borrow().join(folder).canonicalize().expect("the folder is there");
            self.here.replace(there);
            return String::new();
        }
        let here = self.here.borrow();
        let github = line.contains(" --clone").then(|| self.github.get_or_init(|| self.forge()));
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

    /// The forge, before any command has changed it.
    fn forge(&self) -> GitHub {
        let file = self.blocks.iter().find(|block| block.file() == Some(SERVICE.1));
        let file = file.expect("a document that uses --clone shows the service's file");
        GitHub::with(SERVICE.0, &[("port.yml", &file.text)])
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

/// The new output, shortened where the document shortened the old one: between the same two lines, if both still occur.
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

/// Runs the commands of a document from top to bottom in a clone, and compares what they print with what it shows.
///
/// # Panics
/// When they print something else. With `UPDATE=1`, the document is rewritten instead.
pub(super) fn check(document: &str) {
    let blocks = blocks_of(document);
    if blocks.iter().all(|block| block.language() != "console") {
        return;
    }
    let clone = Clone::new(blocks);
    let mut lines: Vec<String> = text_of(document).lines().map(str::to_owned).collect();
    let mut wrong = Vec::new();
    let mut rewritten = Vec::new();
    for block in &clone.blocks {
        if let Some(path) = block.file() {
            clone.write(path, &block.text);
        }
        if block.language() != "console" {
            continue;
        }
        let mut shown = Vec::new();
        for (command, expected) in session(block) {
            let printed: Vec<String> = clone.run(&command).lines().map(|line| line.trim_end().to_owned()).collect();
            shown.push(format!("$ {command}"));
            if matches(&expected, &printed) {
                shown.extend(expected);
            } else {
                shown.extend(shortened(&expected, &printed));
                let (printed, expected) = (printed.join("\n"), expected.join("\n"));
                wrong.push(format!("$ {command}\n{printed}\n\nbut {document} shows:\n{expected}\n"));
            }
        }
        rewritten.push((block.lines.clone(), shown));
    }
    if wrong.is_empty() {
        return;
    }
    assert!(update(), "UPDATE=1 cargo test rewrites {document}.\n\n{}", wrong.join("\n"));
    for (range, shown) in rewritten.into_iter().rev() {
        lines.splice(range, shown);
    }
    std::fs::write(root().join(document), lines.join("\n") + "\n").expect("the document can be written");
}
