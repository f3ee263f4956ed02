//! Help texts that show a whole replacement. If it is made literally, the finding is gone and no other one is new.

use portwright::lint::RULES;

use super::newcomer::{DEPLOY, GITHUB, OVERVIEW, RESTART, check};
use super::remedies::found;
use crate::support::{Project, report};

const CONNECTION: &str = "  - { sourceIdentifier: trigger, targetIdentifier: call }";
const MADE: &str = "{ sourceIdentifier: trigger, targetIdentifier: call }";

#[test]
fn a_connection_that_is_written_as_an_arrow() {
    let rule = "wrong-shape";
    let help = "write `{ sourceIdentifier: trigger, targetIdentifier: call }`";
    for arrow in ["trigger -> call", "trigger --> call", "trigger => call", "trigger → call", "trigger->call"] {
        let wrong: &'static str = format!("  - {arrow}").leak();
        let word: &'static str = arrow.to_owned().leak();
        check(&[(DEPLOY, CONNECTION, wrong, rule, word, help, CONNECTION)]);
    }
    check(&[(
        DEPLOY,
        "connections:\n  - { sourceIdentifier: trigger, targetIdentifier: call }",
        "connections: trigger -> call",
        rule,
        "trigger -> call",
        "write `[{ sourceIdentifier: trigger, targetIdentifier: call }]`",
        "connections: [{ sourceIdentifier: trigger, targetIdentifier: call }]",
    )]);
    check(&[(
        DEPLOY,
        CONNECTION,
        "  trigger: call",
        rule,
        "trigger: call",
        "write `- { sourceIdentifier: trigger, targetIdentifier: call }` in place of `trigger:`",
        CONNECTION,
    )]);
}

#[test]
fn arrows_with_an_outlet_or_in_a_chain_have_a_help_with_every_connection() {
    let help = |wrong: &str| {
        let text = DEPLOY.replacen(CONNECTION, &format!("  - {wrong}"), 1);
        let found = super::newcomer::found(DEPLOY, &text);
        found[0].help.as_deref().unwrap_or_default().to_owned()
    };
    assert_eq!(
        help("check.yes -> call"),
        "write `{ sourceIdentifier: check, sourceOutletIdentifier: yes, targetIdentifier: call }`"
    );
    assert_eq!(
        help("trigger -> call -> end"),
        format!(
            "write one entry for each arrow: `- {MADE}` and `- {{ sourceIdentifier: call, targetIdentifier: end }}`"
        )
    );
    assert!(help("just text").starts_with("write one `key: value`"));
}

#[test]
fn the_rules_of_a_search_without_the_search_around_them() {
    let rule = "wrong-shape";
    let right = "reason: { type: string, title: Reason }";
    let input = |dataset: &str| -> &'static str {
        format!("reason: {{ type: string, title: Reason, format: entity, blueprint: service, dataset: {dataset} }}")
            .leak()
    };
    let filled = "[{ property: tier, operator: '=', value: gold }]";
    check(&[
        (
            RESTART,
            right,
            input("[]"),
            rule,
            "[]",
            "write `{ combinator: and, rules: [] }`",
            input("{ combinator: and, rules: [] }"),
        ),
        (
            RESTART,
            right,
            input(filled),
            rule,
            filled,
            "write `{ combinator: and, rules: [{ property: tier, operator: '=', value: gold }] }`",
            input("{ combinator: and, rules: [{ property: tier, operator: '=', value: gold }] }"),
        ),
        (
            OVERVIEW,
            "dataset: { combinator: and, rules: [] }",
            "dataset:\n        - { property: tier, operator: '=', value: gold }",
            rule,
            "- { property: tier, operator: '=', value: gold }",
            "write `combinator: and` and `rules:` on two lines before the list, 2 spaces to the right of the key above, \
             and indent the list by 2 spaces",
            "dataset:\n          combinator: and\n          rules:\n          - { property: tier, operator: '=', value: gold }",
        ),
        (
            OVERVIEW,
            "dataset: { combinator: and, rules: [] }",
            "dataset: { combinator: and }",
            rule,
            "dataset",
            "add `rules: []`",
            "dataset: { combinator: and, rules: [] }",
        ),
        (
            OVERVIEW,
            "dataset: { combinator: and, rules: [] }",
            "dataset: { rules: [] }",
            rule,
            "dataset",
            "add `combinator: and`",
            "dataset: { combinator: and, rules: [] }",
        ),
    ]);
}

#[test]
fn an_identifier_of_an_integration_in_another_notation() {
    let help = "write `github-ocean`: use lower-case letters, digits and `-` alone";
    for wrong in ["GitHub_Ocean", "GitHub Ocean", "GITHUB-OCEAN", "github.ocean"] {
        let line: &'static str = format!("installationId: {wrong}").leak();
        let right = "installationId: github-ocean";
        check(&[(GITHUB, right, line, "wrong-shape", line.trim_start_matches("installationId: "), help, right)]);
    }
}

