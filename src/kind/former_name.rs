//! The names that a model file gives with `renamedFrom`.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::descriptor::Kind;
use crate::kind::rename::{FORMER_NAME, MemberRename};

/// A name with `renamedFrom` in a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatedRename<'b> {
    /// The section of the member; `None` for the resource itself.
    pub member: Option<&'static MemberRename>,
    pub old: &'b str,
    pub new: &'b str,
}

impl StatedRename<'_> {
    /// Returns the path of the key in the body.
    pub(crate) fn path(&self) -> Path {
        match self.member {
            Some(member) => Path::from_keys(member.section).child(self.new).child(FORMER_NAME),
            None => Path::from_keys(&[FORMER_NAME]),
        }
    }
}

impl Kind {
    /// Returns every rename that a body states, that of the resource first.
    pub(crate) fn stated_renames<'b>(&self, body: &'b Value) -> Vec<StatedRename<'b>> {
        let former = |value: &'b Value| value.get(FORMER_NAME).and_then(Value::as_str);
        let identifier = body.get(self.identity.field).and_then(Value::as_str).filter(|_| self.renames.resource);
        let own = identifier.zip(former(body)).map(|(new, old)| StatedRename { member: None, old, new });
        let of_section = |member: &'static MemberRename| {
            let members = Path::from_keys(member.section).members(body);
            members
                .filter_map(move |(new, value)| Some(StatedRename { member: Some(member), old: former(value)?, new }))
        };
        own.into_iter().chain(self.renames.members.iter().flat_map(of_section)).collect()
    }
}
