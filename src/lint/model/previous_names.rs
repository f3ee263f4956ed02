//! The previous names in a model, with their places.

use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::previous_name::DeclaredRename;
use crate::kind::{Key, RenamableSection};
use crate::model::{Claim, Model};

/// A `renamedFrom` in a file.
#[derive(Clone, Debug)]
pub(crate) struct Rename<'m> {
    pub key: &'m Key,
    pub claim: Claim,
    /// The section of the member; `None` for the resource itself.
    pub member: Option<&'static RenamableSection>,
    pub old: &'m str,
    pub new: &'m str,
    /// The place of the key in the file.
    pub place: Location,
}

/// Returns every previous name in a model, in the order of its files.
pub(crate) fn renames_in(model: &Model) -> Vec<Rename<'_>> {
    let of_declaration = model.declarations.iter().filter_map(|one| Some((one, one.key.as_ref()?)));
    let rename = of_declaration.flat_map(|(one, key)| {
        one.kind.declared_renames(&one.body).into_iter().map(move |stated| {
            let place = one.key_location(&stated.path());
            let DeclaredRename { member, old, new } = stated;
            Rename { key, claim: one.claim, member, old, new, place }
        })
    });
    rename.collect()
}

impl Rename<'_> {
    /// Returns what has the previous name: ``property `criticality` ``.
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
