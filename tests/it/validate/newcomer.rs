//! Mistakes of somebody who copies from Port's API, its pages or other tools: each is one finding on the exact key, and
//! nothing is found any more once its help is followed to the letter.

use portwright::lint::RULES;

use super::{DOMAIN, SCORECARD};
use crate::support::{Project, report};

pub(super) const SERVICE: &str = "identifier: service
title: Service
schema:
  properties:
    tier:
      title: Tier
      type: string
      enum: [gold, silver]
    url: { type: string, format: url }
    language: { type: string }
relations:
  domain: { title: Domain, target: domain }
ownership: { type: Direct }
";
pub(super) const RESTART: &str = "identifier: restart
title: Restart
trigger:
  type: self-service
  operation: DAY-2
  blueprintIdentifier: service
  userInputs:
    properties:
      reason: { type: string, title: Reason }
    required: [reason]
    order: [reason]
invocationMethod:
  type: WEBHOOK
  url: https://example.com/hook
  body:
    reason: \"{{ .inputs.reason }}\"
";
pub(super) const OVERVIEW: &str = "identifier: overview
title: Overview
type: dashboard
widgets:
  - id: root
    type: dashboard-widget
    layout:
      - height: 400
        columns:
          - { id: n, size: 12 }
    widgets:
      - id: n
        type: entities-number-chart
        title: Services
        blueprint: service
        unit: none
        chartType: countEntities
        func: count
        dataset: { combinator: and, rules: [] }
";
pub(super) const GRANTS: &str = "blueprint: service
entities:
  register: { roles: [Admin] }
  update: { roles: [Admin, service-moderator], ownedByTeam: true }
  updateProperties:
    language: { teams: [platform] }
";
pub(super) const RUNNERS: &str = "action: restart
execute:
  roles: [Member]
  teams: [platform]
approve:
  roles: [Admin]
";
pub(super) const READERS: &str = "page: overview
read:
  roles: [Admin, Member]
update:
  roles: [Admin]
";
pub(super) const GITHUB: &str = "installationId: github-ocean
config:
  deleteDependentEntities: true
  resources:
    - kind: repository
      selector:
        query: .archived | not
      port:
        entity:
          mappings:
            identifier: .full_name
            title: .name
            blueprint: \"'service'\"
            properties:
              url: .html_url
              language: .language
";
pub(super) const SNYK: &str = "identifier: snyk
title: Snyk
enabled: true
mappings:
  - blueprint: service
    itemsToParse: .body.issues
    entity:
      identifier: .item.id
      properties:
        language: .item.lang
      relations:
        domain: .body.project
security:
  signatureHeaderName: x-sig
  signatureAlgorithm: sha256
";
pub(super) const DEPLOY: &str = "identifier: deploy
title: Deploy
nodes:
  - identifier: trigger
    config:
      type: SELF_SERVE_TRIGGER
      permissions: { roles: [Member] }
      userInputs:
        properties:
          service: { type: string, format: entity, blueprint: service }
        required: [service]
        order: [service]
  - identifier: call
    title: Call
    config:
      type: WEBHOOK
      url: https://example.com/hook
      body: { service: '{{ .outputs.trigger.service }}' }
connections:
  - { sourceIdentifier: trigger, targetIdentifier: call }
";
const PLATFORM: &str = "name: platform\nusers: [ada@example.com]\n";
const TOKEN: &str = "secretName: TOKEN\nsecretValue: ${token}\n";

const FILES: [(&str, &str); 13] = [
    ("model/blueprints/domain.yml", DOMAIN),
    ("model/blueprints/service.yml", SERVICE),
    ("model/actions/restart.yml", RESTART),
    ("model/pages/overview.yml", OVERVIEW),
    ("model/permissions/service.yml", GRANTS),
    ("model/permissions/restart.yml", RUNNERS),
    ("model/permissions/overview.yml", READERS),
    ("model/integrations/github.yml", GITHUB),
    ("model/webhooks/snyk.yml", SNYK),
    ("model/scorecards/quality.yml", SCORECARD),
    ("model/workflows/deploy.yml", DEPLOY),
    ("model/teams/platform.yml", PLATFORM),
    ("model/secrets/token.yml", TOKEN),
];

/// The findings when one of the files has another text.
pub(super) fn found(right: &str, text: &str) -> Vec<portwright::ground::finding::Finding> {
    let mut files: Vec<(&str, &str)> = FILES.to_vec();
    let file = files.iter_mut().find(|(_, content)| *content == right).expect("it is one of the files");
    file.1 = text;
    files.push(("portwright.toml", "[vars]\ntoken = { value = \"a-long-secret\", sensitive = true }\n"));
    Project::of(&files).check(RULES)
}

/// Checks that a text in place of a right one is one finding: the rule, the marked word, and the help, which makes `followed`
/// of it.
fn check_text(right: &str, wrong: &str, (rule, word, help): (&str, &str, &str), followed: &str) {
    let one = found(right, wrong);
    let is_right = matches!(one.as_slice(), [one] if one.rule == rule
        && one.place.file.slice(one.place.span) == word
        && one.help.as_deref() == Some(help));
    assert!(is_right, "should be one {rule} at {word} that says {help}\n{wrong}\n{}", report(&one));
    let none = found(right, followed);
    assert!(none.is_empty(), "{followed}\n{}", report(&none));
}

