//! Writing the resources of a portal to the files of a model.

mod draft;
mod edited_files;
mod report;
mod run;
mod verify;
mod write;

pub use crate::ops::content::Progress;
pub use crate::ops::selection::UnknownSelection;
pub use draft::{ExportedFile, LeftOut};
pub use report::{ExportError, ExportReport, NewVariable};
pub use run::ExportInput;
