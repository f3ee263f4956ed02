//! A plan: the steps that make a portal match the model.

use crate::ground::count::count;
use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::{Key, Kind};
use crate::plan::class::Class;
use crate::plan::write::Write;
use serde_json::Value;
use std::collections::BTreeMap;

/// A plan.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The steps, in an order in which they can be applied.
    pub steps: Vec<Step>,
    /// How many declared resources are already up to date.
    pub unchanged: usize,
    /// The portal's resources that are not in the model.
    pub unmanaged: Vec<Key>,
    /// The earlier revision that it was compared with.
    pub base: Option<BaseName>,
    /// With an earlier revision: who last changed each resource that changed outside, and each unmanaged one.
    pub attributions: BTreeMap<Key, Attribution>,
    /// What the plan leaves broken.
    pub warnings: Vec<Warning>,
    /// Renames that the files may have meant.
    pub suggestions: Vec<Suggestion>,
    /// What was selected and what was left out, if the plan has only a part of the changes.
    pub partial: Option<Partial>,
}

/// What a partial plan selects, and what it leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    /// The arguments that select resources; none for all.
    pub targets: Vec<String>,
    /// The arguments that exclude resources.
    pub excluded: Vec<String>,
    /// The resources whose changes are left out, and what would be done with them.
    pub left_out: BTreeMap<Key, Action>,
}

/// An earlier revision.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BaseName {
    /// As messages name it.
    pub revision: String,
    pub commit: String,
}

/// Who last changed a resource, and when, as far as the portal reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Attribution {
    #[serde(rename = "updated_by")]
    pub by: Option<String>,
    #[serde(rename = "updated_at")]
    pub at: Option<String>,
    /// The latest entry about it in the portal's audit log.
    pub audit: Option<AuditEntry>,
}

/// Returns ` by NAME at TIME`, as far as they are known.
pub(crate) fn by_and_at(by: Option<&str>, at: Option<&str>) -> String {
    let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
    at.map_or(by.clone(), |at| format!("{by} at {at}"))
}

/// An entry of the portal's audit log.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuditEntry {
    /// The action, in lower case: `update`.
    pub action: String,
    pub by: Option<String>,
    pub at: String,
    /// The part of Port in which it was done, such as `UI`.
    pub origin: Option<String>,
}

/// Something that stays wrong although the plan is applied.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// The resource.
    #[serde(rename = "address")]
    pub key: Key,
    /// What is wrong with it, and the remedy.
    pub message: String,
}

impl Plan {
    /// Returns the steps that the portal would refuse.
    pub fn refused(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| !step.refusals.is_empty())
    }
}

/// A rename that the files may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The resource.
    pub key: Key,
    /// The member that the plan adds.
    pub path: Path,
    /// The name of the member that the plan removes.
    pub old: String,
    /// The place of the new member in the files.
    pub declared: Location,
}

impl Suggestion {
    /// Returns the advice as a sentence.
    pub fn message(&self) -> String {
        let new = self.path.last_key().unwrap_or_default();
        format!("add `renamedFrom: {}` to `{new}` to keep its values", self.old)
    }
}

/// One change to one resource. A cycle of references can split it into two steps, and a step that recreates or migrates members
/// sends several requests.
///
/// Everything but `write` describes it to people and programs.
#[derive(Clone, Debug)]
pub struct Step {
    pub key: Key,
    pub action: Action,
    pub reason: Reason,
    pub changes: Vec<Change>,
    /// The data that can be lost.
    pub dangers: Vec<Danger>,
    /// Why the portal would refuse the step.
    pub refusals: Vec<String>,
    /// How many entities the blueprint has, if the step is destructive and the portal was asked. A deletion takes no more than
    /// these with it.
    pub entities: Option<u64>,
    /// Where it is declared.
    pub declared: Vec<Location>,
    /// With an earlier revision: the most serious class of its changes.
    pub class: Option<Class>,
    /// Further effects of the step, as sentences.
    pub notes: Vec<String>,
    /// What an apply writes.
    pub write: Write,
}

