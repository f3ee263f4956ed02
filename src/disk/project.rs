//! A project: the folder with `portwright.toml`, and the settings in that file.

use crate::disk::git_index::Checkout;
use crate::disk::reading::read_settings;
use crate::disk::settings_fault::explained;
use crate::ground::checksum::Checksum;
use crate::ground::closest::closest;
use crate::ground::source::SourceFile;
use crate::kind::{KINDS, Key, Kind};
use crate::lint::RULES;
use crate::model::ScalarKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file that marks a project's folder.
pub(crate) const FILE: &str = "portwright.toml";

/// The model's folder by default.
pub(super) const MODEL: &str = "model";

/// A project and its settings.
#[derive(Debug)]
pub struct Project {
    /// The folder with `portwright.toml`, or else the one with `model`, or else the current folder.
    pub root: PathBuf,
    /// Whether there is a `portwright.toml`.
    pub is_marked: bool,
    /// The settings, or the defaults without a file.
    pub file: ProjectFile,
}

/// The settings in `portwright.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectFile {
    /// Addresses, and patterns with `*`, of resources whose data nobody can approve to lose.
    pub protected: Vec<String>,
    /// The share of the resources that a plan may delete or recreate without `--allow-mass-change`, in percent; 30 by
    /// default.
    pub max_change_percent: Option<u8>,
    /// The portal.
    pub portal: PortalSection,
    /// The model.
    pub model: ModelSection,
    /// The sandbox.
    pub sandbox: SandboxSection,
    /// The files that `lint` checks, and the levels of rules.
    pub lint: LintSection,
    /// The template of `enrich`, and the forge it writes to.
    pub enrich: EnrichSection,
    /// Variables for every run.
    pub vars: BTreeMap<String, VariableSetting>,
    /// Profiles by name.
    pub profile: BTreeMap<String, ProfileSection>,
}

/// The portal to use by default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PortalSection {
    /// `eu`, `us`, `sandbox`, or a base URL.
    pub url: Option<String>,
    /// A file of certificates to trust in addition to the system's, relative to the project.
    pub ca_file: Option<PathBuf>,
}

