//! The text of a list or a map whose members are added, removed or moved.

use crate::ground::source::Span;
use crate::yaml::edit::reconciliation::parts::Part;
use crate::yaml::edit::splice::Splice;
use crate::yaml::tree::Style;
use crate::yaml::write::Layout;

/// One member of the wanted list or map.
pub(super) enum Piece {
    /// The part of that index, at its place, with this text.
    Stays(usize, String),
    /// A text that is put there: a new member, or one from another place.
    Put(String),
}

/// Returns the text of a block list or map. Comments and blank lines between members that stay are kept.
pub(super) fn block(layout: &Layout<'_>, parts: &[Part<'_>], pieces: &[Piece], column: usize) -> Option<Splice> {
    let (first, last) = (parts.first()?, parts.last()?);
    let gaps = Gaps::new(layout, parts);
    let apart = gaps.are_all_blank(parts);
    let indent = " ".repeat(column);
    let mut out = String::new();
    let mut next = 0;
    for piece in pieces {
        let (text, gap) = match piece {
            Piece::Put(text) => (text, if apart && !out.is_empty() { vec![""] } else { Vec::new() }),
            Piece::Stays(index, text) => {
                let mut gap = gaps.merged(next, *index);
                if apart && gap.is_empty() && !out.is_empty() {
                    gap.push("");
                }
                next = index + 1;
                (text, gap)
            }
        };
        for line in gap {
            let line = if out.is_empty() { line.trim_start() } else { line };
            push_line(layout, &mut out, line);
        }
        if out.is_empty() {
            out.push_str(text);
        } else {
            push_line(layout, &mut out, &indent);
            out.push_str(text);
        }
    }
    let mut rest = gaps.merged(next, parts.len());
    while rest.last().is_some_and(|line| line.trim().is_empty()) {
        rest.pop();
    }
    for line in rest {
        push_line(layout, &mut out, line);
    }
    if !out.is_empty() {
        return Some((Span::new(first.lead, last.end), out));
    }
    // Nothing is left but a merge key.
    Some((Span::new(layout.line_start(first.lead), layout.line_start_after(last.end)), out))
}

/// Returns new members of a block list or map below the line that ends at `end`.
pub(super) fn below(layout: &Layout<'_>, end: usize, pieces: &[Piece], column: usize) -> Splice {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Put(text) | Piece::Stays(_, text) => format!("{}{}{text}", layout.line_end, " ".repeat(column)),
    });
    (Span::new(end, end), texts.collect())
}

fn push_line(layout: &Layout<'_>, out: &mut String, line: &str) {
    if !out.is_empty() {
        out.push_str(layout.line_end);
    }
    out.push_str(line);
}

/// The blank lines and comments between members, which belong to neither.
struct Gaps<'t>(Vec<Vec<&'t str>>);

impl<'t> Gaps<'t> {
    fn new(layout: &Layout<'t>, parts: &[Part<'_>]) -> Self {
        let between = parts.windows(2).map(|pair| {
            let text = &layout.text[pair[0].end..pair[1].lead];
            let mut lines: Vec<&str> = text.split('\n').skip(1).map(|line| line.trim_end_matches('\r')).collect();
            // The last line is the indentation of the next member.
            lines.pop();
            lines
        });
        Self(std::iter::once(Vec::new()).chain(between).collect())
    }

    fn are_all_blank(&self, parts: &[Part<'_>]) -> bool {
        // A blank line below a text may be there for the text alone.
        let is_text = |part: &Part<'_>| matches!(part.value.style(), Style::Literal | Style::Folded);
        !parts[..parts.len() - 1].iter().all(is_text)
            && self.0[1..].iter().all(|lines| lines.iter().any(|line| line.trim().is_empty()))
    }

    /// Returns the lines before member `to`, where the members from `from` are gone. They leave no blank lines of their
    /// own behind.
    fn merged(&self, from: usize, to: usize) -> Vec<&'t str> {
        let mut lines = self.0.get(from).cloned().unwrap_or_default();
        let mut is_start = from == 0;
        for gap in self.0.iter().take(to + 1).skip(from + 1) {
            let is_blank = |line: &&&str| line.trim().is_empty();
            let ends_blank = lines.last().map_or(is_start, |line| line.trim().is_empty());
            let skipped = if ends_blank { gap.iter().take_while(is_blank).count() } else { 0 };
            lines.extend(&gap[skipped..]);
            is_start = is_start && lines.is_empty();
        }
        lines
    }
}

