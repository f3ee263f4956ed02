//! Compares `lint` with the minimum that any linter must do, which is to walk a tree and to read and tokenise its
//! files, and with `jsonschema-cli`, the command of the validator that `lint` uses, if it is installed.
//!
//! `cargo bench --bench lint -- [FILES]...` creates a tree with that many `port.yml` files, with six other files beside
//! each, and prints the CPU time, the ratio and the peak memory. `jsonschema-cli` is given the schema that `portwright
//! schema` writes and the list of files, so it neither walks the tree nor checks files against each other. The figures
//! come from `/proc`, so the benchmark runs on Linux only.

mod cost;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cost::{Cost, measure};
use granit_parser::Parser;

/// How often each command is run. The minimum counts, because other processes only add time.
const ROUNDS: usize = 5;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [flag, folder] = args.as_slice()
        && flag == "--tokenise"
    {
        tokenise(Path::new(folder));
        return;
    }
    let sizes: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
    let out = &mut std::io::stdout();
    for files in sizes {
        let folder = tempfile::tempdir().expect("a folder for the tree");
        create_tree(folder.path(), files);
        report(out, folder.path(), files).expect("the output can be written");
    }
}

fn report(out: &mut impl Write, folder: &Path, files: usize) -> std::io::Result<()> {
    let this = std::env::current_exe()?;
    let lint = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(["lint", "--model", "model", "--format", "concise"]).args(args);
        command
    };
    let (mut least, mut full) = (Cost::MAX, Cost::MAX);
    for _ in 0..ROUNDS {
        least = least.min(measure(Command::new(&this).arg("--tokenise").arg(".").current_dir(folder)));
        full = full.min(measure(lint(&[]).current_dir(folder)));
    }
    let other = jsonschema_cli(folder);
    writeln!(out, "{files} files")?;
    writeln!(out, "  walk, read, tokenise  {:6.2} s CPU  {:6.2} s  {:4} MiB", least.cpu, least.wall, least.kib / 1024)?;
    writeln!(out, "  lint                  {:6.2} s CPU  {:6.2} s  {:4} MiB", full.cpu, full.wall, full.kib / 1024)?;
    writeln!(out, "  ratio                 {:6.2}", full.cpu / least.cpu)?;
    match other {
        Some(other) => {
            writeln!(
                out,
                "  jsonschema-cli        {:6.2} s CPU  {:6.2} s  {:4} MiB",
                other.cpu,
                other.wall,
                other.kib / 1024
            )?;
        }
        None => writeln!(out, "  jsonschema-cli is not on the path: cargo install --locked jsonschema-cli")?,
    }
    Command::new("git").args(["init", "-q"]).current_dir(folder).status()?;
    Command::new("git").args(["add", "-A"]).current_dir(folder).stdout(Stdio::null()).status()?;
    let (mut hook, mut alone) = (Cost::MAX, Cost::MAX);
    let empty = tempfile::tempdir()?;
    fs::copy(folder.join(path_of(3)).join("port.yml"), empty.path().join("port.yml"))?;
    for _ in 0..ROUNDS {
        let one = path_of(files / 2).join("port.yml");
        hook = hook.min(measure(lint(&[&one.to_string_lossy()]).current_dir(folder)));
        let model = folder.join("model");
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(["lint", "--format", "concise", "--model"]).arg(model).arg("port.yml").current_dir(empty.path());
        alone = alone.min(measure(&mut command));
    }
    writeln!(out, "  one of them, from git's index, against all  {:5.1} ms", hook.wall * 1000.0)?;
    writeln!(out, "  one file alone                              {:5.1} ms", alone.wall * 1000.0)
}

/// Measures the other validator on the same files, if it is installed.
fn jsonschema_cli(folder: &Path) -> Option<Cost> {
    /// The system limits the length of a command line.
    const MAX_FILES_PER_RUN: usize = 10_000;
    Command::new("jsonschema-cli").arg("--version").stdout(Stdio::null()).status().ok()?;
    let schema = tempfile::NamedTempFile::new().expect("a file for the schema");
    let mut write = Command::new(env!("CARGO_BIN_EXE_portwright"));
    write.args(["schema", "--model", "model", "--out"]).arg(schema.path()).current_dir(folder);
    assert!(write.stderr(Stdio::null()).status().expect("it starts").success(), "there is a schema");
    let walk = ignore::WalkBuilder::new(folder).build().filter_map(Result::ok);
    let files: Vec<PathBuf> =
        walk.filter(|entry| entry.file_name() == "port.yml").map(ignore::DirEntry::into_path).collect();
    let round = || {
        let run = |files: &[PathBuf]| {
            let mut command = Command::new("jsonschema-cli");
            measure(command.arg("validate").arg(schema.path()).arg("-i").args(files))
        };
        files.chunks(MAX_FILES_PER_RUN).map(run).reduce(|all, one| Cost {
            cpu: all.cpu + one.cpu,
            wall: all.wall + one.wall,
            kib: all.kib.max(one.kib),
        })
    };
    (0..ROUNDS).filter_map(|_| round()).reduce(Cost::min)
}

