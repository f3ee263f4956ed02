//! Texts from elsewhere, made harmless to a terminal and to its reader.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every character that would steer a terminal, reorder what is read, or not be seen at all written out:
/// `\n`, `\u{1b}`. Tabs stay.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(deceives) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().fold(String::with_capacity(text.len() + 8), |mut shown, c| {
        if deceives(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
        shown
    }))
}

/// The same, line for line: what ends a line stays, as one `\n`.
pub fn shown_lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.lines().map(shown).collect();
    lines.join("\n")
}

/// JSON, already written, with the same characters as `\u` escapes. It means the same: outside of strings JSON holds no
/// such character but the line breaks between its tokens, which stay.
pub fn shown_json(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && deceives(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c == '\n' || !deceives(c) {
            shown.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(shown, "\\u{unit:04x}").expect("a string takes all that is written to it");
        }
    }
    Cow::Owned(shown)
}

/// Controls, the marks of the Unicode bidirectional algorithm, separators that break a line, and what has no width.
/// The joiners U+200C and U+200D stay: scripts and emoji need them.
pub fn deceives(c: char) -> bool {
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
    fn what_steers_a_terminal_or_a_reader_is_written_out() {
        assert_eq!(shown("a\x1b[31m\u{202e}b\r\n"), r"a\u{1b}[31m\u{202e}b\r\n");
        assert_eq!(shown("\u{9b}2J\u{7f}"), r"\u{9b}2J\u{7f}");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(shown_lines("a\x1b[2J\r\nb\n\nc\u{202e}\n"), "a\\u{1b}[2J\nb\n\nc\\u{202e}");
    }

    #[test]
    fn text_of_any_language_stays() {
        let text = "Grüße\t日本 👩\u{200d}💻 \u{5d0}";
        assert_eq!(shown(text), text);
    }

    #[test]
    fn escaped_json_means_the_same() {
        let value = serde_json::json!({"a\u{202e}": ["\x1b]0;x\x07", "\u{9b}", "\u{e0041}", "é"]});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let escaped = shown_json(&text);
        assert!(!escaped.contains(|c| c != '\n' && deceives(c)), "{escaped}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }
}
