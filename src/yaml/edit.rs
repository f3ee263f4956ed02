//! Edits of a text through its tree. Everything an edit does not touch keeps every byte, comments and line ends
//! included.

mod append;
mod splice;

pub(crate) use append::{append, list_text, wrap_in_list};
pub(crate) use splice::EditError;

use crate::ground::path::{Path, Segment};
use crate::yaml::tree::{Node, NodeId, Style, Tree, to_value};
use crate::yaml::write::{self, Layout};
use serde_json::{Map, Value};
use splice::{Splice, editable, verified};

/// Returns the text with the value at `path`, from the document `root`, set. A missing key is added after the last key
/// of its map, and missing parent maps are created. A string keeps the quotes of the one it replaces, and gets quotes
/// where it would otherwise be read as another type.
pub(crate) fn set(tree: &Tree, root: NodeId, path: &Path, value: &Value) -> Result<String, EditError> {
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
            return Err(EditError::Shared { path: so_far().child(key.as_str()), span: merged.span() });
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
    let text = write::inline(value, node.style(), Layout::from_file(node.tree().file()).flow);
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
        return Ok(layout.line_after(at.span().end, &write::block(key, value, indent)));
    }
    if !at.is_map() {
        return Err(EditError::NotAMap { path: path.clone(), span: at.span() });
    }
    if at.style() == Style::Flow {
        let last = own_entries(at).last();
        let entry = write::pair(key, value, layout.flow);
        return Ok(match last {
            Some((key, last)) => layout.after_flow_member(key.span(), last.span().end, &entry),
            None if at.raw().trim_matches(['{', '}', ' ', '\n', '\r', '\t']).is_empty() => {
                (at.span(), format!("{{ {entry} }}"))
            }
            None => return Err(EditError::Shared { path: path.clone(), span: at.span() }),
        });
    }
    let indent = layout.column(at.span().start);
    Ok(layout.line_after(at.span().end, &write::block(key, value, indent)))
}

#[cfg(test)]
mod tests;
