//! The place of the cursor in YAML that may not be complete, found by indentation.

use std::ops::Range;

use crate::ground::path::{Path, Segment};
use crate::lsp::entry::{Entry, Slot, unquoted};
use crate::lsp::flow;

/// The place of the cursor.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    entries: Vec<Entry>,
    /// The entry that contains the cursor.
    parent: Option<usize>,
    /// The path of the map whose key is written, or of the value.
    pub path: Path,
    pub slot: Slot,
    /// The bytes of the word at the cursor, which a completion replaces.
    pub word: Range<usize>,
    /// The column of the key or value, in characters that are spaces; `None` in a map of one line.
    pub column: Option<usize>,
}

impl<'t> Cursor<'t> {
    /// Returns the place of a byte of a text; `None` in a comment.
    pub(crate) fn at(text: &'t str, offset: usize) -> Option<Self> {
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let end = text[offset..].find(['\n', '\r']).map_or(text.len(), |at| offset + at);
        let before = &text[start..offset];
        if before.trim_start().starts_with('#') || before.contains(" #") {
            return None;
        }
        let mut reader = Reader { text, entries: Vec::new(), open: Vec::new(), prose: None };
        let document = document_start(text, start);
        reader.lines(document, &text[document..start]);
        if reader.prose.is_some_and(|column| indent(&text[start..end]) > column) {
            return None;
        }
        let (mut column, mut rest) = (indent(before), start + indent(before));
        if before.trim().is_empty() {
            // The cursor may be before the indentation of what follows.
            (column, rest) = (before.len(), offset);
        }
        while let Some(after) = text[rest..offset].strip_prefix("- ") {
            reader.open(column, None, rest..rest);
            let spaces = after.len() - after.trim_start_matches(' ').len();
            (column, rest) = (column + 2 + spaces, rest + 2 + spaces);
        }
        let written = &text[rest..offset];
        let colon = key_end(written);
        let (slot, word_start) = match colon {
            Some(colon) => {
                let value = rest + colon + 1;
                let key = unquoted(&text[rest..rest + colon]);
                reader.open(column, Some(key.to_owned()), value..offset);
                (Slot::Value, value + last_word(&text[value..offset]))
            }
            None => {
                reader.close(column, false);
                (Slot::Key, rest)
            }
        };
        let mut parent = reader.open.last().copied();
        let from = colon.map_or(rest, |colon| rest + colon + 1);
        let flow = flow::place(text, &mut reader.entries, parent, from, offset, end);
        let word_end = match colon {
            Some(_) => text[offset..end].find([' ', ',', ']', '}', '#']).map_or(end, |at| offset + at),
            None => offset + key_end(&text[offset..end]).unwrap_or(text[offset..end].trim_end().len()),
        };
        let (mut slot, mut word, mut column) = (slot, word_start..word_end.max(offset), Some(column));
        if let Some(flow) = flow {
            (slot, parent, word, column) = (flow.slot, flow.parent, flow.word, None);
        }
        reader.rest(end);
        let mut cursor = Self { text, entries: reader.entries, parent, path: Path::root(), slot, word, column };
        cursor.path = cursor.path_of(parent);
        Some(cursor)
    }

    fn path_of(&self, entry: Option<usize>) -> Path {
        let mut segments = Vec::new();
        let mut at = entry;
        while let Some(place) = at {
            let entry = &self.entries[place];
            segments.push(match &entry.key {
                Some(key) => Segment::Key(key.clone()),
                None => {
                    let before = self.entries[..place].iter();
                    Segment::Index(before.filter(|one| one.parent == entry.parent && one.key.is_none()).count())
                }
            });
            at = entry.parent;
        }
        segments.reverse();
        Path(segments)
    }

    fn ancestor(&self, depth: usize) -> Option<usize> {
        let mut chain = Vec::new();
        let mut at = self.parent;
        while let Some(place) = at {
            chain.push(place);
            at = self.entries[place].parent;
        }
        chain.reverse();
        depth.checked_sub(1).and_then(|nth| chain.get(nth).copied())
    }

