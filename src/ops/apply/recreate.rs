//! Removes members of a resource and adds them again, because Port cannot change them as the files state.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::{Key, Kind};
use crate::ops::apply::request::confirmed;
use crate::plan::Step;
use crate::plan::normalize::normalize;
use crate::plan::step_body::request_body;
use crate::plan::write::Settled;
use crate::portal::{Portal, PortalError, resources};

/// Writes the body of a step in two requests, the first without the members that are recreated. Returns the portal's
/// answer.
pub(super) fn write(portal: &dyn Portal, step: &Step, settled: &Settled<'_>) -> Result<Value, PortalError> {
    let gone: Vec<&Path> = step.write.recreates.iter().map(|recreation| &recreation.path).collect();
    replace(portal, &step.key, &removed(step.key.kind, &settled.body, &gone), &step.write.desired)?;
    replace(portal, &step.key, &settled.body, &step.write.desired)
}

/// Returns the body without these members.
pub(super) fn removed(kind: &Kind, body: &Value, members: &[&Path]) -> Value {
    let mut rest = body.clone();
    members.iter().for_each(|path| drop(path.remove(&mut rest)));
    (kind.tidy)(&mut rest);
    rest
}

/// Replaces the body of a resource. If the answer is lost, reads it to find out whether it was replaced.
pub(super) fn replace(portal: &dyn Portal, key: &Key, body: &Value, desired: &Value) -> Result<Value, PortalError> {
    let sent = resources::replace(portal, key, request_body(key.kind, body, desired));
    let is_it = |live: &Value| normalize(key.kind, live) == normalize(key.kind, body);
    let find = || Ok(resources::read(portal, key)?.filter(is_it));
    confirmed(sent.and_then(|answer| answer.ok_or_else(|| resources::unconfirmed(key))), find)
}
