//! Lines as people see them, to explain indentation errors.

use crate::ground::source::Span;
use crate::yaml::fault::{Fault, FaultKind};

#[derive(Clone, Copy)]
pub(super) struct Line<'s> {
    pub(super) text: &'s str,
    pub(super) start: usize,
    end: usize,
}

/// Iterates over the lines, starting with the one that contains `at`.
pub(super) fn lines_from(text: &str, at: usize) -> impl Iterator<Item = Line<'_>> {
    let mut next = Some(Line::at(text, at));
    std::iter::from_fn(move || {
        let line = next?;
        let start = line.start + text[line.start..].find('\n').map_or(text.len(), |length| length + 1);
        next = (start < text.len()).then(|| Line::at(text, start));
        Some(line)
    })
}

impl<'s> Line<'s> {
    pub(super) fn at(text: &'s str, at: usize) -> Self {
        let at = text.floor_char_boundary(at.min(text.len()));
        let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
        let start = if text[start..].starts_with('\u{feff}') { start + '\u{feff}'.len_utf8() } else { start };
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        Self { text, start, end: start + text[start..end].trim_end().len() }
    }

    fn raw(&self) -> &'s str {
        &self.text[self.start..self.end]
    }

    pub(super) fn indentation(&self) -> &'s str {
        let raw = self.raw();
        &raw[..raw.len() - raw.trim_start_matches([' ', '\t']).len()]
    }

    /// Returns the line without indentation and trailing blanks.
    pub(super) fn content(&self) -> Span {
        Span::new(self.start + self.indentation().len(), self.end)
    }

    /// Returns the span from a byte to the end of the line, at least one byte long so that a report can point at it.
    pub(super) fn rest(&self, at: usize) -> Span {
        Span::new(at, uncommented(self.text, at, self.end).max(at + 1).min(self.text.len()))
    }

    /// Returns where the content starts after any number of `- `.
    fn inner(&self) -> usize {
        let mut start = self.content().start as usize;
        while let Some(rest) = self.text[start..self.end].strip_prefix("- ") {
            start = self.end - rest.trim_start().len();
        }
        start
    }

    /// Returns `key` of `key: value`, `- key:` and the like.
    pub(super) fn key(&self) -> Option<Span> {
        let start = self.inner();
        let content = &self.text[start..self.end];
        let colon = content.match_indices(':').map(|(at, _)| at).find(|at| {
            let after = &content[at + 1..];
            after.is_empty() || after.starts_with([' ', '\t'])
        })?;
        (colon > 0 && !content.starts_with('#')).then(|| Span::new(start, start + colon))
    }

    /// Returns the value after `key:`, or after `- ` where there is no key, without a trailing comment.
    pub(super) fn value(&self) -> Span {
        let start = self.key().map_or_else(|| self.inner(), |key| key.end as usize + 1);
        let blank = self.text[start..self.end].len() - self.text[start..self.end].trim_start().len();
        let start = start + blank;
        Span::new(start, uncommented(self.text, start, self.end))
    }

    fn is_blank(&self) -> bool {
        let content = &self.text[self.content().range()];
        content.is_empty() || content.starts_with('#')
    }

    /// Iterates upwards over the lines above that are neither blank nor comments.
    fn above(self) -> impl Iterator<Item = Line<'s>> {
        let mut start = self.start;
        std::iter::from_fn(move || {
            loop {
                // A byte order mark is in front of the first line.
                let before = start.checked_sub(1).filter(|before| self.text.as_bytes()[*before] == b'\n')?;
                let line = Line::at(self.text, before);
                start = line.start;
                if !line.is_blank() {
                    return Some(line);
                }
            }
        })
    }

    fn indent(&self) -> usize {
        self.indentation().len()
    }
}

fn uncommented(text: &str, start: usize, end: usize) -> usize {
    let end = end.max(start);
    let cut = text[start..end].find(" #").map_or(end, |at| start + at);
    start + text[start..cut].trim_end().len()
}

pub(super) fn shortened(raw: &str) -> std::borrow::Cow<'_, str> {
    match raw.char_indices().nth(72) {
        Some((end, _)) => format!("{}…", &raw[..end]).into(),
        None => raw.into(),
    }
}

/// Quotes a text for a message, with the kind of quotes that needs no escapes if possible.
pub(super) fn quoted(raw: &str) -> String {
    let raw = shortened(raw);
    if !raw.contains(['"', '\\']) {
        format!("`\"{raw}\"`")
    } else if raw.contains('\'') {
        format!("`'{}'`", raw.replace('\'', "''"))
    } else {
        format!("`'{raw}'`")
    }
}

