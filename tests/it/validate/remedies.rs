//! Each mistake is one finding on the wrong word, with a help that corrects it.

use portwright::ground::finding::Finding;
use portwright::lint::RULES;

use super::{ACTION, DOMAIN, REMOVED, SCORECARD, SERVICE};
use crate::support::{Project, report};

const AUTOMATION: &str = "identifier: watch
title: Watch
trigger:
  type: automation
  event: { type: ENTITY_UPDATED, blueprintIdentifier: service }
  condition:
    type: JQ
    expressions:
      - .diff.before.properties.tier != .diff.after.properties.tier
invocationMethod:
  type: UPSERT_ENTITY
  blueprintIdentifier: domain
  mapping:
    identifier: \"{{ .event.diff.after.identifier }}\"
";
const LIBRARY: &str = "identifier: library
title: Library
schema:
  properties:
    page: { type: string, format: url }
    readme: { type: string, format: markdown }
    words: { type: array, items: { type: string } }
    size: { type: number }
relations:
  main: { target: domain }
  others: { target: domain, many: true }
aggregationProperties:
  largest:
    title: Largest
    target: domain
    pathFilter: [{ path: [main] }]
    calculationSpec: { func: max, calculationBy: property, property: budget }
";
const PORT: &str = "identifier: core
title: Core
blueprint: library
properties:
  page: https://example.com
  readme: text
  size: 1
";

/// The findings after the first `right` in the file is replaced with `wrong`.
pub(super) fn found(file: &str, right: &str, wrong: &str) -> Vec<Finding> {
    let mut made = 0;
    let files = [
        ("model/blueprints/domain.yml", DOMAIN),
        ("model/blueprints/service.yml", SERVICE),
        ("model/blueprints/library.yml", LIBRARY),
        ("model/actions/enrich.yml", ACTION),
        ("model/actions/watch.yml", AUTOMATION),
        ("model/scorecards/quality.yml", SCORECARD),
        ("model/removed.yml", REMOVED),
        ("port.yml", PORT),
        ("portwright.toml", "[vars]\nempty = \"\"\nbase = \"https://example.com\"\n"),
    ];
    let files = files.map(|(name, text)| match name.ends_with(file) && text.contains(right) {
        true => {
            made += 1;
            (name, text.replacen(right, wrong, 1))
        }
        false => (name, text.to_owned()),
    });
    assert_eq!(made, 1, "{right} is in {file}");
    Project::of(&files.each_ref().map(|(name, text)| (*name, text.as_str()))).check(RULES)
}

/// The file, the replaced text and its replacement; the rule, the word and the help of the only finding.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

fn check(cases: &[Case]) {
    let mut wrongly = String::new();
    for (file, right, wrong, rule, word, help) in cases {
        let found = found(file, right, wrong);
        let is_right = matches!(found.as_slice(), [one] if one.rule == *rule
            && one.place.file.slice(one.place.span).lines().next() == Some(*word)
            && one.help.as_deref() == Some(help));
        if !is_right {
            wrongly.push_str(&format!("{wrong} should be one {rule} at {word} that says {help}\n{}\n", report(&found)));
        }
    }
    assert!(wrongly.is_empty(), "{wrongly}");
}

#[test]
fn the_project_without_mistakes_is_clean() {
    let found = found("library.yml", "title: Library", "title: Libraries");
    assert!(found.is_empty(), "{}", report(&found));
}

