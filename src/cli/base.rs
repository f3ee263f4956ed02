//! The earlier revision to compare with and the record of the applied one, from the command line.

use crate::disk::ProjectFile;
use crate::model::Variables;
use crate::ops::apply::RecordInput;
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

/// The flags for recording the applied revision in a tag.
#[derive(clap::Args, Debug)]
pub(crate) struct RecordArgs {
    /// When everything is applied, move this git tag to the current commit
    ///
    /// Without a name, it is the tag that `--base last-applied` reads.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    record_tag: Option<String>,
    /// With --record-tag: push the tag to the remote `origin`
    #[arg(long, requires = "record_tag", hide_short_help = true)]
    push_tag: bool,
}

impl RecordArgs {
    /// The input of an apply. `variables` is as in [`BaseArgs::input`].
    pub(crate) fn input<'r>(
        &'r self,
        variables: &'r dyn Fn(&ProjectFile) -> Result<Variables, String>,
    ) -> Option<RecordInput<'r>> {
        let head = BaseInput { revision: "HEAD", variables };
        let record = |tag: &'r String| RecordInput {
            tag: Some(tag.as_str()).filter(|tag| !tag.is_empty()),
            pushes: self.push_tag,
            head,
        };
        self.record_tag.as_ref().map(record)
    }
}
