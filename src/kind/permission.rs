//! The common parts of all kinds of permissions.
//!
//! Port makes the permissions of a resource together with it, some time after it, and deletes them with it. A `PATCH` keeps
//! the keys that it does not have, and replaces a grant.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::api::{self, Api, Update};
use crate::kind::descriptor::{Identity, Kind};
use crate::kind::places::{Pattern, Places};
use crate::kind::reference::{Reference, Requirement, Role};

/// The names of the users, roles and teams in a grant.
pub(super) const NAMES: &str = "users|roles|teams";

/// Returns the description of permissions at a path. Their file names the owner, a resource of the kind `owner`, in the
/// field `field`, and has these `grants`.
pub(super) const fn of(owner: &'static str, field: &'static str, item: api::Path, grants: &'static [Pattern]) -> Kind {
    Kind {
        folder: "permissions",
        identity: Identity { field, parent: None, owner: Some(owner) },
        api: Api { item, item_keys: &["permissions"], update: Update::Merge(&[]), ..Api::NONE },
        places: Places { grants, ..Places::NONE },
        is_default,
        ..Kind::BASE
    }
}

/// Returns the reference of permissions to their owner, which the field `field` names.
pub(super) fn owner(kind: &'static str, field: &str, identifier: &str) -> Reference {
    let need = Requirement::Resource { kind, identifier: identifier.to_owned() };
    Reference { at: Path::from_keys(&[field]), part: None, role: Role::PermissionOwner, need }
}

/// Returns whether permissions are as Port makes them: no grant has a user, a team or a policy, or any role but the standard
/// ones and the moderators of the owner.
fn is_default(owner: &str, permissions: &Value) -> bool {
    let moderator = format!("{owner}-moderator");
    permissions.as_object().into_iter().flatten().all(|(name, value)| match (name.as_str(), value) {
        ("users" | "teams", Value::Array(names)) => names.is_empty(),
        ("roles", Value::Array(roles)) => {
            let is_standard = |role: &str| ["Admin", "Member", &moderator].contains(&role);
            !roles.is_empty() && roles.iter().all(|role| role.as_str().is_some_and(is_standard))
        }
        ("policy", policy) => policy.is_null(),
        ("ownedByTeam", owned) => *owned != Value::Bool(true),
        (_, inside) => is_default(owner, inside),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn permissions_with_a_person_a_team_or_a_policy_are_not_a_default() {
        let with = |grant: Value| is_default("service", &json!({"blueprint": "service", "entities": {"read": grant}}));
        assert!(with(json!({"users": [], "roles": ["Admin", "service-moderator"], "teams": [], "policy": null})));
        assert!(!with(json!({"users": ["a@b.c"], "roles": ["Admin"]})));
        assert!(!with(json!({"teams": ["ops"], "roles": ["Admin"]})));
        assert!(!with(json!({"roles": ["Owner"]})));
        assert!(!with(json!({"roles": []})));
        assert!(!with(json!({"roles": ["Admin"], "ownedByTeam": true})));
        assert!(!with(json!({"roles": ["Admin"], "policy": {"combinator": "and", "rules": []}})));
    }
}
