//! Links to the files that `file://` names, and completion of their paths.

use serde_json::{Value, json};

use crate::lsp::document::Document;
use crate::lsp::port::entity::{entities, inner};
use crate::lsp::uri;
use crate::ops::editor::EditorProject;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::Node;

/// What a value begins with that names a file.
pub(super) const SCHEME: &str = "file://";

/// The links of a document.
pub(crate) fn links(document: &Document, project: &EditorProject<'_>) -> Vec<Value> {
    let Some(tree) = parse(&document.text.file, &Limits::default()).tree else { return Vec::new() };
    let properties = entities(&tree).into_iter().filter_map(|entity| entity.get("properties"));
    let values = properties.flat_map(Node::entries).map(|(_, value)| value);
    let link = |node: Node<'_>| {
        let text = node.as_str().filter(|text| text.starts_with(SCHEME))?;
        let path = project.file_target(&document.path, text).filter(|path| path.is_file())?;
        Some(json!({ "range": document.text.range(inner(node)), "target": uri::uri(&path) }))
    };
    values.filter_map(link).collect()
}

/// The files and folders that may continue a path, which begins with the scheme.
pub(super) fn paths(document: &Document, typed: &str, project: &EditorProject<'_>) -> Vec<String> {
    /// A folder with more entries is not listed to its end.
    const MAX_ENTRIES: usize = 1_000;
    let folder = &typed[..typed.rfind('/').map_or(typed.len(), |at| at + 1)];
    // A path is that of a file, so that one is looked up in the folder.
    let Some(inside) = project.file_target(&document.path, &format!("{folder}x")) else { return Vec::new() };
    let Some(Ok(entries)) = inside.parent().map(std::fs::read_dir) else { return Vec::new() };
    let name = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))?;
        let slash = if entry.path().is_dir() { "/" } else { "" };
        Some(format!("{folder}{name}{slash}"))
    };
    let mut names: Vec<String> = entries.flatten().take(MAX_ENTRIES).filter_map(name).collect();
    names.sort();
    names
}
