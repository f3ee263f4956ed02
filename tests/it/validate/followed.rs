//! Each mistake is one finding, and nothing is found any more once its help is followed to the letter.

use portwright::kind::KINDS;
use portwright::lint::RULES;

use super::remedies::found;
use super::template::validated;
use super::{ACTION, DOMAIN, REMOVED, SERVICE};
use crate::support::{Project, report};

/// The file, what is replaced in it and by what; the rule and the help of the only finding; what the help makes of it.
pub(super) type Case = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

pub(super) fn check(cases: &[Case]) {
    for (file, right, wrong, rule, help, followed) in cases {
        let one = found(file, right, wrong);
        let is_right = matches!(one.as_slice(), [one] if one.rule == *rule && one.help.as_deref() == Some(help));
        assert!(is_right, "{wrong} should be one {rule} that says {help}\n{}", report(&one));
        let none = found(file, right, followed);
        assert!(none.is_empty(), "{wrong}, followed: {}", report(&none));
    }
}

#[test]
fn a_map_in_place_of_a_list() {
    let rule = "wrong-shape";
    check(&[
        (
            "service.yml",
            "enum: [gold, silver]",
            "enum:\n        gold: green\n        silver: red",
            rule,
            "write `[gold, silver]` in place of the map",
            "enum: [gold, silver]",
        ),
        (
            "quality.yml",
            "conditions:\n        - { operator: isNotEmpty, property: tier }",
            "conditions:\n        property: tier\n        operator: isNotEmpty",
            rule,
            "write `- ` before `property`, and indent the lines below it by 2 spaces",
            "conditions:\n        - property: tier\n          operator: isNotEmpty",
        ),
        (
            "quality.yml",
            "- identifier: has_tier\n    title",
            "has_tier:\n    title",
            rule,
            "write `- identifier: has_tier` in place of `has_tier:`",
            "- identifier: has_tier\n    title",
        ),
    ]);
}

#[test]
fn a_list_or_a_text_in_place_of_a_map() {
    let rule = "wrong-shape";
    check(&[
        (
            "service.yml",
            "enumColors: { gold: green }",
            "enumColors:\n        - gold: green",
            rule,
            "replace each `- ` with 2 spaces",
            "enumColors:\n          gold: green",
        ),
        (
            "domain.yml",
            "budget: { type: number }",
            "budget: number",
            rule,
            "write `{ type: number }`",
            "budget: { type: number }",
        ),
        (
            "library.yml",
            "items: { type: string }",
            "items: string",
            rule,
            "write `{ type: string }`",
            "items: { type: string }",
        ),
        (
            "quality.yml",
            "- { title: Low, color: red }",
            "- Low",
            rule,
            "write one `key: value` on each line below it; the fields here are `color` and `title`",
            "-\n    color: red\n    title: Low",
        ),
    ]);
}

#[test]
fn a_member_that_is_in_the_wrong_section() {
    let rule = "wrong-shape";
    check(&[
        (
            "service.yml",
            "    tier:\n",
            "    owner:\n      target: domain\n    tier:\n",
            rule,
            "move `owner` and the lines below it to `relations`",
            "    tier:\n",
        ),
        (
            "library.yml",
            "  main: { target: domain }",
            "  main: { target: domain }\n  zone: { type: string }",
            rule,
            "move `zone` and the lines below it to `schema.properties`",
            "  main: { target: domain }",
        ),
        (
            "library.yml",
            "relations:\n",
            "required: [page]\nrelations:\n",
            "misspelt-field",
            "move it under `schema`",
            "  required: [page]\nrelations:\n",
        ),
        (
            "library.yml",
            "size: { type: number }",
            "size: { type: number, required: true }",
            rule,
            "remove this line, and list `size` in the `required` next to `properties`",
            "size: { type: number }\n  required: [size]",
        ),
    ]);
}

