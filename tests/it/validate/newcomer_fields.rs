//! Fields and values as Port's other formats and other tools write them: each is one finding whose help works.

use super::SCORECARD;
use super::newcomer::{DEPLOY, GITHUB, GRANTS, OVERVIEW, READERS, RESTART, RUNNERS, SERVICE, SNYK, check, found};
use crate::support::report;

const SHAPE: &str = "wrong-shape";
const MISSPELT: &str = "misspelt-field";

#[test]
fn sections_that_are_missing_or_too_many() {
    let (first, config) = GITHUB.split_once("config:\n").expect("it has a configuration");
    let flat: String = config.lines().map(|line| format!("{}\n", &line[2..])).collect();
    let help = "write `config:` on a line before it, and indent everything from `deleteDependentEntities` to the end of `resources` by 2 spaces";
    let whole = GITHUB.strip_prefix(first).expect("it starts so").to_owned().leak();
    let entity = "        entity:\n          mappings:\n            identifier: .full_name\n            title: .name\n            blueprint: \"'service'\"\n            properties:\n              url: .html_url\n              language: .language\n";
    let bare: String = entity.lines().skip(1).map(|line| format!("{}\n", &line[2..])).collect();
    let below = |section: &str| format!("write `{section}:` on a line before it, and indent it below that line").leak();
    let query =
        "    query:\n      combinator: and\n      conditions:\n        - { operator: isNotEmpty, property: tier }\n";
    check(&[
        (GITHUB, whole, flat.leak(), SHAPE, "deleteDependentEntities", help, whole),
        (GITHUB, entity, bare.leak(), SHAPE, "mappings", below("entity"), entity),
        (
            SCORECARD,
            query,
            "    combinator: and\n    conditions:\n      - { operator: isNotEmpty, property: tier }\n",
            SHAPE,
            "combinator",
            "write `query:` on a line before it, and indent everything from `combinator` to the end of `conditions` by 2 spaces",
            query,
        ),
        (
            RUNNERS,
            "execute:\n  roles: [Member]\n  teams: [platform]\napprove:\n  roles: [Admin]\n",
            "permissions:\n  execute:\n    roles: [Member]\n",
            SHAPE,
            "permissions",
            "remove this line, and move the lines below it 2 spaces to the left",
            "execute:\n  roles: [Member]\n",
        ),
    ]);
}

#[test]
fn names_of_other_tools() {
    check(&[
        (DEPLOY, "connections:", "edges:", MISSPELT, "edges", "did you mean `connections`?", "connections:"),
        (
            DEPLOY,
            "sourceIdentifier: trigger",
            "from: trigger",
            MISSPELT,
            "from",
            "did you mean `sourceIdentifier`?",
            "sourceIdentifier: trigger",
        ),
        (
            DEPLOY,
            "targetIdentifier: call",
            "target: call",
            MISSPELT,
            "target",
            "did you mean `targetIdentifier`?",
            "targetIdentifier: call",
        ),
        (
            DEPLOY,
            "- identifier: call",
            "- id: call",
            MISSPELT,
            "id",
            "did you mean `identifier`?",
            "- identifier: call",
        ),
        (OVERVIEW, "- id: n", "- identifier: n", MISSPELT, "identifier", "did you mean `id`?", "- id: n"),
        (
            SCORECARD,
            "- identifier: has_tier",
            "- name: has_tier",
            MISSPELT,
            "name",
            "did you mean `identifier`?",
            "- identifier: has_tier",
        ),
    ]);
}

#[test]
fn names_of_other_tools_for_the_parts_of_an_action() {
    let method = "invocationMethod:\n  type: WEBHOOK";
    check(&[
        (
            RESTART,
            "trigger:",
            "self_service_trigger:",
            SHAPE,
            "self_service_trigger",
            "did you mean `trigger`?",
            "trigger:",
        ),
        (
            RESTART,
            "invocationMethod:",
            "webhook_method:",
            SHAPE,
            "webhook_method",
            "did you mean `invocationMethod`?",
            "invocationMethod:",
        ),
        (
            RESTART,
            method,
            "invocationMethod:\n  type: GITHUB",
            SHAPE,
            "GITHUB",
            "write `WEBHOOK`, or replace these fields: `GITHUB` needs `org`, `repo` and `workflow`",
            method,
        ),
        (
            SNYK,
            "    itemsToParse",
            "    operation: { type: upsert }\n    itemsToParse",
            SHAPE,
            "upsert",
            "did you mean `create`?",
            "    operation: { type: create }\n    itemsToParse",
        ),
    ]);
}

#[test]
fn a_node_of_an_unknown_type_may_be_the_trigger() {
    let one = found(DEPLOY, &DEPLOY.replace("SELF_SERVE_TRIGGER", "self-service"));
    assert!(matches!(one.as_slice(), [one] if one.rule == SHAPE), "{}", report(&one));
    let (text, _) = DEPLOY.split_once("connections:").expect("it has connections");
    let one = found(DEPLOY, text);
    assert!(matches!(one.as_slice(), [one] if one.help.as_deref() == Some("add `connections:`")), "{}", report(&one));
}

