//! What `validate` reports in the mappings of integrations and webhooks: each case changes one place of a good file, and is
//! one finding there.

use portwright::ground::finding::{Finding, Severity};
use portwright::lint::RULES;

use crate::support::Project;

const BLUEPRINTS: &str = "identifier: repository
title: Repository
schema:
  properties:
    url: { type: string, format: url }
    tier: { type: string, enum: [gold, silver] }
    stars: { type: number }
    topics: { type: array, items: { type: string } }
    on-call: { type: string }
relations:
  domain: { target: domain }
---
identifier: domain
title: Domain
schema: { properties: { slug: { type: string } } }
";

const INTEGRATION: &str = r#"installationId: github-ocean
config:
  createMissingRelatedEntities: true
  repositoryType: all
  resources:
    - kind: repository
      selector: { query: .archived | not, teams: true }
      port:
        itemsToParse: .items
        entity:
          mappings:
            identifier: .full_name
            title: .name
            blueprint: "'repository'"
            team: .owner
            properties:
              url: .html_url
              tier: "'gold'"
              stars: .stargazers_count
              topics: '["a"]'
              on-call: file://OWNERS.md
            relations:
              domain:
                combinator: "'and'"
                rules:
                  - { property: "'slug'", operator: "'='", value: .domain }
    - kind: repository
      selector: { query: .archived }
      port:
        itemsToParse: ".items"
        entity:
          mappings:
            identifier: .full_name
            blueprint: '"repository"'
"#;

const WEBHOOK: &str = r#"identifier: snyk
title: Snyk
enabled: true
security:
  secret: ${snyk_secret}
  signatureHeaderName: x-hub-signature
  signatureAlgorithm: sha256
  requestIdentifierPath: .headers."x-id"
mappings:
  - blueprint: repository
    filter: .body.kind == 'repository'
    itemsToParse: .body.items
    operation: create
    entity:
      identifier: .item.id | tostring
      properties:
        tier: if .item.gold then 'gold' else 'silver' end
        stars: "3"
      relations:
        domain: .item.domain
  - blueprint: repository
    filter: .body.kind == 'gone'
    operation: { type: delete, deleteDependents: true }
    entity: { identifier: .body.id | tostring }
"#;

const SETTINGS: &str =
    "[vars]\nsnyk_secret = { value = \"correct-horse\", sensitive = true }\nplain = \"battery-staple\"\n";

fn found(name: &str, text: &str) -> Vec<Finding> {
    let files = [("model/blueprints/all.yml", BLUEPRINTS), (name, text), ("portwright.toml", SETTINGS)];
    Project::of(&files).check(RULES)
}

/// Checks that each change of the file, from one text to another, is one finding of a rule at a text: `?` after the rule is
/// a warning.
fn check(name: &str, text: &str, cases: &[(&str, &str, &str, &str)]) {
    assert_eq!(found(name, text), [], "the file is good");
    for (from, to, rule, place) in cases {
        assert_eq!(text.matches(from).count(), 1, "{from} is there once");
        let changed = text.replace(from, to);
        let found = found(name, &changed);
        let [one] = &found[..] else { panic!("{to}: {found:#?}") };
        let mark = if one.severity == Severity::Error { "" } else { "?" };
        let at = &changed[one.place.span.start as usize..one.place.span.end as usize];
        assert_eq!((&*format!("{}{mark}", one.rule), at), (*rule, *place), "{to}: {}", one.message);
    }
}

