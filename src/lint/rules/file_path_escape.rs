//! A `file://` that leads out of the repository.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error(
    "file-path-escape",
    include_str!("file_path_escape.md"),
    Check::Value(&[AnomalyKind::FileOutside], check),
);

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let finding = RULE.at(anomaly.place(), format!("`{}` is not a path inside this repository", anomaly.text()));
    let help = "use a relative path inside the repository, with `/` as the separator";
    Some(finding.label("outside the repository").help(help))
}
