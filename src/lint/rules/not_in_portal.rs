//! A resource that only something else can create, and that the portal does not have.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::Existence;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error("not-in-portal", include_str!("not_in_portal.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let kind = declaration.kind;
    let is_created_elsewhere = kind.api.create.is_none() && kind.identity.owner.is_none();
    let Some(key) = declaration.key.as_ref().filter(|_| context.complete && is_created_elsewhere) else { return };
    if !matches!(context.resources.existence(kind.name, &key.identifier), Existence::Absent) {
        return;
    }
    let message = format!("the portal does not have {} `{}`", kind.name, key.identifier);
    let finding = RULE.at(declaration.value(&Path::from_keys(&[kind.identity.field])), message).label("not installed");
    found.push(match closest(&key.identifier, context.resources.identifiers(kind.name)) {
        Some(near) => finding.suggest(Some(near)),
        None => finding.help(format!("install it in Port first, or move this {} out of the model", kind.name)),
    });
}
