//! The references to something renamed that nothing updates: neither Port nor a file.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::kind::{Reference, Role};
use crate::model::{Bodies, Model};
use crate::plan::live::Live;
use crate::plan::rename::pending::PlannedRename;
use crate::plan::rename::request::Rename;
use crate::plan::rename::simulate::refers_to_renamed;
use crate::plan::step::Warning;
use crate::plan::uses::{Use, unstated_uses};

/// Returns a warning for each reference to an old name that stays. `after` are the resources once the plan is applied, and
/// `others` those that the plan is not about. A reference in a file is not among them: a rule reports it.
pub(super) fn stale_references(
    model: &Model,
    renames: &[PlannedRename],
    after: &Bodies,
    others: &Live,
) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut reported = BTreeSet::new();
    let is_updated =
        |reference: &Reference| renames.iter().any(|planned| (planned.rename.key.kind.renames.port_updates)(reference));
    for used in unstated_uses(model, after, others) {
        if used.reference.as_ref().is_some_and(|reference| is_updated(reference) || is_default(reference, used.body)) {
            continue;
        }
        let is_it = |planned: &&PlannedRename| refers_to_renamed(&planned.rename, &used.need);
        let Some(planned) = renames.iter().find(is_it) else { continue };
        if reported.insert((used.key.clone(), used.at.clone(), planned.rename.old.clone())) {
            found.push(warning(&used, &planned.rename));
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

fn warning(used: &Use<'_>, rename: &Rename) -> Warning {
    let (old, new, at) = (&rename.old, &rename.new, &used.at);
    let place = match used.is_declared {
        true => format!("its files do not state `{at}`, which uses `{old}`"),
        false => format!("no file declares it, and `{at}` uses `{old}`"),
    };
    let remedy =
        format!("Port does not update this: change it to `{new}` in the portal, or declare it with the new name");
    Warning { key: used.key.clone(), message: format!("{place}. {remedy}") }
}
