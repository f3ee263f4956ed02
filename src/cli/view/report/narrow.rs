//! Long lines, cut on both sides of what a report points at. miette panics at columns past 65,535.

use std::ops::Range;
use std::sync::Arc;

use crate::ground::source::{SourceFile, Span};

/// Lines of at most this many bytes are shown whole.
const MAX_LINE_BYTES: usize = 4 << 10;
/// The number of bytes that are kept on either side of the start and the end of a span.
const MARGIN_BYTES: usize = 256;
/// What stands for the bytes that are cut.
const ELLIPSIS: &str = "…";

/// A copy of a file with short lines.
#[derive(Debug)]
pub(super) struct Narrow {
    /// The copy. It has as many lines as the file.
    pub(super) file: Arc<SourceFile>,
    /// The parts of the file that are kept, and where each starts in the copy.
    kept: Vec<(Range<usize>, usize)>,
}

impl Narrow {
    /// A copy that keeps the surroundings of `spans`. `None` if the file has no long line.
    pub(super) fn new(file: &SourceFile, spans: &[Span]) -> Option<Self> {
        let starts = file.line_starts().iter().map(|start| *start as usize);
        let lines: Vec<Range<usize>> =
            starts.clone().zip(starts.skip(1).chain([file.text.len()])).map(|(from, to)| from..to).collect();
        if lines.iter().all(|line| line.len() <= MAX_LINE_BYTES) {
            return None;
        }
        let (mut text, mut kept) = (String::new(), Vec::new());
        for line in lines {
            let parts = if line.len() <= MAX_LINE_BYTES { vec![line.clone()] } else { parts(file, &line, spans) };
            let mut end = line.start;
            for part in parts {
                if part.start > end {
                    text.push_str(ELLIPSIS);
                }
                end = part.end;
                kept.push((part.clone(), text.len()));
                text.push_str(&file.text[part]);
            }
            if end < line.end {
                text.push_str(ELLIPSIS);
                text.push_str(if file.text[line].ends_with('\n') { "\n" } else { "" });
            }
        }
        Some(Self { file: SourceFile::new(file.name.as_str(), text), kept })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_keeps_what_surrounds_its_spans() {
        let file = SourceFile::new("a.yml", format!("a: 1\n{}MARK{}\nb: 2\n", "é".repeat(50_000), "ü".repeat(50_000)));
        let at = file.text.find("MARK").expect("it is there");
        let narrow = Narrow::new(&file, &[Span::new(at, at + 4)]).expect("a line is long");
        let shown = narrow.shown(at);
        assert_eq!(&narrow.file.text[shown..narrow.shown(at + 4)], "MARK");
        assert_eq!(narrow.original(shown), at);
        assert_eq!(narrow.file.line_starts().len(), file.line_starts().len());
        assert!(narrow.file.text.starts_with("a: 1\n…é") && narrow.file.text.ends_with("ü…\nb: 2\n"));
        assert!(narrow.file.text.len() < 2_000);
    }

    #[test]
    fn short_lines_are_not_copied() {
        let file = SourceFile::new("a.yml", "a: 1\n".repeat(10_000));
        assert!(Narrow::new(&file, &[Span::new(0, 1)]).is_none());
    }
}
