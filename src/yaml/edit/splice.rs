//! The one change of a text that an edit comes to, and the check that it changes nothing else.

use serde_json::Value;

use crate::ground::path::Path;
use crate::ground::source::{SourceFile, Span};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Node, NodeId, Tree, to_value};

/// Why an edit was not made; the text is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The path goes through something shared with another place.
    #[error("`{path}` is behind an anchor, an alias, a tag or a merge key")]
    Shared {
        /// The path so far.
        path: Path,
        /// What is in the way.
        span: Span,
    },
    /// The value has several lines, and replacing it could lose a comment.
    #[error("the value of `{path}` has several lines")]
    SeveralLines {
        /// The path.
        path: Path,
        /// The value.
        span: Span,
    },
    /// The path goes through something that is no map, or to a member that a list does not have.
    #[error("`{path}` cannot hold a key")]
    NotAMap {
        /// The path so far.
        path: Path,
        /// What is there instead.
        span: Span,
    },
    /// There is nothing to delete.
    #[error("there is no `{path}`")]
    Absent {
        /// The path.
        path: Path,
    },
    /// The edited text would not read as intended: the layout is beyond what can be edited.
    #[error("`{path}` cannot be changed without changing something else")]
    Unsafe {
        /// The path.
        path: Path,
        /// What was to be changed.
        span: Span,
    },
}

/// Replaces bytes of the text.
pub(super) type Splice = (Span, String);

/// Refuses what is shared with another place of the file: a change of it would be one there too.
pub(super) fn editable(node: Node<'_>, parent: Option<Node<'_>>, path: &Path) -> Result<(), Refused> {
    let before = without_comments(&node.tree().file().text[..node.span().start as usize]);
    let property = before.split_whitespace().next_back().unwrap_or_default();
    let inside = parent.is_none_or(|parent| {
        let (outer, inner) = (parent.span(), node.span());
        outer.start <= inner.start && inner.end <= outer.end
    });
    // An absent value has no anchor that its span could tell; the check of the whole text does.
    let marked = property.starts_with(['&', '!']) && !property.ends_with(['"', '\'', ',', ':']);
    if node.is_alias() || marked || !inside {
        return Err(Refused::Shared { path: path.clone(), span: node.span() });
    }
    Ok(())
}

/// A text without the comments at its end, the words of which are no anchors and tags. One inside a text in quotes is
/// taken for a comment as well; what that hides shows when the edited text is read.
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

/// Makes the splice and reads the result: it must be what was wanted, and nothing else may have changed.
pub(super) fn verified(
    tree: &Tree,
    root: NodeId,
    path: &Path,
    span: Span,
    (range, text): Splice,
    change: impl FnOnce(&mut Value),
) -> Result<String, Refused> {
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
    Err(Refused::Unsafe { path: path.clone(), span })
}
