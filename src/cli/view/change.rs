//! The lines that show one change of a field.

use serde_json::Value;

use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::cli::view::{list, text, value};
use crate::ground::path::Segment;
use crate::kind::Kind;
use crate::kind::treatment::Treatment;
use crate::plan::mask::REDACTED;
use crate::plan::{Change, Reason, Step};

/// The indentation of lines below the name of a field.
pub(crate) const INDENT: &str = "    ";

/// A longer gap between a field and its value is harder to follow than values in two columns.
const MAX_GAP: usize = 24;

/// The lines of changes of one step: of each its danger, then the field with its old and new value. The values of sibling
/// fields begin in one column. Long values may exceed `width` columns.
pub(crate) fn lines<'c>(
    step: &Step,
    changes: impl IntoIterator<Item = &'c Change>,
    width: usize,
    paint: Paint,
) -> Vec<String> {
    let mut views: Vec<View<'_>> = changes.into_iter().map(|change| View::new(step, change, width, paint)).collect();
    align(&mut views);
    views.iter().flat_map(View::lines).collect()
}

/// Widens the fields whose values stand beside them to the longest of their siblings.
fn align(views: &mut [View<'_>]) {
    for siblings in views.chunk_by_mut(|one, next| one.parent() == next.parent()) {
        let widths: Vec<usize> =
            siblings.iter().filter(|view| view.is_beside()).map(|view| view.field.chars().count()).collect();
        let least = widths.iter().min().copied().unwrap_or_default();
        let column = widths.into_iter().filter(|width| *width <= least + MAX_GAP).max().unwrap_or_default();
        siblings.iter_mut().for_each(|view| view.column = column);
    }
}

pub(crate) fn danger(message: &str, paint: Paint) -> String {
    paint.strong(TextStyle::Red, &format!("! {}", escaped(message)))
}

struct View<'c> {
    kind: &'static Kind,
    change: &'c Change,
    /// The path of the field, escaped.
    field: String,
    /// None for a new resource, which has no old values, only defaults.
    old: Option<&'c Value>,
    /// The columns up to the colon of the field if its value stands beside it.
    column: usize,
    width: usize,
    paint: Paint,
}

impl<'c> View<'c> {
    fn new(step: &Step, change: &'c Change, width: usize, paint: Paint) -> Self {
        let field = escaped(&change.path.to_string()).into_owned();
        let old = change.old.as_ref().filter(|_| step.reason != Reason::Missing);
        Self { kind: step.key.kind, change, field, old, column: 0, width, paint }
    }

    fn parent(&self) -> &'c [Segment] {
        let segments = &self.change.path.0;
        &segments[..segments.len().saturating_sub(1)]
    }

    /// Whether its value stands beside the field, not below it.
    fn is_beside(&self) -> bool {
        match (self.old, &self.change.new) {
            (Some(old), Some(new)) if self.is_only_sensitive(old, new) => true,
            (Some(Value::Array(_)), Some(Value::Array(_))) | (None, None) => false,
            (Some(old), Some(new)) => self.inline(old, new).is_some(),
            (None, Some(value)) | (Some(value), None) => value::inline(value).is_some(),
        }
    }

    /// Both values on one line, if they fit on it.
    fn inline(&self, old: &Value, new: &Value) -> Option<String> {
        let values = format!("{} -> {}", value::inline(old)?, value::inline(new)?);
        let taken = self.field.chars().count() + self.gap() + "~ : ".len();
        (taken + values.chars().count() <= self.width).then_some(values)
    }

    /// Whether its values differ, but look alike because they are hidden.
    fn is_only_sensitive(&self, old: &Value, new: &Value) -> bool {
        self.change.sensitive && old == new
    }

    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.change.danger.iter().map(|message| danger(message, self.paint)).collect();
        lines.extend(match (self.old, &self.change.new) {
            (Some(old), Some(new)) => self.changed(old, new),
            (None, Some(new)) => self.one_sided('+', TextStyle::Green, new),
            (Some(old), None) => self.one_sided('-', TextStyle::Red, old),
            (None, None) => Vec::new(),
        });
        lines
    }

    /// The field with what stands beside it.
    fn head(&self, mark: char, style: TextStyle, rest: &str) -> String {
        let space = if rest.is_empty() { "" } else { " " };
        format!("{} {}:{space}{rest}", self.paint.styled(style, &mark.to_string()), self.field)
    }

    /// The field with its value, which begins in the column of its siblings.
    fn beside(&self, mark: char, style: TextStyle, value: &str) -> String {
        self.head(mark, style, &format!("{:gap$}{value}", "", gap = self.gap()))
    }

    fn gap(&self) -> usize {
        self.column.saturating_sub(self.field.chars().count())
    }

    fn under(&self, head: String, below: impl IntoIterator<Item = String>) -> Vec<String> {
        let below = below.into_iter().map(|line| if line.is_empty() { line } else { format!("{INDENT}{line}") });
        std::iter::once(head).chain(below).collect()
    }

    fn one_sided(&self, mark: char, style: TextStyle, value: &Value) -> Vec<String> {
        if let Some(text) = value::inline(value) {
            return vec![self.beside(mark, style, &text)];
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
        if self.is_only_sensitive(old, new) {
            return vec![self.beside('~', TextStyle::Yellow, REDACTED)];
        }
        let head = |rest: &str| self.head('~', TextStyle::Yellow, rest);
        if let (Value::Array(before), Value::Array(after)) = (old, new)
            && let Some(below) = self.plain_list(before, after)
        {
            return self.under(head(""), below);
        }
        if let Some(values) = self.inline(old, new) {
            return vec![self.beside('~', TextStyle::Yellow, &values)];
        }
        match (value::inline(old), value::inline(new)) {
            (Some(before), Some(after)) => {
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
