//! Source files, and locations in them.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// A range of bytes, end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// Creates the span `start..end`. An end before the start is moved to the start.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, end: end.max(start) }
    }

    /// Returns the span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Returns whether it covers no bytes.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A line and a column, as editors count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A text and the path under which it is reported.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as it is printed, with `/` separators.
    pub name: String,
    /// The full text, including a byte order mark.
    pub text: String,
    lines: OnceLock<Vec<u32>>,
    /// The number of characters before each block of [`BLOCK_BYTES`], so that columns of long lines are found quickly.
    characters: OnceLock<Vec<u32>>,
}

const BLOCK_BYTES: usize = 1 << 10;

impl SourceFile {
    /// Creates a source file.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into(), lines: OnceLock::new(), characters: OnceLock::new() })
    }

    /// Returns the byte offset of each line.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect()
        })
    }

    /// Returns the index, from 0, of the line that contains a byte.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// Returns the line and column of a byte. A byte inside a character counts as the character, one past the end as
    /// the end, and a byte order mark has no width.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.line_of(offset);
        let start = self.line_starts()[line] as usize;
        let start = start + usize::from(self.text[start..].starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
        Position { line: line + 1, column: self.characters_between(start, offset.max(start)) + 1 }
    }

    /// Returns the number of characters that start in a range of bytes.
    fn characters_between(&self, start: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count();
        if end - start <= BLOCK_BYTES {
            return count(&bytes[start..end]);
        }
        let blocks = self.characters.get_or_init(|| {
            let blocks = bytes.chunks(BLOCK_BYTES).scan(0, |before, block| {
                *before += count(block) as u32;
                Some(*before)
            });
            std::iter::once(0).chain(blocks).collect()
        });
        let before = |at: usize| {
            let block = at / BLOCK_BYTES;
            blocks[block] as usize + count(&bytes[block * BLOCK_BYTES..at])
        };
        before(end) - before(start)
    }

    /// Returns the text of a span, clamped to the text.
    pub fn slice(&self, span: Span) -> &str {
        let start = self.text.floor_char_boundary((span.start as usize).min(self.text.len()));
        let end = self.text.ceil_char_boundary((span.end as usize).min(self.text.len()));
        &self.text[start..end]
    }
}

/// A span of one source.
#[derive(Clone, Debug)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes in that file.
    pub span: Span,
}

impl Location {
    /// Creates a location from a file and a span.
    pub fn new(file: &Arc<SourceFile>, span: Span) -> Self {
        Self { file: Arc::clone(file), span }
    }

    /// Creates a location of which only the position is known, as in a document that names it.
    pub(crate) fn at(name: &str, position: Position) -> Self {
        let text = "\n".repeat(position.line.saturating_sub(1)) + &" ".repeat(position.column.saturating_sub(1));
        let end = text.len();
        Self { file: SourceFile::new(name, text), span: Span::new(end, end) }
    }

    /// Returns the line and column of the first byte.
    pub fn position(&self) -> Position {
        self.file.position(self.span.start as usize)
    }

    /// Returns the file and the line, for a reader who needs no column: `model/blueprints/service.yml:3`.
    pub(crate) fn file_and_line(&self) -> String {
        format!("{}:{}", self.file.name, self.position().line)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.name, self.position())
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.file.name == other.file.name && self.span == other.span
    }
}

impl Eq for Location {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_a_byte_order_mark() {
        let source = SourceFile::new("a", "\u{feff}é: 日本\r\nb: x");
        let position = |needle: &str| source.position(source.text.find(needle).expect("in the text")).to_string();
        assert_eq!(position("é"), "1:1");
        assert_eq!(position("本"), "1:5");
        assert_eq!(position("x"), "2:4");
    }

    #[test]
    fn columns_of_a_long_line_are_those_of_a_count_from_its_start() {
        for text in [
            "é".repeat(4_096),
            "日x".repeat(1_024),
            "a".repeat(BLOCK_BYTES * 3),
            format!("\u{feff}{}", "é".repeat(3_000)),
        ] {
            let source = SourceFile::new("a", format!("x\n{text}"));
            for at in (2..source.text.len() + 9).step_by(97).chain([2 + BLOCK_BYTES, source.text.len()]) {
                let end = source.text.floor_char_boundary(at.min(source.text.len()));
                let before = source.text[2..end].trim_start_matches('\u{feff}');
                assert_eq!(source.position(at), Position { line: 2, column: before.chars().count() + 1 }, "{at}");
            }
        }
    }

    #[test]
    fn an_offset_past_the_end_or_inside_a_character_is_moved_to_a_boundary() {
        let source = SourceFile::new("a", "日");
        assert_eq!(source.position(1).to_string(), "1:1");
        assert_eq!(source.position(99).to_string(), "1:2");
        assert_eq!(source.slice(Span::new(1, 2)), "日");
    }
}