/// The correct file, a part of it and the mistake that replaces that part; the rule, the marked word and the help of the finding; and
/// the part after the help was followed.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

pub(super) fn check(cases: &[Case]) {
    for (file, right, wrong, rule, word, help, followed) in cases {
        assert!(file.contains(right), "{right} is in the file");
        let with = |text: &str| file.replacen(right, text, 1);
        check_text(file, &with(wrong), (rule, word, help), &with(followed));
    }
}

/// A text whose lines are all indented one level deeper.
fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// A text without the first level of indentation below the first of its lines that is `line`.
fn unindented(text: &str, line: &str) -> String {
    let at = text.find(&format!("\n{line}\n")).expect("the line is there") + line.len() + 2;
    let own = line.len() - line.trim_start().len();
    let is_below = |line: &&str| line.len() - line.trim_start().len() > own;
    let below = text[at..].lines().take_while(is_below).count();
    let moved: Vec<String> =
        text[at..].lines().enumerate().map(|(nth, line)| line[if nth < below { 2 } else { 0 }..].to_owned()).collect();
    format!("{}{}\n", &text[..at], moved.join("\n"))
}

#[test]
fn the_model_without_mistakes_has_no_findings() {
    let found = found(DOMAIN, DOMAIN);
    assert!(found.is_empty(), "{}", report(&found));
}

#[test]
fn a_block_that_is_not_indented() {
    for (text, line, word, help) in [
        (GRANTS, "entities:", "register", "everything from `register` to the end of `updateProperties`"),
        (GRANTS, "  updateProperties:", "language", "`language`"),
        (RUNNERS, "execute:", "roles", "everything from `roles` to the end of `teams`"),
        (READERS, "read:", "roles", "`roles`"),
        (
            GITHUB,
            "config:",
            "deleteDependentEntities",
            "everything from `deleteDependentEntities` to the end of `resources`",
        ),
        (GITHUB, "      selector:", "query", "`query`"),
        (GITHUB, "      port:", "entity", "`entity` and the lines that belong to it"),
        (GITHUB, "        entity:", "mappings", "`mappings` and the lines that belong to it"),
        (GITHUB, "          mappings:", "identifier", "everything from `identifier` to the end of `properties`"),
        (GITHUB, "            properties:", "url", "everything from `url` to the end of `language`"),
        (RESTART, "trigger:", "type", "everything from `type` to the end of `userInputs`"),
        (RESTART, "  userInputs:", "properties", "everything from `properties` to the end of `order`"),
        (RESTART, "    properties:", "reason", "`reason`"),
        (RESTART, "invocationMethod:", "type", "everything from `type` to the end of `body`"),
        (RESTART, "  body:", "reason", "`reason`"),
        (DEPLOY, "    config:", "type", "everything from `type` to the end of `userInputs`"),
        (DEPLOY, "        properties:", "service", "`service`"),
        (SNYK, "    entity:", "identifier", "everything from `identifier` to the end of `relations`"),
        (SNYK, "      properties:", "language", "`language`"),
        (
            SNYK,
            "security:",
            "signatureHeaderName",
            "everything from `signatureHeaderName` to the end of `signatureAlgorithm`",
        ),
        (SCORECARD, "    query:", "combinator", "everything from `combinator` to the end of `conditions`"),
        (SERVICE, "schema:", "properties", "`properties` and the lines that belong to it"),
        (SERVICE, "    tier:", "title", "everything from `title` to the end of `enum`"),
        (SERVICE, "relations:", "domain", "`domain`"),
    ] {
        check_text(text, &unindented(text, line), ("wrong-shape", word, &format!("indent {help} by 2 spaces")), text);
    }
}

#[test]
fn a_field_without_a_value_has_no_block_of_another_form() {
    let one = found(GITHUB, &GITHUB.replace("config:\n", "config:\nsurplus: 1\n#"));
    assert!(one.iter().all(|one| !one.message.contains("not indented")), "{}", report(&one));
    let written = found(READERS, &READERS.replace("read:\n  roles", "read: null\nroles"));
    assert!(written.iter().all(|one| !one.message.contains("not indented")), "{}", report(&written));
}

