//! The changes that an action's run makes to a `port.yml`: a payload fills in a template, the resulting entity is
//! located in the repository's files, and the file is edited.

pub(crate) mod candidate;
pub(crate) mod fill;
mod json;
pub(crate) mod locate;
pub(crate) mod merge;
pub(crate) mod payload;
pub(crate) mod port_file;
pub(crate) mod refusal;
pub(crate) mod template;
pub(crate) mod wanted;
pub(crate) mod wording;

pub use candidate::{Candidate, EntryKind};
pub use fill::FilledTemplate;
pub use merge::{EnrichOutcome, EnrichedFile, FileChangeKind};
pub use payload::Payload;
pub(crate) use port_file::PortFile;
pub use refusal::Refusal;
pub use template::Template;
pub(crate) use wanted::{WantedEntity, WantedField};
