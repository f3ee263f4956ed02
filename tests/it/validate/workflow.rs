//! What `validate` finds in workflows: each case makes one mistake in a right one.

use portwright::lint::RULES;

use crate::support::{Project, report};

const SERVICE: &str = "identifier: service
title: Service
schema:
  properties:
    tier: { type: string, enum: [gold, silver] }
    status: { type: string }
    expires: { type: string, format: timer }
";
/// People start it, and are asked again.
const ASKED: &str = "identifier: restart
title: Restart
nodes:
  - identifier: trigger
    config:
      type: SELF_SERVE_TRIGGER
      permissions: { roles: [Member] }
      contexts: [{ on: ENTITY, userInput: service }]
      userInputs:
        properties:
          service: { type: string, format: entity, blueprint: service }
          tier: { type: string, default: gold, enum: [gold, silver] }
        required: [service]
        order: [service, tier]
  - identifier: check
    config:
      type: CONDITION
      outlets:
        - { identifier: gold, expression: '.outputs.trigger.tier == \"gold\"' }
  - identifier: ask-first
    config:
      type: INPUT
      userInputs:
        properties: { reason: { type: string } }
        buttons: [{ identifier: yes, label: Do it, variant: PRIMARY }]
        validations: [{ constraint: .form.reason != null, message: Say why }]
      outlets: [{ evaluationMethod: button, identifier: yes, numOfResponders: 1 }]
  - identifier: call
    config:
      type: WEBHOOK
      url: https://example.com/restart
      body: { tier: '{{ .outputs.trigger.tier }}', asked: '{{ .outputs[\"ask-first\"].responses // null }}' }
    variables: { status: '{{ .result.response.status }}' }
    links: ['https://example.com/{{ .workflowRun.identifier }}']
  - identifier: write
    config:
      type: UPSERT_ENTITY
      blueprintIdentifier: service
      mapping:
        identifier: '{{ .outputs.trigger.service }}'
        properties: { tier: '{{ .outputs.trigger.tier }}', status: '{{ .outputs.call.status }}' }
  - identifier: think
    config: { type: AI, userPrompt: Why?, mcpServers: [{ identifier: a }] }
connections:
  - { sourceIdentifier: trigger, targetIdentifier: check }
  - { sourceIdentifier: check, targetIdentifier: ask-first, sourceOutletIdentifier: gold }
  - { sourceIdentifier: check, targetIdentifier: call, fallback: true }
  - { sourceIdentifier: ask-first, targetIdentifier: call, sourceOutletIdentifier: yes }
  - { sourceIdentifier: call, targetIdentifier: write }
  - { sourceIdentifier: write, targetIdentifier: think }
