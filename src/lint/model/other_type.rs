//! Maps whose fields are those of another `type` than theirs.

use serde_json::Value;

use crate::ground::path::Path;
use crate::lint::model::schema;
use crate::model::Declaration;
use crate::yaml::schema::{Violation, ViolationKind};

/// A map with the fields of another type.
#[derive(Debug)]
pub(crate) struct OtherType {
    /// The path of the map.
    pub at: Path,
    /// Its type.
    pub stated: String,
    /// The only type that has its fields.
    pub fitting: String,
    /// The fields that its own type requires, and it lacks.
    pub missing: Vec<String>,
}

/// Returns every map with fields that are missing and fields that are refused, if another type fits all of them.
pub(crate) fn other_types(declaration: &Declaration, violations: &[Violation]) -> Vec<OtherType> {
    let mut maps: Vec<&Path> = Vec::new();
    for violation in violations {
        if matches!(violation.fault, ViolationKind::Missing { .. }) && !maps.contains(&&violation.path) {
            maps.push(&violation.path);
        }
    }
    let is_refused = |at: &Path, other: &Violation| {
        matches!(other.fault, ViolationKind::Unexpected { .. })
            && other.path.0.len() == at.0.len() + 1
            && at.is_prefix_of(&other.path)
    };
    maps.retain(|at| violations.iter().any(|other| is_refused(at, other)));
    maps.into_iter().filter_map(|at| other_type(declaration, violations, at)).collect()
}

fn other_type(declaration: &Declaration, violations: &[Violation], at: &Path) -> Option<OtherType> {
    let place = at.child("type");
    let stated = place.find(&declaration.body)?.as_str()?;
    let with = |name: &str| {
        let mut body = Value::clone(&declaration.body);
        place.put(&mut body, name.into());
        schema::of(declaration.kind).check_value(&body)
    };
    let options = with("\u{0}").into_iter().find_map(|violation| match violation.fault {
        ViolationKind::Options { allowed } if violation.path == place => Some(allowed),
        _ => None,
    })?;
    let others = options.iter().filter_map(Value::as_str).filter(|name| *name != stated);
    let mut fitting = others.filter(|name| with(name).iter().all(|violation| !at.is_prefix_of(&violation.path)));
    let (only, None) = (fitting.next()?, fitting.next()) else { return None };
    let missing = violations.iter().filter(|violation| violation.path == *at).filter_map(|one| match &one.fault {
        ViolationKind::Missing { name } => Some(name.clone()),
        _ => None,
    });
    Some(OtherType { at: at.clone(), stated: stated.to_owned(), fitting: only.to_owned(), missing: missing.collect() })
}
