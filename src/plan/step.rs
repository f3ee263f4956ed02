//! A plan: the steps that bring a portal to what the files say.

use serde_json::Value;

use crate::ground::path::Path;
use crate::ground::source::Place;
use crate::kind::Key;
use crate::model::Claim;

/// The steps, in an order in which they can be done one after the other.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What to do.
    pub steps: Vec<Step>,
    /// How many declared resources already are as they should be.
    pub unchanged: usize,
    /// How many resources of the portal no file speaks of.
    pub foreign: usize,
}

/// One request's worth of work on one resource. A resource may need two, where references form a cycle.
#[derive(Clone, Debug)]
pub struct Step {
    /// The resource.
    pub key: Key,
    /// What to do with it.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// The fields that this step changes.
    pub changes: Vec<Change>,
    /// What can be lost.
    pub dangers: Vec<Danger>,
    /// How many entities the blueprint has, where something can be lost and the portal was asked.
    pub entities: Option<u64>,
    /// Where it is declared.
    pub declared: Vec<Place>,
    /// The steps, by their place in the plan, that must be done before.
    pub after: Vec<usize>,
    /// What the files state; null for a deletion.
    pub desired: Value,
    /// How much of the resource they claim.
    pub claim: Claim,
    /// Members that this step leaves out or as they are, because a later step of the same resource sees to them.
    pub deferred: Vec<Deferral>,
    /// The normalized live body that the plan was made from; none where there was no such resource.
    pub live: Option<Value>,
}

impl Step {
    /// What to call the step in a flag: the resource's address.
    pub fn address(&self) -> String {
        self.key.to_string()
    }

    /// Whether doing it can lose something the portal holds.
    pub fn is_destructive(&self) -> bool {
        !self.dangers.is_empty()
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Makes the resource.
    Create,
    /// Changes fields of it.
    Update,
    /// Deletes it.
    Delete,
}

/// Why there is a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The portal has no such resource.
    Missing,
    /// The portal's resource differs from the files.
    Differs,
    /// An earlier step of the same resource had to leave something for later.
    Completes,
    /// `removed.yml` names it.
    Removed,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The field.
    pub path: Path,
    /// Its value in the portal.
    pub old: Option<Value>,
    /// Its value in the files.
    pub new: Option<Value>,
    /// What changing it can lose.
    pub danger: Option<String>,
    /// Whether the values must not be shown.
    pub sensitive: bool,
}

/// Something that a step can lose.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Danger {
    /// The field that is lost; the root for the whole resource.
    pub path: Path,
    /// What happens, in words.
    pub message: String,
}

/// A member that a step does not touch yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deferral {
    /// It stays as the portal has it, which is absent if the portal has none.
    Unchanged(Path),
    /// It is left out even if the portal has it, to be added anew by a later step.
    Removed(Path),
}