/// The minimum: reads and tokenises every `port.yml`.
fn tokenise(folder: &Path) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let walk = ignore::WalkBuilder::new(folder).hidden(false).threads(threads).build_parallel();
    walk.run(|| {
        Box::new(|entry| {
            if let Ok(entry) = entry
                && entry.file_name() == "port.yml"
                && let Ok(text) = fs::read_to_string(entry.path())
            {
                let options = granit_parser::options! { emit_comments: false };
                std::hint::black_box(
                    Parser::new_from_str_with_options(&text, options).take_while(Result::is_ok).count(),
                );
            }
            ignore::WalkState::Continue
        })
    });
}

/// Returns the folder of one service.
fn path_of(nth: usize) -> PathBuf {
    PathBuf::from(format!("services/team-{:03}/service-{nth}", nth / 25))
}

/// Creates a tree, which is the same for the same number of files.
fn create_tree(folder: &Path, files: usize) {
    let put = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    };
    put(folder.join("model/blueprints/service.yml"), SERVICE);
    put(folder.join("model/blueprints/domain.yml"), "identifier: domain\ntitle: Domain\nschema: { properties: {} }\n");
    let domain = |nth| format!("- identifier: domain-{nth}\n  title: Domain {nth}\n  blueprint: domain\n");
    put(folder.join("domains/port.yml"), &(0..8).map(domain).collect::<String>());
    let mut dice = Dice(7);
    for nth in 0..files {
        let own = folder.join(path_of(nth));
        let entities = 1 + dice.roll(3);
        let text: String = (0..entities).map(|part| entity(nth, part, files, &mut dice)).collect();
        put(own.join("port.yml"), &text);
        for name in ["main.py", "README.md", "Dockerfile", "package.json", "values.yaml", "main_test.go"] {
            put(own.join(name), "# nothing to see\n");
        }
    }
}

fn entity(nth: usize, part: usize, files: usize, dice: &mut Dice) -> String {
    let pick = |dice: &mut Dice, choices: &[&'static str]| choices[dice.roll(choices.len())];
    let name = if part == 0 { format!("service-{nth}") } else { format!("service-{nth}-{part}") };
    let (sort, phase) = (pick(dice, &["Frontend", "Backend", "Library"]), pick(dice, &["Production", "Deprecated"]));
    let (uses, domain, replicas) = (dice.roll(files), dice.roll(8), dice.roll(9));
    format!(
        "- identifier: {name}\n  title: Service {nth}\n  blueprint: service\n  properties:\n    type: {sort}\n    \
         lifecycle: {phase}\n    language: go\n    replicas: {replicas}\n    critical: true\n    \
         url: https://example.com/{name}\n    email: team-{}@example.com\n    tags:\n      - nightly\n      - quota\n    \
         # why this is here\n    readme: |\n      # {name}\n\n      Handles the queue of orders and retries what failed.\n  \
         relations:\n    domain: domain-{domain}\n    uses:\n      - service-{uses}\n",
        nth / 25
    )
}

const SERVICE: &str = r"
identifier: service
title: Service
schema:
  properties:
    type: { type: string, enum: [Frontend, Backend, Library] }
    lifecycle: { type: string, enum: [Production, Experimental, Deprecated] }
    language: { type: string }
    replicas: { type: number, minimum: 0, maximum: 50 }
    critical: { type: boolean }
    url: { type: string, format: url }
    email: { type: string, format: email }
    tags: { type: array, items: { type: string } }
    readme: { type: string, format: markdown }
  required: [type, lifecycle]
relations:
  domain: { target: domain, required: true }
  uses: { target: service, many: true }
";

/// A deterministic random number generator: linear congruential, with the constants of Knuth's MMIX.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}
