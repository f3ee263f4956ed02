//! A client: it sends any message, and keeps what the server sends.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than anything takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder with files, and a server that serves it.
pub(crate) struct Editor {
    pub folder: TempDir,
    child: Child,
    input: Option<ChildStdin>,
    incoming: Receiver<Value>,
    /// What the server sent on its own.
    pub sent: Vec<Value>,
    next: i64,
    version: i64,
    /// The version of each file when it was last opened or changed.
    versions: BTreeMap<String, i64>,
}

/// The capabilities of a client that can do all.
pub(crate) fn able() -> Value {
    json!({
        "workspace": {
            "workspaceEdit": { "documentChanges": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
        "textDocument": {
            "completion": { "completionItem": { "snippetSupport": true } },
            "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
        },
    })
}

impl Editor {
    /// A server that serves a folder with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self::with(files, able())
    }

    pub(crate) fn with(files: &[(&str, &str)], capabilities: Value) -> Self {
        let mut editor = Self::unstarted(files);
        editor.initialize(&json!({ "capabilities": capabilities }));
        editor
    }

    /// Initializes the server with its folder and other parameters.
    pub(crate) fn initialize(&mut self, more: &Value) {
        let uri = uri_of(self.folder.path());
        let mut given = json!({ "processId": null, "workspaceFolders": [{ "uri": uri, "name": "folder" }] });
        for (key, value) in more.as_object().into_iter().flatten() {
            given[key] = value.clone();
        }
        let answer = self.request("initialize", given);
        assert!(answer["result"]["capabilities"].is_object(), "{answer}");
        self.notify("initialized", json!({}));
    }

    /// A server that is not initialized yet.
    pub(crate) fn unstarted(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        files.iter().for_each(|(path, text)| put(folder.path(), path, text));
        let mut child = Command::new(env!("CARGO_BIN_EXE_portwright"))
            .args(["lsp", "--stdio"])
            .current_dir(folder.path())
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the server starts");
        let output = BufReader::new(child.stdout.take().expect("it has an output"));
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            let mut output = output;
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take();
        Self { folder, child, input, incoming, sent: Vec::new(), next: 0, version: 0, versions: BTreeMap::new() }
    }

    /// Runs the program in the folder, with an empty environment.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.output().expect("the program runs")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        uri_of(&self.path(name))
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        put(self.folder.path(), name, text);
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        // A server that has ended reads nothing.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and returns its answer.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        self.answer(&json!(id))
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: &Value) -> Value {
        self.wait(|message| message.get("method").is_none() && message["id"] == *id)
    }

    /// Waits for a message, and keeps the others.
    pub(crate) fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.incoming.recv_timeout(left).unwrap_or_else(|error| panic!("{error}: {:#?}", self.sent));
            if is_it(&message) {
                return message;
            }
            self.sent.push(message);
        }
    }

    /// Opens a file with its text on disk.
    pub(crate) fn open(&mut self, name: &str) {
        let text = fs::read_to_string(self.path(name)).expect("the file can be read");
        self.open_with(name, &text);
    }

    pub(crate) fn open_with(&mut self, name: &str, text: &str) {
        self.version += 1;
        self.versions.insert(name.to_owned(), self.version);
        let document = json!({ "uri": self.uri(name), "languageId": "yaml", "version": self.version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, name: &str, text: &str) {
        self.version += 1;
        self.versions.insert(name.to_owned(), self.version);
        let document = json!({ "uri": self.uri(name), "version": self.version });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", params);
    }

    pub(crate) fn close(&mut self, name: &str) {
        let document = json!({ "uri": self.uri(name) });
        self.notify("textDocument/didClose", json!({ "textDocument": document }));
    }

    pub(crate) fn disk_changed(&mut self, name: &str) {
        let change = json!({ "uri": self.uri(name), "type": 2 });
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    }

    /// The diagnostics of the last version of a file: those that were sent already and not asked for, or the next ones.
    pub(crate) fn diagnostics(&mut self, name: &str) -> Vec<Value> {
        let (uri, version) = (self.uri(name), self.versions.get(name).copied().unwrap_or_default());
        let is_of =
            |message: &Value| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri;
        let is_current = |message: &Value| message["params"]["version"].as_i64().is_none_or(|sent| sent >= version);
        let earlier = self.sent.iter().position(|message| is_of(message) && is_current(message));
        let message = match earlier {
            Some(at) => self.sent.remove(at),
            None => self.wait(|message| is_of(message) && is_current(message)),
        };
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// Opens a file, and returns its diagnostics as rule, line and column, from 0.
    pub(crate) fn found(&mut self, name: &str) -> Vec<String> {
        self.open(name);
        brief(&self.diagnostics(name))
    }

    /// Asks about the place of `|` in a text that replaces that of an open file.
    pub(crate) fn ask(&mut self, method: &str, name: &str, text: &str, more: &Value) -> Value {
        let at = text.find('|').expect("the place is marked");
        self.change(name, &text.replacen('|', "", 1));
        let before = &text[..at];
        let line = before.matches('\n').count();
        let character: usize = before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().map(char::len_utf16).sum();
        let mut params = json!({
            "textDocument": { "uri": self.uri(name) },
            "position": { "line": line, "character": character },
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        let answer = self.request(method, params);
        assert!(answer.get("result").is_some(), "{answer}");
        answer["result"].clone()
    }

    /// Ends the server as a client should, and checks that it ends well.
    pub(crate) fn end(mut self) {
        let answer = self.request("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null, "{answer}");
        self.notify("exit", Value::Null);
        assert_eq!(self.code(), Some(0));
    }

    /// Closes the input, and returns the exit code.
    pub(crate) fn code(&mut self) -> Option<i32> {
        self.input = None;
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end");
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It has ended, unless a test has failed.
        let _ = self.child.kill().and_then(|()| self.child.wait().map(drop));
    }
}

/// Diagnostics as rule, line and column, from 0.
pub(crate) fn brief(diagnostics: &[Value]) -> Vec<String> {
    let one = |one: &Value| {
        let start = &one["range"]["start"];
        format!("{} {}:{}", one["code"].as_str().unwrap_or("-"), start["line"], start["character"])
    };
    diagnostics.iter().map(one).collect()
}

/// Applies the edits of a document to its text. Columns are those of ASCII.
pub(crate) fn edited(text: &str, edits: &[Value]) -> String {
    let offset = |position: &Value| {
        let number = |field: &str| position[field].as_u64().expect("a number") as usize;
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        start + number("character")
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let new = edit["newText"].as_str().expect("a text");
            (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), new)
        })
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    edits.iter().rev().for_each(|(start, end, new)| text.replace_range(start..end, new));
    text
}

pub(crate) fn uri_of(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.parse().ok()?;
        }
    }
    let mut content = vec![0; length];
    output.read_exact(&mut content).ok()?;
    serde_json::from_slice(&content).ok()
}
