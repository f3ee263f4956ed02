//! The document of a saved plan, and its text.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ground::digest::{Salt, digest};
use crate::ground::format_version::FormatVersion;
use crate::model::Variables;
use crate::plan::checksum::checksum;
use crate::plan::saved::basis::Basis;
use crate::plan::saved::hide::{HideError, Hiding};
use crate::plan::saved::key::{SavedKey, SavedPath};
use crate::plan::saved::step::{SavedPlace, SavedStep};
use crate::plan::step::{Action, Attribution, AuditEntry, BaseName, Partial, Plan, Step, Suggestion, Warning};

/// The version of the format. Files of a later version are rejected.
const VERSION: FormatVersion = FormatVersion::FIRST;

/// The field with a digest of all others.
const SEAL: &str = "seal";

/// A plan, what it was made from, and for which portal. It holds no sensitive value.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SavedPlan {
    format_version: FormatVersion,
    pub(crate) portwright_version: String,
    /// As `plan` prints it.
    pub(crate) checksum: String,
    pub(crate) portal: SavedPortal,
    pub(crate) profile: Option<String>,
    /// Whether it undoes an apply.
    pub(crate) undoes: bool,
    pub(crate) options: SavedOptions,
    pub(crate) salt: Salt,
    /// What the plan was made from; null if it was not made from a model.
    pub(crate) basis: Option<Basis>,
    /// How many findings the model has.
    pub(crate) findings: usize,
    base: Option<BaseName>,
    unchanged: usize,
    unmanaged: Vec<SavedKey>,
    attributions: Vec<SavedAttribution>,
    warnings: Vec<SavedWarning>,
    suggestions: Vec<SavedSuggestion>,
    partial: Option<SavedPartial>,
    pub(crate) steps: Vec<SavedStep>,
}

/// A portal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct SavedPortal {
    /// Its base URL, or `sandbox` and its file.
    pub name: String,
    /// The identifier of its organization, if the portal shows it.
    pub organization: Option<String>,
}

