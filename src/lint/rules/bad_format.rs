//! A value that does not have the property's format.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Fix, Rule};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::declared_here;
use crate::yaml::format::{has_format, is_url, respelt_url};
use crate::yaml::schema::ViolationKind;

pub(super) const RULE: Rule =
    Rule::error("bad-format", include_str!("bad_format.md"), Check::Value(&[AnomalyKind::WrongFormat], check));

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let Detail::Violation(ViolationKind::Format { format }, _) = &anomaly.detail else { return None };
    let (what, example) = described(format);
    let name = anomaly.name();
    let message = match anomaly.value.as_str().filter(|text| text.len() <= 60) {
        Some(text) if matches!(format.as_str(), "date-time" | "timer") && lacks_zone(text) => {
            format!("`{name}` must be {what}, but `{text}` has no time zone")
        }
        Some(text) if is_url(text) => format!("the scheme of `{text}` is wrong"),
        Some(text) => format!("`{name}` must be {what}, but `{text}` is not"),
        None => format!("`{name}` must be {what}"),
    };
    let fix = repaired(format, anomaly);
    let help = fix.as_ref().map_or_else(|| format!("write a value such as `{example}`").into(), |fix| fix.does.clone());
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

/// Returns the text with the one small correction that it needs: the scheme of a URL, no name before an email address, the
/// zone of a time.
fn repaired(format: &str, anomaly: &Anomaly<'_>) -> Option<Fix> {
    let text = anomaly.value.as_str()?.trim();
    let completed = match format {
        "url" | "labeled-url" => whole_url(unwrapped(text))?,
        "email" | "idn-email" | "user" if text.starts_with("mailto:") => text["mailto:".len()..].to_owned(),
        "email" | "idn-email" | "user" => text.strip_suffix('>')?.rsplit_once('<')?.1.trim().to_owned(),
        "date-time" | "timer" if lacks_zone(text) => format!("{}Z", text.replacen(' ', "T", 1)),
        _ => return None,
    };
    if has_format(format, &completed) { rewrite(anomaly.value, &completed, false) } else { None }
}

/// Returns the address in a link of Markdown, or in brackets or quotes.
fn unwrapped(text: &str) -> &str {
    let of_link = text.strip_prefix('[').and_then(|link| link.strip_suffix(')')?.split_once("](")).map(|(_, url)| url);
    let pairs = [('<', '>'), ('`', '`'), ('"', '"'), ('\'', '\''), ('(', ')'), ('[', ']')];
    let in_pair = pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    of_link.or(in_pair).map_or(text, |inner| unwrapped(inner.trim()))
}

/// Returns the text with its missing scheme, a misspelt scheme put right, or with the missing colon or slashes of its scheme.
fn whole_url(text: &str) -> Option<String> {
    if let Some(respelt) = respelt_url(text) {
        return Some(respelt);
    }
    for scheme in ["https", "http"] {
        let Some(rest) = text.strip_prefix(scheme) else { continue };
        let rest = rest.trim_start_matches([':', '/', '\\', ' ']);
        if rest.len() + scheme.len() < text.len() {
            return Some(format!("{scheme}://{rest}"));
        }
    }
    (text.contains('.') && !text.contains("://")).then(|| format!("https://{text}"))
}

/// Whether it would be a date and time if it had a zone.
fn lacks_zone(text: &str) -> bool {
    let time = text.split_once(['T', 't', ' ']).map(|(_, time)| time);
    time.is_some_and(|time| !time.contains(['Z', 'z', '+', '-']))
        && has_format("date-time", &format!("{}Z", text.replacen(' ', "T", 1)))
}
