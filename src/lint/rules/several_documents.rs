//! Several YAML documents in one `port.yml`.

use crate::ground::source::{Location, Span};
use crate::lint::port::Document;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::warning("several-documents", include_str!("several_documents.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    // For readers that count documents, a final `---` with nothing below it starts one too.
    let Some(second) = document.tree.roots().nth(1).filter(|_| document.has_entities()) else { return };
    let place = Location::new(document.file(), separator(document, second.span()));
    let finding = RULE.at(place, "some providers do not read this second YAML document").label("second document");
    found.push(finding.help("use one list: start each entity with `- ` and remove the `---`"));
}

fn separator(document: &Document<'_>, second: Span) -> Span {
    let before = &document.file().text[..second.start as usize];
    before.rfind("---").map_or(second, |at| Span::new(at, at + 3))
}
