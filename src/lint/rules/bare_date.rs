//! A date where the property holds a date with a time.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Fix, Rule};
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule =
    Rule::error("bare-date", include_str!("bare_date.md"), Check::Value(&[AnomalyKind::BareDate], check));

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let (name, text) = (anomaly.name(), anomaly.text());
    let message = format!("`{name}` needs a date and time, but `{text}` has no time");
    let fix = Fix {
        edits: vec![(anomaly.value.span(), format!("\"{text}T00:00:00Z\""))],
        safe: false,
        does: "add midnight in UTC".into(),
    };
    let finding = RULE.at(anomaly.value.place(), message).label("time missing");
    let finding = finding.help(format!("write `\"{text}T00:00:00Z\"`, with the quotes"));
    let finding = finding.fix((!anomaly.value.is_alias()).then_some(fix));
    Some(declared_here(finding, entity, context, anomaly.section.path(), name))
}