impl Step {
    /// Returns a step that changes nothing yet, and states everything of its resource.
    pub(crate) fn new(key: Key, action: Action, reason: Reason) -> Self {
        Self {
            key,
            action,
            reason,
            changes: Vec::new(),
            dangers: Vec::new(),
            refusals: Vec::new(),
            entities: None,
            declared: Vec::new(),
            class: None,
            notes: Vec::new(),
            write: Write::default(),
        }
    }

    /// Returns the resource's address, which identifies the step in flags.
    pub fn address(&self) -> String {
        self.key.to_string()
    }

    /// Whether the step counts in totals. Other steps of the same resource, which prepare or complete this one, do not.
    pub(crate) fn is_counted(&self) -> bool {
        !matches!(self.reason, Reason::Completes | Reason::Detaches)
    }

    pub fn is_destructive(&self) -> bool {
        !self.dangers.is_empty()
    }
}

/// The action of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Creates the resource.
    Create,
    /// Updates its fields.
    Update,
    /// Deletes the resource.
    Delete,
    /// Gives it or one of its members another name.
    Rename,
}

/// The reason for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The portal has no such resource.
    Missing,
    /// The portal's resource differs from the files.
    Differs,
    /// The files give it another name with `renamedFrom`.
    Renamed,
    /// Only the fields that Port never returns are written, on request.
    WritesSecret,
    /// An earlier step of the same resource deferred some members.
    Completes,
    /// The resource is deleted by a later step: this one removes its references to others that are
    /// deleted too, because they form a cycle.
    Detaches,
    /// `removed.yml` lists the resource.
    Removed,
    /// An earlier revision declares the resource, and the files no longer do.
    Undeclared,
    /// It undoes a step of another plan.
    Undoes,
}

/// One field that differs between the portal and the files.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub path: Path,
    /// Its value in the portal.
    pub old: Option<Value>,
    /// Its value in the files.
    pub new: Option<Value>,
    /// The data that the change can lose.
    pub danger: Option<String>,
    pub sensitive: bool,
    /// With an earlier revision: who made the difference.
    pub class: Option<Class>,
}

impl Change {
    /// Returns a change that is neither classified nor known to lose data.
    pub(crate) fn new(path: Path, old: Option<Value>, new: Option<Value>) -> Self {
        Self { path, old, new, danger: None, sensitive: false, class: None }
    }
}

/// Data that a step can lose.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Danger {
    /// The field that is lost; the root for the resource itself.
    pub path: Path,
    pub message: String,
    /// The affected entities, if the portal was asked.
    pub entities: Option<AffectedEntities>,
}

/// Where an approval names the entities of a blueprint that is deleted.
const ENTITIES: &str = "entities";

impl Danger {
    /// The danger of a deletion.
    pub(crate) fn of_deletion(kind: &Kind) -> Self {
        Self::new(Path::root(), format!("deletes the {} and everything that belongs to it", kind.name))
    }

    pub(crate) fn new(path: Path, message: String) -> Self {
        Self { path, message, entities: None }
    }

    /// The danger of a deletion that takes this many entities with it.
    pub(crate) fn of_entities(number: u64) -> Self {
        let message = format!("deletes its {}", count(number, "entity"));
        let entities = AffectedEntities { count: number, at_least: false, by_value: Vec::new() };
        Self { entities: Some(entities), ..Self::new(Path::from_keys(&[ENTITIES]), message) }
    }

    /// Whether a deletion takes entities with it. Only an approval of exactly that covers it.
    pub(crate) fn is_of_entities(&self) -> bool {
        self.path == Path::from_keys(&[ENTITIES])
    }
}

/// How many entities of a blueprint a change affects.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct AffectedEntities {
    pub count: u64,
    /// Whether not all entities were read, so that there may be more.
    pub at_least: bool,
    /// How many there are of each option or field, if the change is about several.
    pub by_value: Vec<(String, u64)>,
}
