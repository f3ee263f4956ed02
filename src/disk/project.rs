//! A project: the folder with `portwright.toml`, and what that file says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::ground::closest::closest;
use crate::ground::source::SourceFile;
use crate::kind::{Key, Kind};
use crate::lint::RULES;

/// The file that marks a project's folder.
pub const FILE: &str = "portwright.toml";

/// A project and what it says of itself.
#[derive(Debug)]
pub struct Project {
    /// The folder that holds `portwright.toml`; the current one where there is none.
    pub root: PathBuf,
    /// Whether a file marks it.
    pub is_marked: bool,
    /// What the file says; the defaults where there is none.
    pub file: ProjectFile,
}

/// What `portwright.toml` may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectFile {
    /// Which portal.
    pub portal: PortalSection,
    /// Where the model is, and what it may refer to.
    pub model: ModelSection,
    /// The sandbox.
    pub sandbox: SandboxSection,
    /// What `lint` looks at and how much each rule matters.
    pub lint: LintSection,
    /// What `enrich` fills in, and where it sends it.
    pub enrich: EnrichSection,
    /// Variables of every run.
    pub vars: BTreeMap<String, VariableSetting>,
    /// Variables of a profile.
    pub profile: BTreeMap<String, ProfileSection>,
}

/// Which portal a run is about unless told otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PortalSection {
    /// `eu`, `us`, `sandbox`, or a base URL.
    pub url: Option<String>,
    /// A file of certificates to trust beside the system's, relative to the project.
    pub ca_file: Option<PathBuf>,
}

/// Where the model is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelSection {
    /// The folder, relative to the project; `model` unless it says otherwise.
    pub folder: Option<PathBuf>,
    /// Addresses of resources that no file declares and that the portal has: `blueprint/githubTeam`.
    pub external: Vec<String>,
}

/// The sandbox.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxSection {
    /// Its file, relative to the project; `.portwright/sandbox.json` unless it says otherwise.
    pub file: Option<PathBuf>,
}

/// What `lint` looks at and how much each rule matters.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LintSection {
    /// Files that hold entities beside those called `port.yml` and `port.yaml`: patterns as in `.gitignore`.
    pub include: Vec<String>,
    /// Files that are left out, such as templates: patterns as in `.gitignore`.
    pub exclude: Vec<String>,
    /// Who reads the files in the end, where that matters: `github`, `gitlab-v2` and so on.
    pub provider: Option<String>,
    /// The catalog snapshot to check against, relative to the project.
    pub catalog: Option<PathBuf>,
    /// The findings that are known and not reported, relative to the project.
    pub baseline: Option<PathBuf>,
    /// How much each rule matters.
    pub rules: BTreeMap<String, toml::Spanned<LevelSetting>>,
}

/// What `enrich` fills in, and where it sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EnrichSection {
    /// The template, relative to the project; `templates/enrichService.yml` unless it says otherwise.
    pub template: Option<PathBuf>,
    /// The forge's host, such as `github.com`: the only one that a token is sent to.
    pub host: Option<String>,
    /// What the forge is.
    pub forge: Option<ForgeSetting>,
    /// The address of the forge's API, where it is not the one that goes with the host.
    pub api: Option<String>,
    /// The address of an entity's repository where Port does not tell it: a pattern such as
    /// `https://github.com/{identifier}`.
    pub repository: Option<String>,
    /// The branch that changes are proposed for; a repository's default branch unless it says otherwise.
    pub base: Option<String>,
    /// Who makes the commits.
    pub author: Option<AuthorSection>,
}

/// What a forge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ForgeSetting {
    /// GitHub, in the cloud or elsewhere.
    Github,
    /// GitLab, in the cloud or elsewhere.
    Gitlab,
    /// Bitbucket in the cloud.
    Bitbucket,
    /// None that is known: branches are pushed, and nothing is proposed.
    None,
}

/// Who makes commits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorSection {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// How much a rule matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LevelSetting {
    /// It fails the run.
    Error,
    /// It is reported.
    Warn,
    /// It is not looked for.
    Allow,
}

/// What a profile says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileSection {
    /// Variables of runs with this profile, over those of every run.
    pub vars: BTreeMap<String, VariableSetting>,
}

/// A variable: its value alone, or more about it.
#[derive(Clone, Debug)]
pub struct VariableSetting {
    /// The value; without one it must come from the command line or the environment.
    pub value: Option<String>,
    /// Whether its value must never be shown.
    pub sensitive: bool,
}

