//! A file or a folder that is named where another sort of it is due.

use crate::settings::{Place, VARS};

#[test]
fn the_folder_of_a_kind_is_not_a_model() {
    let place = Place::with_settings(&format!("model.folder = 'model/blueprints'\n{VARS}"));
    for command in ["validate", "plan"] {
        let printed = place.run(command, &[], 2 - i32::from(command == "plan"));
        assert!(printed.contains("`model/blueprints` is the folder of one kind, not of a model"), "{printed}");
        assert!(
            printed.contains("write `model` in its place: a model's folder contains those of the kinds"),
            "{printed}"
        );
    }
    place.put("portwright.toml", &format!("[model]\nfolder = \"model\"\n{VARS}"));
    place.run("validate", &[], 0);
    let printed = place.run("lint --model model/blueprints", &[], 2);
    assert!(printed.contains("write `model` in its place"), "{printed}");
}

#[test]
fn a_file_that_lint_cannot_check_is_refused_with_the_command_that_checks_it() {
    let place = Place::with_settings(VARS);
    let printed = place.run("lint portwright.toml", &[], 2);
    assert!(printed.contains("`portwright.toml` is not a YAML file, so it has no entities"), "{printed}");
    assert!(printed.contains("`portwright validate` checks a model and portwright.toml"), "{printed}");
    place.put("template.txt", "identifier: a\ntitle: A\nblueprint: widget\n");
    place.run("lint template.txt", &[], 0);
    let printed = place.run("lint model", &[], 0);
    assert!(printed.contains("`model` is in the model, which `portwright validate` checks."), "{printed}");
    place.put("port.yml", "identifier: a\ntitle: A\nblueprint: widget\n");
    assert!(!place.run("lint .", &[], 0).contains("is in the model"));
}
