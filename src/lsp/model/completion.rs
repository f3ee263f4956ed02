//! Completion in files of a model.
//!
//! A placeholder is put at the cursor, and the file is read with it. The reference that then names the placeholder says what may
//! stand there, whether it is in a field, a path, a template or jq.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Value, json};

use crate::ground::path::{Path, Segment};
use crate::kind::jq_references::jq_references;
use crate::kind::reference::RequirementStatus;
use crate::kind::template::{Chain, chains, jq_chains, texts};
use crate::kind::{Existence, Kind, Requirement, Resources};
use crate::lint::model::Form;
use crate::lsp::cursor::Cursor;
use crate::lsp::document::Document;
use crate::lsp::entry::Slot;
use crate::lsp::model::approval;
use crate::lsp::model::offer::{FIELD, MAX_NAMES, REFERENCE, VARIABLE, item};
use crate::lsp::model::removal;
use crate::lsp::port::written;
use crate::model::{Declaration, FileContent, Model};
use crate::ops::editor::EditorProject;

/// A name that nothing has.
const PLACEHOLDER: &str = "zzPortwrightCursorzz";

/// The completions at a byte of a document.
pub(crate) fn complete(document: &Document, offset: usize, project: &EditorProject<'_>) -> Vec<Value> {
    let text = document.text.as_str();
    if let Some(word) = variable_at(text, offset) {
        let names = project.variable_names();
        return names.iter().map(|name| item(document, &word, name, VARIABLE, name)).collect();
    }
    let cursor = Cursor::at(text, offset);
    let content = project.model_file(&document.path, "").map(|file| file.content);
    match (content, &cursor) {
        (Some(FileContent::Approvals), Some(cursor)) => return approval::complete(document, cursor, project),
        (Some(FileContent::Removals), Some(cursor)) => return removal::complete(document, cursor, project),
        _ => {}
    }
    let of_value = cursor.as_ref().filter(|cursor| cursor.slot == Slot::Value || is_element(cursor));
    let mut words: Vec<Range<usize>> = of_value.map(|cursor| cursor.word.clone()).into_iter().collect();
    // Of a path, the last step is completed.
    let is_path = words.first().is_some_and(|word| text.get(word.start..offset).is_some_and(|word| word.contains('.')));
    words.insert(if is_path { 0 } else { words.len() }, name_at(text, offset));
    for word in words {
        let (names, is_whole) = names_at(document, &word, project);
        if !names.is_empty() {
            let text = |name: &str| if is_whole { written(&json!(name)) } else { name.to_owned() };
            let items = names.iter().take(MAX_NAMES).map(|name| item(document, &word, name, REFERENCE, &text(name)));
            return items.collect();
        }
    }
    cursor.map_or_else(Vec::new, |cursor| keys(document, &cursor, project))
}

fn is_element(cursor: &Cursor<'_>) -> bool {
    cursor.slot == Slot::Key && matches!(cursor.path.0.last(), Some(Segment::Index(_)))
}

/// The bytes of the name around a byte.
fn name_at(text: &str, offset: usize) -> Range<usize> {
    let is_name = |c: char| c.is_alphanumeric() || "_-$@".contains(c);
    let before = text[..offset].trim_end_matches(is_name).len();
    let after = text.len() - text[offset..].trim_start_matches(is_name).len();
    before..after
}

/// The bytes of the name of a variable that is being written: `${na`.
fn variable_at(text: &str, offset: usize) -> Option<Range<usize>> {
    let word = name_at(text, offset);
    text[..word.start].ends_with("${").then_some(word)
}

/// The names that may stand in place of a word, and whether the word is all of a value.
fn names_at(document: &Document, word: &Range<usize>, project: &EditorProject<'_>) -> (Vec<String>, bool) {
    let text = document.text.as_str();
    let line_end = text[word.end..].find('\n').map_or(text.len(), |at| word.end + at);
    let before = &text[..word.start];
    let is_open = before.rfind("{{").is_some_and(|open| {
        !before[open..].contains("}}") && !before[open..].contains('\n') && !text[word.end..line_end].contains("}}")
    });
    let close = if is_open { " }}" } else { "" };
    // A name in a path may be that of a relation, which another step follows.
    let (mut names, mut is_whole) = (Vec::new(), false);
    for after in [close, ".x"] {
        let marked = [before, PLACEHOLDER, after, &text[word.end..]].concat();
        let Some(file) = project.model_file(&document.path, &marked) else { break };
        let model = Model::build(vec![file], project.variables());
        for declaration in &model.declarations {
            let (found, is_value) = names_in(declaration, project.resources());
            is_whole |= is_value;
            names.extend(found);
        }
    }
    let mut known = HashSet::new();
    names.retain(|name| known.insert(name.clone()));
    (names, is_whole)
}

