//! A `file://` that leads out of the repository.

use crate::ground::finding::Finding;
use crate::lint::port::{Anomaly, AnomalyKind, Context, Entity};
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "file-path-escape",
    include_str!("file_path_escape.md"),
    Check::Value(&[AnomalyKind::FileOutside], check),
);

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let finding = RULE.at(anomaly.place(), format!("`{}` does not lead to a file of this repository", anomaly.text()));
    let help = "write a path inside the repository, with `/` between its parts and none at its start";
    Some(finding.label("outside").help(help))
}
