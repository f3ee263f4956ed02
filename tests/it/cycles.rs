//! Blueprints that depend on each other are created in one apply, in as few writes as Port's rules allow.

use portwright::portal::SandboxPortal;

use crate::apply::{applied, blueprint, writes};
use crate::support::{Project, approved};

fn made(files: &[(&str, &str)]) -> (SandboxPortal, Vec<String>) {
    let portal = SandboxPortal::in_memory();
    applied(&Project::of(files), &portal);
    let writes = writes(&portal);
    (portal, writes)
}

/// A blueprint with one property and these sections.
fn blueprint_of(identifier: &str, sections: &str) -> String {
    format!(
        "identifier: {identifier}\ntitle: {identifier}\nschema: {{ properties: {{ size: {{ type: number }} }} }}\n{sections}"
    )
}

#[test]
fn two_that_relate_to_each_other_take_three_writes() {
    let a = blueprint_of("a", "relations: { b: { target: b } }\n");
    let b = blueprint_of("b", "relations: { a: { target: a } }\n");
    let (portal, writes) = made(&[("model/blueprints/a.yml", &a), ("model/blueprints/b.yml", &b)]);
    assert_eq!(writes, ["POST /v1/blueprints", "POST /v1/blueprints", "PATCH /v1/blueprints/a"]);
    assert_eq!(blueprint(&portal, "a")["relations"]["b"]["target"], "b");
}

#[test]
fn one_that_relates_to_itself_takes_two_writes() {
    let a = blueprint_of("a", "relations: { parent: { target: a } }\n");
    let (_, writes) = made(&[("model/blueprints/a.yml", &a)]);
    assert_eq!(writes, ["POST /v1/blueprints", "PATCH /v1/blueprints/a"]);
}

#[test]
fn a_mirror_of_a_mirror_takes_one_write_each() {
    let c = blueprint_of("c", "");
    let b = blueprint_of("b", "relations: { c: { target: c } }\nmirrorProperties: { size_of_c: { path: c.size } }\n");
    let a = blueprint_of("a", "relations: { b: { target: b } }\nmirrorProperties: { far: { path: b.size_of_c } }\n");
    let (_, writes) =
        made(&[("model/blueprints/a.yml", &a), ("model/blueprints/b.yml", &b), ("model/blueprints/c.yml", &c)]);
    assert_eq!(writes, ["POST /v1/blueprints"; 3]);
}

#[test]
fn an_aggregation_of_an_aggregation_waits_for_the_relations_that_connect_it() {
    let aggregation = |target: &str, property: &str| {
        format!(
            "aggregationProperties: {{ total: {{ title: Total, target: {target}, calculationSpec: {{ func: sum, calculationBy: property, property: {property} }} }} }}\n"
        )
    };
    let c = blueprint_of("c", "relations: { b: { target: b } }\n");
    let b = blueprint_of("b", &format!("relations: {{ a: {{ target: a }} }}\n{}", aggregation("c", "size")));
    let a = blueprint_of("a", &aggregation("b", "total"));
    let (portal, writes) =
        made(&[("model/blueprints/a.yml", &a), ("model/blueprints/b.yml", &b), ("model/blueprints/c.yml", &c)]);
    // `a` and `b` aggregate over entities that relate to them, so both must exist before their aggregations.
    assert_eq!(writes.len(), 5, "{writes:?}");
    assert_eq!(blueprint(&portal, "a")["aggregationProperties"]["total"]["target"], "b");
}

#[test]
fn inherited_ownership_waits_for_the_relation_and_the_owner() {
    let team = blueprint_of("owned", "ownership: { type: Direct }\n");
    let app =
        blueprint_of("app", "relations: { owned: { target: owned } }\nownership: { type: Inherited, path: owned }\n");
    let (portal, writes) = made(&[("model/blueprints/app.yml", &app), ("model/blueprints/owned.yml", &team)]);
    assert_eq!(writes, ["POST /v1/blueprints"; 2]);
    assert_eq!(blueprint(&portal, "app")["ownership"]["path"], "owned");
}

#[test]
fn a_model_with_several_cycles_is_created_in_one_apply() {
    let a = blueprint_of(
        "a",
        "relations: { b: { target: b }, self: { target: a } }\nmirrorProperties: { m: { path: b.m } }\nownership: { type: Inherited, path: b }\n",
    );
    let b = blueprint_of(
        "b",
        "relations: { a: { target: a } }\nmirrorProperties: { m: { path: a.size } }\nownership: { type: Direct }\naggregationProperties: { n: { title: N, target: a, calculationSpec: { func: count, calculationBy: entities } } }\n",
    );
    let (_, writes) = made(&[("model/blueprints/a.yml", &a), ("model/blueprints/b.yml", &b)]);
    assert_eq!(writes.len(), 3, "{writes:?}");
}

