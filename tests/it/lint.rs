//! `lint` on complete files: the guide's, files with typical mistakes, and generated ones.

use std::time::{Duration, Instant};

use portwright::ground::finding::{Finding, Fix, Severity};
use portwright::lint::RULES;
use portwright::lint::engine::{Level, Levels};

use crate::support::{File, Project, report, root};

/// The project of portwright's own model and these files.
fn beside_the_guides_model(files: &[(&str, &str)]) -> Project {
    let mut all: Vec<File> = ["model/blueprints/domain.yml", "model/blueprints/service.yml"]
        .into_iter()
        .map(|name| File::new(name, &std::fs::read_to_string(root().join(name)).expect("the model is there")))
        .collect();
    all.extend(files.iter().map(|(name, text)| File::new(name, text)));
    Project::new(&all)
}

const SERVICE: &str = "\
identifier: service
title: Service
schema:
  properties:
    type: { title: Type, type: string, enum: [Frontend, Backend, Library] }
    lifecycle: { title: Lifecycle, type: string, enum: [Production, Experimental] }
    email: { title: Email, type: string, format: email }
    replicas: { title: Replicas, type: number }
    onCall: { title: On call, type: boolean }
    version: { title: Version, type: string }
    url: { title: URL, type: string, format: url }
    tags: { title: Tags, type: array, items: { type: string } }
relations:
  domain: { title: Domain, target: domain, many: false, required: false }
  dependsOn: { title: Depends on, target: service, many: true, required: false }
";
const DOMAIN: &str = "identifier: domain\ntitle: Domain\nschema:\n  properties: {}\n";

fn project(files: &[(&str, &str)]) -> Project {
    let mut all =
        vec![File::new("model/blueprints/service.yml", SERVICE), File::new("model/blueprints/domain.yml", DOMAIN)];
    all.extend(files.iter().map(|(name, text)| File::new(name, text)));
    Project::new(&all)
}

fn lines(found: &[Finding]) -> Vec<String> {
    found
        .iter()
        .map(|one| format!("{} {} {}", one.place.position(), one.rule, one.help.as_deref().unwrap_or_default()))
        .collect()
}

#[test]
fn the_files_of_the_guide_are_clean() {
    let domains = "\
- identifier: payment
  title: Payment
  blueprint: domain
  properties:
    architecture: https://lucid.app/documents/embedded/c3d64493-a5fe-4b18-98d5-66d355080de3
- identifier: shipping
  title: Shipping
  blueprint: domain
  properties:
    architecture: https://lucid.app/documents/embedded/c3d64493-a5fe-4b18-98d5-66d355080de3
";
    let service = "\
# enrichService.yml

- identifier: billing
  blueprint: service
  properties:
    type: backend
    lifecycle: Production
  relations:
    domain: payment
";
    let found = beside_the_guides_model(&[("port.yml", domains), ("billing/port.yml", service)]).check(RULES);
    assert!(found.is_empty(), "{}", report(&found));
}

#[test]
fn an_unfilled_template_is_reported_once_for_each_placeholder() {
    let template = include_str!("../../src/scaffold/every/enrichService.yml");
    let found = beside_the_guides_model(&[("port.yml", template)]).check(RULES);
    assert!(found.iter().all(|one| one.rule == "unrendered-placeholder"), "{}", report(&found));
    assert_eq!(found.len(), 4);
}

const FIVE_MISTAKES: &str = "\
- identifier: checkout-api
  title: Checkout API
  blueprint: service
  properties:
    type: Bakend
    lifecyle: Production
    email: team-checkout@acme.example
    replicas: \"3\"
  relations:
    domain: commerce
    dependsOn: payments-api
- identifier: checkout-ui
  title: Checkout UI
  properties:
    type: Frontend
";

#[test]
fn five_mistakes_are_five_findings_each_on_its_word() {
    let found = project(&[("port.yml", FIVE_MISTAKES)]).check(RULES);
    assert_eq!(
        lines(&found),
        [
            "5:11 enum-mismatch did you mean `Backend`?",
            "6:5 unknown-property did you mean `lifecycle`?",
            "8:15 wrong-type write it without quotes: `3`",
            "11:16 relation-cardinality write a list: `[payments-api]`",
            "12:3 missing-blueprint add `blueprint:`; without it, Port silently drops the entity",
        ]
    );
}

#[test]
fn what_needs_no_blueprint_is_found_without_one() {
    let text = FIVE_MISTAKES.replace("identifier: checkout-api", "identifier: checkout api");
    let found = Project::new(&[File::new("port.yml", &text)]).check(RULES);
    let rules: Vec<&str> = found.iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["identifier-pattern", "missing-blueprint"], "{}", report(&found));
}

