//! The payload that Port sends to a pipeline when an action is run: the entity, the run, and the values of the form.

use crate::enrich::json;
use crate::enrich::wording::{quoted, quoted_value};
use crate::kind::identifier::is_identifier;
use serde_json::{Map, Value};

/// The maximum size of a payload. A form has a few short values.
pub(crate) const MAX_PAYLOAD_BYTES: usize = 64 << 10;

/// The key of a payload with the entity and the run.
pub(crate) const CONTEXT: &str = "port_context";

/// The payload of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    /// The identifier of the entity that the action was run on.
    pub entity: String,
    /// The identifier of the run, if there is one to report to.
    pub run: Option<String>,
    /// The URL of the entity's repository, if Port sent it.
    pub repository: Option<String>,
    values: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    #[error("the payload has more than {MAX_PAYLOAD_BYTES} bytes")]
    TooLarge,
    #[error("the payload is empty")]
    Empty,
    #[error("the payload is not UTF-8: the byte at offset {at} is not valid")]
    NotUtf8 { at: usize },
    /// Its text, or the text of the context in it, is not valid JSON.
    #[error("{what} is not valid: {reason}")]
    NotJson { what: String, reason: String },
    #[error("the payload has no `{0}`")]
    Missing(String),
    #[error("{key} in the payload {fault}")]
    InvalidValue {
        /// Its name, in backticks.
        key: String,
        /// What is wrong with it, to follow the name in a sentence.
        fault: String,
    },
}

impl PayloadError {
    /// Returns what to do about it, if that is known.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Missing(key) if key.starts_with(CONTEXT) => Some(
                "send `\"port_context\": {\"entity\": \"{{ .entity.identifier }}\", \"runId\": \"{{ .run.id }}\"}` from the action"
                    .to_owned(),
            ),
            Self::InvalidValue { fault, .. } if fault.starts_with("is a map") => {
                Some("send one of its values: `.inputs.domain.identifier` instead of `.inputs.domain`".to_owned())
            }
            _ => None,
        }
    }
}

impl Payload {
    /// Parses a payload: `{"port_context": {"entity": ID, "runId": ID, "repo_url": URL}, "type": "backend"}`. The
    /// context may also be a string of JSON. Values that only a template requires are not checked.
    pub fn parse(bytes: &[u8]) -> Result<Self, PayloadError> {
        if bytes.len() > MAX_PAYLOAD_BYTES {
            return Err(PayloadError::TooLarge);
        }
        let text = str::from_utf8(bytes).map_err(|error| PayloadError::NotUtf8 { at: error.valid_up_to() })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(PayloadError::Empty);
        }
        let mut values = map(text, "the payload")?;
        let context = match values.shift_remove(CONTEXT) {
            Some(Value::Object(context)) => context,
            Some(Value::String(text)) if !text.trim().is_empty() => map(&text, "`port_context` in the payload")?,
            None => return Err(PayloadError::Missing(CONTEXT.to_owned())),
            Some(other) => return Err(unfit(CONTEXT, format!("is {}, but must be a map", type_name(&other)))),
        };
        let entity = required(&context, "entity")?;
        if !is_identifier(&entity) {
            let fault = format!("cannot be an identifier: {}", quoted(&entity));
            return Err(unfit("port_context.entity", fault));
        }
        let run = context.contains_key("runId").then(|| required(&context, "runId")).transpose()?;
        if let Some(run) = run.as_deref().filter(|run| !is_run_id(run)) {
            return Err(unfit("port_context.runId", format!("cannot be the identifier of a run: {}", quoted(run))));
        }
        let repository = repository(&context)?;
        Ok(Self { entity, run, repository, values })
    }

    pub(crate) fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// Iterates over the names of all values, in their original order.
    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.values.keys().map(String::as_str)
    }

    /// Returns the value of that name if it can be written to an entity: a string, a number, a boolean, or a list of
    /// them, without NUL characters and not empty.
    pub fn usable(&self, key: &str) -> Result<&Value, PayloadError> {
        let value = self.values.get(key).ok_or_else(|| PayloadError::Missing(key.to_owned()))?;
        let fault = match value {
            Value::Array(members) if members.is_empty() => Some("is an empty list".to_owned()),
            Value::Array(members) => members.iter().find_map(|member| match member {
                Value::Array(_) => Some("has a list as a member".to_owned()),
                member => fault(member).map(|fault| format!("has an element that {fault}")),
            }),
            value => fault(value),
        };
        match fault {
            Some(fault) => Err(unfit(key, fault)),
            None => Ok(value),
        }
    }
}

/// Returns why a value cannot be written to an entity.
fn fault(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("is null".to_owned()),
        Value::String(text) if text.trim().is_empty() => Some("is empty".to_owned()),
        Value::String(text) if text.contains('\0') => Some(format!("contains a NUL character: {}", quoted(text))),
        Value::Object(_) => Some("is a map, but a single value is needed".to_owned()),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}

fn map(text: &str, what: &str) -> Result<Map<String, Value>, PayloadError> {
    let what = what.to_owned();
    match json::parse(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(other) => {
            let reason = format!("it is {}, but must be a map", type_name(&other));
            Err(PayloadError::NotJson { what, reason })
        }
        Err(error) => Err(PayloadError::NotJson { what, reason: error.to_string() }),
    }
}

fn required(context: &Map<String, Value>, key: &str) -> Result<String, PayloadError> {
    let name = format!("{CONTEXT}.{key}");
    match context.get(key) {
        None => Err(PayloadError::Missing(name)),
        Some(Value::String(text)) => match fault(&Value::from(text.as_str())) {
            Some(fault) => Err(unfit(&name, fault)),
            None => Ok(text.clone()),
        },
        Some(Value::Null) => Err(unfit(&name, "is null".to_owned())),
        Some(other) => Err(unfit(&name, format!("is {}, but must be a string", type_name(other)))),
    }
}

/// Returns the repository's URL. Port sends null or an empty string for an entity without that property.
fn repository(context: &Map<String, Value>) -> Result<Option<String>, PayloadError> {
    const MAX_URL_BYTES: usize = 2000;
    let fits =
        |text: &str| text.len() <= MAX_URL_BYTES && !text.contains(|c: char| c.is_control() || c.is_whitespace());
    match context.get("repo_url") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() || text == "null" => Ok(None),
        Some(Value::String(text)) if fits(text) => Ok(Some(text.clone())),
        Some(other) => {
            let fault = format!("is not the URL of a repository: {}", quoted_value(other));
            Err(unfit("port_context.repo_url", fault))
        }
    }
}

/// Returns whether a text can be the identifier of a run. Port generates these, and they become part of a URL.
fn is_run_id(text: &str) -> bool {
    const MAX_RUN_ID_BYTES: usize = 255;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.:@+=".contains(c);
    text.len() <= MAX_RUN_ID_BYTES && text != "." && text != ".." && text.chars().all(fits)
}

fn unfit(key: &str, fault: String) -> PayloadError {
    PayloadError::InvalidValue { key: quoted(key), fault }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

#[cfg(test)]
mod tests;
