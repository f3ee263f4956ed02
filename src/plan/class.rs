//! The class of a difference between the files and the portal, by what an earlier revision states.

/// What changed since the earlier revision, from the least to the most serious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The files changed and the portal did not: this is not applied yet.
    Pending,
    /// The files no longer state it, and the portal still has it.
    Removed,
    /// The portal has a member or a resource that is neither in the earlier revision nor in the files.
    AddedOutside,
    /// The portal moved away from what the earlier revision and the files both state.
    Drifted,
    /// The files and the portal both moved away from what the earlier revision states.
    Conflict,
}

impl Class {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Removed, Self::AddedOutside, Self::Drifted, Self::Conflict];

    /// Returns the word for it in a text.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Removed => "removed",
            Self::AddedOutside => "added outside",
            Self::Drifted => "drifted",
            Self::Conflict => "conflict",
        }
    }

    /// Whether somebody changed the portal since the earlier revision.
    pub fn is_outside(self) -> bool {
        matches!(self, Self::AddedOutside | Self::Drifted | Self::Conflict)
    }
}
