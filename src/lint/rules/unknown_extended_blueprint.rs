//! A file that extends a blueprint that does not exist.

use crate::ground::closest::closest;
use crate::kind::Existence;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule, Severity};
use crate::model::Claim;

pub(super) const RULE: Rule =
    Rule::error("unknown-extended-blueprint", include_str!("unknown_extended_blueprint.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(key) = declaration.key.as_ref().filter(|_| declaration.claim == Claim::Addition) else { return };
    let made_here: Vec<&str> = declared(context, Claim::Full, key.kind.name);
    if made_here.contains(&key.identifier.as_str()) {
        return;
    }
    // A blueprint that the model extends is among its resources, whether or not it exists.
    let added_to = declared(context, Claim::Addition, key.kind.name);
    let elsewhere = context.resources.identifiers(key.kind.name);
    let sure = elsewhere.iter().filter(|one| !added_to.contains(one) || made_here.contains(one)).copied();
    let near = closest(&key.identifier, sure);
    let absent = matches!(context.resources.existence(key.kind.name, &key.identifier), Existence::Absent);
    if !absent && (context.complete || near.is_none()) {
        return;
    }
    let lack = if context.complete { "does not exist" } else { "may not exist" };
    let message = format!("this file extends {} `{}`, which {lack}", key.kind.name, key.identifier);
    let mut finding =
        RULE.at(declaration.identifier_location(), message).label(format!("unknown {}", key.kind.name)).suggest(near);
    if !context.complete {
        // It may be created elsewhere, so only a similar name is suspicious.
        finding.severity = Severity::Warning;
    }
    found.push(finding);
}

fn declared<'c>(context: &Context<'c>, claim: Claim, kind: &str) -> Vec<&'c str> {
    let keys = context.model.declarations.iter().filter(|one| one.claim == claim).filter_map(|one| one.key.as_ref());
    keys.filter(|key| key.kind.name == kind).map(|key| key.identifier.as_str()).collect()
}
