//! Fields that belong in a section which is missing beside them.

use serde_json::Value;

use crate::ground::path::Path;
use crate::model::Declaration;
use crate::yaml::schema::{Violation, ViolationKind};

/// Returns each missing section with each field beside it that only the section has.
pub(crate) fn strays(declaration: &Declaration, violations: &[Violation]) -> Vec<(Path, Path)> {
    let mut found = Vec::new();
    for violation in violations {
        let ViolationKind::Missing { name } = &violation.fault else { continue };
        let here = declaration.kind.shape().at(&violation.path.0);
        let inside = here.key(name).fields().filter(|fields| !fields.chosen);
        let beside = violation.path.find(&declaration.body).and_then(Value::as_object);
        let (Some(fields), Some(beside)) = (inside, beside) else { continue };
        let strays = beside.keys().filter(|key| !here.knows(key) && fields.names.contains(*key));
        let section = violation.path.child(name.as_str());
        found.extend(strays.map(|stray| (section.clone(), violation.path.child(stray.as_str()))));
    }
    found
}
