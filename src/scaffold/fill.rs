//! Filling in placeholders. A placeholder is a quoted string of the file's language, such as `"@host@"`, and is
//! replaced, quotes included, by the value as a quoted string.

use std::fmt::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// Double quotes, with the escapes that YAML and TOML share.
    Double,
    /// Single quotes, as a Groovy string without interpolation.
    Groovy,
}

impl Quotes {
    fn mark(self) -> char {
        match self {
            Self::Double => '"',
            Self::Groovy => '\'',
        }
    }

    pub(crate) fn quoted(self, value: &str) -> String {
        let mark = self.mark();
        let mut quoted = String::from(mark);
        for letter in value.chars() {
            match letter {
                '\\' => quoted.push_str("\\\\"),
                letter if letter == mark => quoted.extend(['\\', mark]),
                letter if (letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')) => {
                    // All of these languages support four-digit escapes.
                    write!(quoted, "\\u{:04x}", u32::from(letter)).expect("writing to a string never fails");
                }
                letter => quoted.push(letter),
            }
        }
        quoted.push(mark);
        quoted
    }
}

/// Replaces each placeholder with the value of that name. Unknown names stay.
pub(crate) fn fill<'v>(template: &str, quotes: Quotes, value: &dyn Fn(&str) -> Option<&'v str>) -> String {
    let opening = format!("{}@", quotes.mark());
    let closing = format!("@{}", quotes.mark());
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once(&opening) {
        filled.push_str(before);
        match after.split_once(&closing).and_then(|(name, after)| Some((value(name)?, after))) {
            Some((value, after)) => {
                filled.push_str(&quotes.quoted(value));
                rest = after;
            }
            None => {
                filled.push_str(&opening);
                rest = after;
            }
        }
    }
    filled + rest
}

/// Leaves out the lines between `#if NAME` and `#end` unless the name is wanted, and these two lines in any case.
pub(crate) fn with_parts(template: &str, is_wanted: &dyn Fn(&str) -> bool) -> String {
    let mut is_kept = true;
    let mut kept = String::with_capacity(template.len());
    for line in template.split_inclusive('\n') {
        match line.trim() {
            "#end" => is_kept = true,
            mark => match mark.strip_prefix("#if ") {
                Some(name) => is_kept = is_wanted(name),
                None if is_kept => kept.push_str(line),
                None => {}
            },
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_not_wanted_is_left_out() {
        let template = "a\n  #if x\n  b\n  #end\n  #if y\n  c\n  #end\nd\n";
        assert_eq!(with_parts(template, &|name| name == "x"), "a\n  b\nd\n");
    }

    const HOSTILE: &str = "a\"b'c\\d\n${{ e }} ${f} \u{7f}\u{85}\u{2028}# \"@g@\" '@g@'";

    #[test]
    fn any_value_is_one_string() {
        let value = |name: &str| (name == "v").then_some(HOSTILE);
        let yaml: serde_json::Value =
            serde_yaml::from_str(&fill("a: \"@v@\" # b\nc: d\n", Quotes::Double, &value)).expect("it is YAML");
        assert_eq!(yaml, serde_json::json!({"a": HOSTILE, "c": "d"}));
        let toml: toml::Table =
            fill("a = \"@v@\" # b\nc = \"d\"\n", Quotes::Double, &value).parse().expect("it is TOML");
        assert_eq!((toml["a"].as_str(), toml.len()), (Some(HOSTILE), 2));
        assert_eq!(fill("A = '@v@'", Quotes::Groovy, &|_| Some("a'b\\c\nd${e}")), "A = 'a\\'b\\\\c\\u000ad${e}'");
    }

    #[test]
    fn text_that_is_not_a_placeholder_is_unchanged() {
        let template = "\"@a\" \"@other@\" \"@v@\" '@v@'";
        assert_eq!(
            fill(template, Quotes::Double, &|name| (name == "v").then_some("x")),
            "\"@a\" \"@other@\" \"x\" '@v@'"
        );
    }
}