#[test]
fn a_field_that_port_never_fills_in_is_found() {
    let rule = "misspelt-template";
    check(&[
        ("enrich.yml", ".entity.properties.tier", ".entity.id", rule, "id", "did you mean `identifier`?"),
        ("enrich.yml", ".entity.properties.tier", ".entity.tier", rule, "tier", "did you mean `properties.tier`?"),
        ("enrich.yml", ".entity.properties.tier", ".run.identifier", rule, "identifier", "did you mean `id`?"),
        ("enrich.yml", ".entity.properties.tier", "'x' + .run.runId", rule, "runId", "did you mean `id`?"),
        ("enrich.yml", ".entity.properties.tier", ".trigger.user.email", rule, "user", "did you mean `by.user`?"),
        ("watch.yml", ".diff.before", ".diff.old", rule, "old", "did you mean `before`?"),
        ("watch.yml", ".diff.after", ".diff.aftre", rule, "aftre", "did you mean `after`?"),
        ("watch.yml", ".diff.before", ".before", rule, "before", "did you mean `diff.before`?"),
        ("watch.yml", ".diff.after", ".diff.x", rule, "x", "write `before` or `after`"),
        ("watch.yml", ".after.identifier", ".after.id", rule, "id", "did you mean `identifier`?"),
        ("watch.yml", ".event.diff.after", ".event.diff.aftr", rule, "aftr", "did you mean `after`?"),
        ("service.yml", "+ .identifier", "+ .id", rule, "id", "did you mean `identifier`?"),
        ("service.yml", "+ .identifier", "+ .tier", rule, "tier", "did you mean `properties.tier`?"),
    ]);
}

#[test]
fn a_name_that_does_not_start_at_the_input_is_left_alone() {
    for wrong in [".entity.properties | .id", "[.entity.relations.domain[] | select(.id == 'x')][0]", ".entity.x"] {
        let found = found("enrich.yml", ".entity.properties.tier", wrong);
        assert!(found.is_empty(), "{wrong}: {}", report(&found));
    }
    // The two sides of a run's event are runs.
    let event = "event: { type: ENTITY_UPDATED, blueprintIdentifier: service }";
    let found = found("watch.yml", event, "event: { type: RUN_UPDATED, actionIdentifier: enrich }");
    assert!(found.is_empty(), "{}", report(&found));
}

#[test]
fn jq_that_is_valid_but_never_meant_is_found() {
    let rule = "jq-syntax";
    check(&[
        ("watch.yml", " != ", " = ", rule, "=", "write `==`"),
        ("service.yml", "'https://example.com/'", "if .title = 'x' then 'a' else 'b' end", rule, "=", "write `==`"),
        ("enrich.yml", ".entity.properties.tier", ".entity.title = 'x'", rule, "=", "write `==`"),
        (
            "enrich.yml",
            ".entity.properties.tier",
            "not .entity.title",
            rule,
            "not .entity.title",
            "write `(.entity.title | not)`",
        ),
    ]);
    let found = found("enrich.yml", ".entity.properties.tier", ".entity | .title = 'x'");
    assert!(found.is_empty(), "{}", report(&found));
}

#[test]
fn the_usual_mistakes_in_jq_have_a_remedy() {
    let right = "'https://example.com/' + .identifier";
    for (wrong, help) in [
        ("('a' + .title", "add the closing `)`"),
        ("'a + .title", "add the closing `'`"),
        (".title && .icon", "write `and`"),
        (".title || .icon", "write `or`"),
        ("!.title", "write `| not` after what it negates"),
        (".title === 'a'", "write `==`"),
        (".title <> 'a'", "write `!=`"),
        (".title is 'a'", "write `==`"),
        (".title ? 'a' : 'b'", "write `if … then … else … end`"),
        (".title ?? 'a'", "write `//` in place of `??`"),
        ("if .title then 'a' else 'b'", "add `end`"),
        ("if .title 'a' else 'b' end", "add `then`"),
        (".title length", "write `| length`"),
        (".title 'b'", "write an operator before it, such as `+` or `==`"),
        ("$title", "for a field of the input, write `.title`"),
        (".title | toLowerCase", "write `ascii_downcase`"),
        ("gold", "for a text, write `'gold'`; for a field, `.gold`"),
        (".title +", "write a value after `+`, or remove it"),
        (".title)", "remove it, or add the `(` that it closes"),
        ("‘a’ + .title", "write `'`"),
        (".title.", "write a name after the dot"),
        ("https://example.com/x", "write it in quotes: `'https://example.com/x'`"),
        ("{{ .title }}", "remove `{{` and `}}`: the entire field is jq"),
    ] {
        let found = found("service.yml", right, wrong);
        let helps: Vec<_> = found.iter().map(|one| (one.rule, one.help.as_deref().unwrap_or_default())).collect();
        assert_eq!(helps, [("jq-syntax", help)], "{wrong}: {}", report(&found));
    }
}

