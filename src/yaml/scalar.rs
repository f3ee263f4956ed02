//! The type of a plain scalar under YAML 1.2's core schema, and where YAML 1.1 readers disagree.

use serde_json::Number;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    /// `~`, `null`, `Null`, `NULL` or empty.
    Null,
    /// `true`, `True`, `TRUE`, and the same for `false`.
    Bool(bool),
    /// A decimal, octal (`0o17`) or hexadecimal (`0x1F`) integer, or a decimal fraction.
    Number(Number),
    /// A number that JSON cannot represent: `.inf`, `.nan`, `1e400`, or an integer that a double cannot represent exactly.
    Unrepresentable,
    Text,
}

/// Resolves a plain scalar by YAML 1.2's core schema (section 10.3.2 of the specification). An integer is a
/// number only if a double can hold it exactly, because rounding would silently change an identifier.
pub(crate) fn resolve(text: &str) -> Scalar {
    // The first byte decides for nearly every scalar.
    match text.as_bytes() {
        [] | [b'~'] => Scalar::Null,
        [b'n' | b'N', ..] if matches!(text, "null" | "Null" | "NULL") => Scalar::Null,
        [b't' | b'T', ..] if matches!(text, "true" | "True" | "TRUE") => Scalar::Bool(true),
        [b'f' | b'F', ..] if matches!(text, "false" | "False" | "FALSE") => Scalar::Bool(false),
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => number(text),
        _ => Scalar::Text,
    }
}

