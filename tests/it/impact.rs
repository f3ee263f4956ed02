//! What a plan says about entities is what the portal's own answers show once it is applied.

use std::collections::{BTreeMap, BTreeSet};

use portwright::ops::impact::{Effect, EffectKind, Impact, impact};
use portwright::ops::plan::PlanReport;
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::apply::{applied, done};
use crate::support::{Project, root};

const ENTITIES: usize = 300;

const BLUEPRINT: &str = r"
identifier: service
title: Service
schema:
  properties:
    tier: { type: string, enum: [low, mid, high] }
    size: { type: number }
    owner: { type: string }
    legacy: { type: string }
calculationProperties:
  weight: { type: number, calculation: .properties.size * 2 }
  label: { type: string, calculation: .properties.tier + '-' + (.properties.owner // 'nobody') }
  old: { type: string, calculation: .properties.legacy }
  steady: { type: string, calculation: .properties.tier }
";

const SCORECARD: &str = r"
identifier: ready
title: Ready
blueprint: service
rules:
  - identifier: owned
    title: Owned
    level: Bronze
    query: { combinator: and, conditions: [{ property: owner, operator: isNotEmpty }] }
  - identifier: heavy
    title: Heavy
    level: Gold
    query: { combinator: and, conditions: [{ property: weight, operator: '>', value: 100 }] }
";

const PAGE: &str = r"
identifier: overview
title: Overview
type: dashboard
widgets:
  - id: dashboard
    type: dashboard-widget
    layout: [{ height: 400, columns: [{ id: number, size: 4 }, { id: table, size: 4 }, { id: mine, size: 4 }] }]
    widgets:
      - id: number
        type: entities-number-chart
        title: Large services
        blueprint: service
        chartType: countEntities
        func: count
        unit: none
        dataset: { combinator: and, rules: [{ property: size, operator: '>', value: 50 }] }
      - id: table
        type: table-entities-explorer
        title: Table
        blueprint: service
        dataset: { combinator: and, rules: [] }
        blueprintConfig:
          service: { filterSettings: { filterBy: { combinator: and, rules: [{ property: size, operator: '<', value: 20 }] } } }
      - id: mine
        type: entities-number-chart
        title: Mine
        blueprint: service
        chartType: countEntities
        func: count
        unit: none
        dataset: { combinator: and, rules: [{ property: owner, operator: '=', value: a }] }
";

const ACTION: &str = r"
identifier: resize
title: Resize
trigger:
  type: self-service
  operation: DAY-2
  blueprintIdentifier: service
  userInputs: { properties: {}, required: [] }
  condition: { type: SEARCH, combinator: and, rules: [{ property: weight, operator: '<', value: 60 }] }
invocationMethod: { type: KAFKA, payload: {} }
";

const PERMISSIONS: &str = r"
blueprint: service
entities:
  read: { roles: [Admin, Member], policy: { combinator: and, rules: [{ property: tier, operator: '!=', value: low }] } }
";

fn project(change: impl Fn(&str, &str) -> String) -> Project {
    let files = [
        ("model/blueprints/service.yml", BLUEPRINT),
        ("model/scorecards/ready.yml", SCORECARD),
        ("model/pages/overview.yml", PAGE),
        ("model/actions/resize.yml", ACTION),
        ("model/permissions/service.yml", PERMISSIONS),
    ];
    let texts: Vec<(&str, String)> = files.iter().map(|(name, text)| (*name, change(name, text))).collect();
    Project::of(&texts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
}

/// A portal with the resources and entities of every combination of values.
fn portal() -> SandboxPortal {
    let portal = SandboxPortal::in_memory();
    applied(&project(|_, text| text.to_owned()), &portal);
    for nth in 0..ENTITIES {
        let mut properties = json!({"tier": (["low", "mid", "high"][nth % 3])});
        if nth % 5 > 0 {
            properties["size"] = json!(nth % 97);
        }
        if nth % 4 > 0 {
            properties["owner"] = json!((["a", "b", "c"][nth % 4 - 1]));
        }
        if nth % 7 == 0 {
            properties["legacy"] = json!(format!("l{nth}"));
        }
        let body = json!({"identifier": format!("e{nth}"), "properties": properties});
        portal.send(&Request::new(Method::Post, ["blueprints", "service", "entities"]).body(body)).expect("it fits");
    }
    portal
}

fn search(portal: &SandboxPortal, query: Option<&Value>) -> BTreeMap<String, Value> {
    entities(portal, "service", query)
}

fn entities(portal: &SandboxPortal, blueprint: &str, query: Option<&Value>) -> BTreeMap<String, Value> {
    let mut body = json!({"limit": 1000});
    if let Some(query) = query {
        body["query"] = query.clone();
    }
    let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "search"]).body(body);
    let answer = portal.send(&request).expect("an answer").body;
    let entities = answer["entities"].as_array().expect("a list").iter();
    entities.map(|one| (one["identifier"].as_str().expect("a name").to_owned(), one.clone())).collect()
}

fn impact_of(planned: &PlanReport, portal: &SandboxPortal, limit: usize) -> Impact {
    let impact = impact(planned, portal, limit, &[]).expect("an impact");
    let schema = std::fs::read_to_string(root().join("schemas/plan-impact.schema.json")).expect("it can be read");
    let schema =
        jsonschema::validator_for(&serde_json::from_str(&schema).expect("it is JSON")).expect("it is a schema");
    let document = serde_json::to_value(&impact).expect("it can be written");
    let wrong: Vec<String> =
        schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    impact
}

/// The number of entities of each level change, and of each change of a calculation property.
fn changes(before: &BTreeMap<String, Value>, after: &BTreeMap<String, Value>) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for (name, old) in before {
        let new = &after[name];
        for scorecard in ["ready", "lean"] {
            let level = |side: &Value| side["scorecards"][scorecard]["level"].as_str().unwrap_or("-").to_owned();
            if level(old) != level(new) {
                *found.entry(format!("{scorecard} {} {}", level(old), level(new))).or_default() += 1;
            }
        }
        for property in ["weight", "label", "old", "steady", "fresh"] {
            if old["properties"][property] != new["properties"][property] {
                *found.entry(property.to_owned()).or_default() += 1;
            }
        }
    }
    found
}

