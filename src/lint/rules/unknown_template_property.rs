//! A template that reads what the entity does not have.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-template-property",
    severity: Severity::Error,
    page: include_str!("unknown_template_property.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |_: &Path| "the template".to_owned();
    reference::report(&RULE, Role::TemplateProperty, declaration, context, found, subject);
}
