//! Expressions of jq that are a constant.

use std::ops::Range;

use serde_json::Value;

use crate::kind::expression;

/// The value of a constant expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Literal {
    /// The value.
    pub value: Value,
    /// The bytes of the expression without blanks around it; of a string, those between the quotes.
    pub part: Range<usize>,
}

/// Returns the value of an expression if it is a constant: any JSON value, in which strings may have single quotes.
pub(crate) fn literal(text: &str) -> Option<Literal> {
    let trimmed = text.trim();
    let value: Value = serde_json::from_str(&expression::translated(trimmed)?).ok()?;
    let start = text.len() - text.trim_start().len();
    let quote = usize::from(value.is_string());
    Some(Literal { value, part: start + quote..start + trimmed.len() - quote })
}

/// Returns whether a text is a name or an operator without quotes, such as `service`, `$title` or `=`.
pub(crate) fn is_bare(text: &str) -> bool {
    let name = text.strip_prefix('$').unwrap_or(text);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'@' | b':'));
    is_name || (!text.is_empty() && text.bytes().all(|byte| b"=!<>".contains(&byte)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_constant_is_read_with_either_quote() {
        for (text, value, part) in [
            ("'service'", json!("service"), "service"),
            (" \"service\" ", json!("service"), "service"),
            (r"'it\'s'", json!("it's"), r"it\'s"),
            ("3.5", json!(3.5), "3.5"),
            ("true", json!(true), "true"),
            ("['a', \"b\"]", json!(["a", "b"]), "['a', \"b\"]"),
        ] {
            let found = literal(text).expect("it is a constant");
            assert_eq!((found.value, &text[found.part]), (value, part), "{text}");
        }
        for text in ["service", ".name", "'a' + 'b'", r"'\(.a)'", "", "'a", "if . then 'a' else 'b' end"] {
            assert_eq!(literal(text), None, "{text}");
        }
    }

    #[test]
    fn a_bare_word_is_neither_a_path_nor_a_call() {
        for text in ["service", "my-service", "$identifier", "=", "!=", "_team"] {
            assert!(is_bare(text), "{text}");
        }
        for text in [".name", "'service'", "map(.a)", "", "1", "a b", "a | b"] {
            assert!(!is_bare(text), "{text}");
        }
    }
}
