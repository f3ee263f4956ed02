//! The resources of a portal that a plan is not about, but that can refer to something renamed.

use crate::kind::{KINDS, Key};
use crate::plan::Live;
use crate::plan::rename::PlannedRename;
use crate::portal::{Portal, PortalError, resources};

/// Reads the resources of every kind of which `live` has none, and those that belong to a renamed resource. Kinds that the
/// portal does not show are left out.
pub(super) fn read(portal: &dyn Portal, live: &Live, renames: &[PlannedRename]) -> Result<Live, PortalError> {
    let mut found = Live::new();
    for kind in KINDS.iter().filter(|kind| live.keys().all(|key| key.kind.name != kind.name)) {
        match resources::list(portal, kind) {
            Err(PortalError::Refused { .. }) => {}
            listed => found.extend(listed?),
        }
        for planned in renames.iter().filter(|one| kind.identity.owner == Some(one.rename.key.kind.name)) {
            let key = Key::new(kind, planned.rename.old_key().identifier);
            match resources::read(portal, &key) {
                Err(PortalError::Refused { .. }) => {}
                body => found.extend(body?.map(|body| (key, body))),
            }
        }
    }
    Ok(found)
}
