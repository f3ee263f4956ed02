//! Advice about lines that are missing or in the wrong place works when it is followed.

use portwright::lint::RULES;

use super::followed::check;
use super::{DOMAIN, SERVICE};
use crate::support::{Project, report};

const SYNTAX: &str = "yaml-syntax";

#[test]
fn a_combinator_that_is_called_an_operator() {
    let rule = "bad-search-query";
    let help = "did you mean `combinator`?";
    let query = "combinator: and\n      conditions:\n        - { operator: isNotEmpty, property: tier }";
    let named = |key: &str, word: &str| query.replace("combinator: and", &format!("{key}: {word}"));
    let nested = |key: &str| {
        let inner = "{ operator: isNotEmpty, property: tier }";
        query.replace(inner, &format!("{{ {key}: or, conditions: [{inner}] }}"))
    };
    for (wrong, followed) in [
        (named("operator", "and"), query.to_owned()),
        (named("operator", "or"), named("combinator", "or")),
        (nested("operator"), nested("combinator")),
    ] {
        check(&[("quality.yml", query, wrong.leak(), rule, help, followed.leak())]);
    }
}

#[test]
fn a_list_entry_that_is_not_in_line_with_the_others() {
    let levels = "\n  - { title: Low, color: red }\n  - { title: High, color: green }\n";
    let block = "\n  - title: Low\n    color: red\n  - title: High\n    color: green\n";
    let entry = "  - title: High\n    color: green\n";
    let entry_at = |spaces: &str| block.replace(entry, &format!("{spaces}- title: High\n{spaces}  color: green\n"));
    let beside = "to line up with the entry `- title: Low` above";
    for (wrong, help) in [
        (entry_at("    "), format!("move this block 2 spaces to the left, {beside}")),
        (entry_at("     "), format!("move this block 3 spaces to the left, {beside}")),
        (entry_at(""), format!("move this block 2 spaces to the right, {beside}")),
        (
            block.replace("    color: red\n", "  color: red\n"),
            "move this line 2 spaces to the right, to line up with `title`".to_owned(),
        ),
    ] {
        check(&[("quality.yml", levels, wrong.leak(), SYNTAX, help.leak(), block)]);
    }
}

/// The findings in a `port.yml` with this text.
fn check_entities(text: &str, rule: &str, help: &str, followed: &str) {
    let found = |text: &str| {
        let library = "identifier: library\ntitle: L\nschema:\n  properties:\n    page: { type: string, format: url }\n    \
             mail: { type: string, format: email }\n    words: { type: array, items: { type: string } }\n";
        Project::of(&[
            ("model/blueprints/domain.yml", DOMAIN),
            ("model/blueprints/service.yml", SERVICE),
            ("model/blueprints/library.yml", library),
            ("port.yml", text),
        ])
        .check(RULES)
    };
    let one = found(text);
    let is_right = matches!(one.as_slice(), [one] if one.rule == rule && one.help.as_deref() == Some(help));
    assert!(is_right, "{text} should be one {rule} that says {help}\n{}", report(&one));
    let none = found(followed);
    assert!(none.is_empty(), "{followed}\n{}", report(&none));
}

#[test]
fn the_name_of_a_section_is_missing() {
    let entity = "identifier: core\ntitle: Core\nblueprint: service\nproperties:\n  tier: gold\n";
    let help = "write `properties:`, without indentation, on a line before it";
    check_entities(&entity.replace("properties:\n", ""), SYNTAX, help, entity);
    check_entities(&entity.replace("properties:\n", "\n  # how good it is\n"), SYNTAX, help, entity);
    let listed = "- identifier: core\n  title: Core\n  blueprint: service\n  properties:\n    tier: gold\n    link: https://x.example\n";
    let help = "write `properties:`, indented by 2 spaces, on a line before it";
    let listed = &listed.replace("    link: https://x.example\n", "");
    check_entities(&listed.replace("  properties:\n", ""), SYNTAX, help, listed);
    let related = "identifier: core\ntitle: Core\nblueprint: service\nrelations:\n  domain: null\n";
    let help = "write `relations:`, without indentation, on a line before it";
    check_entities(&related.replace("relations:\n", ""), SYNTAX, help, related);
}

