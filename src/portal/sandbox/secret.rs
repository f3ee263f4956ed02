//! The organisation's secrets, which the templates of actions may name. No answer has their values.

use serde_json::{Value, json};

use super::body::{Body, text};
use super::call::{Call, HandlerResult, Reply};
use super::refusal::Refusal;
use super::shape::Shape;
use super::store::{Secret, Store};

pub(super) fn list(call: &mut Call) -> HandlerResult {
    let secrets: Vec<&Body> = call.store.secrets.values().map(|secret| &secret.shown).collect();
    Ok(Reply::with(200, "secrets", json!(secrets)))
}

pub(super) fn read(call: &mut Call) -> HandlerResult {
    Ok(Reply::with(200, "secret", found(call.store, call.names[0])?.shown.clone()))
}

pub(super) fn create(call: &mut Call) -> HandlerResult {
    let body = call.checked(Shape::Secret)?.clone();
    let name = text(&body, "secretName").to_owned();
    Refusal::if_taken(call.store.secrets.contains_key(&name), "Secret", &name)?;
    write(call, &name, &body, None, 201)
}

pub(super) fn merge(call: &mut Call) -> HandlerResult {
    let name = call.names[0];
    let old = found(call.store, name)?.clone();
    let body = call.checked(Shape::SecretMerge)?.clone();
    write(call, name, &body, Some(&old), 200)
}

pub(super) fn delete(call: &mut Call) -> HandlerResult {
    let name = call.names[0];
    found(call.store, name)?;
    call.store.secrets.remove(name);
    Ok(Reply::done())
}

fn write(call: &mut Call, name: &str, body: &Body, old: Option<&Secret>, status: u16) -> HandlerResult {
    let value = body.get("secretValue").and_then(Value::as_str).or(old.map(|old| &*old.value)).unwrap_or_default();
    let description = body.get("description").or_else(|| old?.shown.get("description"));
    let mut shown = Body::new();
    shown.insert("secretName".into(), json!(name));
    shown.insert("description".into(), description.cloned().unwrap_or_default());
    call.stamp(&mut shown, old.map(|old| &old.shown));
    call.store.secrets.insert(name.to_owned(), Secret { value: value.to_owned(), shown: shown.clone() });
    Ok(Reply::with(status, "secret", shown))
}

fn found<'a>(store: &'a Store, name: &str) -> Result<&'a Secret, Refusal> {
    store.secrets.get(name).ok_or_else(|| Refusal::not_found("Secret", name))
}
