//! Counted nouns and quoted words.

use crate::cli::view::escape::escaped;

/// `1 step`, `2 steps`, `0 entities`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

/// `1 entity`, `2 entities`.
pub(crate) fn entities_of(number: u64) -> String {
    if number == 1 { "1 entity".to_owned() } else { format!("{number} entities") }
}

/// Quotes a word for a POSIX shell, if necessary.
pub(crate) fn shell_quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@_.+:/=-".contains(c);
    let word = escaped(word);
    if word.chars().all(plain) { word.into_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_quoted_where_a_shell_would_split_it() {
        assert_eq!(shell_quoted("scorecard/service/quality"), "scorecard/service/quality");
        assert_eq!(shell_quoted("blueprint/a b'c"), r"'blueprint/a b'\''c'");
    }
}