#[test]
fn an_answer_of_the_api() {
    for (text, key) in [
        (SERVICE, "blueprint"),
        (RESTART, "action"),
        (SCORECARD, "scorecard"),
        (OVERVIEW, "page"),
        (SNYK, "webhook"),
        (SNYK, "integration"),
        (DEPLOY, "workflow"),
        (GITHUB, "integration"),
        (PLATFORM, "team"),
        (SERVICE, "data"),
    ] {
        let help = format!("keep only what is inside `{key}`");
        for before in ["ok: true\n", ""] {
            let wrong = format!("{before}{key}:\n{}", indented(text));
            check_text(text, &wrong, ("wrong-root", key, &help), &indented(text));
        }
    }
    for (text, key) in [(SERVICE, "blueprints"), (OVERVIEW, "pages"), (GITHUB, "integrations")] {
        let list = format!("- {}", indented(text).trim_start());
        let help = format!("keep only the list inside `{key}`");
        check_text(text, &format!("ok: true\n{key}:\n{list}"), ("wrong-root", key, &help), &list);
    }
    for (text, field) in [(GRANTS, "blueprint"), (RUNNERS, "action"), (READERS, "page")] {
        let (first, rest) = text.split_once('\n').expect("it has several lines");
        let help = format!("keep only what is inside `permissions`, and add `{field}:` to it");
        let wrong = format!("ok: true\npermissions:\n{}", indented(rest));
        check_text(text, &wrong, ("wrong-root", "permissions", &help), &format!("{first}\n{rest}"));
    }
}

#[test]
fn the_identifier_under_another_name() {
    for (text, field, others) in [
        (GITHUB, "installationId", vec!["identifier", "id", "integrationIdentifier", "name"]),
        (SNYK, "identifier", vec!["installationId", "id", "name", "webhookIdentifier"]),
        (SERVICE, "identifier", vec!["installationId", "name", "id"]),
        (RESTART, "identifier", vec!["name", "actionIdentifier", "id"]),
        (OVERVIEW, "identifier", vec!["id", "page", "slug"]),
        (DEPLOY, "identifier", vec!["name", "id"]),
        (PLATFORM, "name", vec!["identifier", "title", "team"]),
        (TOKEN, "secretName", vec!["name", "identifier", "secret"]),
        (GRANTS, "blueprint", vec!["identifier", "blueprintIdentifier", "blueprint_identifier"]),
        (RUNNERS, "action", vec!["identifier", "actionIdentifier", "action_identifier", "name"]),
        (READERS, "page", vec!["identifier", "pageIdentifier", "page_identifier"]),
    ] {
        for other in others {
            let wrong = text.replacen(&format!("{field}:"), &format!("{other}:"), 1);
            let help = format!("rename `{other}` to `{field}`");
            check_text(text, &wrong, ("wrong-shape", other, &help), text);
        }
    }
}

#[test]
fn a_root_that_is_no_resource() {
    let rule = "wrong-root";
    let dashes = "replace each `- ` that is not indented with 2 spaces";
    let indented_grants = indented(GRANTS);
    let dashed = indented_grants.replace("  blueprint", "- blueprint").replace("  entities", "- entities");
    check_text(GRANTS, &dashed, (rule, "entities", dashes), &indented_grants);
    let nested = format!("- - {}", PLATFORM.replace("users", "    users"));
    let word = nested.trim_start_matches("- ").trim_end();
    let word = format!("- {word}");
    check_text(
        PLATFORM,
        &nested,
        (rule, &word, dashes),
        &format!("  {}", nested.trim_start_matches("- ").replacen("name", "- name", 1)),
    );
    let flow = "[[{ name: platform }]]\n";
    check_text(
        PLATFORM,
        flow,
        (rule, "[{ name: platform }]", "remove the outer `[` and `]`"),
        "[{ name: platform }]\n",
    );
    let help = "write `name: platform` in its place, and the other fields on lines below it";
    check_text(PLATFORM, "- platform\n", (rule, "platform", help), "- name: platform\n");
    check_text(PLATFORM, "platform\n", (rule, "platform", help), "name: platform\n");
    let (first, rules) = SCORECARD.split_once("rules:\n").expect("it has rules");
    let rules: String = rules.lines().map(|line| format!("{}\n", &line[2..])).collect();
    let help = "write `rules:` on a line before the list, and add `blueprint:`, `identifier:` and `title:`";
    check_text(SCORECARD, &rules, (rule, "identifier", help), &format!("{first}rules:\n{rules}"));
    let (_, resources) = GITHUB.split_once("  resources:\n").expect("it has resources");
    let resources: String = resources.lines().map(|line| format!("{}\n", &line[4..])).collect();
    let help = "write `config:` and, indented by 2 spaces, `resources:` on lines before the list, indent the list by 2 spaces, and add `installationId:`";
    let followed = format!("config:\n  resources:\n{}installationId: github-ocean\n", indented(&resources));
    check_text(GITHUB, &resources, (rule, "kind", help), &followed);
    let by_name = format!("service:\n{}", indented(SERVICE.split_once('\n').expect("it has lines").1));
    let help = "write `- identifier: service` in place of `service:`";
    check_text(SERVICE, &by_name, (rule, "service", help), &by_name.replacen("service:", "- identifier: service", 1));
}

#[test]
fn the_list_of_nodes_in_another_folder_is_no_integration() {
    let nodes = "- identifier: a\n  config: { type: KAFKA, payload: {} }\n";
    let one = found(DEPLOY, nodes);
    assert!(matches!(one.as_slice(), [one] if one.rule == "wrong-root"), "{}", report(&one));
}
