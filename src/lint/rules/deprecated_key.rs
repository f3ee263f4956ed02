//! A key that has no effect any more.

use crate::lint::context::Context;
use crate::lint::port::{Entity, Field};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::info("deprecated-key", include_str!("deprecated_key.md"), Check::Key(check));

fn check(field: Field<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let key = Some(field.key).filter(|key| key.key_text() == "apiVersion")?;
    Some(RULE.at(key.place(), "`apiVersion` has no effect").label("no effect").help("remove the line"))
}
