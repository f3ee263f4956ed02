//! Writing the resources of a portal to the files of a model.

mod content;
mod draft;
mod report;
mod run;
pub(crate) mod splice;
mod verify;
mod write;

pub use crate::ops::selection::UnknownSelection;
pub use content::Progress;
pub use draft::{DraftFile, LeftOut};
pub use report::{ExportError, ExportReport, NewVariable};
pub use run::ExportInput;
