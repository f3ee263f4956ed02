//! Remedies for common mistakes in jq.

use std::ops::Range;

/// Operators and words of other languages, and their equivalents in jq.
const OPERATORS: &[(&str, &str)] = &[
    ("&&", "and"),
    ("||", "or"),
    ("!==", "!="),
    ("===", "=="),
    ("<>", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("&", "and"),
    ("AND", "and"),
    ("OR", "or"),
    ("is", "=="),
    ("equals", "=="),
    ("eq", "=="),
    ("ne", "!="),
    ("gt", ">"),
    ("gte", ">="),
    ("lt", "<"),
    ("lte", "<="),
    ("elseif", "elif"),
    ("elsif", "elif"),
    ("else if", "elif"),
    ("‘", "'"),
    ("’", "'"),
    ("“", "\""),
    ("”", "\""),
];

/// Functions and constants of other languages, and their equivalents in jq.
const FUNCTIONS: &[(&str, &str)] = &[
    ("None", "null"),
    ("nil", "null"),
    ("undefined", "null"),
    ("True", "true"),
    ("False", "false"),
    ("NOT", "not"),
    ("lower", "ascii_downcase"),
    ("lowercase", "ascii_downcase"),
    ("toLowerCase", "ascii_downcase"),
    ("to_lower", "ascii_downcase"),
    ("upper", "ascii_upcase"),
    ("uppercase", "ascii_upcase"),
    ("toUpperCase", "ascii_upcase"),
    ("to_upper", "ascii_upcase"),
    ("len", "length"),
    ("size", "length"),
    ("count", "length"),
    ("replace", "gsub"),
    ("includes", "contains"),
    ("startsWith", "startswith"),
    ("endsWith", "endswith"),
    ("matches", "test"),
    ("int", "tonumber"),
    ("parseInt", "tonumber"),
    ("number", "tonumber"),
    ("str", "tostring"),
    ("string", "tostring"),
    ("sum", "add"),
];

/// The binary operators of jq.
const BINARY: [&str; 15] = ["==", "!=", "<=", ">=", "//", "|", ",", "+", "-", "*", "/", "%", "<", ">", "="];

/// Returns the remedy for a syntax error at these bytes: something is not allowed there, or is missing before it. `None` if more
/// than one remedy is likely. `expected` is the word that must be there, and
/// `is_filter` returns whether a word is a function.
pub(super) fn misplaced(
    text: &str,
    at: Range<usize>,
    expected: Option<&str>,
    is_filter: impl Fn(&str) -> bool,
) -> Option<String> {
    let (before, rest) = (text[..at.start].trim_end(), &text[at.start..]);
    let is_word = |text: &str| text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    for (operator, jq) in OPERATORS {
        // A parser may reject an operator at any of its characters.
        let starts = operator.char_indices().map(|(offset, _)| offset);
        let found = starts.filter_map(|offset| at.start.checked_sub(offset)).any(|start| {
            let Some(rest) = text.get(start..).and_then(|rest| rest.strip_prefix(operator)) else { return false };
            let is_cut = is_word(operator) && (is_word(rest) || text[..start].ends_with(char::is_alphanumeric));
            !is_cut
        });
        if found {
            return Some(format!("write `{jq}`"));
        }
    }
    let word = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())];
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let operator = BINARY.iter().find(|operator| before.ends_with(**operator));
    if last == "else" && word == "if" {
        return None;
    }
    if let Some("then" | "end") = expected {
        return expected.map(|word| format!("add `{word}`"));
    }
    Some(match rest.chars().next() {
        _ if before.is_empty() && rest.is_empty() => "write an expression, or remove the field".to_owned(),
        _ if text.trim_start().starts_with("{{") => "remove `{{` and `}}`: the entire field is jq".to_owned(),
        _ if text.contains("{{") => "write text in quotes, and join it with `+`: `'text' + .title`".to_owned(),
        _ if text.contains("://") && !text.contains(['\'', '"']) => format!("write it in quotes: `'{text}'`"),
        Some(digit) if digit.is_ascii_digit() && before.ends_with('.') => {
            format!("write the name in quotes: `'{word}'`")
        }
        _ if before.ends_with("??") => "write `//` in place of `??`".to_owned(),
        None | Some(')' | ']' | '}' | ',' | ';') if operator.is_some() => {
            format!("write a value after `{}`, or remove it", operator?)
        }
        None if before.ends_with('.') => "write a name after the dot".to_owned(),
        Some('!') if !rest.starts_with("!=") => "write `| not` after what it negates".to_owned(),
        Some(closing @ (')' | ']' | '}')) if is_surplus(text, at.start, closing) => {
            format!("remove it, or add the `{}` that it closes", opening(closing))
        }
        Some('?' | ':') | Some('\'' | '"') if has_ternary(text) => "write `if … then … else … end`".to_owned(),
        Some('\'' | '"') if !before.is_empty() => "write an operator before it, such as `+` or `==`".to_owned(),
        Some(_) if is_filter(word) => format!("write `| {word}`"),
        _ => return None,
    })
}

/// Returns what to write for a function that does not exist.
pub(super) fn unknown_function(name: &str, arguments: usize) -> Option<String> {
    if let Some((_, jq)) = FUNCTIONS.iter().find(|(other, _)| *other == name) {
        return Some(format!("write `{jq}`"));
    }
    (arguments == 0 && !name.starts_with('@')).then(|| format!("for a text, write `'{name}'`; for a field, `.{name}`"))
}

/// Returns how to give a function the number of arguments that it takes; `rest` is the text after its name.
pub(super) fn arguments(rest: &str, given: usize, takes: &[usize]) -> Option<String> {
    let (list, _) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    let stated = list.split(',').count();
    (given == 1 && stated > 1 && takes.contains(&stated)).then(|| "separate the arguments with `;`, not `,`".to_owned())
}

fn has_ternary(text: &str) -> bool {
    text.split_once('?').is_some_and(|(_, rest)| rest.contains(':'))
}

fn opening(closing: char) -> char {
    match closing {
        ')' => '(',
        ']' => '[',
        _ => '{',
    }
}

/// Returns whether more brackets of this kind are closed than opened up to this one.
fn is_surplus(text: &str, at: usize, closing: char) -> bool {
    let count = |bracket: char| text[..at].matches(bracket).count();
    count(opening(closing)) <= count(closing)
}
