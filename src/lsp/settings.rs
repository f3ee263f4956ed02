//! Completion in `portwright.toml`.
//!
//! A placeholder is read as a section, a key or a value, and the error names what may stand in its place.

use std::ops::Range;

use serde_json::{Value, json};

use crate::disk::project::{FILE, ProjectError, ProjectFile};
use crate::lint::RULES;
use crate::lsp::document::Document;

/// The kinds of completions, by their numbers in the protocol.
const MODULE: u8 = 9;
const PROPERTY: u8 = 10;
const OPTION: u8 = 20;

/// A name that is not similar to any other.
const PLACEHOLDER: &str = "zzPortwrightCursorzz";

/// The completions at a byte of a document.
pub(crate) fn complete(document: &Document, offset: usize) -> Vec<Value> {
    let text = document.text.as_str();
    let line = document.text.line(offset);
    let start = line.start as usize;
    let before = &text[start..offset];
    if before.contains('#') {
        return Vec::new();
    }
    let table = text[..start].lines().rev().find_map(|line| line.trim().strip_prefix('[')?.split(']').next());
    let table = table.unwrap_or_default();
    let is_name = |c: char| c.is_alphanumeric() || "_-\"".contains(c);
    let word = start + before.trim_end_matches(is_name).len()..offset;
    let (names, kind) = match (before.trim_start().strip_prefix('['), before.split_once('=')) {
        (Some(section), _) => {
            let above = section.trim_end_matches(is_name);
            let names = known(&format!("[{above}{PLACEHOLDER}]")).into_iter();
            (names.filter(|name| is_section(&format!("{above}{name}"))).collect(), MODULE)
        }
        (None, Some((key, _))) => {
            let names = known(&format!("[{table}]\n{key} = \"{PLACEHOLDER}\""));
            (names.into_iter().map(|name| format!("\"{name}\"")).collect(), OPTION)
        }
        (None, None) if table == "lint.rules" => (RULES.iter().map(|rule| rule.name.to_owned()).collect(), PROPERTY),
        (None, None) if table.is_empty() => {
            let names = known(&format!("{PLACEHOLDER} = 1")).into_iter();
            (names.filter(|name| !is_section(name)).collect(), PROPERTY)
        }
        (None, None) => (known(&format!("[{table}]\n{PLACEHOLDER} = 1")), PROPERTY),
    };
    names.iter().map(|name| item(document, &word, name, kind)).collect()
}

fn item(document: &Document, word: &Range<usize>, name: &str, kind: u8) -> Value {
    let range = json!({ "start": document.text.position(word.start), "end": document.text.position(word.end) });
    json!({ "label": name.trim_matches('"'), "kind": kind, "textEdit": { "range": range, "newText": name } })
}

/// Whether a name is that of a section, and not of a key with a value.
fn is_section(name: &str) -> bool {
    let read = ProjectFile::parse(FILE, &format!("{name} = 1"));
    matches!(read, Err(ProjectError::Invalid { reason, .. }) if reason.contains("must be a section"))
}

/// The names that the error for a text lists.
fn known(text: &str) -> Vec<String> {
    let Err(ProjectError::Invalid { reason, .. }) = ProjectFile::parse(FILE, text) else { return Vec::new() };
    let list = reason.split_once("; write ").or_else(|| reason.split_once("must be ")).map(|(_, list)| list);
    let names =
        list.filter(|_| reason.contains(PLACEHOLDER)).into_iter().flat_map(|list| list.split('`').skip(1).step_by(2));
    names.map(str::to_owned).collect()
}
