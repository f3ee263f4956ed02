//! A mirror property whose path is broken.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "broken-mirror-path",
    include_str!("broken_mirror_path.md"),
    Check::Mention(Role::MirrorPath, |at| format!("mirror property `{}`", at.key(1).unwrap_or_default())),
);