    /// The keys of the map at the first segments of the path, with their values as written.
    pub(crate) fn members(&self, depth: usize) -> impl Iterator<Item = (&str, &'t str)> {
        let parent = self.ancestor(depth);
        let members = self.entries.iter().filter(move |entry| entry.parent == parent);
        members.filter_map(|entry| {
            let value = self.text[entry.value.clone()].split(" #").next().unwrap_or_default();
            Some((entry.key.as_deref()?, unquoted(value)))
        })
    }

    /// The text of the word before the cursor's end.
    pub(crate) fn typed(&self) -> &'t str {
        &self.text[self.word.clone()]
    }
}

/// Reads the structure of lines.
struct Reader<'t> {
    text: &'t str,
    entries: Vec<Entry>,
    open: Vec<usize>,
    /// The column of the key whose text is on the lines below it.
    prose: Option<usize>,
}

impl Reader<'_> {
    fn lines(&mut self, mut at: usize, lines: &str) {
        for line in lines.split_inclusive('\n') {
            self.line(at, line);
            at += line.len();
        }
    }

    /// Reads the lines from a byte to the end of the document that contains it.
    fn rest(&mut self, from: usize) {
        let text = self.text;
        let length =
            text[from..].split_inclusive('\n').take_while(|line| !line.starts_with("---")).map(str::len).sum::<usize>();
        self.lines(from, &text[from..from + length]);
    }

    fn line(&mut self, start: usize, line: &str) {
        let line = line.trim_end_matches(['\n', '\r']);
        let content = line.trim_start_matches(' ');
        if content.is_empty() || content.starts_with('#') {
            return;
        }
        let mut column = line.len() - content.len();
        if self.prose.is_some_and(|prose| column > prose) {
            return;
        }
        self.prose = None;
        let mut rest = content;
        while let Some(after) = rest.strip_prefix('-').filter(|after| after.is_empty() || after.starts_with(' ')) {
            let value = start + (line.len() - after.len());
            self.open(column, None, value..start + line.len());
            let spaces = after.len() - after.trim_start_matches(' ').len();
            (column, rest) = (column + 1 + spaces, after.trim_start_matches(' '));
        }
        if let Some(colon) = key_end(rest) {
            let value = start + (line.len() - rest.len()) + colon + 1;
            let key = unquoted(&rest[..colon]).to_owned();
            self.open(column, Some(key), value..start + line.len());
            if self.text[value..start + line.len()].trim_start().starts_with(['|', '>']) {
                self.prose = Some(column);
            }
        }
    }

    fn open(&mut self, column: usize, key: Option<String>, value: Range<usize>) {
        self.close(column, key.is_none());
        let parent = self.open.last().copied();
        self.open.push(self.entries.len());
        self.entries.push(Entry { column, parent, key, value });
    }

    /// Closes what cannot contain something at a column. A list may be at the column of its key.
    fn close(&mut self, column: usize, is_element: bool) {
        while let Some(last) = self.open.last().map(|last| &self.entries[*last]) {
            let contains = last.column < column || (last.column == column && is_element && last.key.is_some());
            if contains {
                break;
            }
            self.open.pop();
        }
    }
}

