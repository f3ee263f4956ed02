//! Colours for a terminal, or none.

/// Colours text, or returns it unchanged if `color` is false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint {
    pub color: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Green,
    Yellow,
    Red,
    Dim,
    Bold,
}

impl Paint {
    /// `text` must not be coloured already.
    pub(crate) fn ink(self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Green => "32",
            Ink::Yellow => "33",
            Ink::Red => "31",
            Ink::Dim => "2",
            Ink::Bold => "1",
        };
        self.wrap(code, text)
    }

    /// Bold as well, for the part of a line that differs.
    pub(crate) fn strong(self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Green => "1;32",
            Ink::Yellow => "1;33",
            Ink::Red => "1;31",
            Ink::Dim | Ink::Bold => "1",
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
        assert_eq!(Paint { color: false }.ink(Ink::Red, "a"), "a");
        assert_eq!(Paint { color: true }.ink(Ink::Red, "a"), "\x1b[31ma\x1b[0m");
        assert_eq!(Paint { color: true }.ink(Ink::Red, ""), "");
    }
}
