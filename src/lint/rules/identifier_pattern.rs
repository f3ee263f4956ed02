//! An identifier that Port refuses.

use crate::kind::identifier::is_identifier;
use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::port::text::placeholder;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("identifier-pattern", include_str!("identifier_pattern.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some((field, name)) = entity.identifier.zip(entity.name()) else { return };
    // A placeholder is replaced later.
    if entity.is_sample || is_identifier(name) || placeholder(name).is_some() {
        return;
    }
    let (message, label) = if name.is_empty() {
        ("`identifier` is empty".to_owned(), "empty")
    } else if name.chars().count() > 1000 {
        ("`identifier` is longer than 1000 characters".to_owned(), "too long")
    } else {
        (format!("`{name}` is not a valid identifier"), "invalid identifier")
    };
    let finding = RULE.at(field.value.place(), message).label(label);
    found.push(
        finding.help("use letters, digits and `@ _ . + : / \\ = -`, without spaces; put the display name in `title`"),
    );
}