fn names_in(declaration: &Declaration, resources: &dyn Resources) -> (Vec<String>, bool) {
    let none = (Vec::new(), false);
    let Some(key) = &declaration.key else { return none };
    for reference in key.references(&declaration.body, resources) {
        let is_whole = reference.part.is_none();
        if let Some(names) = candidates(&reference.need, resources) {
            return (names, is_whole && reference.at.find(&declaration.body) == Some(&json!(PLACEHOLDER)));
        }
    }
    let of_jq = jq_references(key, &declaration.body);
    if let Some(names) = of_jq.iter().find_map(|(_, _, need)| candidates(need, resources)) {
        return (names, false);
    }
    let form = Form::all(declaration).into_iter().next();
    let is_read = |chains: Vec<Chain<'_>>, map: &str| {
        chains.iter().any(|chain| chain.after(&[map]).is_some_and(|(name, _)| name == PLACEHOLDER))
    };
    let is_jq = |at: &Path| matches!(at.0.last(), Some(Segment::Key(key)) if key == "jqQuery");
    let reads_input = texts(&Path::root(), &declaration.body)
        .into_iter()
        .any(|(at, text)| is_read(chains(text), "inputs") || (is_jq(&at) && is_read(jq_chains(text), "form")));
    match form.filter(|_| reads_input) {
        Some(form) => (form.names().into_iter().map(str::to_owned).collect(), false),
        None => none,
    }
}

/// The names that a requirement may have in place of the placeholder.
fn candidates(need: &Requirement, resources: &dyn Resources) -> Option<Vec<String>> {
    let name = match need {
        Requirement::Resource { identifier, .. } | Requirement::Entity { identifier, .. } => identifier,
        Requirement::Member { name, .. } => name,
        Requirement::Scorecard { identifier, rule, .. } => rule.as_ref().unwrap_or(identifier),
        Requirement::Related { .. } | Requirement::DirectOwnership { .. } => return None,
    };
    if name != PLACEHOLDER {
        return None;
    }
    Some(match (need.status(resources), need) {
        (RequirementStatus::Missing(names), _) => names,
        (_, Requirement::Resource { kind, .. }) => resources.identifiers(kind).into_iter().map(str::to_owned).collect(),
        (_, Requirement::Member { sections, .. }) => {
            let (kind, blueprint) = need.resource();
            let existence: Existence<'_> = resources.existence(kind, blueprint);
            let body = existence.body().unwrap_or(&Value::Null);
            let members = sections.iter().filter_map(|section| Path::from_keys(section).find(body)?.as_object());
            members.flat_map(|section| section.keys().cloned()).collect()
        }
        _ => Vec::new(),
    })
}

/// The keys that the schema of the file's kind describes and that are not set.
fn keys(document: &Document, cursor: &Cursor<'_>, project: &EditorProject<'_>) -> Vec<Value> {
    if cursor.slot != Slot::Key {
        return Vec::new();
    }
    let file = project.model_file(&document.path, "");
    let Some(FileContent::Resources(first)) = file.map(|file| file.content) else { return Vec::new() };
    let depth = usize::from(matches!(cursor.path.0.first(), Some(Segment::Index(_))));
    let stated: Vec<&str> = cursor.members(depth).map(|(key, _)| key).collect();
    let kind: &Kind = first.of_body(|field| stated.contains(&field));
    let Some(fields) = kind.shape().at(&cursor.path.0[depth..]).fields() else { return Vec::new() };
    let set: Vec<&str> = cursor.members(cursor.path.0.len()).map(|(key, _)| key).collect();
    let has_colon = document.text.as_str()[cursor.word.end..].starts_with(':');
    let offered = fields.order.iter().filter(|name| !set.contains(&name.as_str()) || *name == cursor.typed());
    let items = offered.enumerate().map(|(nth, name)| {
        let text = if has_colon { name.clone() } else { format!("{name}: ") };
        let mut item = item(document, &cursor.word, name, FIELD, &text);
        let is_required = fields.required.contains(name);
        item["sortText"] = json!(format!("{}{nth:04}", if is_required { 0 } else { 1 }));
        if is_required {
            item["detail"] = json!("required");
        }
        item
    });
    items.collect()
}
