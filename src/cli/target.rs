//! The resources to which a plan is limited, from the command line.

use crate::ops::target::Targets;

/// The flags that select a part of a plan.
#[derive(clap::Args, Debug)]
pub(crate) struct TargetArgs {
    /// Only the changes of these resources, and what they need
    ///
    /// Names an address, in which `*` is any text, or a kind. Can be repeated. A change needs the changes of the resources that it
    /// refers to. A deletion needs those that remove the references to what is deleted.
    #[arg(long = "target", value_name = "ADDRESS|KIND", hide_short_help = true)]
    targets: Vec<String>,
    /// Without the changes of these resources, and of what needs them
    ///
    /// Names an address, in which `*` is any text, or a kind. Can be repeated.
    #[arg(long = "exclude", value_name = "ADDRESS|KIND", hide_short_help = true)]
    excluded: Vec<String>,
}

impl TargetArgs {
    pub(crate) fn targets(self) -> Targets {
        Targets { included: self.targets, excluded: self.excluded }
    }
}
