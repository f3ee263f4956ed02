//! The key of a section whose line is missing, so that what was below it cannot be read or belongs to nothing.

use std::sync::Arc;

use crate::ground::path::Segment;
use crate::ground::source::{SourceFile, Span};
use crate::kind::Kind;
use crate::kind::shape::Position;
use crate::lint::model::schema;
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Content, Node, Tree};

/// Each name of a section is tried, so a large file would take long.
const MAX_BYTES: usize = 64 << 10;

/// With more names that fit, none of them is probably meant.
const MAX_NAMES: usize = 3;

/// A line that is missing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MissingLine {
    /// The sections whose key it may have.
    pub names: Vec<String>,
    /// How many spaces it is indented by.
    pub indentation: usize,
    /// The content of the line below it.
    pub below: Span,
}

/// Returns the line without which a model file of this kind has this fault. With the line, nothing is wrong in the file.
pub(crate) fn missing_line(fault: &Fault, file: &Arc<SourceFile>, kind: &'static Kind) -> Option<MissingLine> {
    if file.text.len() > MAX_BYTES || !matches!(fault.kind, FaultKind::Syntax | FaultKind::DuplicateKey) {
        return None;
    }
    let lines = Line::all(&file.text);
    let at = lines.iter().rposition(|line| line.start <= fault.span.start as usize)?;
    let (below, indentation) = gap(&lines, at)?;
    let names: Vec<String> = kind
        .shape()
        .names()
        .into_iter()
        .filter(|name| is_right(file, kind, lines[below].start, indentation, name))
        .map(str::to_owned)
        .collect();
    let line = &lines[below];
    let below = Span::new(line.start + line.indentation, line.start + line.text.trim_end().len());
    (!names.is_empty() && names.len() <= MAX_NAMES).then_some(MissingLine { names, indentation, below })
}

/// A line that is neither blank nor a comment.
struct Line<'t> {
    start: usize,
    text: &'t str,
    indentation: usize,
    /// Where its first key starts, after any `- `.
    inner: usize,
}

impl<'t> Line<'t> {
    fn all(text: &'t str) -> Vec<Self> {
        let mut start = 0;
        let mut lines = Vec::new();
        for line in text.split_inclusive('\n') {
            let content = line.trim_start_matches(' ');
            let indentation = line.len() - content.len();
            let inner = line.len() - content.trim_start_matches(['-', ' ']).len();
            if !content.trim().is_empty() && !content.starts_with('#') {
                lines.push(Self { start, text: line, indentation, inner });
            }
            start += line.len();
        }
        lines
    }
}

/// Returns the line that the missing one is before, and the indentation of the missing one, if the fault is on line `at`.
fn gap(lines: &[Line<'_>], at: usize) -> Option<(usize, usize)> {
    let (here, above) = (&lines[at], &lines[at.checked_sub(1)?]);
    // It is indented deeper than a line that has a value.
    if here.indentation > above.indentation {
        return Some((at, above.inner));
    }
    // The lines above are indented deeper, and what they were below is missing.
    if here.indentation < above.indentation {
        let first = lines[..at].iter().rposition(|line| line.indentation <= here.indentation)? + 1;
        let is_known =
            lines[..first].iter().any(|line| line.indentation == here.indentation || line.inner == here.indentation);
        let first_indentation = lines[first].indentation;
        if !is_known || first_indentation > lines[first - 1].inner + 2 {
            return Some((first, here.indentation));
        }
    }
    // The key occurs twice, because a section between the two is missing.
    here.indentation.checked_sub(2).map(|indentation| (at, indentation))
}

/// Returns whether nothing is wrong in the file with the line `name:` at this byte.
fn is_right(file: &SourceFile, kind: &'static Kind, at: usize, indentation: usize, name: &str) -> bool {
    let text = format!("{}{}{name}:\n{}", &file.text[..at], " ".repeat(indentation), &file.text[at..]);
    let parsed = parse(&SourceFile::new(file.name.as_str(), text), &Limits::default());
    let Some(tree) = parsed.tree.filter(|_| parsed.faults.is_empty()) else { return false };
    resources(&tree).into_iter().all(|resource| {
        let kind = kind.of_body(|field| resource.get(field).is_some());
        resource.is_map() && knows_all(resource, kind.shape().root()) && schema::of(kind).check(resource).is_empty()
    })
}

fn resources(tree: &Tree) -> Vec<Node<'_>> {
    tree.roots().flat_map(|root| if root.is_list() { root.items().collect() } else { vec![root] }).collect()
}

/// Returns whether a schema describes every field in a value, where it describes any.
fn knows_all(value: Node<'_>, here: Position<'_>) -> bool {
    match value.kind() {
        Content::Mapping(entries) => {
            let mut entries = entries.map(|(key, value)| (key.key_text(), value));
            here.fields().is_none()
                || entries.all(|(name, value)| here.knows(name) && knows_all(value, here.step(&Segment::from(name))))
        }
        Content::Sequence(mut items) => items.all(|item| knows_all(item, here.step(&Segment::Index(0)))),
        _ => true,
    }
}
