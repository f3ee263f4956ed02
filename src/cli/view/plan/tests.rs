//! Plans as a person and a program read them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::cli::view::plan_json::json as write_json;
use crate::ground::source::SourceFile;
use crate::kind::{Kind, blueprint, scorecard};
use crate::model::{FileContent, Model, ModelFile, Variable, Variables};
use crate::ops::apply::{Approval, Policy};
use crate::plan::{Inputs, Live, bodies_after, build};
use crate::yaml::parse::{Limits, parse};

mod rest;

const PLAIN: Paint = Paint { color: false };

fn file(holds: FileContent, name: &str, text: &str) -> ModelFile {
    let file = SourceFile::new(name, text);
    let parsed = parse(&file, &Limits::default());
    ModelFile { content: holds, file, tree: parsed.tree.map(Arc::new), faults: parsed.faults }
}

fn blueprint(identifier: &str, rest: &str) -> ModelFile {
    let name = format!("model/blueprints/{identifier}.yml");
    file(FileContent::Resources(&blueprint::KIND), &name, &format!("# A blueprint.\nidentifier: {identifier}\n{rest}"))
}

fn live(bodies: &[(&'static Kind, Value)]) -> Live {
    bodies.iter().map(|(kind, body)| (kind.key_of(body).expect("the body has an identifier"), body.clone())).collect()
}

fn plan(files: Vec<ModelFile>, live: &Live) -> Plan {
    let model = &Model::build(files, &Variables::default());
    planned(model, live, &[])
}

fn planned(model: &Model, live: &Live, hidden: &[&str]) -> Plan {
    let after = bodies_after(model, live);
    build(&Inputs { hidden, ..Inputs::new(model, live, &after) })
}

fn style(refused: &Refused, paint: Paint) -> PlanStyle<'_> {
    let destination = "sandbox (.portwright/sandbox.json)";
    PlanStyle { destination, refused, shows_unmanaged: false, shows_checksum: false, paint, width: 100 }
}

fn seen(plan: &Plan) -> String {
    let mut out = Vec::new();
    let refused = Approval::default().judge(plan, &Policy::default());
    human(plan, &style(&refused, PLAIN), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read(plan: &Plan) -> Value {
    let mut out = Vec::new();
    let refused = Approval::default().judge(plan, &Policy::default());
    write_json((plan, None), &refused, "sandbox", None, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Compares from the first line on; the expected text is indented for its reader.
fn assert_seen(plan: &Plan, expected: &str) {
    let seen = seen(plan);
    assert_eq!(seen, expected.trim_start_matches('\n'), "\n{seen}");
}

fn service() -> Value {
    json!({
        "identifier": "service", "title": "Service",
        "schema": {
            "properties": {
                "tier": {"type": "string", "enum": ["gold", "silver", "bronze"]},
                "docs": {"type": "string", "format": "url"},
            },
            "required": []
        },
        "relations": {
            "old": {"target": "domain", "many": false, "required": false},
            "domain": {"target": "domain", "many": false, "required": false},
        },
        "createdAt": "2024-01-01T00:00:00Z"
    })
}

const SERVICE: &str = "
title: Micro service
schema:
  properties:
    tier: {type: string, enum: [platinum, gold, silver]}
    docs: {type: string, format: url}
    type:
      title: Type
      type: string
relations:
  domain: {target: domain}
";

#[test]
fn a_created_resource_is_shown_as_yaml() {
    let files = vec![blueprint(
        "domain",
        "title: Domain\nicon: TwoUsers\nschema:\n  properties:\n    tier: {type: string, enum: [a, b]}\n  required: [tier]\n",
    )];
    assert_seen(
        &plan(files, &Live::new()),
        "
portwright will make the following changes in sandbox (.portwright/sandbox.json):

  # blueprint/domain will be created
  + blueprint/domain  (model/blueprints/domain.yml:2)
      + title: Domain
      + icon:  TwoUsers
      + schema:
          properties:
            tier:
              type: string
              enum:
              - a
              - b
          required:
          - tier

Plan: 1 to create, 0 to update, 0 to delete.
",
    );
}

#[test]
fn an_update_shows_its_changes_its_dangers_and_how_to_approve_them() {
    let live = live(&[(&blueprint::KIND, service()), (&blueprint::KIND, json!({"identifier": "domain"}))]);
    let mut plan = plan(vec![blueprint("service", SERVICE)], &live);
    plan.steps[0].entities = Some(412);
    assert_seen(
        &plan,
        "
portwright will make the following changes in sandbox (.portwright/sandbox.json):

  # blueprint/service will be updated
  ~ blueprint/service  (model/blueprints/service.yml:2)
      ! service has 412 entities
      ~ title: Service -> Micro service
      ! removes options of `tier`: `bronze` can no longer be set
      ~ schema.properties.tier.enum:
          + platinum (at position 1)
          - bronze
      + schema.properties.type:
          title: Type
          type: string
      ! removes relation `old` and its links
      - relations.old:
          target: domain

Plan: 0 to create, 1 to update, 0 to delete.
1 unmanaged: 1 blueprint.

These steps can destroy data and need approval:
  ! blueprint/service (412 entities): removes options of `tier`: `bronze` can no longer be set
  ! blueprint/service (412 entities): removes relation `old` and its links
To approve them, add --allow blueprint/service
or, for all of them at once, --allow-destructive
or, so that the approval is reviewed with the change, add to `approvals.yml` in the model's folder:
  - address: blueprint/service
    path: schema.properties.tier.enum
  - address: blueprint/service
    path: relations.old
",
    );
}

#[test]
fn a_resource_with_two_steps_counts_once_and_each_step_mentions_the_other() {
    let files = vec![
        blueprint("a", "title: A\nrelations:\n  b: {target: b}\n"),
        blueprint("b", "title: B\nrelations:\n  a: {target: a}\n"),
    ];
    assert_seen(
        &plan(files, &Live::new()),
        "
portwright will make the following changes in sandbox (.portwright/sandbox.json):

  # step 1: blueprint/a will be created
  + blueprint/a  (model/blueprints/a.yml:2)
      + title: A
      # relations.b follows in step 3

  # step 2: blueprint/b will be created
  + blueprint/b  (model/blueprints/b.yml:2)
      + title: B
      + relations:
          a:
            target: a

  # step 3: blueprint/a will be completed with the fields that step 1 deferred
  ~ blueprint/a  (model/blueprints/a.yml:2)
      + relations.b:
          target: b

Plan: 2 to create, 0 to update, 0 to delete.
",
    );
}

#[test]
fn a_property_with_another_type_is_one_step() {
    let live = live(&[(&blueprint::KIND, service())]);
    let retyped = SERVICE.replace("docs: {type: string, format: url}", "docs: {type: array}");
    let seen = seen(&plan(vec![blueprint("service", &retyped)], &live));
    assert!(seen.contains("~ schema.properties.docs.type:   string -> array\n"), "{seen}");
    assert!(seen.contains("! recreates `docs` with another type, which deletes its values\n"), "{seen}");
    assert!(!seen.contains("step 2"), "{seen}");
    assert!(seen.contains("Plan: 0 to create, 1 to update, 0 to delete.\n"), "{seen}");
    assert_eq!(seen.matches("--allow blueprint/service").count(), 1, "{seen}");
}

#[test]
fn a_deletion_names_the_file_that_asks_for_it() {
    let live = live(&[(&blueprint::KIND, json!({"identifier": "old", "title": "Old"}))]);
    let removals = "- kind: blueprint\n  identifier: old\n";
    let mut plan = plan(vec![file(FileContent::Removals, "model/removed.yml", removals)], &live);
    plan.steps[0].entities = Some(1);
    plan.unmanaged.clear();
    assert_seen(
        &plan,
        "
portwright will make the following changes in sandbox (.portwright/sandbox.json):

  # blueprint/old will be deleted, because `removed.yml` lists it
  - blueprint/old  (model/removed.yml:1)
      ! deletes the blueprint and everything that belongs to it
      ! old has 1 entity

Plan: 0 to create, 0 to update, 1 to delete.

These steps can destroy data and need approval:
  ! blueprint/old (1 entity): deletes the blueprint and everything that belongs to it
To approve them, add --allow blueprint/old
or, for all of them at once, --allow-destructive
or, so that the approval is reviewed with the change, add to `approvals.yml` in the model's folder:
  - address: blueprint/old
",
    );
}

/// The lines of the changes alone, of a live blueprint that gets another field.
fn changes(old: &Value, field: &str) -> String {
    let plan = plan(vec![blueprint("service", field)], &live(&[(&blueprint::KIND, old.clone())]));
    let seen = seen(&plan);
    let lines = seen.lines().skip(4).take_while(|line| !line.is_empty());
    lines.map(|line| line.strip_prefix("      ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_long_expression_shows_the_words_that_differ() {
    let calculation = |text: &str| json!({"identifier": "service", "calculationProperties": {"cost": {"type": "number", "calculation": text}}});
    let jq = "[.properties.instances[] | select(.running) | .hourly * 24 * 30] | add // 0 | . * 100 | round / 100";
    let field = format!(
        "calculationProperties:\n  cost: {{type: number, calculation: '{}'}}\n",
        jq.replace("running", "billed").replace("30", "31")
    );
    assert_eq!(
        changes(&calculation(jq), &field),
        "~ calculationProperties.cost.calculation:\n    \
         [.properties.instances[] | select(.[-running-]{+billed+}) | .hourly * 24 * [-30-]{+31+}] | add // 0 | . * 100 | round / 100",
    );
}

#[test]
fn a_text_of_several_lines_shows_its_lines() {
    let old = json!({"identifier": "service", "description": "one\ntwo\n"});
    assert_eq!(
        changes(&old, "description: |\n  one\n  three\n"),
        "~ description: |\n      one\n    - two\n    + three"
    );
    let none = json!({"identifier": "service"});
    assert_eq!(changes(&none, "description: |\n  one\n  two\n"), "+ description: |\n    one\n    two");
}

#[test]
fn a_list_of_maps_shows_the_different_lines_in_any_order_of_keys() {
    let old = json!({
        "identifier": "q", "blueprint": "service", "title": "Q",
        "levels": [{"color": "paleBlue", "title": "Basic"}, {"color": "gold", "title": "Gold"}],
    });
    let text = "identifier: q\nblueprint: service\ntitle: Q\nlevels:\n\
                - {title: Basic, color: paleBlue}\n- {title: Gold, color: green}\n";
    let files = vec![file(FileContent::Resources(&scorecard::KIND), "model/scorecards/q.yml", text)];
    let seen = seen(&plan(files, &live(&[(&scorecard::KIND, old)])));
    let expected = "
      ~ levels:
              color: paleBlue
            - title: Gold
          -   color: gold
          +   color: green
";
    assert!(seen.contains(expected), "{seen}");
}

#[test]
fn a_sensitive_value_is_never_shown_and_its_change_still_is() {
    let mut variables = Variables::default();
    variables.set("token", Variable::text("s3cr3t", true));
    let model = Model::build(vec![blueprint("service", "title: Service\ndescription: ${token}\n")], &variables);
    let live = live(&[(&blueprint::KIND, json!({"identifier": "service", "title": "Service", "description": "0ld"}))]);
    let plan = planned(&model, &live, &["s3cr3t"]);
    let (seen, json) = (seen(&plan), read(&plan));
    assert!(seen.contains("      ~ description: (sensitive value)\n"), "{seen}");
    assert_eq!(json["steps"][0]["changes"][0]["sensitive"], true);
    assert!(["s3cr3t", "0ld"].iter().all(|word| !format!("{seen}{json}").contains(word)));
}

#[test]
fn no_text_of_a_server_controls_the_terminal() {
    let nasty = "x\x1b[2J\u{202e}\u{9b}\u{7}";
    let old = json!({
        "identifier": "service", "title": nasty, "description": format!("{nasty}\n{nasty}"),
        "relations": {nasty: {"target": nasty}, "a": {"target": "a"}},
        "schema": {"properties": {"t": {"type": "string", "enum": [nasty, "a"]}}},
    });
    let field = "title: y\ndescription: |\n  a\n  b\nrelations:\n  a: {target: a}\nschema:\n  properties:\n    t: {type: string, enum: [a]}\n";
    let plan = plan(vec![blueprint("service", field)], &live(&[(&blueprint::KIND, old)]));
    let mut json = Vec::new();
    write_json((&plan, None), &Refused::default(), nasty, None, &mut json).unwrap();
    let all = seen(&plan) + &String::from_utf8(json).unwrap();
    assert!(!all.contains(['\x1b', '\u{202e}', '\u{9b}', '\u{7}']), "{all}");
    assert!(all.contains("removes options") && all.contains("removes relation"), "{all}");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let live = live(&[(&blueprint::KIND, service())]);
    let plan = plan(vec![blueprint("service", SERVICE)], &live);
    let mut out = Vec::new();
    let refused = Approval::default().judge(&plan, &Policy::default());
    human(&plan, &style(&refused, Paint { color: true }), &mut out).unwrap();
    let coloured = String::from_utf8(out).unwrap();
    let mut bare = String::new();
    for (nth, part) in coloured.split("\x1b[").enumerate() {
        bare.push_str(if nth == 0 { part } else { part.split_once('m').expect("a colour ends").1 });
    }
    assert!(coloured.contains("\x1b[32m+\x1b[0m schema.properties.type:"), "{coloured}");
    assert_eq!(bare, seen(&plan));
}

#[test]
fn the_json_has_every_field_and_null_for_what_is_absent() {
    let mut plan = plan(vec![blueprint("service", SERVICE)], &live(&[(&blueprint::KIND, service())]));
    plan.steps[0].changes.truncate(1);
    plan.steps[0].dangers.truncate(1);
    let expected = json!({
        "format_version": "1.0",
        "portwright_version": env!("CARGO_PKG_VERSION"),
        "portal": "sandbox", "profile": null,
        "base": null,
        "applyable": true,
        "complete": true, "partial": null,
        "checksum": "bf455270dfce3c6cf38a4b2a4fc23660",
        "steps": [{
            "step": 1,
            "address": "blueprint/service",
            "kind": "blueprint",
            "identifier": "service",
            "parent": null,
            "action": "update",
            "reason": "differs",
            "class": null,
            "attribution": null,
            "depends_on": [],
            "rename": null,
            "changes": [
                {"path": "title", "old": "Service", "new": "Micro service", "danger": null, "sensitive": false, "class": null}
            ],
            "deferred": [],
            "recreates": [],
            "notes": [],
            "dangers": [
                {"path": "schema.properties.tier.enum", "message": "removes options of `tier`: `bronze` can no longer be set", "entities": null}
            ],
            "refusals": [],
            "entities": null,
            "declared": ["model/blueprints/service.yml:2:13"],
        }],
        "refused": {
            "steps": [{"step": 1, "address": "blueprint/service", "reasons": [{
                "reason": "unapproved", "path": "schema.properties.tier.enum",
                "message": "removes options of `tier`: `bronze` can no longer be set",
            }]}],
            "mass_change": null,
            "unused_approvals": [],
        },
        "summary": {"create": 0, "update": 1, "delete": 0, "rename": 0, "unchanged": 0, "unmanaged": 0},
        "unmanaged": [],
        "warnings": [],
        "suggestions": [],
    });
    assert_eq!(read(&plan), expected);
    assert_eq!(read(&Plan::default())["applyable"], false);
}
