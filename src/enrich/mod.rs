//! The changes that an action's run makes to a `port.yml`: a payload fills in a template, the resulting entity is
//! located in the repository's files, and the file is edited.

pub mod candidate;
pub mod fill;
mod json;
pub mod locate;
pub mod merge;
pub mod payload;
pub mod port_file;
pub mod refusal;
pub mod template;
pub mod wanted;
pub mod wording;

pub use candidate::{Candidate, EntryKind};
pub use fill::FilledTemplate;
pub use merge::{EnrichOutcome, EnrichedFile, FileChange, FileChangeKind};
pub use payload::{Payload, PayloadError};
pub use port_file::PortFile;
pub use refusal::Refusal;
pub use template::Template;
pub use wanted::{WantedEntity, WantedField};
