//! Which identifiers of entities Port accepts.

/// The most characters that one may have.
pub(crate) const MAX_IDENTIFIER_CHARS: usize = 1000;

/// Whether Port accepts a text as an entity's identifier: `^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]+$`, at most 1000 characters.
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

/// A letter beyond ASCII. `char::is_alphabetic` also takes marks and numerals that are letters in other ways only, of
/// which nobody makes identifiers.
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
