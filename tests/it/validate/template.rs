//! The template of `enrich` is checked with the model, if a project has one.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use super::{DOMAIN, SERVICE};

const TEMPLATE: &str = "\
# enrichService.yml
- identifier: \"{{ service_identifier }}\"
  blueprint: service
  properties:
    tier: \"{{ service_tier }}\"
  relations:
    domain: \"{{ domain_identifier }}\"
";

/// The exit code and the report of `validate` in a project with the model above, these settings and these files.
pub(super) fn validated(settings: &str, files: &[(&str, &str)]) -> (Option<i32>, String) {
    let folder = TempDir::new().expect("a folder");
    let model = [("model/blueprints/domain.yml", DOMAIN), ("model/blueprints/service.yml", SERVICE)];
    for (path, text) in model.iter().chain(&[("portwright.toml", settings)]).chain(files) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
    let output = command.arg("validate").current_dir(folder.path()).env_clear().output().expect("the program runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).expect("it prints UTF-8"))
}

fn with(text: &str) -> (Option<i32>, String) {
    validated("", &[("templates/enrichService.yml", text)])
}

#[test]
fn nobody_has_to_have_a_template() {
    let (code, text) = validated("", &[]);
    assert!(code == Some(0) && text.contains("nothing to report"), "{text}");
    let (code, text) = with(TEMPLATE);
    assert!(code == Some(0) && text.contains("nothing to report"), "{text}");
}

#[test]
fn a_template_that_cannot_be_filled_in_is_found() {
    for (right, wrong, says) in [
        ("blueprint: service", "blueprint: \"{{ blueprint }}\"", "must name the blueprint"),
        ("\"{{ service_tier }}\"", "\"a {{ service_tier }}\"", "must be the entire value"),
        ("- identifier: \"{{ service_identifier }}\"\n ", "-", "has no `identifier`"),
        ("properties:", "proprties:", "an entity has no key `proprties`"),
        ("tier: \"", "tier: [\"", "templates/enrichService.yml:5"),
    ] {
        let (code, text) = with(&TEMPLATE.replace(right, wrong));
        assert!(code == Some(1) && text.contains(says), "{wrong}: {text}");
    }
}

#[test]
fn what_the_blueprint_does_not_have_is_found_on_its_word() {
    for (right, wrong, rule, place) in [
        ("blueprint: service", "blueprint: servce", "unknown-blueprint", ":3:14"),
        ("    tier", "    teir", "unknown-property", ":5:5"),
        ("    domain:", "    domian:", "unknown-relation", ":7:5"),
        ("    tier", "    budget", "computed-property", ":5:5"),
    ] {
        let (code, text) = with(&TEMPLATE.replace(right, wrong));
        let found = format!("error[{rule}]");
        let place = format!("templates/enrichService.yml{place}");
        assert!(code == Some(1) && text.contains(&found) && text.contains(&place), "{wrong}: {text}");
        assert_eq!(text.matches("error[").count(), 1, "{wrong}: {text}");
    }
}

#[test]
fn the_values_of_a_template_are_not_checked() {
    let (code, text) = with(&TEMPLATE.replace("\"{{ service_tier }}\"", "bronze"));
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn a_template_that_is_named_must_be_there() {
    let named = "[enrich]\ntemplate = \"t.yml\"\n";
    let (code, text) = validated(named, &[("t.yml", &TEMPLATE.replace("    tier", "    teir"))]);
    assert!(code == Some(1) && text.contains("t.yml:5:5"), "{text}");
    let (code, text) = validated(named, &[("templates/enrichService.yml", TEMPLATE)]);
    assert!(code == Some(2) && text.contains("the template `t.yml` could not be read"), "{text}");
}
