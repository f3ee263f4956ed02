//! The documents are correct: their commands print what they show, their files have no errors, their flags exist.

#[cfg(unix)]
mod console;
#[cfg(unix)]
mod github;
mod links;

use std::path::{Path, PathBuf};
use std::process::Command;

use portwright::disk::ProjectFile;
use portwright::ground::source::SourceFile;
use portwright::lint::RULES;
use portwright::yaml::parse::{Limits, parse};

use crate::markdown::{Block, blocks};
use crate::support::{File, Project, files_below, report, root};

/// How a document starts the program in a fresh clone.
const FROM_SOURCE: &str = "cargo run --release -- ";

/// Lists the documents. Each one gets its own test that runs its commands, so that they run in parallel.
macro_rules! documents {
    ($($test:ident: $path:literal,)*) => {
        /// The documents for users, as paths in the repository.
        pub(crate) const DOCUMENTS: &[&str] = &[$($path),*];

        $(
            #[cfg(unix)]
            #[test]
            fn $test() {
                console::check($path);
            }
        )*
    };
}

documents! {
    the_readme_prints_what_it_shows: "README.md",
    apply_prints_what_it_shows: "docs/apply.md",
    ci_prints_what_it_shows: "docs/ci.md",
    configuration_prints_what_it_shows: "docs/configuration.md",
    drift_prints_what_it_shows: "docs/drift.md",
    editors_prints_what_it_shows: "docs/editors.md",
    enrich_prints_what_it_shows: "docs/enrich.md",
    example_prints_what_it_shows: "docs/example.md",
    exit_codes_prints_what_it_shows: "docs/exit-codes.md",
    export_prints_what_it_shows: "docs/export.md",
    graph_prints_what_it_shows: "docs/graph.md",
    how_it_works_prints_what_it_shows: "docs/how-it-works.md",
    impact_prints_what_it_shows: "docs/impact.md",
    index_prints_what_it_shows: "docs/index.md",
    init_prints_what_it_shows: "docs/init.md",
    install_prints_what_it_shows: "docs/install.md",
    limits_prints_what_it_shows: "docs/limits.md",
    lint_prints_what_it_shows: "docs/lint.md",
    model_files_prints_what_it_shows: "docs/model-files.md",
    plan_and_apply_prints_what_it_shows: "docs/plan-and-apply.md",
    releasing_prints_what_it_shows: "docs/releasing.md",
    renames_prints_what_it_shows: "docs/renames.md",
    safety_prints_what_it_shows: "docs/safety.md",
    sandbox_prints_what_it_shows: "docs/sandbox.md",
    saved_plans_prints_what_it_shows: "docs/saved-plans.md",
    shell_prints_what_it_shows: "docs/shell.md",
    sync_prints_what_it_shows: "docs/sync.md",
    tutorial_prints_what_it_shows: "docs/tutorial.md",
}

fn text_of(document: &str) -> String {
    std::fs::read_to_string(root().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"))
}

fn blocks_of(document: &str) -> Vec<Block> {
    blocks(&text_of(document))
}

/// The blueprints of this repository, which the documents' files use.
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
fn every_document_is_listed() {
    // Those in folders are generated, and the table of contents is no page.
    let folder = root().join("docs");
    let pages = files_below(&folder, ".md").into_iter().filter(|page| page.parent() == Some(&folder));
    let names = pages.map(|page| format!("docs/{}", page.file_name().expect("a name").to_string_lossy()));
    let pages = names.filter(|page| page != "docs/SUMMARY.md");
    let all: Vec<String> = std::iter::once("README.md".to_owned()).chain(pages).collect();
    assert_eq!(DOCUMENTS, all, "tests/it/documents.rs lists the documents");
}

#[test]
fn the_readme_is_short() {
    let lines = text_of("README.md").lines().count();
    assert!(lines <= 250, "the README has {lines} lines: move reference material to docs/");
}

#[test]
fn files_in_the_documents_have_no_errors() {
    for document in DOCUMENTS {
        let mut files = blueprints();
        for block in blocks_of(document) {
            match (block.language(), block.file()) {
                ("yaml", Some(_)) if block.is_wrong() => {}
                ("yaml" | "json", Some(name)) => {
                    files.retain(|file| file.name != name);
                    files.push(File::new(name, &block.text));
                }
                ("yaml", None) => {
                    let parsed = parse(&SourceFile::new(*document, block.text.as_str()), &Limits::default());
                    assert!(parsed.faults.is_empty(), "{document}: {:?} in\n{}", parsed.faults, block.text);
                }
                ("toml", _) => {
                    toml::from_str::<ProjectFile>(&block.text)
                        .unwrap_or_else(|error| panic!("{document}: {error} in\n{}", block.text));
                }
                ("json", None) => {
                    serde_json::from_str::<serde_json::Value>(&block.text)
                        .unwrap_or_else(|error| panic!("{document}: {error} in\n{}", block.text));
                }
                ("console" | "sh" | "text" | "groovy" | "lua" | "elisp", _) => {}
                (language, _) => panic!("{document}: no test checks blocks of `{language}`"),
            }
        }
        let found = Project::new(&files).check(RULES);
        assert!(found.is_empty(), "{document}:\n{}", report(&found));
    }
}

#[test]
fn commands_that_are_only_shown_have_the_flags_that_they_use() {
    for document in DOCUMENTS {
        for block in blocks_of(document).iter().filter(|block| ["sh", "yaml"].contains(&block.language())) {
            for line in block.text.lines() {
                check_flags(document, &line.replace(FROM_SOURCE, "portwright "));
            }
        }
    }
}

/// Checks a line's commands of portwright against their `--help`.
fn check_flags(document: &str, line: &str) {
    let line = line.split(" # ").next().unwrap_or(line);
    for command in line.split("portwright ").skip(1) {
        let words: Vec<&str> = command.split_whitespace().take_while(|word| !["&", "|", "&&"].contains(word)).collect();
        let is_verb = |word: &&&str| word.chars().all(|letter| letter.is_ascii_lowercase());
        let verbs: Vec<&str> = words.iter().take_while(is_verb).copied().collect();
        if verbs.is_empty() {
            continue;
        }
        let output = Command::new(program()).args(&verbs).arg("--help").output().expect("the program runs");
        assert!(output.status.success(), "{document}: there is no command `{}`: {line}", verbs.join(" "));
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            let name = flag.split('=').next().unwrap_or(flag);
            assert!(help.contains(name), "{document}: `{}` has no flag `{name}`: {line}", verbs.join(" "));
        }
    }
}

#[test]
fn ci_runs_the_two_commands_that_set_everything_up() {
    let ci = text_of(".ci/run");
    let blocks = blocks_of("README.md");
    let setup = blocks.iter().find(|block| block.language() == "sh").expect("the README begins with commands");
    let commands: Vec<&str> = setup.text.lines().filter_map(|line| line.split('#').next()).map(str::trim).collect();
    assert_eq!(commands.len(), 2);
    for command in commands {
        assert!(ci.lines().any(|line| line.trim() == command), ".ci/run does not run `{command}`");
    }
}
