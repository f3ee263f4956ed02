//! The one change of a text that an edit makes, and the check that it changes nothing else.

use crate::ground::path::Path;
use crate::ground::source::{SourceFile, Span};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Node, NodeId, Tree, to_value};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EditError {
    /// The path goes through a node that is shared with another part of the file.
    #[error("{} is inside an anchor, or uses an alias, a tag or a merge key", subject(path))]
    Shared { path: Path, span: Span },
    /// The value spans several lines, and replacing it could lose a comment.
    #[error("{} spans several lines", value_of(path))]
    SeveralLines { path: Path, span: Span },
    /// The path goes through a node that is not a map, or to an index beyond the end of a list.
    #[error("{} cannot hold a key", subject(path))]
    NotAMap { path: Path, span: Span },
    /// The edited text would not parse to the intended value, because the layout is too unusual.
    #[error("{} cannot be changed without changing something else", subject(path))]
    Unsafe { path: Path, span: Span },
}

fn subject(path: &Path) -> String {
    if path.0.is_empty() { "the document".to_owned() } else { format!("`{path}`") }
}

fn value_of(path: &Path) -> String {
    if path.0.is_empty() { subject(path) } else { format!("the value of {}", subject(path)) }
}

pub(super) type Splice = (Span, String);

/// Refuses a node that is shared with another part of the file, which would change too.
pub(super) fn editable(node: Node<'_>, parent: Option<Node<'_>>, path: &Path) -> Result<(), EditError> {
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

/// Applies the splice and parses the result, which must differ from the original by the intended change only.
pub(super) fn verified(
    tree: &Tree,
    root: NodeId,
    path: &Path,
    span: Span,
    (range, text): Splice,
    change: impl FnOnce(&mut Value),
) -> Result<String, EditError> {
    let mut edited = tree.file().text.clone();
    edited.replace_range(range.range(), &text);
    let mut wanted = to_value(tree.node(root));
    change(&mut wanted);
    if reads_as(tree, root, &edited, &wanted) {
        return Ok(edited);
    }
    Err(EditError::Unsafe { path: path.clone(), span })
}

/// Returns whether the document `root` of an edited text has the wanted value, and the others the value they had.
pub(super) fn reads_as(tree: &Tree, root: NodeId, edited: &str, wanted: &Value) -> bool {
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let parsed = parse(&SourceFile::new(tree.file().name.clone(), edited), &limits);
    let Some(after) = parsed.tree.filter(|_| parsed.faults.is_empty()) else { return false };
    after.documents().len() == tree.documents().len()
        && after.roots().zip(tree.roots()).all(|(new, old)| match old.id() == root {
            true => to_value(new) == *wanted,
            false => to_value(new) == to_value(old),
        })
}

/// Returns a part of a text with splices inside it applied. `None` if two of them overlap.
pub(super) fn spliced(text: &str, part: Span, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|(span, _)| *span);
    let mut out = String::with_capacity(part.len());
    let mut at = part.start as usize;
    for (span, new) in splices {
        out.push_str(text.get(at..span.start as usize)?);
        out.push_str(&new);
        at = span.end as usize;
    }
    out.push_str(text.get(at..part.end as usize)?);
    Some(out)
}