/// Returns whether each member starts a line of its own.
pub(super) fn has_own_lines(layout: &Layout<'_>, open: usize, parts: &[Part<'_>]) -> bool {
    !parts.is_empty()
        && parts.iter().all(|part| {
            let start = layout.line_start(part.lead);
            start > open && layout.text[start..part.lead].trim().is_empty()
        })
}

/// Returns the text of a list or map in brackets whose members are on lines of their own.
pub(super) fn own_lines(
    layout: &Layout<'_>,
    (open, close): (usize, usize),
    parts: &[Part<'_>],
    pieces: &[Piece],
) -> Option<Splice> {
    let (first, last) = (parts.first()?, parts.last()?);
    let tail_end = |part: &Part<'_>| {
        let line = layout.line_end(part.end);
        if line <= close { line } else { layout.text[..close].trim_end().len().max(part.end) }
    };
    // Comments and blank lines above a member belong to it.
    let start_of = |index: usize| {
        let above = index.checked_sub(1).map_or(open, |before| tail_end(&parts[before]));
        layout.line_start_after(above)
    };
    let indent = &layout.text[layout.line_start(first.lead)..first.lead];
    let ends_with_comma = has_comma(&layout.text[last.end..tail_end(last)]);
    let mut lines = Vec::with_capacity(pieces.len());
    for (nth, piece) in pieces.iter().enumerate() {
        let (lead, text, tail) = match piece {
            Piece::Put(text) => (indent, text, ""),
            Piece::Stays(index, text) => {
                let part = &parts[*index];
                (&layout.text[start_of(*index)..part.lead], text, &layout.text[part.end..tail_end(part)])
            }
        };
        let wants_comma = nth + 1 < pieces.len() || ends_with_comma;
        let tail = match (wants_comma, has_comma(tail)) {
            (true, false) => format!(",{tail}"),
            (false, true) => tail.replacen(',', "", 1),
            _ => tail.to_owned(),
        };
        lines.push(format!("{lead}{text}{tail}"));
    }
    Some((Span::new(start_of(0), tail_end(last)), lines.join(layout.line_end)))
}

fn has_comma(tail: &str) -> bool {
    tail.trim_start().starts_with(',')
}

/// Returns the text of a list or map in brackets whose members share lines.
pub(super) fn one_line(layout: &Layout<'_>, parts: &[Part<'_>], pieces: &[Piece]) -> Option<Splice> {
    let (first, last) = (parts.first()?, parts.last()?);
    let before = |index: usize| &layout.text[parts[index - 1].end..parts[index].lead];
    let mut out = String::new();
    let mut next = 0_usize;
    for (nth, piece) in pieces.iter().enumerate() {
        let (text, separator) = match piece {
            Piece::Put(text) => {
                // As the member before it, if that is on a line of its own.
                let own = next.checked_sub(1).filter(|index| *index > 0).map(before);
                (text, own.filter(|separator| !separator.contains('#')).unwrap_or(", "))
            }
            Piece::Stays(index, text) => {
                // A member that is gone leaves its line break and its comment.
                let broken = (next.max(1)..=*index).map(before).find(|separator| separator.contains('\n'));
                next = index + 1;
                (text, broken.unwrap_or(if *index > 0 { before(*index) } else { ", " }))
            }
        };
        if nth > 0 {
            out.push_str(separator);
        }
        out.push_str(text);
    }
    let comment = (next.max(1)..parts.len()).map(before).find(|separator| separator.contains('#'));
    if let Some(comment) = comment {
        out.push_str(comment);
    }
    Some((Span::new(first.lead, last.end), out))
}
