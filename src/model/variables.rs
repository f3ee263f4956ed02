//! Variables: `${name}` in the strings of a model.

use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// The variables of a run.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    values: BTreeMap<String, Variable>,
    /// Values from the environment for names that are declared nowhere. The keys are environment names: the variables
    /// `a-b` and `A_B` are both `A_B` there.
    environment: BTreeMap<String, Variable>,
    /// The names of sensitive variables whose value this run does not have.
    withheld: BTreeSet<String>,
    /// Texts without a name that are as sensitive as the values.
    hidden: Vec<String>,
}

/// One variable.
#[derive(Clone)]
pub struct Variable {
    /// Its value, as text.
    pub value: String,
    /// The type of a field whose value is only this variable.
    pub kind: ScalarKind,
    /// Whether the value must be redacted from all output.
    pub sensitive: bool,
}

/// What kind of value a variable has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScalarKind {
    /// Any text.
    #[default]
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}

impl ScalarKind {
    /// Reads a text as a value of this kind.
    pub(crate) fn parse(self, text: &str) -> Option<Value> {
        match self {
            Self::Text => Some(Value::from(text)),
            Self::Number => text.parse().ok().map(Value::Number),
            Self::Boolean => text.parse().ok().map(Value::Bool),
        }
    }
}

impl fmt::Display for ScalarKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
        })
    }
}

impl Variable {
    /// Creates a variable whose value is text.
    pub fn text(value: impl Into<String>, sensitive: bool) -> Self {
        Self { value: value.into(), kind: ScalarKind::Text, sensitive }
    }
}

impl fmt::Debug for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.sensitive { "(sensitive)" } else { &self.value })
    }
}

#[derive(Debug, Default, PartialEq)]
pub struct FilledText {
    /// The text, or the number or boolean of a variable that is all of it.
    pub value: Value,
    pub sensitive: bool,
    /// The names in the text.
    pub names: Vec<String>,
    /// The names that could not be filled in, and the bytes of each `${name}` in the original text. They are undefined,
    /// or defined but written in a wrong form, such as `${ name }`.
    pub unknown: Vec<(String, Range<usize>)>,
}

/// Prefixes that other programs have for variables.
const PREFIXES: [&str; 4] = ["vars.", "var.", "env:", "env."];

/// The prefix of the environment variables that set variables.
pub(crate) const ENVIRONMENT_PREFIX: &str = "PORTWRIGHT_VAR_";

/// Returns the environment variable that sets a variable.
pub(crate) fn environment_variable(name: &str) -> String {
    format!("{ENVIRONMENT_PREFIX}{}", environment_name(name))
}

