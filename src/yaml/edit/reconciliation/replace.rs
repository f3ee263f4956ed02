//! A value that is written anew, because it is of another kind or on one line.

use crate::ground::source::Span;
use crate::yaml::edit::reconciliation::file::FileStyle;
use crate::yaml::edit::reconciliation::parts::{self, Part};
use crate::yaml::edit::splice::Splice;
use crate::yaml::emit::BlockText;
use crate::yaml::quoting::{self, Place};
use crate::yaml::tree::Style;
use serde_json::Value;

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder<'s> {
    /// A block map whose keys are at this column.
    Map(usize),
    /// A block list whose dashes are at this column.
    List(usize),
    /// Brackets. The blanks at the start of the line, if each member has a line of its own.
    Brackets(Option<&'s str>),
}

/// Returns whether a value has a tag, which would apply to any other value too.
pub(super) fn is_tagged(text: &str, part: &Part<'_>) -> bool {
    let start = parts::past_blanks(text, part.after);
    text[start..parts::properties_end(text, start)].split_whitespace().any(|property| property.starts_with('!'))
}

/// Returns the change of a member's value to another one. A trailing comment stays, and so do quotes that can hold the
/// new text.
pub(super) fn replaced(
    file: &FileStyle<'_>,
    part: &Part<'_>,
    holder: Holder<'_>,
    wanted: &Value,
) -> Option<Vec<Splice>> {
    match holder {
        Holder::Brackets(lead) => Some(vec![between_brackets(file, part, lead, wanted)]),
        Holder::Map(column) | Holder::List(column) => {
            in_place(part, wanted).or_else(|| by_lines(file, part, column, holder, wanted))
        }
    }
}

fn between_brackets(file: &FileStyle<'_>, part: &Part<'_>, lead: Option<&str>, wanted: &Value) -> Splice {
    let text = file.between_brackets(wanted, part.value.style(), lead);
    if !part.value.raw().is_empty() {
        return (part.value.span(), text);
    }
    let end = part.value_end;
    let glue = if file.layout.text[..part.after].ends_with(':') { " " } else { ": " };
    (Span::new(end, end), format!("{glue}{text}"))
}

/// Replaces a value with one on the same line.
fn in_place(part: &Part<'_>, wanted: &Value) -> Option<Vec<Splice>> {
    let node = part.value;
    let is_inline = node.is_alias() || !matches!(node.style(), Style::Literal | Style::Folded | Style::Block);
    if !is_inline || node.raw().is_empty() {
        return None;
    }
    let style = if node.is_alias() { Style::Plain } else { node.style() };
    let text = match wanted {
        Value::String(text) => {
            // A text with line breaks in quotes stays in quotes.
            let keeps_quotes = style == Style::DoubleQuoted && node.as_str().is_some_and(|old| old.contains('\n'));
            if BlockText::of(text).is_some() && !keeps_quotes {
                return None;
            }
            quoting::string(text, style, Place::Block)
        }
        Value::Array(members) if members.is_empty() => "[]".to_owned(),
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        _ => quoting::scalar(wanted, style, Place::Block)?,
    };
    Some(vec![(node.span(), text)])
}

fn by_lines(
    file: &FileStyle<'_>,
    part: &Part<'_>,
    column: usize,
    holder: Holder<'_>,
    wanted: &Value,
) -> Option<Vec<Splice>> {
    let (layout, node) = (&file.layout, part.value);
    let after = parts::properties_end(layout.text, part.after);
    let is_text = !node.is_alias() && matches!(node.style(), Style::Literal | Style::Folded);
    let is_block = !node.is_alias() && node.style() == Style::Block;
    let is_below = !is_text
        && !node.raw().is_empty()
        && layout.text.get(after..node.span().start as usize).is_some_and(|before| before.contains('\n'));
    // The end of what the first line has of the value; its trailing comment follows.
    let first = match (is_text, is_block || is_below) {
        (true, _) => parts::header(layout.text, after)?.end,
        (false, true) => after,
        (false, false) => part.value_end,
    };
    let beside_dash = is_block && !is_below;
    let line_end = if beside_dash { part.end } else { layout.line_end(first) };
    let has_comment = !beside_dash && !layout.text[first..line_end].trim().is_empty();
    let (head, body) = match holder {
        Holder::List(_) if !has_comment => file.after_dash(wanted, column),
        Holder::List(_) => file.after_colon(wanted, column, 2),
        _ => file.after_colon(wanted, column, file.indentation.step),
    };
    if beside_dash {
        return Some(vec![(Span::new(after, part.end), head + &body)]);
    }
    let below = if is_block { part.end } else { part.value_end };
    Some(vec![(Span::new(after, first), head), (Span::new(line_end, below.max(line_end)), body)])
}
