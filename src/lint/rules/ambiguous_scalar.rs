//! A value that YAML 1.1 and YAML 1.2 read differently.

use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::repair::{as_number, quote};
use crate::yaml::scalar::{Scalar, resolve, yaml11};
use crate::yaml::tree::{Node, Style};

pub(super) const RULE: Rule =
    Rule::warning("ambiguous-scalar", include_str!("ambiguous_scalar.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    for (key, value) in entity.node.entries() {
        let is_reported_elsewhere = key.key_text() == "identifier" && entity.name().is_none();
        if !is_reported_elsewhere {
            check_below(value, entity, found);
        }
    }
}

fn check_below(node: Node<'_>, entity: &Entity<'_>, found: &mut Vec<Finding>) {
    if node.is_map() {
        for (key, value) in node.entries() {
            check_scalar(key, entity, found);
            check_below(value, entity, found);
        }
    } else if node.is_list() {
        node.items().for_each(|item| check_below(item, entity, found));
    } else {
        check_scalar(node, entity, found);
    }
}

fn check_scalar(node: Node<'_>, entity: &Entity<'_>, found: &mut Vec<Finding>) {
    let raw = node.raw();
    if node.style() != Style::Plain || node.is_alias() {
        return;
    }
    let Some(old) = yaml11(raw) else { return };
    // If the value is wrong in any case, another rule reports it.
    if entity.has_anomaly_at(node.span()) || entity.has_anomaly_in(node.span()) {
        return;
    }
    let quoted = format!("quote it: `\"{raw}\"`");
    let plain = as_number(raw);
    let unambiguous = || plain.as_ref().map_or_else(|| quoted.clone(), |plain| format!("write `{plain}`, or {quoted}"));
    let (new, help, fix) = match resolve(raw) {
        Scalar::Number(number) => (format!("the number `{number}`"), unambiguous(), None),
        Scalar::Bool(value) => (format!("the boolean `{value}`"), quoted, None),
        Scalar::Null | Scalar::Unrepresentable | Scalar::Text => ("a string".to_owned(), quoted, quote(node)),
    };
    let message = format!("some of Port's integrations read `{raw}` as {new}, others as {old}");
    found.push(RULE.at(node.place(), message).label("ambiguous").help(help).fix(fix));
}
