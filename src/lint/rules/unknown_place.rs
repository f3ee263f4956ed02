//! A folder or sibling of a page or folder that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-place",
    include_str!("unknown_place.md"),
    Check::Several(&[
        Check::Mention(Role::Folder, |_| "`parent`".to_owned()),
        Check::Mention(Role::Sibling, |_| "`after`".to_owned()),
    ]),
);
