//! Reporting that no plan could be made.

use crate::cli::env::Settings;
use crate::cli::exit::FailureKind;
use crate::cli::failure::Failure;
use crate::cli::view;
use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::model::environment_variable;
use crate::ops::plan::PlanError;
use crate::ops::selection::UnknownSelection;
use crate::ops::target::TargetError;

/// Converts the error, and prints the findings if the model has errors.
pub(crate) fn failure(error: PlanError, settings: &Settings) -> Failure {
    match error {
        PlanError::Workspace(error) => error.into(),
        PlanError::Model(found) => model_errors(found, settings),
        PlanError::NoSecret { ref address, ref others } => {
            let help = match closest(address, others.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if others.is_empty() => "remove the flag: no resource of the model has a secret".to_owned(),
                None => format!("the resources with secrets are {}", others.join(", ")),
            };
            Failure::could_not_run(error).help(help)
        }
        PlanError::WithheldSecret { ref name, .. } => {
            let help = format!("set it as `{}`", environment_variable(name));
            Failure::could_not_run(error).help(help)
        }
        PlanError::NoMigration(ref unknown) => {
            let help = match &unknown.others[..] {
                [] => "remove the flag: no property changes its type".to_owned(),
                others => format!("the properties whose types change are {}", others.join(", ")),
            };
            Failure::could_not_run(error).help(help)
        }
        PlanError::Target(ref target) => {
            let help = match target {
                TargetError::Unknown { unknown: UnknownSelection { near: Some(near), .. }, .. } => {
                    format!("did you mean `{near}`?")
                }
                TargetError::Unknown { .. } => {
                    "write the address or the kind of a resource that the model declares or removes".to_owned()
                }
                TargetError::AllExcluded => {
                    "exclude less: what a selected resource needs must not be excluded either".to_owned()
                }
                TargetError::MigrationLeftOut(_) => "select that resource too, or remove `--migrate`".to_owned(),
            };
            Failure::could_not_run(error).help(help)
        }
        PlanError::Portal(error) => error.into(),
        PlanError::Kind { kind, source } => {
            let is_hidden = matches!(source.status(), Some(403 | 404));
            let failure = Failure::from(source);
            if !is_hidden {
                return failure;
            }
            let hint = format!(
                "the portal must have {}, and the credentials must have permission to read them; to plan without \
                 them, move the files out of `{}/`",
                kind.plural, kind.folder
            );
            Failure { hints: vec![hint], ..failure }
        }
    }
}

/// Prints the errors of a model, and returns the failure.
pub(crate) fn model_errors(found: Vec<Finding>, settings: &Settings) -> Failure {
    match view::findings_on_stderr(&found, settings) {
        Ok(()) => Failure { findings: found, ..Failure::new(FailureKind::Findings, "the model has errors").shown() },
        Err(error) => error.into(),
    }
}
