//! Edits change no other byte of a file; files that cannot be edited are left alone with a reason.

mod generated;

use portwright::enrich::{EnrichOutcome, FileChangeKind};

use super::*;
use generated::{FileCase, Files};

/// The content of a text, as read by another YAML parser.
pub(super) fn read(text: &str) -> Value {
    let text = text.trim_start_matches('\u{feff}');
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

/// The file after the edit, or the text before it if it is already up to date.
fn after(text: &str) -> String {
    let done = enriched(&filled(&form()), &[("port.yml", text)]).unwrap_or_else(|refusal| panic!("{refusal}:\n{text}"));
    match done.outcome {
        EnrichOutcome::UpToDate => text.to_owned(),
        EnrichOutcome::Changed(change) => change.after.text.clone(),
    }
}

fn refused(files: &[(&str, &str)]) -> String {
    let refusal = enriched(&filled(&form()), files).expect_err("must be refused");
    assert!(!refusal.reason.contains('\n') && refusal.reason.len() < 500, "{refusal}");
    refusal.reason
}

const ENTITY: &str = "- identifier: acme/checkout\n  blueprint: service\n  properties:\n    type: backend\n    lifecycle: Production\n  relations:\n    domain: payment\n";

#[test]
fn a_file_that_is_not_there_is_the_template_filled_in() {
    let done = enriched(&filled(&form()), &[]).expect("nothing is in the way");
    let EnrichOutcome::Changed(change) = done.outcome else { panic!("there was nothing") };
    assert_eq!((done.path.as_str(), done.line, change.how), ("port.yml", 1, FileChangeKind::Created));
    assert_eq!(
        change.after.text,
        TEMPLATE
            .split_once("\n\n")
            .expect("a header")
            .1
            .replace("{{ service_identifier }}", "acme/checkout")
            .replace("{{ service_type }}", "backend")
            .replace("{{ service_lifecycle }}", "Production")
            .replace("{{ domain_identifier }}", "payment")
    );
}

#[test]
fn an_entity_that_is_not_there_is_added() {
    assert_eq!(after(""), ENTITY);
    assert_eq!(after("\u{feff}"), format!("\u{feff}{ENTITY}"));
    assert_eq!(after("# a\r\n# b"), format!("# a\r\n# b\r\n{}", ENTITY.replace('\n', "\r\n")));
    assert_eq!(after("---\n"), format!("---\n{ENTITY}"));
    let other = "# c\nidentifier: acme/cart # d\nblueprint: service\n\n# e\nproperties:\n  note: |\n    x\n\n    y\n";
    let moved = "# c\n- identifier: acme/cart # d\n  blueprint: service\n\n  # e\n  properties:\n    note: |\n      x\n\n      y\n";
    assert_eq!(after(other), format!("{moved}{ENTITY}"));
    let json = "[\n  {\"identifier\": \"acme/cart\", \"blueprint\": \"service\"}\n]\n";
    assert_eq!(read(&after(json)).as_array().map(Vec::len), Some(2));
    assert!(serde_json::from_str::<Value>(&after(json)).is_ok());
}

#[test]
fn values_that_are_set_are_printed_with_their_line() {
    let text = "# c\n\n- identifier: acme/cart\n  blueprint: service\n- blueprint: service\n  identifier: acme/checkout\n  properties:\n    type: backend\n";
    let done = enriched(&filled(&form()), &[("a/port.yml", text)]).expect("it can be set");
    assert_eq!((done.path.as_str(), done.line), ("a/port.yml", 5));
    let set: Vec<String> = done.set.iter().map(|(path, value)| format!("{path}={value}")).collect();
    assert_eq!(set, ["properties.lifecycle=\"Production\"", "relations.domain=\"payment\""]);
}

#[test]
fn unsafe_edits_are_refused_with_their_location() {
    let service = |rest: &str| format!("- identifier: acme/checkout\n  blueprint: service\n{rest}");
    for (rest, line, words) in [
        (
            "  properties: &p\n    type: library\n- identifier: x\n  blueprint: service\n  properties: *p\n",
            4,
            "an anchor",
        ),
        ("  properties: &p { type: library }\n", 3, "an anchor"),
        ("  properties:\n    type: !!str library\n", 4, "an anchor"),
        ("  properties:\n    type: |\n      library\n", 5, "several lines"),
        ("  properties: [type]\n", 3, "not a map"),
        ("  properties: none\n", 3, "not a map"),
        ("  properties:\n    type: library\n    type: backend\n", 5, "appears twice"),
        ("  properties:\n    <<: { type: library\n", 4, ""),
        ("---\na: 1\n", 4, "several documents"),
        ("  relations:\n    domain:\n      - Shipping\n", 5, "several lines"),
    ] {
        let reason = refused(&[("port.yml", &service(rest))]);
        assert!(reason.starts_with(&format!("port.yml:{line}:")) && reason.contains(words), "{rest}: {reason}");
    }
    let merged = "x: &x { a: 1 }\n";
    assert!(refused(&[("port.yml", &format!("{merged}{}", service("")))]).starts_with("port.yml:"));
    let alias = "- &e\n  identifier: acme/checkout\n  blueprint: service\n";
    assert!(refused(&[("port.yml", alias)]).contains("an anchor"));
    let tabs = "- identifier: acme/checkout\n\tblueprint: service\n";
    assert!(refused(&[("port.yml", tabs)]).starts_with("port.yml:2:"));
    assert!(refused(&[("port.yml", "text\n")]).contains("neither an entity nor a list"));
    assert!(refused(&[("port.yml", ENTITY), ("b/port.yml", ENTITY)]).contains("twice"));
    let laughs = "a: &a [x, x]\nb: &b [*a, *a]\nacme/checkout: *b\n";
    assert!(refused(&[("port.yml", laughs)]).starts_with("`port.yml` is a file of another program"));
}

#[test]
fn files_that_should_not_be_read_are_refused_at_once() {
    let deep = "[".repeat(100_000) + "acme/checkout";
    assert!(refused(&[("a/port.yml", &deep)]).contains("a/port.yml:1:"));
    let large = format!("# {}\n{ENTITY}", "x".repeat(5 << 20));
    assert!(refused(&[("port.yml", &large)]).contains("bytes"));
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let below = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(", "));
    }
    assert!(refused(&[("port.yml", &format!("{bomb}identifier: acme/checkout\n"))]).contains("aliases"));
}

