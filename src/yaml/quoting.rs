//! Scalars as text: without quotes where every reader sees the same value, and in quotes otherwise.

use crate::ground::escape::is_deceptive;
use crate::yaml::scalar::{self, Scalar};
use crate::yaml::tree::Style;
use serde_json::{Number, Value};
use std::fmt::Write;

/// Where a scalar is written, which decides which characters need quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a map or a list by indentation.
    Block,
    /// Between brackets.
    Flow,
    /// In a JSON file, where every string has double quotes.
    Json,
}

/// Returns a scalar on one line. A string keeps the quotes of `style` if they can hold it. `None` for a list or a map.
pub(super) fn scalar(value: &Value, style: Style, place: Place) -> Option<String> {
    match value {
        Value::String(text) => Some(string(text, style, place)),
        Value::Number(number) => Some(self::number(number, place)),
        Value::Null | Value::Bool(_) => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns a string on one line, in the quotes of `style` if they can hold it.
pub(super) fn string(text: &str, style: Style, place: Place) -> String {
    let fits_single = !text.contains(|c| c == '\t' || is_escaped(c));
    let wants_single = match style {
        Style::SingleQuoted => true,
        Style::DoubleQuoted => false,
        _ if place != Place::Json && is_plain(text, place) => return text.to_owned(),
        _ => text.contains(['"', '\\']),
    };
    if wants_single && fits_single && place != Place::Json {
        return format!("'{}'", text.replace('\'', "''"));
    }
    double_quoted(text, place)
}

/// Returns a text in double quotes. Invisible characters are written as escapes, because reviewers would miss them and
/// YAML 1.1 readers take some of them for line ends.
fn double_quoted(text: &str, place: Place) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        let code = u32::from(c);
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ if is_escaped(c) && code <= 0xffff => {
                write!(written, "\\u{code:04x}").expect("writing to a string never fails");
                continue;
            }
            // JSON has no such escape, and not every YAML reader accepts its surrogate pairs.
            _ if is_escaped(c) && place != Place::Json => {
                write!(written, "\\U{code:08x}").expect("writing to a string never fails");
                continue;
            }
            _ => {
                written.push(c);
                continue;
            }
        };
        written.push_str(escape);
    }
    written.push('"');
    written
}

/// Returns whether a character is written as an escape: it is invisible, or YAML does not allow it.
pub(super) fn is_escaped(c: char) -> bool {
    is_deceptive(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Returns a number as every reader sees it. YAML 1.1 requires a fraction and a sign in a number with an exponent.
fn number(number: &Number, place: Place) -> String {
    let text = number.to_string();
    let Some((mantissa, exponent)) = text.split_once('e').filter(|_| place != Place::Json) else { return text };
    let fraction = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
    format!("{mantissa}{fraction}e{sign}{exponent}")
}

/// Returns whether YAML 1.2 and 1.1 readers see a text as itself if it has no quotes.
pub(super) fn is_plain(text: &str, place: Place) -> bool {
    starts_plain(text, place)
        && !text.ends_with(|c: char| c == ':' || c.is_whitespace())
        && is_plain_inside(text, place)
        && scalar::resolve(text) == Scalar::Text
        && !is_number_elsewhere(text)
        && scalar::yaml11(text).is_none()
        && text != "<<"
}

fn starts_plain(text: &str, place: Place) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let second = chars.next();
    match first {
        '-' => {
            let is_word = second.is_some_and(|c| !c.is_whitespace() && !",[]{}".contains(c));
            is_word && !text.starts_with("---")
        }
        '?' | ':' => place == Place::Block && second.is_some_and(|c| !c.is_whitespace()),
        '.' => !text.starts_with("..."),
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => false,
        _ => !first.is_whitespace(),
    }
}

fn is_plain_inside(text: &str, place: Place) -> bool {
    let mut before = b' ';
    let mut is_ascii = true;
    for byte in text.bytes() {
        match byte {
            b' ' if before == b':' => return false,
            b'#' if before == b' ' => return false,
            b',' | b'[' | b']' | b'{' | b'}' | b'?' if place == Place::Flow => return false,
            0..=0x1f | 0x7f => return false,
            0x80.. => is_ascii = false,
            _ => {}
        }
        before = byte;
    }
    is_ascii || !text.contains(is_escaped)
}

/// Returns whether some readers see a number in a text such as `-0o17`, which is text in both versions of YAML.
fn is_number_elsewhere(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or_default();
    unsigned.starts_with("0x") || unsigned.starts_with("0o") || unsigned.starts_with("0b")
}
