//! The parser's errors as faults, with the text to write instead.

use crate::ground::source::Span;
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::indentation;
use crate::yaml::line::{self, Line};
use granit_parser::{ErrorKind as Kind, ScanError};

/// An error of the parser, with the state of the tree builder.
pub(super) struct ParserError<'s> {
    pub(super) text: &'s str,
    pub(super) error: &'s ScanError,
    /// Where the last event ended. The cause of the error comes after it.
    pub(super) read_to: usize,
    /// The innermost open `[` or `{`.
    pub(super) open: Option<usize>,
    pub(super) depth: usize,
}

pub(super) fn too_deep(at: Span, depth: usize) -> Fault {
    let message = format!("lists and maps are nested more than {depth} levels deep");
    Fault::new(FaultKind::TooDeep, at, message, "one level too many", "reduce the nesting")
}

fn syntax(span: Span, message: impl Into<String>, label: &str, help: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Syntax, span, message, label, help)
}

/// Returns the fault behind a parser error. The most common causes are recognised from the surrounding lines.
pub(super) fn fault(failure: &ParserError<'_>) -> Fault {
    let ParserError { text, error, read_to, open, depth } = *failure;
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let here = Line::at(text, at);
    if matches!(error.kind(), Kind::RecursionLimitExceeded) {
        return too_deep(Span::new(at, at + 1), depth);
    }
    if let Kind::UnexpectedCharacter { character } = error.kind()
        && character.is_control()
    {
        return control_character(text, at, *character);
    }
    if matches!(error.kind(), Kind::BomInsideDocument) {
        return byte_order_mark(
            text[at..].find(BOM).map_or(at, |more| at + more),
            "a byte order mark is inside the file",
        );
    }
    if let Some(fault) = line::conflict(text) {
        return fault;
    }
    if let Some(fault) = template(text, open.unwrap_or(at)).or_else(|| template(text, at)) {
        return fault;
    }
    match error.kind() {
        Kind::TabInPlainScalar
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabNotAllowed
        | Kind::TabAtBlockScalarStart => tab(text, at),
        _ if open.is_none() && here.indentation().contains('\t') => tab(text, here.start),
        Kind::InvalidQuotedScalarIndent | Kind::UnclosedQuotedScalar | Kind::DocumentIndicatorInQuotedScalar => {
            unclosed_quote(text, read_to, at)
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            after_quote(text, read_to, at)
        }
        Kind::UnknownQuotedScalarEscape | Kind::InvalidQuotedScalarHexEscape => escape(text, read_to.max(at), at),
        Kind::UnclosedFlowCollection { .. } => bracket(text, open.unwrap_or(at), at),
        Kind::MismatchedFlowCollectionEnd { .. } => by_kind(error, &here, at),
        Kind::MisplacedFlowCollectionEnd if here.value().start as usize != at => {
            let message = format!("this `{}` has no opening bracket", &here.text[here.rest(at).range()][..1]);
            syntax(Span::new(at, at + 1), message, "unmatched", "remove it, or quote the value if it is a string")
        }
        Kind::UnexpectedCharacter { .. } if open.is_some() => {
            let rest = here.rest(at);
            let length = text[rest.range()].find([',', ']', '}']).unwrap_or(rest.len()).max(1);
            special_value(Span::new(at, at + length), text)
        }
        _ if open.is_some() => bracket(text, open.unwrap_or(at), at),
        _ => outside_brackets(text, error, &here, at),
    }
}

fn outside_brackets(text: &str, error: &ScanError, here: &Line<'_>, at: usize) -> Fault {
    let above = (at == here.start).then(|| Line::at(text, here.start.saturating_sub(1)));
    let known = indentation::unusual_indentation(here)
        .or_else(|| indentation::below_block(here))
        .or_else(|| [Some(*here), above].iter().flatten().find_map(line::after_bracket));
    if let Some(fault) = known {
        return fault;
    }
    if text[here.start..].starts_with('%') {
        return syntax(here.content(), "this YAML directive is not valid", "not valid", "remove this line");
    }
    match error.kind() {
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => colon(text, at),
        Kind::ExpectedBlockMappingKey | Kind::ExpectedBlockSequenceEntry | Kind::InvalidIndentation => {
            indentation::misaligned(here)
        }
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => lone_text(here),
        Kind::MissingAnchorOrAliasName
        | Kind::MisplacedFlowCollectionEnd
        | Kind::UnexpectedCharacter { .. }
        | Kind::UnexpectedEofBlockMapping
        | Kind::UnexpectedEofBlockSequence
        | Kind::UndeclaredTagHandle
        | Kind::MissingTagUri
        | Kind::InvalidTagTerminator
        | Kind::PlainScalarStartsWithDashFlowIndicator => special_character(text, at),
        Kind::ExpectedDocumentStart => match indentation::indented_start(here) {
            Some(fault) => fault,
            None => by_kind(error, here, at),
        },
        _ => by_kind(error, here, at),
    }
}