impl<'de> Deserialize<'de> for VariableSetting {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = |what: &str| {
            let shape = "a variable is a text, a number, or `{ value = \"...\", sensitive = true }`";
            Err(serde::de::Error::custom(format!("{what}: {shape}")))
        };
        match toml::Value::deserialize(deserializer)? {
            toml::Value::Table(table) => {
                let mut says = Self { value: None, sensitive: false };
                for (key, field) in table {
                    match (key.as_str(), field) {
                        ("sensitive", toml::Value::Boolean(sensitive)) => says.sensitive = sensitive,
                        ("value", field) => match text(&field) {
                            Some(value) => says.value = Some(value),
                            None => return wrong("`value` is neither text nor number"),
                        },
                        (key, _) => return wrong(&format!("`{key}` is not right")),
                    }
                }
                Ok(says)
            }
            field => match text(&field) {
                Some(value) => Ok(Self { value: Some(value), sensitive: false }),
                None => wrong("this is neither text nor number"),
            },
        }
    }
}

/// What stands for a variable: a model's texts have no other types.
fn text(field: &toml::Value) -> Option<String> {
    match field {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Datetime(_) | toml::Value::Array(_) | toml::Value::Table(_) => None,
    }
}

/// Why a project could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The file could not be read.
    #[error("`{path}` could not be read: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The file is not what it should be.
    #[error("`{path}`{} is not right: {reason}", .line.map(|line| format!(" line {line}")).unwrap_or_default())]
    Wrong {
        /// The file.
        path: String,
        /// The line, from 1.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
}

impl ProjectFile {
    /// What the text of a `portwright.toml` says, which stands at `path`.
    ///
    /// # Errors
    /// That it says something it cannot say.
    pub fn parse(path: &str, text: &str) -> Result<Self, ProjectError> {
        let wrong = |at: Option<std::ops::Range<usize>>, reason: String| ProjectError::Wrong {
            line: at.map(|span| SourceFile::new(path, text).position(span.start).line),
            path: path.to_owned(),
            reason,
        };
        let says: Self = toml::from_str(text).map_err(|error| wrong(error.span(), error.message().to_owned()))?;
        for (name, level) in &says.lint.rules {
            if !RULES.iter().any(|rule| rule.name == name) {
                let near = closest(name, RULES.iter().map(|rule| rule.name));
                let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
                return Err(wrong(Some(level.span()), format!("there is no rule `{name}`{near}")));
            }
        }
        Ok(says)
    }
}

impl Project {
    /// The project that `from` lies in: the nearest folder above it, itself included, with a `portwright.toml`. Where
    /// there is none, `from` itself with everything at its default.
    ///
    /// # Errors
    /// A file that cannot be read, or says something it cannot say.
    pub fn find(from: &Path) -> Result<Self, ProjectError> {
        match from.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file()) {
            Some(file) => Self::read(&file),
            None => Ok(Self { root: from.to_path_buf(), is_marked: false, file: ProjectFile::default() }),
        }
    }

    fn read(file: &Path) -> Result<Self, ProjectError> {
        let path = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|error| ProjectError::Unreadable { path: path.clone(), reason: error.to_string() })?;
        let root = file.parent().unwrap_or(Path::new(".")).to_path_buf();
        Ok(Self { root, is_marked: true, file: ProjectFile::parse(&path, &text)? })
    }

    /// The folder of the model.
    pub fn model_folder(&self) -> PathBuf {
        self.root.join(self.file.model.folder.as_deref().unwrap_or(Path::new("model")))
    }

    /// The sandbox's file.
    pub fn sandbox_file(&self) -> PathBuf {
        self.root.join(self.file.sandbox.file.as_deref().unwrap_or(Path::new(".portwright/sandbox.json")))
    }

    /// The template of `enrich`.
    pub fn enrich_template(&self) -> PathBuf {
        self.root.join(self.file.enrich.template.as_deref().unwrap_or(Path::new("templates/enrichService.yml")))
    }

    /// The resources that the portal has and no file declares.
    ///
    /// # Errors
    /// An address that is none, in words.
    pub fn external(&self) -> Result<Vec<Key>, String> {
        self.file.model.external.iter().map(|address| external(address)).collect()
    }
}

/// The key of an address of a kind without a parent: nothing refers to any other.
fn external(address: &str) -> Result<Key, String> {
    let named = address.split_once('/').and_then(|(kind, identifier)| Some((Kind::named(kind)?, identifier)));
    match named {
        Some((kind, identifier)) if kind.parent.is_none() && !identifier.is_empty() => Ok(Key::new(kind, identifier)),
        _ => Err(format!("`{address}` is not an address: write `blueprint/IDENTIFIER` or `action/IDENTIFIER`")),
    }
}
