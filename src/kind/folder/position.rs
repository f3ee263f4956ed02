//! Where a page or a folder is placed: the folder that it is in, and the sibling that it comes after.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::reference::{Existence, Reference, Requirement, Resources, Role};

/// The name of the kind.
pub(crate) const NAME: &str = "folder";

/// The name of the kind of pages.
pub(super) const PAGE: &str = "page";

/// Returns the references in `parent` and `after`. Pages and folders share one order, so a sibling may be either.
pub(crate) fn position(body: &Value, resources: &dyn Resources) -> Vec<Reference> {
    let text = |field: &str| body.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    let reference = |field: &str, role, kind, identifier: &str| {
        let need = Requirement::Resource { kind, identifier: identifier.to_owned() };
        Reference { at: Path::from_keys(&[field]), part: None, role, need }
    };
    let mut found = Vec::new();
    found.extend(text("parent").map(|parent| reference("parent", Role::Folder, NAME, parent)));
    found.extend(text("after").map(|after| {
        let is_folder = !matches!(resources.existence(NAME, after), Existence::Absent);
        reference("after", Role::Sibling, if is_folder { NAME } else { PAGE }, after)
    }));
    found
}
