//! The variables of the profiles of a project.

use crate::model::Variables;

/// The variables of a run without a profile, or with one that has settings.
#[derive(Debug)]
pub(crate) struct ProfileVariables {
    pub profile: Option<String>,
    /// The variables, or why they cannot be used.
    pub variables: Result<Variables, String>,
}
