//! Webhooks. Their address contains a key that Port issues, and no answer has their secret.

use serde_json::{Value, json};

use super::{Quirks, Refusal, Shape, Store};

static CREATE: Shape = Shape::new(include_str!("shapes/webhook.json"), "create");
static MERGE: Shape = Shape::new(include_str!("shapes/webhook.json"), "merge");

const NAME: &str = "webhook";

pub(super) static QUIRKS: Quirks = Quirks {
    kind: NAME,
    create: Some(&CREATE),
    merge: Some(&MERGE),
    id: Some("webhook"),
    prepare: |_, draft| {
        for (field, value) in [("integrationType", json!("custom")), ("mappings", json!([]))] {
            draft.body.entry(field).or_insert(value);
        }
        // No payload is received here, so the secret is not needed.
        if let Some(Value::Object(security)) = draft.body.get_mut("security") {
            security.shift_remove("secret");
        }
        Ok(())
    },
    written: issue_key,
    ..Quirks::NONE
};

/// Gives a new webhook its key and its address.
fn issue_key(store: &mut Store, identifier: &str) -> Result<(), Refusal> {
    let Some(mut body) = store.get(NAME, "", identifier).filter(|body| !body.contains_key("webhookKey")).cloned()
    else {
        return Ok(());
    };
    let key = store.issue("key");
    body.insert("url".to_owned(), json!(format!("https://ingest.getport.io/{key}")));
    body.insert("webhookKey".to_owned(), json!(key));
    store.insert(NAME, "", identifier, body);
    Ok(())
}
