//! The parser's refusals in words that say what to type.

use crate::ground::source::Span;
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::line::{self, Line};
use granit_parser::{ErrorKind as Kind, ScanError};

/// What the tree's builder knows when the parser gives up.
pub(super) struct ParserError<'s> {
    pub(super) text: &'s str,
    pub(super) error: &'s ScanError,
    /// Where the last event ended: what is wrong comes after it.
    pub(super) read_to: usize,
    /// The innermost `[` or `{` that is open.
    pub(super) open: Option<usize>,
    pub(super) depth: usize,
}

pub(super) fn too_deep(at: Span, depth: usize) -> Fault {
    let message = format!("lists and maps are nested deeper than {depth}");
    Fault::new(FaultKind::TooDeep, at, message, "one level too many", "nest less deeply")
}

fn syntax(span: Span, message: impl Into<String>, label: &str, help: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Syntax, span, message, label, help)
}

/// The fault behind a refusal. The causes people meet most are told apart by looking at the lines around it.
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
        Kind::MismatchedFlowCollectionEnd { open, close } => syntax(
            Span::new(at, at + 1),
            format!("`{close}` closes what `{open}` opened"),
            "another bracket",
            "close each bracket with its own kind",
        ),
        Kind::MisplacedFlowCollectionEnd if here.value().start as usize != at => {
            let message = format!("this `{}` closes nothing", &here.text[here.rest(at).range()][..1]);
            syntax(Span::new(at, at + 1), message, "nothing is open", "remove it, or quote the value if it is a text")
        }
        Kind::UnexpectedCharacter { .. } if open.is_some() => {
            let rest = here.rest(at);
            let length = text[rest.range()].find([',', ']', '}']).unwrap_or(rest.len()).max(1);
            special_value(Span::new(at, at + length), text)
        }
        _ if open.is_some() => bracket(text, open.unwrap_or(at), at),
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => colon(text, at),
        Kind::ExpectedBlockMappingKey | Kind::ExpectedBlockSequenceEntry | Kind::InvalidIndentation => {
            line::misaligned(&here)
        }
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => lone_text(&here),
        Kind::BlockSequenceEntryNotAllowed => syntax(
            Span::new(at, at + 1),
            "a list cannot start on the line of its key",
            "starts a list",
            "put it on the next line, or quote the value if it is a text",
        ),
        Kind::InvalidBlockScalarHeader => syntax(
            here.rest(at),
            "a block of text starts on the line after `|` or `>`",
            "must stand below",
            "move the text to the next line, indented, or quote the value",
        ),
        Kind::InvalidBlockScalarIndent => syntax(
            here.content(),
            "this line is indented less than the block of text it is in",
            "indented less",
            "indent it as deep as the first line of the block",
        ),
        Kind::MissingAnchorOrAliasName
        | Kind::MisplacedFlowCollectionEnd
        | Kind::UnexpectedCharacter { .. }
        | Kind::UnexpectedEofBlockMapping
        | Kind::UnexpectedEofBlockSequence
        | Kind::UndeclaredTagHandle
        | Kind::MissingTagUri
        | Kind::InvalidTagTerminator
        | Kind::PlainScalarStartsWithDashFlowIndicator => special_character(text, at),
        _ => syntax(
            here.rest(at),
            format!("this is not YAML: {}", error.info()),
            "not expected here",
            "check quotes, colons and indentation of this line and the one above",
        ),
    }
}

fn control_character(text: &str, at: usize, character: char) -> Fault {
    // The parser names the character, not always its place.
    let at = text[at..].find(character).map_or(at, |more| at + more);
    let message = format!("the control character U+{:04X} cannot stand in YAML", u32::from(character));
    let help = format!("remove it, or write `\\x{:02x}` in double quotes", u32::from(character));
    syntax(Span::new(at, at + character.len_utf8()), message, "control character", help)
}

/// A tab in front of a line's content, on the line of `at` or one after it.
fn tab(text: &str, at: usize) -> Fault {
    let indented = line::lines_from(text, at).find_map(|line| {
        let tab = line.indentation().find('\t')?;
        Some(line.start + tab)
    });
    match indented {
        Some(tab) => {
            let run = text[tab..].len() - text[tab..].trim_start_matches('\t').len();
            let help = "indent with spaces, two for each level";
            syntax(Span::new(tab, tab + run), "a tab cannot be used for indentation", "tab", help)
        }
        None => {
            let tab = text[at..].find('\t').map_or(at, |more| at + more);
            let message = "a tab cannot stand here";
            syntax(Span::new(tab, tab + 1), message, "tab", "use a space, or quote the value")
        }
    }
}