#[test]
fn a_query_names_a_property_without_a_path() {
    let found = |rule, word, help| ("quality.yml", "property: tier", word, rule, help);
    let cases = [
        found("bad-search-query", "properties.tier", "did you mean `tier`?"),
        found("bad-search-query", "relations.domain", "did you mean `domain`?"),
        found("bad-search-query", ".identifier", "did you mean `$identifier`?"),
        found("unknown-scorecard-property", "identifier", "did you mean `$identifier`?"),
    ];
    for (file, right, word, rule, help) in cases {
        let wrong: &'static str = format!("property: {word}").leak();
        check(&[(file, right, wrong, rule, word, help)]);
    }
    check(&[("quality.yml", "conditions", "rules", "bad-search-query", "rules", "did you mean `conditions`?")]);
}

#[test]
fn what_constrains_elements_is_found_next_to_a_list() {
    let rule = "invalid-property-schema";
    check(&[
        ("library.yml", "type: array,", "type: array, enum: [a],", rule, "[a]", "move `enum` under `items`"),
        ("library.yml", "type: array,", "type: array, format: url,", rule, "url", "move `format` under `items`"),
        ("library.yml", "type: array,", "type: array, minLength: 1,", rule, "1", "move `minLength` under `items`"),
        (
            "library.yml",
            "type: array,",
            "type: array, enum: [a], enumColors: { a: red },",
            rule,
            "[a]",
            "move `enum` and `enumColors` under `items`",
        ),
    ]);
}

#[test]
fn a_variable_without_text_is_found() {
    let rule = "undefined-variable";
    let empty = "set `empty` to a text that is not empty, or remove this field";
    check(&[
        ("enrich.yml", "https://example.com/hook", "${empty}", rule, "${empty}", empty),
        ("enrich.yml", "title: Enrich", "title: ${empty}", rule, "${empty}", empty),
        ("library.yml", "target: domain", "target: '${empty}'", rule, "'${empty}'", empty),
        ("enrich.yml", "https://example.com", "${ bsae }", rule, "${ bsae }", "did you mean `${base}`?"),
        ("enrich.yml", "https://example.com", "${var.bsae}", rule, "${var.bsae}", "did you mean `${base}`?"),
    ]);
    for (right, wrong) in
        [("title: Enrich", "title: x\ndescription: ${empty}"), ("{{ .inputs.domain.identifier }}", "${empty}")]
    {
        let found = found("enrich.yml", right, wrong);
        assert!(found.is_empty(), "{}", report(&found));
    }
}

#[test]
fn members_of_a_section_whose_line_is_missing_are_one_finding() {
    let rule = "wrong-shape";
    let line = |name: &str, before: &str| -> &'static str {
        format!("write `{name}:` without indentation on a line before `{before}`").leak()
    };
    check(&[
        ("service.yml", "relations:\n", "", rule, "domain", line("relations", "domain")),
        ("service.yml", "mirrorProperties:\n", "", rule, "budget", line("mirrorProperties", "budget")),
        ("service.yml", "calculationProperties:\n", "", rule, "link", line("calculationProperties", "link")),
        ("library.yml", "aggregationProperties:\n", "", rule, "largest", line("aggregationProperties", "largest")),
        ("quality.yml", "\nrules:\n", "\n", rule, "identifier: has_tier", line("rules", "has_tier")),
        (
            "library.yml",
            "relations:\n  main: { target: domain }\n  others:",
            "relations:\nmain: { target: domain }\nothers:",
            rule,
            "main",
            "indent everything from `main` to the end of `others` by 2 spaces",
        ),
        ("domain.yml", "    budget", "  budget", rule, "budget", "indent `budget` by 2 spaces"),
    ]);
}

#[test]
fn an_entity_is_reported_once_for_a_missing_line_or_indentation() {
    check(&[
        (
            "port.yml",
            "properties:\n  page: https://example.com\n  readme: text\n  size: 1\n",
            "properties:\npage: https://example.com\nreadme: text\nsize: 1\n",
            "null-section",
            "properties",
            "indent the lines from `page` to `size` by 2 spaces, so that they are below `properties`",
        ),
        (
            "port.yml",
            "  size: 1\n",
            "  size: 1\n  main: a\n  others: [b]\n",
            "wrong-section",
            "main",
            "write `relations:` on a line before it, indented like `properties:`",
        ),
        ("port.yml", "identifier:", "id:", "missing-identifier", "id", "write `identifier`"),
        (
            "port.yml",
            "blueprint:",
            "blueprintIdentifier:",
            "missing-blueprint",
            "blueprintIdentifier",
            "write `blueprint`",
        ),
    ]);
}

