//! Shared by tests: models from text, reports as text, and expected output that `UPDATE=1` rewrites.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use portwright::cli::view::report::{Style, human};
use portwright::ground::finding::Finding;
use portwright::ground::source::SourceFile;
use portwright::kind::{Key, Kind};
use portwright::lint::Rule;
use portwright::lint::engine::{Levels, Lint, check_model};
use portwright::lint::mask_secrets;
use portwright::lint::port::NoFiles;
use portwright::model::{Bodies, FileContent, Model, ModelFile, Variable, Variables};
use portwright::ops;
use portwright::ops::apply::{Approval, Approved, Policy};
use portwright::ops::plan::{PlanError, PlanOptions, PlanReport};
use portwright::plan::{self, Live, Plan};
use portwright::portal::Portal;
use portwright::yaml::fault::Fault;
use portwright::yaml::parse::{Limits, parse};
use portwright::yaml::read::decode;
use serde_json::Value;

use crate::repository::Repository;

/// The plan with everything approved that the portal accepts.
pub(crate) fn approved(plan: &Plan) -> Approved<'_> {
    Approval::of_everything().of(plan, &Policy::default()).unwrap_or_else(|refused| panic!("{refused}"))
}

/// The project's own folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of a project.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Its path, from the project's folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The limits for reading it.
    pub limits: Limits,
    /// Whether the system refuses to read it.
    pub is_unreadable: bool,
    /// Its pretended size in bytes, if that differs.
    pub size: Option<u64>,
}

impl File {
    /// A file of text.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let (bytes, limits) = (text.as_bytes().to_vec(), Limits::default());
        Self { name: name.to_owned(), bytes, limits, is_unreadable: false, size: None }
    }

    fn read(&self) -> Option<ModelFile> {
        let holds = holds(&self.name)?;
        if self.is_unreadable {
            let fault = Fault::unreadable("permission denied");
            return Some(ModelFile {
                content: holds,
                file: SourceFile::new(&*self.name, ""),
                tree: None,
                faults: vec![fault],
            });
        }
        let file = match decode(&self.name, &self.bytes, &self.limits) {
            Ok(file) => file,
            Err(refused) => {
                let (file, fault) = *refused;
                return Some(ModelFile { content: holds, file, tree: None, faults: vec![fault] });
            }
        };
        let parsed = parse(&file, &self.limits);
        Some(ModelFile { content: holds, file, tree: parsed.tree.map(Arc::new), faults: parsed.faults })
    }
}

/// The content of a file of a project if it is in the model or a profile.
fn holds(name: &str) -> Option<FileContent> {
    let parts: Vec<&str> = name.strip_prefix("model/")?.split('/').collect();
    match parts.as_slice() {
        ["profiles", _, rest @ ..] => Some(FileContent::from_path(rest)),
        parts => Some(FileContent::from_path(parts)),
    }
}

/// A project: the files of its model, its settings, and its files of entities.
pub(crate) struct Project {
    model: Model,
    bodies: Bodies,
    /// Whether a portal was asked: some files represent its contents.
    complete: bool,
    variables: Variables,
    repository: Repository,
}

impl Project {
    /// The project of these files, of which one may be `portwright.toml`.
    pub(crate) fn new(files: &[File]) -> Self {
        let settings = files.iter().find(|file| file.name == "portwright.toml");
        let settings: toml::Table = settings.map_or_else(toml::Table::new, |file| {
            std::str::from_utf8(&file.bytes).expect("settings are text").parse().expect("settings are TOML")
        });
        let mut variables = Variables::default();
        for (name, value) in settings.get("vars").and_then(toml::Value::as_table).into_iter().flatten() {
            if value.as_table().is_some_and(|table| !table.contains_key("value")) {
                variables.withhold(name);
                continue;
            }
            let (value, sensitive) = match value.as_table() {
                Some(table) => (table["value"].as_str(), table["sensitive"].as_bool() == Some(true)),
                None => (value.as_str(), false),
            };
            let value = value.expect("a variable is a string").to_owned();
            variables.set(name, Variable::text(value, sensitive));
        }
        let external = settings.get("model").and_then(|model| model.get("external")).and_then(toml::Value::as_array);
        let external: Vec<Key> = external
            .into_iter()
            .flatten()
            .map(|key| key_of(key.as_str().expect("external is a list of keys")))
            .collect();
        let model = Model::build(files.iter().filter_map(File::read).collect(), &variables);
        let live = live(files);
        let complete = !live.is_empty();
        let bodies = if complete { plan::bodies_after(&model, &live) } else { Bodies::from_model(&model, &external) };
        let repository = Repository::new(files, &model, &bodies);
        Self { model, bodies, complete, variables, repository }
    }

