//! Values written as text that fits the layout of an existing file.

use crate::ground::source::{SourceFile, Span};
use crate::yaml::emit::{self, Indentation};
use crate::yaml::quoting::{self, Place};
use crate::yaml::tree::Style;
use serde_json::Value;

pub(super) struct Layout<'s> {
    pub(super) text: &'s str,
    pub(super) line_end: &'static str,
    /// How a value between brackets is written: as in YAML or as in JSON.
    pub(super) flow: Place,
}

impl<'s> Layout<'s> {
    pub(super) fn from_file(file: &'s SourceFile) -> Self {
        let text = file.text.as_str();
        let line_end = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) && text.contains("\":");
        Self { text, line_end, flow: if json { Place::Json } else { Place::Flow } }
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |before| before + 1)
    }

    /// Returns the end of the line that contains `at`, without its line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }

    pub(super) fn column(&self, at: u32) -> usize {
        let at = at as usize;
        self.text[self.line_start(at)..at].trim_start_matches('\u{feff}').chars().count()
    }

    /// Inserts lines below the one that contains `at`.
    pub(super) fn line_after(&self, at: u32, lines: &[String]) -> (Span, String) {
        let end = self.line_end(at as usize);
        let text = lines.iter().map(|line| format!("{}{line}", self.line_end)).collect();
        (Span::new(end, end), text)
    }

    /// Inserts lines below the one that contains `at`, or after the trailing comments if only comments follow it.
    /// `apart` puts a blank line first.
    pub(super) fn lines_at_end(&self, at: u32, apart: bool, lines: &[String]) -> (Span, String) {
        let end = self.line_end(at as usize);
        let rest = &self.text[end..];
        let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let last = if rest.lines().skip(1).all(is_comment) { end + rest.trim_end().len() } else { end };
        // The line of `at` may itself end in a comment, which `line_end` skips.
        let (span, text) = self.line_after(last.max(end) as u32, lines);
        (span, if apart { format!("{}{text}", self.line_end) } else { text })
    }

    /// Inserts an entry after the last one of a flow map, on its own line if the last one is.
    pub(super) fn after_flow_member(&self, last_key: Span, end: u32, entry: &str) -> (Span, String) {
        let start = self.line_start(last_key.start as usize);
        let lead = &self.text[start..last_key.start as usize];
        let own_line = start > 0 && lead.trim().is_empty();
        let line_end = self.line_end(end as usize);
        let rest = &self.text[end as usize..line_end];
        let after_comma = rest.trim_start().strip_prefix(',');
        if own_line && after_comma.unwrap_or(rest).trim_start().starts_with('#') {
            // The comment belongs to the last member, and stays on its line.
            let (comma, last) = if after_comma.is_some() { ("", ",") } else { (",", "") };
            let text = format!("{comma}{rest}{}{lead}{entry}{last}", self.line_end);
            return (Span::new(end as usize, line_end), text);
        }
        let glue = if own_line { format!(",{}{lead}", self.line_end) } else { ", ".to_owned() };
        (Span { start: end, end }, format!("{glue}{entry}"))
    }
}

/// Returns `key: value` as lines of a block map at that indentation.
pub(super) fn block(key: &str, value: &Value, indent: usize) -> Vec<String> {
    indented(&emit::entry(key, value, indent, Indentation::DEFAULT), indent)
}

/// Returns a value as a member of a block list with its dashes at that indentation.
pub(super) fn member(value: &Value, indent: usize) -> Vec<String> {
    indented(&emit::member(value, indent, Indentation::DEFAULT), indent)
}

/// Splits lines of which all but the first are indented.
fn indented(lines: &str, indent: usize) -> Vec<String> {
    let first = " ".repeat(indent);
    lines
        .split('\n')
        .enumerate()
        .map(|(nth, line)| if nth == 0 { format!("{first}{line}") } else { line.into() })
        .collect()
}

/// Returns `key: value` on one line.
pub(super) fn pair(key: &str, value: &Value, place: Place) -> String {
    format!("{}: {}", quoting::string(key, Style::Plain, place), inline(value, Style::Plain, place))
}

/// Returns a value on one line, with a string in the quotes of `style`.
pub(super) fn inline(value: &Value, style: Style, place: Place) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| inline(item, Style::Plain, place)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members: Vec<_> = members.iter().map(|(key, value)| pair(key, value, place)).collect();
            format!("{{ {} }}", members.join(", "))
        }
        scalar => quoting::scalar(scalar, style, place).unwrap_or_default(),
    }
}
