//! A byte order mark, or lines that end in CRLF.

use crate::ground::source::{Location, Span};
use crate::lint::port::Document;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::info("windows-text", include_str!("windows_text.md"), Check::Document(check));

const BOM_HELP: &str = "save it as UTF-8 without a byte order mark";
const CRLF_HELP: &str = "save it with LF line endings; one provider splits documents only at `\\n---\\n`";

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    let text = &document.file().text;
    let (at, (message, label, help)) = if text.starts_with('\u{feff}') {
        (Span::new(0, '\u{feff}'.len_utf8()), ("the file starts with a byte order mark", "byte order mark", BOM_HELP))
    } else if let Some(at) = text.find("\r\n") {
        (Span::new(at, at + 2), ("the file has CRLF line endings", "CRLF line ending", CRLF_HELP))
    } else {
        return;
    };
    let finding = RULE.at(Location::new(document.file(), at), message).label(label);
    found.push(finding.help(help));
}
