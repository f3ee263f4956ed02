//! A field that Port writes itself.

use crate::lint::context::Context;
use crate::lint::port::{Entity, Field};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning("readonly-key", include_str!("readonly_key.md"), Check::Key(check));

fn check(field: Field<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    const AUDIT_KEYS: &[&str] = &["createdAt", "createdBy", "updatedAt", "updatedBy"];
    let name = Some(field.key.key_text()).filter(|name| AUDIT_KEYS.contains(name))?;
    let message = format!("Port sets `{name}` itself and ignores this value");
    Some(RULE.at(field.key.place(), message).label("ignored").help("remove the line"))
}