/// `{{ x }}` or `{% x %}` at the start of a value.
fn template(text: &str, at: usize) -> Option<Fault> {
    let value = Line::at(text, at).value();
    let raw = &text[value.range()];
    if !raw.starts_with("{{") && !raw.starts_with("{%") {
        return None;
    }
    let message = format!("a value that starts with `{}` must be quoted, or YAML reads a map", &raw[..2]);
    Some(syntax(value, message, "read as a map", format!("write {}", line::quoted(raw))))
}

/// Where the quote opened that the parser is still in: the first one after what was read.
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
        format!("the quote `{quote}` that opens here is not closed"),
        "opens here",
        format!("add the closing `{quote}`; indent further lines of the value below its key"),
    );
    let noticed = Line::at(text, at);
    if noticed.start > open && at < text.len() {
        return fault.related(noticed.content(), "this line cannot be part of it");
    }
    fault
}

fn after_quote(text: &str, read_to: usize, at: usize) -> Fault {
    let rest = Line::at(text, at).rest(at);
    let help = "quote the whole value; a quote inside single quotes is doubled: `''`";
    let fault = syntax(rest, "text follows the closing quote", "after the end of the value", help);
    match opening_quote(text, read_to) {
        Some(open) if open < at => fault.related(Span::new(open, at), "the quoted value"),
        _ => fault,
    }
}

/// The first backslash that is no escape, in the double quotes that open at or after `from`.
fn escape(text: &str, from: usize, at: usize) -> Fault {
    let help = "write `\\\\` for a backslash, or use single quotes, where a backslash is itself";
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
            let message = format!("`\\{escaped}` is no escape that double quotes know");
            return syntax(span, message, "unknown escape", help);
        }
    }
    syntax(Span::new(at, at + 1), "this text holds an unknown escape", "in these quotes", help)
}

/// A bracket that is never closed, or else a comma that is missing before it is.
fn bracket(text: &str, open: usize, at: usize) -> Fault {
    let bracket = text[open..].chars().next().unwrap_or('[');
    let close = if bracket == '{' { '}' } else { ']' };
    if line::closes(text, open) && at > open {
        // A colon is refused after the key that lacks the comma.
        let before = text[open..at].rfind(['{', '[', ',', '\n']).map_or(open, |last| open + last + 1);
        let key = before + (text[before..at].len() - text[before..at].trim_start().len());
        let is_colon = text[at..].starts_with(':') && key < at;
        let span = if is_colon { Span::new(key, at) } else { Line::at(text, at).rest(at) };
        let fault = syntax(
            span,
            format!("inside `{bracket}{close}`, a `,` or `{close}` is missing before this, or a quote around it"),
            "not expected here",
            "separate members with `,`; quote text that holds `: `, `,` or brackets",
        );
        return fault.related(Span::new(open, open + 1), "opened here");
    }
    let message = format!("the `{bracket}` that opens here is not closed");
    let help = format!("add the closing `{close}`, or quote the value if it is a text");
    let fault = syntax(Span::new(open, open + 1), message, "opens here", help);
    let noticed = Line::at(text, at);
    if noticed.start > open && at < text.len() {
        return fault.related(noticed.content(), "this line cannot be part of it");
    }
    fault
}

/// A colon that makes a key where none can be.
fn colon(text: &str, at: usize) -> Fault {
    let here = Line::at(text, at);
    let value = here.value();
    if (value.start as usize) > here.content().start as usize && (value.start as usize) <= at && here.key().is_some() {
        let raw = &text[value.range()];
        let help = format!("quote it: {}", line::quoted(raw));
        return syntax(value, "a value that holds `: ` must be quoted", "read as a key", help);
    }
    line::below_a_value(&here)
}

/// A line of text where a key is wanted.
fn lone_text(here: &Line<'_>) -> Fault {
    if let Some(fault) = line::missing_space(here) {
        return fault;
    }
    let help = "write `key: value`; a text of several lines is quoted, or stands indented below `|`";
    syntax(here.content(), "this line is neither a key nor part of a value", "no `:` here", help)
}

/// A value that starts with a character that means something else in YAML.
fn special_character(text: &str, at: usize) -> Fault {
    let here = Line::at(text, at);
    let value = here.value();
    let span = if value.range().contains(&at) { value } else { here.rest(at) };
    if text[span.range()].trim().is_empty() {
        return syntax(here.content(), "a value is missing here", "not complete", "complete or remove this line");
    }
    special_value(span, text)
}

fn special_value(span: Span, text: &str) -> Fault {
    let raw = &text[span.range()];
    let first = raw.chars().next().unwrap_or_default();
    let message = format!("a value cannot start with `{first}` unless it is quoted");
    syntax(span, message, "means something else in YAML", format!("quote it: {}", line::quoted(raw)))
}
