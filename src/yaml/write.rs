//! Values as text that fits into a file that is there already.

use crate::ground::source::{SourceFile, Span};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::scalar::{self, Scalar};
use crate::yaml::tree::Style;
use serde_json::Value;

/// How a file is laid out.
pub(super) struct Layout<'s> {
    text: &'s str,
    line_end: &'static str,
    /// A JSON file: keys and texts are quoted.
    json: bool,
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

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |before| before + 1)
    }

    /// The end of the line that holds `at`, its line break not included.
    fn line_end(&self, at: usize) -> usize {
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

    /// An entry after the last one of a flow map, on a line of its own where that one is.
    pub(super) fn after_flow_member(&self, last_key: Span, end: u32, entry: &str) -> (Span, String) {
        let start = self.line_start(last_key.start as usize);
        let lead = &self.text[start..last_key.start as usize];
        let own_line = start > 0 && lead.trim().is_empty();
        let glue = if own_line { format!(",{}{lead}", self.line_end) } else { ", ".to_owned() };
        (Span { start: end, end }, format!("{glue}{entry}"))
    }

    /// The bytes of a flow member and the comma that goes with it.
    pub(super) fn flow_member(&self, members: &[Span], index: usize) -> Option<Span> {
        let own = members[index];
        let range = match (index.checked_sub(1).map(|before| members[before]), members.get(index + 1)) {
            (_, Some(next)) => Span { start: own.start, end: next.start },
            (Some(before), None) => Span { start: before.end, end: own.end },
            (None, None) => own,
        };
        (!self.text[range.range()].contains('#')).then_some(range)
    }

    /// The lines of a block member; none where it shares a line with something that stays.
    pub(super) fn block_member(&self, members: &[Span], index: usize, in_list: bool) -> Option<Span> {
        let own = members[index];
        let start = own.start as usize;
        let line = self.line_start(start);
        let lead = self.text[line..start].trim_start_matches('\u{feff}');
        let alone = if in_list { lead.trim() == "-" } else { lead.trim().is_empty() };
        if alone {
            let from = start - lead.len();
            let end = self.line_end(own.end as usize);
            let past = self.text[end..].find('\n').map(|length| end + length + 1);
            return Some(match past {
                Some(past) => Span::new(from, past),
                // The last line of a file that does not end in a line break.
                None => Span::new(self.text[..from].trim_end_matches(['\n', '\r']).len(), end),
            });
        }
        // The first key of a list entry: what follows moves up, unless a comment is between.
        let next = members.get(index + 1).filter(|_| index == 0 && !in_list)?;
        let between = &self.text[own.end as usize..next.start as usize];
        between.trim().is_empty().then_some(Span { start: own.start, end: next.start })
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

fn scalar_text(text: &str, style: Style, layout: &Layout<'_>) -> String {
    let printable = !text.contains(char::is_control);
    if style == Style::SingleQuoted && printable {
        return format!("'{}'", text.replace('\'', "''"));
    }
    if style == Style::DoubleQuoted || layout.json || !is_plain(text) {
        return Value::from(text).to_string();
    }
    text.to_owned()
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
