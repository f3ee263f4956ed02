//! A file that declares a resource which something other than Port manages.

use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("managed-elsewhere", include_str!("managed_elsewhere.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(key) = &declaration.key else { return };
    // The portal's body, if there is one, includes the fields that only Port sets.
    let Some(body) = context.resources.existence(key.kind.name, &key.identifier).body() else { return };
    let Some(manager) = (key.kind.managed_by)(body) else { return };
    let message =
        format!("{} `{}` is managed by `{manager}`, so it cannot be changed in Port", key.kind.name, key.identifier);
    let finding = RULE.at(declaration.identifier_location(), message).label(format!("managed by `{manager}`"));
    found.push(finding.help(format!("change it in `{manager}`, and remove it from the model")));
}
