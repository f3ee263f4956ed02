//! Counted nouns.

use std::fmt::Display;

/// `1 step`, `2 steps`, `0 entities`.
pub(crate) fn count<N: Display + From<u8> + PartialEq>(number: N, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if number == N::from(1) => format!("1 {noun}"),
        Some(stem) => format!("{number} {stem}ies"),
        None => format!("{number} {noun}s"),
    }
}
