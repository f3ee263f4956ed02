//! The kinds that there are. It stands above them: adding a kind is a line here.

use crate::kind::descriptor::Kind;
use crate::kind::{action, blueprint, scorecard};

/// Every kind, in the order in which a person thinks of them.
pub static KINDS: &[&Kind] = &[&blueprint::KIND, &action::KIND, &scorecard::KIND];

impl Kind {
    /// The kind of that name.
    pub fn named(name: &str) -> Option<&'static Kind> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }
}
