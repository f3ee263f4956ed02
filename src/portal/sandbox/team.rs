//! Teams. Those of an identity provider cannot be changed.

use serde_json::{Value, json};

use super::{Body, Draft, Quirks, Refusal, Shape, Store, shuffled};

static CREATE: Shape = Shape::new(include_str!("shapes/team.json"), "create");
static REPLACE: Shape = Shape::new(include_str!("shapes/team.json"), "write");
static MERGE: Shape = Shape::new(include_str!("shapes/team.json"), "merge");

const NAME: &str = "team";

pub(super) static QUIRKS: Quirks = Quirks {
    kind: NAME,
    create: Some(&CREATE),
    replace: Some(&REPLACE),
    merge: Some(&MERGE),
    prepare,
    check_delete: |store, name| refuse_provided(store.get(NAME, "", name)),
    answer,
    ..Quirks::NONE
};

fn prepare(_: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    refuse_provided(draft.old)?;
    draft.body.insert("provider".to_owned(), json!("port"));
    draft.body.entry("description").or_insert(Value::Null);
    Ok(())
}

fn refuse_provided(team: Option<&Body>) -> Result<(), Refusal> {
    let provider = team.and_then(|team| team.get("provider")).and_then(Value::as_str);
    match provider.filter(|provider| *provider != "port") {
        Some(provider) => {
            Err(Refusal::invalid("provider", format!("is {provider}, so the team cannot be changed here")))
        }
        None => Ok(()),
    }
}

/// Users are a set of maps, in no particular order.
fn answer(team: &mut Body) {
    let users = team.get("users").and_then(Value::as_array).cloned().unwrap_or_default();
    let users = shuffled(users, Value::to_string).into_iter().map(|email| json!({"email": email}));
    let users = users.collect();
    team.insert("users".to_owned(), users);
}
