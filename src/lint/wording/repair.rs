//! Edits that rules offer: few bytes, the rest of the file untouched.

use crate::ground::finding::Fix;
use crate::yaml::scalar::{Scalar, resolve, yaml11};
use crate::yaml::tree::{Node, Style};

/// A text as it is written in place of a node, in the quotes of that node where it has any; none where that needs more
/// than a splice.
pub(crate) fn scalar(node: Node<'_>, text: &str) -> Option<String> {
    if node.is_alias() || text.contains(char::is_control) {
        return None;
    }
    match node.style() {
        Style::Plain if is_plain(text) => Some(text.to_owned()),
        Style::SingleQuoted => Some(format!("'{}'", text.replace('\'', "''"))),
        Style::Plain | Style::DoubleQuoted => (!text.contains(['"', '\\'])).then(|| format!("\"{text}\"")),
        Style::Literal | Style::Folded | Style::Flow | Style::Block => None,
    }
}

/// Whether a text reads as itself without quotes, everywhere and in every version of YAML.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric())
        && text.chars().all(|c| c.is_alphanumeric() || "_-./@+: ".contains(c))
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && resolve(text) == Scalar::Text
        && yaml11(text).is_none()
}

pub(crate) fn rewrite(node: Node<'_>, text: &str, safe: bool) -> Option<Fix> {
    splice(node, scalar(node, text)?, safe)
}

/// Writes a quoted text without its quotes, which makes it the number or boolean that it looks like.
pub(crate) fn unquote(node: Node<'_>) -> Option<Fix> {
    let text = node.as_str().filter(|_| matches!(node.style(), Style::SingleQuoted | Style::DoubleQuoted))?;
    let same = matches!(resolve(text), Scalar::Number(_) | Scalar::Bool(_)) && yaml11(text).is_none();
    if same { splice(node, text.to_owned(), true) } else { None }
}

/// Writes a number or boolean in quotes, which makes it a text.
pub(crate) fn quote(node: Node<'_>) -> Option<Fix> {
    let raw = node.raw();
    let is_simple = node.style() == Style::Plain && !raw.contains(['"', '\\', '\n']);
    if is_simple { splice(node, format!("\"{raw}\""), true) } else { None }
}

pub(crate) fn as_list(node: Node<'_>) -> Option<Fix> {
    let raw = node.raw();
    let fits = match node.style() {
        Style::Plain => !raw.contains(['\n', ',', '[', ']', '{', '}']) && !raw.ends_with(':'),
        Style::SingleQuoted | Style::DoubleQuoted => !raw.contains('\n'),
        Style::Literal | Style::Folded | Style::Flow | Style::Block => false,
    };
    if fits { splice(node, format!("[{raw}]"), true) } else { None }
}

fn splice(node: Node<'_>, text: String, safe: bool) -> Option<Fix> {
    // Another name for a node that stands elsewhere: an edit there would change every user of it.
    if node.is_alias() {
        return None;
    }
    Some(Fix { does: format!("write `{text}`"), edits: vec![(node.span(), text)], safe })
}