/// The options of the plan.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct SavedOptions {
    pub write_secret: Vec<String>,
    /// The properties whose values are kept.
    pub migrate: Vec<String>,
    pub migrate_all: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedAttribution {
    #[serde(flatten)]
    key: SavedKey,
    updated_by: Option<String>,
    updated_at: Option<String>,
    audit: Option<AuditEntry>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedWarning {
    #[serde(flatten)]
    key: SavedKey,
    message: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedSuggestion {
    #[serde(flatten)]
    key: SavedKey,
    path: SavedPath,
    renamed_from: String,
    declared: SavedPlace,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedPartial {
    target: Vec<String>,
    exclude: Vec<String>,
    left_out: Vec<SavedLeftOut>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedLeftOut {
    #[serde(flatten)]
    key: SavedKey,
    action: Action,
}

impl SavedPartial {
    fn of(partial: &Partial) -> Self {
        let Partial { targets, excluded, left_out } = partial.clone();
        let left_out = left_out.into_iter().map(|(key, action)| SavedLeftOut { key: SavedKey(key), action });
        Self { target: targets, exclude: excluded, left_out: left_out.collect() }
    }

    fn partial(self) -> Partial {
        let left_out = self.left_out.into_iter().map(|one| (one.key.0, one.action)).collect();
        Partial { targets: self.target, excluded: self.exclude, left_out }
    }
}

/// The inputs of a saved plan.
pub(crate) struct SaveInput<'s> {
    pub plan: &'s Plan,
    pub portal: SavedPortal,
    pub profile: Option<&'s str>,
    pub options: SavedOptions,
    pub salt: Salt,
    pub basis: Option<Basis>,
    pub findings: usize,
}

/// Why the text of a file is not a plan that can be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlanFileError {
    #[error("it has format version {0}, and this release of portwright reads only version {VERSION}")]
    Version(FormatVersion),
    #[error("it is damaged or not a saved plan: {0}")]
    Damaged(String),
    #[error("it was edited after `plan` wrote it")]
    Edited,
}

impl SavedPlan {
    pub(crate) fn new(input: SaveInput<'_>, hiding: &Hiding<'_>) -> Result<Self, HideError> {
        let SaveInput { plan, portal, profile, options, salt, mut basis, findings } = input;
        let Plan { steps, unchanged, unmanaged, base, attributions, warnings, suggestions, partial } = plan;
        let steps = steps.iter().enumerate().map(|(nth, step)| SavedStep::of(nth, step, &salt, hiding));
        let steps: Vec<SavedStep> = steps.collect::<Result<_, _>>()?;
        if let Some(basis) = &mut basis {
            let names: Vec<String> = steps.iter().flat_map(|step| hiding.names(&step.sensitive)).collect();
            basis.add_variables(names.iter(), hiding.variables, &salt);
        }
        let attributions = attributions.iter().map(|(key, Attribution { by, at, audit })| SavedAttribution {
            key: SavedKey(key.clone()),
            updated_by: by.clone(),
            updated_at: at.clone(),
            audit: audit.clone(),
        });
        let warnings = warnings.iter().map(|Warning { key, message }| SavedWarning {
            key: SavedKey(key.clone()),
            message: hiding.redact(message),
        });
        let suggestions = suggestions.iter().map(|Suggestion { key, path, old, declared }| SavedSuggestion {
            key: SavedKey(key.clone()),
            path: SavedPath(path.clone()),
            renamed_from: old.clone(),
            declared: SavedPlace::of(declared),
        });
        let saved = Self {
            format_version: VERSION,
            portwright_version: env!("CARGO_PKG_VERSION").to_owned(),
            checksum: checksum(plan),
            portal,
            profile: profile.map(str::to_owned),
            undoes: steps.iter().any(SavedStep::undoes),
            options,
            salt,
            basis,
            findings,
            base: base.clone(),
            unchanged: *unchanged,
            unmanaged: unmanaged.iter().cloned().map(SavedKey).collect(),
            attributions: attributions.collect(),
            warnings: warnings.collect(),
            suggestions: suggestions.collect(),
            partial: partial.as_ref().map(SavedPartial::of),
            steps,
        };
        hiding.check(&saved.value())?;
        Ok(saved)
    }

    fn value(&self) -> Value {
        serde_json::to_value(self).expect("a plan has only text keys")
    }

    /// Returns the text of the file.
    pub(crate) fn text(&self) -> String {
        let mut document = self.value();
        // Parsing may change the last digit of a number, so the digest is that of the parsed text.
        let read: Value = serde_json::from_str(&document.to_string()).expect("its own text");
        document[SEAL] = json!(digest(read));
        format!("{document:#}\n")
    }

    /// Returns whether a text is a saved plan of any version, be it damaged or not.
    pub(crate) fn is_one(text: &str) -> bool {
        serde_json::from_str::<Value>(text).is_ok_and(|document| document.get(SEAL).is_some())
    }

    /// Reads the text of a file, and checks that nobody edited it.
    pub(crate) fn parse(text: &str) -> Result<Self, PlanFileError> {
        let damaged = |error: serde_json::Error| PlanFileError::Damaged(error.to_string());
        let mut document: Value = serde_json::from_str(text).map_err(damaged)?;
        match document.get("format_version").and_then(|version| FormatVersion::deserialize(version).ok()) {
            Some(version) if VERSION.is_older_than(version) => return Err(PlanFileError::Version(version)),
            Some(_) if document.get("steps").is_some() => {}
            _ => return Err(PlanFileError::Damaged("it has no `format_version` and `steps`".to_owned())),
        }
        let seal = document.as_object_mut().and_then(|fields| fields.shift_remove(SEAL));
        match seal {
            None => return Err(PlanFileError::Damaged(format!("it has no `{SEAL}`"))),
            Some(seal) if seal != digest(document.clone()) => return Err(PlanFileError::Edited),
            Some(_) => {}
        }
        serde_json::from_value(document).map_err(damaged)
    }

    /// Returns the plan with the sensitive values of these variables.
    pub(crate) fn filled(&self, variables: &Variables) -> Result<Plan, PlanFileError> {
        self.plan_with(&mut |template| Some(variables.fill(template).value))
    }

    /// Returns the plan for display: its writes have no sensitive values.
    pub(crate) fn shown(&self) -> Result<Plan, PlanFileError> {
        self.plan_with(&mut |_| None)
    }

    fn plan_with(&self, fill: &mut dyn FnMut(&str) -> Option<Value>) -> Result<Plan, PlanFileError> {
        let attributions = self
            .attributions
            .iter()
            .cloned()
            .map(|one| (one.key.0, Attribution { by: one.updated_by, at: one.updated_at, audit: one.audit }));
        let warnings = self.warnings.iter().cloned().map(|one| Warning { key: one.key.0, message: one.message });
        let suggestions = self.suggestions.iter().cloned().map(|one| Suggestion {
            key: one.key.0,
            path: one.path.0,
            old: one.renamed_from,
            declared: one.declared.location(),
        });
        let steps: Result<Vec<Step>, String> = self.steps.iter().map(|step| step.step(fill)).collect();
        Ok(Plan {
            steps: steps.map_err(PlanFileError::Damaged)?,
            unchanged: self.unchanged,
            unmanaged: self.unmanaged.iter().map(|key| key.0.clone()).collect(),
            base: self.base.clone(),
            attributions: attributions.collect(),
            warnings: warnings.collect(),
            suggestions: suggestions.collect(),
            partial: self.partial.clone().map(SavedPartial::partial),
        })
    }
}