/// Returns the position after the bracket that closes the one at `open`. Brackets inside quotes count too.
pub(super) fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 1 => return Some(at + 1),
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn syntax(span: Span, message: impl Into<String>, label: &str, help: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Syntax, span, message, label, help)
}

/// Reports `key:value` or `-entry`, which YAML reads as text.
pub(super) fn missing_space(line: &Line<'_>) -> Option<Fault> {
    let start = line.inner();
    let content = &line.text[start..line.end];
    if content.starts_with('-') && !content.starts_with("--") && content.len() > 1 {
        let help = format!("write `- {}`", shortened(&content[1..]));
        return Some(syntax(Span::new(start, start + 1), "a space is missing after `-`", "no space after it", help));
    }
    if line.key().is_some() {
        return None;
    }
    let colon = content.find(':').filter(|at| {
        let name = &content[..*at];
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '"' | '\''))
    })?;
    if content[colon..].starts_with("://") {
        return None;
    }
    let (name, value) = (shortened(&content[..colon]), shortened(&content[colon + 1..]));
    let help = format!("write `{name}: {value}`");
    let span = Span::new(start + colon, start + colon + 1);
    Some(syntax(span, format!("a space is missing after `{name}:`"), "no space after it", help))
}

/// Reports a line such as `blueprint service`, which lacks the colon after its key.
pub(super) fn missing_colon(line: &Line<'_>) -> Option<Fault> {
    let start = line.inner();
    let content = line.text[start..line.end].trim_end();
    let length =
        content.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | '$')).unwrap_or(content.len());
    let (name, rest) = content.split_at(length);
    let value = rest.trim_start();
    let is_one = !value.contains(char::is_whitespace) || value.starts_with(['"', '\'', '[', '{']);
    if line.key().is_some()
        || !name.starts_with(char::is_alphabetic)
        || !is_one
        || rest.len() == value.len() && !rest.is_empty()
    {
        return None;
    }
    let corrected = if value.is_empty() { format!("{name}:") } else { format!("{name}: {value}") };
    let span = Span::new(start, start + content.len());
    Some(syntax(
        span,
        format!("a colon is missing after `{name}`"),
        "no `:` here",
        format!("write `{}`", shortened(&corrected)),
    ))
}

/// Reports a line that is indented with whitespace that YAML does not accept as indentation.
pub(super) fn unusual_indentation(line: &Line<'_>) -> Option<Fault> {
    let content = line.content();
    let text = &line.text[content.range()];
    let length = text.len() - text.trim_start().len();
    if length == 0 {
        return None;
    }
    let span = Span::new(content.start as usize, content.start as usize + length);
    let code = u32::from(text.chars().next().unwrap_or_default());
    let message = format!("this line is indented with whitespace other than a space (U+{code:04X})");
    Some(syntax(span, message, "not a space", "replace it with spaces"))
}

/// Reports a key on a line that YAML reads as the continuation of the value above.
pub(super) fn below_a_value(here: &Line<'_>) -> Fault {
    let key = here.key().unwrap_or_else(|| here.content());
    let name = shortened(&here.text[key.range()]);
    let above = here.above().next();
    if let Some(fault) = above.as_ref().and_then(|line| missing_space(line).or_else(|| missing_colon(line))) {
        return fault;
    }
    let Some(above_key) = above.and_then(|line| line.key()) else {
        let help = "check the indentation, or quote the text";
        let message = format!("the key `{name}` is on a line that continues the value above it");
        return syntax(key, message, "not expected here", help);
    };
    let above_name = shortened(&here.text[above_key.range()]);
    let column = above_key.start as usize - above.map_or(0, |line| line.start);
    syntax(
        key,
        format!("`{name}` is indented deeper than `{above_name}`, which already has a value"),
        "indented too deep",
        format!("indent `{name}` by {}, like `{above_name}`", spaces(column)),
    )
    .related(above_key, "this key")
}

/// Reports a first line that is indented more than a later one, so that the later one has no parent.
pub(super) fn indented_start(here: &Line<'_>) -> Option<Fault> {
    let first = here.above().filter(|line| line.indent() > here.indent()).last()?;
    let span = Span::new(first.start, first.content().start as usize);
    let message = "the first line is indented more than the lines below it";
    let fault = Fault::new(FaultKind::Syntax, span, message, "indented", "remove these spaces");
    Some(fault.related(here.content(), "this line is indented less"))
}

