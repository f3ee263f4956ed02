//! A text that is not of the property's format.

use crate::ground::finding::{Finding, Fix, Severity};
use crate::ground::source::Place;
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::repair::rewrite;
use crate::lint::port::words::declared_here;
use crate::lint::port::{Anomaly, AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};
use crate::yaml::format::is_url;
use crate::yaml::schema::ViolationKind;

/// The rule.
pub const RULE: Rule = Rule {
    name: "bad-format",
    severity: Severity::Error,
    page: include_str!("bad_format.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::Refused(ViolationKind::Format { format }, _) = &anomaly.what else { continue };
        let (what, example) = described(format);
        let name = anomaly.key.key_text();
        let finding = match anomaly.value.as_str().filter(|text| text.len() <= 60) {
            Some(text) => format!("`{name}` must be {what}, and `{text}` is none"),
            None => format!("`{name}` must be {what}"),
        };
        let place = Place::new(entity.node.tree().file(), anomaly.at);
        let finding = RULE.at(place, finding).label(format!("not {what}"));
        let fix = whole_url(format, anomaly);
        let help = match &fix {
            Some(fix) => fix.does.clone(),
            None => format!("write it like `{example}`"),
        };
        found.push(declared_here(finding.help(help), entity, lint, PROPERTIES, name).fix(fix));
    }
}

/// What a format asks for, and an example.
fn described(format: &str) -> (String, &'static str) {
    let (what, example) = match format {
        "url" | "uri" | "labeled-url" => ("a URL", "https://example.com/page"),
        "email" | "idn-email" => ("an e-mail address", "team@example.com"),
        "user" => ("the e-mail address of a user", "ada@example.com"),
        "date-time" | "timer" => ("a date with a time", "2024-01-02T15:04:05Z"),
        "date" => ("a date", "2024-01-02"),
        "ipv4" => ("an IPv4 address", "192.0.2.1"),
        "ipv6" => ("an IPv6 address", "2001:db8::1"),
        "yaml" => ("YAML", "key: value"),
        other => return (format!("of the format `{other}`"), "…"),
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
