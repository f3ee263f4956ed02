//! The resources of a portal before and after a plan.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::kind::{Key, Kind, action, blueprint, page, scorecard, scorecard_group};
use crate::ops::content::PortalContent;
use crate::plan::rename::{Rename, simulate};
use crate::plan::{Action, Live, Plan};
use crate::portal::{Portal, PortalError, resources};

/// The resources that decide about entities, before and after a plan.
pub(super) struct PortalChange {
    pub before: Live,
    /// After the renames of the plan, and before its other steps.
    pub renamed: Live,
    pub after: Live,
    pub renames: Vec<Rename>,
    /// The kinds that the portal does not show.
    pub unreadable: Vec<&'static Kind>,
    /// The keys before the plan of those that have another one after it.
    old_keys: BTreeMap<Key, Key>,
}

impl PortalChange {
    /// Reads the resources that the plan has not read: one request for each kind.
    pub(super) fn read(plan: &Plan, content: &PortalContent, portal: &dyn Portal) -> Result<Self, PortalError> {
        let (mut before, mut unreadable) = (Live::new(), Vec::new());
        let kinds: [&'static Kind; 5] =
            [&blueprint::KIND, &scorecard::KIND, &scorecard_group::KIND, &page::KIND, &action::KIND];
        for kind in kinds {
            if let Some(listed) = content.listed(kind) {
                before.append(listed);
                continue;
            }
            if content.is_unread(kind) {
                unreadable.push(kind);
                continue;
            }
            match resources::list(portal, kind) {
                Err(error) if !kind.is_basic && matches!(error.status(), Some(403 | 404)) => unreadable.push(kind),
                listed => before.extend(listed?),
            }
        }
        let renames: Vec<Rename> = plan.steps.iter().filter_map(|step| step.write.rename.clone()).collect();
        let new_key =
            |old: &Key| renames.iter().fold(old.clone(), |key: Key, rename: &Rename| rename.moved(&key).unwrap_or(key));
        // What a step names by its new name is known by its old one.
        let known: BTreeSet<Key> = before.keys().map(new_key).collect();
        for step in plan.steps.iter().filter(|step| !known.contains(&step.key)) {
            if let Some(live) = step.write.live.as_ref().filter(|_| step.write.rename.is_none()) {
                before.insert(step.key.clone(), live.clone());
            }
        }
        let mut renamed = before.clone();
        simulate(renames.clone(), &mut renamed);
        let mut after = renamed.clone();
        for step in plan.steps.iter().filter(|step| step.write.rename.is_none()) {
            if step.action == Action::Delete {
                after.retain(|key| *key != step.key && !key.belongs_to(&step.key));
            } else {
                let body = step.write.settle(step.key.kind, after.get(&step.key)).body;
                after.insert(step.key.clone(), body);
            }
        }
        let mut old_keys = BTreeMap::new();
        for old in before.keys() {
            let new = new_key(old);
            if new != *old {
                old_keys.insert(new, old.clone());
            }
        }
        Ok(Self { before, renamed, after, renames, unreadable, old_keys })
    }

    /// Returns the key before the plan of a resource with this key after it.
    pub(super) fn old_key<'k>(&'k self, key: &'k Key) -> &'k Key {
        self.old_keys.get(key).unwrap_or(key)
    }

    /// Returns the identifier before the plan of a blueprint with this identifier after it.
    pub(super) fn old_blueprint(&self, identifier: &str) -> String {
        self.old_key(&Key::new(&blueprint::KIND, identifier)).identifier.clone()
    }

    /// Returns the resources of a kind that exist before or after, each with both bodies and with its key after the plan, or
    /// before it if it is deleted.
    pub(super) fn pairs(&self, includes: impl Fn(&Kind) -> bool) -> Vec<(&Key, Option<&Value>, Option<&Value>)> {
        let kept = self.after.iter().filter(|(key, _)| includes(key.kind));
        let mut pairs: Vec<_> = kept.map(|(key, body)| (key, self.before.get(self.old_key(key)), Some(body))).collect();
        let is_moved = |key: &Key| self.old_keys.values().any(|old| old == key);
        let gone = self.before.iter().filter(|(key, _)| includes(key.kind) && !self.after.contains_key(key));
        pairs.extend(gone.filter(|(key, _)| !is_moved(key)).map(|(key, body)| (key, Some(body), None)));
        pairs
    }
}