/// The model's folder and its external references.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelSection {
    /// The folder, relative to the project; `model` by default.
    pub folder: Option<PathBuf>,
    /// Addresses of resources that exist in the portal but are not declared in the model: `blueprint/githubTeam`.
    pub external: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxSection {
    /// Its file, relative to the project; `.portwright/sandbox.json` by default.
    pub file: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LintSection {
    /// Files that define entities besides `port.yml` and `port.yaml`: patterns as in `.gitignore`.
    pub include: Vec<String>,
    /// Files to exclude, such as templates: patterns as in `.gitignore`.
    pub exclude: Vec<String>,
    /// The integration that reads the files, for rules that depend on it: `github`, `gitlab-v2` and others.
    pub provider: Option<String>,
    /// The catalog snapshot to check against: a file, relative to the project, or a URL.
    pub catalog: Option<PathBuf>,
    /// The checksum that this snapshot must have.
    pub catalog_checksum: Option<Checksum>,
    /// Whether `lint` fails if it knows no blueprints.
    pub require_catalog: bool,
    /// The baseline of findings that are not reported, relative to the project.
    pub baseline: Option<PathBuf>,
    /// The levels of rules.
    pub rules: BTreeMap<String, toml::Spanned<LevelSetting>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EnrichSection {
    /// The template, relative to the project; `templates/enrichService.yml` by default.
    pub template: Option<PathBuf>,
    /// The forge's host, such as `github.com`. The token is sent to no other host.
    pub host: Option<String>,
    pub forge: Option<ForgeSetting>,
    /// The base URL of the forge's API, if it is not the default one for the host.
    pub api: Option<String>,
    /// The URL of an entity's repository if Port does not send one: a pattern such as
    /// `https://github.com/{identifier}`.
    pub repository: Option<String>,
    /// The branch that pull requests target; the repository's default branch by default.
    pub base: Option<String>,
    pub author: Option<AuthorSection>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ForgeSetting {
    /// GitHub, in the cloud or self-hosted.
    Github,
    /// GitLab, in the cloud or self-hosted.
    Gitlab,
    /// Bitbucket in the cloud.
    Bitbucket,
    /// Any other: branches are pushed, but no pull request is opened.
    None,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorSection {
    pub name: String,
    pub email: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LevelSetting {
    Error,
    Warn,
    Allow,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileSection {
    /// The portal for runs with this profile. Its settings override those for every run.
    pub portal: PortalSection,
    /// Variables for runs with this profile. They override those for every run.
    pub vars: BTreeMap<String, VariableSetting>,
}

/// A variable: a value, or a table with a value and flags.
#[derive(Clone, Debug)]
pub struct VariableSetting {
    /// The value, as text. Without one, it must be set on the command line or in the environment.
    pub value: Option<String>,
    /// What kind of value it is, wherever it is set.
    pub kind: ScalarKind,
    /// Whether its value must be redacted from all output.
    pub sensitive: bool,
}

impl<'de> Deserialize<'de> for VariableSetting {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = |reason: &str| {
            let shape = "a variable is a string, a number, `true`, `false` or `{ value = \"...\", sensitive = true }`";
            Err(serde::de::Error::custom(format!("{reason}: {shape}")))
        };
        let mut variable = Self { value: None, kind: ScalarKind::Text, sensitive: false };
        let value = match toml::Value::deserialize(deserializer)? {
            toml::Value::Table(table) => {
                let mut value = None;
                for (key, field) in table {
                    match (key.as_str(), field) {
                        ("sensitive", toml::Value::Boolean(sensitive)) => variable.sensitive = sensitive,
                        ("value", field) => value = Some(field),
                        (key, _) => return wrong(&format!("`{key}` is not valid")),
                    }
                }
                value
            }
            field => Some(field),
        };
        if let Some(value) = value {
            let Some((text, kind)) = scalar(&value) else { return wrong("this value is of another type") };
            (variable.value, variable.kind) = (Some(text), kind);
        }
        Ok(variable)
    }
}

/// Returns a scalar as text, and its kind. JSON has no infinite numbers.
fn scalar(field: &toml::Value) -> Option<(String, ScalarKind)> {
    match field {
        toml::Value::String(text) => Some((text.clone(), ScalarKind::Text)),
        toml::Value::Integer(number) => Some((number.to_string(), ScalarKind::Number)),
        toml::Value::Float(number) if number.is_finite() => Some((number.to_string(), ScalarKind::Number)),
        toml::Value::Boolean(value) => Some((value.to_string(), ScalarKind::Boolean)),
        _ => None,
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    #[error("`{path}` could not be read: {reason}")]
    Unreadable { path: String, reason: String },
    #[error("`{path}`{} is not valid: {reason}", .line.map(|line| format!(" line {line}")).unwrap_or_default())]
    Invalid {
        path: String,
        /// The line, from 1.
        line: Option<usize>,
        reason: String,
    },
}

impl ProjectFile {
    /// Parses the text of the `portwright.toml` at `path`. Unknown settings and rules are errors.
    pub fn parse(path: &str, text: &str) -> Result<Self, ProjectError> {
        let invalid = |at: Option<std::ops::Range<usize>>, reason: String| ProjectError::Invalid {
            line: at.map(|span| SourceFile::new(path, text).position(span.start).line),
            path: path.to_owned(),
            reason,
        };
        let file: Self = toml::from_str(text)
            .map_err(|error| invalid(error.span(), explained(error.message(), text, error.span())))?;
        for (name, level) in &file.lint.rules {
            if !RULES.iter().any(|rule| rule.name == name) {
                let near = closest(name, RULES.iter().map(|rule| rule.name));
                let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
                return Err(invalid(Some(level.span()), format!("unknown rule `{name}`{near}")));
            }
        }
        Ok(file)
    }
}

impl ProjectFile {
    /// Parses the settings that a model depends on, of the `portwright.toml` at an earlier revision. Others, which may be of
    /// another release, are ignored.
    pub(super) fn parse_of_model(path: &str, text: &str) -> Result<Self, ProjectError> {
        let invalid = |error: toml::de::Error| ProjectError::Invalid {
            path: path.to_owned(),
            line: None,
            reason: error.message().to_owned(),
        };
        let mut settings: toml::Table = text.parse().map_err(invalid)?;
        settings.retain(|section, _| ["model", "vars", "profile"].contains(&section));
        settings.try_into().map_err(invalid)
    }
}

impl Project {
    /// Finds the project that contains `from`: the nearest folder with a `portwright.toml`, starting at `from` itself. If
    /// there is none, it is the nearest folder with a model in the same repository, or else `from`, with the default settings.
    pub fn find(from: &Path) -> Result<Self, ProjectError> {
        match from.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file()) {
            Some(file) => Self::read(&file),
            None => Ok(Self::without_settings(from)),
        }
    }

    /// The project that contains `from`, as if there were no `portwright.toml`.
    pub(crate) fn without_settings(from: &Path) -> Self {
        Self { root: unmarked(from), is_marked: false, file: ProjectFile::default() }
    }

    fn read(file: &Path) -> Result<Self, ProjectError> {
        let path = file.display().to_string();
        let unreadable = |reason: String| ProjectError::Unreadable { path: path.clone(), reason };
        let text = read_settings(file).map_err(|error| unreadable(error.to_string()))?;
        let text = String::from_utf8(text).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
        let root = file.parent().unwrap_or(Path::new(".")).to_path_buf();
        Ok(Self { root, is_marked: true, file: ProjectFile::parse(&path, &text)? })
    }

    /// Returns the settings of a profile, if it has any.
    pub(crate) fn profile(&self, name: Option<&str>) -> Option<&ProfileSection> {
        self.file.profile.get(name?)
    }

    pub(crate) fn model_folder(&self) -> PathBuf {
        self.root.join(self.file.model.folder.as_deref().unwrap_or(Path::new(MODEL)))
    }

    /// Returns whether there is a model, for commands that do not require one: settings name one, or its folder has the
    /// folder of a kind. Other things are called `model` too.
    pub(crate) fn has_model(&self) -> bool {
        let folder = self.model_folder();
        self.file.model.folder.is_some() || (self.is_marked && folder.is_dir()) || is_model(&folder)
    }

    pub(crate) fn sandbox_file(&self) -> PathBuf {
        self.root.join(self.file.sandbox.file.as_deref().unwrap_or(Path::new(".portwright/sandbox.json")))
    }

    pub(crate) fn enrich_template(&self) -> PathBuf {
        self.root.join(self.file.enrich.template.as_deref().unwrap_or(Path::new("templates/enrichService.yml")))
    }

    /// Returns the resources that exist in the portal but are not declared in the model.
    pub fn external(&self) -> Result<Vec<Key>, String> {
        self.file.model.external.iter().map(|address| external(address)).collect()
    }
}

/// Returns the root of a project without settings.
fn unmarked(from: &Path) -> PathBuf {
    let repository = Checkout::containing(from).map_or_else(|| from.to_path_buf(), |checkout| checkout.top);
    let within = from.ancestors().take_while(|folder| folder.starts_with(&repository));
    within.into_iter().find(|folder| is_model(&folder.join(MODEL))).unwrap_or(from).to_path_buf()
}

fn is_model(folder: &Path) -> bool {
    KINDS.iter().any(|kind| folder.join(kind.folder).is_dir())
}

/// Parses the address of a kind without a parent. Nothing refers to other kinds.
fn external(address: &str) -> Result<Key, String> {
    let named = address.split_once('/').and_then(|(kind, identifier)| Some((Kind::named(kind)?, identifier)));
    match named {
        Some((kind, identifier)) if kind.identity.parent.is_none() && !identifier.is_empty() => {
            Ok(Key::new(kind, identifier))
        }
        _ => Err(format!("`{address}` is not a valid address: write `blueprint/IDENTIFIER` or `action/IDENTIFIER`")),
    }
}
