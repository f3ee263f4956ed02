//! The lines that show one change of a field.

use serde_json::Value;

use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::cli::view::{list, text, value};
use crate::kind::Kind;
use crate::kind::treatment::Treatment;
use crate::plan::mask::REDACTED;
use crate::plan::{Change, Reason, Step};

/// The indentation of lines below the name of a field.
pub(crate) const INDENT: &str = "    ";

/// The lines of a change: its danger, then the field with its old and new value. Long values may exceed `width` columns.
pub(crate) fn lines(step: &Step, change: &Change, width: usize, paint: Paint) -> Vec<String> {
    let mut lines: Vec<String> = change.danger.iter().map(|message| danger(message, paint)).collect();
    let view = View { kind: step.key.kind, change, width, paint };
    // A new resource has no old values, only defaults.
    let old = change.old.as_ref().filter(|_| step.reason != Reason::Missing);
    lines.extend(match (old, &change.new) {
        (Some(old), Some(new)) => view.changed(old, new),
        (None, Some(new)) => view.one_sided('+', TextStyle::Green, new),
        (Some(old), None) => view.one_sided('-', TextStyle::Red, old),
        (None, None) => Vec::new(),
    });
    lines
}

pub(crate) fn danger(message: &str, paint: Paint) -> String {
    paint.strong(TextStyle::Red, &format!("! {}", escaped(message)))
}

struct View<'c> {
    kind: &'static Kind,
    change: &'c Change,
    width: usize,
    paint: Paint,
}

impl View<'_> {
    fn head(&self, mark: char, style: TextStyle, rest: &str) -> String {
        let space = if rest.is_empty() { "" } else { " " };
        let path = self.change.path.to_string();
        format!("{} {}:{space}{rest}", self.paint.styled(style, &mark.to_string()), escaped(&path))
    }

    fn under(&self, head: String, below: impl IntoIterator<Item = String>) -> Vec<String> {
        let below = below.into_iter().map(|line| if line.is_empty() { line } else { format!("{INDENT}{line}") });
        std::iter::once(head).chain(below).collect()
    }

    fn one_sided(&self, mark: char, style: TextStyle, value: &Value) -> Vec<String> {
        if let Some(text) = value::inline(value) {
            return vec![self.head(mark, style, &text)];
        }
        let block = value::block(value);
        match value {
            // The dash of a list in YAML would be read as the mark of something removed.
            Value::Array(values) => {
                let plain: Option<Vec<String>> = values.iter().map(value::inline).collect();
                let below =
                    plain.unwrap_or(block).into_iter().map(|line| self.paint.styled(style, &format!("{mark} {line}")));
                self.under(self.head(mark, style, ""), below)
            }
            // YAML's block indicator (`|`) comes after the key.
            Value::String(_) => {
                let (sign, rest) = block.split_first().expect("every text has a line");
                let below = rest.iter().map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned());
                self.under(self.head(mark, style, sign), below)
            }
            _ => self.under(self.head(mark, style, ""), block),
        }
    }

    fn changed(&self, old: &Value, new: &Value) -> Vec<String> {
        if self.change.sensitive && old == new {
            return vec![self.head('~', TextStyle::Yellow, REDACTED)];
        }
        let head = |rest: &str| self.head('~', TextStyle::Yellow, rest);
        if let (Value::Array(before), Value::Array(after)) = (old, new)
            && let Some(below) = self.plain_list(before, after)
        {
            return self.under(head(""), below);
        }
        match (value::inline(old), value::inline(new)) {
            (Some(before), Some(after)) => {
                let taken = self.change.path.to_string().chars().count() + "~ :  -> ".len();
                if taken + before.chars().count() + after.chars().count() <= self.width {
                    return vec![head(&format!("{before} -> {after}"))];
                }
                let below = match (old, new) {
                    (Value::String(before), Value::String(after)) => {
                        text::words(before, after, self.width.saturating_sub(INDENT.len()), self.paint)
                    }
                    _ => vec![
                        self.paint.styled(TextStyle::Red, &format!("- {before}")),
                        self.paint.styled(TextStyle::Green, &format!("+ {after}")),
                    ],
                };
                self.under(head(""), below)
            }
            _ => match (old, new) {
                (Value::String(before), Value::String(after)) => {
                    self.under(head("|"), text::lines(before, after, self.paint))
                }
                _ => {
                    let (before, after) = value::arranged(old, new);
                    self.under(head(""), text::lines(&value::yaml(&before), &value::yaml(&after), self.paint))
                }
            },
        }
    }

    /// The differences of two lists, if each of their values takes one line.
    fn plain_list(&self, old: &[Value], new: &[Value]) -> Option<Vec<String>> {
        let plain = |values: &[Value]| values.iter().map(value::inline).collect::<Option<Vec<String>>>();
        let is_set = self.kind.treats(&self.change.path, Treatment::Set);
        Some(list::lines(&plain(old)?, &plain(new)?, !is_set, self.paint))
    }
}
