//! Comments that allow a fault: `# portwright: allow(rule, rule) reason`.

use crate::ground::finding::Finding;
use crate::ground::source::{SourceFile, Span};
use crate::yaml::tree::{Node, Tree};

/// One rule that a comment allows.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// The rule's name, as written.
    pub rule: String,
    /// Where the name is written.
    pub at: Span,
    /// The line, from 0, whose findings it allows.
    pub line: u32,
    /// Whether it has allowed anything.
    pub used: bool,
}

const MARK: &str = "portwright:";

/// The comments of a file.
pub(super) fn allowances(tree: &Tree) -> Vec<Allowance> {
    let file = tree.file();
    let mut found = Vec::new();
    // One search tells that most files have none.
    for (at, _) in file.text.match_indices(MARK) {
        let line = file.line_of(at);
        let start = file.line_starts()[line] as usize;
        let Some(hash) = file.text[start..at].rfind('#').map(|hash| start + hash) else { continue };
        let before = &file.text[start..hash];
        let is_comment =
            file.text[hash + 1..at].trim().is_empty() && (before.is_empty() || before.ends_with([' ', '\t']));
        if !is_comment || tree.roots().any(|root| is_inside_text(root, hash as u32)) {
            continue;
        }
        let rest = file.text[at + MARK.len()..].split('\n').next().unwrap_or_default();
        let Some(list) = rest.trim_start().strip_prefix("allow(").and_then(|list| list.split_once(')')) else {
            continue;
        };
        let line = if before.trim().is_empty() { next_line(file, line) } else { line };
        let mut offset = list.0.as_ptr() as usize - file.text.as_ptr() as usize;
        for name in list.0.split(',') {
            let start = offset + name.len() - name.trim_start().len();
            offset += name.len() + 1;
            let rule = name.trim().to_owned();
            let at = Span::new(start, start + rule.len());
            found.push(Allowance { rule, at, line: line as u32, used: false });
        }
    }
    found
}

/// The next line that is neither blank nor a comment.
fn next_line(file: &SourceFile, line: usize) -> usize {
    let starts = file.line_starts();
    let holds = |line: &usize| {
        let text = file.text[starts[*line] as usize..].split('\n').next().unwrap_or_default().trim();
        !text.is_empty() && !text.starts_with('#')
    };
    (line + 1..starts.len()).find(holds).unwrap_or(line)
}

fn is_inside_text(node: Node<'_>, at: u32) -> bool {
    let span = node.span();
    if node.is_alias() {
        return false;
    }
    if node.is_map() {
        return node.entries().any(|(key, value)| is_inside_text(key, at) || is_inside_text(value, at));
    }
    if node.is_list() {
        return node.items().any(|item| is_inside_text(item, at));
    }
    span.start <= at && at < span.end
}

/// Takes out the findings that a comment of their file allows, and remembers which comments were of use.
pub(super) fn apply(found: &mut Vec<Finding>, allowances: &mut [Allowance]) {
    if allowances.is_empty() {
        return;
    }
    found.retain(|finding| {
        let line = finding.place.file.line_of(finding.place.span.start as usize) as u32;
        let mut is_allowed = false;
        for one in allowances.iter_mut().filter(|one| one.line == line && one.rule == finding.rule) {
            one.used = true;
            is_allowed = true;
        }
        !is_allowed
    });
}