#[test]
fn words_of_other_programs() {
    let rule = "wrong-shape";
    let meant = "did you mean `number`?";
    check(&[
        ("domain.yml", "type: number", "type: integer", rule, meant, "type: number"),
        ("enrich.yml", "  body:", "  payload:", rule, "did you mean `body`?", "  body:"),
        ("removed.yml", "kind: blueprint", "kind: automation", rule, "did you mean `action`?", "kind: action"),
        (
            "enrich.yml",
            "\"{{ .inputs.domain.identifier }}\"",
            "\"${{ .inputs.domain.identifier }}\"",
            "jq-syntax",
            "write `{{ .inputs.domain.identifier }}`",
            "\"{{ .inputs.domain.identifier }}\"",
        ),
        (
            "service.yml",
            "path: domain.budget",
            "path: domain.properties.budget",
            "broken-mirror-path",
            "remove `properties.`: a path has only names of relations, and last that of a property",
            "path: domain.budget",
        ),
        (
            "library.yml",
            "main: { target: domain }",
            "main: { target: domain.yml }",
            "unknown-relation-target",
            "did you mean `domain`?",
            "main: { target: domain }",
        ),
    ]);
}

#[test]
fn the_trigger_of_another_type() {
    let help = "write `automation`, or remove `event`";
    check(&[("watch.yml", "type: automation", "type: self-service", "wrong-shape", help, "type: automation")]);
    let help = "write `self-service`, or remove `userInputs`";
    check(&[("enrich.yml", "type: self-service", "type: automation", "wrong-shape", help, "type: self-service")]);
}

#[test]
fn values_of_queries() {
    let query = "bad-search-query";
    check(&[
        (
            "quality.yml",
            "- { operator: isNotEmpty, property: tier }",
            "- property: tier\n          operator: >\n          value: a",
            query,
            "quote the operator, as in `\">\"`",
            "- { operator: isNotEmpty, property: tier }",
        ),
        (
            "port.yml",
            "  size: 1\n",
            "  size: 1\nrelations:\n  main:\n    property: $title\n    operator: \"=\"\n    value: x\n",
            query,
            "write `combinator: and` and `rules:` on lines before it, and indent it below `rules` after `- `",
            "  size: 1\nrelations:\n  main:\n    combinator: and\n    rules:\n      - property: $title\n        operator: \"=\"\n        value: x\n",
        ),
    ]);
}

#[test]
fn a_number_is_not_the_text_of_a_variable() {
    let text = ACTION.replace("https://example.com/hook", "${port}");
    let files = [("model/actions/enrich.yml", text.as_str())];
    let (_, printed) = validated("[vars]\nport = 8080\n", &files);
    assert!(printed.contains("`url` does not accept the variable `port`, which is a number"), "{printed}");
    assert!(printed.contains("help: in portwright.toml, write the value of `port` in quotes"), "{printed}");
    assert_eq!(printed.matches("error[").count(), 1, "{printed}");
    assert_eq!(validated("[vars]\nport = \"https://a.example\"\n", &files).0, Some(0));
}

#[test]
fn a_relation_is_required_by_its_own_field() {
    let relation = "relations:\n  up: { target: domain";
    let found = |text: String| Project::of(&[("model/blueprints/domain.yml", text.as_str())]).check(RULES);
    let one = found(format!("{DOMAIN}  required: [up]\n{relation} }}\n"));
    let help = "remove the name, and write `required: true` below `up` in `relations`";
    assert!(matches!(one.as_slice(), [one] if one.help.as_deref() == Some(help)), "{}", report(&one));
    assert!(found(format!("{DOMAIN}{relation}, required: true }}\n")).is_empty());
}

#[test]
fn permissions() {
    let base = [
        ("model/blueprints/domain.yml", DOMAIN),
        ("model/blueprints/service.yml", SERVICE),
        ("model/actions/enrich.yml", ACTION),
    ];
    let found = |text: &str| Project::of(&[base[0], base[1], base[2], ("model/permissions/p.yml", text)]).check(RULES);
    for (wrong, help, followed) in [
        ("identifier: enrich\nexecute:", "rename `identifier` to `action`", "action: enrich\nexecute:"),
        ("action: enrich\nrun:", "did you mean `execute`?", "action: enrich\nexecute:"),
        (
            "blueprint: service\nentity:\n  register:",
            "did you mean `entities`?",
            "blueprint: service\nentities:\n  register:",
        ),
        (
            "blueprint: service\nentities:\n  create:",
            "did you mean `register`?",
            "blueprint: service\nentities:\n  register:",
        ),
        (
            "blueprint: service\nregister:",
            "write `entities:` on a line before it, and indent it below that line",
            "blueprint: service\nentities:\n  register:",
        ),
    ] {
        let [wrong, followed] = [wrong, followed].map(|text| format!("{text} {{ roles: [Admin] }}\n"));
        let one = found(&wrong);
        assert!(matches!(one.as_slice(), [one] if one.help.as_deref() == Some(help)), "{wrong}: {}", report(&one));
        let none = found(&followed);
        assert!(none.is_empty(), "{}", report(&none));
    }
}

