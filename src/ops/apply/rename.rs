//! Renames a resource or a member of one.

use serde_json::{Value, json};

use crate::ops::apply::conflict::{changes_by_others, deletion};
use crate::ops::apply::outcome::Conflict;
use crate::ops::apply::request::confirmed;
use crate::plan::Step;
use crate::plan::normalize::normalize;
use crate::plan::rename::Rename;
use crate::portal::{Portal, PortalError, resources};

/// Makes a rename, unless the portal has it already, and returns the body of the resource after it. If the resource differs
/// from `expected` because somebody else changed it, returns the conflict instead.
pub(super) fn make(
    portal: &dyn Portal,
    step: &Step,
    rename: &Rename,
    expected: &Value,
) -> Result<Result<Value, Conflict>, PortalError> {
    let kind = step.key.kind;
    if let Some(body) = renamed(portal, rename)? {
        return Ok(Ok(body));
    }
    let Some(live) = resources::read(portal, &rename.old_key())? else {
        return Ok(Err(Conflict::new(vec![deletion(step)], None)));
    };
    let changed = changes_by_others(kind, expected, &normalize(kind, &live));
    if !changed.is_empty() {
        return Ok(Err(Conflict::new(changed, Some(&live))));
    }
    let sent = match rename.member.and_then(|member| member.request.as_ref()) {
        Some(request) => resources::rename_member(portal, &step.key, request, &rename.old, &rename.new),
        None => resources::merge(portal, &rename.old_key(), json!({ kind.identity.field: rename.new })),
    };
    let sent = sent.and_then(|answer| answer.ok_or_else(|| resources::unconfirmed(&step.key)));
    confirmed(sent, || renamed(portal, rename)).map(Ok)
}

/// Reads the resource, and returns its body if the portal has made the rename.
fn renamed(portal: &dyn Portal, rename: &Rename) -> Result<Option<Value>, PortalError> {
    let Some(body) = resources::read(portal, &rename.key)? else { return Ok(None) };
    let has = |name: &str| rename.path(name).find(&body).is_some();
    let is_made = rename.member.is_none() || (has(&rename.new) && !has(&rename.old));
    Ok(is_made.then_some(body))
}
