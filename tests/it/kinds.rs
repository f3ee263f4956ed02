//! Every kind's page is correct: the files that it shows have no findings.

use portwright::kind::KINDS;
use portwright::lint::RULES;

use crate::markdown::blocks;
use crate::support::{File, Project, report};

#[test]
fn the_files_in_a_kinds_page_have_no_findings() {
    for kind in KINDS {
        let files: Vec<File> =
            blocks(kind.page).iter().filter_map(|block| Some(File::new(block.file()?, &block.text))).collect();
        let folder = format!("model/{}/", kind.folder);
        assert!(files.iter().any(|file| file.name.starts_with(&folder)), "the page of {} shows a file", kind.name);
        let found = Project::new(&files).check(RULES);
        assert!(found.is_empty(), "the page of {}:\n{}", kind.name, report(&found));
    }
}

#[test]
fn a_kinds_page_is_titled_by_it_and_opens_with_a_sentence() {
    for kind in KINDS {
        let mut lines = kind.page.lines();
        assert_eq!(lines.next(), Some(&*format!("# {}", kind.name)));
        let sentence = lines.find(|line| !line.is_empty()).unwrap_or_default();
        assert!(sentence.ends_with('.') && sentence.len() <= 100, "`explain --list` shows this line alone: {sentence}");
    }
}

#[test]
fn a_help_never_offers_a_choice_of_nothing() {
    let permissions = "action: deploy\nexecute: { roles: [Admin] }\n";
    let blueprint = "identifier: service\ntitle: Service\nschema: { properties: {} }\n";
    let files = [("model/permissions/deploy.yml", permissions), ("portal/blueprints/service.yml", blueprint)];
    let found = Project::of(&files).check(RULES);
    assert_eq!(
        found.iter().map(|found| found.help.as_deref()).collect::<Vec<_>>(),
        [Some("declare it")],
        "{}",
        report(&found)
    );
}
