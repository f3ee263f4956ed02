//! The findings of `validate` in complete models.

mod advice;
mod followed;
mod literal;
mod mappings;
mod members;
mod newcomer;
mod newcomer_fields;
mod one_finding;
mod pages;
mod remedies;
mod seeded;
mod template;
mod workflow;

use portwright::ground::finding::Severity;
use portwright::lint::RULES;

use crate::support::{File, Project, files_below, report, root};

/// The project's own model, as `--profile` would choose its files.
fn own_model(profile: Option<&str>) -> Vec<File> {
    let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("the file can be read");
    let mut settings: toml::Table = read(&root().join("portwright.toml")).parse().expect("settings are TOML");
    let mut files: Vec<File> = Vec::new();
    for path in files_below(&root().join("model"), ".yml") {
        let inside = path.strip_prefix(root()).expect("it is below the root").to_string_lossy().replace('\\', "/");
        if !inside.starts_with("model/profiles/") {
            files.push(File::new(&inside, &read(&path)));
        }
    }
    if let Some(profile) = profile {
        let vars = settings["profile"][profile]["vars"].clone();
        let all = settings["vars"].as_table_mut().expect("a table");
        all.extend(vars.as_table().expect("a table").clone());
        let folder = format!("model/profiles/{profile}");
        for path in files_below(&root().join(&folder), ".yml") {
            let inside = path.strip_prefix(root().join(&folder)).expect("it is below the folder");
            let base = format!("model/{}", inside.to_string_lossy().replace('\\', "/"));
            files.retain(|file| file.name != base);
            files.push(File::new(&base, &read(&path)));
        }
    }
    files.push(File::new("portwright.toml", &settings.to_string()));
    files
}

#[test]
fn the_project_finds_nothing_in_its_own_model() {
    for profile in [None, Some("gitlab"), Some("jenkins")] {
        let files = own_model(profile);
        assert!(files.len() > 3, "the model was found");
        let found = Project::new(&files).check(RULES);
        assert!(found.is_empty(), "profile {profile:?}:\n{}", report(&found));
    }
}

const DOMAIN: &str = "identifier: domain
title: Domain
schema:
  properties:
    budget: { type: number }
";
const SERVICE: &str = "identifier: service
title: Service
schema:
  properties:
    tier:
      title: Tier
      type: string
      enum: [gold, silver]
      enumColors: { gold: green }
relations:
  domain: { title: Domain, target: domain }
mirrorProperties:
  budget: { path: domain.budget }