#[test]
fn a_comment_allows_its_own_line_or_the_next() {
    let text = "\
- identifier: billing
  blueprint: service
  properties:
    type: Bakend # portwright: allow(enum-mismatch) renamed next week
    # portwright: allow(wrong-type, enum-mismatch) both
    lifecycle: 5
";
    let found = project(&[("port.yml", text)]).check(RULES);
    assert_eq!(
        lines(&found),
        [
            "5:37 unused-allow remove the comment; it applies to its own line, or to the next one if it is on a line by itself"
        ],
        "{}",
        report(&found)
    );
}

#[test]
fn a_comment_allows_what_only_another_file_shows() {
    let entity = "identifier: billing # portwright: allow(duplicate-entity) on purpose\nblueprint: service\n";
    let found = project(&[("a/port.yml", "identifier: billing\nblueprint: service\n"), ("b/port.yml", entity)]);
    let found = found.check(RULES);
    assert!(found.is_empty(), "{}", report(&found));
}

#[test]
fn a_level_can_be_set_for_each_rule() {
    let said = |level| Levels { settings: vec![("enum-mismatch".to_owned(), level)], pedantic: false };
    let files = project(&[("port.yml", "identifier: billing\nblueprint: service\nproperties: { type: x }\n")]);
    assert!(files.check_at(RULES, &said(Level::Allow)).is_empty());
    let found = files.check_at(RULES, &said(Level::Report(Severity::Warning)));
    assert_eq!(found.iter().map(|one| one.severity).collect::<Vec<_>>(), [Severity::Warning]);
}

#[test]
fn a_relation_is_checked_only_if_its_targets_are_in_the_repository() {
    let billing = "identifier: billing\nblueprint: service\nrelations: { dependsOn: [ledger, elsewhere] }\n";
    let ledger = "identifier: ledger\nblueprint: service\n";
    assert!(project(&[("a/port.yml", billing)]).check(RULES).is_empty(), "others may be in other repositories");
    let found = project(&[("a/port.yml", billing), ("b/port.yml", ledger)]).check(RULES);
    assert_eq!(found.iter().map(|one| one.rule).collect::<Vec<_>>(), ["dangling-relation"], "{}", report(&found));
    // The definitions of a file that cannot be read are unknown.
    let broken = ("c/port.yml", "identifier: elsewhere\n\tblueprint: service\n");
    let found = project(&[("a/port.yml", billing), ("b/port.yml", ledger), broken]).check(RULES);
    assert_eq!(found.iter().map(|one| one.rule).collect::<Vec<_>>(), ["yaml-syntax"], "{}", report(&found));
}

#[test]
fn a_relation_to_an_entity_with_a_wrong_blueprint_is_not_a_second_finding() {
    let a = "identifier: a\nblueprint: service\nrelations: { dependsOn: [b, c] }\n";
    let b = "identifier: b\nblueprint: service\n";
    let c = "identifier: c\nblueprint: Service\n";
    let found = project(&[("a/port.yml", a), ("b/port.yml", b), ("c/port.yml", c)]).check(RULES);
    assert_eq!(found.iter().map(|one| one.rule).collect::<Vec<_>>(), ["unknown-blueprint"], "{}", report(&found));
}

#[test]
fn members_that_an_extending_file_does_not_state_may_exist() {
    // This file does not state relations and ownership, so they may have been created elsewhere.
    let service = "identifier: service\ntitle: Service\nschema:\n  properties: { tier: { type: string } }\n";
    let entity = "identifier: a\nblueprint: service\nteam: x\nproperties: { teir: x }\nrelations: { domain: y }\n";
    let files = [File::new("model/blueprints/service.yml", service), File::new("port.yml", entity)];
    let found = Project::new(&files).check(RULES);
    assert_eq!(lines(&found), ["4:15 unknown-property did you mean `tier`?"]);
}

#[test]
fn only_known_properties_of_an_extended_blueprint_are_checked() {
    let entity =
        "identifier: a\nblueprint: service\nproperties: { type: Backend, language: go }\nrelations: { team: x }\n";
    let found = beside_the_guides_model(&[("port.yml", entity)]).check(RULES);
    assert_eq!(lines(&found), ["3:21 enum-mismatch did you mean `backend`?"]);
}

#[test]
fn a_finding_that_an_alias_repeats_is_reported_once() {
    let text = "\
- identifier: a
  blueprint: service
  properties: &usual { type: Bakend }
- identifier: b
  blueprint: service
  properties: *usual
";
    let found = project(&[("port.yml", text)]).check(RULES);
    assert_eq!(lines(&found), ["3:30 enum-mismatch did you mean `Backend`?"]);
}

fn applied(text: &str, fix: &Fix) -> String {
    let mut text = text.to_owned();
    for (span, edit) in fix.edits.iter().rev() {
        text.replace_range(span.range(), edit);
    }
    text
}

