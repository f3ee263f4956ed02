//! `graph`: the model as a picture.

use portwright::portal::SandboxPortal;

use crate::served::Served;

const DOMAIN: &str = "identifier: domain\ntitle: Domain\nschema: { properties: { tier: { type: string } } }\n";

fn place() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "");
    place.put("model/blueprints/domain.yml", DOMAIN);
    place.put("model/blueprints/service.yml", "extends: service\nrelations: { domain: { target: domain } }\n");
    place
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_and_not_missing_in_the_picture() {
    let place = place();
    place.put("model/blueprints/broken.yml", "identifier: broken\nschema: { properties: {\n");
    let (code, printed) = place.run(&["graph", "--out", "model.svg", "--format", "svg"]);
    assert!(code == 1 && printed.contains("model/blueprints/broken.yml"), "{code}: {printed}");
    assert!(!place.path().join("model.svg").exists());
}

#[test]
fn a_plan_marks_what_it_creates_changes_and_deletes() {
    let place = place();
    assert_eq!(place.run(&["apply", "--auto-approve", "--quiet"]).0, 0);
    let (code, unchanged) = place.run(&["graph", "--plan"]);
    assert!(
        code == 0 && !unchanged.contains(":::changed") && unchanged.contains("n1 -->|\"domain\"| n0"),
        "{unchanged}"
    );
    place.put("model/blueprints/domain.yml", &DOMAIN.replace("tier", "level"));
    place.put("model/blueprints/service.yml", "extends: service\n");
    place.put(
        "model/blueprints/team.yml",
        "identifier: squad\ntitle: Squad\nschema: { properties: {} }\nrelations: { domain: { target: domain } }\n",
    );
    let (code, printed) = place.run(&["graph", "--plan"]);
    assert_eq!(code, 0, "{printed}");
    for part in ["<b>~ Domain</b><br/>+ level: string<br/>- tier: string", "<b>+ Squad</b>", "|\"+ domain\"| n0"] {
        assert!(printed.contains(part), "no `{part}` in\n{printed}");
    }
    // The same model is the same picture.
    for format in ["mermaid", "dot", "svg", "html"] {
        let draw = || place.run(&["graph", "--plan", "--format", format]).1;
        assert_eq!(draw(), draw(), "{format}");
    }
}
