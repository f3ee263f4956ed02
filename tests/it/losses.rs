//! What a plan says is lost: how many entities each destructive change affects, and what still uses something removed.

use std::collections::BTreeMap;

use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::apply::{applied, done};
use crate::support::Project;

const MODEL: &str = "model/blueprints/app.yml";
const TEAM: (&str, &str) =
    ("model/blueprints/squad.yml", "identifier: squad\ntitle: Squad\nschema: { properties: {} }\n");

const APP: &str = "identifier: app
title: App
schema:
  properties:
    tier: { type: string, enum: [gold, silver, bronze] }
    note: { type: string }
    size: { type: number }
    tags: { type: array }
    late: { type: string }
relations:
  squad: { target: squad, many: false, required: false }
  squads: { target: squad, many: true, required: false }
";

fn send(portal: &SandboxPortal, method: Method, path: &str, body: Value) {
    portal.send(&Request::new(method, path.split(' ')).body(body)).expect("it is accepted");
}

/// A portal with the blueprints and four entities.
fn filled() -> SandboxPortal {
    let portal = SandboxPortal::in_memory();
    applied(&Project::of(&[TEAM, (MODEL, APP)]), &portal);
    for squad in ["red", "blue"] {
        send(&portal, Method::Post, "blueprints squad entities", json!({"identifier": squad}));
    }
    for (identifier, properties, relations) in [
        ("a", json!({"tier": "gold", "note": "x", "size": 5, "tags": ["one"]}), json!({"squad": "red"})),
        ("b", json!({"tier": "bronze", "note": "long text", "tags": []}), json!({"squads": ["red", "blue"]})),
        ("c", json!({"tier": "bronze", "size": -1}), json!({"squads": ["blue"]})),
        ("d", json!({}), json!({})),
    ] {
        let entity = json!({"identifier": identifier, "properties": properties, "relations": relations});
        send(&portal, Method::Post, "blueprints app entities", entity);
    }
    portal
}

/// Replaces a part of the file, and returns the dangers of the plan.
fn dangers(portal: &SandboxPortal, old: &str, new: &str) -> Vec<String> {
    assert!(APP.contains(old), "{old}");
    let plan = Project::of(&[TEAM, (MODEL, &APP.replace(old, new))]).plan(portal);
    plan.steps.iter().flat_map(|step| step.dangers.iter().map(|danger| danger.message.clone())).collect()
}

/// A part of the file, what replaces it, and the danger.
const CHANGES: &[(&str, &str, &str)] = &[
    ("    note: { type: string }\n", "", "removes property `note` and its values (2 of 4 entities have one)"),
    ("    late: { type: string }\n", "", "removes property `late` and its values (0 of 4 entities have one)"),
    (
        "note: { type: string }",
        "note: { type: number }",
        "recreates `note` with another type, which deletes its values (2 of 4 entities have one)",
    ),
    (
        "gold, silver, bronze",
        "gold, silver",
        "removes options of `tier`: `bronze` can no longer be set (2 of 4 entities have such a value)",
    ),
    (
        "gold, silver, bronze",
        "silver",
        "removes options of `tier`: `gold`, `bronze` can no longer be set (3 of 4 entities have such a value; `gold`: 1, `bronze`: 2)",
    ),
    (
        "note: { type: string }",
        "note: { type: string, enum: [x] }",
        "limits `note` to the options `x`, and existing values may not fit (1 of 4 entities does not fit)",
    ),
    (
        "note: { type: string }",
        "note: { type: string, pattern: '^[a-z]+$' }",
        "limits `note` to values that match `^[a-z]+$`, and existing values may not fit (1 of 4 entities does not fit)",
    ),
    (
        "size: { type: number }",
        "size: { type: number, minimum: 0 }",
        "limits `size` to `minimum` 0, and existing values may not fit (1 of 4 entities does not fit)",
    ),
    (
        "tags: { type: array }",
        "tags: { type: array, minItems: 2 }",
        "limits `tags` to `minItems` 2, and existing values may not fit (1 of 4 entities does not fit)",
    ),
    (
        "tags: { type: array }",
        "tags: { type: array, items: { type: string, enum: [two] } }",
        "limits `tags` to the options `two`, and existing values may not fit (1 of 4 entities does not fit)",
    ),
    (
        "schema:\n",
        "schema:\n  required: [size]\n",
        "makes `size` required, but existing entities may lack it (2 of 4 entities lack it)",
    ),
    (
        "schema:\n",
        "schema:\n  required: [size, note]\n",
        "makes `note`, `size` required, but existing entities may lack it (3 of 4 entities lack it; `note`: 2, `size`: 2)",
    ),
    (
        "  squad: { target: squad, many: false, required: false }\n",
        "",
        "removes relation `squad` and its links (1 of 4 entities has one)",
    ),
    (
        "many: false, required: false",
        "many: false, required: true",
        "makes relation `squad` required, but existing entities may lack it (3 of 4 entities lack it)",
    ),
    (
        "many: true, required: false",
        "many: false, required: false",
        "limits relation `squads` to one entity, which Port refuses while an entity has several (1 of 4 entities has several)",
    ),
];

