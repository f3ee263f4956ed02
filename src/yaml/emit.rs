//! Values as YAML in block style, as a careful person would write them.

use crate::yaml::quoting::{self, Place, is_escaped, is_plain};
use crate::yaml::tree::Style;
use serde_json::{Map, Value};

/// A list whose line would be longer than this is written with one member a line.
const MAX_LIST_WIDTH: usize = 80;

/// A member longer than this is not a word of a short list.
const WORD_LENGTH: usize = 30;

/// YAML readers accept a key of up to 1,024 characters before its colon.
const KEY_LENGTH: usize = 1_000;

/// How the lines of a file are indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Indentation {
    /// The columns from a key to the keys of its map.
    pub(super) step: usize,
    /// The columns from a key to the dashes of its list.
    pub(super) dash: usize,
}

impl Indentation {
    pub(super) const DEFAULT: Self = Self { step: 2, dash: 2 };
}

/// Returns a value as a YAML document that ends in a line break. Maps keep their order.
///
/// Maps and lists are written by indentation, except that empty ones and short lists of words are written in brackets.
/// A text of several lines is a block scalar. Strings have quotes only where a YAML 1.2 or 1.1 reader would see
/// another value without them. Reading the document returns `value`, unless it has an integer that a double cannot hold.
pub(crate) fn document(value: &Value) -> String {
    let mut lines = Lines { out: String::new(), indentation: Indentation::DEFAULT, is_alone: true };
    match value {
        Value::Object(members) if !members.is_empty() => lines.map(members, 0),
        Value::Array(members) if !members.is_empty() => lines.list(members, 0),
        Value::String(text) => match BlockText::of(text).filter(|text| !text.needs_indicator) {
            Some(text) => lines.block_text(&text, 2, 2),
            None => lines.out.push_str(&quoting::string(text, Style::Plain, Place::Block)),
        },
        _ => lines.inline(value),
    }
    lines.out.push('\n');
    lines.out
}

/// Returns `key: value` for a map whose keys are at that column. The first line is not indented, and the last one has no
/// line break.
pub(super) fn entry(key: &str, value: &Value, column: usize, indentation: Indentation) -> String {
    let mut lines = Lines { out: String::new(), indentation, is_alone: false };
    lines.entry(key, value, column);
    lines.out
}

/// Returns `- value` for a list whose dashes are at that column, as [`entry`] does.
pub(super) fn member(value: &Value, column: usize, indentation: Indentation) -> String {
    let mut lines = Lines { out: String::new(), indentation, is_alone: false };
    lines.member(value, column);
    lines.out
}

struct Lines {
    out: String,
    indentation: Indentation,
    /// Whether nothing else is in the file. Otherwise blank lines below could become part of a text.
    is_alone: bool,
}

impl Lines {
    fn start_line(&mut self, column: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', column));
    }

    fn map(&mut self, members: &Map<String, Value>, column: usize) {
        for (nth, (key, value)) in members.iter().enumerate() {
            if nth > 0 {
                self.start_line(column);
            }
            self.entry(key, value, column);
        }
    }

    fn list(&mut self, members: &[Value], column: usize) {
        for (nth, value) in members.iter().enumerate() {
            if nth > 0 {
                self.start_line(column);
            }
            self.member(value, column);
        }
    }

    fn entry(&mut self, key: &str, value: &Value, column: usize) {
        let key = quoting::string(key, Style::Plain, Place::Block);
        if key.len() > KEY_LENGTH {
            self.out.push_str("? ");
            self.out.push_str(&key);
            self.start_line(column);
        } else {
            self.out.push_str(&key);
        }
        self.out.push(':');
        let Indentation { step, dash } = self.indentation;
        match value {
            Value::Object(members) if !members.is_empty() => {
                self.start_line(column + step);
                self.map(members, column + step);
            }
            Value::Array(members) if !members.is_empty() => {
                if !self.words(members) {
                    self.start_line(column + dash);
                    self.list(members, column + dash);
                }
            }
            _ => self.scalar(value, column + step, step),
        }
    }

    fn member(&mut self, value: &Value, column: usize) {
        self.out.push('-');
        match value {
            Value::Object(members) if !members.is_empty() => {
                self.out.push(' ');
                self.map(members, column + 2);
            }
            Value::Array(members) if !members.is_empty() => {
                if !self.words(members) {
                    self.out.push(' ');
                    self.list(members, column + 2);
                }
            }
            _ => self.scalar(value, column + 2, 2),
        }
    }

