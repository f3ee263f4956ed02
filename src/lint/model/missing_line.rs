//! The key of a section whose line is missing, so that what was below it cannot be read or belongs to nothing.

use std::collections::BTreeSet;
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

/// How many mistakes in a file are looked at.
const MAX_PLACES: usize = 3;

/// A name that no schema has, to try whether the user chooses the name.
const CHOSEN: &str = "a_name_of_ones_own";

/// A line that is missing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MissingLine {
    /// The sections whose key it may have. Empty if the user chooses the name.
    pub names: Vec<String>,
    /// How many spaces it is indented by.
    pub indentation: usize,
    /// The content of the line below it.
    pub below: Span,
}

impl MissingLine {
    /// Returns the file with this line.
    pub(crate) fn written(&self, name: &str, file: &SourceFile) -> Arc<SourceFile> {
        let line = file.text[..self.below.start as usize].rfind('\n').map_or(0, |end| end + 1);
        with_line(file, line, self.indentation, name)
    }
}

/// Returns the missing line that causes this fault, if adding it makes the file correct. Its name is among `names`, or
/// the user chooses it.
pub(crate) fn missing_line(
    fault: &Fault,
    file: &Arc<SourceFile>,
    kind: &'static Kind,
    names: &BTreeSet<&str>,
) -> Option<MissingLine> {
    if file.text.len() > MAX_BYTES || !matches!(fault.kind, FaultKind::Syntax | FaultKind::DuplicateKey) {
        return None;
    }
    let lines = Line::all(&file.text);
    let at = line_of(&lines, fault.span)?;
    let (below, indentation) = gap(&lines, at)?;
    fitting(file, kind, &lines, names, (below, indentation))
}

/// Returns the missing line that causes the mistakes at these places in a file that can be read.
pub(crate) fn missing_line_at(places: &[Span], file: &Arc<SourceFile>, kind: &'static Kind) -> Option<MissingLine> {
    // If the schema finds nothing, the mistakes are of another sort.
    if file.text.len() > MAX_BYTES || readable(file).is_some_and(|tree| is_described(&tree, kind)) {
        return None;
    }
    let (lines, names) = (Line::all(&file.text), kind.shape().names());
    places.iter().take(MAX_PLACES).filter_map(|place| line_of(&lines, *place)).find_map(|at| {
        let before = lines[at].indentation.checked_sub(2).map(|indentation| (at, indentation));
        // A text of several lines may have swallowed what was below the missing line.
        let after = (at + 1 < lines.len()).then(|| (at + 1, lines[at].inner));
        before.into_iter().chain(after).find_map(|place| fitting(file, kind, &lines, &names, place))
    })
}

fn line_of(lines: &[Line<'_>], place: Span) -> Option<usize> {
    lines.iter().rposition(|line| line.start <= place.start as usize)
}

/// Returns the line to add above another line, with this indentation, if it makes the file correct.
fn fitting(
    file: &Arc<SourceFile>,
    kind: &'static Kind,
    lines: &[Line<'_>],
    names: &BTreeSet<&str>,
    (below, indentation): (usize, usize),
) -> Option<MissingLine> {
    let line = &lines[below];
    let with = |name: &str| readable(&with_line(file, line.start, indentation, name));
    // What cannot be read with this name cannot be read with another one.
    let tree = with(CHOSEN)?;
    let names: Vec<String> = match is_described(&tree, kind) {
        true => Vec::new(),
        false => {
            let is_right = |name: &&str| {
                may_be_named(&tree, kind, name) && with(name).is_some_and(|tree| is_described(&tree, kind))
            };
            let names: Vec<String> = names.iter().copied().filter(is_right).map(str::to_owned).collect();
            if !(1..=MAX_NAMES).contains(&names.len()) {
                return None;
            }
            names
        }
    };
    let below = Span::new(line.start + line.indentation, line.start + line.text.trim_end().len());
    Some(MissingLine { names, indentation, below })
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

/// Returns a file with the line `name:` at this byte.
fn with_line(file: &SourceFile, at: usize, indentation: usize, name: &str) -> Arc<SourceFile> {
    let text = format!("{}{}{name}:\n{}", &file.text[..at], " ".repeat(indentation), &file.text[at..]);
    SourceFile::new(file.name.as_str(), text)
}

/// Returns the content of a file without faults.
fn readable(file: &Arc<SourceFile>) -> Option<Tree> {
    let parsed = parse(file, &Limits::default());
    parsed.tree.filter(|_| parsed.faults.is_empty())
}

/// Returns whether the schema describes all of a file.
fn is_described(tree: &Tree, kind: &'static Kind) -> bool {
    resources(tree).into_iter().all(|resource| {
        let kind = kind.of_body(|field| resource.get(field).is_some());
        resource.is_map() && knows_all(resource, kind.shape().root()) && schema::of(kind).check(resource).is_empty()
    })
}

/// Returns whether the schema describes a field of another name where a file has `CHOSEN`.
fn may_be_named(tree: &Tree, kind: &'static Kind, name: &str) -> bool {
    resources(tree).into_iter().any(|resource| {
        let kind = kind.of_body(|field| field == name || resource.get(field).is_some());
        place_of_chosen(resource, kind.shape().root()).is_some_and(|map| map.fields().is_none() || map.knows(name))
    })
}

/// Returns the position of the map that has the field `CHOSEN`.
fn place_of_chosen<'s>(value: Node<'_>, here: Position<'s>) -> Option<Position<'s>> {
    match value.kind() {
        Content::Mapping(mut entries) => entries.find_map(|(key, value)| match key.key_text() {
            CHOSEN => Some(here),
            name => place_of_chosen(value, here.step(&Segment::from(name))),
        }),
        Content::Sequence(mut items) => items.find_map(|item| place_of_chosen(item, here.step(&Segment::Index(0)))),
        _ => None,
    }
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