#[test]
fn each_danger_says_how_many_entities_it_affects() {
    let portal = filled();
    for (old, new, expected) in CHANGES {
        assert_eq!(dangers(&portal, old, new), [*expected], "{new}");
    }
}

#[test]
fn entities_are_only_read_for_a_step_that_can_lose_something() {
    let portal = filled();
    let reads = |old: &str, new: &str| {
        let before = portal.requests().len();
        dangers(&portal, old, new);
        let sent = portal.requests().split_off(before);
        sent.into_iter().filter(|(_, path)| path.contains("entities")).map(|(_, path)| path).collect::<Vec<_>>()
    };
    assert!(reads("title: App", "title: Application").is_empty());
    let found = reads("    note: { type: string }\n    size: { type: number }\n", "");
    assert_eq!(found, ["/v1/blueprints/app/entities-count", "/v1/blueprints/app/entities/search"]);
}

#[test]
fn what_still_uses_something_removed_and_is_in_no_file_is_named() {
    let portal = filled();
    let mirror = json!({"mirrorProperties": {"note": {"path": "app.note"}}, "relations": {"app": {"target": "app"}}});
    send(&portal, Method::Patch, "blueprints service", mirror);
    let rule = json!({"property": "note", "operator": "isNotEmpty"});
    let rule = json!({"identifier": "noted", "title": "N", "level": "Gold", "query": {"combinator": "and", "conditions": [rule]}});
    send(
        &portal,
        Method::Post,
        "blueprints app scorecards",
        json!({"identifier": "good", "title": "Good", "rules": [rule]}),
    );
    let layout = json!([{"height": 400, "columns": [{"id": "one", "size": 12}]}]);
    let chart = json!({"id": "one", "type": "entities-number-chart", "title": "T", "blueprint": "squad",
        "chartType": "countEntities", "func": "count", "unit": "none", "dataset": {"combinator": "and", "rules": []}});
    let dashboard = json!({"id": "all", "type": "dashboard-widget", "layout": layout, "widgets": [chart]});
    let page = json!({"identifier": "overview", "title": "O", "type": "dashboard", "widgets": [dashboard]});
    send(&portal, Method::Post, "pages", page);
    let notes = |files: &[(&str, &str)]| {
        let plan = Project::of(files).plan(&portal);
        plan.steps.iter().flat_map(|step| step.notes.clone()).collect::<Vec<_>>()
    };
    let without = APP.replace("    note: { type: string }\n", "");
    assert_eq!(
        notes(&[TEAM, (MODEL, &without)]),
        [
            "blueprint/service still uses `note` in `mirrorProperties.note.path`, and no file declares it",
            "scorecard/app/good still uses `note` in `rules[0].query.conditions[0].property`, and no file declares it",
        ]
    );
    let removed = ("model/removed.yml", "- { kind: blueprint, identifier: squad }\n");
    let without = APP.split("relations:").next().expect("a first part");
    assert_eq!(
        notes(&[removed, (MODEL, without)]),
        ["page/overview still uses `squad` in `widgets[0].widgets[0].blueprint`, and no file declares it"]
    );
}