    /// Writes a scalar or an empty collection after a colon or a dash. The lines of a text are indented to `column`,
    /// which is `step` more than that of the key or dash.
    fn scalar(&mut self, value: &Value, column: usize, step: usize) {
        self.out.push(' ');
        let text = value.as_str().and_then(BlockText::of);
        match text.filter(|text| self.is_alone || text.chomping != "+") {
            Some(text) => self.block_text(&text, column, step),
            None => self.inline(value),
        }
    }

    fn inline(&mut self, value: &Value) {
        match value {
            // The most common case, without a copy.
            Value::String(text) if is_plain(text, Place::Block) => self.out.push_str(text),
            Value::Array(_) => self.out.push_str("[]"),
            Value::Object(_) => self.out.push_str("{}"),
            _ => self.out.extend(quoting::scalar(value, Style::Plain, Place::Block)),
        }
    }

    fn block_text(&mut self, text: &BlockText<'_>, column: usize, step: usize) {
        self.out.push('|');
        if text.needs_indicator {
            self.out.push_str(&step.to_string());
        }
        self.out.push_str(text.chomping);
        for line in text.lines() {
            self.start_line(if line.is_empty() { 0 } else { column });
            self.out.push_str(line);
        }
    }

    /// Writes ` [Low, Medium, High]`, or nothing if the list is not a short list of words.
    fn words(&mut self, members: &[Value]) -> bool {
        let line = self.out.rfind('\n').map_or(0, |before| before + 1);
        let mut room = MAX_LIST_WIDTH.saturating_sub(self.out[line..].chars().count() + " []".len());
        let mut words = Vec::with_capacity(members.len());
        for member in members {
            let Some(word) = word(member) else { return false };
            let length = word.chars().count() + if words.is_empty() { 0 } else { ", ".len() };
            if length > room {
                return false;
            }
            room -= length;
            words.push(word);
        }
        self.out.push_str(" [");
        self.out.push_str(&words.join(", "));
        self.out.push(']');
        true
    }
}

/// Returns a short scalar of letters, digits, spaces and a few signs, which people write between brackets.
fn word(value: &Value) -> Option<String> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '$' | '+' | '/');
    match value {
        Value::String(text) => {
            let fits = text.len() <= WORD_LENGTH && text.chars().all(is_word) && is_plain(text, Place::Flow);
            fits.then(|| text.clone())
        }
        _ => quoting::scalar(value, Style::Plain, Place::Flow),
    }
}

/// A text of several lines that a literal block scalar can hold.
pub(super) struct BlockText<'s> {
    text: &'s str,
    /// Whether the indentation cannot be read from the first line, because the text itself starts with blanks.
    pub(super) needs_indicator: bool,
    /// `-`, nothing or `+`, by the number of line breaks at the end.
    pub(super) chomping: &'static str,
}

impl<'s> BlockText<'s> {
    /// Returns `None` for a text on one line, and for one with invisible characters or blanks that a block scalar would
    /// hide or lose.
    pub(super) fn of(text: &'s str) -> Option<Self> {
        if !text.contains('\n') { None } else { Self::on_any_lines(text) }
    }

    /// As [`Self::of`], also for a text on one line.
    pub(super) fn on_any_lines(text: &'s str) -> Option<Self> {
        let content = text.trim_end_matches('\n');
        let breaks = text.len() - content.len();
        let first = content.split('\n').find(|line| !line.is_empty())?;
        let last = content.rsplit('\n').next().unwrap_or_default();
        let is_blank = |line: &str| line.trim().is_empty();
        if is_blank(first) || is_blank(last) || text.contains(|c| c != '\n' && is_escaped(c)) {
            return None;
        }
        let chomping = match breaks {
            0 => "-",
            1 => "",
            _ => "+",
        };
        Some(Self { text, needs_indicator: first.starts_with([' ', '\t']), chomping })
    }

    /// Iterates over the lines, the blank ones at the end included.
    pub(super) fn lines(&self) -> impl Iterator<Item = &'s str> {
        self.text.strip_suffix('\n').unwrap_or(self.text).split('\n')
    }
}

#[cfg(test)]
mod tests;
