//! The references to something renamed that nothing updates: neither Port nor a file.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::jq_references::jq_references;
use crate::kind::{Key, Reference, Role};
use crate::model::{Bodies, Model};
use crate::plan::inputs::Live;
use crate::plan::rename::pending::PlannedRename;
use crate::plan::rename::request::Rename;
use crate::plan::rename::simulate::refers_to_renamed;
use crate::plan::step::Warning;

/// Returns a warning for each reference to an old name that stays. `after` are the resources once the plan is applied, and
/// `others` those that the plan is not about. A reference in a file is not among them: a rule reports it.
pub(super) fn stale_references(
    model: &Model,
    renames: &[PlannedRename],
    after: &Bodies,
    others: &Live,
) -> Vec<Warning> {
    let desired = model.desired();
    let mut found = Vec::new();
    let mut reported = BTreeSet::new();
    for (key, body) in after.all().chain(others.iter().map(|(key, body)| (key.clone(), body))) {
        let declared = desired.get(&key).map(|wanted| &*wanted.body);
        let references = key.references(body, after).into_iter();
        let is_updated = |reference: &Reference| {
            renames.iter().any(|planned| (planned.rename.key.kind.renames.port_updates)(reference))
        };
        let left = references
            .filter(|reference| !is_updated(reference) && !is_default(reference, body))
            .map(|reference| (reference.at, reference.need));
        for (at, need) in left.chain(jq_references(&key, body)) {
            let Some(planned) = renames.iter().find(|planned| refers_to_renamed(&planned.rename, &need)) else {
                continue;
            };
            let is_stated = declared.is_some_and(|declared| at.find(declared).is_some());
            if is_stated || !reported.insert((key.clone(), at.clone(), planned.rename.old.clone())) {
                continue;
            }
            found.push(warning(&key, &at, &planned.rename, declared));
        }
    }
    found
}

/// Whether a reference is in permissions that nobody changed: Port gives every member the same, and also those to come.
fn is_default(reference: &Reference, body: &Value) -> bool {
    match reference.role {
        Role::PermissionOwner => true,
        Role::PermissionProperty => {
            let map = reference.at.first(reference.at.0.len().saturating_sub(1));
            let own = reference.at.find(body);
            map.members(body).all(|(_, value)| Some(value) == own)
        }
        _ => false,
    }
}

fn warning(key: &Key, at: &Path, rename: &Rename, declared: Option<&Value>) -> Warning {
    let (old, new) = (&rename.old, &rename.new);
    let place = match declared {
        Some(_) => format!("its files do not state `{at}`, which uses `{old}`"),
        None => format!("no file declares it, and `{at}` uses `{old}`"),
    };
    let remedy =
        format!("Port does not update this: change it to `{new}` in the portal, or declare it with the new name");
    Warning { key: key.clone(), message: format!("{place}. {remedy}") }
}
