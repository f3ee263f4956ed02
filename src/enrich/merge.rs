//! Editing a file so that it defines the wanted entity, without changing anything else.

use crate::enrich::fill::FilledTemplate;
use crate::enrich::locate::WriteTarget;
use crate::enrich::port_file::{FileState, PortFile};
use crate::enrich::refusal::{Refusal, error_at};
use crate::enrich::wording::quoted;
use crate::ground::path::Path;
use crate::ground::source::{Location, SourceFile};
use crate::yaml::edit::{self, EditError};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Node, Tree, to_value};
use serde_json::Value;
use std::sync::Arc;

/// The result of enriching an entity.
#[derive(Debug)]
pub struct EnrichedFile {
    /// The file's path from the repository's top.
    pub path: String,
    /// The line of the entity in the edited file.
    pub line: usize,
    /// Whether the file changes.
    pub outcome: EnrichOutcome,
    /// The values that are set and differ from before.
    pub set: Vec<(Path, Value)>,
}

/// Whether a file changes.
#[derive(Debug)]
pub enum EnrichOutcome {
    /// It already has the wanted values.
    UpToDate,
    /// It changes.
    Changed(FileChange),
}

#[derive(Debug)]
pub struct FileChange {
    /// Its previous text, if it existed.
    pub before: Option<Arc<SourceFile>>,
    /// Its text afterwards.
    pub after: Arc<SourceFile>,
    pub how: FileChangeKind,
}

/// The kind of a change to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileChangeKind {
    /// An entity in it is changed.
    Edited,
    /// An entity is added to it.
    Added,
    /// The file is created.
    Created,
}

pub(crate) fn merge(target: &WriteTarget<'_>, filled: &FilledTemplate) -> Result<EnrichedFile, Refusal> {
    match target {
        WriteTarget::Existing(file, entity) => set(file, entity, filled),
        WriteTarget::AddTo(file) => add(file, filled),
        WriteTarget::NewFile(path) => {
            let after = SourceFile::new(*path, filled.text.text.as_str());
            Ok(added(path, None, after, FileChangeKind::Created, filled))
        }
    }
}

fn set(file: &PortFile, entity: &Path, filled: &FilledTemplate) -> Result<EnrichedFile, Refusal> {
    let FileState::Tree(tree, _) = &file.state else { return Err(not_editable(file)) };
    let before = Arc::clone(tree.file());
    let (mut now, mut changed) = (Arc::clone(&before), Vec::new());
    let mut expected = to_value(tree.node(tree.documents()[0]));
    for field in &filled.wanted.fields {
        let path = Path(entity.0.iter().chain(&field.path.0).cloned().collect());
        if path.find(&expected) == Some(&field.value) {
            continue;
        }
        let current = read(&now).ok_or_else(|| not_editable(file))?;
        let text = edit::set(&current, current.documents()[0], &path, &field.value)
            .map_err(|error| edit_refusal(&error, &now, &field.path))?;
        now = SourceFile::new(now.name.as_str(), text);
        path.put(&mut expected, field.value.clone());
        changed.push((field.path.clone(), field.value.clone()));
    }
    // Each edit was verified on its own; verify the result of all of them.
    let after = read(&now).ok_or_else(|| not_editable(file))?;
    let reads: Vec<Value> = after.roots().map(to_value).collect();
    if reads != [expected] {
        return Err(not_editable(file));
    }
    let line = line_of(after.node(after.documents()[0]).find(entity), &now);
    let outcome = match changed.is_empty() {
        true => EnrichOutcome::UpToDate,
        false => EnrichOutcome::Changed(FileChange {
            before: Some(before),
            after: Arc::clone(&now),
            how: FileChangeKind::Edited,
        }),
    };
    Ok(EnrichedFile { path: file.path.clone(), line, outcome, set: changed })
}

