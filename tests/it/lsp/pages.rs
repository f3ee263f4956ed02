//! For the examples of every rule, the server has the diagnostics and the fixes of the commands.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::Editor;
use crate::pages::{Case, pages};
use crate::support::File;

/// Whether a file can be written to disk, and sent as text, as it is.
fn is_plain(file: &File) -> bool {
    let is_text = std::str::from_utf8(&file.bytes).is_ok_and(|text| !text.starts_with('\u{feff}'));
    let limits = portwright::yaml::parse::Limits::default();
    is_text && !file.is_unreadable && file.size.is_none() && file.limits == limits
}

/// A finding: its rule, severity, message and place, with lines and columns from 0.
type Found = (String, u64, String, [u64; 4]);

/// The findings of a command, by file, and the number of fixes.
fn of_command(editor: &Editor, command: &str) -> BTreeMap<String, Vec<(Found, bool)>> {
    let output = editor.run(&[command, "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let mut found: BTreeMap<String, Vec<(Found, bool)>> = BTreeMap::new();
    for one in report["findings"].as_array().into_iter().flatten() {
        let path = one["path"].as_str().expect("a path").to_owned();
        let text = std::fs::read_to_string(editor.path(&path)).unwrap_or_default();
        let place = |line: &str, column: &str| {
            let (line, column) = (one[line].as_u64().expect("a line") - 1, one[column].as_u64().expect("a column") - 1);
            let of_line = text.split('\n').nth(line as usize).unwrap_or_default();
            let units: usize = of_line.chars().take(column as usize).map(char::len_utf16).sum();
            [line, units as u64]
        };
        let (start, end) = (place("line", "column"), place("endLine", "endColumn"));
        let severity = ["", "error", "warning", "info"].iter().position(|word| one["severity"] == *word);
        let help = one["help"].as_str().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let message = format!("{}{help}", one["message"].as_str().expect("a message"));
        let rule = one["rule"].as_str().expect("a rule").to_owned();
        let place = [start[0], start[1], end[0], end[1]];
        let one = ((rule, severity.unwrap_or_default() as u64, message, place), one.get("fix").is_some());
        found.entry(path).or_default().push(one);
    }
    found
}

fn of_server(diagnostics: &[Value]) -> Vec<Found> {
    let one = |one: &Value| {
        let at = |end: &str, field: &str| one["range"][end][field].as_u64().expect("a number");
        let place = [at("start", "line"), at("start", "character"), at("end", "line"), at("end", "character")];
        let text = |field: &str| one[field].as_str().expect("a text").to_owned();
        let page = format!("reference/rules/{}", text("code"));
        let link = one["codeDescription"]["href"].as_str().expect("a link");
        assert_eq!(link, format!("https://portwright.github.io/portwright/{page}.html"));
        assert!(std::path::Path::new(&format!("docs/{page}.md")).is_file(), "{page}");
        (text("code"), one["severity"].as_u64().expect("a number"), text("message"), place)
    };
    diagnostics.iter().map(one).collect()
}

fn compare(case: &Case) {
    let text = |file: &File| String::from_utf8(file.bytes.clone()).expect("it is text");
    let texts: Vec<(String, String)> = case.files.iter().map(|file| (file.name.clone(), text(file))).collect();
    let mut files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    if !files.iter().any(|(name, _)| *name == "portwright.toml") {
        files.push(("portwright.toml", ""));
    }
    let mut editor = Editor::new(&files);
    let mut expected = of_command(&editor, "lint");
    if editor.path("model").is_dir() {
        expected.extend(of_command(&editor, "validate"));
    }
    let opened = || files.iter().filter(|(name, _)| name.ends_with(".yml") || name.ends_with(".yaml"));
    opened().for_each(|(name, _)| editor.open(name));
    for (name, _) in opened() {
        let diagnostics = editor.diagnostics(name);
        let mut found = of_server(&diagnostics);
        let of_file = expected.remove(*name).unwrap_or_default();
        let fixes = of_file.iter().filter(|(_, is_fixable)| *is_fixable).count();
        let mut wanted: Vec<Found> = of_file.into_iter().map(|(one, _)| one).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{name} of {files:#?}");
        let everything = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9_999, "character": 0 } });
        let context = json!({ "diagnostics": [], "only": ["quickfix"] });
        let document = json!({ "uri": editor.uri(name) });
        let params = json!({ "textDocument": document, "range": everything, "context": context });
        let offered = editor.request("textDocument/codeAction", params);
        let offered = offered["result"].as_array().expect("a list").iter();
        let offered = offered.filter(|action| action.get("isPreferred").is_some()).count();
        assert_eq!(offered, fixes, "{name} of {files:#?}");
    }
    editor.end();
}

#[test]
fn the_server_reports_the_examples_of_every_rule_as_the_commands_do() {
    let cases: Vec<Case> = pages().flat_map(|(_, page)| page.flagged).collect();
    let plain: Vec<&Case> = cases.iter().filter(|case| case.files.iter().all(is_plain)).collect();
    assert!(plain.len() * 10 > cases.len() * 9, "most examples are text: {} of {}", plain.len(), cases.len());
    // A portal's contents are not a part of a project.
    let is_offline = |case: &&&Case| !case.files.iter().any(|file| file.name.starts_with("portal/"));
    let compared: Vec<&&Case> = plain.iter().filter(is_offline).collect();
    std::thread::scope(|scope| {
        for part in compared.chunks(compared.len().div_ceil(8)) {
            scope.spawn(move || part.iter().for_each(|case| compare(case)));
        }
    });
}
