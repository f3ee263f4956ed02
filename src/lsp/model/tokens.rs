//! Semantic tokens: the names in templates and the variables inside strings.

use serde_json::{Value, json};

use crate::ground::source::Span;
use crate::kind::template::chains;
use crate::lsp::document::Document;
use crate::lsp::model::variable::strings;
use crate::lsp::text::Position;
use crate::model::variables::used_names;
use crate::ops::editor::EditorProject;

/// The types of tokens, in the order of their numbers.
pub(crate) const TYPES: [&str; 2] = ["variable", "property"];

const VARIABLE: u32 = 0;
const PROPERTY: u32 = 1;

/// The tokens of a document, encoded as the protocol requires: five numbers each, relative to the one before.
pub(crate) fn tokens(document: &Document, project: &EditorProject<'_>) -> Value {
    let mut found: Vec<(Span, u32)> = Vec::new();
    let file = project.model_file(&document.path, document.text.as_str());
    for node in file.iter().flat_map(strings) {
        let start = node.span().start as usize;
        let mut add = |part: std::ops::Range<usize>, kind| {
            found.push((Span::new(start + part.start, start + part.end), kind));
        };
        used_names(node.raw()).for_each(|part| add(part, VARIABLE));
        chains(node.raw()).into_iter().flat_map(|chain| chain.spans).for_each(|part| add(part, PROPERTY));
    }
    found.sort_by_key(|(span, _)| span.start);
    let mut numbers = Vec::new();
    let (mut before, mut end) = (Position { line: 0, character: 0 }, 0);
    for (span, kind) in found {
        let range = document.text.range(span);
        // A name is on one line, and a variable in a name of a template is already shown.
        if range.start.line != range.end.line || span.start < end {
            continue;
        }
        let line = range.start.line - before.line;
        let character = if line == 0 { range.start.character - before.character } else { range.start.character };
        numbers.extend([line, character, range.end.character - range.start.character, kind, 0]);
        (before, end) = (range.start, span.end);
    }
    json!({ "data": numbers })
}
