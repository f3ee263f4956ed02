//! Which identifiers of entities Port accepts.

/// The maximum number of characters.
pub(crate) const MAX_IDENTIFIER_CHARS: usize = 1000;

/// Returns whether Port accepts a text as an entity's identifier: `^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]+$`, at most 1000
/// characters.
pub(crate) fn is_identifier(text: &str) -> bool {
    let fits = |c: char| {
        if c.is_ascii() { c.is_ascii_alphanumeric() || "@_.+:\\/=-".contains(c) } else { is_letter(c) }
    };
    !text.is_empty()
        && text != "."
        && text != ".."
        && text.chars().all(fits)
        && text.chars().count() <= MAX_IDENTIFIER_CHARS
}

/// Returns whether a non-ASCII character is a letter. `char::is_alphabetic` also accepts marks and numerals, which
/// identifiers do not contain in practice.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_letters_of_any_alphabet_but_no_blank() {
        assert!(is_identifier("größe") && is_identifier("a/b:c=d+e@f\\g") && is_identifier("..."));
        assert!(!is_identifier("a b") && !is_identifier("..") && !is_identifier("") && !is_identifier("a#"));
        assert!(!is_identifier(&"a".repeat(1001)));
    }
}
