//! One mistake is one finding, also where several places show it; and nothing is found once its help is followed.

use portwright::ground::finding::Severity;
use portwright::lint::RULES;

use super::followed::check;
use super::remedies::found;
use super::template::validated;
use super::{ACTION, DOMAIN, SERVICE};
use crate::support::{Project, report};

const SHAPE: &str = "wrong-shape";

#[test]
fn an_identifier_with_a_blank() {
    let all = "use only letters, digits and `@ _ . + : \\ / -`";
    for (file, right, wrong, help) in [
        ("domain.yml", "identifier: domain", "identifier: my domain", format!("write `my_domain`: {all}")),
        ("domain.yml", "identifier: domain", "identifier: domain 2!", format!("write `domain_2`: {all}")),
        (
            "service.yml",
            "    tier:\n",
            "    my tier:\n",
            "write `my_tier`: use only ASCII letters, digits and `@ _ = -`".to_owned(),
        ),
        (
            "service.yml",
            "  domain: {",
            "  my domain: {",
            "write `my_domain`: use only ASCII letters, digits and `@ _ = -`".to_owned(),
        ),
    ] {
        let found = found(file, right, wrong);
        let is_one = matches!(found.as_slice(), [one] if one.rule == SHAPE && one.help.as_deref() == Some(&*help));
        assert!(is_one, "{wrong}: {}", report(&found));
    }
    let help = "write `has_tier`: use only letters, digits and `@ _ . + : \\ / = -`";
    check(&[("quality.yml", "identifier: has_tier", "identifier: has tier", SHAPE, help, "identifier: has_tier")]);
}

#[test]
fn a_name_that_has_nothing_to_do_with_an_invalid_one_is_still_missing() {
    let found = found("domain.yml", "identifier: domain", "identifier: land register");
    assert!(found.iter().any(|one| one.rule == "unknown-relation-target"), "{}", report(&found));
}

#[test]
fn a_relation_whose_number_of_targets_is_unclear() {
    let others = "  main: { target: domain }\n  others: { target: domain, many: ";
    let files = |many: &str| {
        let text =
            format!("identifier: team\ntitle: T\nschema: {{ properties: {{}} }}\nrelations:\n{others}{many} }}\n");
        let port = "- { identifier: a, title: A, blueprint: team, relations: { others: [a, b] } }\n\
                    - { identifier: b, title: B, blueprint: team, relations: { others: a } }\n";
        let found = Project::of(&[
            ("model/blueprints/domain.yml", DOMAIN),
            ("model/blueprints/team.yml", &text),
            ("port.yml", port),
        ])
        .check(RULES);
        found.into_iter().filter(|one| one.rule != "dangling-relation").map(|one| one.rule).collect::<Vec<_>>()
    };
    assert_eq!(files("\"yes\""), [SHAPE]);
    assert_eq!(files("true"), ["relation-cardinality"]);
    assert_eq!(files("false"), ["relation-cardinality"]);
}

#[test]
fn a_list_of_texts_where_maps_are_due() {
    let levels = "\n  - { title: Low, color: red }\n  - { title: High, color: green }\n";
    let levels_help = "write the list as `[{ title: Low, color: blue }, { title: High, color: blue }]`";
    let levels_right = " [{ title: Low, color: blue }, { title: High, color: blue }]\n";
    let query = "\n      conditions:\n        - { operator: isNotEmpty, property: tier }";
    let query_right = " [{ property: tier, operator: isNotEmpty }, { property: link, operator: isNotEmpty }]";
    check(&[
        ("quality.yml", levels, " [Low, High]\n", SHAPE, levels_help, levels_right),
        ("quality.yml", levels, "\n  - Low\n  - High\n", SHAPE, levels_help, levels_right),
        (
            "quality.yml",
            query,
            "\n      conditions: [tier, link]",
            SHAPE,
            format!("write the list as `{}`", query_right.trim()).leak(),
            format!("\n      conditions:{query_right}").leak(),
        ),
        (
            "quality.yml",
            "  - identifier: has_tier\n    title: Has a tier\n    level: High\n    query:\n      combinator: and\n      conditions:\n        - { operator: isNotEmpty, property: tier }\n",
            "  [a, b]\n",
            SHAPE,
            "write each element as a map, such as `{ identifier: a, title: a, level: High, query: { combinator: and, conditions: [{ property: \"$team\", operator: isNotEmpty }] } }`",
            "  - { identifier: a, title: a, level: High, query: { combinator: and, conditions: [{ property: \"$team\", operator: isNotEmpty }] } }\n",
        ),
        (
            "library.yml",
            "[{ path: [main] }]",
            "[main]",
            SHAPE,
            "write the list as `[{ path: [main] }]`",
            "[{ path: [main] }]",
        ),
    ]);
    let one = found("library.yml", "[{ path: [main] }]", "[main, others]");
    assert!(matches!(one.as_slice(), [one] if one.rule == SHAPE), "{}", report(&one));
}

