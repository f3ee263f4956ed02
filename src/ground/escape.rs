//! Escaping untrusted text, so that it cannot control a terminal or mislead a reader.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Escapes every character that controls a terminal, reorders text or is invisible: `\n`, `\u{1b}`. Tabs stay.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_deceptive) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().fold(String::with_capacity(text.len() + 8), |mut shown, c| {
        if is_deceptive(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
        shown
    }))
}

/// Escapes each line on its own. Line breaks stay, as `\n`.
pub(crate) fn escaped_lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.lines().map(escaped).collect();
    lines.join("\n")
}

/// Replaces the same characters in serialized JSON with `\u` escapes, without changing its meaning: outside of strings,
/// JSON contains none of them but line breaks, which stay.
pub(crate) fn escaped_json(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && is_deceptive(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c == '\n' || !is_deceptive(c) {
            shown.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(shown, "\\u{unit:04x}").expect("writing to a string never fails");
        }
    }
    Cow::Owned(shown)
}

/// Returns the other ways in which a text appears where somebody quotes it: inside a JSON string, and as [`escaped`] shows it.
pub(crate) fn spellings(text: &str) -> Vec<String> {
    let json = serde_json::Value::from(text).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let all = BTreeSet::from([escaped(&json).into_owned(), escaped(text).into_owned(), json]);
    all.into_iter().filter(|spelling| spelling != text).collect()
}

/// Returns whether a character is a control character, a bidirectional mark or a line separator, or has no width. The joiners U+200C
/// and U+200D are not included, because scripts and emoji need them.
pub(crate) fn is_deceptive(c: char) -> bool {
    c != '\t' && c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_bidirectional_characters_are_escaped() {
        assert_eq!(escaped("a\x1b[31m\u{202e}b\r\n"), r"a\u{1b}[31m\u{202e}b\r\n");
        assert_eq!(escaped("\u{9b}2J\u{7f}"), r"\u{9b}2J\u{7f}");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(escaped_lines("a\x1b[2J\r\nb\n\nc\u{202e}\n"), "a\\u{1b}[2J\nb\n\nc\\u{202e}");
    }

    #[test]
    fn a_quoted_text_has_its_escapes() {
        assert_eq!(spellings("plain/+="), Vec::<String>::new());
        assert_eq!(spellings("a\"b"), [r#"a\"b"#]);
        assert_eq!(spellings("a\nb\"c"), [r#"a\nb"c"#, r#"a\nb\"c"#]);
    }

    #[test]
    fn text_of_any_language_stays() {
        let text = "Grüße\t日本 👩\u{200d}💻 \u{5d0}";
        assert_eq!(escaped(text), text);
    }

    #[test]
    fn escaped_json_means_the_same() {
        let value = serde_json::json!({"a\u{202e}": ["\x1b]0;x\x07", "\u{9b}", "\u{e0041}", "é"]});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let escaped = escaped_json(&text);
        assert!(!escaped.contains(|c| c != '\n' && is_deceptive(c)), "{escaped}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }
}
