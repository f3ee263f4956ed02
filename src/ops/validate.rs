//! Checking a model without a portal, and the template of `enrich` against it.

use std::sync::Arc;

use crate::enrich::Template;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::SourceFile;
use crate::kind::{Key, Resources};
use crate::lint::engine::{Levels, Lint, check_file, check_model};
use crate::lint::port::NoFiles;
use crate::lint::{RULES, Rule, mask_secrets};
use crate::model::{Bodies, Model, Variables};
use crate::ops::base::BaseInput;
use crate::ops::catalog;
use crate::ops::template;
use crate::ops::workspace::{Workspace, WorkspaceError};

#[derive(Debug)]
pub(crate) struct ValidateReport {
    /// Sorted by file and place; those of the template come last.
    pub findings: Vec<Finding>,
    pub model: Model,
}

impl ValidateReport {
    pub(crate) fn fails(&self, deny_warnings: bool) -> bool {
        fails(&self.findings, deny_warnings)
    }
}

/// Checks the model of a project without a portal, and the template of `enrich` if there is one or the project names one.
/// Resources that only the earlier revision declares are treated as deleted.
pub(crate) fn run(workspace: &Workspace<'_>, base: Option<BaseInput<'_>>) -> Result<ValidateReport, WorkspaceError> {
    let (model, _) = workspace.models(base)?;
    let external = workspace.external()?;
    let resources = Bodies::from_model(&model, &external);
    let mut findings = check(&model, workspace.variables, &resources, false);
    let path = workspace.project.enrich_template();
    if workspace.project.file.enrich.template.is_some() || path.exists() {
        let name = workspace.display(&path);
        match template::read(&path, &name)? {
            Ok(file) => findings.extend(check_template(&file, &model, &external)),
            Err(finding) => findings.push(*finding),
        }
    }
    Ok(ValidateReport { findings, model })
}

/// The faults of a template of `enrich`: of its syntax, or else of the names that it uses. Its values are not checked, since
/// most of them are filled in later.
pub(super) fn check_template(file: &Arc<SourceFile>, model: &Model, external: &[Key]) -> Vec<Finding> {
    if let Err(found) = Template::read(file) {
        return found;
    }
    let catalog = catalog::catalog(None, Some(model), external);
    let of_names: Vec<&Rule> = RULES.iter().copied().filter(|rule| rule.names_only).collect();
    let lint = Lint::new(&of_names, Some(&catalog), &NoFiles, &Levels::default());
    let mut found = check_file(file, &lint).findings;
    mask_secrets(&mut found);
    found
}

/// The findings of the rules in a model; `resources` has the targets of references.
pub(super) fn check(model: &Model, variables: &Variables, resources: &dyn Resources, complete: bool) -> Vec<Finding> {
    check_with(RULES, model, variables, resources, complete)
}

/// The findings of the rules whose findings are errors.
pub(super) fn errors(model: &Model, variables: &Variables, resources: &dyn Resources, complete: bool) -> Vec<Finding> {
    let rules: Vec<&'static Rule> = RULES.iter().copied().filter(|rule| rule.severity == Severity::Error).collect();
    check_with(&rules, model, variables, resources, complete)
}

fn check_with(
    rules: &[&'static Rule],
    model: &Model,
    variables: &Variables,
    resources: &dyn Resources,
    complete: bool,
) -> Vec<Finding> {
    let lint = Lint::new(rules, None, &NoFiles, &Levels::default());
    let mut found = check_model(&lint.with_model(model, variables, resources, complete));
    mask_secrets(&mut found);
    found
}

pub(super) fn fails(found: &[Finding], deny_warnings: bool) -> bool {
    found.iter().any(|finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => deny_warnings,
        Severity::Info => false,
    })
}
