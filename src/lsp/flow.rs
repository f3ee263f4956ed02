//! The place of the cursor in maps and lists that are written on one line: `{ a: 1, b: [c, d] }`.

use std::ops::Range;

use crate::lsp::entry::{Entry, Slot, unquoted};

/// A place inside a map or list of one line.
pub(super) struct FlowPlace {
    pub slot: Slot,
    /// The entry that contains the cursor.
    pub parent: Option<usize>,
    pub word: Range<usize>,
}

/// A map or list that is not closed yet.
struct Level {
    is_map: bool,
    /// The entry whose value it is.
    parent: Option<usize>,
    /// Where the present item starts, or its value if it has a key.
    start: usize,
    /// The entry of the present item, if it has a key.
    key: Option<usize>,
}

struct Scanner<'t, 'e> {
    text: &'t str,
    entries: &'e mut Vec<Entry>,
    levels: Vec<Level>,
    /// The entry that contains the outermost map or list.
    outer: Option<usize>,
}

/// Returns the place of a byte if a map or list starts at `from` and contains it, and adds the entries of these maps. Both are on a
/// line that ends at `end`.
pub(super) fn place(
    text: &str,
    entries: &mut Vec<Entry>,
    outer: Option<usize>,
    from: usize,
    offset: usize,
    end: usize,
) -> Option<FlowPlace> {
    let start = offset - text[from..offset].trim_start().len();
    if !text[start..offset].starts_with(['{', '[']) {
        return None;
    }
    let known = entries.len();
    let mut scanner = Scanner { text, entries, levels: Vec::new(), outer };
    scanner.scan(start, offset);
    let Some(level) = scanner.levels.last() else {
        scanner.entries.truncate(known);
        return None;
    };
    // Elements of lists have no place of their own.
    let (slot, parent) = match (level.is_map, level.key) {
        (true, None) => (Slot::Key, level.parent),
        (true, key) => (Slot::Value, key),
        (false, _) => (Slot::Value, level.parent),
    };
    let word_start = offset - text[level.start..offset].trim_start().len();
    let word = word_start..word_end(text, word_start, offset, end, slot == Slot::Key);
    scanner.rest(word.end, end);
    Some(FlowPlace { slot, parent, word })
}

/// Where the word at the cursor ends: before the next item or the value of a key, or with its quote.
fn word_end(text: &str, start: usize, offset: usize, end: usize, is_key: bool) -> usize {
    let after = &text[offset..end];
    let quote = text[start..offset].chars().next().filter(|c| ['"', '\''].contains(c));
    if let Some(close) = quote.and_then(|quote| after.find(quote)) {
        return offset + close + 1;
    }
    let stops: &[char] = if is_key { &[',', '}', ']', ':', '{', '['] } else { &[',', '}', ']'] };
    let word = &after[..after.find(stops).unwrap_or(after.len())];
    let word = word.split(" #").next().unwrap_or_default();
    offset + word.trim_end().len()
}

impl Scanner<'_, '_> {
    /// Reads from the start of a map or list.
    fn scan(&mut self, start: usize, end: usize) {
        let mut at = start;
        while let Some(c) = self.text[at..end].chars().next() {
            let next = at + c.len_utf8();
            match c {
                '"' | '\'' if self.is_start(at) => match self.text[next..end].find(c) {
                    Some(close) => {
                        at = next + close + 1;
                        continue;
                    }
                    None => return,
                },
                '{' | '[' => self.open(c == '{', next),
                '}' | ']' => {
                    self.finish(at);
                    self.levels.pop();
                    if self.levels.is_empty() {
                        return;
                    }
                }
                ',' => {
                    self.finish(at);
                    self.restart(next);
                }
                ':' if self.is_colon(at, next) => self.key(at),
                _ => {}
            }
            at = next;
        }
    }

    /// Whether only spaces are before a byte in its item.
    fn is_start(&self, at: usize) -> bool {
        self.levels.last().is_some_and(|level| self.text[level.start..at].trim().is_empty())
    }

    fn is_colon(&self, at: usize, next: usize) -> bool {
        let ends = self.text[next..].chars().next().is_none_or(|c| c.is_whitespace() || ",}]{[\"'".contains(c));
        let is_quoted = self.text[..at].ends_with(['"', '\'']);
        self.levels.last().is_some_and(|level| level.is_map && level.key.is_none()) && (ends || is_quoted)
    }

    fn open(&mut self, is_map: bool, start: usize) {
        let parent = match self.levels.last() {
            None => self.outer,
            Some(level) if level.is_map => level.key,
            // A map in a list is an element.
            Some(level) if is_map => {
                let parent = level.parent;
                self.entries.push(Entry { column: 0, parent, key: None, value: start..start });
                Some(self.entries.len() - 1)
            }
            Some(level) => level.parent,
        };
        self.levels.push(Level { is_map, parent, start, key: None });
    }

    fn key(&mut self, colon: usize) {
        let Some(level) = self.levels.last_mut() else { return };
        let key = unquoted(&self.text[level.start..colon]).to_owned();
        let start = colon + 1;
        self.entries.push(Entry { column: 0, parent: level.parent, key: Some(key), value: start..start });
        (level.key, level.start) = (Some(self.entries.len() - 1), start);
    }

    /// Ends the value of the present item.
    fn finish(&mut self, end: usize) {
        let key = self.levels.last().and_then(|level| level.key);
        if let Some(entry) = key.and_then(|key| self.entries.get_mut(key)) {
            entry.value.end = end;
        }
    }

    fn restart(&mut self, start: usize) {
        if let Some(level) = self.levels.last_mut() {
            (level.key, level.start) = (None, start);
        }
    }

    /// Adds the items after the present one, up to the end of the outermost map or list.
    fn rest(&mut self, from: usize, end: usize) {
        let Some(next) = self.skip(from, end) else { return };
        self.restart(next);
        self.scan(next, end);
    }

    /// The comma or bracket that ends the present item.
    fn skip(&self, from: usize, end: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, c) in self.text[from..end].char_indices() {
            match c {
                ',' | '}' | ']' if depth == 0 => return Some(from + at),
                '{' | '[' => depth += 1,
                '}' | ']' => depth -= 1,
                _ => {}
            }
        }
        None
    }
}
