//! A second report of a `lint` session equals that of a new session, and reads only files that changed.

use std::fs;
use std::path::{Path, PathBuf};

use portwright::disk::Project;
use portwright::lint::RULES;
use portwright::model::Variables;
use portwright::ops::lint::{Caching, LintInput, LintReport, Selection, Session};
use portwright::ops::workspace::Workspace;
use tempfile::TempDir;

use crate::support::report;

const SERVICE: &str = "
identifier: service
title: Service
schema: { properties: { tier: { type: string, enum: [gold, silver] } }, required: [] }
relations: { domain: { target: domain } }
";
const DOMAIN: &str = "identifier: domain\ntitle: Domain\nschema: { properties: {}, required: [] }\n";

/// Two services of one name, a domain that both relate to, and a file with a comment that is of no use.
const FILES: &[(&str, &str)] = &[
    ("portwright.toml", ""),
    ("model/blueprints/service.yml", SERVICE),
    ("model/blueprints/domain.yml", DOMAIN),
    ("a/port.yml", "identifier: billing\ntitle: A\nblueprint: service\nrelations: { domain: payment }\n"),
    ("b/port.yml", "identifier: payment\ntitle: B\nblueprint: domain\n"),
    ("c/port.yml", "identifier: billing\ntitle: C\nblueprint: service\nrelations: { domain: payment }\n"),
    ("d/port.yml", "identifier: other\ntitle: D\nblueprint: domain # portwright: allow(unknown-property)\n"),
    ("e/port.yml", "identifier: e\ntitle: E\nblueprint: service\nproperties: { teir: gold }\n"),
    ("f/port.yml", "identifier: f\ntitle: F\nblueprint: service\nrelations: { domain: other }\n"),
];

/// A folder with files, and the project in it.
struct Place {
    folder: TempDir,
    project: Project,
    variables: Variables,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        FILES.iter().for_each(|(path, text)| put(folder.path(), path, text));
        let project = Project::find(folder.path()).expect("the project can be read");
        Self { folder, project, variables: Variables::default() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn session(&self, caching: Caching, paths: &[&str]) -> Session<'_> {
        let workspace =
            Workspace { here: self.path(), project: &self.project, profile: None, variables: &self.variables };
        let selection = Selection::of(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
        Session::open(LintInput { selection, caching, ..LintInput::new(workspace, RULES) }).expect("all can be read")
    }

    /// The report of a new session.
    fn fresh(&self, paths: &[&str]) -> LintReport {
        self.session(Caching::Off, paths).report().expect("there is nothing to fail")
    }
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn again(session: &mut Session<'_>) -> LintReport {
    session.report().expect("there is nothing to fail")
}

#[track_caller]
fn assert_same(one: &LintReport, other: &LintReport) {
    assert_eq!(report(&one.findings), report(&other.findings));
    assert_eq!(one.checked, other.checked);
}

#[test]
fn a_second_report_reads_only_the_file_that_changed() {
    let place = Place::new();
    let mut session = place.session(Caching::PerFile, &[]);
    let first = again(&mut session);
    assert_same(&first, &place.fresh(&[]));
    assert_eq!(first.findings.len(), 3, "{}", report(&first.findings));
    assert_eq!(again(&mut session).reads, 0);

    put(place.path(), "e/port.yml", "identifier: e\ntitle: E\nblueprint: service\nproperties: { tier: bronze }\n");
    session.changed(Path::new("e/port.yml"));
    let second = again(&mut session);
    assert_eq!(second.reads, 1);
    assert_same(&second, &place.fresh(&[]));
    assert!(report(&second.findings).contains("bronze"));
}

#[test]
fn a_change_is_seen_by_the_files_that_depend_on_it() {
    let place = Place::new();
    let mut session = place.session(Caching::PerFile, &[]);
    again(&mut session);
    let renamed = "identifier: payments\ntitle: B\nblueprint: domain\n";
    put(place.path(), "b/port.yml", renamed);
    let expected = place.fresh(&[]);
    let dangling = expected.findings.iter().filter(|finding| finding.rule == "dangling-relation").count();
    assert_eq!(dangling, 2, "{}", report(&expected.findings));

    // Nothing else is read: the other files are gone.
    FILES.iter().filter(|(path, _)| path.ends_with("port.yml")).for_each(|(path, _)| {
        fs::remove_file(place.path().join(path)).expect("the file can be deleted");
    });
    session.set_text(Path::new("b/port.yml"), renamed);
    let second = again(&mut session);
    assert_same(&second, &expected);
    assert_eq!(second.reads, 1);
}

#[test]
fn an_unsaved_text_counts_until_it_is_forgotten() {
    let place = Place::new();
    let mut session = place.session(Caching::PerFile, &[]);
    let first = again(&mut session);
    session.set_text(Path::new("e/port.yml"), "identifier: e\ntitle: E\nblueprint: nothing\n");
    assert!(report(&again(&mut session).findings).contains("nothing"));
    session.forget_text(&place.path().join("e/port.yml"));
    assert_same(&again(&mut session), &first);

    session.set_text(Path::new("g/port.yml"), "identifier: g\ntitle: G\nblueprint: service\n");
    assert_eq!(again(&mut session).checked, first.checked + 1);
    session.forget_text(Path::new("g/port.yml"));
    assert_same(&again(&mut session), &first);
}

#[test]
fn files_may_come_and_go() {
    for caching in [Caching::Off, Caching::PerFile] {
        let place = Place::new();
        let mut session = place.session(caching, &[]);
        again(&mut session);
        put(place.path(), "bb/port.yml", "identifier: billing\ntitle: BB\nblueprint: service\n");
        fs::remove_file(place.path().join("c/port.yml")).expect("the file can be deleted");
        put(place.path(), "a/readme.yml", "identifier: x\n");
        for path in ["bb/port.yml", "c/port.yml", "a/readme.yml"] {
            session.changed(Path::new(path));
        }
        assert_same(&again(&mut session), &place.fresh(&[]));
    }
}

#[test]
fn what_the_other_files_define_is_known_to_the_one_that_is_checked() {
    let place = Place::new();
    let mut session = place.session(Caching::PerFile, &["a/port.yml"]);
    assert_same(&again(&mut session), &place.fresh(&["a/port.yml"]));
    put(place.path(), "c/port.yml", "identifier: invoices\ntitle: C\nblueprint: service\n");
    put(place.path(), "b/port.yml", "identifier: payments\ntitle: B\nblueprint: domain\n");
    session.changed(Path::new("c/port.yml"));
    session.changed(Path::new("b/port.yml"));
    let second = again(&mut session);
    assert_same(&second, &place.fresh(&["a/port.yml"]));
    assert_eq!(second.findings.len(), 1, "{}", report(&second.findings));
}