fn add(file: &PortFile, filled: &FilledTemplate) -> Result<EnrichedFile, Refusal> {
    let FileState::Tree(tree, _) = &file.state else { return Err(not_editable(file)) };
    let before = Arc::clone(tree.file());
    let body = filled.wanted.body();
    let root = tree.roots().next();
    let text = match (root, tree.documents().first()) {
        (Some(root), Some(id)) if root.is_list() => edit::append(tree, *id, &body),
        (Some(root), Some(id)) if root.is_map() && !root.is_empty() => edit::wrap_in_list(tree, *id, &body),
        (Some(root), _) if !root.raw().is_empty() => {
            let empty = error_at(root.place(), "the file contains neither an entity nor a list of entities");
            return Err(empty.label("not an entity").help("remove this, and run the action again").into());
        }
        _ => Ok(after_comments(&before.text, &body)),
    };
    let text = text.map_err(|error| edit_refusal(&error, &before, &Path::root()))?;
    let after = SourceFile::new(before.name.as_str(), text);
    // An empty file has no root, so the edit did not verify its result.
    let reads = read(&after).map(|tree| tree.roots().map(to_value).collect::<Vec<_>>());
    let mut expected = match root.map(to_value) {
        Some(Value::Array(members)) => members,
        Some(Value::Null) | None => Vec::new(),
        Some(other) => vec![other],
    };
    expected.push(body);
    if reads.as_deref() != Some(&[Value::Array(expected)]) {
        return Err(not_editable(file));
    }
    Ok(added(&file.path, Some(before), after, FileChangeKind::Added, filled))
}

/// Returns a text that has only comments, with the entity after them.
fn after_comments(text: &str, body: &Value) -> String {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let glue = if text.is_empty() || text.ends_with('\n') || text == "\u{feff}" { "" } else { line_end };
    format!("{text}{glue}{}", edit::list_text(body, line_end))
}

fn added(
    path: &str,
    before: Option<Arc<SourceFile>>,
    after: Arc<SourceFile>,
    how: FileChangeKind,
    filled: &FilledTemplate,
) -> EnrichedFile {
    let set = filled.wanted.fields.iter().map(|field| (field.path.clone(), field.value.clone())).collect();
    let tree = read(&after);
    let entity = tree.as_ref().and_then(|tree| tree.roots().next()).map(|root| root.items().last().unwrap_or(root));
    let line = line_of(entity, &after);
    EnrichedFile {
        path: path.to_owned(),
        line,
        outcome: EnrichOutcome::Changed(FileChange { before, after, how }),
        set,
    }
}

fn line_of(entity: Option<Node<'_>>, file: &SourceFile) -> usize {
    entity.map_or(1, |node| file.position(node.span().start as usize).line)
}

fn read(file: &Arc<SourceFile>) -> Option<Tree> {
    // The added entity may exceed the size limit.
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let parsed = parse(file, &limits);
    parsed.tree.filter(|_| parsed.faults.is_empty())
}

/// Converts an edit error to a refusal, at the location that prevents the edit.
fn edit_refusal(error: &EditError, file: &Arc<SourceFile>, field: &Path) -> Refusal {
    let what = if field.0.is_empty() { "the entity".to_owned() } else { quoted(&field.to_string()) };
    let (message, label, help, span) = match error {
        EditError::Shared { span, .. } => (
            format!("{what} cannot be set, because its value uses an anchor, an alias, a merge key or a tag"),
            "shared or tagged",
            "write the value out here, and run the action again",
            *span,
        ),
        EditError::SeveralLines { span, .. } => (
            format!("{what} cannot be set: its value spans several lines, and replacing it could lose a comment"),
            "several lines",
            "write the value on one line, or remove it, and run the action again",
            *span,
        ),
        EditError::NotAMap { span, .. } => (
            format!("{what} cannot be set: its parent is not a map"),
            "not a map",
            "make it a map of keys and values, or remove it, and run the action again",
            *span,
        ),
        EditError::Unsafe { span, .. } => (
            format!("{what} cannot be set without changing something else in the file"),
            "here",
            "edit the file by hand, or simplify its layout",
            *span,
        ),
    };
    error_at(Location::new(file, span), message).label(label).help(help).into()
}

fn not_editable(file: &PortFile) -> Refusal {
    let reason = format!("{} cannot be changed without changing something else in it", quoted(&file.path));
    Refusal::new(reason).help("edit the file by hand, or simplify its layout")
}