#[test]
fn a_safe_fix_removes_the_finding_and_changes_nothing_else() {
    let cases = [
        ("  type: backend # x\n", "  type: Backend # x\n"),
        ("  type: 'backend'\n", "  type: 'Backend'\n"),
        ("  replicas: \"3\"\n", "  replicas: 3\n"),
        ("  onCall: 'true'\n", "  onCall: true\n"),
        ("  version: 1.10\n", "  version: \"1.10\"\n"),
        ("  lifecyle: Production\n", "  lifecycle: Production\n"),
        ("  tags: core\n", "  tags: [core]\n"),
        ("  \"url \": https://a.b\n", "  \"url\": https://a.b\n"),
        ("relations:\n  dependsOn: ledger\n", "relations:\n  dependsOn: [ledger]\n"),
        ("relations:\n  domian: payment\n", "relations:\n  domain: payment\n"),
        ("  version: no\n", "  version: \"no\"\n"),
    ];
    for (wrong, right) in cases {
        for (before, ending) in [("", "\n"), ("\u{feff}", "\r\n")] {
            let head = format!("{before}identifier: billing # ü\nblueprint: service\nproperties:\n");
            let (wrong, right) = ((head.clone() + wrong).replace('\n', ending), (head + right).replace('\n', ending));
            let found = project(&[("port.yml", &wrong)]).check(RULES);
            // An empty section before the relations is a mistake of its own, without a fix.
            let fixes: Vec<&Fix> = found.iter().filter_map(|one| one.fix.as_deref()).collect();
            assert_eq!(fixes.len(), 1, "{wrong}:\n{}", report(&found));
            assert!(fixes[0].safe, "{wrong}");
            let fixed = applied(&wrong, fixes[0]);
            assert_eq!(fixed, right);
            let left = project(&[("port.yml", &fixed)]).check(RULES);
            assert_eq!(left.len(), found.len() - 1, "{fixed}:\n{}", report(&left));
        }
    }
}

#[test]
fn an_ambiguous_fix_is_not_safe() {
    for wrong in ["  type: Bakend\n", "  url: github.com/acme/billing\n", "  onCall: \"no\"\n", "  type: *t\n"] {
        let text = format!("identifier: &t backend\nblueprint: service\nproperties:\n{wrong}");
        let found = project(&[("port.yml", &text)]).check(RULES);
        assert_eq!(found.len(), 1, "{}", report(&found));
        assert!(!found[0].fix.as_ref().is_some_and(|fix| fix.safe), "{wrong}: {:?}", found[0].fix);
    }
}

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

#[test]
fn no_file_makes_a_rule_panic_or_hang() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let pieces =
        ["{{", "file://", "*a", "&a ", "- ", "\n\t", ": ", "[", "}", "'", "\"", "\u{a0}", "<<: *a", "|", "\0", "é"];
    let levels = Levels { pedantic: true, ..Levels::default() };
    let since = Instant::now();
    for _ in 0..400 {
        let mut bytes = FIVE_MISTAKES.as_bytes().to_vec();
        for _ in 0..=dice.below(6) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => bytes[at] = dice.below(256) as u8,
                1 => bytes.truncate(at.max(1)),
                2 => {
                    let piece = bytes[at..(at + dice.below(80)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => {
                    let piece = pieces[dice.below(pieces.len())].bytes();
                    bytes.splice(at..at, piece);
                }
            }
        }
        let mut file = File::new("port.yml", "");
        file.bytes = bytes;
        let service = File::new("model/blueprints/service.yml", SERVICE);
        let found = Project::new(&[service, file]).check_at(RULES, &levels);
        // Rendering follows every place.
        assert_eq!(report(&found).is_empty(), found.is_empty());
    }
    assert!(since.elapsed() < Duration::from_secs(60), "it takes {:?}", since.elapsed());
}

#[test]
fn one_entity_stated_again_and_again_is_checked_in_time() {
    let text = "- identifier: a\n  blueprint: service\n- identifier: A\n  blueprint: service\n".repeat(10_000);
    let since = Instant::now();
    let found = project(&[("port.yml", &text)]).check(RULES);
    assert!(!found.is_empty() && since.elapsed() < Duration::from_secs(20), "it takes {:?}", since.elapsed());
}

#[test]
fn an_entity_with_very_many_wrong_keys_is_checked_in_time() {
    let keys = |indent: &str| (0..10_000).map(|nth| format!("{indent}k{nth}: 1\n")).collect::<String>();
    let text = format!("identifier: a\nblueprint: service\n{}properties:\n{}", keys(""), keys("  "));
    let since = Instant::now();
    let found = project(&[("port.yml", &text)]).check(RULES);
    assert!(found.len() > 1000 && since.elapsed() < Duration::from_secs(20), "it takes {:?}", since.elapsed());
}