fn document_start(text: &str, before: usize) -> usize {
    let mut at = 0;
    let mut start = 0;
    for line in text[..before].split_inclusive('\n') {
        at += line.len();
        if line.starts_with("---") {
            start = at;
        }
    }
    start
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns where the key of a line ends, at its colon.
fn key_end(line: &str) -> Option<usize> {
    if line.starts_with(['{', '[']) {
        return None;
    }
    let quote = line.chars().next().filter(|c| ['"', '\''].contains(c));
    let from = quote.map_or(Some(0), |quote| line[1..].find(quote).map(|end| end + 2))?;
    let is_end = |at: &usize| line[at + 1..].chars().next().is_none_or(char::is_whitespace);
    line[from..].match_indices(':').map(|(at, _)| from + at).find(is_end)
}

/// Returns where the last word of a value starts: after a space, or a character of a list.
fn last_word(value: &str) -> usize {
    let is_list = value.trim_start().starts_with('[');
    let separators: &[char] = if is_list { &[' ', '[', ','] } else { &[] };
    let start = value.len() - value.trim_start().len();
    value.rfind(separators).map_or(start, |at| (at + 1).max(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cursor at `|`, as its path, slot and word.
    fn at(text: &str) -> Option<(String, Slot, String)> {
        let offset = text.find('|').expect("the cursor is marked");
        let text = text.replacen('|', "", 1);
        let cursor = Cursor::at(&text, offset)?;
        Some((cursor.path.to_string(), cursor.slot.clone(), cursor.typed().to_owned()))
    }

    #[test]
    fn the_place_is_found_by_indentation() {
        let key = |path: &str, word: &str| Some((path.to_owned(), Slot::Key, word.to_owned()));
        let value = |path: &str, word: &str| Some((path.to_owned(), Slot::Value, word.to_owned()));
        for (text, expected) in [
            ("id|", key("", "id")),
            ("of: ser|v", value("of", "serv")),
            ("properties:\n  ti|\nrelations:", key("properties", "ti")),
            ("properties:\n  |", key("properties", "")),
            ("properties:\n  a: 1\n  |\n", key("properties", "")),
            ("properties:\n  a: 1\n|\n", key("", "")),
            ("- blueprint: a\n  properties:\n    x: 1\n    y|", key("[0].properties", "y")),
            ("- a: 1\n- b: 1\n  relations:\n    to: |", value("[1].relations.to", "")),
            ("relations:\n  to:\n  - a\n  - |", key("relations.to[1]", "")),
            ("relations:\n  to:\n    - a\n    - b|c", key("relations.to[1]", "bc")),
            ("relations:\n  to: [a, b|]", value("relations.to", "b")),
            ("a: 1\n---\nb:\n  |c: 1", key("b", "c")),
            ("'a b': \"c|\"", value("\"a b\"", "\"c\"")),
            ("a: |1 # why", value("a", "1")),
            ("{ a: 1, b|", key("", "b")),
            ("- { a: 1, b: c|d, e: f }", value("[0].b", "cd")),
            ("- { a: 1, | }", key("[0]", "")),
            ("x: { 'a b': {c: \"|\" } }", value("x.\"a b\".c", "\"\"")),
            ("x: { l: [{ a: 1 }, { b: | }] }", value("x.l[1].b", "")),
            ("x: { l: [a, b|c] }", value("x.l", "bc")),
            ("x: { a: [1, 2], b|: 3 }", key("x", "b")),
            ("x: { a: { b: 1 } }|", value("x", "{ a: { b: 1 } }")),
            ("x: { a: https://b|", value("x.a", "https://b")),
            ("a: 1 # |", None),
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
        assert_eq!(at("a: >\n  some | text").map(|(path, ..)| path), None);
    }

    #[test]
    fn the_members_of_each_level_are_known() {
        let text = "- of: service # it\n  properties:\n    x: 'a'\n    \n    z: 1\n  title: T\n";
        let cursor = Cursor::at(text, text.find("\n    z").expect("it is there")).expect("a place");
        let members = |depth| cursor.members(depth).collect::<Vec<_>>();
        assert_eq!(members(1), [("of", "service"), ("properties", ""), ("title", "T")]);
        assert_eq!(members(2), [("x", "a"), ("z", "1")]);
        let text = "- { of: service, properties: { x: 'a', , z: { q: 1 } }, title: T }\n- { of: b }\n";
        let cursor = Cursor::at(text, text.find(", z").expect("it is there")).expect("a place");
        let members = |depth| cursor.members(depth).collect::<Vec<_>>();
        assert_eq!(members(2), [("x", "a"), ("z", "{ q: 1 }")]);
        assert_eq!(members(1).first(), Some(&("of", "service")));
    }
}
