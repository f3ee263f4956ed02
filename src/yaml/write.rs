//! Values as text that fits into a file that is there already.

use crate::ground::escape::deceives;
use crate::ground::source::{SourceFile, Span};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::scalar::{self, Scalar};
use crate::yaml::tree::Style;
use serde_json::Value;

/// How a file is laid out.
pub(super) struct Layout<'s> {
    pub(super) text: &'s str,
    pub(super) line_end: &'static str,
    /// A JSON file: keys and texts are quoted.
    pub(super) json: bool,
}

impl<'s> Layout<'s> {
    pub(super) fn of(file: &'s SourceFile) -> Self {
        let text = file.text.as_str();
        let line_end = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) && text.contains("\":");
        Self { text, line_end, json }
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |before| before + 1)
    }

    /// The end of the line that holds `at`, its line break not included.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }

    /// How many columns are before a byte.
    pub(super) fn column(&self, at: u32) -> usize {
        let at = at as usize;
        self.text[self.line_start(at)..at].trim_start_matches('\u{feff}').chars().count()
    }

    /// New lines below the one that holds `at`.
    pub(super) fn line_after(&self, at: u32, lines: &[String]) -> (Span, String) {
        let end = self.line_end(at as usize);
        let text = lines.iter().map(|line| format!("{}{line}", self.line_end)).collect();
        (Span::new(end, end), text)
    }

    /// New lines after the last one that says anything, as long as only comments follow the line that holds `at`; an
    /// empty one first, where `apart` asks for it.
    pub(super) fn lines_at_end(&self, at: u32, apart: bool, lines: &[String]) -> (Span, String) {
        let end = self.line_end(at as usize);
        let rest = &self.text[end..];
        let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let last = if rest.lines().skip(1).all(is_comment) { end + rest.trim_end().len() } else { end };
        // The line of `at` may itself end in a comment, which `line_end` has passed.
        let (span, text) = self.line_after(last.max(end) as u32, lines);
        (span, if apart { format!("{}{text}", self.line_end) } else { text })
    }

    /// An entry after the last one of a flow map, on a line of its own where that one is.
    pub(super) fn after_flow_member(&self, last_key: Span, end: u32, entry: &str) -> (Span, String) {
        let start = self.line_start(last_key.start as usize);
        let lead = &self.text[start..last_key.start as usize];
        let own_line = start > 0 && lead.trim().is_empty();
        let line_end = self.line_end(end as usize);
        let rest = &self.text[end as usize..line_end];
        let after_comma = rest.trim_start().strip_prefix(',');
        if own_line && after_comma.unwrap_or(rest).trim_start().starts_with('#') {
            // The comment is the last member's, and stays on its line.
            let (comma, last) = if after_comma.is_some() { ("", ",") } else { (",", "") };
            let text = format!("{comma}{rest}{}{lead}{entry}{last}", self.line_end);
            return (Span::new(end as usize, line_end), text);
        }
        let glue = if own_line { format!(",{}{lead}", self.line_end) } else { ", ".to_owned() };
        (Span { start: end, end }, format!("{glue}{entry}"))
    }
}

/// `key: value` as lines of a block map at that indentation.
pub(super) fn block(key: &str, value: &Value, indent: usize, layout: &Layout<'_>) -> Vec<String> {
    let lead = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            let mut lines = vec![format!("{lead}{}:", scalar_text(key, Style::Plain, layout))];
            lines.extend(members.iter().flat_map(|(key, value)| block(key, value, indent + 2, layout)));
            lines
        }
        _ => vec![format!("{lead}{}", pair(key, value, layout))],
    }
}

/// `key: value` on one line.
pub(super) fn pair(key: &str, value: &Value, layout: &Layout<'_>) -> String {
    format!("{}: {}", scalar_text(key, Style::Plain, layout), inline(value, Style::Plain, layout))
}

/// A value on one line, a text in the quotes of `style`.
pub(super) fn inline(value: &Value, style: Style, layout: &Layout<'_>) -> String {
    match value {
        Value::String(text) => scalar_text(text, style, layout),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| inline(item, Style::Plain, layout)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members: Vec<_> = members.iter().map(|(key, value)| pair(key, value, layout)).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A value as a member of a block list whose dashes stand at that indentation.
pub(super) fn member(value: &Value, indent: usize, layout: &Layout<'_>) -> Vec<String> {
    let lead = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            let mut lines: Vec<String> =
                members.iter().flat_map(|(key, value)| block(key, value, indent + 2, layout)).collect();
            lines[0] = format!("{lead}- {}", &lines[0][indent + 2..]);
            lines
        }
        _ => vec![format!("{lead}- {}", inline(value, Style::Plain, layout))],
    }
}

fn scalar_text(text: &str, style: Style, layout: &Layout<'_>) -> String {
    let is_seen = !text.contains(deceives) && !text.contains('\t');
    if style == Style::SingleQuoted && is_seen {
        return format!("'{}'", text.replace('\'', "''"));
    }
    if style == Style::DoubleQuoted || layout.json || !is_seen || !is_plain(text) {
        return double_quoted(text);
    }
    text.to_owned()
}

/// A text in double quotes, as JSON and YAML both read it. What a reviewer would not see is written as its number, which
/// also keeps readers of YAML 1.1 from taking some of it for the end of a line.
fn double_quoted(text: &str) -> String {
    let json = Value::from(text).to_string();
    let written = json.chars().map(|c| match u16::try_from(u32::from(c)) {
        Ok(number) if deceives(c) => format!("\\u{number:04x}"),
        // JSON has no way to write the others that every reader of YAML knows.
        _ => c.to_string(),
    });
    written.collect()
}

/// Whether a text without quotes is read as itself, in a list by indentation and in brackets, by YAML 1.2 and 1.1.
fn is_plain(text: &str) -> bool {
    let means_text = scalar::resolve(text) == Scalar::Text && scalar::yaml11(text).is_none() && text != "<<";
    means_text && reads_as(&format!("- {text}\n"), text) && reads_as(&format!("[{text}, x]"), text)
}

fn reads_as(source: &str, text: &str) -> bool {
    let parsed = parse(&SourceFile::new("", source), &Limits::default());
    let Some(tree) = parsed.tree.filter(|_| parsed.faults.is_empty()) else { return false };
    let first = tree.roots().next().and_then(|root| root.items().next());
    first.is_some_and(|node| node.as_str() == Some(text) && node.style() == Style::Plain)
}
