//! The common parts of all kinds of permissions.
//!
//! Port makes the permissions of a resource together with it, some time after it, and deletes them with it. A `PATCH` keeps
//! the keys that it does not have, and replaces a grant.

use crate::ground::path::Path;
use crate::kind::api::{self, Api, Update};
use crate::kind::descriptor::{Identity, Kind};
use crate::kind::reference::{Reference, Requirement, Role};

/// The names of the users, roles and teams in a grant.
pub(super) const NAMES: &str = "users|roles|teams";

/// Returns the description of permissions at a path. Their file names the owner, a resource of the kind `owner`, in the
/// field `field`.
pub(super) const fn of(owner: &'static str, field: &'static str, item: api::Path) -> Kind {
    Kind {
        folder: "permissions",
        identity: Identity { field, parent: None, owner: Some(owner) },
        api: Api { item, item_keys: &["permissions"], update: Update::Merge(&[]), ..Api::NONE },
        ..Kind::BASE
    }
}

/// Returns the reference of permissions to their owner, which the field `field` names.
pub(super) fn owner(kind: &'static str, field: &str, identifier: &str) -> Reference {
    let need = Requirement::Resource { kind, identifier: identifier.to_owned() };
    Reference { at: Path::from_keys(&[field]), part: None, role: Role::PermissionOwner, need }
}
