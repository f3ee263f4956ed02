//! The renames that the files state and the portal has not made yet.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::Key;
use crate::kind::previous_name::DeclaredRename;
use crate::model::{Claim, Desired, Model};
use crate::plan::live::Live;
use crate::plan::normalize::normalize;
use crate::plan::rename::request::Rename;
use crate::plan::rename::simulate::rename_in;

/// A rename with the state of the portal before it.
#[derive(Clone, Debug)]
pub(crate) struct PlannedRename {
    pub rename: Rename,
    /// The normalized body of the resource.
    pub live: Value,
    /// The references that Port updates.
    pub updated: Vec<(Key, Path)>,
}

/// Changes `live` as Port will when it makes the renames that the files state, and returns them in an order in which Port accepts
/// them. One that the portal has already made is not among them.
pub(crate) fn simulate_all(model: &Model, live: &mut Live) -> Vec<PlannedRename> {
    if !has_renames(model) {
        return Vec::new();
    }
    simulate(model.desired().values().flat_map(stated).collect(), live)
}

/// Changes `live` as Port will when it makes those of these renames that are possible, and returns these.
pub(crate) fn simulate(mut waiting: Vec<Rename>, live: &mut Live) -> Vec<PlannedRename> {
    let mut made = Vec::new();
    // A name may become free only through another rename.
    while let Some(next) = waiting.iter().position(|rename| is_possible(rename, live)) {
        let rename = waiting.remove(next);
        let before = live.get(&rename.old_key()).map(|body| normalize(rename.key.kind, body)).unwrap_or_default();
        let updated = rename_in(live, &rename);
        made.push(PlannedRename { rename, live: before, updated });
    }
    made
}

/// Returns whether a file states a previous name.
pub(crate) fn has_renames(model: &Model) -> bool {
    model.declarations.iter().any(|one| !one.kind.declared_renames(&one.body).is_empty())
}

/// Returns the renames of a resource for which Port has a request, that of the resource itself first.
fn stated(wanted: &Desired) -> Vec<Rename> {
    let is_whole = wanted.claim == Claim::Full && !wanted.key.is_system();
    let has_request = |stated: &DeclaredRename<'_>| match stated.member {
        Some(member) => member.request.is_some(),
        None => is_whole,
    };
    let stated = wanted.key.kind.declared_renames(&wanted.body).into_iter().filter(has_request);
    let rename = |stated: DeclaredRename<'_>| Rename {
        key: wanted.key.clone(),
        member: stated.member,
        old: stated.old.to_owned(),
        new: stated.new.to_owned(),
    };
    stated.map(rename).collect()
}

fn is_possible(rename: &Rename, live: &Live) -> bool {
    let Some(body) = live.get(&rename.old_key()) else { return false };
    match rename.member {
        Some(member) => rename.path(&rename.old).find(body).is_some() && !member.is_taken(body, &rename.new),
        None => !live.contains_key(&rename.key),
    }
}

/// Returns the members that the files rename, but that Port has no request to rename: the resource, and the old and the
/// new path. Only those that the portal still has by the old name.
pub(super) fn recreated(desired: &BTreeMap<Key, Desired>, live: &Live) -> Vec<(Key, Path, Path)> {
    let mut found = Vec::new();
    for wanted in desired.values() {
        let Some(body) = live.get(&wanted.key) else { continue };
        for stated in wanted.key.kind.declared_renames(&wanted.body) {
            let Some(member) = stated.member.filter(|member| member.request.is_none()) else { continue };
            let at = |name: &str| Path::from_keys(member.section).child(name);
            if at(stated.old).find(body).is_some() && !member.is_taken(body, stated.new) {
                found.push((wanted.key.clone(), at(stated.old), at(stated.new)));
            }
        }
    }
    found
}
