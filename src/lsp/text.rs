//! The text of a document, and positions in it as the protocol counts them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ground::source::{SourceFile, Span};

/// The unit in which the characters of a line are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    #[default]
    Utf16,
}

/// A line and a column, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub(crate) struct Position {
    pub line: u32,
    pub character: u32,
}

/// Two positions, end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub(crate) struct Range {
    pub start: Position,
    pub end: Position,
}

/// A text, and where its lines start. Lines end with `\n`, `\r\n` or `\r`, as in the protocol.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub file: Arc<SourceFile>,
    encoding: Encoding,
    lines: Vec<usize>,
}

impl Text {
    pub(crate) fn new(file: &Arc<SourceFile>, encoding: Encoding) -> Self {
        let bytes = file.text.as_bytes();
        let is_end = |at: usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let lines = std::iter::once(0).chain((0..bytes.len()).filter(|at| is_end(*at)).map(|at| at + 1)).collect();
        Self { file: Arc::clone(file), encoding, lines }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.file.text
    }

    /// Returns the position of a byte. One past the end counts as the end, and one inside a character as the character.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let text = self.as_str();
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let line = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = &text[self.lines[line]..offset];
        let character = match self.encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
        };
        Position { line: line as u32, character: character as u32 }
    }

    pub(crate) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// Returns the byte at a position. A column past the end of its line counts as that end, and a line past the end of the text
    /// as the end.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let text = self.as_str();
        let Some(start) = self.lines.get(position.line as usize).copied() else { return text.len() };
        let end = self.lines.get(position.line as usize + 1).copied().unwrap_or(text.len());
        let line = text[start..end].trim_end_matches(['\n', '\r']);
        let wanted = position.character as usize;
        match self.encoding {
            Encoding::Utf8 => start + line.floor_char_boundary(wanted.min(line.len())),
            Encoding::Utf16 => {
                let mut units = 0;
                for (at, c) in line.char_indices() {
                    units += c.len_utf16();
                    if units > wanted {
                        return start + at;
                    }
                }
                start + line.len()
            }
        }
    }

    /// Returns the span of the line that contains a byte, without its end.
    pub(crate) fn line(&self, offset: usize) -> Span {
        let line = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        let end = self.lines.get(line + 1).copied().unwrap_or(self.as_str().len());
        let length = self.as_str()[self.lines[line]..end].trim_end_matches(['\n', '\r']).len();
        Span::new(self.lines[line], self.lines[line] + length)
    }

    /// Returns a span of a copy of this text in which other lines may be shorter, as a span of this text.
    pub(crate) fn span_of(&self, copy: &SourceFile, span: Span) -> Span {
        let moved = |offset: u32| {
            let offset = offset as usize;
            let line = copy.line_of(offset);
            let column = offset - copy.line_starts()[line] as usize;
            self.file.line_starts().get(line).map_or(self.as_str().len(), |start| *start as usize + column)
        };
        Span::new(moved(span.start), moved(span.end))
    }
}

/// Returns the span of a scalar without its quotes.
pub(crate) fn unquoted(text: &str, span: Span) -> Span {
    let raw = text.get(span.range()).unwrap_or_default();
    match raw.len() > 1 && raw.starts_with(['"', '\'']) {
        true => Span { start: span.start + 1, end: span.end - 1 },
        false => span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, encoding: Encoding) -> Text {
        Text::new(&SourceFile::new("a", text), encoding)
    }

    #[test]
    fn columns_are_counted_in_the_agreed_unit() {
        let of = "a: \u{1f600}日é\r\nb: x\rc\n";
        for (encoding, after_emoji, end) in [(Encoding::Utf16, 5, 7), (Encoding::Utf8, 7, 12)] {
            let text = text(of, encoding);
            let emoji = of.find('日').expect("it is there");
            assert_eq!(text.position(emoji), Position { line: 0, character: after_emoji });
            assert_eq!(text.offset(Position { line: 0, character: after_emoji }), emoji);
            // Past the end of the line, and inside a character.
            assert_eq!(text.position(text.offset(Position { line: 0, character: 99 })).character, end);
            assert_eq!(text.offset(Position { line: 0, character: 4 }), 3);
            assert_eq!(text.position(of.find('x').expect("it is there")), Position { line: 1, character: 3 });
            assert_eq!(text.position(of.find('c').expect("it is there")), Position { line: 2, character: 0 });
            assert_eq!(text.offset(Position { line: 99, character: 0 }), of.len());
        }
    }
}
