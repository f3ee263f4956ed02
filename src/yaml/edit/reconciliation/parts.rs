//! The members of a list or a map with the bytes that belong to them, comments included.

use crate::yaml::tree::{Node, Style};
use crate::yaml::write::Layout;

/// One member of a list or a map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'t> {
    pub(super) key: Option<Node<'t>>,
    pub(super) value: Node<'t>,
    /// The start of the comments directly above it, or of its key or dash.
    pub(super) lead: usize,
    /// The position after its colon or dash. Between brackets, a member of a list has neither.
    pub(super) after: usize,
    /// The end of its value, without a trailing comment.
    pub(super) value_end: usize,
    /// The end of its last line, without the line break. Between brackets, the end of its value.
    pub(super) end: usize,
}

/// Returns the members of a block list or map. `from` is where the text of the collection starts, which is after the
/// colon of its key. `None` if its layout is too unusual.
pub(super) fn block<'t>(layout: &Layout<'t>, node: Node<'t>, from: usize) -> Option<Vec<Part<'t>>> {
    let column = layout.column(node.span().start);
    let mut parts: Vec<Part<'t>> = Vec::with_capacity(node.len());
    let mut add = |key: Option<Node<'t>>, value: Node<'t>, head: usize, after: usize| {
        let floor = parts.last().map_or(from, |part: &Part<'_>| part.end);
        let mut lead = comments_above(layout, head, column, floor);
        if parts.is_empty() && is_top(layout, lead) {
            // The comments at the top of a file are about the file.
            lead = head;
        }
        let value_end = value_end(layout, value, after)?;
        let end = end_with_comments(layout, value_end, column);
        parts.push(Part { key, value, lead, after, value_end, end });
        Some(value_end)
    };
    if node.is_map() {
        for (key, value) in node.own_entries() {
            let head = head_of_key(layout, key)?;
            add(Some(key), value, head, after_colon(layout, key))?;
        }
    } else {
        let mut dash = node.span().start as usize;
        for (nth, value) in node.items().enumerate() {
            if nth > 0 {
                dash = next_dash(layout, dash, column)?;
            }
            // The next dash is searched for after this value.
            let head = dash;
            dash = add(None, value, head, head + 1)?;
        }
    }
    Some(parts)
}

/// Returns the members of a list or map in brackets. `None` if its layout is too unusual.
pub(super) fn flow<'t>(layout: &Layout<'t>, node: Node<'t>) -> Option<Vec<Part<'t>>> {
    let mut parts: Vec<Part<'t>> = Vec::with_capacity(node.len());
    let mut at = node.span().start as usize + 1;
    let mut add = |key: Option<Node<'t>>, value: Node<'t>, after: usize, end: usize| {
        let lead = past_blanks(layout.text, at);
        let first = key.unwrap_or(value).span().start as usize;
        let before = layout.text.get(lead..first)?.trim_start();
        // The key of a map may be explicit or anchored, which is too unusual.
        if key.is_some() && !before.is_empty() {
            return None;
        }
        let comma = past_blanks(layout.text, end);
        at = if layout.text[comma..].starts_with(',') { comma + 1 } else { end };
        parts.push(Part { key, value, lead, after: if key.is_some() { after } else { lead }, value_end: end, end });
        Some(())
    };
    if node.is_map() {
        for (key, value) in node.own_entries() {
            let after = after_colon(layout, key);
            let end =
                if value.raw().is_empty() { properties_end(layout.text, after) } else { value.span().end as usize };
            add(Some(key), value, after, end)?;
        }
    } else {
        for value in node.items() {
            let end = value.span().end as usize;
            add(None, value, end, end)?;
        }
    }
    Some(parts)
}

/// Returns the position after blanks, line breaks and comments.
pub(super) fn past_blanks(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        at = text.len() - text[at..].trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']).len();
        if !text[at..].starts_with('#') {
            return at;
        }
        at = text[at..].find('\n').map_or(text.len(), |length| at + length);
    }
}

/// Returns the position after the anchor and the tag at the start of a value.
pub(super) fn properties_end(text: &str, from: usize) -> usize {
    let mut end = from;
    loop {
        let at = text.len() - text[end..].trim_start_matches([' ', '\t']).len();
        if !text[at..].starts_with(['&', '!']) {
            return end;
        }
        let stops = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}');
        end = text[at..].find(stops).map_or(text.len(), |length| at + length);
    }
}

/// Returns the bytes of `|2-` or the like, which follows a colon, a dash, an anchor or a tag.
pub(super) fn header(text: &str, after: usize) -> Option<std::ops::Range<usize>> {
    let start = past_blanks(text, properties_end(text, after));
    let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
    text[start..].starts_with(['|', '>']).then_some(start..end)
}

