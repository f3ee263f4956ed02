//! What an export writes: the portal's resources, in files after which a plan has no changes.

mod awkward;
pub(crate) mod existing;
mod program;
mod random;
mod round_trip;
mod secrets;

use std::collections::BTreeMap;
use std::path::Path;

use portwright::disk::Project as DiskProject;
use portwright::model::{Variable, Variables};
use portwright::ops::export::{ExportInput, ExportReport};
use portwright::ops::workspace::Workspace;
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{File, Project, files_below};

/// A folder with a project that an export writes to.
struct Place {
    folder: TempDir,
}

/// What to export besides the portal's usual resources.
#[derive(Clone, Copy, Default)]
struct Wanted<'w> {
    selected: &'w [&'w str],
    as_extension: &'w [&'w str],
    all: bool,
    dry: bool,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder can be made") };
        // Settings mark the project, so that nothing around the folder matters.
        place.write("portwright.toml", "");
        files.iter().for_each(|(name, text)| place.write(name, text));
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("it can be written");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The text of every file of the model, and of the settings.
    fn texts(&self) -> BTreeMap<String, String> {
        let model = self.path().join("model");
        let files = if model.exists() { files_below(&model, "") } else { Vec::new() };
        let name = |path: &Path| path.strip_prefix(self.path()).expect("it is inside").display().to_string();
        let mut names: Vec<String> = files.iter().map(|path| name(path)).collect();
        names.push("portwright.toml".to_owned());
        names.into_iter().map(|name| (name.clone(), self.read(&name))).collect()
    }

    /// Exports with these values of variables, which the settings may declare as sensitive.
    fn try_export(
        &self,
        portal: &dyn Portal,
        wanted: Wanted<'_>,
        values: &[(&str, &str)],
    ) -> Result<ExportReport, String> {
        let project = DiskProject::find(self.path()).expect("the settings are valid");
        let mut variables = Variables::default();
        for (name, setting) in &project.file.vars {
            let given = values.iter().find(|(known, _)| known == name).map(|(_, value)| (*value).to_owned());
            match given.or_else(|| setting.value.clone()) {
                Some(value) => variables.set(name, Variable::text(value, setting.sensitive)),
                None => variables.withhold(name),
            }
        }
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let (selected, as_extension) = (owned(wanted.selected), owned(wanted.as_extension));
        let workspace = Workspace { here: self.path(), project: &project, profile: None, variables: &variables };
        let Wanted { all, dry, .. } = wanted;
        let input = ExportInput { workspace, portal, selected: &selected, as_extension: &as_extension, all, dry };
        input.run(&mut |_| {}).map_err(|error| error.to_string())
    }

    fn export(&self, portal: &dyn Portal) -> ExportReport {
        self.try_export(portal, Wanted::default(), &[]).expect("it is exported")
    }

    fn export_all(&self, portal: &dyn Portal) -> ExportReport {
        self.try_export(portal, Wanted { all: true, ..Wanted::default() }, &[]).expect("it is exported")
    }

    /// The project as it is in the folder.
    fn project(&self, values: &[(&str, &str)]) -> Project {
        let mut files: Vec<File> = self.texts().iter().map(|(name, text)| File::new(name, text)).collect();
        for file in files.iter_mut().filter(|file| file.name == "portwright.toml") {
            let mut text = String::from_utf8(file.bytes.clone()).expect("it is text");
            for (name, value) in values {
                let declared = format!("{name} = {{ sensitive = true }}");
                text = text.replace(&declared, &format!("{name} = {{ value = {value:?}, sensitive = true }}"));
            }
            file.bytes = text.into_bytes();
        }
        Project::new(&files)
    }

    /// Checks that a plan has no changes, and that a second export changes nothing.
    fn check_settled(&self, portal: &dyn Portal, all: bool) {
        self.check_settled_with(portal, all, &[]);
    }

    /// Checks the same, where a plan needs these values of variables.
    fn check_settled_with(&self, portal: &dyn Portal, all: bool, values: &[(&str, &str)]) {
        let plan = self.project(values).plan(portal);
        assert!(plan.steps.is_empty(), "{:#?}\n{:#?}", plan.steps, self.texts());
        let before = self.texts();
        let again = self.try_export(portal, Wanted { all, ..Wanted::default() }, &[]).expect("it is exported again");
        assert!(again.files.is_empty(), "{:#?}", again.files);
        assert_eq!(self.texts(), before);
    }
}

fn send(portal: &dyn Portal, method: Method, path: &str, body: Value) {
    let request = Request::new(method, path.split(' ')).body(body);
    portal.send(&request).unwrap_or_else(|error| panic!("{path}: {error}"));
}

/// Fails if something should have been exported and was not.
fn complete(report: &ExportReport) {
    assert!(report.is_complete(), "{:#?}", report.left_out);
}

/// The requests to a portal by an export of its resources.
fn requests_of(portal: &SandboxPortal, export: impl FnOnce()) -> Vec<String> {
    let before = portal.requests().len();
    export();
    portal.requests()[before..].iter().map(|(method, path)| format!("{method} {path}")).collect()
}
