//! Words and values as sentences quote them.

use serde_json::Value;

use crate::ground::escape::shown;
use crate::ground::join::join_first;

/// So many characters of a text are quoted.
const MOST: usize = 60;

/// A text in backticks: no more than its beginning, nothing in it that a terminal or a log would obey.
pub fn quoted(text: &str) -> String {
    format!("`{}`", excerpt(text))
}

/// A value as a sentence names it: a text as it is, anything else as JSON has it.
pub fn quoted_value(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}

/// Several names for a sentence, the first few of many.
pub fn name_list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const MOST: usize = 8;
    let names: Vec<&str> = names.into_iter().collect();
    join_first(MOST, names.into_iter().map(quoted))
}

fn excerpt(text: &str) -> String {
    let short: String = text.chars().take(MOST).collect();
    // Backticks would end the quotation.
    let mut short = shown(&short).replace('`', "'").replace('\t', "\\t");
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_short_and_obeyed_by_nobody() {
        assert_eq!(quoted("a\n::error::b\u{1b}[2J`"), "`a\\n::error::b\\u{1b}[2J'`");
        assert_eq!(quoted(&"x".repeat(61)).chars().count(), 63);
        assert_eq!(name_list(["a"]), "`a`");
        assert_eq!(name_list(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