const NAMES: [&str; 5] = ["tier", "note", "size", "squad", "squads"];

/// The fields with a value, of every entity.
fn values(portal: &SandboxPortal) -> BTreeMap<(String, String), Value> {
    let request = Request::new(Method::Get, ["blueprints", "app", "entities"]);
    let answer = portal.send(&request).expect("the entities are there");
    let mut found = BTreeMap::new();
    for entity in answer.body["entities"].as_array().expect("a list") {
        let identifier = entity["identifier"].as_str().expect("an identifier");
        for section in ["properties", "relations"] {
            for (name, value) in entity[section].as_object().expect("a map") {
                let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
                if !is_empty {
                    found.insert((identifier.to_owned(), name.clone()), value.clone());
                }
            }
        }
    }
    found
}

/// For every selection of members to remove: what the plan says is lost is exactly what is gone after the apply.
#[test]
fn exactly_what_a_plan_says_is_lost_is_gone_afterwards() {
    let has = |mask: u32, nth: usize| mask & (1 << nth) != 0;
    for removed in 0..1u32 << NAMES.len() {
        let portal = SandboxPortal::in_memory();
        applied(&Project::of(&[TEAM, (MODEL, APP)]), &portal);
        send(&portal, Method::Post, "blueprints squad entities", json!({"identifier": "red"}));
        // Entities with few, some and all of the values, others for each selection.
        for (nth, mask) in [0, 31, removed, !removed, removed.wrapping_mul(13), 5, 18].into_iter().enumerate() {
            let all = [json!("gold"), json!("x"), json!(1), json!("red"), json!(["red"])];
            let (mut properties, mut relations) = (json!({}), json!({}));
            for field in (0..NAMES.len()).filter(|field| has(mask, *field)) {
                let section = if field < 3 { &mut properties } else { &mut relations };
                section[NAMES[field]] = all[field].clone();
            }
            let entity = json!({"identifier": format!("e{nth}"), "properties": properties, "relations": relations});
            send(&portal, Method::Post, "blueprints app entities", entity);
        }
        let gone_names: Vec<&str> = (0..NAMES.len()).filter(|nth| has(removed, *nth)).map(|nth| NAMES[nth]).collect();
        let is_removed = |line: &&str| gone_names.iter().any(|name| line.trim_start().starts_with(&format!("{name}:")));
        let kept: Vec<&str> = APP.lines().filter(|line| !is_removed(line)).collect();
        let text = kept.join("\n");
        let text = if text.ends_with("relations:") { format!("{text} {{}}") } else { text };
        let before = values(&portal);
        let plan = Project::of(&[TEAM, (MODEL, &text)]).plan(&portal);
        let dangers = plan.steps.iter().flat_map(|step| &step.dangers);
        let said: BTreeMap<&str, u64> = dangers
            .map(|danger| {
                let counted = danger.entities.as_ref().unwrap_or_else(|| panic!("not counted: {danger:?}"));
                (danger.path.last_key().unwrap_or_default(), counted.count)
            })
            .collect();
        assert!(done(&plan, &portal).is_complete());
        let after = values(&portal);
        let mut gone: BTreeMap<&str, u64> = gone_names.iter().map(|name| (*name, 0)).collect();
        for (entity, name) in before.keys().filter(|key| !after.contains_key(*key)) {
            let count = gone.get_mut(name.as_str());
            *count.unwrap_or_else(|| panic!("`{name}` of {entity} is gone, and the plan did not say so")) += 1;
        }
        assert_eq!(said, gone, "{text}");
        assert!(after.iter().all(|(key, value)| before.get(key) == Some(value)), "{text}");
    }
}
