//! Fixes of rules: edits of a few bytes that leave the rest of the file unchanged.

use crate::ground::closest::closest;
use crate::ground::finding::Fix;
use crate::yaml::scalar::{Scalar, resolve, yaml11};
use crate::yaml::tree::{Content, Node, Style};

/// Returns a text as written in place of a node, with the node's quotes if it has any, or `None` if more than the
/// node's own bytes must change.
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

/// Returns whether every version of YAML reads a text as the same string without quotes, at any place.
pub(crate) fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric())
        && text.chars().all(|c| c.is_alphanumeric() || "_-./@+: ".contains(c))
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && resolve(text) == Scalar::Text
        && yaml11(text).is_none()
}

pub(crate) fn rewrite(node: Node<'_>, text: &str, safe: bool) -> Option<Fix> {
    replace(node, scalar(node, text)?, safe)
}

/// Returns the number that a text was probably meant to be, as every version of YAML reads it: `10` for `010`, `3.5` for `3,5`.
pub(crate) fn as_number(text: &str) -> Option<String> {
    let text = text.trim();
    let is_grouped = |mark: char| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.contains(mark)
            && digits.split(mark).skip(1).all(|group| group.len() == 3)
            && digits.split(mark).all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let plain = if is_grouped(',') || is_grouped('_') {
        text.replace([',', '_'], "")
    } else if text.matches(',').count() == 1 && !text.contains('.') {
        text.replace(',', ".")
    } else {
        text.to_owned()
    };
    let starts = plain.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let number = match plain.parse::<i64>() {
        Ok(integer) => integer.to_string(),
        // A double would lose digits of a larger integer.
        Err(_) if starts && plain.contains(['.', 'e', 'E']) => plain.parse::<f64>().ok()?.to_string(),
        Err(_) => return None,
    };
    Some(number).filter(|number| matches!(resolve(number), Scalar::Number(_)) && yaml11(number).is_none())
}

/// Returns the boolean that a text was probably meant to be, as people or other readers of YAML understand it.
pub(crate) fn as_boolean(text: &str) -> Option<&'static str> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" => Some("true"),
        "false" | "no" | "off" => Some("false"),
        other => closest(other, ["true", "false"]),
    }
}

/// Quotes a number or boolean, which makes it a string.
pub(crate) fn quote(node: Node<'_>) -> Option<Fix> {
    let raw = node.raw();
    let is_simple = node.style() == Style::Plain && !raw.contains(['"', '\\', '\n']);
    if is_simple { replace(node, format!("\"{raw}\""), true) } else { None }
}

/// Returns the fix that makes a value one of these JSON Schema types, if only its notation has to change.
pub(crate) fn retyped(node: Node<'_>, expected: &[String]) -> Option<Fix> {
    let takes = |type_name: &str| expected.iter().any(|expected| expected == type_name);
    let is_quoted = matches!(node.style(), Style::SingleQuoted | Style::DoubleQuoted);
    match node.kind() {
        Content::Number(_) | Content::Bool(_) if takes("string") => {
            quote(node).map(|fix| Fix { does: fix.does.replacen("write", "quote it:", 1).into(), ..fix })
        }
        Content::String(text) => {
            // The mark of a block is not among the bytes of its text.
            if matches!(node.style(), Style::Literal | Style::Folded) {
                return None;
            }
            let bare = if takes("boolean") {
                as_boolean(text)?.to_owned()
            } else if takes("number") || takes("integer") {
                as_number(text)?
            } else if takes("object") && is_json_object(text) {
                text.to_owned()
            } else {
                return None;
            };
            let is_same = is_quoted && bare == text;
            let fix = replace(node, bare.as_str(), is_same && !takes("object"))?;
            Some(if is_same { Fix { does: format!("write it without quotes: `{bare}`").into(), ..fix } } else { fix })
        }
        Content::Sequence(mut items) if takes("string") && node.len() == 1 => {
            let only = items.next().filter(|item| item.as_str().is_some())?;
            replace(node, only.raw(), false)
        }
        Content::Sequence(_) if takes("string") => None,
        Content::Mapping(_) if takes("string") && node.style() == Style::Flow => {
            let raw = node.raw();
            if raw.contains(['\'', '\n']) { None } else { replace(node, format!("'{raw}'"), false) }
        }
        _ => None,
    }
}

/// Returns whether a text is a map in JSON.
pub(crate) fn is_json_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|json| json.is_object())
}

pub(crate) fn as_list(node: Node<'_>) -> Option<Fix> {
    let raw = node.raw();
    let fits = match node.style() {
        Style::Plain => !raw.contains(['\n', ',', '[', ']', '{', '}']) && !raw.ends_with(':'),
        Style::SingleQuoted | Style::DoubleQuoted => !raw.contains('\n'),
        Style::Literal | Style::Folded | Style::Flow | Style::Block => false,
    };
    if fits { replace(node, format!("[{raw}]"), true) } else { None }
}

/// Returns the fix that writes a text in place of a node, exactly as given.
pub(crate) fn replace(node: Node<'_>, text: impl Into<String>, safe: bool) -> Option<Fix> {
    let text = text.into();
    // An alias: an edit of the node that it refers to would change every use of it.
    if node.is_alias() {
        return None;
    }
    Some(Fix { does: format!("write `{text}`").into(), edits: vec![(node.span(), text)], safe })
}