/// Reports a value such as `[core] Pay API`, which YAML reads as a list followed by text.
pub(super) fn after_bracket(line: &Line<'_>) -> Option<Fault> {
    let value = line.value();
    let raw = &line.text[value.range()];
    let end = match raw.as_bytes().first()? {
        b'[' | b'{' => closing(raw, 0)?,
        b'*' => raw.find(' ')?,
        _ => return None,
    };
    let rest = raw[end..].trim_start();
    if rest.is_empty() || rest.starts_with('#') {
        return None;
    }
    let span = Span::new(value.end as usize - rest.len(), value.end as usize);
    let help = format!("quote the entire value: {}", quoted(raw));
    let what =
        if raw.starts_with('*') { "an alias".to_owned() } else { format!("the closing `{}`", &raw[end - 1..end]) };
    Some(syntax(span, format!("text follows {what}"), "after the end of the value", help))
}

/// Reports the text of a block such as `readme: |` that is not indented below its key.
pub(super) fn below_block(here: &Line<'_>) -> Option<Fault> {
    let above = here.above().next()?;
    let header = &here.text[above.value().range()];
    let key = above.key()?;
    let is_header = header.starts_with(['|', '>']) && header.len() <= 3;
    if !is_header || here.indent() > key.start as usize - above.start {
        return None;
    }
    let name = shortened(&here.text[key.range()]);
    let message = format!("the text of `{name}: {header}` is not indented");
    let help =
        format!("indent this line and all other lines of the text by {}", spaces(key.start as usize - above.start + 2));
    Some(syntax(here.content(), message, "not indented", help).related(key, "this key"))
}

/// Reports the first marker of a merge conflict.
pub(super) fn conflict(text: &str) -> Option<Fault> {
    let at =
        text.match_indices("<<<<<<< ").map(|(at, _)| at).find(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n')?;
    let message = "this file has a merge conflict that is not resolved";
    Some(syntax(Line::at(text, at).content(), message, "conflict", "resolve the conflict, and remove its markers"))
}

/// Reports a line whose indentation matches no line above it.
pub(super) fn misaligned(here: &Line<'_>) -> Fault {
    if let Some(fault) = missing_space(here) {
        return fault;
    }
    let key = here.key().unwrap_or_else(|| here.content());
    let name = shortened(&here.text[key.range()]);
    let indent = here.indent();
    let is_entry = here.text[here.content().range()].starts_with('-');
    // The columns at which a line above starts, with that line.
    let mut columns: Vec<(usize, Line<'_>)> = Vec::new();
    for line in here.above() {
        let innermost = columns.last().map_or(usize::MAX, |(column, _)| *column);
        let inner = line.inner() - line.start;
        for column in [inner, line.indent()] {
            if column < innermost && columns.last().is_none_or(|(last, _)| column < *last) {
                columns.push((column, line));
            }
        }
        if line.indent() == 0 {
            break;
        }
    }
    let same = columns.iter().find(|(column, _)| *column == indent).map(|(_, line)| *line);
    if let Some(line) = same {
        let message = if is_entry {
            format!("the list entry `{name}` is at the same level as keys")
        } else {
            format!("the key `{name}` is at the same level as list entries")
        };
        let content = &here.text[here.content().range()];
        let is_new = here.text[line.inner()..line.end].starts_with(&here.text[key.range()]);
        let help = if is_entry {
            "indent it below the key that has the list".to_owned()
        } else if is_new && line.inner() > line.content().start as usize {
            format!("write `- {}`, to start a new entry", shortened(content))
        } else {
            "indent it by two more spaces, to make it part of the entry above".to_owned()
        };
        return syntax(key, message, "at the same indentation", help).related(line.content(), "here");
    }
    let near = columns.iter().min_by_key(|(column, _)| column.abs_diff(indent));
    let Some((column, line)) = near else {
        let help = "check the indentation of this line and the one above";
        return syntax(key, format!("`{name}` is not allowed here"), "not expected here", help);
    };
    let beside = line.key().unwrap_or_else(|| line.content());
    let help = format!("indent it by {}, to line up with `{}`", spaces(*column), shortened(&here.text[beside.range()]));
    let message = format!("`{name}` is indented by {}, which matches no line above", spaces(indent));
    syntax(key, message, "misaligned", help).related(beside, "the nearest line it could belong to")
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no spaces".to_owned(),
        1 => "1 space".to_owned(),
        _ => format!("{count} spaces"),
    }
}