#[test]
fn values_in_another_form() {
    let security = "security:\n  signatureHeaderName: x-sig\n  signatureAlgorithm: sha256\n";
    let inputs = "      reason: { type: string, title: Reason }\n";
    let dashes = "replace each `- ` with 2 spaces";
    check(&[
        (
            SNYK,
            security,
            "security:\n  - signatureHeaderName: x-sig\n    signatureAlgorithm: sha256\n",
            SHAPE,
            "- signatureHeaderName: x-sig\n    signatureAlgorithm: sha256",
            dashes,
            "security:\n    signatureHeaderName: x-sig\n    signatureAlgorithm: sha256\n",
        ),
        (
            GITHUB,
            "              url: .html_url\n              language: .language",
            "              - url: .html_url\n              - language: .language",
            SHAPE,
            "- url: .html_url\n              - language: .language",
            dashes,
            "                url: .html_url\n                language: .language",
        ),
        (
            RESTART,
            inputs,
            "      - name: reason\n        type: string\n        title: Reason\n",
            SHAPE,
            "- name: reason\n        type: string\n        title: Reason",
            "write `reason:` in place of `- name: reason`, and the other entries likewise",
            "      reason:\n        type: string\n        title: Reason\n",
        ),
        (
            GRANTS,
            "    language: { teams: [platform] }",
            "    - language",
            SHAPE,
            "- language",
            "write each name as a key on a line of its own, such as `language:`, and its fields below that: `ownedByTeam`, `policy`, `roles`, `teams` and `users`",
            "    language:\n      roles: [Admin]",
        ),
        (
            SERVICE,
            "[gold, silver]",
            "\"gold,silver\"",
            SHAPE,
            "\"gold,silver\"",
            "write a list: `[gold, silver]`",
            "[gold, silver]",
        ),
    ]);
}

#[test]
fn json_in_a_block() {
    let (first, _) = GITHUB.split_once("config:\n").expect("it has a configuration");
    let one = found(GITHUB, &format!("{first}config: |\n  {{\"resources\": []}}\n"));
    let help = "remove the `|` or `>` after the colon: JSON is YAML too";
    assert!(matches!(one.as_slice(), [one] if one.help.as_deref() == Some(help)), "{}", report(&one));
    let none = found(GITHUB, &format!("{first}config:\n  {{\"resources\": []}}\n"));
    assert!(none.is_empty(), "{}", report(&none));
}

#[test]
fn what_the_portal_adds_is_not_suggested() {
    let one = found(GITHUB, &format!("surplus: 1\n{GITHUB}"));
    let help = "the fields here are `installationId` and `config`";
    assert!(matches!(one.as_slice(), [one] if one.help.as_deref() == Some(help)), "{}", report(&one));
}

#[test]
fn roles_and_teams() {
    let rule = "unknown-role";
    check(&[
        (GRANTS, "[Admin]", "[Amdin]", rule, "Amdin", "did you mean `Admin`?", "[Admin]"),
        (GRANTS, "[Admin]", "[admin]", rule, "admin", "did you mean `Admin`?", "[Admin]"),
        (GRANTS, "[Admin]", "[Administrator]", rule, "Administrator", "did you mean `Admin`?", "[Admin]"),
        (GRANTS, "service-moderator", "Moderator", rule, "Moderator", "write `service-moderator`", "service-moderator"),
        (
            GRANTS,
            "service-moderator",
            "service-moderater",
            rule,
            "service-moderater",
            "did you mean `service-moderator`?",
            "service-moderator",
        ),
        (
            GRANTS,
            "service-moderator",
            "servce-moderator",
            rule,
            "servce-moderator",
            "did you mean `service-moderator`?",
            "service-moderator",
        ),
        (RUNNERS, "[Member]", "[Members]", rule, "Members", "did you mean `Member`?", "[Member]"),
        (READERS, "Member]", "Membr]", rule, "Membr", "did you mean `Member`?", "Member]"),
        (DEPLOY, "[Member]", "[Membr]", rule, "Membr", "did you mean `Member`?", "[Member]"),
        (GRANTS, "[platform]", "[platfrm]", "unknown-team", "platfrm", "did you mean `platform`?", "[platform]"),
    ]);
    // The portal may have them.
    for other in ["Auditor", "payments-moderator", "Service-Moderator"] {
        let none = found(GRANTS, &GRANTS.replace("[Admin]", &format!("[{other}]")));
        assert!(none.is_empty(), "{other}: {}", report(&none));
    }
    let none = found(RUNNERS, &RUNNERS.replace("[platform]", "[payments, Platform]"));
    assert!(none.is_empty(), "{}", report(&none));
}