#[test]
fn no_generated_file_changes_but_where_it_should() {
    let filled = filled(&form());
    let mut counts = [0; 4];
    for seed in 0..500 {
        let files = Files::generated(seed);
        let given: Vec<(&str, &str)> = files.texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let done = enriched(&filled, &given).unwrap_or_else(|refusal| panic!("{seed}: {refusal}\n{files:#?}"));
        let at = given.iter().position(|(path, _)| *path == done.path).expect("one of these files is chosen");
        let before = given[at].1;
        let EnrichOutcome::Changed(change) = &done.outcome else {
            assert!(files.case != FileCase::Missing && done.set.is_empty(), "{seed}: {before}");
            assert_eq!(read(before), expected(before), "{seed}: {before}");
            counts[0] += 1;
            continue;
        };
        let after = change.after.text.as_str();
        assert_eq!(change.before.as_ref().map(|file| file.text.as_str()), Some(before));
        match change.how {
            FileChangeKind::Edited => {
                assert_eq!((files.case, files.home), (FileCase::There, at), "{seed}");
                assert_eq!(read(after), expected(before), "{seed}:\n{before}\n-----\n{after}");
                only_lines_of_what_was_set_differ(before, after);
                counts[1] += 1;
            }
            FileChangeKind::Added => {
                assert_eq!(files.case, FileCase::Missing, "{seed}");
                let mut members = match read(before) {
                    Value::Array(members) => members,
                    Value::Null => Vec::new(),
                    one => vec![one],
                };
                members.push(read(ENTITY)[0].clone());
                assert_eq!(read(after), Value::Array(members), "{seed}:\n{before}\n-----\n{after}");
                every_byte_is_still_there(before, after);
                counts[2] += 1;
            }
            FileChangeKind::Created => panic!("{seed}: there is a file at the top"),
        }
        assert_eq!(
            after.matches("\r\n").count(),
            if before.contains("\r\n") { after.matches('\n').count() } else { 0 }
        );
        let again: Vec<(&str, &str)> =
            given.iter().enumerate().map(|(nth, file)| (file.0, if nth == at { after } else { file.1 })).collect();
        let second = enriched(&filled, &again).unwrap_or_else(|refusal| panic!("{seed}, again: {refusal}\n{after}"));
        assert!(matches!(second.outcome, EnrichOutcome::UpToDate), "{seed}: twice is not once\n{after}");
        assert_eq!((second.path, second.line), (done.path, done.line), "{seed}");
        counts[3] += 1;
    }
    assert!(counts.iter().all(|count| *count > 20), "some sort of file is hardly met: {counts:?}");
}

/// The expected content of a text after the entity was edited.
fn expected(before: &str) -> Value {
    let mut body = read(before);
    let wanted = &read(ENTITY)[0];
    let is_it =
        |entity: &Value| entity["identifier"] == wanted["identifier"] && entity["blueprint"] == wanted["blueprint"];
    let entity = match &mut body {
        Value::Array(members) => members.iter_mut().find(|member| is_it(member)).expect("it is in the list"),
        one => one,
    };
    for section in ["properties", "relations"] {
        if entity[section].is_null() {
            entity[section] = json!({});
        }
        for (name, value) in wanted[section].as_object().expect("a map") {
            entity[section][name] = value.clone();
        }
    }
    body
}

/// Names of the fields that are set, and of the sections that may have to be created for them.
const NAMES: [&str; 5] = ["type", "lifecycle", "domain", "properties", "relations"];

/// Every removed line is replaced with one that has the same beginning and comment; every new line sets a requested value.
fn only_lines_of_what_was_set_differ(before: &str, after: &str) {
    // Without line breaks: the last line of a file may get one.
    let (before_lines, after_lines): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let diff = similar::TextDiff::from_slices(&before_lines, &after_lines);
    let lines = |tag| diff.iter_all_changes().filter(move |change| change.tag() == tag).map(|change| change.value());
    let gone: Vec<&str> = lines(similar::ChangeTag::Delete).collect();
    let new: Vec<&str> = lines(similar::ChangeTag::Insert).collect();
    for line in &gone {
        let comment = line.trim_end().rfind(" # ").map_or("", |at| &line.trim_end()[at..]);
        let is_heir = |other: &&&str| {
            let same = line.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
            other.trim_end().ends_with(comment)
                && line[..same].trim_end_matches(['\'', '"', ' ', ':']).len()
                    >= line.find(':').unwrap_or(line.trim_end().len())
        };
        assert!(new.iter().any(|other| is_heir(&other)), "{line:?} is gone:\n{before}\n-----\n{after}");
    }
    for line in new {
        let is_known = line.trim().is_empty() || NAMES.iter().any(|name| line.contains(name));
        assert!(is_known, "{line:?} is new:\n{before}\n-----\n{after}");
    }
}

/// Everything that was in the file is still in it, in the same order.
fn every_byte_is_still_there(before: &str, after: &str) {
    let mut rest = after.bytes();
    let lost = before.bytes().position(|byte| !rest.any(|other| other == byte));
    assert_eq!(lost, None, "a byte is gone:\n{before}\n-----\n{after}");
}