#[test]
fn integrations() {
    let cases = [
        ("\"'repository'\"", "\"'repositry'\"", "unknown-mapping-blueprint", "repositry"),
        ("\"'repository'\"", "repository", "bare-jq-name", "repository"),
        ("url: .html_url", "ulr: .html_url", "unknown-mapping-property", "ulr"),
        ("              domain:\n", "              domian:\n", "unknown-mapping-property", "domian"),
        ("\"'slug'\"", "\"'slgu'\"", "unknown-mapping-property", "slgu"),
        ("\"'slug'\"", "slug", "bare-jq-name", "slug"),
        ("\"'and'\"", "and", "bare-jq-name", "and"),
        ("\"'and'\"", "\"'xor'\"", "bad-search-query", "\"'xor'\""),
        ("\"'='\"", "'='", "bare-jq-name", "'='"),
        ("\"'='\"", "\"'=='\"", "bad-search-query", "\"'=='\""),
        ("operator: \"'='\", ", "", "bad-search-query", "{ property: \"'slug'\", value: .domain }"),
        ("\"'gold'\"", "\"'glod'\"", "unfit-mapping-value", "glod"),
        ("\"'gold'\"", "gold", "bare-jq-name", "gold"),
        (".stargazers_count", "\"'3'\"", "unfit-mapping-value", "3"),
        (".stargazers_count", "7", "wrong-shape", "7"),
        (".html_url", "\"'github.com/a'\"", "unfit-mapping-value", "github.com/a"),
        ("'[\"a\"]'", "\"'a'\"", "unfit-mapping-value", "a"),
        (".archived | not", ".archived | nott", "jq-syntax", "nott"),
        ("itemsToParse: .items", "itemsToParse: (.items", "jq-syntax", "("),
        ("title: .name", "title: .on-call-name.", "jq-syntax", ""),
        (".owner", ".owner |", "jq-syntax", ""),
        ("            identifier: .full_name\n            title", "            title", "wrong-shape", "mappings"),
        ("properties:\n", "propertis:\n", "misspelt-field", "propertis"),
        (
            "createMissingRelatedEntities",
            "createMissingRelatedEntites",
            "misspelt-field",
            "createMissingRelatedEntites",
        ),
        (
            "- kind: repository\n      selector: { query: .archived | not, teams: true }",
            "- kind: ''\n      selector: { query: .a }",
            "wrong-shape",
            "''",
        ),
        ("github-ocean", "GitHub_Ocean", "wrong-shape", "GitHub_Ocean"),
        (
            "identifier: .full_name\n            blueprint",
            "identifier: .name\n            blueprint",
            "conflicting-identifiers?",
            ".name",
        ),
    ];
    check("model/integrations/github.yml", INTEGRATION, &cases);
}

#[test]
fn webhooks() {
    let cases = [
        (
            "- blueprint: repository\n    filter: .body.kind == 'repository'",
            "- blueprint: repositry\n    filter: .x",
            "unknown-mapping-blueprint",
            "repositry",
        ),
        ("tier: if", "teir: if", "unknown-mapping-property", "teir"),
        ("domain: .item.domain", "domian: .item.domain", "unknown-mapping-property", "domian"),
        ("\"3\"", "\"'3'\"", "unfit-mapping-value", "3"),
        ("'gold' else", "'gold' els", "jq-syntax", "els"),
        (".body.items", ".bdoy.items", "misspelt-template", "bdoy"),
        (".body.items", ".body.[items", "jq-syntax", "["),
        (".body.id | tostring", ".body.id | tostrng", "jq-syntax", "tostrng"),
        (".headers.\"x-id\"", ".headers.\"x-id", "jq-syntax", "\""),
        ("operation: create", "operation: upsert", "wrong-shape", "upsert"),
        ("type: delete,", "type: remove,", "wrong-shape", "remove"),
        ("${snyk_secret}", "correct-horse", "literal-token", "correct-horse"),
        (
            "${snyk_secret}",
            "ghp_0123456789abcdefABCDEF0123456789abcd",
            "literal-token",
            "ghp_0123456789abcdefABCDEF0123456789abcd",
        ),
        ("${snyk_secret}", "sha256-${snyk_secret}", "literal-token", "sha256-${snyk_secret}"),
        ("${snyk_secret}", "${plain}", "literal-token", "${plain}"),
        ("${snyk_secret}", "${snyk_secrt}", "undefined-variable", "${snyk_secrt}"),
        ("signatureAlgorithm: sha256", "signatureAlgorithm: sha512", "wrong-shape", "sha512"),
        ("signatureHeaderName", "signatureHeader", "wrong-shape", "signatureHeader"),
        (
            "identifier: snyk",
            "identifier: a-webhook-with-a-name-of-more-than-thirty",
            "wrong-shape",
            "a-webhook-with-a-name-of-more-than-thirty",
        ),
        ("    entity: { identifier: .body.id | tostring }\n", "    entity: {}\n", "wrong-shape", "entity"),
    ];
    check("model/webhooks/snyk.yml", WEBHOOK, &cases);
}

#[test]
fn a_secret_is_in_no_report() {
    let text = WEBHOOK.replace("${snyk_secret}", "tr0ub4dor").replace("tier: if", "teir: if");
    let found = found("model/webhooks/snyk.yml", &text);
    assert_eq!(found.len(), 2);
    assert!(!crate::support::report(&found).contains("tr0ub4dor"));
}
