//! A placeholder that no template filled.

use crate::lint::context::Context;
use crate::lint::port::text::placeholder;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule = Rule::error(
    "unrendered-placeholder",
    include_str!("unrendered_placeholder.md"),
    Check::Several(&[Check::Entity(check_fields), Check::Value(&[AnomalyKind::Placeholder], check_value)]),
);

fn check_fields(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    let fields = [entity.identifier, entity.title, entity.blueprint, entity.icon, entity.team].into_iter().flatten();
    let filled = fields.filter_map(|field| Some((field.value, placeholder(field.value.as_str()?)?)));
    found.extend(filled.map(|(value, text)| finding(value, text)));
}

fn check_value(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let Detail::Placeholder(text) = anomaly.detail else { return None };
    Some(finding(anomaly.value, text))
}

fn finding(value: Node<'_>, text: &str) -> Finding {
    let finding = RULE.at(value.place(), format!("`{text}` is a template placeholder")).label("not rendered");
    finding.help("write the value; if this file is a template, exclude it in portwright.toml")
}
