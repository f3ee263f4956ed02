//! Sensitive values in a saved plan: markers with the variables that they come from.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::Key;
use crate::model::{Model, Variables};
use crate::plan::mask::{REDACTED, redact};
use crate::plan::saved::key::SavedPath;
use crate::plan::write::Write;

/// A sensitive value of a write.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SensitiveValue {
    pub path: SavedPath,
    /// The text with `${name}` for each sensitive variable.
    pub template: String,
}

/// Why a plan cannot be saved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HideError {
    /// The write of this resource combines sensitive values so that they cannot be told apart.
    #[error("{0} has a sensitive value that is equal to another value beside it")]
    Ambiguous(Key),
    /// The identifier of this resource is sensitive.
    #[error("the identifier of {0} has a sensitive value")]
    SensitiveIdentifier(Key),
    /// The value of this sensitive variable is in something that every plan shows.
    #[error("the value of sensitive variable `{0}` is part of a name or an address in the plan")]
    Exposed(String),
}

/// Replaces sensitive values with markers.
pub(crate) struct Hiding<'h> {
    pub(super) variables: &'h Variables,
    /// The model with a placeholder for each sensitive value; `None` if it has no sensitive values.
    masked: Option<Model>,
    /// The resources that the files declare or extend.
    declared: BTreeSet<Key>,
    secrets: Vec<String>,
}

/// The characters around the name of a variable in a placeholder. They are from a private use area, so that other texts do not have them.
const OPENING: char = '\u{f_fffc}';
const CLOSING: char = '\u{f_fffd}';

impl<'h> Hiding<'h> {
    /// Hides the sensitive values of these variables, which were filled into the model.
    pub(crate) fn new(model: &Model, variables: &'h Variables) -> Self {
        let is_used = |name: &str| model.variable_names.contains(name);
        let masked = variables
            .sensitive()
            .any(|(name, _)| is_used(name))
            .then(|| Model::build(model.files.clone(), &variables.masked(|name| format!("{OPENING}{name}{CLOSING}"))));
        let declared = model.declarations.iter().filter_map(|one| one.key.clone()).collect();
        Self { variables, masked, declared, secrets: variables.secrets().into_iter().map(str::to_owned).collect() }
    }

    pub(super) fn redact(&self, text: &str) -> String {
        redact(text, &self.secrets)
    }

    /// Returns the desired body of a write with placeholders; `None` if it has no sensitive values that are known.
    pub(super) fn desired(&self, key: &Key, write: &Write) -> Result<Option<Value>, HideError> {
        let states_fields = write.desired.as_object().is_some_and(|fields| !fields.is_empty());
        let Some(masked) = self.masked.as_ref().filter(|_| states_fields) else { return Ok(None) };
        let Some(wanted) = masked.desired().get(key) else {
            return if self.declared.contains(key) {
                Err(HideError::SensitiveIdentifier(key.clone()))
            } else {
                Ok(None)
            };
        };
        let mut desired = Value::clone(&wanted.body);
        if !write.sends_secrets {
            key.kind.write_only(&desired).iter().for_each(|path| drop(path.remove(&mut desired)));
        }
        Ok(Some(desired))
    }

    /// Redacts the sensitive values of a write, which `masked` has as placeholders, and returns them as templates.
    pub(super) fn hide(&self, key: &Key, write: &mut Value, masked: Value) -> Result<Vec<SensitiveValue>, HideError> {
        let mut found = Vec::new();
        self.hide_at(&Path::root(), write, masked, &mut found).ok_or_else(|| HideError::Ambiguous(key.clone()))?;
        Ok(found)
    }

    fn hide_at(&self, at: &Path, own: &mut Value, masked: Value, found: &mut Vec<SensitiveValue>) -> Option<()> {
        match (own, masked) {
            (Value::Object(own), Value::Object(mut masked)) if own.len() == masked.len() => {
                for (key, value) in own {
                    self.hide_at(&at.child(key.as_str()), value, masked.get_mut(key)?.take(), found)?;
                }
            }
            (Value::Array(own), Value::Array(masked)) if own.len() == masked.len() => {
                for (nth, (value, masked)) in own.iter_mut().zip(masked).enumerate() {
                    self.hide_at(&at.child(nth), value, masked, found)?;
                }
            }
            (own, Value::String(masked)) => {
                let template = self.template(&masked, is_unmarked(at));
                let filled = self.variables.fill(&template).value;
                if filled != *own {
                    return None;
                }
                if template.contains("${") && template != escape(&masked) {
                    found.push(SensitiveValue { path: SavedPath(at.clone()), template });
                    *own = Value::from(REDACTED);
                }
            }
            (own, masked) if *own == masked => {}
            _ => return None,
        }
        Some(())
    }

    /// Returns the variables in these values.
    pub(super) fn names(&self, values: &[SensitiveValue]) -> Vec<String> {
        values.iter().flat_map(|one| self.variables.fill(&one.template).names).collect()
    }

    /// Returns a text with `${name}` for each placeholder, and for each value of a sensitive variable: the long ones, or all.
    fn template(&self, masked: &str, all: bool) -> String {
        let placeholder = |name: &str| format!("{OPENING}{name}{CLOSING}");
        let is_replaced = |value: &str| all || self.secrets.iter().any(|secret| secret == value);
        let mut values: Vec<(&str, &str)> =
            self.variables.sensitive().filter(|(_, value)| is_replaced(value)).collect();
        values.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        let masked =
            values.iter().fold(masked.to_owned(), |text, (name, value)| text.replace(value, &placeholder(name)));
        escape(&masked).replace(OPENING, "${").replace(CLOSING, "}")
    }

    /// Checks that a document has none of the values that are redacted from all output.
    pub(crate) fn check(&self, document: &Value) -> Result<(), HideError> {
        let is_in = |text: &str| {
            self.variables
                .sensitive()
                .find(|(_, value)| text.contains(value) && self.secrets.iter().any(|secret| secret == value))
                .map(|(name, _)| HideError::Exposed(name.to_owned()))
        };
        match document {
            Value::String(text) => is_in(text).map_or(Ok(()), Err),
            Value::Array(values) => values.iter().try_for_each(|value| self.check(value)),
            Value::Object(map) => {
                map.iter().try_for_each(|(key, value)| is_in(key).map_or_else(|| self.check(value), Err))
            }
            _ => Ok(()),
        }
    }
}

/// Returns whether a path of a write leads to values in which nothing marks the sensitive ones: those of an earlier revision,
/// and a property whose values are migrated.
fn is_unmarked(at: &Path) -> bool {
    at.key(0) == Some("dropped") || at.key(3) == Some("property")
}

/// Returns a text in which variables are not filled in.
fn escape(text: &str) -> String {
    text.replace("${", "$${")
}
