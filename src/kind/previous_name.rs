//! The names that a model file gives with `renamedFrom`.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::descriptor::Kind;
use crate::kind::rename::{RENAMED_FROM, RenamableSection};

/// A name with `renamedFrom` in a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeclaredRename<'b> {
    /// The section of the member; `None` for the resource itself.
    pub member: Option<&'static RenamableSection>,
    pub old: &'b str,
    pub new: &'b str,
}

impl DeclaredRename<'_> {
    /// Returns the path of the key in the body.
    pub(crate) fn path(&self) -> Path {
        match self.member {
            Some(member) => Path::from_keys(member.section).child(self.new).child(RENAMED_FROM),
            None => Path::from_keys(&[RENAMED_FROM]),
        }
    }
}

impl Kind {
    /// Returns every rename that a body states, that of the resource first.
    pub(crate) fn declared_renames<'b>(&self, body: &'b Value) -> Vec<DeclaredRename<'b>> {
        let old_name = |value: &'b Value| value.get(RENAMED_FROM).and_then(Value::as_str);
        let identifier = body.get(self.identity.field).and_then(Value::as_str).filter(|_| self.renames.resource);
        let own = identifier.zip(old_name(body)).map(|(new, old)| DeclaredRename { member: None, old, new });
        let of_section = |member: &'static RenamableSection| {
            let section = member.section.iter().try_fold(body, |value, key| value.get(key));
            let members = section.and_then(Value::as_object).into_iter().flatten();
            members.filter_map(move |(new, value)| {
                Some(DeclaredRename { member: Some(member), old: old_name(value)?, new })
            })
        };
        own.into_iter().chain(self.renames.members.iter().flat_map(of_section)).collect()
    }
}
