//! Adding a member to a list, and turning a map into a list.

use crate::ground::path::Path;
use crate::ground::source::Span;
use crate::yaml::edit::reconciliation::reconcile;
use crate::yaml::edit::splice::{EditError, Splice, editable, verified};
use crate::yaml::emit::document;
use crate::yaml::tree::{Node, NodeId, Style, Tree, to_value};
use crate::yaml::write::{self, Layout};
use serde_json::Value;

/// Returns the text with a new last member in the document's top-level list. Comments after the last member stay before
/// the new one. If a blank line separates the last two members, one separates the new one too.
pub(crate) fn append(tree: &Tree, root: NodeId, value: &Value) -> Result<String, EditError> {
    let list = tree.node(root);
    let path = Path::root();
    if !list.is_list() {
        return Err(EditError::NotAMap { path, span: list.span() });
    }
    editable(list, None, &path)?;
    let layout = Layout::from_file(tree.file());
    let members: Vec<Node<'_>> = list.items().collect();
    if list.style() == Style::Flow {
        let mut wanted = to_value(list);
        wanted.as_array_mut().into_iter().for_each(|members| members.push(value.clone()));
        return reconcile(tree, root, &wanted, &|_, _, _| false);
    }
    let lines = write::member(value, layout.column(list.span().start));
    let splice = layout.lines_at_end(list.span().end, are_separated(&members, &layout), &lines);
    verified(tree, root, &path, list.span(), splice, |body| {
        body.as_array_mut().into_iter().for_each(|members| members.push(value.clone()));
    })
}

/// Returns the text with the document's top-level map turned into the first member of a list, and `value` as the
/// second. The map keeps every byte; its lines move two columns to the right.
pub(crate) fn wrap_in_list(tree: &Tree, root: NodeId, value: &Value) -> Result<String, EditError> {
    let map = tree.node(root);
    let path = Path::root();
    if !map.is_map() {
        return Err(EditError::NotAMap { path, span: map.span() });
    }
    editable(map, None, &path)?;
    let layout = Layout::from_file(tree.file());
    let splice = if map.style() == Style::Flow {
        (map.span(), format!("[{}, {}]", map.raw(), layout.inline(value, Style::Plain)))
    } else {
        indented_as_member(map, value, &layout)
    };
    verified(tree, root, &path, map.span(), splice, |body| {
        let old = body.take();
        *body = Value::Array(vec![old, value.clone()]);
    })
}

/// Returns the lines of a block map behind a dash, including the comments after it, followed by the new member.
fn indented_as_member(map: Node<'_>, value: &Value, layout: &Layout<'_>) -> Splice {
    let start = map.span().start as usize;
    let column = layout.column(map.span().start);
    let lines = write::member(value, column);
    let (Span { end, .. }, added) = layout.lines_at_end(map.span().end, false, &lines);
    let mut text = String::from("- ");
    for (nth, line) in layout.text[start..end as usize].split_inclusive('\n').enumerate() {
        if nth > 0 && !line.trim().is_empty() {
            text.push_str("  ");
        }
        text.push_str(line);
    }
    (Span { start: map.span().start, end }, text + &added)
}

fn are_separated(members: &[Node<'_>], layout: &Layout<'_>) -> bool {
    let [.., before, last] = members else { return false };
    let between = &layout.text[before.span().end as usize..last.span().start as usize];
    between.lines().skip(1).any(|line| line.trim().is_empty())
}

/// Returns the text of a file whose only entry is `value`.
pub(crate) fn list_text(value: &Value, line_end: &'static str) -> String {
    document(&Value::Array(vec![value.clone()])).replace('\n', line_end)
}
