//! The former names in a model, with their places.

use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::former_name::StatedRename;
use crate::kind::{Key, MemberRename};
use crate::model::{Claim, Model};

/// A `renamedFrom` in a file.
#[derive(Clone, Debug)]
pub(crate) struct FormerName<'m> {
    pub key: &'m Key,
    pub claim: Claim,
    /// The section of the member; `None` for the resource itself.
    pub member: Option<&'static MemberRename>,
    pub old: &'m str,
    pub new: &'m str,
    /// The place of the key in the file.
    pub place: Location,
}

/// Returns every former name in a model, in the order of its files.
pub(crate) fn former_names(model: &Model) -> Vec<FormerName<'_>> {
    let of_declaration = model.declarations.iter().filter_map(|one| Some((one, one.key.as_ref()?)));
    let former = of_declaration.flat_map(|(one, key)| {
        one.kind.stated_renames(&one.body).into_iter().map(move |stated| {
            let place = one.key_location(&stated.path());
            let StatedRename { member, old, new } = stated;
            FormerName { key, claim: one.claim, member, old, new, place }
        })
    });
    former.collect()
}

impl FormerName<'_> {
    /// Returns what has the former name: ``property `criticality` ``.
    pub(crate) fn description(&self) -> String {
        format!("{} `{}`", self.noun(), self.new)
    }

    /// Returns what is renamed: `property`.
    pub(crate) fn noun(&self) -> &'static str {
        self.member.map_or(self.key.kind.name, |member| member.noun)
    }

    /// Returns whether another one renames something beside this one: members of one section, or resources of one kind.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        match (self.member, other.member) {
            (Some(one), Some(other_member)) => self.key == other.key && one.section == other_member.section,
            (None, None) => self.key.kind.name == other.key.kind.name,
            _ => false,
        }
    }

    /// Returns the path of a member beside this one.
    pub(crate) fn member_path(&self, name: &str) -> Option<Path> {
        self.member.map(|member| Path::from_keys(member.section).child(name))
    }
}