#[test]
fn a_second_write_keeps_concurrent_additions() {
    // The second write of a blueprint is a merge, so it cannot undo changes made in between.
    let a = blueprint_of("a", "relations: { parent: { target: a } }\n");
    let portal = SandboxPortal::in_memory();
    let project = Project::of(&[("model/blueprints/a.yml", &a)]);
    let plan = project.plan(&portal);
    let by_hand = serde_json::json!({"description": "made by hand"});
    let mut seen = 0;
    portwright::ops::apply::apply(
        &approved(&plan),
        &portal,
        &portwright::ops::apply::ApplyOptions::default(),
        &|| false,
        &mut |event| {
            if matches!(event, portwright::ops::apply::StepEvent::Finished(..)) && seen == 0 {
                seen += 1;
                let request = portwright::portal::Request::new(portwright::portal::Method::Patch, ["blueprints", "a"]);
                portwright::portal::Portal::send(&portal, &request.body(by_hand.clone()))
                    .expect("the sandbox takes it");
            }
        },
    );
    let after = blueprint(&portal, "a");
    assert_eq!((&after["description"], &after["relations"]["parent"]["target"]), (&"made by hand".into(), &"a".into()));
}

/// Applies the files, then deletes all their blueprints; the writes of the deletion.
fn unmade(identifiers: &[&str], sections: &[String]) -> Vec<String> {
    let portal = SandboxPortal::in_memory();
    let paths: Vec<String> = identifiers.iter().map(|name| format!("model/blueprints/{name}.yml")).collect();
    let bodies: Vec<String> =
        identifiers.iter().zip(sections).map(|(name, sections)| blueprint_of(name, sections)).collect();
    let files: Vec<(&str, &str)> =
        paths.iter().zip(&bodies).map(|(path, body)| (path.as_str(), body.as_str())).collect();
    applied(&Project::of(&files), &portal);
    let before = writes(&portal).len();
    let removed: String =
        identifiers.iter().map(|name| format!("- {{ kind: blueprint, identifier: {name} }}\n")).collect();
    let project = Project::of(&[("model/removed.yml", &removed)]);
    applied(&project, &portal);
    assert!(project.plan(&portal).steps.is_empty());
    writes(&portal).split_off(before)
}

#[test]
fn two_that_relate_to_each_other_are_deleted_in_three_writes() {
    let sections = ["b", "a"].map(|target| format!("relations: {{ r: {{ target: {target} }} }}\n"));
    let expected = ["PUT /v1/blueprints/a", "DELETE /v1/blueprints/b", "DELETE /v1/blueprints/a"];
    assert_eq!(unmade(&["a", "b"], &sections), expected);
}

#[test]
fn a_long_cycle_is_broken_once_with_the_properties_computed_over_its_relations() {
    let section = |target: &str, from: &str| {
        format!(
            "relations: {{ r: {{ target: {target} }}, own: {{ target: {from} }}, team: {{ target: _team }} }}\n\
             mirrorProperties: {{ size_there: {{ path: r.size }}, size_beyond: {{ path: r.r.size }}, name: {{ path: team.$title }} }}\n\
             calculationProperties: {{ twice: {{ type: number, calculation: .properties.size_there * 2 }} }}\n\
             aggregationProperties: {{ total: {{ title: Total, target: {target}, calculationSpec: {{ func: count, calculationBy: entities }} }} }}\n"
        )
    };
    let names = ["a", "b", "c", "d"];
    let sections: Vec<String> = (0..4).map(|at| section(names[(at + 1) % 4], names[at])).collect();
    let writes = unmade(&names, &sections);
    assert_eq!(writes.iter().filter(|write| write.starts_with("DELETE")).count(), 4, "{writes:?}");
    assert!(writes.len() <= 8, "{writes:?}");
}

#[test]
fn one_that_relates_to_itself_is_deleted_in_one_write() {
    let sections =
        ["relations: { parent: { target: a } }\nmirrorProperties: { up: { path: parent.size } }\n".to_owned()];
    assert_eq!(unmade(&["a"], &sections), ["DELETE /v1/blueprints/a"]);
}

#[test]
fn ownership_and_aggregations_over_a_cycle_are_detached_too() {
    let a = "ownership: { type: Direct }\nrelations: { b: { target: b } }\n\
             aggregationProperties: { total: { title: Total, target: b, calculationSpec: { func: count, calculationBy: entities } } }\n";
    let b = "relations: { a: { target: a } }\nownership: { type: Inherited, path: a }\n\
             aggregationProperties: { total: { title: Total, target: a, calculationSpec: { func: count, calculationBy: entities } } }\n";
    let writes = unmade(&["a", "b"], &[a.to_owned(), b.to_owned()]);
    assert_eq!(writes.iter().filter(|write| write.starts_with("DELETE")).count(), 2, "{writes:?}");
}
