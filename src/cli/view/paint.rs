//! Colours for a terminal, or none.

/// Colours text, or returns it unchanged if `color` is false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint {
    pub color: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextStyle {
    Green,
    Yellow,
    Red,
    Dim,
    Bold,
}

impl Paint {
    /// `text` must not be coloured already.
    pub(crate) fn styled(self, style: TextStyle, text: &str) -> String {
        let code = match style {
            TextStyle::Green => "32",
            TextStyle::Yellow => "33",
            TextStyle::Red => "31",
            TextStyle::Dim => "2",
            TextStyle::Bold => "1",
        };
        self.wrap(code, text)
    }

    /// Bold as well, for the part of a line that differs.
    pub(crate) fn strong(self, style: TextStyle, text: &str) -> String {
        let code = match style {
            TextStyle::Green => "1;32",
            TextStyle::Yellow => "1;33",
            TextStyle::Red => "1;31",
            TextStyle::Dim | TextStyle::Bold => "1",
        };
        self.wrap(code, text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_a_text_is_written_as_it_is() {
        assert_eq!(Paint { color: false }.styled(TextStyle::Red, "a"), "a");
        assert_eq!(Paint { color: true }.styled(TextStyle::Red, "a"), "\x1b[31ma\x1b[0m");
        assert_eq!(Paint { color: true }.styled(TextStyle::Red, ""), "");
    }
}
