//! The references of templates to secrets.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::reference::{Reference, Requirement, Resources, Role};
use crate::kind::template::{chains, template_texts};

/// The name of the kind.
pub(crate) const NAME: &str = "secret";

/// Returns the references to secrets in the templates of a value: `{{ .secrets.NAME }}`.
pub(crate) fn used_in(at: &Path, value: &Value, resources: &dyn Resources) -> Vec<Reference> {
    let mut found = Vec::new();
    for (at, text) in template_texts(at, value) {
        for chain in chains(text).into_iter().filter(|chain| !chain.is_guarded(text)) {
            let Some(named) = chain.after(&["secrets"]) else { continue };
            let (name, span) = chain.dashed(text, resources.identifiers(NAME).into_iter()).unwrap_or(named);
            let need = Requirement::Resource { kind: NAME, identifier: name.to_owned() };
            found.push(Reference { at: at.clone(), part: Some(span), role: Role::Secret, need });
        }
    }
    found
}
