//! New members of a list, and lists made of what was not one.

use serde_json::Value;

use crate::ground::path::Path;
use crate::ground::source::Span;
use crate::yaml::edit::{EditError, Splice, editable, verified};
use crate::yaml::tree::{Node, NodeId, Style, Tree};
use crate::yaml::write::{self, Layout};

/// The text with a new last member of the list that a document is. Comments after the last member stay before the new one;
/// where the last two members stand apart, the new one does too.
///
/// # Errors
/// Why that cannot be done without touching anything else.
pub fn append(tree: &Tree, root: NodeId, value: &Value) -> Result<String, EditError> {
    let list = tree.node(root);
    let path = Path::root();
    if !list.is_list() {
        return Err(EditError::NotAMap { path, span: list.span() });
    }
    editable(list, None, &path)?;
    let layout = Layout::of(tree.file());
    let members: Vec<Node<'_>> = list.items().collect();
    let splice = match (list.style(), members.last()) {
        (Style::Flow, Some(last)) => {
            let member = write::inline(value, Style::Plain, &layout);
            layout.after_flow_member(last.span(), last.span().end, &member)
        }
        (Style::Flow, None) => (list.span(), format!("[{}]", write::inline(value, Style::Plain, &layout))),
        (_, _) => {
            let lines = write::member(value, layout.column(list.span().start), &layout);
            layout.lines_at_end(list.span().end, stand_apart(&members, &layout), &lines)
        }
    };
    verified(tree, root, &path, list.span(), splice, |body| {
        body.as_array_mut().into_iter().for_each(|members| members.push(value.clone()));
    })
}

/// The text with the map that a document is as the first member of a list, and a value as the second. Every byte of the
/// map stays; its lines move two columns to the right.
///
/// # Errors
/// Why that cannot be done without touching anything else.
pub fn wrap_in_list(tree: &Tree, root: NodeId, value: &Value) -> Result<String, EditError> {
    let map = tree.node(root);
    let path = Path::root();
    if !map.is_map() {
        return Err(EditError::NotAMap { path, span: map.span() });
    }
    editable(map, None, &path)?;
    let layout = Layout::of(tree.file());
    let splice = if map.style() == Style::Flow {
        (map.span(), format!("[{}, {}]", map.raw(), write::inline(value, Style::Plain, &layout)))
    } else {
        moved_in(map, value, &layout)
    };
    verified(tree, root, &path, map.span(), splice, |body| {
        let old = body.take();
        *body = Value::Array(vec![old, value.clone()]);
    })
}

/// The lines of a block map behind a dash, the comments after it with it, and then the new member.
fn moved_in(map: Node<'_>, value: &Value, layout: &Layout<'_>) -> Splice {
    let start = map.span().start as usize;
    let column = layout.column(map.span().start);
    let lines = write::member(value, column, layout);
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

/// Whether an empty line is between the last two members.
fn stand_apart(members: &[Node<'_>], layout: &Layout<'_>) -> bool {
    let [.., before, last] = members else { return false };
    let between = &layout.text[before.span().end as usize..last.span().start as usize];
    between.lines().skip(1).any(|line| line.trim().is_empty())
}

/// A text that is a list with this one member.
pub fn list_text(value: &Value, line_end: &'static str) -> String {
    let layout = Layout { text: "", line_end, json: false };
    write::member(value, 0, &layout).into_iter().map(|line| line + line_end).collect()
}