#[test]
fn a_map_that_is_not_a_search_is_not_judged_as_one() {
    let case = |map: &str, help| {
        let wrong: &'static str = format!("  size: 1\nrelations:\n  main: {map}\n").leak();
        let word: &'static str = map.to_owned().leak();
        check(&[("port.yml", "  size: 1\n", wrong, "relation-value", word, help)]);
    };
    case("{ payment: true }", "write `payment`");
    case("{ identifier: payment }", "write `payment`");
    case("{ name: payment, title: x }", "write the entity's `identifier`, not its title");
}

#[test]
fn a_misspelt_scheme_is_found() {
    check(&[
        ("port.yml", "https:", "htps:", "bad-format", "htps://example.com", "write `https://example.com`"),
        (
            "port.yml",
            "https:",
            "https://http:",
            "bad-format",
            "https://http://example.com",
            "write `http://example.com`",
        ),
        (
            "port.yml",
            "text",
            "file:/x",
            "path-without-scheme",
            "file:/x",
            "to show the file's contents, write `file://x`",
        ),
        (
            "port.yml",
            "text",
            "File://x",
            "path-without-scheme",
            "File://x",
            "to show the file's contents, write `file://x`",
        ),
        (
            "port.yml",
            "text",
            "file//x",
            "path-without-scheme",
            "file//x",
            "to show the file's contents, write `file://x`",
        ),
        (
            "enrich.yml",
            "https://example.com/hook",
            "htps://example.com/hook",
            "wrong-shape",
            "htps://example.com/hook",
            "write a whole URL: `https://example.com`",
        ),
    ]);
    for good in ["HTTPS://example.com", "ssh://example.com/x", "slack://x"] {
        let found = found("port.yml", "https://example.com", good);
        assert!(found.is_empty(), "{good}: {}", report(&found));
    }
}

#[test]
fn a_file_of_the_model_is_not_judged_as_entities() {
    for text in [SERVICE, ACTION, SCORECARD, REMOVED] {
        let found = Project::of(&[("port.yml", text)]).check(RULES);
        assert!(matches!(found.as_slice(), [one] if one.rule == "wrong-root"), "{}", report(&found));
        assert!(found[0].help.as_ref().is_some_and(|help| help.contains("portwright validate")));
    }
}

#[test]
fn the_list_of_removed_resources_is_explained() {
    let form = "write each resource as `- kind: blueprint` and, indented below `kind`, `identifier: NAME`";
    check(&[(
        "removed.yml",
        "- kind: blueprint\n  ident",
        "kind: blueprint\nident",
        "wrong-shape",
        "kind: blueprint",
        form,
    )]);
    check(&[("removed.yml", "kind: blueprint\n  identifier", "blueprint", "wrong-shape", "blueprint: old", form)]);
    for name in ["model/remove.yml", "model/deleted.yml", "model/old.yml"] {
        let found = Project::of(&[(name, REMOVED)]).check(RULES);
        let help = "rename it to `removed.yml`, directly in the model's folder";
        assert!(matches!(found.as_slice(), [one] if one.help.as_deref() == Some(help)), "{name}: {}", report(&found));
    }
}

#[test]
fn a_profiles_file_must_have_the_path_of_the_file_that_it_replaces() {
    let other = "model/profiles/prod/actions/other.yml";
    let files = [("model/actions/enrich.yml", ACTION), (other, ACTION), ("model/blueprints/domain.yml", DOMAIN)];
    let found = Project::of(&[files[0], files[1], files[2], ("model/blueprints/service.yml", SERVICE)]).check(RULES);
    let meant = format!(
        "rename `{other}` to `model/profiles/prod/actions/enrich.yml`; a profile's file replaces only the file of the same path"
    );
    assert!(matches!(found.as_slice(), [one] if one.help.as_deref() == Some(&*meant)), "{}", report(&found));
}
