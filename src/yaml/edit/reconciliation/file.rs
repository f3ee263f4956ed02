//! The style of the file that is edited, and values written in it.

use crate::yaml::emit::{self, Indentation};
use crate::yaml::quoting::{self, Place};
use crate::yaml::tree::{Node, Style, Tree};
use crate::yaml::write::Layout;
use serde_json::Value;

pub(super) struct FileStyle<'t> {
    pub(super) layout: Layout<'t>,
    pub(super) indentation: Indentation,
}

impl<'t> FileStyle<'t> {
    pub(super) fn new(tree: &'t Tree, root: Node<'t>) -> Self {
        let layout = Layout::from_file(tree.file());
        let mut found = (None, None);
        find_indentation(&layout, root, &mut found);
        let step = found.0.unwrap_or(Indentation::DEFAULT.step);
        let indentation = Indentation { step, dash: found.1.unwrap_or(step) };
        Self { layout, indentation }
    }

    /// Returns a document without the line break at its end.
    pub(super) fn document(&self, value: &Value) -> String {
        let text = emit::document(value);
        self.with_line_ends(text.strip_suffix('\n').unwrap_or(&text).to_owned())
    }

    /// Returns `- value` for a block list whose dashes are at that column.
    pub(super) fn member(&self, value: &Value, column: usize) -> String {
        self.with_line_ends(emit::member(value, column, self.indentation))
    }

    /// Returns `key: value` for a block map whose keys are at that column.
    pub(super) fn entry(&self, key: &str, value: &Value, column: usize) -> String {
        self.with_line_ends(emit::entry(key, value, column, self.indentation))
    }

    /// Returns what follows a colon on its line, and the lines below it.
    pub(super) fn after_colon(&self, value: &Value, column: usize, step: usize) -> (String, String) {
        let indentation = Indentation { step, ..self.indentation };
        self.halves(&emit::entry("k", value, column, indentation)["k:".len()..])
    }

    /// Returns what follows a dash on its line, and the lines below it.
    pub(super) fn after_dash(&self, value: &Value, column: usize) -> (String, String) {
        self.halves(&emit::member(value, column, self.indentation)["-".len()..])
    }

    fn halves(&self, text: &str) -> (String, String) {
        let (head, body) = text.split_at(text.find('\n').unwrap_or(text.len()));
        (head.to_owned(), self.with_line_ends(body.to_owned()))
    }

    fn with_line_ends(&self, text: String) -> String {
        if self.layout.line_end == "\n" { text } else { text.replace('\n', self.layout.line_end) }
    }

    /// Returns a value as it is written between brackets. In JSON with one member a line, a list or a map is written in
    /// the same way, below `lead`, the blanks at the start of the line.
    pub(super) fn between_brackets(&self, value: &Value, style: Style, lead: Option<&str>) -> String {
        match lead {
            Some(lead) if self.layout.flow == Place::Json => {
                let has_tabs = self.layout.text.contains("\n\t");
                let step = if has_tabs { "\t".to_owned() } else { " ".repeat(self.indentation.step) };
                let mut text = String::new();
                self.pretty(value, style, lead, &step, &mut text);
                text
            }
            _ => self.layout.inline(value, style),
        }
    }

    pub(super) fn entry_between_brackets(&self, key: &str, value: &Value, lead: Option<&str>) -> String {
        let key = quoting::string(key, Style::Plain, self.layout.flow);
        format!("{key}: {}", self.between_brackets(value, Style::Plain, lead))
    }

    fn pretty(&self, value: &Value, style: Style, lead: &str, step: &str, out: &mut String) {
        let inner = format!("{lead}{step}");
        let mut lines = |brackets: [char; 2], members: Vec<(Option<&String>, &Value)>| {
            out.push(brackets[0]);
            for (nth, (key, member)) in members.into_iter().enumerate() {
                out.push_str(if nth > 0 { "," } else { "" });
                out.push_str(self.layout.line_end);
                out.push_str(&inner);
                if let Some(key) = key {
                    out.push_str(&quoting::string(key, Style::Plain, Place::Json));
                    out.push_str(": ");
                }
                self.pretty(member, Style::Plain, &inner, step, out);
            }
            out.push_str(self.layout.line_end);
            out.push_str(lead);
            out.push(brackets[1]);
        };
        match value {
            Value::Array(members) if !members.is_empty() => {
                lines(['[', ']'], members.iter().map(|member| (None, member)).collect());
            }
            Value::Object(members) if !members.is_empty() => {
                lines(['{', '}'], members.iter().map(|(key, member)| (Some(key), member)).collect());
            }
            _ => out.push_str(&self.layout.inline(value, style)),
        }
    }
}

/// Finds how far the first map in a map is indented, and the first list in a map.
fn find_indentation(layout: &Layout<'_>, node: Node<'_>, found: &mut (Option<usize>, Option<usize>)) {
    if found.0.is_some() && found.1.is_some() || node.is_alias() {
        return;
    }
    let column = |node: Node<'_>| layout.column(node.span().start);
    if node.style() == Style::Flow && node.raw().contains('\n') {
        let inner = node.entries().map(|(key, _)| key).chain(node.items()).next();
        let line = &layout.text[layout.line_start(node.span().start as usize)..];
        let indent = line.trim_start_matches('\u{feff}').chars().take_while(|c| matches!(c, ' ' | '\t')).count();
        found.0 = found.0.or(inner.and_then(|inner| column(inner).checked_sub(indent)).filter(|step| *step > 0));
    }
    for (key, value) in node.entries() {
        let start = value.span().start as usize;
        if value.style() == Style::Block && layout.text[layout.line_start(start)..start].trim().is_empty() {
            let step = column(value).checked_sub(column(key));
            let step = step.filter(|step| *step < 9 && (*step > 0 || value.is_list()));
            let place = if value.is_map() { &mut found.0 } else { &mut found.1 };
            *place = place.or(step);
        }
        find_indentation(layout, value, found);
    }
    for member in node.items() {
        find_indentation(layout, member, found);
    }
}
