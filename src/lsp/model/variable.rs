//! Variables: where they are declared and used, and what they become.

use serde_json::{Value, json};

use crate::disk::settings_places::variable_places;
use crate::ground::source::{Location, Span};
use crate::lsp::document::Document;
use crate::lsp::text::Range;
use crate::model::variables::used_names;
use crate::model::{FileContent, Model, ModelFile};
use crate::ops::editor::EditorProject;
use crate::yaml::tree::{Content, Node};

/// The maximum number of characters of a value that is shown.
const MAX_SHOWN: usize = 40;

/// The names in `${}` in a model, each with its place.
pub(super) fn uses(model: &Model) -> Vec<(String, Location)> {
    model.files.iter().flat_map(in_file).collect()
}

/// The names in `${}` in a file of a model.
fn in_file(file: &ModelFile) -> Vec<(String, Location)> {
    if !file.file.text.contains("${") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for node in strings(file) {
        let start = node.span().start as usize;
        let names = used_names(node.raw()).map(|part| Span::new(start + part.start, start + part.end));
        found.extend(names.map(|span| (file.file.slice(span).to_owned(), Location::new(&file.file, span))));
    }
    found.sort_by_key(|(_, place)| place.span.start);
    found
}

/// The strings of a file whose variables are filled in. Keys are not among them.
pub(super) fn strings(file: &ModelFile) -> Vec<Node<'_>> {
    let is_filled = matches!(file.content, FileContent::Resources(_));
    let Some(tree) = file.tree.as_ref().filter(|_| is_filled) else { return Vec::new() };
    let mut found = Vec::new();
    let mut waiting: Vec<_> = tree.roots().collect();
    while let Some(node) = waiting.pop() {
        match node.kind() {
            _ if node.is_alias() => {}
            Content::Sequence(items) => waiting.extend(items),
            // Merged entries are found where they are written.
            Content::Mapping(_) => waiting.extend(node.own_entries().map(|(_, value)| value)),
            Content::String(_) => found.push(node),
            _ => {}
        }
    }
    found
}

/// The names of variables in `portwright.toml`, each with its place.
pub(super) fn declarations(project: &EditorProject<'_>) -> Vec<(String, Location)> {
    let Some(file) = project.settings_source() else { return Vec::new() };
    let place = |span: std::ops::Range<usize>| Location::new(&file, Span::new(span.start, span.end));
    variable_places(&file.text).into_iter().map(|(name, span)| (name, place(span))).collect()
}

/// What a variable becomes; `None` if that is unknown or sensitive.
pub(super) fn value<'p>(name: &str, project: &'p EditorProject<'_>) -> Option<&'p str> {
    let variable = project.variables().get(name).filter(|variable| !variable.sensitive)?;
    let has_secret = project.variables().sensitive_values().iter().any(|secret| variable.value.contains(secret));
    (!has_secret).then_some(variable.value.as_str())
}

/// What each `${name}` in a range of a document becomes, as inlay hints.
pub(crate) fn hints(document: &Document, range: Range, project: &EditorProject<'_>) -> Vec<Value> {
    let Some(file) = project.model_file(&document.path, document.text.as_str()) else { return Vec::new() };
    let hint = |(name, place): (String, Location)| {
        // After the closing brace.
        let position = document.text.position(place.span.end as usize + 1);
        let is_wanted = range.start <= position && position <= range.end;
        let value = value(&name, project).filter(|_| is_wanted)?;
        let line = value.lines().next().unwrap_or_default();
        let is_short = line.len() == value.len() && line.chars().count() <= MAX_SHOWN;
        let shown: String = line.chars().take(MAX_SHOWN).collect();
        let label = format!("= {shown}{}", if is_short { "" } else { "…" });
        Some(json!({ "position": position, "label": label, "paddingLeft": true, "tooltip": value }))
    };
    in_file(&file).into_iter().filter_map(hint).collect()
}
