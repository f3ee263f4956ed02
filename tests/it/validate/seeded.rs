//! Mistakes that are made in a right file, one at a time: each is one finding, with the right rule and place.

use portwright::lint::RULES;

use crate::support::{Project, report};

/// What is right, what is written in its place, the rule that reports it, and the reported text.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

/// Checks that the last of `files` is right, and that each mistake in it is one finding.
fn check(files: &[(&str, &str)], mistakes: &[Mistake]) {
    let (last, others) = files.split_last().expect("there is a file");
    let found = |text: &str| Project::of(&[others, &[(last.0, text)]].concat()).check(RULES);
    let right = found(last.1);
    assert!(right.is_empty(), "{}", report(&right));
    let mut wrongly = String::new();
    for (right, wrong, rule, place) in mistakes {
        assert_eq!(last.1.matches(right).count(), 1, "{right} is there once");
        let found = found(&last.1.replace(right, wrong));
        let is_right =
            matches!(&found[..], [one] if one.rule == *rule && one.place.file.slice(one.place.span) == *place);
        if !is_right {
            let shown: Vec<_> = found.iter().map(|one| one.place.file.slice(one.place.span)).collect();
            wrongly
                .push_str(&format!("{wrong}: should be one {rule} at {place}, is at {shown:?}\n{}\n", report(&found)));
        }
    }
    assert!(wrongly.is_empty(), "{wrongly}");
}

#[test]
fn teams() {
    let team = "name: Platform\ndescription: Runs the clusters\nusers:\n  - ada@example.com\n";
    check(
        &[("model/teams/platform.yml", team)],
        &[
            ("name: P", "nmae: P", "wrong-shape", "nmae"),
            ("Platform", "Platform/2", "wrong-shape", "Platform/2"),
            ("Platform", "P", "wrong-shape", "P"),
            ("description:", "desc:", "wrong-shape", "desc"),
            ("users:", "members:", "wrong-shape", "members"),
            ("ada@example.com", "ada", "wrong-shape", "ada"),
            ("ada@example.com", "{ email: ada@example.com }", "wrong-shape", "{ email: ada@example.com }"),
            ("  - ada@example.com", "  ada@example.com", "wrong-shape", "ada@example.com"),
            ("users:", "provider: okta\nusers:", "managed-elsewhere", "Platform"),
            ("users:", "identifier: platform\nusers:", "wrong-shape", "identifier"),
        ],
    );
}

const GRADED: [(&str, &str); 2] = [
    (
        "model/blueprints/library.yml",
        "identifier: library
title: Library
schema:
  properties:
    docs: { type: string }
    size: { type: number }
",
    ),
    (
        "model/blueprints/book.yml",
        "identifier: book\ntitle: Book\nschema: { properties: { docs: { type: string } } }\n",
    ),
];

const GROUP: &str = "model/scorecard-groups/readiness.yml";

#[test]
fn scorecard_groups_with_shared_rules() {
    let shared = "identifier: readiness
title: Readiness
levels: [{ title: Low, color: red }, { title: High, color: green }]
blueprints: [library, book]
filter: { combinator: and, conditions: [{ property: $title, operator: isNotEmpty }] }
rules:
  - identifier: docs
    title: Has docs
    level: High
    query: { combinator: or, conditions: [{ property: docs, operator: '=', value: x }] }
";
    check(
        &[&GRADED[..], &[(GROUP, shared)]].concat(),
        &[
            ("[library,", "[libary,", "unknown-scorecard-blueprint", "libary"),
            ("[library, book]", "[]", "wrong-shape", "[]"),
            ("blueprints: [library, book]\n", "", "wrong-shape", "readiness"),
            ("blueprints:", "scorecards: { library: { rules: [] } }\nblueprints:", "wrong-shape", "scorecards"),
            ("property: docs", "property: dosc", "unknown-scorecard-property", "dosc"),
            ("$title", "$titel", "unknown-scorecard-property", "$titel"),
            ("level: High", "level: Hihg", "unknown-scorecard-level", "Hihg"),
            ("title: Low", "title: High", "duplicate-level", "High"),
            ("operator: '='", "operator: '=='", "bad-search-query", "'=='"),
            ("combinator: or", "combinator: xor", "wrong-shape", "xor"),
            ("color: red", "color: rde", "wrong-shape", "rde"),
            (
                "filter: {",
                "filters: { bok: { combinator: and, conditions: [{ property: $title, operator: isEmpty }] } }\nfilter: {",
                "unknown-scorecard-blueprint",
                "bok",
            ),
            (
                "rules:\n",
                "rules:\n  - { identifier: docs, title: D, level: High, query: { combinator: and, conditions: [{ property: docs, operator: isEmpty }] } }\n",
                "duplicate-rule-identifier",
                "docs",
            ),
        ],
    );
}

