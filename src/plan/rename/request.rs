//! One rename: what is renamed, and its names.

use crate::ground::path::Path;
use crate::kind::{Key, RenamableSection};

/// A rename of a resource or of one of its members.
#[derive(Clone, Debug)]
pub struct Rename {
    /// The resource, by its new name if it is renamed itself.
    pub key: Key,
    /// The section of the member; `None` if the resource itself is renamed.
    pub member: Option<&'static RenamableSection>,
    /// The name in the portal.
    pub old: String,
    /// The name in the files.
    pub new: String,
}

impl Rename {
    /// Returns the key by which the portal has the resource before the rename.
    pub fn old_key(&self) -> Key {
        match self.member {
            Some(_) => self.key.clone(),
            None => Key { identifier: self.old.clone(), ..self.key.clone() },
        }
    }

    /// Returns the key that a resource has after the rename, if it has another one before: the renamed resource, or one that
    /// belongs to it.
    pub(crate) fn moved(&self, key: &Key) -> Option<Key> {
        let old = self.old_key();
        let new = self.key.identifier.clone();
        match self.member {
            Some(_) => None,
            None if key.belongs_to(&old) => Some(Key { parent: Some(new), ..key.clone() }),
            None if *key == old || key.is_owned_by(&old) => Some(Key { identifier: new, ..key.clone() }),
            None => None,
        }
    }

    /// Returns the path of the member with one of its names; that of the identifier for the resource itself.
    pub fn path(&self, name: &str) -> Path {
        match self.member {
            Some(member) => Path::from_keys(member.section).child(name),
            None => Path::from_keys(&[self.key.kind.identity.field]),
        }
    }

    /// Returns what is renamed, for a sentence: ``property `tier` ``.
    pub fn description(&self) -> String {
        format!("{} `{}`", self.member.map_or(self.key.kind.name, |member| member.noun), self.old)
    }
}