";
/// An event starts it.
const STARTED: &str = "identifier: expired
nodes:
  - identifier: expiry
    config:
      type: EVENT_TRIGGER
      event: { type: TIMER_EXPIRED, blueprintIdentifier: service, propertyIdentifier: expires }
      condition: { type: JQ, expressions: [.diff.after.properties.tier == \"gold\"] }
  - identifier: tell
    config:
      type: KAFKA
      payload: { tier: '{{ .outputs.expiry.diff.after.properties.tier }}', of: '{{ .outputs.trigger.diff.after.title }}' }
connections: [{ sourceIdentifier: expiry, targetIdentifier: tell }]
";

/// What is right, what is wrong in its place, the rule, and the text that its finding marks.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    // The graph.
    ("targetIdentifier: check", "targetIdentifier: chekc", "broken-connection", "chekc"),
    ("sourceIdentifier: write", "sourceIdentifier: wrote", "broken-connection", "wrote"),
    ("targetIdentifier: think", "targetIdentifier: write", "broken-connection", "write"),
    ("targetIdentifier: think", "targetIdentifier: trigger", "broken-connection", "trigger"),
    ("targetIdentifier: think", "targetIdentifier: call", "connection-cycle", "call"),
    ("sourceIdentifier: write", "sourceIdentifier: call", "broken-connection", "call"),
    (", fallback: true", "", "broken-connection", "check"),
    (", sourceOutletIdentifier: yes", "", "broken-connection", "ask-first"),
    ("sourceOutletIdentifier: yes", "fallback: true", "broken-connection", "fallback"),
    ("fallback: true", "fallback: true, sourceOutletIdentifier: gold", "broken-connection", "fallback"),
    ("fallback: true", "sourceOutletIdentifier: gold", "broken-connection", "check"),
    ("sourceOutletIdentifier: gold", "sourceOutletIdentifier: glod", "broken-connection", "glod"),
    ("targetIdentifier: write", "targetIdentifier: write, fallback: true", "broken-connection", "fallback"),
    (
        "targetIdentifier: write",
        "targetIdentifier: write, sourceOutletIdentifier: x",
        "broken-connection",
        "sourceOutletIdentifier",
    ),
    ("sourceOutletIdentifier: yes", "sourceOptionIdentifier: yes", "misspelt-field", "sourceOptionIdentifier"),
    ("  - { sourceIdentifier: write, targetIdentifier: think }\n", "", "unreachable-node", "think"),
    ("- identifier: think", "- identifier: write", "duplicate-node", "write"),
    (
        "variant: PRIMARY }",
        "variant: PRIMARY }, { identifier: yes, label: No, variant: DANGER }",
        "duplicate-node",
        "yes",
    ),
    ("identifier: yes, numOfResponders", "identifier: yse, numOfResponders", "unknown-button", "yse"),
    // The form.
    ("userInput: service", "userInput: servce", "wrong-context-input", "servce"),
    ("userInput: service", "userInput: tier", "wrong-context-input", "tier"),
    ("required: [service]", "required: [servce]", "unknown-required-input", "servce"),
    ("order: [service, tier]", "order: [service, teir]", "unknown-ordered-input", "teir"),
    ("order: [service, tier]", "order: [service]", "unordered-input", "tier"),
    ("enum: [gold, silver] }\n        req", "enum: [gold, silver, bronze] }\n        req", "refused-option", "bronze"),
    ("default: gold", "default: bronze", "invalid-property-schema", "bronze"),
    ("blueprint: service }", "blueprint: servce }", "unknown-input-blueprint", "servce"),
    // Expressions.
    (".outputs.trigger.tier == ", ".outputs.trigger.tier = ", "jq-syntax", "="),
    (".outputs.trigger.tier == ", ".outputs.trigger.teir == ", "unknown-output", "teir"),
    ("'{{ .outputs.trigger.tier }}'", "'{{ .outputs.trigger.tier }'", "jq-syntax", "{{ .outputs.trigger.tier }"),
    ("'{{ .outputs.trigger.tier }}'", "'{{ .outputs.triger.tier }}'", "unknown-output", "triger"),
    ("'{{ .outputs.trigger.tier }}'", "'{{ .outputs.write.response }}'", "unknown-output", "write"),
    ("'{{ .outputs.trigger.tier }}'", "'{{ .outputs.call.status }}'", "unknown-output", "call"),
    ("'{{ .outputs.trigger.tier }}'", "'{{ .outputs.ask-first.responses }}'", "unquoted-dash", ".outputs.ask-first"),
    ("'{{ .outputs.trigger.tier }}'", "'{{ .inputs.tier }}'", "misspelt-template", "inputs"),
    ("'{{ .outputs.trigger.tier }}'", "'{{ .secert.TIER }}'", "misspelt-template", "secert"),
    (".outputs.call.status", ".outputs.call.response", "unknown-output", "response"),
    (".form.reason != null", ".form.reason !=", "jq-syntax", ""),
    // Nodes.
    ("blueprintIdentifier: service\n", "blueprintIdentifier: servce\n", "unknown-action-blueprint", "servce"),
    ("properties: { tier: '", "properties: { teir: '", "unknown-action-property", "teir"),
    ("https://example.com/restart", "http://example.com/restart", "plain-http", "http"),
    ("https://example.com/restart", "https://example.com/restart?token=s3cr3t", "literal-token", "token"),
    ("userPrompt: Why?", "userPrompt: Why?, model: m", "wrong-shape", "config"),
    (
        "[{ identifier: a }]",
        "[{identifier: a}, {identifier: b}, {identifier: c}, {identifier: d}, {identifier: e}, {identifier: f}]",
        "wrong-shape",
        "[{identifier: a}, {identifier: b}, {identifier: c}, {identifier: d}, {identifier: e}, {identifier: f}]",
    ),
    ("links: [", "links: [a, b, c, ", "wrong-shape", "[a, b, c, 'https://example.com/{{ .workflowRun.identifier }}']"),
    ("identifier: restart\n", "identifier: restart it\n", "wrong-shape", "restart it"),
    ("variables:", "varaibles:", "misspelt-field", "varaibles"),
    ("type: AI,", "type: GITHUB,", "wrong-shape", "GITHUB"),
];

/// As above, for the workflow that an event starts.
const EVENT_MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("of: '{{ .outputs", "of: '{{ .inputs", "misspelt-template", "inputs"),
    ("type: EVENT_TRIGGER", "type: KAFKA\n      payload: {}", "missing-trigger", "nodes"),
    ("blueprintIdentifier: service", "blueprintIdentifier: servce", "unknown-action-blueprint", "servce"),
    ("propertyIdentifier: expires", "propertyIdentifier: expire", "unknown-action-property", "expire"),
    ("propertyIdentifier: expires", "propertyIdentifier: tier", "wrong-event-property-type", "tier"),
    ("[.diff.after.properties.tier ==", "[.diff.after.properties.teir ==", "unknown-template-property", "teir"),
    ("[.diff.after.properties.tier ==", "[.diff.aftr.properties.tier ==", "misspelt-template", "aftr"),
    ("[.diff.after.properties.tier ==", "[.outputs.trigger.diff.after.title ==", "unknown-output", "outputs"),
    ("expiry.diff.after.properties.tier", "expiry.diff.after.properties.teir", "unknown-template-property", "teir"),
    ("trigger.diff.after.title", "trigger.diff.aftr.title", "misspelt-template", "aftr"),
];

#[test]
fn every_mistake_is_one_finding_at_its_place() {
    let mut wrongly = String::new();
    for (text, mistakes) in [(ASKED, MISTAKES), (STARTED, EVENT_MISTAKES)] {
        let check = |text: &str| {
            Project::of(&[("model/blueprints/service.yml", SERVICE), ("model/workflows/one.yml", text)]).check(RULES)
        };
        assert!(check(text).is_empty(), "{}", report(&check(text)));
        for &(right, wrong, rule, marked) in mistakes {
            assert!(text.contains(right), "{right} is in the workflow");
            let found = check(&text.replacen(right, wrong, 1));
            let is_right = matches!(found.as_slice(), [one] if one.rule == rule
                && one.place.file.slice(one.place.span) == marked
                && one.help.is_some());
            if !is_right {
                wrongly.push_str(&format!("{wrong:?} should be one {rule} at {marked:?}\n{}\n", report(&found)));
            }
        }
    }
    assert!(wrongly.is_empty(), "{wrongly}");
}