fn number(text: &str) -> Scalar {
    if let Some(digits) = text.strip_prefix("0o") {
        return integer_in_base(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return integer_in_base(digits, 16);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Scalar::Unrepresentable;
    }
    let integer_digits = leading_digits(unsigned);
    if integer_digits == unsigned.len() && integer_digits > 0 {
        return integer(text, unsigned);
    }
    if !is_fraction(unsigned, integer_digits) {
        return Scalar::Text;
    }
    match text.parse::<f64>().ok().and_then(Number::from_f64) {
        Some(number) => Scalar::Number(number),
        None => Scalar::Unrepresentable,
    }
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Returns whether a text is `12.`, `.5`, `1.5e-3` or `1e3`, given its number of leading digits.
fn is_fraction(unsigned: &str, integer_digits: usize) -> bool {
    let mut rest = &unsigned[integer_digits..];
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix('.') {
        fraction = leading_digits(after);
        rest = &after[fraction..];
    }
    if integer_digits + fraction == 0 {
        return false;
    }
    match rest.strip_prefix(['e', 'E']) {
        None => rest.is_empty(),
        Some(exponent) => {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !digits.is_empty() && leading_digits(digits) == digits.len()
        }
    }
}

fn integer_in_base(digits: &str, radix: u32) -> Scalar {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Scalar::Text;
    }
    u64::from_str_radix(digits, radix).map_or(Scalar::Unrepresentable, exact)
}

/// Returns an integer as a number, or `Unrepresentable` if a double, as JavaScript uses, cannot hold it exactly.
fn exact<N: Copy + Into<i128> + Into<Number>>(value: N) -> Scalar {
    let wide: i128 = value.into();
    if wide as f64 as i128 == wide { Scalar::Number(value.into()) } else { Scalar::Unrepresentable }
}

fn integer(text: &str, unsigned: &str) -> Scalar {
    if let Ok(value) = text.parse::<i64>() {
        return exact(value);
    }
    if let Ok(value) = text.strip_prefix('+').unwrap_or(text).parse::<u64>() {
        return exact(value);
    }
    let digits = unsigned.trim_start_matches('0');
    let exact = text.parse::<f64>().ok().filter(|value| format!("{:.0}", value.abs()) == digits);
    exact.and_then(Number::from_f64).map_or(Scalar::Unrepresentable, Scalar::Number)
}

/// Returns how a YAML 1.1 reader interprets a plain scalar if YAML 1.2 interprets it differently: "the boolean `true`",
/// "the number `8`", "a date". `None` if both agree. The rules are those of PyYAML, which several of Port's Git
/// integrations use.
pub(crate) fn yaml11(text: &str) -> Option<String> {
    // Every text that the versions read differently is short; the limit also bounds the work.
    if text.len() > 64 || !may_differ(text) {
        return None;
    }
    let old = old_number(text);
    match resolve(text) {
        Scalar::Null | Scalar::Bool(_) => None,
        Scalar::Number(new) => match old {
            None => Some(format!("the string `{text}`")),
            Some(old) if new.as_f64() == Some(old) => None,
            Some(old) => Some(format!("the number `{old}`")),
        },
        // PyYAML requires a sign in an exponent.
        Scalar::Unrepresentable => None,
        Scalar::Text => match text {
            "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some("the boolean `true`".to_owned()),
            "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some("the boolean `false`".to_owned()),
            "=" => Some("a default-value marker, which is an error".to_owned()),
            _ if is_timestamp(text) => Some("a date".to_owned()),
            _ => old.map(|old| format!("the number `{old}`")),
        },
    }
}

/// Returns whether a text starts like one that the two versions read differently. Few do.
fn may_differ(text: &str) -> bool {
    match text.as_bytes() {
        [b'y' | b'Y' | b'n' | b'N' | b'o' | b'O', rest @ ..] => rest.len() <= 2,
        [b'1'..=b'9', rest @ ..] => !rest.iter().all(u8::is_ascii_digit),
        [b'0' | b'+' | b'-' | b'.' | b'=', ..] => true,
        _ => false,
    }
}

/// Returns the number that YAML 1.1 reads, by the regular expressions of its `int` and `float` types.
fn old_number(text: &str) -> Option<f64> {
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let first = *unsigned.as_bytes().first()?;
    let bare: String = unsigned.chars().filter(|c| *c != '_').collect();
    if first == b'.' {
        // A fraction without integer digits cannot have a sign.
        let starts_with_digit = unsigned.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        return (unsigned.len() == text.len() && starts_with_digit).then(|| old_fraction(&bare)).flatten();
    }
    if !first.is_ascii_digit() {
        return None;
    }
    let magnitude = if let Some(digits) = bare.strip_prefix("0b") {
        u64::from_str_radix(digits, 2).ok().map(|value| value as f64)
    } else if let Some(digits) = bare.strip_prefix("0x") {
        u64::from_str_radix(digits, 16).ok().map(|value| value as f64)
    } else if bare.contains(':') {
        old_sexagesimal(&bare)
    } else if bare.contains('.') {
        old_fraction(&bare)
    } else if !bare.bytes().all(|byte| byte.is_ascii_digit()) {
        None
    } else if first == b'0' && bare.len() > 1 {
        u64::from_str_radix(&bare, 8).ok().map(|value| value as f64)
    } else {
        bare.parse().ok()
    };
    magnitude.map(|value| sign * value)
}

/// Parses `1.5`, `1.`, `.5` or `1.5e+3`. Without a sign in the exponent it is text.
fn old_fraction(bare: &str) -> Option<f64> {
    let (mantissa, exponent) = match bare.find(['e', 'E']) {
        None => (bare, None),
        Some(at) => (&bare[..at], Some(&bare[at + 1..])),
    };
    let exponent_ok = exponent.is_none_or(|exponent| {
        exponent.starts_with(['+', '-']) && exponent.len() > 1 && leading_digits(&exponent[1..]) == exponent.len() - 1
    });
    let mantissa_ok = mantissa.matches('.').count() == 1 && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (exponent_ok && mantissa_ok).then(|| bare.parse().ok()).flatten()
}

/// Parses a number in base 60: `12:30:45` or `12:30.5`.
fn old_sexagesimal(bare: &str) -> Option<f64> {
    let (integer, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    let mut parts = integer.split(':');
    let first = parts.next()?;
    let is_float = bare.contains('.');
    if first.is_empty() || leading_digits(first) != first.len() || (!is_float && first.starts_with('0')) {
        return None;
    }
    let mut value: f64 = first.parse().ok()?;
    for part in parts {
        let in_range = (1..=2).contains(&part.len()) && leading_digits(part) == part.len();
        let part: f64 = part.parse().ok().filter(|part| in_range && *part < 60.0)?;
        value = value * 60.0 + part;
    }
    if !is_float {
        return Some(value);
    }
    let fraction_ok = fraction.bytes().all(|byte| byte.is_ascii_digit());
    fraction_ok.then(|| format!("0.{fraction}0").parse::<f64>().ok().map(|part| value + part)).flatten()
}

/// Returns whether a text is a date such as `2024-01-02`, or a date with a time.
fn is_timestamp(text: &str) -> bool {
    let mut rest = text;
    let digits = |least: usize, most: usize, rest: &mut &str| {
        let count = leading_digits(rest).min(most);
        *rest = &rest[count..];
        count >= least
    };
    if !digits(4, 4, &mut rest) || !eat(&mut rest, "-") {
        return false;
    }
    let date = rest;
    if digits(2, 2, &mut rest) && eat(&mut rest, "-") && digits(2, 2, &mut rest) && rest.is_empty() {
        return true;
    }
    rest = date;
    if !digits(1, 2, &mut rest) || !eat(&mut rest, "-") || !digits(1, 2, &mut rest) {
        return false;
    }
    let time = rest.strip_prefix(['T', 't']).or_else(|| Some(rest.trim_start()).filter(|time| time.len() < rest.len()));
    let Some(mut rest) = time else { return false };
    let clock = digits(1, 2, &mut rest)
        && eat(&mut rest, ":")
        && digits(2, 2, &mut rest)
        && eat(&mut rest, ":")
        && digits(2, 2, &mut rest);
    if !clock {
        return false;
    }
    if eat(&mut rest, ".") {
        rest = &rest[leading_digits(rest)..];
    }
    rest = rest.trim_start();
    if rest.is_empty() || rest == "Z" {
        return true;
    }
    if !eat(&mut rest, "+") && !eat(&mut rest, "-") {
        return false;
    }
    digits(1, 2, &mut rest) && (rest.is_empty() || (eat(&mut rest, ":") && digits(2, 2, &mut rest) && rest.is_empty()))
}

fn eat(rest: &mut &str, prefix: &str) -> bool {
    match rest.strip_prefix(prefix) {
        Some(after) => {
            *rest = after;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_json(text: &str) -> String {
        match resolve(text) {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Unrepresentable => "!".to_owned(),
            Scalar::Text => format!("{text:?}"),
        }
    }

    #[test]
    fn plain_scalars_follow_yaml_1_2() {
        for (text, json) in [
            ("", "null"),
            ("~", "null"),
            ("NULL", "null"),
            ("nULL", "\"nULL\""),
            ("True", "true"),
            ("yes", "\"yes\""),
            ("010", "10"),
            ("0089", "89"),
            ("0o10", "8"),
            ("0x1F", "31"),
            ("0b11", "\"0b11\""),
            ("-0x1", "\"-0x1\""),
            ("+12", "12"),
            ("-0", "0"),
            ("1_000", "\"1_000\""),
            ("1e3", "1000.0"),
            ("1.", "1.0"),
            (".5", "0.5"),
            (".", "\".\""),
            ("-", "\"-\""),
            ("1e", "\"1e\""),
            ("1.2.3", "\"1.2.3\""),
            ("12:30", "\"12:30\""),
            ("9007199254740992", "9007199254740992"),
            ("9007199254740993", "!"),
            ("-9007199254740993", "!"),
            ("0x20000000000001", "!"),
            ("9223372036854775807", "!"),
            ("9223372036854775808", "9223372036854775808"),
            ("18446744073709551615", "!"),
            ("100000000000000000000", "1e+20"),
            ("123456789012345678901", "!"),
            ("-.inf", "!"),
            (".nan", "!"),
            ("1e400", "!"),
        ] {
            assert_eq!(as_json(text), json, "{text}");
        }
    }

    #[test]
    fn a_1_1_reader_is_quoted_only_where_it_disagrees() {
        for (text, seen) in [
            ("yes", Some("the boolean `true`")),
            ("Off", Some("the boolean `false`")),
            ("y", None),
            ("010", Some("the number `8`")),
            ("0089", Some("the string `0089`")),
            ("0o10", Some("the string `0o10`")),
            ("0x1F", None),
            ("0b11", Some("the number `3`")),
            ("1_000", Some("the number `1000`")),
            ("22:22", Some("the number `1342`")),
            ("12:30:45", Some("the number `45045`")),
            ("12:99", None),
            ("1e3", Some("the string `1e3`")),
            ("1.5e3", Some("the string `1.5e3`")),
            ("1.5e+3", None),
            ("1.10", None),
            ("+.5", Some("the string `+.5`")),
            ("2024-01-02", Some("a date")),
            ("2024-1-2", None),
            ("2024-01-02T03:04:05Z", Some("a date")),
            ("2024-01-02 03:04:05 +01:00", Some("a date")),
            ("=", Some("a default-value marker, which is an error")),
            ("0", None),
            ("-12", None),
            ("v1.2", None),
        ] {
            assert_eq!(yaml11(text).as_deref(), seen, "{text}");
        }
    }
}
