//! Variables: `${name}` in the strings of a model.

use std::collections::BTreeMap;
use std::ops::Range;

/// The variables of a run.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    values: BTreeMap<String, Variable>,
}

/// One variable.
#[derive(Clone)]
pub struct Variable {
    /// Its value.
    pub value: String,
    /// Whether the value must be redacted from all output.
    pub sensitive: bool,
}

impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.sensitive { "(sensitive)" } else { &self.value })
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct FilledText {
    pub text: String,
    pub sensitive: bool,
    /// The undefined names, and the bytes of each `${name}` in the original text.
    pub unknown: Vec<(String, Range<usize>)>,
}

impl Variables {
    pub(crate) const fn new() -> Self {
        Self { values: BTreeMap::new() }
    }

    /// Sets a variable, replacing any other of that name.
    pub fn set(&mut self, name: impl Into<String>, variable: Variable) {
        self.values.insert(name.into(), variable);
    }

    /// Returns whether there is a sensitive variable of that name.
    pub fn is_sensitive(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(|variable| variable.sensitive)
    }

    /// Iterates over the names, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Returns the sensitive values that are redacted wherever they appear in a text, longest first, so that one inside
    /// another is redacted too. Shorter ones would garble other text: they are redacted only in the fields that use them.
    pub fn secrets(&self) -> Vec<&str> {
        const MIN_LENGTH: usize = 8;
        self.sensitive_values().into_iter().filter(|value| value.chars().count() >= MIN_LENGTH).collect()
    }

    /// Returns all sensitive values, longest first.
    pub(crate) fn sensitive_values(&self) -> Vec<&str> {
        let sensitive = self.values.values().filter(|variable| variable.sensitive && !variable.value.is_empty());
        let mut values: Vec<&str> = sensitive.map(|variable| variable.value.as_str()).collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values
    }

    /// Fills in the variables of a text. `${name}` becomes the variable's value and `$${` becomes `${`. Undefined names
    /// stay.
    pub fn fill(&self, text: &str) -> FilledText {
        let mut filled = FilledText::default();
        let mut from = 0;
        while let Some(dollar) = text[from..].find("${").map(|at| from + at) {
            // A `$` before it makes this a literal.
            if text[from..dollar].ends_with('$') {
                filled.text.push_str(&text[from..dollar - 1]);
                filled.text.push_str("${");
                from = dollar + 2;
                continue;
            }
            filled.text.push_str(&text[from..dollar]);
            let name_at = dollar + 2;
            let length = text[name_at..].find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')));
            let end = name_at + length.unwrap_or(text.len() - name_at);
            if end == name_at || !text[end..].starts_with('}') {
                filled.text.push_str("${");
                from = name_at;
                continue;
            }
            match self.values.get(&text[name_at..end]) {
                Some(variable) => {
                    filled.text.push_str(&variable.value);
                    filled.sensitive |= variable.sensitive;
                }
                None => {
                    filled.text.push_str(&text[dollar..=end]);
                    filled.unknown.push((text[name_at..end].to_owned(), dollar..end + 1));
                }
            }
            from = end + 1;
        }
        filled.text.push_str(&text[from..]);
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("org", Variable { value: "acme".to_owned(), sensitive: false });
        variables.set("token", Variable { value: "s3cr3t".to_owned(), sensitive: true });
        variables
    }

    #[test]
    fn names_are_filled_in_and_a_doubled_dollar_is_a_literal() {
        assert_eq!(variables().fill("${org}/x ${org}").text, "acme/x acme");
        assert_eq!(variables().fill("$${org} $5 ${ org } {{ .inputs.x }}").text, "${org} $5 ${ org } {{ .inputs.x }}");
    }

    #[test]
    fn short_values_are_secret_only_in_their_fields() {
        let mut variables = variables();
        variables.set("key", Variable { value: "12345678".to_owned(), sensitive: true });
        assert_eq!(variables.secrets(), ["12345678"]);
        assert_eq!(variables.sensitive_values(), ["12345678", "s3cr3t"]);
    }

    #[test]
    fn an_unknown_name_stays_and_is_reported_with_its_bytes() {
        let filled = variables().fill("a ${ogr}");
        assert_eq!(filled.text, "a ${ogr}");
        assert_eq!(filled.unknown, [("ogr".to_owned(), 2..8)]);
    }

    #[test]
    fn a_sensitive_value_marks_the_text_and_is_not_debugged() {
        assert!(variables().fill("https://x?t=${token}").sensitive);
        assert!(!format!("{:?}", variables()).contains("s3cr3t"));
    }
}