fn reported(impact: &Impact) -> BTreeMap<String, u64> {
    let name = |effect: &Effect| match &effect.kind {
        EffectKind::Level { from, to } => {
            let level = |level: &Option<String>| level.clone().unwrap_or_else(|| "-".to_owned());
            Some(format!("{} {} {}", effect.key.identifier, level(from), level(to)))
        }
        EffectKind::Value => effect.path.last_key().map(str::to_owned),
        _ => None,
    };
    impact.effects.iter().filter_map(|effect| Some((name(effect)?, effect.count))).collect()
}

fn changed() -> Project {
    project(|name, text| match name {
        "model/blueprints/service.yml" => text
            .replace("size * 2", "size * 3")
            .replace("'nobody'", "'none'")
            .replace("    legacy: { type: string }\n", "")
            .replace(
                "  old: { type: string, calculation: .properties.legacy }\n",
                "  fresh: { type: number, calculation: .properties.size + 1 }\n",
            ),
        "model/scorecards/ready.yml" => format!(
            "{}---\nidentifier: lean\ntitle: Lean\nblueprint: service\nfilter: {{ combinator: and, conditions: [{{ property: tier, operator: '=', value: low }}] }}\nrules:\n  - identifier: small\n    title: Small\n    level: Silver\n    query: {{ combinator: and, conditions: [{{ property: weight, operator: '<', value: 90 }}] }}\n",
            text.replace("value: 100", "value: 120")
        ),
        "model/pages/overview.yml" => text.replace("value: 50", "value: 70"),
        "model/permissions/service.yml" => text.replace("value: low", "value: mid"),
        _ => text.to_owned(),
    })
}

