//! Quoting names and values of `enrich` in messages.

use crate::ground::escape::escaped;
use crate::ground::join::join_first;
use serde_json::Value;

const MAX_QUOTED_CHARS: usize = 60;

/// Returns a text in backticks, shortened, with control characters escaped.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", excerpt(text))
}

/// Quotes a value: a string as it is, anything else as JSON.
pub(crate) fn quoted_value(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}

/// Joins quoted names for a sentence. Only the first few of many are listed.
pub(crate) fn name_list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const MAX_NAMES: usize = 8;
    let names: Vec<&str> = names.into_iter().collect();
    join_first(MAX_NAMES, names.into_iter().map(quoted))
}

fn excerpt(text: &str) -> String {
    let short: String = text.chars().take(MAX_QUOTED_CHARS).collect();
    // Backticks would end the quotation.
    let mut short = escaped(&short).replace('`', "'").replace('\t', "\\t");
    if text.chars().nth(MAX_QUOTED_CHARS).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_short_and_without_control_characters() {
        assert_eq!(quoted("a\n::error::b\u{1b}[2J`"), "`a\\n::error::b\\u{1b}[2J'`");
        assert_eq!(quoted(&"x".repeat(61)).chars().count(), 63);
        assert_eq!(name_list(["a"]), "`a`");
        assert_eq!(name_list(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