/// Returns the name that a variable has in the environment, without the prefix.
pub(crate) fn environment_name(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

/// Returns the bytes of each name that a text uses as `${name}`.
pub(crate) fn used_names(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name = move |(dollar, _): (usize, &str)| {
        let start = dollar + 2;
        let end = start + text[start..].find(|c| !is_name(c))?;
        let is_used = end > start && text[end..].starts_with('}') && !text[..dollar].ends_with('$');
        is_used.then_some(start..end)
    };
    text.match_indices("${").filter_map(name)
}

impl Variables {
    pub(crate) const fn new() -> Self {
        Self { values: BTreeMap::new(), environment: BTreeMap::new(), withheld: BTreeSet::new(), hidden: Vec::new() }
    }

    /// Sets a variable, replacing any other of that name.
    pub fn set(&mut self, name: impl Into<String>, variable: Variable) {
        self.values.insert(name.into(), variable);
    }

    /// Sets the variables with this name in the environment, except those that are set otherwise.
    pub(crate) fn set_from_environment(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.environment.insert(name.into(), Variable::text(value, false));
    }

    /// Declares a sensitive variable without a value.
    pub fn withhold(&mut self, name: impl Into<String>) {
        self.withheld.insert(name.into());
    }

    /// Adds a text that is redacted like a sensitive value, such as a credential.
    pub(crate) fn hide(&mut self, text: impl Into<String>) {
        self.hidden.push(text.into());
    }

    /// Iterates over the sensitive variables that have a value.
    pub(crate) fn sensitive(&self) -> impl Iterator<Item = (&str, &str)> {
        let sensitive = self.values.iter().filter(|(_, variable)| variable.sensitive && !variable.value.is_empty());
        sensitive.map(|(name, variable)| (name.as_str(), variable.value.as_str()))
    }

    /// Returns whether a variable is sensitive, and this run does not have its value.
    pub(crate) fn is_withheld(&self, name: &str) -> bool {
        self.withheld.contains(name) && self.get(name).is_none()
    }

    /// Returns the same variables with another text for each sensitive value.
    pub(crate) fn masked(&self, text: impl Fn(&str) -> String) -> Self {
        let mask = |(name, variable): (&String, &Variable)| {
            let own = || Variable::text(text(name), true);
            (name.clone(), if variable.sensitive { own() } else { variable.clone() })
        };
        Self { values: self.values.iter().map(mask).collect(), ..self.clone() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Variable> {
        self.values.get(name).or_else(|| self.environment.get(&environment_name(name)))
    }

    /// Iterates over the names.
    pub fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let in_environment = self.environment.keys().map(|name| Cow::Owned(name.to_lowercase()));
        self.values.keys().map(|name| Cow::Borrowed(name.as_str())).chain(in_environment)
    }

    /// Returns the sensitive values that are redacted wherever they appear in a text, longest first, so that one inside
    /// another is redacted too. Shorter ones would garble other text: they are redacted only in the fields that use them.
    pub fn secrets(&self) -> Vec<&str> {
        const MIN_LENGTH: usize = 8;
        self.sensitive_values().into_iter().filter(|value| value.chars().count() >= MIN_LENGTH).collect()
    }

    /// Returns all sensitive values, longest first.
    pub(crate) fn sensitive_values(&self) -> Vec<&str> {
        let mut values: Vec<&str> = self.sensitive().map(|(_, value)| value).collect();
        values.extend(self.hidden.iter().map(String::as_str));
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values
    }

    /// Returns the variable that a malformed `${` was probably meant to use, and the range of its bytes. Such a text has spaces
    /// around the name, another program's prefix, or no `}`. An undefined variable is returned only if the text cannot
    /// belong to another program.
    fn malformed(&self, text: &str, dollar: usize) -> Option<(String, Range<usize>)> {
        let inside = &text[dollar + 2..];
        let (inside, end) = match inside.find('}') {
            Some(close) => (&inside[..close], dollar + 2 + close + 1),
            None => {
                let is_end = |c: char| !(c.is_ascii_alphanumeric() || "_-.:".contains(c));
                let inside = &inside[..inside.find(is_end).unwrap_or(inside.len())];
                (inside, dollar + 2 + inside.len())
            }
        };
        let trimmed = inside.trim();
        let written = PREFIXES.iter().find_map(|prefix| trimmed.strip_prefix(prefix)).unwrap_or(trimmed);
        let known = self.names().find(|name| environment_name(name) == environment_name(written));
        // `${env.x}` of an unknown name belongs to another program. Spaces and `var.` are mistakes in this syntax.
        let has_prefix = written.len() < trimmed.len();
        let is_ours = if has_prefix { trimmed.starts_with("var") } else { trimmed.len() < inside.len() };
        let is_name =
            |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric() || b"_-".contains(&c));
        let unknown = || (is_ours && text[..end].ends_with('}') && is_name(written)).then(|| written.to_owned());
        Some((known.map(Cow::into_owned).or_else(unknown)?, dollar..end))
    }

    /// Fills in the variables of a text. `${name}` becomes the variable's value and `$${` becomes `${`. Undefined names
    /// stay. A text that is one variable and nothing else becomes a value of the variable's kind.
    pub fn fill(&self, text: &str) -> FilledText {
        let mut filled = FilledText::default();
        let (mut output, mut from) = (String::new(), 0);
        while let Some(dollar) = text[from..].find("${").map(|at| from + at) {
            // A `$` before it makes this a literal.
            if text[from..dollar].ends_with('$') {
                output.push_str(&text[from..dollar - 1]);
                output.push_str("${");
                from = dollar + 2;
                continue;
            }
            output.push_str(&text[from..dollar]);
            let name_at = dollar + 2;
            let length = text[name_at..].find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')));
            let end = name_at + length.unwrap_or(text.len() - name_at);
            if end == name_at || !text[end..].starts_with('}') {
                filled.unknown.extend(self.malformed(text, dollar));
                output.push_str("${");
                from = name_at;
                continue;
            }
            let name = &text[name_at..end];
            filled.names.push(name.to_owned());
            match self.get(name) {
                Some(variable) => {
                    filled.sensitive |= variable.sensitive;
                    if dollar == 0 && end + 1 == text.len() {
                        filled.value = variable.kind.parse(&variable.value).unwrap_or_default();
                        return filled;
                    }
                    output.push_str(&variable.value);
                }
                None => {
                    output.push_str(&text[dollar..=end]);
                    filled.unknown.push((name.to_owned(), dollar..end + 1));
                }
            }
            from = end + 1;
        }
        output.push_str(&text[from..]);
        filled.value = Value::String(output);
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("org", Variable::text("acme", false));
        variables.set("token", Variable::text("s3cr3t", true));
        for (name, kind, value) in [
            ("limit", ScalarKind::Number, "-5"),
            ("ratio", ScalarKind::Number, "2.5"),
            ("on", ScalarKind::Boolean, "true"),
            ("five", ScalarKind::Text, "5"),
        ] {
            variables.set(name, Variable { value: value.to_owned(), kind, sensitive: false });
        }
        variables.set_from_environment("A_B", "x");
        variables
    }

    #[test]
    fn names_are_filled_in_and_a_doubled_dollar_is_a_literal() {
        assert_eq!(variables().fill("${org}/x ${org}").value, "acme/x acme");
        let literal = variables().fill("$${org} $5 ${ org } {{ .inputs.x }}");
        assert_eq!(literal.value, "${org} $5 ${ org } {{ .inputs.x }}");
        assert!(literal.names.is_empty());
    }

    #[test]
    fn the_places_of_names_are_those_that_are_filled_in() {
        for text in ["${org}/x ${ org } ${a-b}", "$${org} ${org", "${}${org}", "$$${org}", "é${other}"] {
            let names: Vec<&str> = used_names(text).map(|part| &text[part]).collect();
            assert_eq!(names, variables().fill(text).names, "{text}");
        }
    }

    #[test]
    fn a_defined_name_in_a_wrong_form_is_reported() {
        let found = |text: &'static str| {
            let unknown = variables().fill(text).unknown;
            unknown.into_iter().map(|(name, part)| (name, &text[part])).collect::<Vec<_>>()
        };
        for (text, name, part) in [
            ("a ${ org } b", "org", "${ org }"),
            ("${org", "org", "${org"),
            ("${org/x", "org", "${org"),
            ("${vars.org}", "org", "${vars.org}"),
            ("${env:ORG}", "org", "${env:ORG}"),
            ("${ env.A_B }", "a_b", "${ env.A_B }"),
            ("${ other }", "other", "${ other }"),
            ("${vars.other}", "other", "${vars.other}"),
        ] {
            assert_eq!(found(text), [(name.to_owned(), part)], "{text}");
            assert_eq!(variables().fill(text).value, text);
        }
        for text in ["${org:-x}", "${org%/*}", "${ env.OTHER }", "${ a b }", "$${ org }", "${", "${{ org }}", "${org}"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_variable_alone_keeps_its_kind_and_inside_a_text_it_is_text() {
        let filled = |text: &str| variables().fill(text).value;
        assert_eq!(filled("${limit}"), serde_json::json!(-5));
        assert_eq!(filled("${ratio}"), serde_json::json!(2.5));
        assert_eq!(filled("${on}"), serde_json::json!(true));
        assert_eq!(filled("${five}"), "5");
        for (text, expected) in
            [(" ${limit}", " -5"), ("${on}${on}", "truetrue"), ("$${on}", "${on}"), ("<= ${ratio}", "<= 2.5")]
        {
            assert_eq!(filled(text), expected);
        }
    }

    #[test]
    fn a_name_from_the_environment_fits_every_way_to_write_it() {
        for name in ["a_b", "a-b", "A_B"] {
            assert_eq!(variables().fill(&format!("${{{name}}}")).value, "x");
        }
    }

    #[test]
    fn short_values_are_secret_only_in_their_fields() {
        let mut variables = variables();
        variables.set("key", Variable::text("12345678", true));
        assert_eq!(variables.secrets(), ["12345678"]);
        assert_eq!(variables.sensitive_values(), ["12345678", "s3cr3t"]);
    }

    #[test]
    fn an_unknown_name_stays_and_is_reported_with_its_bytes() {
        let filled = variables().fill("a ${ogr}");
        assert_eq!(filled.value, "a ${ogr}");
        assert_eq!(filled.unknown, [("ogr".to_owned(), 2..8)]);
        assert_eq!(filled.names, ["ogr"]);
    }

    #[test]
    fn a_sensitive_value_marks_the_text_and_is_not_in_debug_output() {
        assert!(variables().fill("https://x?t=${token}").sensitive && variables().fill("${token}").sensitive);
        assert!(!format!("{:?}", variables()).contains("s3cr3t"));
    }
}
