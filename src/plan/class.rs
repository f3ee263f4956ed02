//! The class of a difference between the files and the portal, by what an earlier revision states.

/// Who made a difference, from the least to the most serious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Ours, and not applied yet: the files changed since the earlier revision, the portal did not.
    Pending,
    /// Ours, and gone from the files: the earlier revision states it, and the portal still has it.
    Removed,
    /// The portal has a member or a resource that neither the earlier revision nor the files state.
    AddedOutside,
    /// The portal moved away from what the earlier revision and the files both state.
    Drifted,
    /// The files and the portal both moved away from what the earlier revision states.
    Conflict,
}

impl Class {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Removed, Self::AddedOutside, Self::Drifted, Self::Conflict];

    /// Whether somebody changed the portal since the earlier revision.
    pub fn is_outside(self) -> bool {
        matches!(self, Self::AddedOutside | Self::Drifted | Self::Conflict)
    }
}