#[test]
fn a_field_or_a_value_that_is_indented_too_deep_belongs_to_no_missing_section() {
    let entity = "identifier: core\nblueprint: service\ntitle: Core\n";
    let help = "indent `title` by no spaces, like `blueprint`";
    check_entities(&entity.replace("title", "  title"), SYNTAX, help, entity);
    let many = "identifier: core\ntitle: Core\nblueprint: service\n";
    let help = "move this block 2 spaces to the left, to line up with `identifier`";
    check_entities(&many.replace("title", "  title").replace("blueprint", "  blueprint"), SYNTAX, help, many);
    let first = "- identifier: core\n  title: Core\n  blueprint: service\n";
    let other = "- identifier: base\n  title: Base\n  blueprint: service\n";
    let help = "move this block 2 spaces to the left, to line up with `- identifier: base`";
    let indented = first.replace("- i", "  - i").replace("  title", "    title").replace("  blue", "    blue");
    check_entities(&format!("{indented}{other}"), SYNTAX, help, &format!("{first}{other}"));
}

#[test]
fn a_directive_that_yaml_does_not_have() {
    let entity = "---\nidentifier: core\ntitle: Core\nblueprint: service\n";
    check_entities(&format!("%YAML 3.0\n{entity}"), SYNTAX, "remove this line", entity);
}

#[test]
fn a_link_of_markdown_in_place_of_a_url() {
    let with = |page: &str| format!("identifier: a\ntitle: A\nblueprint: library\nproperties:\n  page: {page}\n");
    for (wrong, right) in [
        ("<https://example.com>", "https://example.com"),
        ("\"[the page](https://example.com)\"", "\"https://example.com\""),
        ("'`https://example.com`'", "'https://example.com'"),
        ("\"<example.com/a>\"", "\"https://example.com/a\""),
    ] {
        check_entities(&with(wrong), "bad-format", &format!("write `{right}`"), &with(right));
    }
}

#[test]
fn a_value_with_something_around_it() {
    let with = |line: &str| format!("identifier: a\ntitle: A\nblueprint: library\nproperties:\n  {line}\n");
    for (wrong, right, rule, help) in [
        ("words: \"[a, b]\"", "words: [a, b]", "array-vs-scalar", "write a list: `[a, b]`"),
        ("words: '[\"a\", \"b\"]'", "words: [\"a\", \"b\"]", "array-vs-scalar", "write a list: `[\"a\", \"b\"]`"),
        ("mail: mailto:ada@example.com", "mail: ada@example.com", "bad-format", "write `ada@example.com`"),
    ] {
        check_entities(&with(wrong), rule, help, &with(right));
    }
}

#[test]
fn a_property_that_is_written_twice_is_in_no_missing_section() {
    let entity = "identifier: core\ntitle: Core\nblueprint: service\nproperties:\n  tier: gold\n";
    let found =
        Project::of(&[("model/blueprints/service.yml", SERVICE), ("port.yml", &format!("{entity}  tier: silver\n"))])
            .check(RULES);
    let twice = found.iter().find(|one| one.rule == "duplicate-key").expect("it is found");
    assert!(!twice.message.contains("missing"), "{}", report(&found));
}

#[test]
fn words_and_paths_of_other_programs() {
    let shape = "wrong-shape";
    let property = "operator: isNotEmpty, property: tier";
    let wrong = property.replace("tier", "$.tier").leak();
    check(&[
        ("domain.yml", "type: number", "type: num", shape, "did you mean `number`?", "type: number"),
        (
            "library.yml",
            "items: { type: string }",
            "items: { type: str }",
            shape,
            "did you mean `string`?",
            "items: { type: string }",
        ),
        ("quality.yml", property, wrong, "bad-search-query", "did you mean `tier`?", property),
    ]);
}
