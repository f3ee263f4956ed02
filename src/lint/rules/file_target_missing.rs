//! A `file://` that leads to no file.

use crate::lint::context::Context;
use crate::lint::port::target::ResolvedTarget;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error(
    "file-target-missing",
    include_str!("file_target_missing.md"),
    Check::Value(&[AnomalyKind::FileMissing], check),
);

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let Detail::File(ResolvedTarget::Missing(path)) = &anomaly.detail else { return None };
    let help = "paths start at the repository root; those with `./` or `../` start at the folder of this file";
    Some(RULE.at(anomaly.place(), format!("file `{path}` does not exist")).label("no such file").help(help))
}