#[test]
fn a_section_by_another_name_or_as_a_list() {
    check(&[
        ("domain.yml", "properties:", "props:", SHAPE, "did you mean `properties`?", "properties:"),
        (
            "enrich.yml",
            "invocationMethod:",
            "invocation:",
            SHAPE,
            "did you mean `invocationMethod`?",
            "invocationMethod:",
        ),
        (
            "domain.yml",
            "    budget: { type: number }",
            "    - budget: { type: number }",
            SHAPE,
            "replace each `- ` with 2 spaces",
            "      budget: { type: number }",
        ),
        ("domain.yml", "type: number", "type: [number]", SHAPE, "write `number`", "type: number"),
        (
            "enrich.yml",
            "required: [domain]",
            "required: domain",
            SHAPE,
            "write a list: `[domain]`",
            "required: [domain]",
        ),
    ]);
}

#[test]
fn a_list_of_maps_where_texts_are_due() {
    let size = "    size: { type: number }\n";
    check(&[
        (
            "library.yml",
            size,
            "    size: { type: number }\n  required: [{ name: page }, { name: size }]\n",
            SHAPE,
            "write the list as `[page, size]`",
            "    size: { type: number }\n  required: [page, size]\n",
        ),
        (
            "service.yml",
            "[gold, silver]",
            "\n        - name: gold\n        - name: silver",
            SHAPE,
            "write the list as `[gold, silver]`",
            "[gold, silver]",
        ),
        (
            "service.yml",
            "[gold, silver]",
            "[[gold], [silver]]",
            SHAPE,
            "write the list as `[gold, silver]`",
            "[gold, silver]",
        ),
        (
            "enrich.yml",
            "order: [domain]",
            "order:\n      - domain: 1",
            SHAPE,
            "write the list as `[domain]`",
            "order: [domain]",
        ),
        (
            "enrich.yml",
            "required: [domain]",
            "required: [{ domain: true }]",
            SHAPE,
            "write the list as `[domain]`",
            "required: [domain]",
        ),
        (
            "watch.yml",
            "      - .diff.before",
            "      - tier: .diff.before",
            SHAPE,
            "write the list as `[\"tier: .diff.before.properties.tier != .diff.after.properties.tier\"]`",
            "      - .diff.before",
        ),
    ]);
    let entries = "- kind: blueprint\n  identifier: old";
    let one = found("removed.yml", entries, "- old\n- older");
    assert!(matches!(one.as_slice(), [one] if one.rule == SHAPE), "{}", report(&one));
}

