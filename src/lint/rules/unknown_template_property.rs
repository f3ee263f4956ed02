//! A template that reads a property or relation that the entity does not have.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-template-property",
    include_str!("unknown_template_property.md"),
    Check::Mention(Role::TemplateProperty, |_| "the template".to_owned()),
);
