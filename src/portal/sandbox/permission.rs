//! Who may do what with a blueprint's entities, who may run and approve an action, and who may see a page.

use serde_json::{Value, json};

use super::{Body, Draft, Quirks, Refusal, Shape, Store, merge_deep, object, properties, section, shuffled};

static BLUEPRINT: Shape = Shape::new(include_str!("shapes/permission.json"), "blueprint");
static PAGE: Shape = Shape::new(include_str!("shapes/permission.json"), "page");
static ACTION: Shape = Shape::new(include_str!("shapes/permission.json"), "action");

pub(super) static OF_BLUEPRINTS: Quirks = Quirks {
    kind: "blueprint-permissions",
    merge: Some(&BLUEPRINT),
    merged: |body, patch| {
        if let (Some(Value::Object(own)), Some(Value::Object(patch))) =
            (body.get_mut("entities"), patch.get("entities"))
        {
            merge_grants(own, patch, &["read"]);
        }
    },
    answer: settle_sets,
    given: Some(of_blueprint),
    ..Quirks::NONE
};

pub(super) static OF_PAGES: Quirks = Quirks {
    kind: "page-permissions",
    merge: Some(&PAGE),
    merged: |body, patch| merge_grants(body, patch, &[]),
    answer: settle_sets,
    given: Some(|_, _| {
        let grant = |roles: &[&str]| json!({"users": [], "roles": roles, "teams": []});
        object(json!({"read": grant(&["Admin", "Member"]), "update": grant(&["Admin"])}))
    }),
    ..Quirks::NONE
};

pub(super) static OF_ACTIONS: Quirks = Quirks {
    kind: "action-permissions",
    merge: Some(&ACTION),
    merged: |body, patch| merge_grants(body, patch, &["execute", "approve"]),
    prepare: prepare_action,
    answer: settle_sets,
    given: Some(|_, _| of_action()),
    ..Quirks::NONE
};

fn of_blueprint(store: &Store, identifier: &str) -> Body {
    let grant = |roles: &[&str]| json!({"users": [], "roles": roles, "teams": [], "ownedByTeam": false});
    let update = || grant(&["Admin", &format!("{identifier}-moderator")]);
    let fields = ["$identifier", "$title", "$icon", "$team"].into_iter();
    let each =
        |names: &mut dyn Iterator<Item = &str>| -> Body { names.map(|name| (name.to_owned(), update())).collect() };
    let blueprint = store.blueprint(identifier).cloned().unwrap_or_default();
    object(json!({"entities": {
        "read": grant(&["Admin", "Member"]),
        "register": update(), "update": update(), "unregister": update(),
        "updateProperties": each(&mut fields.chain(properties(&blueprint).keys().map(String::as_str))),
        "updateRelations": each(&mut section(&blueprint, "relations").keys().map(String::as_str)),
    }}))
}

fn of_action() -> Body {
    object(json!({
        "execute": {"users": [], "roles": ["Admin", "Member"], "teams": [], "ownedByTeam": false, "policy": null},
        "approve": {"users": [], "roles": ["Admin"], "teams": [], "policy": null},
    }))
}

fn prepare_action(store: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    let operation = &store.action(draft.identifier)?["trigger"]["operation"];
    if draft.body["execute"]["ownedByTeam"] == true && operation == "CREATE" {
        return Err(Refusal::invalid("execute/ownedByTeam", "needs an action that is run on an entity"));
    }
    for grant in draft.body.values_mut().filter_map(Value::as_object_mut) {
        grant.entry("policy").or_insert(Value::Null);
    }
    Ok(())
}

/// A grant that is sent without a policy has none from then on.
fn merge_grants(grants: &mut Body, patch: &Body, with_policy: &[&str]) {
    merge_deep(grants, patch, &["policy"]);
    for name in with_policy {
        if patch.get(*name).is_some_and(|grant| grant.get("policy").is_none())
            && let Some(Value::Object(grant)) = grants.get_mut(*name)
        {
            grant.shift_remove("policy");
        }
    }
}

/// Users, roles and teams are sets: without duplicates, in no particular order.
fn settle_sets(permissions: &mut Body) {
    for (key, value) in permissions {
        match value {
            Value::Array(names) if ["users", "roles", "teams"].contains(&key.as_str()) => {
                names.sort_by_key(Value::to_string);
                names.dedup();
                *names = shuffled(std::mem::take(names), Value::to_string);
            }
            // A policy's queries may be called anything.
            Value::Object(members) if key != "policy" => settle_sets(members),
            _ => {}
        }
    }
}
