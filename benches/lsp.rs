//! Measures `portwright lsp`: from the start to the first diagnostics of an open file, after an edit of it, and after an edit of the
//! blueprint that all files use. Compares the first two with yaml-language-server, if it is installed.
//!
//! `cargo bench --bench lsp -- [FILES]...` creates a repository with that many `port.yml` files and 300 model files. The time after an
//! edit contains the 10 to 50 ms that the server waits for further edits. The peak memory comes from `/proc`, so it is shown on Linux
//! only.
//!
//! yaml-language-server is found in `PATH`, or where `YAML_LANGUAGE_SERVER` says. It is given the schema that `portwright schema`
//! writes for the same repository, and the same texts. It knows one file, and portwright checks all.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

/// How often each time is measured. The minimum counts, because other processes only add time.
const ROUNDS: usize = 5;

/// The number of model files.
const MODEL_FILES: usize = 300;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
    let out = &mut std::io::stdout();
    for files in sizes {
        let folder = tempfile::tempdir().expect("a folder for the repository");
        create(folder.path(), files);
        report(out, folder.path(), files).expect("the output can be written");
        compare(out, folder.path(), files).expect("the output can be written");
    }
}

fn report(out: &mut impl Write, folder: &Path, files: usize) -> std::io::Result<()> {
    let (mut least, mut most) = ([f64::MAX; 3], [0.0_f64; 3]);
    let mut kib = 0;
    for _ in 0..ROUNDS {
        let (times, peak) = measure(folder, files);
        least.iter_mut().zip(times).for_each(|(least, time)| *least = least.min(time));
        most.iter_mut().zip(times).for_each(|(most, time)| *most = most.max(time));
        kib = kib.max(peak);
    }
    writeln!(out, "{files} port.yml files, {MODEL_FILES} model files (ms: minimum, maximum)")?;
    let names = ["start to first diagnostics", "after an edit", "after an edit of the blueprint"];
    for ((name, least), most) in names.iter().zip(least).zip(most) {
        writeln!(out, "  {name:31} {:6.1} {:6.1}", least * 1000.0, most * 1000.0)?;
    }
    writeln!(out, "  peak memory                     {:6} MiB", kib / 1024)
}

/// Compares with yaml-language-server on one file: the minimum of each time.
fn compare(out: &mut impl Write, folder: &Path, files: usize) -> std::io::Result<()> {
    let Some(other) = yaml_language_server() else {
        return writeln!(
            out,
            "  yaml-language-server is not installed: set YAML_LANGUAGE_SERVER to its path to compare"
        );
    };
    let schema = folder.join("port.schema.json");
    let written = portwright(folder).arg("schema").arg("--out").arg(&schema).status();
    assert!(written.is_ok_and(|status| status.success()), "the schema is written");
    let path = folder.join(path_of(files / 2));
    let text = fs::read_to_string(&path).expect("the file is there");
    // Each text has one mistake more, so that the diagnostics of each can be told apart.
    let one = format!("# yaml-language-server: $schema={}\n{}", uri(&schema), text.replace("Backend", "Bakend"));
    let two = one.replace("replicas: ", "replicas: -1");
    for (name, program) in [("portwright", None), ("yaml-language-server", Some(&other))] {
        let mut least = [f64::MAX; 2];
        for _ in 0..ROUNDS {
            let mut command = program.map_or_else(|| portwright(folder), Command::new);
            command.arg(if program.is_some() { "--stdio" } else { "lsp" });
            let started = Instant::now();
            let mut server = Server::start(command, folder);
            let settings = json!({ "yaml": { "validate": true, "schemaStore": { "enable": false } } });
            server.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
            server.open(&path, &one);
            server.wait_for(&path, 1);
            let start = started.elapsed().as_secs_f64();
            let edited = Instant::now();
            server.change(&path, 2, &two);
            server.wait_for(&path, 2);
            let times = [start, edited.elapsed().as_secs_f64()];
            least.iter_mut().zip(times).for_each(|(least, time)| *least = least.min(time));
        }
        let [start, edit] = least.map(|seconds| seconds * 1000.0);
        writeln!(out, "  {name:20} start to first diagnostics {start:6.1} ms, after an edit {edit:6.1} ms")?;
    }
    Ok(())
}

fn portwright(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
    command.current_dir(folder);
    command
}

fn yaml_language_server() -> Option<PathBuf> {
    let named = std::env::var_os("YAML_LANGUAGE_SERVER").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut installed = std::env::split_paths(&path).map(|folder| folder.join("yaml-language-server"));
    named.or_else(|| installed.find(|file| file.is_file()))
}

