//! The house rules: which modules are on which floor, what each floor may use, and where libraries and kinds are named.

mod circles;
mod code;
pub(crate) mod documents;
mod imports;

use std::path::Path;
use std::sync::LazyLock;

use portwright::kind::KINDS;

use crate::support::{files_below, root};
use code::Code;

/// The modules of the crate by floor, from the lowest to the highest.
const FLOORS: &[&[&str]] = &[
    &["ground"],
    &["yaml"],
    &["kind"],
    &["model"],
    &["lint", "plan", "enrich", "scaffold"],
    &["net"],
    &["portal", "disk", "forge"],
    &["ops"],
    &["lsp"],
    &["cli"],
];

/// The highest floor that is pure: it does not access anything outside of the program.
const PURE: usize = 4;

/// Paths that a pure floor must not use, and what to do instead.
const IMPURE: &[(&str, &str)] = &[
    ("std::fs", "read files in `disk` and pass their text as a parameter"),
    ("std::env", "read the environment in `cli/env/` and pass the value as a parameter"),
    ("std::net", "use the network in `net`"),
    ("std::process", "start and end programs in `cli`"),
    ("std::time::SystemTime", "take the time as a parameter"),
    ("std::time::Instant", "measure time in `net` or `cli`"),
    ("std::io::stdin", "ask the user in `cli`"),
    ("std::io::stdout", "return a value and print it in `cli/view`"),
    ("std::io::stderr", "return a value and print it in `cli/view`"),
    ("jiff", "take the time as a parameter"),
];

/// Libraries that only one or two folders may use, so that they can be replaced, and what to do elsewhere.
const LIBRARY_FOLDERS: &[(&str, &str, &str)] = &[
    ("granit_parser", "src/yaml", "work on `yaml::tree`"),
    ("miette", "src/cli/view", "make a `ground::finding::Finding`, which the views render"),
    ("clap", "src/cli", "take plain values; `cli` reads the command line"),
    ("reqwest", "src/net", "send a `net::Call` through a `net::Client`"),
    ("rustls", "src/net", "send a `net::Call` through a `net::Client`"),
    ("axum", "src/portal/sandbox", "answer in `portal::sandbox`"),
    ("tokio", "src/net and src/portal", "put asynchronous code behind `net::Client`, which is synchronous"),
    ("walkdir", "src/disk", "find files in `disk`"),
    ("lsp_server", "src/lsp", "answer in `lsp`"),
    ("ignore", "src/disk", "find files in `disk`"),
    ("toml", "src/disk", "read settings in `disk::project`"),
    ("std::env", "src/cli", "take the value as a parameter"),
    ("std::env::var", "src/cli/env", "read the environment in `cli::env::Settings`"),
    ("std::env::vars", "src/cli/env", "read the environment in `cli::env::Settings`"),
    ("std::env::var_os", "src/cli/env", "read the environment in `cli::env::Settings`"),
    ("std::env::vars_os", "src/cli/env", "read the environment in `cli::env::Settings`"),
];

/// Names that are too vague for a file or folder.
const VAGUE_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "type", "types", "misc", "imp", "impl", "manager", "meta", "state",
    "object", "item", "config", "spec",
];

/// The maximum number of lines of a Rust file.
const MAX_LINES: usize = 400;

/// The maximum number of lines of a command's file: flags, one call, one view.
const MAX_COMMAND_LINES: usize = 150;

/// All files of the crate and of its tests.
static ALL: LazyLock<Vec<Code>> = LazyLock::new(|| {
    let files = ["src", "tests"].into_iter().flat_map(|folder| files_below(&root().join(folder), ".rs"));
    files.map(|file| Code::new(relative(&file), read(&file))).collect()
});

fn files_in(folder: &str) -> Vec<&'static Code> {
    ALL.iter().filter(|file| file.path.starts_with(folder)).collect()
}

/// The crate's own files, without those that are only for tests.
fn sources() -> Vec<&'static Code> {
    let all = files_in("src/");
    let of_tests: Vec<String> =
        all.iter().flat_map(|file| file.test_modules.iter().map(|name| child(file, name))).collect();
    let is_test = |path: &str| {
        let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
        of_tests.iter().any(|tests| stem == tests || stem.starts_with(&format!("{tests}/")))
    };
    all.into_iter().filter(|file| !is_test(&file.path)).collect()
}

