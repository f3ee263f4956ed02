//! Edits of a text through its tree. Everything an edit does not touch keeps every byte, comments and line ends
//! included.

mod append;

pub use append::{append, list_text, wrap_in_list};

use crate::ground::path::{Path, Segment};
use crate::ground::source::{SourceFile, Span};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Node, NodeId, Style, Tree, to_value};
use crate::yaml::write::{self, Layout};
use serde_json::{Map, Value};

/// Why an edit was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The path goes through a node that is shared with another part of the file.
    #[error("`{path}` is behind an anchor, an alias, a tag or a merge key")]
    Shared {
        /// The path so far.
        path: Path,
        /// The shared node.
        span: Span,
    },
    /// The value spans several lines, and replacing it could lose a comment.
    #[error("the value of `{path}` spans several lines")]
    SeveralLines {
        /// The path.
        path: Path,
        /// The value.
        span: Span,
    },
    /// The path goes through a node that is not a map, or to an index beyond the end of a list.
    #[error("`{path}` cannot hold a key")]
    NotAMap {
        /// The path so far.
        path: Path,
        /// The node that is there instead.
        span: Span,
    },
    /// The edited text would not parse to the intended value, because the layout is too unusual.
    #[error("`{path}` cannot be changed without changing something else")]
    Unsafe {
        /// The path.
        path: Path,
        /// The part that was to be changed.
        span: Span,
    },
}

/// Returns the text with the value at `path`, from the document `root`, set. A missing key is added after the last key
/// of its map, and missing parent maps are created. A string keeps the quotes of the one it replaces, and gets quotes
/// where it would otherwise be read as another type.
///
/// # Errors
/// Returns an error when the edit would touch anything else.
pub fn set(tree: &Tree, root: NodeId, path: &Path, value: &Value) -> Result<String, EditError> {
    let before = tree.node(root);
    let wanted = |body: &mut Value| path.put(body, value.clone());
    if before.find(path).is_some_and(|node| to_value(node) == *value) {
        return Ok(tree.file().text.clone());
    }
    let mut at = before;
    let mut parent: Option<Node<'_>> = None;
    for (depth, segment) in path.0.iter().enumerate() {
        let so_far = || Path(path.0[..depth].to_vec());
        editable(at, parent, &so_far())?;
        let next = match segment {
            Segment::Index(index) if at.is_list() => at.items().nth(*index),
            Segment::Key(key) if at.is_map() => own_entry(at, key).map(|(_, value)| value),
            _ => None,
        };
        if let Some(next) = next {
            parent = Some(at);
            at = next;
            continue;
        }
        let Segment::Key(key) = segment else {
            return Err(EditError::NotAMap { path: so_far(), span: at.span() });
        };
        if let Some((merged, _)) = at.entry(key).filter(|_| depth + 1 < path.0.len()) {
            return Err(EditError::Shared { path: so_far().then(key.as_str()), span: merged.span() });
        }
        let nested = path.0[depth + 1..].iter().rev().try_fold(value.clone(), |inner, segment| match segment {
            Segment::Key(key) => Ok(Value::Object(Map::from_iter([(key.clone(), inner)]))),
            Segment::Index(_) => Err(EditError::NotAMap { path: so_far(), span: at.span() }),
        })?;
        let splice = added(at, parent, key, &nested, &so_far())?;
        return verified(tree, root, path, at.span(), splice, wanted);
    }
    editable(at, parent, path)?;
    let splice = replaced(at, parent, value, path)?;
    verified(tree, root, path, at.span(), splice, wanted)
}

/// A range of the text and what replaces it.
type Splice = (Span, String);

/// Refuses a node that is shared with another part of the file, which would change too.
fn editable(node: Node<'_>, parent: Option<Node<'_>>, path: &Path) -> Result<(), EditError> {
    let before = without_comments(&node.tree().file().text[..node.span().start as usize]);
    let property = before.split_whitespace().next_back().unwrap_or_default();
    let inside = parent.is_none_or(|parent| {
        let (outer, inner) = (parent.span(), node.span());
        outer.start <= inner.start && inner.end <= outer.end
    });
    // The span of an absent value does not show its anchor; `verified` catches that case.
    let marked = property.starts_with(['&', '!']) && !property.ends_with(['"', '\'', ',', ':']);
    if node.is_alias() || marked || !inside {
        return Err(EditError::Shared { path: path.clone(), span: node.span() });
    }
    Ok(())
}

