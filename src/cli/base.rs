//! The earlier revision to compare with, from the command line.

use crate::disk::ProjectFile;
use crate::model::Variables;
use crate::ops::base::BaseInput;

/// The earlier revision to compare with.
#[derive(clap::Args, Debug)]
pub(crate) struct BaseArgs {
    /// Also compare with the model at this git revision
    ///
    /// Resources that only it declares are deleted, and changes in the files are distinguished from changes in the portal.
    /// `last-applied` is the revision that apply --record-tag recorded.
    #[arg(long, value_name = "REV")]
    base: Option<String>,
}

impl BaseArgs {
    /// The input of an operation. `variables` returns the variables of this run with the settings of that revision.
    pub(crate) fn input<'b>(
        &'b self,
        variables: &'b dyn Fn(&ProjectFile) -> Result<Variables, String>,
    ) -> Option<BaseInput<'b>> {
        self.base.as_deref().map(|revision| BaseInput { revision, variables })
    }
}
