//! The organisation's secrets, which the templates of actions may name. No answer has their values.

use serde_json::{Value, json};

use super::{Quirks, Shape, Store, object};

static CREATE: Shape = Shape::new(include_str!("shapes/secret.json"), "create");
static MERGE: Shape = Shape::new(include_str!("shapes/secret.json"), "merge");

const NAME: &str = "secret";
const VALUE: &str = "secretValue";

pub(super) static QUIRKS: Quirks = Quirks {
    kind: NAME,
    // Those that the backends of the guide's action need. Nobody has set their values.
    seed: || {
        let secret =
            |name: &str| (name.to_owned(), object(json!({"secretName": name, VALUE: "", "description": null})));
        ["GITLAB_TRIGGER_TOKEN", "JENKINS_TRIGGER_TOKEN"].map(secret).into()
    },
    create: Some(&CREATE),
    merge: Some(&MERGE),
    prepare: |_, draft| {
        draft.body.entry("description").or_insert(Value::Null);
        Ok(())
    },
    hidden: &[VALUE],
    ..Quirks::NONE
};

impl Store {
    /// The names and values of all secrets.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.under(NAME, "").map(|(name, body)| (name, body.get(VALUE).and_then(Value::as_str).unwrap_or_default()))
    }
}
