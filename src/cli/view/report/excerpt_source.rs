//! The lines around the spans of a report. Long lines are cut on both sides. miette panics at columns past 65,535.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::cli::view::escape::is_deceptive;
use crate::ground::source::{SourceFile, Span};

/// Lines of at most this many bytes are shown in full.
const MAX_LINE_BYTES: usize = 4 << 10;
/// The number of bytes that are kept on either side of the start and the end of a span.
const MARGIN_BYTES: usize = 256;
/// The mark in place of the omitted bytes.
const ELLIPSIS: &str = "…";

/// A copy of some lines of a file, without control characters. Copying only these keeps a report of many findings linear.
#[derive(Debug)]
pub(super) struct ExcerptSource {
    pub(super) text: String,
    /// Where each line starts in the copy, and its number in the file, from 0.
    pub(super) lines: Vec<(usize, usize)>,
    /// The parts of the file that are kept, and where each starts in the copy.
    kept: Vec<(Range<usize>, usize)>,
}

impl ExcerptSource {
    /// A copy of the line of each span and of the ones before and after it.
    pub(super) fn new(file: &SourceFile, spans: &[Span]) -> Self {
        let starts = file.line_starts();
        let line_at = |number: usize| {
            starts[number] as usize..starts.get(number + 1).map_or(file.text.len(), |next| *next as usize)
        };
        let near = spans.iter().map(|span| file.line_of(span.start as usize));
        let numbers: BTreeSet<usize> =
            near.flat_map(|line| line.saturating_sub(1)..=(line + 1).min(starts.len() - 1)).collect();
        let mut copy = Self { text: String::new(), lines: Vec::new(), kept: Vec::new() };
        for number in numbers {
            copy.lines.push((copy.text.len(), number));
            copy.push_line(file, line_at(number), spans);
        }
        copy
    }

    fn push_line(&mut self, file: &SourceFile, line: Range<usize>, spans: &[Span]) {
        let parts = if line.len() <= MAX_LINE_BYTES { vec![line.clone()] } else { parts(file, &line, spans) };
        let mut end = line.start;
        for part in parts {
            if part.start > end {
                self.text.push_str(ELLIPSIS);
            }
            end = part.end;
            self.kept.push((part.clone(), self.text.len()));
            push_harmless(&mut self.text, &file.text[part.clone()], part.start == 0);
        }
        if end < line.end {
            self.text.push_str(ELLIPSIS);
            self.text.push_str(if file.text[line].ends_with('\n') { "\n" } else { "" });
        }
    }

    /// The byte of the copy that shows a byte of the file, or the nearest one.
    pub(super) fn shown(&self, offset: usize) -> usize {
        let nth = self.kept.partition_point(|(part, _)| part.start <= offset).saturating_sub(1);
        self.kept.get(nth).map_or(0, |(part, at)| at + offset.clamp(part.start, part.end) - part.start)
    }

    /// The byte of the file that a byte of the copy shows, or the nearest one.
    pub(super) fn original(&self, offset: usize) -> usize {
        let nth = self.kept.partition_point(|(_, at)| *at <= offset).saturating_sub(1);
        self.kept.get(nth).map_or(0, |(part, at)| (part.start + offset.saturating_sub(*at)).min(part.end))
    }
}

/// The parts of a long line that are kept, in order and apart: around the ends of each span, or else its start.
fn parts(file: &SourceFile, line: &Range<usize>, spans: &[Span]) -> Vec<Range<usize>> {
    let ends = spans.iter().flat_map(|span| [span.start as usize, span.end as usize]);
    // A place past the end of the text is shown as its end.
    let mut points: Vec<usize> = ends
        .map(|at| at.min(file.text.len()))
        .filter(|at| line.contains(at) || *at == file.text.len() && line.end == *at)
        .collect();
    points.sort_unstable();
    if points.is_empty() {
        points.push(line.start);
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    for point in points {
        let from = file.text.floor_char_boundary(point.saturating_sub(MARGIN_BYTES).max(line.start));
        let to = file.text.ceil_char_boundary((point + MARGIN_BYTES).min(line.end));
        match parts.last_mut() {
            Some(last) if from <= last.end => last.end = to,
            _ => parts.push(from..to),
        }
    }
    parts
}

/// Adds text with each harmful character replaced by one of the same length, so that spans stay valid. Line breaks are not
/// shown, and many files from Windows start with a byte order mark.
fn push_harmless(into: &mut String, text: &str, is_start: bool) {
    for (at, c) in text.char_indices() {
        let is_harmless = c == '\n'
            || (c == '\r' && text[at + c.len_utf8()..].starts_with('\n'))
            || (is_start && at == 0 && c == '\u{feff}');
        into.push(if !is_harmless && is_deceptive(c) { replacement(c) } else { c });
    }
}

/// A visible character of the same length in bytes.
fn replacement(c: char) -> char {
    match c.len_utf8() {
        1 => '?',
        2 => '¿',
        3 => '\u{fffd}',
        _ => '\u{1fbc4}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_keeps_the_text_around_its_spans() {
        let file = SourceFile::new("a.yml", format!("a: 1\n{}MARK{}\nb: 2\n", "é".repeat(50_000), "ü".repeat(50_000)));
        let at = file.text.find("MARK").expect("it is there");
        let excerpt = ExcerptSource::new(&file, &[Span::new(at, at + 4)]);
        let shown = excerpt.shown(at);
        assert_eq!(&excerpt.text[shown..excerpt.shown(at + 4)], "MARK");
        assert_eq!(excerpt.original(shown), at);
        assert!(excerpt.text.starts_with("a: 1\n…é") && excerpt.text.ends_with("ü…\nb: 2\n"));
        assert!(excerpt.text.len() < 2_000);
    }

    #[test]
    fn only_the_lines_around_spans_are_copied() {
        let file = SourceFile::new("a.yml", "a: 1\n".repeat(10_000));
        let excerpt = ExcerptSource::new(&file, &[Span::new(2_501, 2_502), Span::new(0, 1)]);
        assert_eq!(excerpt.text, "a: 1\n".repeat(5));
        assert_eq!(excerpt.lines.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [0, 1, 499, 500, 501]);
    }

    #[test]
    fn control_characters_are_replaced_without_moving_a_byte() {
        let file = SourceFile::new("a.yml", "\u{feff}a: \u{1b}[31m\u{85}\u{202e}\u{e0041}x\r\nb: \t1\n");
        let excerpt = ExcerptSource::new(&file, &[Span::new(0, 1)]);
        assert_eq!(excerpt.text, "\u{feff}a: ?[31m¿\u{fffd}\u{1fbc4}x\r\nb: \t1\n");
        assert_eq!(excerpt.text.len(), file.text.len());
    }
}
