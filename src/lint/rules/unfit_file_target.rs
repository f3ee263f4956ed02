//! A `file://` that leads to a file Port cannot take.

use crate::lint::context::Context;
use crate::lint::port::target::{MAX_BYTES, ResolvedTarget};
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning(
    "unfit-file-target",
    include_str!("unfit_file_target.md"),
    Check::Value(&[AnomalyKind::FileUnusable], check),
);

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let Detail::File(ResolvedTarget::Found(target)) = &anomaly.detail else { return None };
    let (message, label) = if target.bytes > MAX_BYTES {
        let message =
            format!("the file is {} bytes, and Port accepts at most {MAX_BYTES} in one request", target.bytes);
        (message, "too large")
    } else {
        ("the file is not text".to_owned(), "not text")
    };
    Some(RULE.at(anomaly.place(), message).label(label).help("link to it with a `url` property instead"))
}
