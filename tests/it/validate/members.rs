//! The findings of `validate` for each member, and valid variants: each case changes one file of a small model.

use portwright::ground::finding::Severity;
use portwright::lint::RULES;

use crate::support::Project;

const APPLICATION: &str = "identifier: application
title: Application
schema:
  properties:
    tier: { type: string, enum: [gold, silver] }
    cost: { type: number }
    live: { type: boolean }
    since: { type: string, format: date-time }
    expires: { type: string, format: timer }
    on-call: { type: string }
relations:
  group: { target: group }
  old_group: { target: group }
";
const GROUP: &str = "identifier: group
title: Group
schema: { properties: { budget: { type: number } } }
ownership: { type: Direct }
";

/// The findings of the model with these files added or replaced, as `rule` for errors and `rule?` for warnings.
fn found(files: &[(&str, String)]) -> String {
    let application = ("model/blueprints/application.yml", APPLICATION.to_owned());
    let group = ("model/blueprints/group.yml", GROUP.to_owned());
    let base = [application, group].into_iter().filter(|(name, _)| files.iter().all(|(other, _)| other != name));
    let all: Vec<(&str, String)> = base.chain(files.iter().cloned()).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let found = Project::of(&all).check(RULES);
    let words = found.iter().map(|one| match one.severity {
        Severity::Error => one.rule.to_string(),
        _ => format!("{}?", one.rule),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn check(cases: &[(&str, &str)], file: &str, make: impl Fn(&str) -> String) {
    for (part, expected) in cases {
        assert_eq!(found(&[(file, make(part))]), *expected, "{part}");
    }
}

fn action(inputs: &str, invocation: &str) -> String {
    format!(
        "identifier: go\ntitle: Go\ntrigger: {{ type: self-service, operation: DAY-2, blueprintIdentifier: application, \
         userInputs: {{ {inputs} }} }}\ninvocationMethod: {{ {invocation} }}\n"
    )
}

#[test]
fn datasets_and_sorting_of_inputs() {
    let cases = [
        ("dataset: { combinator: and, rules: [{ property: cost, operator: '>', value: 1 }] }", ""),
        ("dataset: { combinator: and, rules: [{ property: $title, operator: '=', value: { jqQuery: .form.x } }] }", ""),
        (
            "dataset: { combinator: and, rules: [{ property: csot, operator: '>', value: 1 }] }",
            "unknown-action-property",
        ),
        ("dataset: { combinator: and, rules: [{ property: group, operator: isNotEmpty }] }", ""),
        ("dataset: { combinator: and, rules: [{ property: $titel, operator: isEmpty }] }", "unknown-action-property"),
        ("dataset: { combinator: and, rules: [{ operator: relatedTo, blueprint: group, value: a }] }", ""),
        ("dataset: { combinator: and, rules: [{ operator: relatedTo, value: a }] }", "bad-search-query"),
        ("dataset: { combinator: and, rules: [{ property: cost, operator: '>', value: x }] }", "bad-search-query"),
        ("dataset: { combinator: and, rules: [{ property: tier, operator: '=', value: gld }] }", "bad-search-query?"),
        ("sort: { property: $title, order: DESC }", ""),
        ("sort: { property: titel }", "unknown-action-property"),
    ];
    check(&cases, "model/actions/go.yml", |part| {
        action(
            &format!("properties: {{ which: {{ type: string, format: entity, blueprint: application, {part} }} }}"),
            "type: KAFKA",
        )
    });
}

#[test]
fn forms() {
    let cases = [
        ("properties: { size: { type: string } }, order: []", ""),
        ("properties: {}, order: []", ""),
        ("properties: { a: { type: string }, b: { type: string } }, order: [a]", "unordered-input?"),
        ("properties: { 'my size': { type: string } }", "wrong-shape"),
        ("properties: { my.size: { type: string } }", "wrong-shape"),
        ("properties: { '': { type: string } }", "wrong-shape"),
        ("properties: { my-size_1: { type: string } }", ""),
        ("properties: { a: { type: string } }, steps: [{ title: A, order: [a], surplus: 1 }]", "wrong-shape"),
        ("properties: { a: { type: string } }, titles: { h: { description: x } }, order: [h, a]", "wrong-shape"),
        ("properties: { a: { type: string } }, titles: { h: { title: x, surplus: 1 } }, order: [h, a]", "wrong-shape"),
        ("properties: { a: { type: string, pattern: '[' } }", "invalid-property-schema"),
        ("properties: { a: { type: string, pattern: '{{' } }", "invalid-property-schema"),
        ("properties: { a: { type: string, pattern: { jqQuery: .x } } }", ""),
        (
            "properties: { a: { type: array, items: { type: array, items: { type: numbr } } } }",
            "invalid-property-schema",
        ),
        ("properties: { a: { type: enum } }", "wrong-shape"),
        ("properties: { a: { type: string, enum: [x], default: y } }", "invalid-property-schema?"),
        ("properties: { a: { type: string, enum: [x], enumColors: { y: red } } }", "color-without-option?"),
    ];
    check(&cases, "model/actions/go.yml", |part| action(part, "type: KAFKA"));
}

#[test]
fn what_an_action_sends() {
    let mapping = |inside: &str| {
        format!("type: UPSERT_ENTITY, blueprintIdentifier: application, mapping: {{ identifier: a, {inside} }}")
    };
    let cases = [
        (mapping("title: {}"), "wrong-shape"),
        (mapping("icon: true"), "wrong-shape"),
        (mapping("team: {}"), "wrong-shape"),
        (mapping("team: [1]"), "wrong-shape"),
        (mapping("team: [a, '{{ .inputs.size }}']"), ""),
        (mapping("properties: []"), "wrong-shape"),
        (mapping("properties: '{{ .inputs }}'"), "wrong-shape"),
        (mapping("properties: { '{{ .inputs.size }}': x }"), ""),
        (mapping("'{{ .inputs.size }}': x"), ""),
        (mapping("surplus: x"), "wrong-shape"),
        (mapping("relations: { group: 3 }"), "wrong-shape"),
        (mapping("relations: { group: { identifier: a } }"), "wrong-shape wrong-shape"),
        (mapping("relations: { group: null, old_group: [a] }"), ""),
        (mapping("relations: { group: { combinator: \"'and'\", rules: [] } }"), ""),
        ("type: KAFKA, payload: x".to_owned(), "wrong-shape"),
        ("type: AZURE_DEVOPS, webhook: a, org: b, payload: 3".to_owned(), "wrong-shape"),
        ("type: WEBHOOK, url: 'https://a.example', method: GET, agent: '{{ .inputs.size }}'".to_owned(), ""),
        ("type: WEBHOOK, url: 'https://a.example/go?token=<JOB_TOKEN>'".to_owned(), ""),
        ("type: WEBHOOK, url: 'https://a.example/go?token=YOUR_TOKEN'".to_owned(), ""),
        ("type: WEBHOOK, url: 'https://a.example', headers: { Authorization: 'Bearer <TOKEN>' }".to_owned(), ""),
        ("type: WEBHOOK, url: 'https://a.example/go?token=8f14e45fceea167a'".to_owned(), "literal-token"),
        (
            "type: WEBHOOK, url: 'https://a.example', headers: { Authorization: Bearer 8f14e45f }".to_owned(),
            "literal-token",
        ),
    ];
    let cases: Vec<(&str, &str)> = cases.iter().map(|(part, expected)| (part.as_str(), *expected)).collect();
    check(&cases, "model/actions/go.yml", |part| action("properties: { size: { type: string } }", part));
}

#[test]
fn names_in_templates() {
    let cases = [
        ("{{ .inputs.ref // 1 }}", ""),
        ("{{ .inputs.ref? }}", ""),
        ("{{ if .inputs | has('ref') then .inputs.ref else null end }}", ""),
        ("{{ try .inputs.ref catch null }}", ""),
        ("{{ .inputs.ref }}", "unknown-template-input"),
        ("{{ .entity.properties.ref // 1 }}", ""),
        ("{{ .entity.properties.ref }}", "unknown-template-property"),
        ("{{ .inputs.by-whom }}", "unquoted-dash"),
        ("{{ .inputs.by-whom.email }}", "unquoted-dash"),
        ("{{ .entity.properties.on-call }}", "unquoted-dash"),
        ("{{ .inputs[\"by-whom\"] }}{{ .entity.properties.\"on-call\" }}", ""),
    ];
    check(&cases, "model/actions/go.yml", |part| {
        let quoted = part.replace('\'', "''");
        action("properties: { by-whom: { type: string } }", &format!("type: KAFKA, payload: {{ a: '{quoted}' }}"))
    });
}

#[test]
fn what_starts_an_automation() {
    let timer = "event: { type: TIMER_PROPERTY_EXPIRED, blueprintIdentifier: application, propertyIdentifier:";
    let created = "event: { type: ENTITY_CREATED, blueprintIdentifier: application }";
    let cases = [
        (format!("{timer} expires }}"), ""),
        (format!("{timer} since }}"), "wrong-event-property-type"),
        (format!("{timer} nothing }}"), "unknown-action-property"),
        (format!("{created}, condition: {{ type: JQ, expressions: [] }}"), ""),
        (format!("{created}, condition: {{ type: JQ, expressions: ['true'], surplus: 1 }}"), "wrong-shape"),
        (format!("{created}, surplus: 1"), "wrong-shape"),
    ];
    let cases: Vec<(&str, &str)> = cases.iter().map(|(part, expected)| (part.as_str(), *expected)).collect();
    check(&cases, "model/actions/go.yml", |part| {
        format!(
            "identifier: go\ntitle: Go\ntrigger: {{ type: automation, {part} }}\ninvocationMethod: {{ type: KAFKA }}\n"
        )
    });
}

#[test]
fn members_of_a_blueprint() {
    let cases = [
        ("mirrorProperties: { t: { path: group.$team } }", ""),
        ("mirrorProperties: { t: { path: group.$team.description } }", ""),
        ("mirrorProperties: { t: { path: group.$titel } }", "broken-mirror-path"),
        ("mirrorProperties: { t: { path: $title.budget } }", "broken-mirror-path"),
        ("calculationProperties: { c: { type: string, calculation: .properties.tier } }", ""),
        (
            "calculationProperties: { c: { type: string, calculation: .properties.teir } }",
            "unknown-calculation-property?",
        ),
        (
            "calculationProperties: { c: { type: string, calculation: .relations.grup } }",
            "unknown-calculation-property?",
        ),
        ("calculationProperties: { c: { type: string, calculation: .properties.c } }", "unknown-calculation-property?"),
        ("calculationProperties: { c: { type: string, calculation: .properties.on-call } }", "unquoted-dash"),
        ("calculationProperties: { c: { type: string, calculation: .properties.'on-call' } }", ""),
        ("ownership: { type: Inherited, path: group }", ""),
    ];
    check(&cases, "model/blueprints/application.yml", |part| format!("{APPLICATION}{part}\n"));
    let to_teams =
        format!("{APPLICATION}  owners: {{ target: _team }}\nownership: {{ type: Inherited, path: group }}\n");
    assert_eq!(found(&[("model/blueprints/application.yml", to_teams)]), "dropped-relation");
}

#[test]
fn aggregations() {
    let count = "calculationSpec: { func: count, calculationBy: entities }";
    let path = "pathFilter: [{ path: [group] }]";
    let cases = [
        (format!("{count}, {path}"), ""),
        (count.to_owned(), "ambiguous-aggregation-path?"),
        (format!("{count}, {path}, surplus: 1"), "wrong-shape"),
        (format!("{count}, pathFilter: [{{ path: [group], surplus: 1 }}]"), "wrong-shape"),
        (format!("{count}, {path}, query: {{ combinator: and, rules: [], surplus: 1 }}"), "bad-search-query"),
        (
            format!("calculationSpec: {{ func: sum, calculationBy: property, property: tier }}, {path}"),
            "wrong-aggregation-type",
        ),
    ];
    let cases: Vec<(&str, &str)> = cases.iter().map(|(part, expected)| (part.as_str(), *expected)).collect();
    check(&cases, "model/blueprints/group.yml", |part| {
        format!("{GROUP}aggregationProperties: {{ a: {{ title: A, target: application, {part} }} }}\n")
    });
}

#[test]
fn maps_of_a_scorecard() {
    let query = "query: { combinator: and, conditions: [{ property: tier, operator: isNotEmpty }] }";
    let rule = |more: &str| format!("{{ identifier: r, title: R, level: Low, {query}{more} }}");
    let of = |identifier: &str, levels: &str, rules: &str| {
        format!("identifier: {identifier}\nblueprint: application\ntitle: Ready\nlevels: {levels}\nrules: [{rules}]\n")
    };
    let level = "[{ title: Low, color: red }]";
    let cases = [
        (of("ready", level, &rule("")), ""),
        (of("ready", "[{ title: Low, color: red, description: d }]", &rule("")), "unknown-field?"),
        (of("ready", level, &rule(", weight: 3")), "unknown-field?"),
        (of("ready", level, &rule("").replace("] }", "], surplus: 1 }")), "bad-search-query?"),
        (of("ready", "[{ title: Low, color: red }, { title: Low, color: green }]", &rule("")), "duplicate-level"),
        (of("ready", "[{ title: Low, color: red }, { title: '', color: green }]", &rule("")), "wrong-shape"),
        (of("ready", "[]", ""), "wrong-shape"),
        (of("is ready", level, &rule("")), "wrong-shape"),
        (of("ready", level, &rule("").replace("identifier: r", "identifier: has tier")), "wrong-shape"),
    ];
    for (text, expected) in cases {
        assert_eq!(found(&[("model/scorecards/ready.yml", text.clone())]), expected, "{text}");
    }
}
