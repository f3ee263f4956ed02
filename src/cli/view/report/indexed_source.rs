//! The part of a file that one report shows, safe for a terminal.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::cli::view::escape::escaped;
use crate::cli::view::report::excerpt_source::ExcerptSource;
use crate::ground::source::{SourceFile, Span};

/// A source for miette. Lines come from the file's index, and columns count characters: miette's own source for strings
/// scans all of the text for each finding, and counts bytes.
#[derive(Debug)]
pub(super) struct IndexedSource<'f> {
    file: &'f SourceFile,
    excerpt: ExcerptSource,
}

impl<'f> IndexedSource<'f> {
    /// A source that can show these spans of the file.
    pub(super) fn new(file: &'f SourceFile, spans: &[Span]) -> Self {
        let spans: Vec<Span> = spans.iter().map(|span| underlined(file, *span)).collect();
        Self { file, excerpt: ExcerptSource::new(file, &spans) }
    }

    /// The part of a span to underline, as miette needs it.
    pub(super) fn underlined(&self, span: Span) -> SourceSpan {
        let span = underlined(self.file, span);
        let [start, end] = [span.start, span.end].map(|at| self.excerpt.shown(at as usize));
        (start, end.saturating_sub(start)).into()
    }
}

/// The part of a span to underline: limited to its first line, and at least one character wide if the line has one.
fn underlined(file: &SourceFile, span: Span) -> Span {
    let text = &file.text;
    let mut start = text.floor_char_boundary((span.start as usize).min(text.len()));
    // miette draws nothing after the last line, so the end of the text is moved to its last word.
    if start == text.len() {
        start = text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
    }
    let next_line = file.line_starts().get(file.line_of(start) + 1);
    let line_end = next_line.map_or(text.len(), |next| *next as usize - 1);
    let line = text[start..line_end].strip_suffix('\r').unwrap_or(&text[start..line_end]);
    let end = text.ceil_char_boundary((span.end as usize).min(start + line.len())).max(start);
    let width = text[start..end].trim_end().len();
    Span::new(start, start + width.max(line.chars().next().map_or(0, char::len_utf8)))
}

impl SourceCode for IndexedSource<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let ExcerptSource { text, lines, .. } = &self.excerpt;
        let line_of = |at: usize| lines.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        let begin = span.offset().min(text.len());
        let end = (begin + span.len().saturating_sub(1)).min(text.len());
        let (of_begin, of_end) = (line_of(begin), line_of(end));
        // Lines that are next to each other in the copy need not be so in the file.
        let is_next = |(one, other): &(usize, usize)| lines[*one].1 + 1 == lines[*other].1;
        let before = (0..of_begin).rev().map(|line| (line, line + 1)).take(lines_before).take_while(is_next).count();
        let after =
            (of_end + 1..lines.len()).map(|line| (line - 1, line)).take(lines_after).take_while(is_next).count();
        let (first, last) = (of_begin - before, of_end + after);
        let from = lines[first].0;
        let to = lines.get(last + 1).map_or(text.len(), |(start, _)| *start);
        // The header shows the column in the entire line.
        let column = match lines_before {
            0 => self.file.position(self.excerpt.original(begin)).column - 1,
            _ => 0,
        };
        let name = escaped(&self.file.name).into_owned();
        let data = &text.as_bytes()[from..to];
        let number = lines[first].1;
        Ok(Box::new(MietteSpanContents::new_named(
            name,
            data,
            (from, to - from).into(),
            number,
            column,
            last - first + 1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_span_is_widened_and_a_long_one_ends_with_its_line() {
        let file = SourceFile::new("a.yml", "é: 1\nb:\n  c: 2\n");
        assert_eq!(underlined(&file, Span::new(0, 0)), Span::new(0, 2));
        assert_eq!(underlined(&file, Span::new(6, 16)), Span::new(6, 8));
        assert_eq!(underlined(&file, Span::new(99, 120)), Span::new(14, 15));
    }
}
