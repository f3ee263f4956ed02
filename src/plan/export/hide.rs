//! Replacing literal secrets with variables.

use crate::ground::path::{Path, Segment};
use crate::ground::secret::field::{is_secret_header, is_secret_member, secrets_in_url};
use crate::ground::secret::{is_placeholder, secrets};
use crate::kind::Key;
use crate::kind::places::values;
use crate::kind::treatment::Treatment;
use crate::model::{Variables, environment_name};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The maximum number of characters of a name.
const MAX_NAME: usize = 60;

/// The schemes with which the value of a header may begin. They are not secret.
const SCHEMES: &[&str] = &["basic", "bearer", "token", "apikey", "key", "digest", "negotiate"];

/// The variables that take the place of secrets.
#[derive(Debug)]
pub(crate) struct SecretVariables<'v> {
    variables: &'v Variables,
    /// The name of the variable of each secret.
    names: BTreeMap<String, String>,
    /// The variables of secrets that Port never returns.
    withheld: BTreeSet<String>,
    /// The names that are taken, as the environment has them.
    taken: BTreeSet<String>,
}

impl<'v> SecretVariables<'v> {
    /// Creates none yet. `variables` are those of the project, and `used` are the names that its files use. A sensitive variable
    /// that has no value and that no file uses can be taken: an interrupted export has declared it.
    pub(crate) fn new<'n>(variables: &'v Variables, used: impl IntoIterator<Item = &'n String>) -> Self {
        let known = variables.sensitive();
        let names: BTreeMap<String, String> = known.map(|(name, value)| (value.to_owned(), name.to_owned())).collect();
        let mut taken: BTreeSet<String> = variables.names().map(|name| environment_name(&name)).collect();
        taken.extend(used.into_iter().map(|name| environment_name(name)));
        Self { variables, names, withheld: BTreeSet::new(), taken }
    }

    /// Returns the body as a file may have it: with variables in place of secrets and in place of required fields that Port
    /// never returns, and without uses of variables by accident.
    pub(crate) fn hide(&mut self, key: &Key, body: &Value) -> Value {
        let requests: Vec<Path> = values(key.kind.places.requests, body).into_iter().map(|(at, _)| at).collect();
        let mut hidden = self.value(key, &requests, &Path::root(), body);
        let (Some(fields), Some(map)) = (key.kind.shape().root().fields(), hidden.as_object_mut()) else {
            return hidden;
        };
        let secrets = key.kind.fields.iter().filter(|field| field.treatment == Treatment::WriteOnly);
        for name in secrets.filter_map(|field| field.path.first().filter(|_| field.path.len() == 1)) {
            if fields.required.contains(*name) {
                let variable = self.free_name(key, name);
                let place = fields.order.iter().take_while(|other| other != name);
                let place = place.filter(|before| map.contains_key(*before)).count();
                map.shift_insert(place, (*name).to_owned(), Value::from(format!("${{{variable}}}")));
                self.withheld.insert(variable);
            }
        }
        hidden
    }

    /// Returns the variables in a text that the project does not have: the names, and the values that are known.
    pub(crate) fn used_in<'s>(&'s self, texts: &[&str]) -> BTreeMap<&'s str, Option<&'s str>> {
        let parts = texts.iter().flat_map(|text| text.split("${").skip(1));
        let used: BTreeSet<&str> = parts.filter_map(|part| Some(part.split_once('}')?.0)).collect();
        let known = self.names.iter().map(|(value, name)| (name.as_str(), Some(value.as_str())));
        let all = known.chain(self.withheld.iter().map(|name| (name.as_str(), None)));
        let own: BTreeSet<&str> = self.variables.sensitive().map(|(name, _)| name).collect();
        all.filter(|(name, _)| used.contains(name) && !own.contains(name)).collect()
    }

    /// Returns all secrets that were found, longest first.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let mut all: Vec<String> = self.names.keys().cloned().collect();
        all.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        all
    }

    fn value(&mut self, key: &Key, requests: &[Path], at: &Path, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::from(self.text(key, requests, at, text)),
            Value::Array(values) => {
                let each = values.iter().enumerate();
                each.map(|(nth, value)| self.value(key, requests, &at.child(nth), value)).collect()
            }
            Value::Object(map) => {
                let each = map.iter();
                let hidden = each
                    .map(|(name, value)| (name.clone(), self.value(key, requests, &at.child(name.as_str()), value)));
                Value::Object(hidden.collect())
            }
            other => other.clone(),
        }
    }

    fn text(&mut self, key: &Key, requests: &[Path], at: &Path, text: &str) -> String {
        let in_request = requests.iter().any(|request| request.is_prefix_of(at));
        let ranges = secret_ranges(text, at, in_request, &self.variables.secrets());
        let (mut written, mut from) = (String::new(), 0);
        for range in ranges {
            written.push_str(&escaped(&text[from..range.start]));
            let secret = &text[range.clone()];
            let name = match self.names.get(secret) {
                Some(name) => name.clone(),
                None => {
                    let field = at.0.iter().rev().find_map(|segment| match segment {
                        Segment::Key(name) => Some(name.as_str()),
                        Segment::Index(_) => None,
                    });
                    let name = self.free_name(key, field.unwrap_or_default());
                    self.names.insert(secret.to_owned(), name.clone());
                    name
                }
            };
            written.push_str(&format!("${{{name}}}"));
            from = range.end;
        }
        written.push_str(&escaped(&text[from..]));
        written
    }

    /// Returns a name for the secret in a field that nothing else has, and takes it.
    fn free_name(&mut self, key: &Key, field: &str) -> String {
        let mut plain = format!("{}_{}", snake_case(&key.identifier), snake_case(field));
        plain.truncate(MAX_NAME);
        let plain = plain.trim_matches('_');
        let plain = if plain.is_empty() { "secret" } else { plain };
        let numbered = (2..).map(|number| format!("{plain}_{number}"));
        let mut names = std::iter::once(plain.to_owned()).chain(numbered);
        names.find(|name| self.taken.insert(environment_name(name))).expect("numbers do not end")
    }
}