#[test]
fn a_file_in_another_folder_is_the_only_finding() {
    let mut folders: Vec<String> = KINDS.iter().map(|kind| format!("`{}/`", kind.folder)).collect();
    folders.dedup();
    let all = format!("move it to one of {}, or out of the model", folders.join(", "));
    let removed = "rename it to `removed.yml`, directly in the model's folder";
    let extended = "change the file that declares it, and delete this one: only blueprints can be extended";
    for (name, text, help) in [
        ("model/blueprint/domain.yml", DOMAIN, "move it to `blueprints/`"),
        ("model/enrich.yml", ACTION, "move it to `actions/`"),
        ("model/actions/removed.yml", REMOVED, removed),
        ("model/actions/more.yml", "extends: enrich\ntitle: More\n", extended),
        ("model/unrelated/home.yml", "identifier: home\n", &*all),
    ] {
        let domain = ("model/blueprints/domain.yml", DOMAIN);
        let files = [("model/blueprints/service.yml", SERVICE), (name, text)];
        let others = [files[0], files[1], domain];
        let found = Project::of(if text == DOMAIN { &files } else { &others }).check(RULES);
        assert!(matches!(found.as_slice(), [one] if one.help.as_deref() == Some(help)), "{name}: {}", report(&found));
    }
}

#[test]
fn entities() {
    let entity =
        |name: &str| format!("identifier: {name}\n  title: A\n  blueprint: domain\n  properties:\n    budget: 1\n");
    let dashed = "if another entry of the list begins here, write `- ` in place of the 2 characters before the key";
    let (first, rest) = (format!("- {}", entity("a")), entity("b"));
    for (wrong, help, followed) in [
        (format!("{first}  {rest}"), dashed, format!("{first}- {rest}")),
        (
            first.replace("    budget", "    - budget"),
            "replace each `- ` with 2 spaces",
            first.replace("    budget", "      budget"),
        ),
        (
            first.replace("  title: A", "  title: A\n  team: { name: x }"),
            "write a string",
            first.replace("  title: A", "  title: A\n  team: x"),
        ),
    ] {
        let found = |text: &str| {
            Project::of(&[
                ("model/blueprints/domain.yml", &format!("{DOMAIN}ownership: {{ type: Direct }}\n")),
                ("port.yml", text),
            ])
            .check(RULES)
        };
        let one = found(&wrong);
        assert!(matches!(one.as_slice(), [one] if one.help.as_deref() == Some(help)), "{wrong}: {}", report(&one));
        let none = found(&followed);
        assert!(none.is_empty(), "{}", report(&none));
    }
}

#[test]
fn a_blueprint_that_a_faulty_model_may_have_is_not_looked_for_elsewhere() {
    let entity = "identifier: a\ntitle: A\nblueprint: domain\n";
    for (name, text) in [
        ("model/blueprints/domain.yml", DOMAIN.replace("Domain", "Domain: x")),
        ("model/blueprints/domain.yml", DOMAIN.replace("identifier: domain\n", "")),
        ("model/domain.yml", DOMAIN.to_owned()),
    ] {
        let found = Project::of(&[(name, text.as_str()), ("port.yml", entity)]).check(RULES);
        let unknown = found.iter().find(|one| one.rule == "unknown-blueprint").expect("it is not known");
        let help = "first correct the errors in the model, which `portwright validate` reports";
        assert_eq!(unknown.help.as_deref(), Some(help), "{name}");
    }
}
