//! The references of a blueprint's permissions: the blueprint, and the members of it that they name.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{NAME, PROPERTIES, RELATIONS_ONLY, SECTIONS};
use crate::kind::permission;
use crate::kind::reference::{Reference, Requirement, Resources, Role};
use crate::kind::search::compared_properties;

/// Who may read the entities.
pub(crate) const READ: &[&str] = &["entities", "read"];

/// The search query for the entities that users may read.
pub(crate) const READ_POLICY: &[&str] = &["entities", "read", "policy"];

/// The sections with a permission for each property or relation, and the blueprint's sections that declare these.
const PER_MEMBER: [(&str, &[&[&str]]); 2] = [("updateProperties", &[PROPERTIES]), ("updateRelations", RELATIONS_ONLY)];

/// Returns every reference in a blueprint's permissions to something that must exist.
pub(super) fn references(of: &str, _parent: Option<&str>, body: &Value, _resources: &dyn Resources) -> Vec<Reference> {
    let mut found = vec![permission::owner(NAME, "blueprint", of)];
    let mut member = |at: Path, sections: &'static [&'static [&'static str]], name: &str| {
        let need = Requirement::Member { blueprint: of.to_owned(), sections, name: name.to_owned() };
        found.push(Reference { at, part: None, role: Role::PermissionProperty, need });
    };
    for (section, sections) in PER_MEMBER {
        let at = Path::from_keys(&["entities", section]);
        for (name, _) in at.members(body) {
            member(at.child(name.as_str()), sections, name);
        }
    }
    let at = Path::from_keys(READ_POLICY);
    for (at, name) in compared_properties(&at, at.find(body).unwrap_or(&Value::Null)) {
        member(at, SECTIONS, name);
    }
    found
}
