//! Code actions: the fixes of findings, comments that allow them, and all safe fixes of a file.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::ground::finding::{Finding, Fix};
use crate::ground::source::{SourceFile, Span};
use crate::lsp::client::Capabilities;
use crate::lsp::diagnostic::{diagnostic, range_of};
use crate::lsp::document::{Document, DocumentId, Documents};
use crate::lsp::edit::workspace_edit;
use crate::lsp::text::Range;
use crate::ops::editor::{EditorProject, FileRole};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Tree, to_value};

/// The kind of the action that applies all safe fixes of a file.
pub(crate) const FIX_ALL: &str = "source.fixAll.portwright";

const QUICK_FIX: &str = "quickfix";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActionParams {
    pub text_document: DocumentId,
    range: Range,
    context: ActionContext,
}

#[derive(Deserialize)]
struct ActionContext {
    only: Option<Vec<String>>,
}

impl ActionParams {
    /// Whether the client wants actions of a kind: it may name any of the kinds that contain it.
    fn wants(&self, kind: &str) -> bool {
        let contains = |wanted: &String| {
            kind.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.context.only.as_ref().is_none_or(|only| only.iter().any(contains))
    }
}

/// The actions for a range of a document.
pub(crate) fn actions(
    given: &ActionParams,
    document: &Document,
    findings: &[Finding],
    project: &EditorProject<'_>,
    documents: &Documents,
    client: &Capabilities,
) -> Value {
    let mut actions = Vec::new();
    let is_port_file = project.role(&document.path) == FileRole::Entities;
    if given.wants(QUICK_FIX) {
        let overlaps = |range: &Range| range.start <= given.range.end && given.range.start <= range.end;
        let touched: Vec<&Finding> = findings.iter().filter(|finding| overlaps(&range_of(finding, document))).collect();
        let shown = |finding: &Finding| diagnostic(finding, document, project.here(), documents, client);
        for finding in touched.iter().filter(|finding| finding.fix.is_some()) {
            let Some(fix) = &finding.fix else { continue };
            let title = if fix.safe { capitalized(&fix.does) } else { capitalized(&fix.does) + " (unsafe)" };
            actions.push(json!({
                "title": title,
                "kind": QUICK_FIX,
                "diagnostics": [shown(finding)],
                "isPreferred": fix.safe,
                "edit": workspace_edit(document, &edits(finding, fix, document), client),
            }));
        }
        for finding in touched.iter().filter(|_| is_port_file) {
            let Some(edit) = allowance(finding, document) else { continue };
            actions.push(json!({
                "title": format!("Allow `{}` here", finding.rule),
                "kind": QUICK_FIX,
                "diagnostics": [shown(finding)],
                "edit": workspace_edit(document, &[edit], client),
            }));
        }
    }
    if given.wants(FIX_ALL)
        && is_port_file
        && let Some(fixed) = project.fixed(&document.path)
    {
        let edit = difference(document.text.as_str(), &fixed.after.text);
        actions.push(json!({
            "title": "Apply all safe fixes",
            "kind": FIX_ALL,
            "edit": workspace_edit(document, &[edit], client),
        }));
    }
    Value::Array(actions)
}

/// The edits of a fix, in the document.
fn edits(finding: &Finding, fix: &Fix, document: &Document) -> Vec<(Span, String)> {
    let moved = |(span, text): &(Span, String)| (document.text.span_of(&finding.place.file, *span), text.clone());
    fix.edits.iter().map(moved).collect()
}

/// The edit that allows a finding by a comment on its line; `None` if there can be no comment.
fn allowance(finding: &Finding, document: &Document) -> Option<(Span, String)> {
    let start = document.text.span_of(&finding.place.file, finding.place.span).start as usize;
    let line = document.text.line(start);
    let written = document.text.file.slice(line);
    let edit = match written.split_once("# portwright: allow(") {
        Some((before, list)) => {
            let end = line.start as usize + before.len() + "# portwright: allow(".len() + list.find(')')?;
            (Span::new(end, end), format!(", {}", finding.rule))
        }
        None => {
            let end = line.start as usize + written.trim_end().len();
            let comment = if written.contains(" #") { " " } else { "  " };
            (Span::new(end, end), format!("{comment}# portwright: allow({})", finding.rule))
        }
    };
    // In a text of several lines, it would be a part of the text.
    let text = document.text.as_str();
    let after = [&text[..edit.0.start as usize], &edit.1, &text[edit.0.end as usize..]].concat();
    let values = |tree: Tree| tree.roots().map(to_value).collect::<Vec<_>>();
    let parsed = |text: &str| parse(&SourceFile::new("", text), &Limits::default()).tree.map(values);
    (parsed(text)? == parsed(&after)?).then_some(edit)
}

/// The shortest edit of one place that makes one text the other.
fn difference(before: &str, after: &str) -> (Span, String) {
    let same = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
    let start = before.floor_char_boundary(same).min(after.floor_char_boundary(same));
    let (rest, new) = (&before[start..], &after[start..]);
    let same = rest.bytes().rev().zip(new.bytes().rev()).take_while(|(one, other)| one == other).count();
    let end = rest.ceil_char_boundary(rest.len() - same);
    let kept = rest.len() - end;
    (Span::new(start, start + end), new[..new.len() - kept].to_owned())
}

fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_one_edit_that_cuts_no_character() {
        for (before, after) in
            [("a: é", "a: è"), ("", "x"), ("abc", "abc"), ("aXbYc", "ab日Yc"), ("aa", "aaa"), ("日", "")]
        {
            let (span, text) = difference(before, after);
            let edited = [&before[..span.start as usize], &text, &before[span.end as usize..]].concat();
            assert_eq!(edited, after, "{before}");
        }
    }
}