calculationProperties:
  link: { type: string, calculation: \"'https://example.com/' + .identifier\" }
";
const ACTION: &str = "identifier: enrich
title: Enrich
trigger:
  type: self-service
  operation: DAY-2
  blueprintIdentifier: service
  userInputs:
    properties:
      domain: { title: Domain, type: string, format: entity, blueprint: domain }
    required: [domain]
    order: [domain]
invocationMethod:
  type: WEBHOOK
  url: https://example.com/hook
  body:
    domain: \"{{ .inputs.domain.identifier }}\"
    tier: \"{{ .entity.properties.tier }}\"
";
const SCORECARD: &str = "identifier: quality
blueprint: service
title: Quality
levels:
  - { title: Low, color: red }
  - { title: High, color: green }
rules:
  - identifier: has_tier
    title: Has a tier
    level: High
    query:
      combinator: and
      conditions:
        - { operator: isNotEmpty, property: tier }
";
const REMOVED: &str = "- kind: blueprint
  identifier: old
";

/// The model above with one mistake made in it: the first `right` after `after` becomes `wrong`.
fn with_mistake(after: &str, right: &str, wrong: &str) -> Vec<File> {
    let mut made = 0;
    let files = [
        ("model/blueprints/domain.yml", DOMAIN),
        ("model/blueprints/service.yml", SERVICE),
        ("model/actions/enrich.yml", ACTION),
        ("model/scorecards/quality.yml", SCORECARD),
        ("model/removed.yml", REMOVED),
    ];
    let files = files.map(|(name, text)| {
        let Some(from) = text.find(after).filter(|_| made == 0) else { return File::new(name, text) };
        let at = from + text[from..].find(right).expect("what is to be wrong is right before");
        made += 1;
        File::new(name, &format!("{}{wrong}{}", &text[..at], &text[at + right.len()..]))
    });
    assert_eq!(made, 1, "{after} is in the model");
    files.to_vec()
}

#[test]
fn a_valid_model_has_no_findings() {
    let found = Project::new(&with_mistake("title: Domain", "Domain", "Domains")).check(RULES);
    assert!(found.is_empty(), "{}", report(&found));
}

/// The text before the word, the word, its misspelling, and the expected finding: the rule and the suggestion.
const TYPOS: &[(&str, &str, &str, &str, &str)] = &[
    // Blueprints.
    ("relations:\n", "relations", "relationz", "misspelt-field", "relations"),
    ("title: Service", "title", "tittle", "misspelt-field", "title"),
    ("title: Tier", "title", "tittle", "misspelt-field", "title"),
    ("identifier: domain", "identifier", "identifer", "misspelt-field", "identifier"),
    ("schema:\n  properties:\n    tier", "schema", "shema", "misspelt-field", "schema"),
    ("schema:\n  properties:\n    tier", "properties", "propertes", "wrong-shape", "properties"),
    ("title: Tier", "type", "tpye", "misspelt-field", "type"),
    ("title: Tier", "string", "strng", "wrong-shape", "string"),
    ("gold: green", "green", "grean", "wrong-shape", "green"),
    ("enumColors: {", "gold", "glod", "color-without-option", "gold"),
    ("{ title: Domain, target", "target", "taget", "wrong-shape", "target"),
    ("target: domain", "domain", "domian", "unknown-relation-target", "domain"),
    ("path: domain", "domain", "domian", "broken-mirror-path", "domain"),
    ("path: domain", "budget", "bugdet", "broken-mirror-path", "budget"),
    ("link: {", "calculation", "calculaton", "wrong-shape", "calculation"),
    // Actions.
    ("title: Enrich", "title", "tittle", "wrong-shape", "title"),
    ("trigger:", "trigger", "triger", "wrong-shape", "trigger"),
    ("type: self-service", "self-service", "self-servce", "wrong-shape", "self-service"),
    ("operation", "DAY-2", "DAY2", "wrong-shape", "DAY-2"),
    ("blueprintIdentifier", "blueprintIdentifier", "blueprintIdentifer", "wrong-shape", "blueprintIdentifier"),
    ("blueprintIdentifier", "service", "servce", "unknown-action-blueprint", "service"),
    ("userInputs", "userInputs", "userInput", "wrong-shape", "userInputs"),
    ("userInputs", "properties", "property", "wrong-shape", "properties"),
    ("blueprint: domain", "blueprint", "bluprint", "misspelt-field", "blueprint"),
    ("blueprint: domain", "domain", "domian", "unknown-input-blueprint", "domain"),
    ("format: entity", "entity", "entitiy", "wrong-shape", "entity"),
    ("required: [domain]", "domain", "domian", "unknown-required-input", "domain"),
    ("order: [domain]", "domain", "domian", "unknown-ordered-input", "domain"),
    ("invocationMethod", "WEBHOOK", "WEBHOK", "wrong-shape", "WEBHOOK"),
    ("invocationMethod", "body", "bdoy", "wrong-shape", "body"),
    (".inputs.domain", "domain", "domian", "unknown-template-input", "domain"),
    (".entity.properties.tier", "tier", "teir", "unknown-template-property", "tier"),
    (".inputs.domain", "inputs", "inptus", "misspelt-template", "inputs"),
    (".entity.properties.tier", "properties", "propertes", "misspelt-template", "properties"),
    // Scorecards.
    ("blueprint: service\ntitle", "blueprint", "bluprint", "wrong-shape", "blueprint"),
    ("blueprint: service\ntitle", "service", "servce", "unknown-scorecard-blueprint", "service"),
    ("title: Quality", "title", "tittle", "wrong-shape", "title"),
    ("title: Low", "red", "rde", "wrong-shape", "red"),
    ("level: High", "level", "levl", "misspelt-field", "level"),
    ("level: High", "High", "Hihg", "unknown-scorecard-level", "High"),
    ("combinator", "and", "adn", "wrong-shape", "and"),
    ("conditions", "conditions", "conditons", "misspelt-field", "conditions"),
    ("operator", "operator", "opeartor", "misspelt-field", "operator"),
    ("property: tier", "tier", "teir", "unknown-scorecard-property", "tier"),
    // Identifiers that must no longer exist.
    ("- kind", "kind", "knd", "wrong-shape", "kind"),
    ("- kind", "blueprint", "blueprnt", "wrong-shape", "blueprint"),
];

/// Each mistake is one finding on the wrong word, with a suggestion.
#[test]
fn every_typo_is_one_finding_on_the_word_with_the_right_word() {
    let mut wrongly = String::new();
    for &(after, right, wrong, rule, meant) in TYPOS {
        let found = Project::new(&with_mistake(after, right, wrong)).check(RULES);
        let help = format!("did you mean `{meant}`?");
        let is_right = matches!(found.as_slice(), [one] if one.rule == rule
            && (one.severity == Severity::Error || rule == "color-without-option")
            && one.place.file.slice(one.place.span) == wrong
            && one.help.as_deref() == Some(&help));
        if !is_right {
            wrongly
                .push_str(&format!("{wrong} in {after:?} should be one {rule} that says {help}\n{}\n", report(&found)));
        }
    }
    assert!(wrongly.is_empty(), "{wrongly}");
}

#[test]
fn a_syntax_error_is_one_finding_and_hides_the_declarations_of_its_file() {
    for (after, right, wrong, rule) in [
        ("title: Domain", "title: Domain", "title: Domain\ntitle: Domains", "duplicate-key"),
        ("properties:\n    budget", "    budget", "\tbudget", "yaml-syntax"),
        ("identifier: domain", "domain", "*domain", "alias"),
        (".inputs.domain", "\n", "\n    x: [\n", "yaml-syntax"),
    ] {
        let found = Project::new(&with_mistake(after, right, wrong)).check(RULES);
        let shown = report(&found);
        assert_eq!(found.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [rule], "{shown}");
    }
}

/// The model above with `text` in place of the URL that the action calls, and these settings.
fn with_url(text: &str, settings: &str) -> Project {
    let mut files = with_mistake("url:", "https://example.com/hook", text);
    files.push(File::new("portwright.toml", settings));
    Project::new(&files)
}

#[test]
fn a_text_with_variables_is_checked_as_it_will_be_sent() {
    let set = |base: &str| format!("[vars]\nbase = {base:?}");
    for (base, rules) in
        [("https://example.com", vec![]), ("example.com", vec!["wrong-shape"]), ("http://a.io", vec!["plain-http"])]
    {
        let found = with_url("${base}/hook", &set(base)).check(RULES);
        assert_eq!(found.iter().map(|finding| finding.rule).collect::<Vec<_>>(), rules, "{}", report(&found));
        assert!(found.iter().all(|finding| finding.place.file.slice(finding.place.span) == "${base}/hook"));
    }
    let found = with_url("${bsae}/hook", &set("https://example.com")).check(RULES);
    assert_eq!(found.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["undefined-variable"]);
}

#[test]
fn the_value_of_a_sensitive_variable_is_in_no_report() {
    let mut files = with_mistake("target: domain", "domain", "'${hidden}'");
    files.push(File::new("portwright.toml", "[vars]\nhidden = { value = \"s3cr3t\", sensitive = true }"));
    let shown = report(&Project::new(&files).check(RULES));
    assert!(shown.contains("unknown-relation-target") && !shown.contains("s3cr3t"), "{shown}");
}