/// Reports an error whose kind alone explains it.
fn by_kind(error: &ScanError, here: &Line<'_>, at: usize) -> Fault {
    match error.kind() {
        Kind::MismatchedFlowCollectionEnd { open, close } => syntax(
            Span::new(at, at + 1),
            format!("`{close}` does not match the opening `{open}`"),
            "mismatched bracket",
            "close each bracket with the matching one",
        ),
        Kind::BlockSequenceEntryNotAllowed => syntax(
            Span::new(at, at + 1),
            "a list cannot start on the line of its key",
            "starts a list",
            "put it on the next line, or quote the value if it is a string",
        ),
        Kind::InvalidBlockScalarHeader => syntax(
            here.rest(at),
            "a block scalar starts on the line after `|` or `>`",
            "must be on the next line",
            "move the text to the next line, indented, or quote the value",
        ),
        Kind::InvalidBlockScalarIndent => syntax(
            here.content(),
            "this line is indented less than the block scalar it is in",
            "indented less",
            "indent it like the first line of the block",
        ),
        _ => syntax(
            here.rest(at),
            format!("invalid YAML: {}", error.info()),
            "unexpected",
            "check quotes, colons and indentation of this line and the one above",
        ),
    }
}

const BOM: char = '\u{feff}';

/// Returns the fault for a second byte order mark at the start of a text. The parser skips it, and Port takes it for a
/// part of the first word.
pub(super) fn repeated_byte_order_mark(text: &str) -> Option<Fault> {
    let second = BOM.len_utf8();
    let is_repeated = text.starts_with(BOM) && text[second..].starts_with(BOM);
    is_repeated.then(|| byte_order_mark(second, "the file starts with more than one byte order mark"))
}

fn byte_order_mark(at: usize, message: &str) -> Fault {
    let help = "delete this invisible character, U+FEFF, or save the file as UTF-8 without a byte order mark";
    syntax(Span::new(at, at + BOM.len_utf8()), message, "byte order mark", help)
}

fn control_character(text: &str, at: usize, character: char) -> Fault {
    // The parser names the character, but its position is not always exact.
    let at = text[at..].find(character).map_or(at, |more| at + more);
    let message = format!("control character U+{:04X} is not allowed in YAML", u32::from(character));
    let help = format!("remove it, or write `\\x{:02x}` in double quotes", u32::from(character));
    syntax(Span::new(at, at + character.len_utf8()), message, "control character", help)
}

/// Reports a tab in the indentation of the line of `at` or a later one.
fn tab(text: &str, at: usize) -> Fault {
    let indented = line::lines_from(text, at).find_map(|line| {
        let tab = line.indentation().find('\t')?;
        Some(line.start + tab)
    });
    match indented {
        Some(tab) => {
            let run = text[tab..].len() - text[tab..].trim_start_matches('\t').len();
            let help = "indent with spaces, two per level";
            syntax(Span::new(tab, tab + run), "tabs cannot be used for indentation", "tab", help)
        }
        None => {
            let tab = text[at..].find('\t').map_or(at, |more| at + more);
            let message = "a tab is not allowed here";
            syntax(Span::new(tab, tab + 1), message, "tab", "use a space, or quote the value")
        }
    }
}

/// Reports `{{ x }}` or `{% x %}` at the start of a value.
fn template(text: &str, at: usize) -> Option<Fault> {
    let value = Line::at(text, at).value();
    let raw = &text[value.range()];
    if !raw.starts_with("{{") && !raw.starts_with("{%") {
        return None;
    }
    let message = format!("a value that starts with `{}` must be quoted, or YAML reads it as a map", &raw[..2]);
    Some(syntax(value, message, "read as a map", format!("write {}", line::quoted(raw))))
}

/// Returns where the unclosed quote opens: the first quote after the last event.
fn opening_quote(text: &str, read_to: usize) -> Option<usize> {
    let from = read_to.min(text.len());
    let mut before = text[..from].chars().next_back().unwrap_or(' ');
    let mut in_comment = false;
    for (offset, c) in text[from..].char_indices() {
        let starts = before.is_whitespace() || matches!(before, ':' | '-' | ',' | '[' | '{' | '(' | '?' | '\u{feff}');
        match c {
            '\n' => in_comment = false,
            '#' if starts => in_comment = true,
            '"' | '\'' if starts && !in_comment => return Some(from + offset),
            _ => {}
        }
        before = c;
    }
    None
}

