//! A text that is not of the property's format.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Fix, Rule};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::declared_here;
use crate::yaml::format::is_url;
use crate::yaml::schema::ViolationKind;

pub(super) const RULE: Rule =
    Rule::error("bad-format", include_str!("bad_format.md"), Check::Value(&[AnomalyKind::WrongFormat], check));

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let Detail::Violation(ViolationKind::Format { format }, _) = &anomaly.detail else { return None };
    let (what, example) = described(format);
    let name = anomaly.name();
    let message = match anomaly.value.as_str().filter(|text| text.len() <= 60) {
        Some(text) => format!("`{name}` must be {what}, but `{text}` is not"),
        None => format!("`{name}` must be {what}"),
    };
    let fix = whole_url(format, anomaly);
    let help = fix.as_ref().map_or_else(|| format!("write a value such as `{example}`"), |fix| fix.does.clone());
    let finding = RULE
        .at(anomaly.place(), message)
        .label(format!("not {}", if format == "user" { "an email address" } else { &what }))
        .help(help)
        .fix(fix);
    Some(declared_here(finding, entity, context, anomaly.section.path(), name))
}

fn described(format: &str) -> (String, &'static str) {
    let (what, example) = match format {
        "url" | "uri" | "labeled-url" => ("a URL", "https://example.com/page"),
        "email" | "idn-email" => ("an email address", "team@example.com"),
        "user" => ("a user's email address", "ada@example.com"),
        "date-time" | "timer" => ("a date and time", "2024-01-02T15:04:05Z"),
        "date" => ("a date", "2024-01-02"),
        "ipv4" => ("an IPv4 address", "192.0.2.1"),
        "ipv6" => ("an IPv6 address", "2001:db8::1"),
        "yaml" => ("YAML", "key: value"),
        other => return (format!("in the format `{other}`"), "…"),
    };
    (what.to_owned(), example)
}

/// The text with the scheme that a URL lacks, where that is all it lacks.
fn whole_url(format: &str, anomaly: &Anomaly<'_>) -> Option<Fix> {
    let text = anomaly.value.as_str().filter(|text| text.contains('.') && !text.contains("://"))?;
    let whole = format!("https://{text}");
    let is_page = matches!(format, "url" | "labeled-url") && is_url(&whole);
    if is_page { rewrite(anomaly.value, &whole, false) } else { None }
}
