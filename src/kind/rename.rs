//! How a resource and its members get other names without losing data.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::api;
use crate::kind::reference::Reference;

/// The key of a model file with the name that a resource or a member had before.
pub(crate) const RENAMED_FROM: &str = "renamedFrom";

/// Which parts of a kind can be renamed, and what Port does then.
#[derive(Debug)]
pub struct Renames {
    /// Whether Port renames a resource if an update has another identifier.
    pub resource: bool,
    /// The sections whose members can be renamed.
    pub members: &'static [RenamableSection],
    /// Gives a member of this section another name in the body of its resource.
    pub rename_member: fn(body: &mut Value, section: &Path, old: &str, new: &str),
    /// Updates the fields of a body that name a renamed resource but are not among its references.
    pub follow_rename: fn(body: &mut Value, old: &str, new: &str),
    /// Returns whether Port itself updates this reference when it renames what it refers to.
    pub port_updates: fn(&Reference) -> bool,
}

/// A section whose members can be renamed.
#[derive(Debug)]
pub struct RenamableSection {
    /// The section.
    pub section: &'static [&'static str],
    /// What a member of it is called.
    pub noun: &'static str,
    /// The request that renames one; `None` if Port computes the values of the members, so that nothing is lost when one
    /// is created again.
    pub request: Option<MemberRequest>,
    /// The fields that describe what a member stores; empty if it stores nothing.
    pub shape: &'static [&'static str],
    /// The sections whose members must have different names, including this one.
    pub distinct: &'static [&'static [&'static str]],
}

/// The request that renames a member.
#[derive(Debug)]
pub struct MemberRequest {
    /// Its path below that of the resource, with `{member}`.
    pub path: api::Path,
    /// The field of its body with the new name.
    pub field: &'static str,
}

impl Renames {
    /// Nothing can be renamed.
    pub(crate) const NONE: Self = Self {
        resource: false,
        members: &[],
        rename_member: |_, _, _, _| {},
        follow_rename: |_, _, _| {},
        port_updates: |_| false,
    };
}

impl RenamableSection {
    /// Returns whether a member of one of the distinct sections has the name.
    pub(crate) fn is_taken(&self, body: &Value, name: &str) -> bool {
        self.distinct.iter().any(|section| Path::from_keys(section).child(name).find(body).is_some())
    }
}

impl MemberRequest {
    /// Returns the path of the request for a member below that of the resource.
    pub(crate) fn segments(&self, member: &str) -> impl Iterator<Item = String> {
        self.path.iter().map(move |part| if *part == "{member}" { member.to_owned() } else { (*part).to_owned() })
    }
}
