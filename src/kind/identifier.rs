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

/// Returns a valid identifier of an integration's installation that is like a text, which may be empty: `github-ocean`
/// for `GitHub Ocean`.
pub(crate) fn as_installation(text: &str) -> String {
    let text = text.to_lowercase();
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// Returns the valid identifier that the finding for an invalid one suggests, or `None` if the identifier is valid.
pub(crate) fn corrected(kind: &str, identifier: &str) -> Option<String> {
    if kind == "integration" {
        let made = as_installation(identifier);
        let is_valid = identifier.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
        return (!is_valid && !made.is_empty()).then_some(made);
    }
    identifier.contains(is_never_in_identifier).then(|| as_identifier(identifier)).filter(|made| !made.is_empty())
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
    fn an_invalid_identifier_has_a_correction() {
        for (kind, wrong, right) in [
            ("integration", "GitHub_Ocean", Some("github-ocean")),
            ("integration", "GitHub Ocean", Some("github-ocean")),
            ("integration", "github-ocean", None),
            ("blueprint", "my domain", Some("my_domain")),
            ("blueprint", "a.b", None),
            ("blueprint", " ", None),
        ] {
            assert_eq!(corrected(kind, wrong).as_deref(), right, "{wrong}");
        }
    }

    #[test]
    fn an_identifier_has_letters_of_any_alphabet_but_no_blank() {
        assert!(is_identifier("größe") && is_identifier("a/b:c=d+e@f\\g") && is_identifier("..."));
        assert!(!is_identifier("a b") && !is_identifier("..") && !is_identifier("") && !is_identifier("a#"));
        assert!(!is_identifier(&"a".repeat(1001)));
    }
}
