//! What portwright finds where it runs: for a person whose command does not do what it should, and for who helps them. No check
//! writes anything or tells a secret.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::disk::git::facts;
use crate::ground::count::count;
use crate::ground::join::join_with_and;
use crate::kind::KINDS;
use crate::ops::base::applied_tag;
use crate::ops::catalog_url::{age, copy_age, is_url};
use crate::ops::workspace::Workspace;
use crate::portal::{Portal, PortalError, resources};
use crate::scaffold::record::{RECORD, Record};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Good,
    /// It is not there, which only some commands need.
    Absent,
    /// It does not work.
    Problem,
}

impl State {
    /// The name in JSON output.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Absent => "absent",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Check {
    pub topic: &'static str,
    pub state: State,
    pub detail: String,
    pub help: Option<String>,
}

impl Check {
    pub(crate) fn new(topic: &'static str, state: State, detail: impl Into<String>) -> Self {
        Self { topic, state, detail: detail.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// What is on this machine: the project, the pipelines, git and the catalog. `cache` is the folder with copies of catalogs.
pub(crate) fn local(workspace: &Workspace<'_>, cache: Option<&Path>) -> Vec<Check> {
    vec![project(workspace), model(workspace), pipelines(workspace), git(workspace), catalog(workspace, cache)]
}

fn project(workspace: &Workspace<'_>) -> Check {
    let root = match workspace.display(&workspace.project.root) {
        here if here.is_empty() => ".".to_owned(),
        other => other,
    };
    match workspace.project.is_marked {
        true => Check::new("project", State::Good, format!("`{root}`, with its portwright.toml")),
        false => Check::new(
            "project",
            State::Absent,
            format!("no portwright.toml here or above; the settings are the defaults, in `{root}`"),
        )
        .help("`portwright init` writes one"),
    }
}

fn model(workspace: &Workspace<'_>) -> Check {
    let folder = workspace.project.model_folder();
    let name = workspace.display(&folder);
    if !workspace.project.has_model() {
        return Check::new("model", State::Absent, format!("there is no folder `{name}`"));
    }
    match workspace.model() {
        Ok(model) if model.has_faults => {
            Check::new("model", State::Problem, format!("`{name}` has errors")).help("`portwright validate` shows them")
        }
        Ok(model) => {
            let number = count(model.declarations.len(), "declaration");
            Check::new("model", State::Good, format!("{number} in `{name}`"))
        }
        Err(error) => Check::new("model", State::Problem, error.to_string()),
    }
}

fn pipelines(workspace: &Workspace<'_>) -> Check {
    const TOPIC: &str = "pipelines";
    let Ok(text) = fs::read_to_string(workspace.project.root.join(RECORD)) else {
        return Check::new(TOPIC, State::Absent, "none from `portwright init`");
    };
    match Record::parse(&text) {
        Ok(record) if record.version == env!("CARGO_PKG_VERSION") => {
            Check::new(TOPIC, State::Good, format!("for {}, by this version", record.backend))
        }
        Ok(record) => {
            Check::new(TOPIC, State::Absent, format!("for {}, by version {}", record.backend, record.version))
                .help("`portwright init --update --dry-run` shows what has changed since")
        }
        Err(error) => Check::new(TOPIC, State::Problem, format!("`{RECORD}` cannot be read: {error}")),
    }
}

fn git(workspace: &Workspace<'_>) -> Check {
    let tag = applied_tag(workspace.profile);
    match facts(workspace.here, &tag) {
        Err(error) => Check::new("git", State::Absent, error.to_string())
            .help("`--base`, `drift` and `enrich --clone` need git and a repository"),
        Ok(facts) => {
            let shallow = if facts.is_shallow { ", a shallow clone" } else { "" };
            let applied = if facts.has_tag { format!("the tag `{tag}`") } else { format!("no tag `{tag}`") };
            Check::new("git", State::Good, format!("{}{shallow}, with {applied}", facts.version))
        }
    }
}

fn catalog(workspace: &Workspace<'_>, cache: Option<&Path>) -> Check {
    const TOPIC: &str = "catalog";
    let Some(source) = &workspace.project.file.lint.catalog else {
        return match workspace.project.has_model() {
            true => Check::new(TOPIC, State::Good, "the blueprints of the model"),
            false => Check::new(TOPIC, State::Absent, "none, so `lint` checks no properties and relations")
                .help("name a snapshot in `catalog` under `[lint]` in portwright.toml"),
        };
    };
    let name = source.display();
    if let Some(url) = source.to_str().filter(|_| is_url(source)) {
        // A query may hold a secret.
        let name = url.split('?').next().unwrap_or_default();
        return match copy_age(url, cache) {
            Some(age) => Check::new(TOPIC, State::Good, format!("`{name}`, with a copy from {age} ago")),
            None => Check::new(TOPIC, State::Absent, format!("`{name}`, without a copy yet")),
        };
    }
    let written = fs::metadata(workspace.project.root.join(source)).and_then(|data| data.modified());
    match written {
        Ok(written) => {
            let passed = SystemTime::now().duration_since(written).unwrap_or_default().as_secs();
            let age = age(i64::try_from(passed).unwrap_or(i64::MAX));
            Check::new(TOPIC, State::Good, format!("`{name}`, written {age} ago"))
        }
        Err(error) => Check::new(TOPIC, State::Problem, format!("`{name}` cannot be read: {error}"))
            .help(format!("to create it, run `portwright snapshot --out {name}`")),
    }
}

/// What the credentials may read. Whether they may write is not tried.
pub(crate) fn reach(portal: &dyn Portal) -> Check {
    const TOPIC: &str = "credentials";
    let (mut read, mut refused) = (0, Vec::new());
    for kind in KINDS.iter().filter(|kind| kind.api.list.is_some()) {
        match resources::list(portal, kind) {
            Ok(_) => read += 1,
            Err(PortalError::Refused { status, .. }) => refused.push(format!("{} ({status})", kind.name)),
            Err(error) => return Check::new(TOPIC, State::Problem, error.to_string()),
        }
    }
    let kinds = format!("{} of resources", count(read, "kind"));
    match refused.as_slice() {
        [] => Check::new(TOPIC, State::Good, format!("they may read {kinds}; whether they may write was not tried")),
        refused => {
            Check::new(TOPIC, State::Problem, format!("they may read {kinds}, but not {}", join_with_and(refused)))
                .help("a model can have only kinds that they may read")
        }
    }
}