#[test]
fn every_number_is_what_the_portal_answers_after_the_apply() {
    let portal = portal();
    let planned = changed().report(&portal);
    let impact = impact_of(&planned, &portal, 10_000);
    let rule = |property: &str, operator: &str, value: Value| json!({"combinator": "and", "rules": [{"property": property, "operator": operator, "value": value}]});
    // Each query before and after, and what the impact says of it.
    let queries = [
        (rule("size", ">", json!(50)), rule("size", ">", json!(70)), "page/overview"),
        (rule("weight", "<", json!(60)), rule("weight", "<", json!(60)), "action/resize"),
        (rule("tier", "!=", json!("low")), rule("tier", "!=", json!("mid")), "blueprint-permissions/service"),
    ];
    let before = search(&portal, None);
    let selected: Vec<BTreeSet<String>> =
        queries.iter().map(|(query, ..)| search(&portal, Some(query)).into_keys().collect()).collect();
    assert_eq!((before.len(), impact.entities[0].read, impact.entities[0].complete), (ENTITIES, ENTITIES, true));

    assert!(done(&planned.plan, &portal).is_complete());
    let after = search(&portal, None);
    let brute = changes(&before, &after);
    assert_eq!(reported(&impact), brute);
    for expected in ["weight", "label", "old", "fresh"] {
        assert!(brute.contains_key(expected), "{expected} is exercised: {brute:?}");
    }
    assert!(!brute.contains_key("steady") && brute.keys().filter(|name| name.contains(' ')).count() == 3, "{brute:?}");

    for ((_, query, address), before) in queries.iter().zip(selected) {
        let after: BTreeSet<String> = search(&portal, Some(query)).into_keys().collect();
        let of = |kinds: [EffectKind; 2]| -> u64 {
            let own = impact.effects.iter().filter(|one| one.key.to_string() == *address && kinds.contains(&one.kind));
            own.map(|one| one.count).sum()
        };
        assert_eq!(
            of([EffectKind::NoLongerMatches, EffectKind::Hidden]),
            before.difference(&after).count() as u64,
            "{address}"
        );
        assert_eq!(
            of([EffectKind::NewlyMatches, EffectKind::Shown]),
            after.difference(&before).count() as u64,
            "{address}"
        );
        assert_ne!(before, after, "{address}");
    }
    for effect in &impact.effects {
        assert!(
            effect.exact && effect.examples.len() == 3.min(usize::try_from(effect.count).expect("few")),
            "{effect:?}"
        );
        for example in effect.examples.iter().filter(|_| effect.kind == EffectKind::Value) {
            let name = effect.path.last_key().expect("a property");
            let value = |side: &BTreeMap<String, Value>| Some(side[&example.entity]["properties"][name].clone());
            assert_eq!((&example.before, &example.after), (&value(&before), &value(&after)), "{name}");
        }
    }
    assert!(impact.not_computed.is_empty(), "{:?}", impact.not_computed);
}

#[test]
fn a_limit_gives_minimums_of_the_entities_that_were_read() {
    let portal = portal();
    let planned = changed().report(&portal);
    let (all, some) = (impact_of(&planned, &portal, ENTITIES), impact_of(&planned, &portal, ENTITIES - 1));
    assert!(all.entities[0].complete && all.effects.iter().all(|effect| effect.exact));
    assert_eq!((some.entities[0].read, some.entities[0].complete), (ENTITIES - 1, false));
    assert!(some.effects.iter().all(|effect| !effect.exact));
    let (all, some) = (reported(&all), reported(&some));
    assert!(some.iter().all(|(name, count)| count <= &all[name]) && some != all, "{some:?} {all:?}");
    let none = impact_of(&planned, &portal, 0);
    assert!(none.effects.is_empty() && !none.entities[0].complete);
}

#[test]
fn a_rename_changes_no_value_and_moves_no_level() {
    let portal = portal();
    let renamed = project(|name, text| match name {
        "model/blueprints/service.yml" => text
            .replace("    owner: { type: string }", "    keeper: { type: string, renamedFrom: owner }")
            .replace(".properties.owner", ".properties.keeper"),
        _ => text.replace("property: owner", "property: keeper"),
    });
    let planned = renamed.report(&portal);
    let impact = impact_of(&planned, &portal, 10_000);
    let before = search(&portal, None);
    assert!(done(&planned.plan, &portal).is_complete());
    assert!(changes(&before, &search(&portal, None)).is_empty());
    assert_eq!((impact.effects, impact.not_computed), (Vec::new(), Vec::new()));
    assert_eq!(impact.entities[0].read, ENTITIES, "the label was computed");
}

#[test]
fn a_renamed_blueprint_keeps_its_entities_and_shows_what_else_changes() {
    let portal = portal();
    let renamed = project(|name, text| match name {
        "model/blueprints/service.yml" => {
            text.replace("identifier: service", "identifier: app\nrenamedFrom: service").replace("size * 2", "size * 3")
        }
        _ => ["blueprint: service", "blueprintIdentifier: service", "service: {"]
            .iter()
            .fold(text.to_owned(), |text, old| text.replace(old, &old.replace("service", "app"))),
    });
    let planned = renamed.report(&portal);
    let impact = impact_of(&planned, &portal, 10_000);
    let before = search(&portal, None);
    assert!(done(&planned.plan, &portal).is_complete());
    let brute = changes(&before, &entities(&portal, "app", None));
    assert!(brute.contains_key("weight") && brute.keys().any(|name| name.contains(' ')), "{brute:?}");
    assert_eq!((impact.entities[0].read, reported(&impact)), (ENTITIES, brute));
}