#[test]
fn a_missing_line_of_a_section() {
    let missing = |below: &'static str, line: &str, spaces: usize| -> (&'static str, &'static str) {
        let indented =
            if spaces == 0 { "without indentation".to_owned() } else { format!("indented by {spaces} spaces") };
        (below, format!("write `{line}:`, {indented}, on a line before it").leak())
    };
    for (file, line, (below, help)) in [
        ("enrich.yml", "trigger:\n", missing("type: self-service", "trigger", 0)),
        ("enrich.yml", "  userInputs:\n", missing("properties:", "userInputs", 2)),
        ("enrich.yml", "    properties:\n", missing("domain: {", "properties", 4)),
        ("enrich.yml", "invocationMethod:\n", missing("type: WEBHOOK", "invocationMethod", 0)),
        ("service.yml", "schema:\n", missing("properties:", "schema", 0)),
        ("quality.yml", "levels:\n", missing("- { title: Low", "levels", 0)),
        ("quality.yml", "    query:\n", missing("combinator: and", "query", 4)),
        ("quality.yml", "      conditions:\n", missing("- { operator", "conditions", 6)),
        ("watch.yml", "trigger:\n", missing("type: automation", "trigger", 0)),
        ("watch.yml", "  condition:\n", missing("type: JQ", "condition", 2)),
        ("watch.yml", "  mapping:\n", missing("identifier: ", "mapping", 2)),
        ("watch.yml", "invocationMethod:\n", missing("type: UPSERT", "invocationMethod", 0)),
        ("library.yml", "schema:\n", missing("properties:", "schema", 0)),
    ] {
        let found = found(file, line, "");
        let mut faults = found.iter().filter(|one| one.place.file.name.ends_with(file));
        let one = faults.next().unwrap_or_else(|| panic!("{line} should be missing in {file}"));
        assert_eq!(one.help.as_deref(), Some(help), "{}", report(&found));
        assert!(one.place.file.slice(one.place.span).starts_with(below), "{}", report(&found));
        assert!(faults.next().is_none(), "{}", report(&found));
    }
    for (file, line, below, help) in [
        ("service.yml", "  properties:\n", "tier:", "write `properties:`, indented by 2 spaces, on a line before it"),
        ("library.yml", "  properties:\n", "page:", "write `properties:`, indented by 2 spaces, on a line before it"),
        (
            "watch.yml",
            "    expressions:\n",
            "- .diff",
            "write `expressions:`, indented by 4 spaces, on a line before it",
        ),
        (
            "service.yml",
            "    tier:\n",
            "title: Tier",
            "write a name and `:`, indented by 4 spaces, on a line before it",
        ),
        (
            "library.yml",
            "  largest:\n",
            "title: Largest",
            "write a name and `:`, indented by 2 spaces, on a line before it",
        ),
    ] {
        let found = found(file, line, "");
        let one = found.iter().find(|one| one.place.file.name.ends_with(file)).expect("it is not right");
        assert_eq!(one.help.as_deref(), Some(help), "{}", report(&found));
        assert!(one.place.file.slice(one.place.span).starts_with(below), "{}", report(&found));
        let of_model = found.iter().filter(|one| one.place.file.name.starts_with("model/"));
        assert_eq!(of_model.count(), 1, "{}", report(&found));
    }
    // Any name can be below `body` and `headers`.
    let found = found("enrich.yml", "  body:\n", "");
    let help = found[0].help.as_deref().unwrap_or_default();
    assert!(help.contains("`body:`") && help.ends_with(", indented by 2 spaces, on a line before it"), "{help}");
}

#[test]
fn a_line_that_is_only_indented_wrongly_is_not_a_missing_line() {
    for (file, right, wrong) in [
        ("enrich.yml", "  operation: DAY-2", "    operation: DAY-2"),
        ("enrich.yml", "    required: [domain]", "     required: [domain]"),
        ("service.yml", "title: Service", "title: Service\n  icon: Service"),
    ] {
        let found = found(file, right, wrong);
        let help = found[0].help.as_deref().unwrap_or_default();
        assert!(help.starts_with("indent "), "{wrong}: {}", report(&found));
    }
}

#[test]
fn a_file_in_a_profile_that_has_the_name_of_a_kinds_folder() {
    let files = [
        ("model/blueprints/domain.yml", DOMAIN),
        ("model/blueprints/service.yml", SERVICE),
        ("model/profiles/actions/enrich.yml", ACTION),
    ];
    let help = "move it to `model/actions/`";
    let found = Project::of(&files).check(RULES);
    assert!(matches!(found.as_slice(), [one] if one.help.as_deref() == Some(help)), "{}", report(&found));
    let (code, printed) = validated("", &files);
    assert!(code == Some(1) && printed.contains(help), "{printed}");
    let moved = [files[0], files[1], ("model/actions/enrich.yml", ACTION)];
    assert_eq!(validated("", &moved).0, Some(0));
    let of_profile = [files[0], files[1], ("model/profiles/actions/actions/enrich.yml", ACTION)];
    assert_eq!(validated("", &of_profile).0, Some(0));
}

#[test]
fn a_variable_in_the_form_of_another_program() {
    let found = |wrong: &str| found("enrich.yml", "https://example.com/hook", wrong);
    for written in ["$base/hook", "\"{base}/hook\"", "\"%base%/hook\"", "$(base)/hook"] {
        let one = found(written);
        let is_one = matches!(one.as_slice(), [one] if one.rule == "undefined-variable"
            && one.severity == Severity::Warning && one.help.as_deref() == Some("write `${base}`"));
        // A URL that begins so is no URL.
        let is_url = one.iter().any(|one| one.help.as_deref() == Some("write `${base}`"));
        assert!(is_one || is_url, "{written}: {}", report(&one));
    }
    for written in ["https://a.example/$base", "https://a.example/{base}", "https://a.example/%base%"] {
        let one = found(written);
        assert!(matches!(one.as_slice(), [one] if one.help.as_deref() == Some("write `${base}`")), "{}", report(&one));
    }
    for right in ["https://a.example/${base}", "https://a.example/$bases", "https://a.example/{other}"] {
        assert!(found(right).is_empty(), "{right}: {}", report(&found(right)));
    }
}
