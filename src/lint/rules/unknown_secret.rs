//! A template that uses a secret that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::warning(
    "unknown-secret",
    include_str!("unknown_secret.md"),
    Check::Mention(Role::Secret, |_| "the template".to_owned()),
);