fn head_of_key(layout: &Layout<'_>, key: Node<'_>) -> Option<usize> {
    let start = key.span().start as usize;
    let before = layout.text[layout.line_start(start)..start].trim_start_matches('\u{feff}');
    if before.ends_with("? ") {
        return Some(start - 2);
    }
    before.trim_start().split(' ').all(|word| matches!(word, "" | "-" | "?" | ":")).then_some(start)
}

fn after_colon(layout: &Layout<'_>, key: Node<'_>) -> usize {
    let end = key.span().end as usize;
    let colon = past_blanks(layout.text, end);
    if layout.text[colon..].starts_with(':') { colon + 1 } else { end }
}

/// Returns the first dash at that column in the lines after `from`.
fn next_dash(layout: &Layout<'_>, from: usize, column: usize) -> Option<usize> {
    let mut start = from;
    loop {
        start = layout.text[start..].find('\n').map(|length| start + length + 1)?;
        let line = layout.text[start..].split(['\r', '\n']).next().unwrap_or_default();
        let content = line.trim_start_matches(' ');
        let is_dash = content == "-" || content.starts_with("- ") || content.starts_with("-\t");
        if is_dash && line.len() - content.len() == column {
            return Some(start + column);
        }
    }
}

/// Returns the end of a value's last line of content, or of the value itself if it is on one line.
fn value_end(layout: &Layout<'_>, value: Node<'_>, after: usize) -> Option<usize> {
    let end = value.span().end as usize;
    if value.is_alias() {
        return Some(end);
    }
    match value.style() {
        Style::Literal | Style::Folded => text_end(layout, value, after),
        Style::Block => {
            let parts = block(layout, value, after)?;
            let last = parts.last().map_or(end, |part| part.value_end);
            // A merge key is none of the parts.
            let merges_last = last < end && layout.text[last..end].contains("<<");
            Some(if merges_last { end } else { last })
        }
        _ if value.raw().is_empty() => Some(properties_end(layout.text, after)),
        _ => Some(end),
    }
}

fn text_end(layout: &Layout<'_>, value: Node<'_>, after: usize) -> Option<usize> {
    let header = header(layout.text, after)?;
    let first = layout.line_end(header.end);
    let span = value.span();
    let has_content = !value.raw().trim().is_empty() && span.start as usize > first;
    let end = if has_content { layout.line_end(span.end as usize) } else { first };
    if !layout.text[header].contains('+') {
        return Some(end);
    }
    // The blank lines after the text belong to it.
    Some(blank_lines_end(layout.text, end))
}

/// Returns the end of the blank lines after a line that ends at `end`, without the last line break.
pub(super) fn blank_lines_end(text: &str, end: usize) -> usize {
    let blank = text[end..].len() - text[end..].trim_start().len();
    let lines = &text[end..end + blank];
    let last = lines.rfind('\n').map_or(0, |at| at - usize::from(lines[..at].ends_with('\r')));
    end + last
}

/// Returns the start of the comments directly above a line, indented as it is, or `head` if there are none.
fn comments_above(layout: &Layout<'_>, head: usize, column: usize, floor: usize) -> usize {
    let mut line = layout.line_start(head);
    let mut lead = head;
    if !layout.text[line..head].trim_start_matches('\u{feff}').trim_start_matches(' ').is_empty() {
        return head;
    }
    while line > 0 {
        let above = layout.line_start(line - 1);
        let content = layout.text[above..line].trim_start_matches([' ', '\u{feff}']);
        let start = line - content.len();
        if above < floor || !content.starts_with('#') || layout.column(start as u32) != column {
            break;
        }
        (lead, line) = (start, above);
    }
    lead
}

/// Returns whether a document starts there.
fn is_top(layout: &Layout<'_>, lead: usize) -> bool {
    let before = layout.text[..lead].trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    before.is_empty() || before.lines().next_back() == Some("---")
}

/// Returns the end of the line of `end`, and of the comments below it that are indented more than its member.
fn end_with_comments(layout: &Layout<'_>, end: usize, column: usize) -> usize {
    let mut end = layout.line_end(end);
    let mut at = end;
    while let Some(length) = layout.text[at..].find('\n') {
        let start = at + length + 1;
        at = layout.line_end(start);
        let content = layout.text[start..at].trim_start_matches([' ', '\t']);
        if content.starts_with('#') && at - start - content.len() > column {
            end = at;
        } else if !content.is_empty() {
            break;
        }
        if at >= layout.text.len() {
            break;
        }
    }
    end
}
