//! Counted nouns and quoted words.

use crate::cli::view::escape::escaped;

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
