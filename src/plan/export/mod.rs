//! From the body of a resource in a portal to the text of a model file.

mod addition;
mod bind;
mod field;
mod file_name;
mod hide;
mod kept;
mod text;
mod update;

pub(crate) use addition::addition;
pub(crate) use bind::with_portal_values;
pub(crate) use field::{Fields, lacks, with_fields};
pub(crate) use file_name::FileNames;
pub(crate) use hide::SecretVariables;
pub(crate) use kept::KeptVariables;
pub(crate) use text::{file_body, file_text, states_something};
pub(crate) use update::{BodyUpdate, Counterpart, Stated};
