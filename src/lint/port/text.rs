//! Recognising texts that were not written for this file, such as placeholders and samples.

use crate::lint::port::field::Field;

/// Whether each of these occurs anywhere in a file. Most files have none of them, and need no further check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marks {
    pub placeholder: bool,
    /// Words of Port's sample file.
    pub sample: bool,
    /// `file://`.
    pub file: bool,
    /// An anchor or an alias.
    pub alias: bool,
}

impl Marks {
    pub(crate) fn of(text: &str) -> Self {
        let has = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
        // One search for a character rules out several marks in most files.
        let has_opening = memchr::memchr2(b'{', b'<', text.as_bytes()).is_some();
        Self {
            placeholder: (has_opening && ["{{", "${", "<%"].into_iter().any(has)) || has("PLACEHOLDER"),
            sample: has("Some Title") || (has("_identifier") && SAMPLE.iter().any(|mark| has(mark))),
            file: has("file://"),
            alias: memchr::memchr(b'*', text.as_bytes()).is_some() || (has_opening && has("<<")),
        }
    }
}

const SAMPLE: &[&str] = &["some_identifier", "related_entity_identifier"];

pub(super) fn is_sample(identifier: Option<Field<'_>>, title: Option<Field<'_>>) -> bool {
    let is = |field: Option<Field<'_>>, text: &str| field.and_then(|field| field.value.as_str()) == Some(text);
    is(identifier, "some_identifier") || is(title, "Some Title")
}

/// Returns a placeholder that a template should have filled: `{{ x }}`, `${X}`, `<% x %>`, `PLACEHOLDER_X`. A text of
/// several lines or words may be about templates, so it counts only if it is nothing but a placeholder.
pub(crate) fn placeholder(text: &str) -> Option<&str> {
    let pairs: &[_] = match memchr::memchr2(b'{', b'<', text.as_bytes()) {
        Some(_) => &[("${{", "}}"), ("{{", "}}"), ("<%", "%>"), ("${", "}")],
        None => &[],
    };
    for (open, close) in pairs {
        let Some(start) = text.find(open) else { continue };
        let Some(length) = text[start + open.len()..].find(close) else { continue };
        let end = start + open.len() + length + close.len();
        let around = [&text[..start], &text[end..]];
        let is_alone = around.iter().all(|part| !part.contains(char::is_whitespace));
        let name = text[start + open.len()..end - close.len()].trim();
        let is_variable = *open != "${" || name.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c));
        if is_alone && is_variable && !name.is_empty() {
            return Some(&text[start..end]);
        }
    }
    let is_word = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let start = text.bytes().all(is_word).then(|| text.find("PLACEHOLDER"))??;
    Some(&text[start..])
}

/// Returns a character that looks like a space or is invisible, with its position and name.
pub(crate) fn unusual_character(text: &str) -> Option<(usize, char, &'static str)> {
    if text.is_ascii() {
        return None;
    }
    text.char_indices().find_map(|(at, c)| {
        let name = match c {
            '\u{a0}' => "no-break space",
            '\u{ad}' => "soft hyphen",
            '\u{200b}' => "zero-width space",
            '\u{200c}' | '\u{200d}' => "zero-width joiner",
            '\u{2028}' | '\u{2029}' => "line separator",
            '\u{3000}' => "ideographic space",
            '\u{feff}' => "byte order mark",
            '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => "typographic space",
            _ => return None,
        };
        Some((at, c, name))
    })
}

/// Returns whether a text looks like jq of an integration's mapping: `.readme`, `.file.content.name`.
pub(crate) fn is_jq(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('.') else { return false };
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    // `.env` and `.github` are file names as well.
    let is_step = |part: &str| {
        is_name(part.trim_end_matches("[]")) || part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty()
    };
    let mut parts = rest.split('.');
    parts.next().is_some_and(|first| is_name(first.trim_end_matches("[]")))
        && parts.all(is_step)
        && (rest.contains('.') || JQ_ROOTS.contains(&rest))
}

/// First fields of jq in mappings of Git integrations, including the one in Port's sample.
const JQ_ROOTS: &[&str] =
    &["readme", "name", "title", "identifier", "file", "repository", "repo", "item", "description"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_counts_where_it_is_the_value() {
        assert_eq!(placeholder("{{ service_type }}"), Some("{{ service_type }}"));
        assert_eq!(placeholder("https://${HOST}/x"), Some("${HOST}"));
        assert_eq!(placeholder("PLACEHOLDER_NAME"), Some("PLACEHOLDER_NAME"));
        assert_eq!(placeholder("<% name %>"), Some("<% name %>"));
        for text in ["Renders {{ x }} into pages", "costs ${a b}", "the PLACEHOLDER is gone", "{{", "a}}b{{", "$x"] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_name_is_not_jq() {
        assert!(
            is_jq(".readme") && is_jq(".file.content.name") && is_jq(".incidents.0.status") && is_jq(".items[].name")
        );
        assert!(!is_jq(".env") && !is_jq("./a.b") && !is_jq(".5") && !is_jq("a.b") && !is_jq("."));
    }
}