/// Escapes each `${` in a text, so that it is not read as a variable.
fn escaped(text: &str) -> String {
    text.replace("${", "$${")
}

fn snake_case(text: &str) -> String {
    let mut name = String::new();
    let mut is_lower = false;
    for c in text.chars() {
        if c.is_ascii_uppercase() && is_lower {
            name.push('_');
        }
        is_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        match c {
            c if c.is_ascii_alphanumeric() => name.push(c.to_ascii_lowercase()),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    name.trim_matches('_').to_owned()
}

/// Returns the bytes of the secrets in a text, in order and without overlap. `known` are texts that are secret anywhere.
fn secret_ranges(text: &str, at: &Path, in_request: bool, known: &[&str]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> =
        secrets(text).into_iter().map(|secret| with_prefix(text, secret.bytes)).collect();
    ranges.extend(
        known.iter().flat_map(|secret| text.match_indices(secret).map(|(start, secret)| start..start + secret.len())),
    );
    if text.contains("://") {
        ranges.extend(secrets_in_url(text).into_iter().map(|secret| secret.value));
    }
    if in_request && at.last_key().is_some_and(is_secret_member) && !is_placeholder(text) && !text.is_empty() {
        ranges.push(without_scheme(text, at.last_key().is_some_and(is_secret_header)));
    }
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    ranges.dedup_by(|next, first| {
        let overlaps = next.start < first.end;
        if overlaps {
            first.end = first.end.max(next.end);
        }
        overlaps
    });
    ranges
}

/// Returns the range with the characters of the same token before it, such as the prefix that shows its type.
fn with_prefix(text: &str, range: Range<usize>) -> Range<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    text[..range.start].trim_end_matches(is_part).len()..range.end
}

/// Returns the bytes of a header's value without its scheme, or of another text as a whole.
fn without_scheme(text: &str, is_header: bool) -> Range<usize> {
    let scheme = text.find(' ').filter(|at| is_header && SCHEMES.contains(&&*text[..*at].to_ascii_lowercase()));
    scheme.map_or(0, |at| at + 1)..text.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::{action, page, secret};
    use crate::model::Variable;

    const TOKEN: &str = "ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";

    fn hidden(body: &Value) -> (Value, Vec<String>) {
        let variables = Variables::default();
        let mut secrets = SecretVariables::new(&variables, []);
        let hidden = secrets.hide(&Key::new(&action::KIND, "deploy"), body);
        let text = hidden.to_string();
        let used = secrets.used_in(&[&text]);
        (hidden, used.into_iter().map(|(name, value)| format!("{name}={}", value.unwrap_or_default())).collect())
    }

    #[test]
    fn a_secret_in_a_request_becomes_a_variable_of_its_field() {
        let (body, used) = hidden(&json!({"invocationMethod": {
            "type": "WEBHOOK", "url": "https://user:hunter2@example.com/x?token=abc-123&a=1",
            "headers": {"Authorization": "Bearer s3cr3t", "X-Api-Key": "{{ .secrets.key }}", "Accept": "*/*"},
            "body": {"dbPassword": "letmein9", "token": "", "note": "${not} a variable"},
        }}));
        assert_eq!(
            body["invocationMethod"],
            json!({
                "type": "WEBHOOK", "url": "https://${deploy_url}@example.com/x?token=${deploy_url_2}&a=1",
                "headers": {"Authorization": "Bearer ${deploy_authorization}", "X-Api-Key": "{{ .secrets.key }}", "Accept": "*/*"},
                "body": {"dbPassword": "${deploy_db_password}", "token": "", "note": "$${not} a variable"},
            })
        );
        let expected = [
            "deploy_authorization=s3cr3t",
            "deploy_db_password=letmein9",
            "deploy_url=user:hunter2",
            "deploy_url_2=abc-123",
        ];
        assert_eq!(used, expected);
    }

    #[test]
    fn a_well_known_token_is_hidden_anywhere_and_once_for_each_value() {
        let variables = Variables::default();
        let mut secrets = SecretVariables::new(&variables, []);
        let body = json!({"widgets": [{"id": "a", "markdown": format!("use {TOKEN}, or {TOKEN}")}]});
        let hidden = secrets.hide(&Key::new(&page::KIND, "Start page"), &body);
        assert_eq!(hidden["widgets"][0]["markdown"], "use ${start_page_markdown}, or ${start_page_markdown}");
        let again = secrets.hide(&Key::new(&page::KIND, "b"), &body);
        assert_eq!(again["widgets"][0]["markdown"], hidden["widgets"][0]["markdown"]);
    }

    #[test]
    fn a_known_sensitive_variable_is_used_again_and_no_name_is_taken_twice() {
        let mut variables = Variables::default();
        variables.set("ci_token", Variable::text("known-value", true));
        variables.withhold("a_b");
        let used = "a_b".to_owned();
        let mut secrets = SecretVariables::new(&variables, [&used]);
        let key = Key::new(&action::KIND, "a");
        let body =
            json!({"title": "known-value!", "invocationMethod": {"headers": {"X-Api-Key": "k"}, "body": {"b": TOKEN}}});
        let hidden = secrets.hide(&key, &body);
        assert_eq!(hidden["title"], "${ci_token}!");
        assert_eq!(hidden["invocationMethod"]["body"]["b"], "${a_b_2}");
        assert_eq!(secrets.used_in(&[&hidden.to_string()]).keys().collect::<Vec<_>>(), [&"a_b_2"]);
        // An export that was interrupted declared it, and wrote no file that uses it.
        let again = SecretVariables::new(&variables, []).hide(&key, &body);
        assert_eq!(again["invocationMethod"]["body"]["b"], "${a_b}");
    }

    #[test]
    fn a_required_field_that_port_never_returns_is_a_variable_without_a_value() {
        let variables = Variables::default();
        let mut secrets = SecretVariables::new(&variables, []);
        let hidden = secrets.hide(&Key::new(&secret::KIND, "GH_TOKEN"), &json!({"secretName": "GH_TOKEN"}));
        assert_eq!(hidden["secretValue"], "${gh_token_secret_value}");
        let text = hidden.to_string();
        assert_eq!(secrets.used_in(&[&text]).into_iter().next(), Some(("gh_token_secret_value", None)));
    }

    #[test]
    fn names_are_readable() {
        for (text, name) in
            [("secretValue", "secret_value"), ("X-Api-Key", "x_api_key"), ("a/b:Ü", "a_b"), ("ID", "id")]
        {
            assert_eq!(snake_case(text), name);
        }
    }
}
