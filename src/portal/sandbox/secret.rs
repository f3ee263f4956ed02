//! The organisation's secrets, which the templates of actions may name. No answer has their values.

use serde_json::Value;

use super::{Description, ON_ITS_OWN, Quirks, Shape, Store};
use crate::kind::{Api, Create, Identity, List};

static CREATE: Shape = Shape::new(include_str!("shapes/secret.json"), "create");
static MERGE: Shape = Shape::new(include_str!("shapes/secret.json"), "merge");

const NAME: &str = "secret";
const VALUE: &str = "secretValue";

pub(super) static QUIRKS: Quirks = Quirks {
    kind: NAME,
    described: Some(Description {
        identity: Identity { field: "secretName", parent: None, owner: None },
        api: Some(Api {
            list: Some(List::at(&["organization", "secrets"], &[&["secrets"]])),
            item: &["organization", "secrets", "{identifier}"],
            item_keys: &["secret"],
            create: Some(Create { path: &["organization", "secrets"], query: &[] }),
            deletes: true,
            ..ON_ITS_OWN
        }),
    }),
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
