//! The approval of a plan, from the command line.

use crate::ops::apply::Approval;

/// The flags that approve destructive changes.
#[derive(clap::Args, Debug)]
pub(crate) struct ApprovalArgs {
    /// Approve every destructive step
    #[arg(long)]
    allow_destructive: bool,
    /// Approve the losses of one resource or field; can be repeated
    #[arg(long = "allow", value_name = "ADDRESS[:PATH]")]
    allow: Vec<String>,
    /// Approve a plan that deletes or recreates a large share of the resources
    #[arg(long, hide_short_help = true)]
    allow_mass_change: bool,
}

impl ApprovalArgs {
    pub(crate) fn approval(self, skips_refused: bool) -> Approval {
        let Self { allow_destructive, allow, allow_mass_change } = self;
        let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
        Approval { all: allow_destructive, allowed: allow, mass_change: allow_mass_change, skips_refused, today }
    }
}
