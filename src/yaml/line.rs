//! Lines as people see them, to explain errors.

use crate::ground::source::Span;
use crate::yaml::fault::{Fault, FaultKind};

#[derive(Clone, Copy)]
pub(super) struct Line<'s> {
    pub(super) text: &'s str,
    pub(super) start: usize,
    pub(super) end: usize,
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

    pub(super) fn raw(&self) -> &'s str {
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
    pub(super) fn inner(&self) -> usize {
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

    /// Returns the line without indentation and trailing blanks.
    pub(super) fn trimmed(&self) -> &'s str {
        &self.text[self.content().range()]
    }

    /// Returns its key, or all of it if it has none.
    pub(super) fn name(&self) -> &'s str {
        &self.text[self.key().unwrap_or_else(|| self.content()).range()]
    }

    pub(super) fn is_blank(&self) -> bool {
        let content = &self.text[self.content().range()];
        content.is_empty() || content.starts_with('#')
    }

    /// Iterates upwards over the lines above that are neither blank nor comments.
    pub(super) fn above(self) -> impl Iterator<Item = Line<'s>> {
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

    pub(super) fn indent(&self) -> usize {
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

pub(super) fn syntax(span: Span, message: impl Into<String>, label: &str, help: impl Into<String>) -> Fault {
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

/// Reports the first marker of a merge conflict.
pub(super) fn conflict(text: &str) -> Option<Fault> {
    let at =
        text.match_indices("<<<<<<< ").map(|(at, _)| at).find(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n')?;
    let message = "this file has a merge conflict that is not resolved";
    Some(syntax(Line::at(text, at).content(), message, "conflict", "resolve the conflict, and remove its markers"))
}
