//! A `file://` that only some providers can follow.

use crate::lint::context::Context;
use crate::lint::port::target::ResolvedTarget;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::repair::rewrite;

pub(super) const RULE: Rule = Rule::warning(
    "file-base-ambiguous",
    include_str!("file_base_ambiguous.md"),
    Check::Value(&[AnomalyKind::FileElsewhere], check),
);

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let Detail::File(ResolvedTarget::UnderOtherBase(path, other)) = &anomaly.detail else { return None };
    let text = anomaly.text();
    let message = format!("`{text}` refers to `{path}`, which does not exist; some providers read `{other}` instead");
    let help = if text.starts_with("file://.") {
        format!("write the path from the repository root, or move the file: `file://{other}`")
    } else {
        format!("write the path from the repository root: `file://{other}`")
    };
    let fix = rewrite(anomaly.value, &format!("file://{other}"), false);
    Some(RULE.at(anomaly.place(), message).label("ambiguous path").help(help).fix(fix))
}