fn unclosed_quote(text: &str, read_to: usize, at: usize) -> Fault {
    let open = opening_quote(text, read_to).unwrap_or(at);
    let quote = text[open..].chars().next().unwrap_or('"');
    let first = Line::at(text, open).rest(open);
    let fault = syntax(
        first,
        format!("the quote `{quote}` is never closed"),
        "opened here",
        format!("add the closing `{quote}`, and indent any further lines of the value below its key"),
    );
    let noticed = Line::at(text, at);
    if noticed.start > open && at < text.len() {
        return fault.related(noticed.content(), "this line cannot continue it");
    }
    fault
}

fn after_quote(text: &str, read_to: usize, at: usize) -> Fault {
    let rest = Line::at(text, at).rest(at);
    let help = "quote the entire value; inside single quotes, write `''` for a quote";
    let fault = syntax(rest, "text follows the closing quote", "after the end of the value", help);
    match opening_quote(text, read_to) {
        Some(open) if open < at => fault.related(Span::new(open, at), "the quoted value"),
        _ => fault,
    }
}

/// Reports the first invalid escape in the double quotes that open at or after `from`.
fn escape(text: &str, from: usize, at: usize) -> Fault {
    let help = "write `\\\\` for a backslash, or use single quotes, which do not have escapes";
    let mut rest = text[from.min(at)..].char_indices();
    while let Some((offset, c)) = rest.next() {
        if c != '\\' {
            continue;
        }
        let start = from.min(at) + offset;
        let Some((_, escaped)) = rest.next() else { break };
        let known = "0abt\tnvfre \"/\\N_LP\n\r";
        if !known.contains(escaped) {
            let span = Span::new(start, start + 1 + escaped.len_utf8());
            let message = format!("`\\{escaped}` is not a valid escape in double quotes");
            return syntax(span, message, "unknown escape", help);
        }
    }
    syntax(Span::new(at, at + 1), "this string contains an unknown escape", "unknown escape", help)
}

/// Reports a bracket that is never closed, or a missing comma inside one that is.
fn bracket(text: &str, open: usize, at: usize) -> Fault {
    let bracket = text[open..].chars().next().unwrap_or('[');
    let close = if bracket == '{' { '}' } else { ']' };
    if line::closing(text, open).is_some() && at > open {
        // The parser stops at the colon after the key that has no comma before it.
        let before = text[open..at].rfind(['{', '[', ',', '\n']).map_or(open, |last| open + last + 1);
        let key = before + (text[before..at].len() - text[before..at].trim_start().len());
        let is_colon = text[at..].starts_with(':') && key < at;
        let span = if is_colon { Span::new(key, at) } else { Line::at(text, at).rest(at) };
        let fault = syntax(
            span,
            format!("missing `,` or `{close}` before this, or missing quotes around it"),
            "unexpected",
            "separate entries with `,`, and quote strings that contain `: `, `,` or brackets",
        );
        return fault.related(Span::new(open, open + 1), "opened here");
    }
    let message = format!("`{bracket}` is never closed");
    let help = format!("add the closing `{close}`, or quote the value if it is a string");
    let fault = syntax(Span::new(open, open + 1), message, "opened here", help);
    let noticed = Line::at(text, at);
    if noticed.start > open && at < text.len() {
        return fault.related(noticed.content(), "this line cannot continue it");
    }
    fault
}

/// Reports a colon that makes a key where none is allowed.
fn colon(text: &str, at: usize) -> Fault {
    let here = Line::at(text, at);
    let value = here.value();
    if (value.start as usize) > here.content().start as usize && (value.start as usize) <= at && here.key().is_some() {
        let raw = &text[value.range()];
        let help = format!("quote it: {}", line::quoted(raw));
        return syntax(value, "a value that contains `: ` must be quoted", "read as a key", help);
    }
    indentation::below_a_value(&here)
}

/// Reports a line of text where a key is expected.
fn lone_text(here: &Line<'_>) -> Fault {
    if let Some(fault) = line::missing_space(here).or_else(|| line::missing_colon(here)) {
        return fault;
    }
    let help = "write `key: value`; quote a string of several lines, or indent it below `|`";
    syntax(here.content(), "this line is neither a key nor part of a value", "no `:` here", help)
}

/// Reports a value that starts with a character that has a special meaning in YAML.
fn special_character(text: &str, at: usize) -> Fault {
    let here = Line::at(text, at);
    let value = here.value();
    let span = if value.range().contains(&at) { value } else { here.rest(at) };
    if text[span.range()].trim().is_empty() {
        return syntax(here.content(), "a value is missing here", "incomplete", "complete or remove this line");
    }
    special_value(span, text)
}

fn special_value(span: Span, text: &str) -> Fault {
    let raw = &text[span.range()];
    let first = raw.chars().next().unwrap_or_default();
    let message = format!("a value cannot start with `{first}` unless it is quoted");
    syntax(span, message, "special character in YAML", format!("quote it: {}", line::quoted(raw)))
}
