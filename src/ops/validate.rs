//! Checking a model without a portal, and the template of `enrich` against it.

use std::sync::Arc;

use crate::enrich::Template;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::SourceFile;
use crate::kind::{Key, World};
use crate::lint::engine::{Levels, Lint, Selection, check_file, check_model};
use crate::lint::model::ModelContext;
use crate::lint::port::NoFiles;
use crate::lint::{RULES, Rule};
use crate::model::{Bodies, Model, Variables};
use crate::ops::catalog;
use crate::ops::template::{self, TemplateError};
use crate::ops::workspace::{Workspace, WorkspaceError};

/// What was found in a model.
#[derive(Debug)]
pub(crate) struct ValidateReport {
    /// Findings, sorted by file and place; those of the template come last.
    pub findings: Vec<Finding>,
    /// How many resources the model declares.
    pub resources: usize,
    /// How many files it has.
    pub files: usize,
}

/// Why a model could not be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ValidateError {
    /// The model or the settings of the project.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The template could not be read.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

impl ValidateReport {
    /// Whether there is an error, or a warning where these are denied.
    pub(crate) fn fails(&self, deny_warnings: bool) -> bool {
        let counts = |finding: &Finding| match finding.severity {
            Severity::Error => true,
            Severity::Warning => deny_warnings,
            Severity::Info => false,
        };
        self.findings.iter().any(counts)
    }
}

/// Checks the model of a project, given only its files and the resources that are known to exist elsewhere, and the
/// template of `enrich`, where there is one or the project names one.
///
/// # Errors
/// A file that cannot be read. Mistakes inside of files are findings.
pub(crate) fn run(workspace: &Workspace<'_>) -> Result<ValidateReport, ValidateError> {
    let model = workspace.model()?;
    let external = workspace.external()?;
    let world = Bodies::from_model(&model, &external);
    let mut findings = check(&model, workspace.variables, &world, false);
    let path = workspace.project.enrich_template();
    if workspace.project.file.enrich.template.is_some() || path.exists() {
        let name = workspace.display(&path);
        match template::read(&path, &name)? {
            Ok(file) => findings.extend(check_template(&file, &model, &external)),
            Err(finding) => findings.push(*finding),
        }
    }
    Ok(ValidateReport { findings, resources: model.declarations.len(), files: model.files.len() })
}

/// What is wrong with the template of `enrich`: with itself, or else with what it names of a blueprint. Its values are not
/// judged, as those that matter are yet to be filled in.
fn check_template(file: &Arc<SourceFile>, model: &Model, external: &[Key]) -> Vec<Finding> {
    if let Err(found) = Template::read(file) {
        return found;
    }
    let catalog = catalog::catalog(None, Some(model), external);
    let of_names: Vec<&Rule> = RULES.iter().copied().filter(|rule| rule.names_only).collect();
    let lint = Lint::new(&of_names, Some(&catalog), &NoFiles, &Levels::default());
    check_file(file, &lint).findings
}

/// What the rules find in a model, references followed through `world`.
pub(super) fn check(model: &Model, variables: &Variables, world: &dyn World, complete: bool) -> Vec<Finding> {
    check_model(&Selection::new(RULES, &Levels::default()), &ModelContext { model, world, complete, variables })
}

/// Whether any of them is an error.
pub(super) fn has_errors(found: &[Finding]) -> bool {
    found.iter().any(|finding| finding.severity == Severity::Error)
}