/// The path, without its ending, of a module that a file declares.
fn child(file: &Code, name: &str) -> String {
    let parent = file.path.trim_end_matches(".rs");
    let parent = ["/mod", "/lib", "/main"].iter().find_map(|front| parent.strip_suffix(front)).unwrap_or(parent);
    format!("{parent}/{name}")
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn relative(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// Whether a path names this thing: `std::time::Instant` is also named by `time::Instant`, and by what is inside it.
fn names(path: &[String], thing: &str) -> bool {
    let parts: Vec<&str> = thing.split("::").collect();
    let starts = |parts: &[&str]| path.len() >= parts.len() && path.iter().zip(parts).all(|(a, b)| a == b);
    match parts[..] {
        // A crate is named by a path into it; alone, it may be any word.
        [_] => path.len() > 1 && starts(&parts),
        ["std", _, _] => starts(&parts) || starts(&parts[1..]),
        _ => starts(&parts),
    }
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn imports_point_down_and_never_to_a_neighbour() {
    let mut wrong = Vec::new();
    for file in sources() {
        let from = file.modules().first().map(|module| (*module).to_owned());
        let Some(from) = from else { continue };
        let Some(here) = floor(&from) else {
            wrong.push(format!("{} is not on any floor: add `{from}` to `FLOORS` in tests/it/house.rs", file.path));
            continue;
        };
        for (at, path) in file.paths() {
            let Some(to) = path.get(1).filter(|_| path[0] == "crate") else { continue };
            if *to == from {
                continue;
            }
            let place = file.place(*at);
            match floor(to) {
                Some(there) if there < here => {}
                Some(there) if there == here => wrong.push(format!(
                    "{place}: `{from}` and `{to}` are on the same floor and must not import each other: move what both need below \
                     floor {here}, or combine the two in `ops`"
                )),
                Some(there) => wrong.push(format!(
                    "{place}: `{from}` (floor {here}) imports `{to}` (floor {there}): move what is needed down to \
                     `{from}` or below, or pass it as a parameter"
                )),
                None => wrong.push(format!(
                    "{place}: `crate::{to}` is not a module in the list of floors: use the path of its module"
                )),
            }
        }
    }
    none(&wrong);
}

#[test]
fn the_lower_floors_touch_nothing_outside() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(here) = file.modules().first().and_then(|module| floor(module)).filter(|floor| *floor <= PURE) else {
            continue;
        };
        for (at, path) in file.paths() {
            for (thing, instead) in IMPURE.iter().filter(|(thing, _)| names(path, thing)) {
                wrong.push(format!("{}: `{thing}` on floor {here}, which is pure: {instead}", file.place(*at)));
            }
        }
    }
    none(&wrong);
}

#[test]
fn a_library_is_used_only_in_its_folder() {
    let mut wrong = Vec::new();
    for file in sources() {
        for (at, path) in file.paths() {
            for (thing, home, instead) in LIBRARY_FOLDERS {
                if names(path, thing) && !home.split(" and ").any(|home| file.path.starts_with(home)) {
                    wrong.push(format!("{}: `{thing}` may be used only in {home}: {instead}", file.place(*at)));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn only_net_and_portal_are_async() {
    let mut wrong = Vec::new();
    let waits = |file: &Code| ["src/net/", "src/portal/"].iter().any(|home| file.path.starts_with(home));
    for file in sources().iter().filter(|file| !waits(file)) {
        for at in ["async", "await"].iter().flat_map(|word| file.words(word)) {
            wrong.push(format!(
                "{}: only src/net and src/portal may be async: move this behind `net::Client`",
                file.place(at)
            ));
        }
    }
    none(&wrong);
}

#[test]
fn files_are_short_and_begin_with_a_sentence() {
    let mut wrong = Vec::new();
    for file in ALL.iter() {
        let lines = file.text.lines().count();
        if lines > if file.path.starts_with("src/cli/command/") { MAX_COMMAND_LINES } else { MAX_LINES } {
            wrong.push(format!("{} has {lines} lines: split it by topic", file.path));
        }
        if !file.text.starts_with("//! ") {
            wrong.push(format!("{}: begin it with a `//!` sentence that describes its contents", file.path));
        }
    }
    none(&wrong);
}

#[test]
fn no_file_has_a_vague_name() {
    let mut wrong = Vec::new();
    for file in ALL.iter() {
        let mut parts = file.path.trim_end_matches(".rs").split('/');
        if let Some(name) = parts.find(|part| VAGUE_NAMES.contains(part)) {
            wrong.push(format!("{}: `{name}` is too vague: name the file after its contents", file.path));
        }
    }
    none(&wrong);
}

#[test]
fn a_mod_file_has_no_logic() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| file.path.ends_with("/mod.rs") || file.path == "src/lib.rs") {
        for word in ["fn", "impl", "struct", "enum", "trait", "macro_rules"] {
            let mut defined = file.words(word).filter(|at| {
                // `fn(..)` is a type.
                let rest = file.code[at + word.len()..].trim_start_matches('!').trim_start();
                rest.starts_with(code::is_word) || rest.starts_with('<')
            });
            if let Some(at) = defined.next() {
                wrong.push(format!("{}: `{word}` in a `mod.rs` or `lib.rs`: move it to its own file", file.place(at)));
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_file_is_a_module() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests/it"] {
        let all = files_in(folder);
        for file in &all {
            let stem = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
            let Some((parent, name)) = stem.rsplit_once('/') else { continue };
            if stem == format!("{folder}/main") || stem == format!("{folder}/lib") {
                continue;
            }
            let declares = |code: &&Code| {
                let path = code.path.trim_end_matches(".rs");
                [parent.to_owned(), format!("{parent}/mod"), format!("{parent}/lib"), format!("{parent}/main")]
                    .iter()
                    .any(|front| path == front)
                    && (code.words("mod").any(|at| code.code[at..].starts_with(&format!("mod {name};")))
                        || code.lists_rule(name)
                        || code.test_modules.iter().any(|module| module == name))
            };
            if !all.iter().any(declares) {
                wrong.push(format!("{} is not part of the crate: declare `mod {name};` in its folder", file.path));
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_kind_is_registered_with_its_schema_and_its_page() {
    let mut wrong = Vec::new();
    let mut folders = Vec::new();
    for file in sources() {
        let modules = file.modules();
        if let ["kind", folder] = modules[..]
            && file.path.ends_with("/mod.rs")
            && file.code.contains("static KIND: Kind")
        {
            folders.push(folder.to_owned());
        }
    }
    assert!(!folders.is_empty(), "the kinds are found in src/kind");
    for folder in &folders {
        let Some(kind) = KINDS.iter().find(|kind| kind.name.replace('-', "_") == *folder) else {
            wrong.push(format!("src/kind/{folder} is not in `KINDS`: add a line to src/kind/registry.rs"));
            continue;
        };
        let schema = format!("schemas/{}.schema.json", kind.name);
        if std::fs::read_to_string(root().join(&schema)).ok().as_deref() != Some(kind.schema) {
            wrong.push(format!("the schema of `{folder}` is not {schema}"));
        }
        let page = format!("src/kind/{folder}/{folder}.md");
        if std::fs::read_to_string(root().join(&page)).ok().as_deref() != Some(kind.page) {
            wrong.push(format!("the page of `{folder}` is not {page}"));
        }
    }
    for kind in KINDS.iter().filter(|kind| !folders.contains(&kind.name.replace('-', "_"))) {
        wrong.push(format!("the kind `{0}` has no folder: move it to src/kind/{0}/mod.rs", kind.name));
    }
    none(&wrong);
}

/// The names of kinds that are also names of fields, in entities and in answers.
const ALSO_FIELDS: &[&str] = &["team", "entity", "secret"];

/// What stands before a text that can only be a kind's name.
const BEFORE_KINDS: &[&str] =
    &["named(", "kind:", "kind ==", "kind !=", "name ==", "name !=", "existence(", "identifiers(", "children("];

#[test]
fn kinds_are_named_only_in_their_folders() {
    let at_home = [
        "src/kind/",
        // Rules may be about one kind, and have words for its fields.
        "src/lint/rules/",
        "src/lint/wording/",
        // Every entity has a field `blueprint`, and a catalog snapshot holds what that may name.
        "src/lint/port/",
        "src/model/port_schema.rs",
        "src/cli/command/snapshot.rs",
        // One portal, with the routes that Port has.
        "src/portal/sandbox/",
        // A forge lists pull requests page by page.
        "src/forge/pull/",
    ];
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !at_home.iter().any(|home| file.path.starts_with(home))) {
        for (at, text) in file.strings.iter().filter(|(_, text)| KINDS.iter().any(|kind| kind.name == text)) {
            let before = file.code[..*at].trim_end().trim_end_matches('&').trim_end();
            if ALSO_FIELDS.contains(&text.as_str()) && !BEFORE_KINDS.iter().any(|start| before.ends_with(start)) {
                continue;
            }
            // A step's field is called `action` too; a word before a colon names a field.
            if file.code[at + text.len() + 1..].trim_start().starts_with(':') {
                continue;
            }
            let place = file.place(*at);
            wrong.push(format!(
                "{place}: \"{text}\" is a kind's name: add what differs to `Kind` in src/kind/descriptor.rs"
            ));
        }
    }
    none(&wrong);
}
