//! A role in permissions that is almost the name of one that exists.

use crate::ground::closest::closest;
use crate::kind::blueprint;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, grantees};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error("unknown-role", include_str!("unknown_role.md"), Check::Declaration(check));

/// The roles of every portal.
const STANDARD: [&str; 2] = ["Admin", "Member"];
/// What follows the identifier of a blueprint in the name of its moderators' role.
const MODERATOR: &str = "-moderator";
/// Other words for the role of admins.
const ADMINS: [&str; 2] = ["administrator", "administrators"];

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    for (at, role) in grantees(declaration, "roles") {
        let Some(help) = correction(role, declaration, context) else { continue };
        let finding = RULE.at(declaration.value(&at), format!("role `{role}` does not exist")).label("no such role");
        found.push(finding.help(help));
    }
}

/// Returns how to write a role that was probably meant to be another one. A portal may have more roles than are known here.
fn correction(role: &str, declaration: &Declaration, context: &Context<'_>) -> Option<String> {
    let blueprints = context.resources.identifiers(blueprint::KIND.name);
    let is_moderator = |blueprint: &&str| role.to_lowercase() == format!("{}{MODERATOR}", blueprint.to_lowercase());
    if STANDARD.contains(&role) || blueprints.iter().any(is_moderator) {
        return None;
    }
    let lower = role.to_lowercase();
    if ["moderator", "moderators"].contains(&lower.as_str()) {
        let owner = declaration.key.as_ref().filter(|_| declaration.kind.identity.owner == Some(blueprint::KIND.name));
        return Some(match owner {
            Some(key) => format!("write `{}{MODERATOR}`", key.identifier),
            None => format!("the moderators of a blueprint have a role with its identifier: `BLUEPRINT{MODERATOR}`"),
        });
    }
    if ADMINS.contains(&lower.as_str()) {
        return Some("did you mean `Admin`?".to_owned());
    }
    let moderators: Vec<String> = blueprints.iter().map(|blueprint| format!("{blueprint}{MODERATOR}")).collect();
    // The ends of two such roles are alike, so the identifiers are compared.
    let is_like = |end: &str| end == &MODERATOR[1..] || closest(end, [&MODERATOR[1..]]).is_some();
    let near = match role.rsplit_once('-') {
        Some((of, end)) if is_like(end) => {
            let exact = blueprints.iter().find(|blueprint| **blueprint == of).copied();
            exact.or_else(|| closest(of, blueprints.iter().copied())).map(|of| format!("{of}{MODERATOR}"))
        }
        _ => closest(role, STANDARD.into_iter().chain(moderators.iter().map(String::as_str))).map(str::to_owned),
    };
    near.map(|near| format!("did you mean `{near}`?"))
}