    /// The model of files of text.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self::new(&files.iter().map(|(name, text)| File::new(name, text)).collect::<Vec<_>>())
    }

    /// The plan for this portal.
    pub(crate) fn plan(&self, portal: &dyn Portal) -> Plan {
        self.plan_with(portal, &[])
    }

    /// The plan for this portal, with what was read for it.
    pub(crate) fn report(&self, portal: &dyn Portal) -> PlanReport {
        match self.try_plan(portal) {
            Ok(planned) => planned,
            Err(PlanError::Model(found)) => panic!("the model has errors:\n{}", report(&found)),
            Err(error) => panic!("{error}"),
        }
    }

    /// What an apply that also writes the secrets of these addresses would do.
    pub(crate) fn plan_with(&self, portal: &dyn Portal, write_secrets: &[&str]) -> Plan {
        let write_secrets = write_secrets.iter().map(|address| (*address).to_owned()).collect();
        let options = PlanOptions { write_secrets, ..PlanOptions::default() };
        self.plan_by(portal, &options)
    }

    /// What an apply with these options would do.
    pub(crate) fn plan_by(&self, portal: &dyn Portal, options: &PlanOptions) -> Plan {
        match ops::plan::plan(&self.model, &self.variables, portal, options) {
            Ok(planned) => planned.plan,
            Err(PlanError::Model(found)) => panic!("the model has errors:\n{}", report(&found)),
            Err(error) => panic!("{error}"),
        }
    }

    /// What an apply to this portal would do; `None` if the model has errors there.
    pub(crate) fn planned(&self, portal: &dyn Portal) -> Option<Plan> {
        match self.try_plan(portal) {
            Err(PlanError::Model(_)) => None,
            planned => Some(planned.expect("the portal answers").plan),
        }
    }

    /// The plan for this portal, or why there is none.
    pub(crate) fn try_plan(&self, portal: &dyn Portal) -> Result<PlanReport, PlanError> {
        ops::plan::plan(&self.model, &self.variables, portal, &PlanOptions::default())
    }

    /// The findings of these rules at their default levels.
    pub(crate) fn check(&self, rules: &[&'static Rule]) -> Vec<Finding> {
        self.check_at(rules, &Levels::default())
    }

    /// The findings of these rules at these levels.
    pub(crate) fn check_at(&self, rules: &[&'static Rule], levels: &Levels) -> Vec<Finding> {
        let Self { model, bodies, complete, variables, .. } = self;
        let lint = Lint::new(rules, None, &NoFiles, levels).with_model(model, variables, bodies, *complete);
        let mut found = check_model(&lint);
        found.extend(self.repository.check(rules, levels));
        mask_secrets(&mut found);
        found
    }
}

/// A portal's resources: those in the files below `portal/`.
fn live(files: &[File]) -> Live {
    let of_portal = files.iter().filter_map(|file| {
        let name = format!("model/{}", file.name.strip_prefix("portal/")?);
        File { name, bytes: file.bytes.clone(), ..*file }.read()
    });
    let model = Model::build(of_portal.collect(), &Variables::default());
    model.desired().iter().map(|(key, desired)| (key.clone(), Value::clone(&desired.body))).collect()
}

fn key_of(address: &str) -> Key {
    let (kind, identifier) = address.split_once('/').expect("a key is kind/identifier");
    Key::new(Kind::named(kind).expect("a kind"), identifier)
}

/// The report of these findings, without colour, a hundred columns wide.
pub(crate) fn report(findings: &[Finding]) -> String {
    let mut out = Vec::new();
    human(findings, Style { color: false, unicode: true, width: 100 }, &mut out)
        .expect("writing to a vector never fails");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// Whether goldens are to be rewritten.
pub(crate) fn update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Every file below a folder whose name ends so, sorted.
pub(crate) fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the folder can be read").into_path())
        .filter(|path| path.is_file() && path.to_string_lossy().ends_with(ending))
        .collect();
    found.sort();
    found
}
