//! What the resources of a portal use, as far as no file states it.

use crate::ground::path::Path;
use crate::kind::jq_references::jq_references;
use crate::kind::{Key, Reference, Requirement};
use crate::model::{Bodies, Model};
use crate::plan::live::Live;
use serde_json::Value;

/// A use of something that must exist.
pub(super) struct Use<'u> {
    /// The resource that uses it, and its body.
    pub key: Key,
    pub body: &'u Value,
    /// Whether a file declares that resource.
    pub is_declared: bool,
    /// The field with the reference.
    pub at: Path,
    pub need: Requirement,
    /// The reference, unless it is in jq or in a template.
    pub reference: Option<Reference>,
}

/// Returns every use that no file states: a rule reports the others. `after` are the resources once the plan is applied, and
/// `others` those that the plan is not about.
pub(super) fn unstated_uses<'u>(
    model: &'u Model,
    after: &'u Bodies,
    others: &'u Live,
) -> impl Iterator<Item = Use<'u>> {
    let desired = model.desired();
    let all = after.all().chain(others.iter().map(|(key, body)| (key.clone(), body)));
    all.flat_map(move |(key, body)| {
        let declared = desired.get(&key).map(|wanted| &*wanted.body);
        let references = key.references(body, after).into_iter();
        let references = references.map(|one| (one.at.clone(), one.need.clone(), Some(one)));
        let in_jq = jq_references(&key, body).into_iter().map(|(at, _, need)| (at, need, None));
        let unstated = references.chain(in_jq).filter(|(at, ..)| declared.is_none_or(|body| at.find(body).is_none()));
        let is_declared = declared.is_some();
        let used = |(at, need, reference)| Use { key: key.clone(), body, is_declared, at, need, reference };
        unstated.map(used).collect::<Vec<_>>()
    })
}