#[test]
fn what_depends_on_the_user_or_on_others_is_not_computed() {
    let portal = portal();
    let project = project(|name, text| match name {
        "model/blueprints/service.yml" => {
            text.replace(".properties.size * 2", "(now - (.createdAt | fromdateiso8601)) / 86400")
                + "relations:\n  parent: { title: Parent, target: service }\nmirrorProperties:\n  above: { title: Above, path: parent.tier }\n"
        }
        "model/pages/overview.yml" => text.replace("value: a", "value: '{{ getUserEmail() }}'"),
        "model/permissions/service.yml" => text.replace("roles: [Admin, Member]", "roles: [Admin]"),
        _ => text.to_owned(),
    });
    let impact = impact_of(&project.report(&portal), &portal, 10_000);
    let reasons: Vec<String> =
        impact.not_computed.iter().map(|one| format!("{} {}: {}", one.address, one.path, one.reason)).collect();
    let expected = [
        "action/resize trigger.condition: it reads `weight`: it depends on the current time",
        "blueprint-permissions/service entities.read: who may read the entities depends on the user",
        "blueprint/service calculationProperties.weight: it depends on the current time",
        "blueprint/service mirrorProperties.above: the plan changes the mirror property, which reads other entities",
        "page/overview widgets[0].widgets[2].dataset: it depends on who is viewing",
        "scorecard/service/ready : it reads `weight`: it depends on the current time",
    ];
    assert_eq!(reasons, expected);
    assert!(impact.effects.is_empty(), "{:?}", impact.effects);
}

#[test]
fn only_reads_are_sent_and_none_for_a_plan_without_effect() {
    let portal = portal();
    let described = project(|name, text| match name {
        "model/blueprints/service.yml" => text.replace("title: Service", "title: Services"),
        _ => text.to_owned(),
    });
    let planned = described.report(&portal);
    assert!(!planned.plan.steps.is_empty());
    let impact = impact_of(&planned, &portal, 10_000);
    assert_eq!((impact.entities.len(), impact.effects.len(), impact.not_computed.len()), (0, 0, 0));
}

/// The effects on the page, as what happens, how often, and where.
fn of_page(impact: &Impact) -> Vec<(EffectKind, u64, String)> {
    let of_page = impact.effects.iter().filter(|effect| effect.key.to_string() == "page/overview");
    of_page.map(|effect| (effect.kind.clone(), effect.count, effect.path.to_string())).collect()
}

#[test]
fn the_filter_of_a_table_selects_entities_too() {
    let portal = portal();
    let count = |limit: usize| {
        let sizes = search(&portal, None).into_values().filter_map(|entity| entity["properties"]["size"].as_u64());
        sizes.filter(|size| *size < limit as u64).count() as u64
    };
    let at = "widgets[0].widgets[1].blueprintConfig.service.filterSettings.filterBy";
    let filtered = |by: &str| project(|_, text| text.replace("operator: '<', value: 20", by)).report(&portal);
    let lower = impact_of(&filtered("operator: '<', value: 10"), &portal, 10_000);
    assert_eq!(of_page(&lower), [(EffectKind::NoLongerMatches, count(20) - count(10), at.to_owned())]);

    let table = "        blueprintConfig:\n          service: { filterSettings: { filterBy: { combinator: and, rules: [{ property: size, operator: '<', value: 20 }] } } }\n";
    let without = project(|_, text| text.replace(table, "        blueprintConfig: {}\n")).report(&portal);
    let without = impact_of(&without, &portal, 10_000);
    assert_eq!(of_page(&without), [(EffectKind::NewlyMatches, ENTITIES as u64 - count(20), at.to_owned())]);
}

#[test]
fn the_impact_lists_nothing_that_the_plan_has_read() {
    let portal = portal();
    let planned = changed().report(&portal);
    let before = portal.requests().len();
    assert!(!impact_of(&planned, &portal, 10_000).effects.is_empty());
    let paths: Vec<String> = portal.requests()[before..].iter().map(|(_, path)| path.clone()).collect();
    let read = ["blueprints", "scorecards", "pages", "actions"];
    assert!(!paths.iter().any(|path| read.iter().any(|kind| path.ends_with(kind))), "{paths:?}");
    assert!(paths.iter().any(|path| path.ends_with("entities/search")), "{paths:?}");
}