/// Returns the three times in seconds, and the peak memory in KiB.
fn measure(folder: &Path, files: usize) -> ([f64; 3], u64) {
    let name = path_of(files / 2);
    let text = fs::read_to_string(folder.join(&name)).expect("the file is there");
    let blueprint = folder.join("model/blueprints/service.yml");
    let service = fs::read_to_string(&blueprint).expect("the file is there");
    let started = Instant::now();
    let mut command = portwright(folder);
    command.arg("lsp");
    let mut server = Server::start(command, folder);
    let path = folder.join(&name);
    server.open(&path, &text);
    server.wait(&path, 1);
    let start = started.elapsed().as_secs_f64();
    let edited = Instant::now();
    server.change(&path, 2, &text.replace("Backend", "Bakend"));
    server.wait(&path, 2);
    let edit = edited.elapsed().as_secs_f64();
    server.open(&blueprint, &service);
    server.wait(&blueprint, 1);
    let edited = Instant::now();
    server.change(&blueprint, 2, &service.replace("Backend", "Bakend"));
    server.wait(&path, 2);
    let peak = server.peak();
    ([start, edit, edited.elapsed().as_secs_f64()], peak)
}

/// A running server.
struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start(mut command: Command, folder: &Path) -> Self {
        let mut child = command
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = child.stdin.take().expect("it has an input");
        let output = BufReader::new(child.stdout.take().expect("it has an output"));
        let mut server = Self { child, input, output };
        let params = json!({ "capabilities": {}, "rootUri": uri(folder) });
        server.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }));
        while server.read()["id"] != 1 {}
        server.notify("initialized", json!({}));
        server
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn open(&mut self, path: &Path, text: &str) {
        let document = json!({ "uri": uri(path), "languageId": "yaml", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn change(&mut self, path: &Path, version: i32, text: &str) {
        let document = json!({ "uri": uri(path), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", params);
    }

    /// Waits for the diagnostics of a version of a file.
    fn wait(&mut self, path: &Path, version: i32) {
        self.wait_until(path, |params| params["version"] == version);
    }

    /// Waits for this many diagnostics of a file.
    fn wait_for(&mut self, path: &Path, count: usize) {
        self.wait_until(path, |params| params["diagnostics"].as_array().is_some_and(|found| found.len() == count));
    }

    /// Waits for diagnostics of a file that are the right ones.
    fn wait_until(&mut self, path: &Path, is_right: impl Fn(&Value) -> bool) {
        let uri = uri(path);
        loop {
            let params = &self.read()["params"];
            if params["uri"] == uri && is_right(params) {
                return;
            }
        }
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).expect("the server writes"), 0, "the server is there");
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.trim().strip_prefix("Content-Length: ") {
                length = value.parse().expect("a number");
            }
        }
        let mut content = vec![0; length];
        self.output.read_exact(&mut content).expect("the server writes");
        serde_json::from_slice(&content).expect("it is JSON")
    }

    fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has nothing to finish.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn path_of(nth: usize) -> PathBuf {
    PathBuf::from(format!("services/team-{:03}/service-{nth}/port.yml", nth / 25))
}

fn create(folder: &Path, files: usize) {
    let put = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    };
    put(folder.join("portwright.toml"), "");
    put(folder.join("model/blueprints/service.yml"), SERVICE);
    for nth in 1..MODEL_FILES {
        let other = format!(
            "identifier: other{nth}\ntitle: Other {nth}\nschema:\n  properties:\n    a: {{ type: string }}\n    b: {{ type: number }}\n  \
             required: []\nrelations:\n  service: {{ target: service }}\n"
        );
        put(folder.join(format!("model/blueprints/other{nth}.yml")), &other);
    }
    for nth in 0..files {
        let text = format!(
            "identifier: service-{nth}\ntitle: Service {nth}\nblueprint: service\nproperties:\n  type: Backend\n  url: \
             https://example.com/{nth}\n  replicas: {}\n  tags:\n    - nightly\nrelations:\n  uses:\n    - service-{}\n",
            nth % 9,
            (nth * 7 + 1) % files
        );
        put(folder.join(path_of(nth)), &text);
    }
}

const SERVICE: &str = "\
identifier: service
title: Service
schema:
  properties:
    type: { type: string, enum: [Frontend, Backend, Library] }
    url: { type: string, format: url }
    replicas: { type: number, minimum: 0, maximum: 50 }
    tags: { type: array, items: { type: string } }
  required: [type]
relations:
  uses: { target: service, many: true }
";