#[test]
fn scorecard_groups_with_rules_of_each_blueprint() {
    let single = "identifier: readiness
title: Readiness
scorecards:
  book:
    rules: []
  library:
    filter: { combinator: and, conditions: [{ property: $title, operator: isNotEmpty }] }
    rules:
      - identifier: docs
        title: Has docs
        level: Silver
        query: { combinator: or, conditions: [{ property: size, operator: '>', value: 1 }] }
";
    check(
        &[&GRADED[..], &[(GROUP, single)]].concat(),
        &[
            ("  book:", "  bok:", "unknown-scorecard-blueprint", "bok"),
            ("property: size", "property: dosc", "unknown-scorecard-property", "dosc"),
            ("level: Silver", "level: Basic", "wrong-shape", "Basic"),
            ("value: 1", "value: one", "bad-search-query", "one"),
            ("filter:", "fliter:", "wrong-shape", "fliter"),
            ("rules: []", "{}", "wrong-shape", "book"),
        ],
    );
}

const ACTION: &str = "identifier: restart
title: Restart
trigger: { type: self-service, operation: CREATE, userInputs: { properties: {} } }
invocationMethod: { type: KAFKA }
";

#[test]
fn entities() {
    let agent = "blueprint: _ai_agent
identifier: helper
title: Helper
properties:
  description: Helps
  status: active
  prompt: Be brief.
  tools: ['^(list|get)_.*', run_restart, '^run_restart$']
";
    check(
        &[("model/actions/restart.yml", ACTION), ("model/entities/helper.yml", agent)],
        &[
            ("blueprint: _ai_agent", "blueprint: service", "misplaced-entity", "service"),
            ("blueprint: _ai_agent", "blueprint: _ai_agnet", "misplaced-entity", "_ai_agnet"),
            ("blueprint: _ai_agent\n", "", "wrong-shape", "helper"),
            ("helper", "a helper", "wrong-shape", "a helper"),
            ("title:", "tilte:", "wrong-shape", "tilte"),
            ("prompt:", "promt:", "unknown-entity-member", "promt"),
            ("description:", "descripton:", "unknown-entity-member", "descripton"),
            (" run_restart,", " run_restrat,", "unknown-agent-action", "restrat"),
            ("^run_restart$", "^run_rstart$", "unknown-agent-action", "rstart"),
            ("(list|get)", "(list|get", "wrong-shape", "'^(list|get_.*'"),
            ("status: active", "status: true", "wrong-shape", "true"),
            ("status: active", "tolls: [run_restart]", "unknown-entity-member", "tolls"),
        ],
    );
    let server = "blueprint: _mcp_server
identifier: search
properties:
  url: https://mcp.example.com
  auth_method: oauth
  oauth_config: { client_id: a, grant_type: client_credentials }
";
    check(
        &[("model/entities/search.yml", server)],
        &[
            ("auth_method: oauth", "auth_method: ouath", "wrong-shape", "ouath"),
            ("client_credentials", "client_credential", "wrong-shape", "client_credential"),
            ("auth_method:", "auth_metod:", "unknown-entity-member", "auth_metod"),
            ("client_id:", "client_idd:", "misspelt-field", "client_idd"),
        ],
    );
}

#[test]
fn secrets() {
    let secret = "secretName: JENKINS_TOKEN\nsecretValue: ${token}\ndescription: Starts pipelines\n";
    let settings = ("portwright.toml", "[vars]\ntoken = { value = \"hidden-value\", sensitive = true }\n");
    check(
        &[settings, ("model/secrets/jenkins.yml", secret)],
        &[
            ("JENKINS_TOKEN", "JENKINS TOKEN", "wrong-shape", "JENKINS TOKEN"),
            ("secretValue: ${token}\n", "", "wrong-shape", "JENKINS_TOKEN"),
            ("${token}", "${tokn}", "undefined-variable", "${tokn}"),
            ("description", "descripton", "wrong-shape", "descripton"),
        ],
    );
    let action = ACTION.replace(
        "{ type: KAFKA }",
        "{ type: WEBHOOK, url: https://x.io, headers: { a: '{{ .secrets.JENKINS_TOKEN }}', b: '{{ .secrets[\"OTHER\"] // 1 }}' } }",
    );
    check(
        &[settings, ("model/secrets/jenkins.yml", secret), ("model/actions/restart.yml", &action)],
        &[
            (".secrets.JENKINS_TOKEN", ".secrets.JENKINS_TOKN", "unknown-secret", "JENKINS_TOKN"),
            (".secrets.JENKINS_TOKEN", ".secrets[\"JENKNS_TOKEN\"]", "unknown-secret", "JENKNS_TOKEN"),
            (" // 1 ", " ", "unknown-secret", "OTHER"),
        ],
    );
    // Without a declared secret, all of them may be in the portal.
    let found = Project::of(&[("model/actions/restart.yml", &action)]).check(RULES);
    assert!(found.is_empty(), "{}", report(&found));
}

#[test]
fn what_a_model_does_not_have() {
    for (name, what) in [
        ("users/ada.yml", "users"),
        ("user/ada.yml", "users"),
        ("oauth_apps/ci.yml", "OAuth apps"),
        ("skills/review.yml", "AI skills"),
        ("organization.yml", "the organization's settings"),
        ("organization/settings.yml", "the organization's settings"),
    ] {
        let found = Project::of(&[(&format!("model/{name}"), "identifier: a\n")]).check(RULES);
        let said: Vec<_> = found.iter().map(|one| (one.rule, &*one.message)).collect();
        assert_eq!(said, [("misplaced-file", &*format!("portwright does not manage {what}"))], "{name}");
    }
}