#[test]
fn what_refers_to_the_corrected_identifier_is_no_second_finding() {
    let node = "    config:
      type: INTEGRATION_ACTION
      installationId: github-ocean
      integrationProvider: github-ocean
      integrationInvocationType: dispatch_workflow
      integrationActionExecutionProperties: { org: acme, repo: a, workflow: a.yml }
";
    let (head, _) = DEPLOY.split_once("    config:\n      type: WEBHOOK").expect("it has a webhook");
    let workflow = format!("{head}{node}connections:\n{CONNECTION}\n");
    let files = |integration: &str| {
        let integration = GITHUB.replacen("github-ocean", integration, 1);
        let service =
            super::newcomer::SERVICE.replacen("relations:\n  domain: { title: Domain, target: domain }\n", "", 1);
        let files = [
            ("model/integrations/github.yml", integration.as_str()),
            ("model/workflows/deploy.yml", workflow.as_str()),
            ("model/blueprints/service.yml", service.as_str()),
        ];
        Project::of(&files).check(RULES)
    };
    assert!(files("github-ocean").is_empty(), "{}", report(&files("github-ocean")));
    let one = files("GitHub Ocean");
    assert!(matches!(one.as_slice(), [one] if one.rule == "wrong-shape"), "{}", report(&one));
    // Another installation is not the one that is meant.
    assert!(files("gitlab").iter().any(|one| one.rule == "unknown-installation"));
}

#[test]
fn a_trigger_beside_the_nodes_is_one_finding() {
    let node = "  - identifier: trigger
    config:
      type: SELF_SERVE_TRIGGER
      userInputs: { properties: {}, required: [], order: [] }
";
    let call = "  - identifier: call
    config: { type: WEBHOOK, url: https://example.com/hook }
";
    let of = |before: &str, nodes: &str, connection: &str| {
        let text =
            format!("identifier: deploy\ntitle: Deploy\n{before}nodes:\n{nodes}{call}connections: [{connection}]\n");
        Project::of(&[("model/workflows/deploy.yml", text.as_str())]).check(RULES)
    };
    for field in ["trigger", "triggers"] {
        let stray = format!("{field}:\n  type: SELF_SERVE_TRIGGER\n  userInputs: {{ properties: {{}} }}\n");
        let one = of(&stray, "", "");
        assert!(
            matches!(one.as_slice(), [one] if one.rule == "missing-trigger"
                && one.place.file.slice(one.place.span) == field
                && one.help.as_deref().is_some_and(|help| help.starts_with("remove it here, and add an entry to `nodes`"))),
            "{}",
            report(&one)
        );
        // With a trigger among the nodes, it is a field that nobody knows.
        let other = of(&stray, node, MADE);
        assert!(matches!(other.as_slice(), [one] if one.rule == "unknown-field"), "{}", report(&other));
    }
    let followed = of("", node, MADE);
    assert!(followed.is_empty(), "{}", report(&followed));
}

#[test]
fn a_second_byte_order_mark_is_found_where_it_is() {
    let help = "delete this invisible character, U+FEFF, or save the file as UTF-8 without a byte order mark";
    for (right, wrong) in [
        ("identifier: core", "\u{feff}\u{feff}identifier: core"),
        ("title: Core", "\u{feff}title: Core"),
        ("title: Core", "title: \u{feff}Core"),
    ] {
        let one = found("port.yml", right, wrong);
        let is_right = |one: &portwright::ground::finding::Finding| {
            one.rule == "yaml-syntax"
                && one.place.file.slice(one.place.span) == "\u{feff}"
                && one.help.as_deref() == Some(help)
        };
        assert!(matches!(one.as_slice(), [one] if is_right(one)), "{wrong:?}\n{}", report(&one));
    }
    let none = found("port.yml", "identifier: core", "\u{feff}identifier: core");
    assert!(none.iter().all(|one| one.rule == "windows-text"), "{}", report(&none));
}

#[test]
fn several_identifiers_in_one_text() {
    let rule = "relation-value";
    let case = |wrong: &'static str, help: &str| {
        let one = found("port.yml", "  size: 1\n", format!("  size: 1\nrelations:\n{wrong}\n").leak());
        let is_right = matches!(one.as_slice(), [one] if one.rule == rule && one.help.as_deref() == Some(help));
        assert!(is_right, "{wrong}\n{}", report(&one));
    };
    case("  others: a, a", "write a list: `[a]`");
    case("  others: a, b", "write a list: `[a, b]`");
    case("  others: 'a; b'", "write a list: `[a, b]`");
    case("  main: a, b", "the relation is to one entity: use one of `a` and `b`");
    case("  main: a,", "write `a`");
    case("  others: ['a, b']", "write each as an entry of the list: `a, b`");
    case("  others: a b", "write the entity's `identifier`, not its title");
}
