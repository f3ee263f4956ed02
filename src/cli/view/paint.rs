//! Colours for a terminal, or none.

/// Whether what is written is coloured. Every method gives the text as it is where it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint {
    /// Whether to write ANSI colours.
    pub color: bool,
}

/// The colour of a text; the numbers are those of ECMA-48's "select graphic rendition".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// What is added.
    Green,
    /// What changes.
    Yellow,
    /// What is removed or lost.
    Red,
    /// What is only there to help reading.
    Dim,
    /// What to look at.
    Bold,
}

impl Paint {
    /// The text in that colour. It must not be coloured itself.
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

    /// The text in that colour and bold, for the part of a line that differs.
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
