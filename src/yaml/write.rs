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
    /// What is between the braces of a map and its members.
    padding: &'static str,
}

impl<'s> Layout<'s> {
    pub(super) fn from_file(file: &'s SourceFile) -> Self {
        let text = file.text.as_str();
        let line_end = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let has_brackets = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
        let json = file.name.ends_with(".json") || has_brackets && text.contains("\":");
        let after_sign = [": {", "- {"].into_iter().flat_map(|sign| text.split(sign).skip(1));
        let at_start = text.lines().filter_map(|line| line.trim_start().strip_prefix('{').filter(|_| !json));
        let mut braces = after_sign.chain(at_start).filter(|inside| !inside.is_empty());
        let is_tight = braces
            .find(|inside| !inside.starts_with(['}', '{', '\r', '\n']))
            .is_some_and(|inside| !inside.starts_with(' '));
        Self {
            text,
            line_end,
            flow: if json { Place::Json } else { Place::Flow },
            padding: if is_tight { "" } else { " " },
        }
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |before| before + 1)
    }

    /// Returns the start of the line after the one that contains `at`, or the end of the text.
    pub(super) fn line_start_after(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length + 1)
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

    /// Returns a value on one line between brackets, with a string in the quotes of `style`.
    pub(super) fn inline(&self, value: &Value, style: Style) -> String {
        match value {
            Value::Array(members) => {
                let members: Vec<_> = members.iter().map(|member| self.inline(member, Style::Plain)).collect();
                format!("[{}]", members.join(", "))
            }
            Value::Object(members) if members.is_empty() => "{}".to_owned(),
            Value::Object(members) => {
                let pair = |(key, value): (&String, &Value)| {
                    let key = quoting::string(key, Style::Plain, self.flow);
                    format!("{key}: {}", self.inline(value, Style::Plain))
                };
                let members: Vec<_> = members.iter().map(pair).collect();
                format!("{{{0}{1}{0}}}", self.padding, members.join(", "))
            }
            scalar => quoting::scalar(scalar, style, self.flow).unwrap_or_default(),
        }
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
