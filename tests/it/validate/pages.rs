//! What `validate` reports in pages, folders and their permissions: each case changes one text of a valid model.

use portwright::ground::finding::{Finding, Severity};
use portwright::lint::RULES;

use crate::support::Project;

const FILES: [(&str, &str); 10] = [
    (
        "model/blueprints/application.yml",
        "identifier: application
title: Application
schema:
  properties:
    tier: { type: string, enum: [gold, silver] }
    cost: { type: number }
    since: { type: string, format: date-time }
relations:
  team: { target: _team }
calculationProperties:
  label: { title: Label, calculation: .properties.tier, type: string }
",
    ),
    (
        "model/actions/restart.yml",
        "identifier: restart
trigger: { type: self-service, operation: DAY-2, blueprintIdentifier: application, userInputs: { properties: {} } }
invocationMethod: { type: KAFKA }
",
    ),
    (
        "model/scorecards/ready.yml",
        "identifier: ready
blueprint: application
title: Ready
rules:
  - identifier: has_tier
    title: Has a tier
    level: Gold
    query: { combinator: and, conditions: [{ property: tier, operator: isNotEmpty }] }
",
    ),
    (
        "model/folders/quality.yml",
        "- { identifier: quality, title: Quality, parent: null }
- { identifier: security, title: Security, parent: quality }
- { identifier: secrets, title: Secrets, parent: security }
",
    ),
    ("model/folders/costs.yml", "identifier: costs\ntitle: Costs\nparent: security\nafter: secrets\n"),
    (
        "model/pages/applications.yml",
        "identifier: applications
type: blueprint-entities
blueprint: application
parent: quality
pageFilters:
  - { identifier: new, title: New, query: { combinator: and, rules: [{ property: since, operator: isNotEmpty }] } }
",
    ),
    (
        "model/pages/overview.yml",
        "identifier: overview
title: Overview
type: dashboard
parent: quality
after: applications
widgets:
  - id: root
    type: dashboard-widget
    layout:
      - height: 400
        columns: [{ id: tiers, size: 6 }, { id: spent, size: 6 }]
      - height: 400
        columns: [{ id: ask, size: 12 }]
      - height: 600
        columns: [{ id: table, size: 3 }, { id: run, size: 3 }, { id: readme, size: 3 }, { id: trend, size: 3 }]
    widgets:
      - id: tiers
        type: entities-pie-chart
        title: Tiers
        blueprint: application
        property: scorecard-rule#ready#has_tier
        dataset: { combinator: and, rules: [{ property: tier, operator: '=', value: gold }] }
      - id: spent
        type: entities-number-chart
        title: Spent
        blueprint: application
        chartType: aggregateByProperty
        func: sum
        unit: $
        property: property#cost
        averageOf: month
        measureTimeBy: property#since
        dataset: { combinator: and, rules: [] }
      - { id: ask, type: ai-agent, agentIdentifier: helper }
      - id: table
        type: table-entities-explorer
        title: All
        blueprint: application
        dataset: { combinator: and, rules: [{ property: $blueprint, operator: '=', value: application }] }
        blueprintConfig:
          application:
            filterSettings: { filterBy: { combinator: and, rules: [{ property: label, operator: isNotEmpty }] } }
            groupSettings: { groupBy: [ready, owned, scorecard#owned, $team, team.size, calculation-property#label] }
            sortSettings: { sortBy: [{ property: team, order: asc }] }
        excludedFields: [scorecards, properties.cost, relations.team]
      - id: run
        type: action-card-widget
        actions: [{ action: restart }]
      - id: readme
        type: markdown
        source: property
        blueprintIdentifier: application
        propertyIdentifier: tier
      - id: trend
        type: multi-line-chart
        title: Trend
        timeInterval: week
        timeRange: { preset: last3Months }
        lines: [{ blueprint: application, property: properties.cost }]
",
    ),
    ("model/scorecard-groups/owned.yml", "identifier: owned\ntitle: Owned\nblueprints: [application]\nrules: []\n"),
    ("model/entities/helper.yml", "blueprint: _ai_agent\nidentifier: helper\nproperties: { prompt: Be brief. }\n"),
    ("model/permissions/overview.yml", "page: overview\nread: { roles: [Member] }\n"),
];

/// Replaces a text of one of the files, and returns the rules of the findings, with the texts that they point at.
fn found(replaced: &str, by: &str) -> Vec<(&'static str, String)> {
    let place = |one: &Finding| one.place.file.slice(one.place.span).to_owned();
    findings(replaced, by).iter().map(|one| (one.rule, place(one))).collect()
}

fn findings(replaced: &str, by: &str) -> Vec<Finding> {
    let hits = FILES.iter().filter(|(_, text)| text.contains(replaced)).count();
    assert!(hits == 1 || replaced == by, "{hits} files have `{replaced}`");
    let files: Vec<(&str, String)> = FILES.iter().map(|(name, text)| (*name, text.replacen(replaced, by, 1))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Project::of(&files).check(RULES)
}

#[test]
fn a_scorecard_of_another_name_may_be_made_elsewhere() {
    let severity = |by: &str| findings("rule#ready#has_tier", by).iter().map(|one| one.severity).collect::<Vec<_>>();
    assert_eq!(severity("rule#security#has_tier"), [Severity::Warning]);
    assert_eq!(severity("rule#redy#has_tier"), [Severity::Error]);
}

#[test]
fn a_model_of_pages_has_no_finding() {
    assert_eq!(found("", ""), []);
}

/// Checks that each change makes one finding of a rule, at a text.
fn check(cases: &[(&str, &str, &str, &str)]) {
    for (replaced, by, rule, place) in cases {
        let found = found(replaced, by);
        let [(found_rule, text)] = found.as_slice() else { panic!("`{by}`: {found:?}") };
        assert_eq!(found_rule, rule, "`{by}`");
        assert!(place.is_empty() || text == place, "`{by}`: {text}");
    }
}

#[test]
fn each_mistake_in_what_a_widget_shows_is_one_finding_at_its_place() {
    check(&[
        (
            "title: Tiers\n        blueprint: application",
            "title: Tiers\n        blueprint: aplication",
            "unknown-widget-target",
            "aplication",
        ),
        ("value: application }] }", "value: aplication }] }", "unknown-widget-target", "aplication"),
        ("          application:\n", "          aplication:\n", "unknown-widget-target", "aplication"),
        ("{ action: restart }", "{ action: restrat }", "unknown-widget-target", "restrat"),
        (
            "blueprintIdentifier: application\n        prop",
            "blueprintIdentifier: app\n        prop",
            "unknown-widget-target",
            "app",
        ),
        (
            "lines: [{ blueprint: application",
            "lines: [{ blueprint: applications",
            "unknown-widget-target",
            "applications",
        ),
        ("entities\nblueprint: application", "entities\nblueprint: apps", "unknown-widget-target", "apps"),
        ("property#cost", "property#csot", "unknown-widget-property", "csot"),
        ("property#cost", "relation#cost", "unknown-widget-property", "cost"),
        ("property#cost", "mirror-property#label", "unknown-widget-property", "label"),
        ("properties.cost", "properties.csot", "unknown-widget-property", "csot"),
        ("propertyIdentifier: tier", "propertyIdentifier: teir", "unknown-widget-property", "teir"),
        ("rule#ready#has_tier", "rule#redy#has_tier", "unknown-widget-property", "redy"),
        ("rule#ready#has_tier", "rule#ready#has_teir", "unknown-widget-property", "has_teir"),
        ("scorecard-rule#ready#has_tier", "scorecard#raedy", "unknown-widget-property", "raedy"),
        ("rules: [{ property: tier, operator", "rules: [{ property: teir, operator", "unknown-widget-property", "teir"),
        ("property: label, operator", "property: lable, operator", "unknown-widget-property", "lable"),
        ("property: since, operator", "property: sinec, operator", "unknown-widget-property", "sinec"),
        ("property#since", "property#sinec", "unknown-widget-property", "sinec"),
        ("scorecard#owned", "scorecard#owend", "unknown-widget-property", "owend"),
        ("groupBy: [ready", "groupBy: [raedy", "unknown-widget-property", "raedy"),
        ("calculation-property#label]", "calculation-property#lable]", "unknown-widget-property", "lable"),
        ("sortBy: [{ property: team", "sortBy: [{ property: taem", "unknown-widget-property", "taem"),
        ("properties.cost, relations.team", "properties.csot, relations.team", "unknown-widget-property", "csot"),
        ("properties.cost, relations.team", "properties.cost, relations.taem", "unknown-widget-property", "taem"),
        ("agentIdentifier: helper", "agentIdentifier: helpr", "unknown-ai-entity", "helpr"),
        ("operator: '=', value: gold", "operator: '==', value: gold", "bad-search-query", "'=='"),
    ]);
}

#[test]
fn each_mistake_in_a_layout_or_a_place_is_one_finding_at_its_place() {
    check(&[
        // The layout.
        ("{ id: spent, size: 6 }", "{ id: spent, size: 5 }", "bad-layout", "columns"),
        ("{ id: spent, size: 6 }", "{ id: spend, size: 6 }", "bad-layout", "spend"),
        ("{ id: spent, size: 6 }", "{ id: tiers, size: 6 }", "bad-layout", "tiers"),
        ("size: 6 }, { id: spent, size: 6 }", "size: 12 }", "bad-layout", "spent"),
        ("{ id: run, size: 3 }", "{ id: run, size: 2 }", "wrong-shape", "2"),
        ("height: 600", "height: 300", "wrong-shape", "300"),
        ("id: run\n", "id: table\n", "duplicate-widget", "table"),
        ("unit: $", "unit: dollar", "wrong-shape", "dollar"),
        ("title: Overview\n", "title: Overview\nvisibility: private\n", "private-page", "private"),
        ("        actions: [{ action: restart }]\n", "", "wrong-shape", ""),
        // Where it stands.
        ("parent: quality\nafter: applications", "parent: qualty\nafter: applications", "unknown-place", "qualty"),
        ("after: applications", "after: aplications", "unknown-place", "aplications"),
        ("after: applications", "after: overview", "impossible-place", "overview"),
        ("after: applications", "after: secrets", "impossible-place", "secrets"),
        ("parent: null", "parent: secrets", "impossible-place", "secrets"),
        ("parent: security\nafter: secrets", "parent: secrets", "impossible-place", "secrets"),
        ("after: secrets", "after: costs", "impossible-place", "costs"),
        // Permissions.
        ("page: overview", "page: overviews", "unknown-permission-owner", "overviews"),
        ("read: {", "raed: {", "wrong-shape", "raed"),
    ]);
}
