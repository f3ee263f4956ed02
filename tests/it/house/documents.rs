//! The files and paths in the documents exist, and the project mentions no other one.

use super::{none, read, relative};
use crate::support::{files_below, root};

#[test]
fn paths_in_the_documents_exist() {
    let mut wrong = Vec::new();
    for document in crate::documents::DOCUMENTS.iter().chain(&["CONTRIBUTING.md", "SECURITY.md", "src/lib.rs"]) {
        let text = read(&root().join(document));
        for (nth, line) in text.lines().enumerate() {
            for path in line.split('`').skip(1).step_by(2).filter(|words| is_path(words)) {
                if !root().join(path).exists() {
                    wrong.push(format!("{document}:{}: there is no `{path}`", nth + 1));
                }
            }
        }
    }
    none(&wrong);
}

/// Whether words in backticks are a path of this repository, without placeholders.
fn is_path(words: &str) -> bool {
    let plain = words.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    let folders = ["src/", "tests/", "schemas/", ".ci/", ".github/"];
    plain && folders.iter().any(|folder| words.starts_with(folder))
}

#[test]
fn the_project_mentions_only_itself() {
    let elsewhere = [
        (concat!("../", "shared"), ".ci/run"),
        (concat!("/work", "/"), ""),
        (concat!("port-api", ".md"), ""),
        (concat!("design", ".md"), ""),
        (concat!("style", ".md"), ""),
    ];
    let mut wrong = Vec::new();
    for file in tracked() {
        let Ok(text) = std::fs::read_to_string(root().join(&file)) else { continue };
        for (words, home) in elsewhere.iter().filter(|(_, home)| *home != file) {
            let Some(at) = text.find(words) else { continue };
            let line = text[..at].matches('\n').count() + 1;
            wrong.push(match *home {
                "" => format!("{file}:{line} mentions `{words}`, which is not part of the project: say it here"),
                home => format!("{file}:{line} mentions `{words}`, which only {home} may"),
            });
        }
    }
    none(&wrong);
}

/// The files of the repository: those that git tracks or, without git, all that are not created by a build.
pub(crate) fn tracked() -> Vec<String> {
    let git = std::process::Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    if let Ok(output) = git
        && output.status.success()
    {
        let names = String::from_utf8(output.stdout).expect("file names are UTF-8");
        return names.split_terminator('\0').map(str::to_owned).collect();
    }
    let made = |path: &str| ["target/", ".git/", ".portwright/"].iter().any(|folder| path.starts_with(folder));
    files_below(&root(), "").iter().map(|file| relative(file)).filter(|path| !made(path)).collect()
}
