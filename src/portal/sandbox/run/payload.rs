//! The payload of a run: the action's invocation method with its templates filled in.

use serde_json::{Map, Value, json};

use crate::kind::evaluate::{EvaluateError, evaluate};
use crate::kind::template::{chains, fill, templates};
use crate::portal::sandbox::{Body, Refusal, Store};

const REDACTED: &str = "***";

/// The members of this key's value are merged into the object around it.
const SPREAD: &str = "spreadValue()";

/// A deeper invocation could be stored, but not parsed again.
const MAX_DEPTH: usize = 80;

pub(super) struct Rendered {
    /// Delivered, with its secrets.
    pub sent: Value,
    /// Stored and shown. It is rendered from redacted secrets, so that no jq can carry a secret into it.
    pub shown: Value,
}

struct TemplateScope<'a> {
    store: &'a Store,
    /// The templates' input with the values of secrets.
    unredacted: Value,
    /// The same with `***` in place of each secret.
    redacted: Value,
}

/// Fills in the templates of an action's invocation method. `seen` is the templates' input, without `secrets`. Fails with
/// `invalid_evaluated_invocation_method`, the place of the template and the reason, which never has a secret.
pub(super) fn render(store: &Store, action: &Body, seen: Value) -> Result<Rendered, Refusal> {
    let secrets = |value: fn(&str) -> &str| -> Value {
        store.secrets().map(|(name, secret)| (name.to_owned(), json!(value(secret)))).collect::<Map<_, _>>().into()
    };
    let (mut unredacted, mut redacted) = (seen.clone(), seen);
    unredacted["secrets"] = secrets(|value| value);
    redacted["secrets"] = secrets(|_| REDACTED);
    let scope = TemplateScope { store, unredacted, redacted };
    let method = action.get("invocationMethod").unwrap_or(&Value::Null);
    scope.render(method, "invocationMethod", MAX_DEPTH)
}

/// The refusal of an invocation; `at` is a JSON pointer without its first slash.
pub(super) fn refuse(at: &str, reason: impl std::fmt::Display) -> Refusal {
    Refusal::new(422, "invalid_evaluated_invocation_method", format!("\"{at}\" {reason}"))
}

impl TemplateScope<'_> {
    fn render(&self, value: &Value, at: &str, depth: usize) -> Result<Rendered, Refusal> {
        let depth = depth.checked_sub(1).ok_or_else(|| refuse(at, "is nested too deep"))?;
        match value {
            Value::String(text) => self.text(text, at, depth),
            Value::Array(values) => {
                let (mut sent, mut shown) = (Vec::new(), Vec::new());
                for (nth, value) in values.iter().enumerate() {
                    let one = self.render(value, &format!("{at}/{nth}"), depth)?;
                    sent.push(one.sent);
                    shown.push(one.shown);
                }
                Ok(Rendered { sent: sent.into(), shown: shown.into() })
            }
            Value::Object(members) => {
                let (mut sent, mut shown) = (Body::new(), Body::new());
                for (key, value) in members {
                    let at = format!("{at}/{key}");
                    let one = self.render(value, &at, depth)?;
                    if is_spread(key) {
                        sent.extend(object(one.sent, &at)?);
                        // A value that depends on a secret may not be an object without it.
                        shown.extend(object(one.shown, &at).unwrap_or_default());
                    } else {
                        sent.insert(key.clone(), one.sent);
                        shown.insert(key.clone(), one.shown);
                    }
                }
                Ok(Rendered { sent: sent.into(), shown: shown.into() })
            }
            plain => Ok(Rendered { sent: plain.clone(), shown: plain.clone() }),
        }
    }

    fn text(&self, text: &str, at: &str, depth: usize) -> Result<Rendered, Refusal> {
        for chain in chains(text) {
            if let Some((name, _)) = chain.after(&["secrets"])
                && !self.store.secrets().any(|(own, _)| own == name)
            {
                return Err(refuse(at, format!("needs the secret \"{name}\", which the organization does not have")));
            }
        }
        let filled = |seen: &Value| {
            fill(text, |expression| {
                evaluate(expression, seen).map_err(|error| format!("`{{{{{expression}}}}}`: {}", reason(&error)))
            })
        };
        let has_secrets = self.store.secrets().next().is_some();
        match filled(&self.unredacted) {
            Ok(sent) if deeper(&sent, depth) => Err(refuse(at, "is nested too deep")),
            Ok(sent) if has_secrets => Ok(Rendered { sent, shown: filled(&self.redacted).unwrap_or(json!(REDACTED)) }),
            Ok(sent) => Ok(Rendered { shown: sent.clone(), sent }),
            Err(reason) if !has_secrets => Err(refuse(at, format!("cannot be evaluated: {reason}"))),
            // jq repeats the value that it fails on.
            Err(_) => Err(match filled(&self.redacted) {
                Err(reason) => refuse(at, format!("cannot be evaluated: {reason}")),
                Ok(_) => refuse(at, "cannot be evaluated: jq fails on the value of a secret"),
            }),
        }
    }
}

fn reason(error: &EvaluateError) -> String {
    const MAX_REASON_BYTES: usize = 200;
    let mut reason = error.to_string();
    if reason.len() > MAX_REASON_BYTES {
        reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
        reason.push('…');
    }
    reason
}

/// Whether a key is `{{ spreadValue() }}`, which is not jq.
fn is_spread(key: &str) -> bool {
    templates(key).first().is_some_and(|only| key[only.clone()].trim() == SPREAD)
}

fn object(value: Value, at: &str) -> Result<Body, Refusal> {
    match value {
        Value::Object(members) => Ok(members),
        Value::Null => Ok(Body::new()),
        _ => Err(refuse(at, "spreads a value that is not an object")),
    }
}

fn deeper(value: &Value, depth: usize) -> bool {
    let Some(rest) = depth.checked_sub(1) else { return true };
    match value {
        Value::Array(values) => values.iter().any(|value| deeper(value, rest)),
        Value::Object(members) => members.values().any(|value| deeper(value, rest)),
        _ => false,
    }
}
