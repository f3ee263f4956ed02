//! The text of a file, safe to show on a terminal.

use std::borrow::Cow;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::cli::view::escape::{deceives, escaped};
use crate::cli::view::report::narrow::Narrow;
use crate::ground::source::{SourceFile, Span};

/// A source without control characters. Lines come from the file's index, and columns count characters: miette's own
/// source for strings scans all of the text for each finding, and counts bytes.
#[derive(Debug)]
pub(super) struct Screen<'f> {
    file: &'f SourceFile,
    /// What is shown of a file with long lines.
    narrow: Option<Narrow>,
    text: Cow<'f, str>,
}

impl<'f> Screen<'f> {
    /// A screen that can show these spans of the file.
    pub(super) fn new(file: &'f SourceFile, spans: &[Span]) -> Self {
        let narrow = Narrow::new(file, spans);
        let text = match &narrow {
            Some(narrow) => Cow::Owned(harmless(&narrow.file.text).into_owned()),
            None => harmless(&file.text),
        };
        Self { file, narrow, text }
    }

    /// Whether it can show any span of its file.
    pub(super) fn is_whole(&self) -> bool {
        self.narrow.is_none()
    }

    fn shown(&self) -> &SourceFile {
        self.narrow.as_ref().map_or(self.file, |narrow| &narrow.file)
    }

    pub(super) fn file(&self) -> &'f SourceFile {
        self.file
    }

    /// The part of a span to underline: limited to its first line, and at least one character wide if the line has one.
    pub(super) fn underlined(&self, span: Span) -> SourceSpan {
        let span = match &self.narrow {
            Some(narrow) => Span::new(narrow.shown(span.start as usize), narrow.shown(span.end as usize)),
            None => span,
        };
        let text = &self.shown().text;
        let mut start = text.floor_char_boundary((span.start as usize).min(text.len()));
        // miette draws nothing after the last line, so the end of the text is moved to its last word.
        if start == text.len() {
            start = text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
        }
        let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
        let end = text.ceil_char_boundary((span.end as usize).min(line_end)).max(start);
        if end > start {
            return (start, text[start..end].trim_end().len().max(1)).into();
        }
        let next = text[start..line_end].chars().next().map_or(0, char::len_utf8);
        (start, next).into()
    }
}

impl SourceCode for Screen<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let file = self.shown();
        let starts = file.line_starts();
        let begin = span.offset().min(self.text.len());
        let end = (begin + span.len().saturating_sub(1)).min(self.text.len());
        let first = file.line_of(begin).saturating_sub(lines_before);
        let last = (file.line_of(end) + lines_after).min(starts.len() - 1);
        let from = starts[first] as usize;
        let to = starts.get(last + 1).map_or(self.text.len(), |next| *next as usize);
        // The header names the column in the whole line.
        let original = self.narrow.as_ref().map_or(begin, |narrow| narrow.original(begin));
        let column = if lines_before == 0 { self.file.position(original).column - 1 } else { 0 };
        let lines = (from, to - from).into();
        let name = escaped(&self.file.name).into_owned();
        let data = &self.text.as_bytes()[from..to];
        Ok(Box::new(MietteSpanContents::new_named(name, data, lines, first, column, last - first + 1)))
    }
}

/// The text with each harmful character replaced by one of the same length, so that spans stay valid.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_harmful = |(at, c): (usize, char)| is_harmful(at, c, &text[at + c.len_utf8()..]);
    if !text.char_indices().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    text.char_indices().map(|(at, c)| if is_harmful((at, c)) { replacement(c) } else { c }).collect()
}

/// Whether a character must be replaced. Line breaks are not shown, and many files from Windows start with a byte order
/// mark.
fn is_harmful(at: usize, c: char, after: &str) -> bool {
    let is_harmless = c == '\n' || (c == '\r' && after.starts_with('\n')) || (at == 0 && c == '\u{feff}');
    !is_harmless && deceives(c)
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
    fn control_characters_are_replaced_without_moving_a_byte() {
        let file = SourceFile::new("a.yml", "\u{feff}a: \u{1b}[31m\u{85}\u{202e}\u{e0041}x\r\nb: \t1\n");
        let screen = Screen::new(&file, &[]);
        assert_eq!(screen.text, "\u{feff}a: ?[31m¿\u{fffd}\u{1fbc4}x\r\nb: \t1\n");
        assert_eq!(screen.text.len(), file.text.len());
    }

    #[test]
    fn an_empty_span_is_widened_and_a_long_one_ends_with_its_line() {
        let file = SourceFile::new("a.yml", "é: 1\nb:\n  c: 2\n");
        let screen = Screen::new(&file, &[]);
        assert_eq!(screen.underlined(Span::new(0, 0)), SourceSpan::from((0, 2)));
        assert_eq!(screen.underlined(Span::new(6, 16)), SourceSpan::from((6, 2)));
        assert_eq!(screen.underlined(Span::new(99, 120)), SourceSpan::from((14, 1)));
    }
}
