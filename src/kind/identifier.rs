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

/// Returns whether a character is in no identifier of any kind of resource or member.
pub(crate) fn is_never_in_identifier(c: char) -> bool {
    !c.is_alphanumeric() && !"@_.+:\\/=$-".contains(c)
}

/// Returns a valid identifier for every kind of resource and member that is like a text, which may be empty: `my_domain`
/// for `my domain`.
pub(crate) fn as_identifier(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
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
    fn an_identifier_is_made_of_the_words_of_a_text() {
        for (text, made) in [("my domain", "my_domain"), (" Tier (new)! ", "Tier_new"), ("a-b_c", "a-b_c"), ("#", "")] {
            assert_eq!(as_identifier(text), made);
        }
        assert!("my domain".contains(is_never_in_identifier) && !"a/b:c=d".contains(is_never_in_identifier));
    }

    #[test]
    fn an_identifier_has_letters_of_any_alphabet_but_no_blank() {
        assert!(is_identifier("größe") && is_identifier("a/b:c=d+e@f\\g") && is_identifier("..."));
        assert!(!is_identifier("a b") && !is_identifier("..") && !is_identifier("") && !is_identifier("a#"));
        assert!(!is_identifier(&"a".repeat(1001)));
    }
}