/// Returns the text without trailing comments, whose words could look like anchors and tags. A `#` inside quotes is
/// taken for a comment too; `verified` catches what that hides.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_end();
    loop {
        let line = rest.rfind('\n').map_or(0, |before| before + 1);
        let comment = match rest[line..].trim_start_matches([' ', '\t', '\u{feff}']).starts_with('#') {
            true => Some(line),
            false => rest[line..].find(" #").map(|at| line + at),
        };
        match comment {
            Some(at) => rest = rest[..at].trim_end(),
            None => return rest,
        }
    }
}

/// Returns the entries written in the map itself, without merged ones.
fn own_entries(map: Node<'_>) -> impl Iterator<Item = (Node<'_>, Node<'_>)> {
    let span = map.span();
    map.entries().filter(move |(key, _)| span.start <= key.span().start && key.span().end <= span.end)
}

fn own_entry<'t>(map: Node<'t>, name: &str) -> Option<(Node<'t>, Node<'t>)> {
    own_entries(map).find(|(key, _)| key.key_text() == name)
}

fn replaced(node: Node<'_>, parent: Option<Node<'_>>, value: &Value, path: &Path) -> Result<Splice, EditError> {
    let span = node.span();
    let raw = node.raw();
    if raw.contains('\n') || matches!(node.style(), Style::Literal | Style::Folded) {
        return Err(EditError::SeveralLines { path: path.clone(), span });
    }
    let in_flow = parent.is_some_and(|parent| parent.style() == Style::Flow);
    if node.style() == Style::Block && (node.is_map() || node.is_list()) && !in_flow {
        return Err(EditError::SeveralLines { path: path.clone(), span });
    }
    let text = write::inline(value, node.style(), &Layout::from_file(node.tree().file()));
    if !raw.is_empty() {
        return Ok((span, text));
    }
    let before = &node.tree().file().text[..span.start as usize];
    let lead = if before.ends_with([':', '-']) { " " } else { ": " };
    Ok((span, format!("{lead}{text}")))
}

/// Adds `key: value` to a map, or to a null that becomes a map.
fn added(at: Node<'_>, parent: Option<Node<'_>>, key: &str, value: &Value, path: &Path) -> Result<Splice, EditError> {
    let layout = Layout::from_file(at.tree().file());
    let in_flow = parent.is_some_and(|parent| parent.style() == Style::Flow);
    if at.is_null() {
        let lone = Value::Object(Map::from_iter([(key.to_owned(), value.clone())]));
        if !at.raw().is_empty() || in_flow {
            return replaced(at, parent, &lone, path);
        }
        let holder = parent.and_then(|parent| own_entries(parent).find(|(_, value)| value.id() == at.id()));
        let Some((holder, _)) = holder else {
            return Err(EditError::NotAMap { path: path.clone(), span: at.span() });
        };
        let indent = layout.column(holder.span().start) + 2;
        return Ok(layout.line_after(at.span().end, &write::block(key, value, indent, &layout)));
    }
    if !at.is_map() {
        return Err(EditError::NotAMap { path: path.clone(), span: at.span() });
    }
    if at.style() == Style::Flow {
        let last = own_entries(at).last();
        let entry = write::pair(key, value, &layout);
        return Ok(match last {
            Some((key, last)) => layout.after_flow_member(key.span(), last.span().end, &entry),
            None if at.raw().trim_matches(['{', '}', ' ', '\n', '\r', '\t']).is_empty() => {
                (at.span(), format!("{{ {entry} }}"))
            }
            None => return Err(EditError::Shared { path: path.clone(), span: at.span() }),
        });
    }
    let indent = layout.column(at.span().start);
    Ok(layout.line_after(at.span().end, &write::block(key, value, indent, &layout)))
}

/// Applies the splice and parses the result, which must differ from the original by the intended change only.
fn verified(
    tree: &Tree,
    root: NodeId,
    path: &Path,
    span: Span,
    (range, text): Splice,
    change: impl FnOnce(&mut Value),
) -> Result<String, EditError> {
    let mut edited = tree.file().text.clone();
    edited.replace_range(range.range(), &text);
    let mut wanted: Vec<Value> = tree.roots().map(to_value).collect();
    let index = tree.documents().iter().position(|id| *id == root);
    if let Some(body) = index.and_then(|index| wanted.get_mut(index)) {
        change(body);
    }
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let parsed = parse(&SourceFile::new(tree.file().name.clone(), edited.as_str()), &limits);
    let reads = parsed.tree.map(|tree| tree.roots().map(to_value).collect::<Vec<_>>());
    if reads.as_ref() == Some(&wanted) && parsed.faults.is_empty() {
        return Ok(edited);
    }
    Err(EditError::Unsafe { path: path.clone(), span })
}

#[cfg(test)]
mod tests;
