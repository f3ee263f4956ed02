//! What a portal has, as an export or a plan reads it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::kind::{KINDS, Key, Kind};
use crate::model::Model;
use crate::plan::{Live, bodies_after, resource};
use crate::portal::{Portal, PortalError, resources};

/// Called with what is read next: "blueprints", or "permissions of pages (200 of 1000)".
pub type Progress<'p> = &'p mut dyn FnMut(&str);

/// Reading one by one, progress is reported each time after this many.
const REPORT_INTERVAL: usize = 100;

/// The resources of a portal.
#[derive(Debug, Default)]
pub(crate) struct PortalContent {
    pub live: Live,
    /// The parts of system resources that Port manages.
    pub own_parts: BTreeMap<Key, Value>,
    /// The kinds that could not be read, and why.
    pub unread: Vec<(&'static Kind, PortalError)>,
    /// The kinds that a plan has read.
    pub planned: Vec<&'static Kind>,
    /// Whether `live` may have other names than the portal.
    pub may_be_renamed: bool,
}

impl PortalContent {
    /// Reads all kinds that Port lists, with one request per kind, and those that are found by a search. A kind that the portal
    /// lacks or forbids is recorded in `unread`; any other error ends the reading.
    pub(super) fn read(portal: &dyn Portal, progress: Progress<'_>) -> Result<Self, PortalError> {
        let mut content = Self::default();
        for kind in KINDS {
            if kind.api.list.is_some() || !kind.searched_in.is_empty() {
                progress(kind.plural);
            }
            if kind.api.list.is_some() {
                let listed = resources::list(portal, kind);
                let Some(listed) = content.noted(kind, listed)? else { continue };
                content.live.extend(listed);
                content.complete(kind, portal)?;
            }
            for parent in kind.searched_in {
                let Some(all) = content.noted(kind, resources::entity_identifiers(portal, parent))? else { continue };
                let key = |identifier| Key { kind, parent: Some((*parent).to_owned()), identifier };
                content.read_each(all.into_iter().map(key).collect(), portal, progress)?;
            }
        }
        Ok(content)
    }

    /// Reads those of these resources that are not known yet, one by one.
    pub(super) fn read_each(
        &mut self,
        keys: Vec<Key>,
        portal: &dyn Portal,
        progress: Progress<'_>,
    ) -> Result<(), PortalError> {
        let number = keys.len();
        for (nth, key) in keys.into_iter().enumerate() {
            if self.live.contains_key(&key) || self.is_unread(key.kind) {
                continue;
            }
            if nth > 0 && nth % REPORT_INTERVAL == 0 {
                progress(&format!("{} ({nth} of {number})", key.kind.plural));
            }
            let read = resources::read(portal, &key);
            if let Some(Some(body)) = self.noted(key.kind, read)? {
                self.live.insert(key, body);
            }
        }
        Ok(())
    }

    /// Reads what an export of these resources needs and a plan has not read: the rest of those of which a list shows only a
    /// part, and the kinds that they refer to.
    pub(super) fn complete_planned(&mut self, keys: &[Key], portal: &dyn Portal) -> Result<(), PortalError> {
        let partial: Vec<Key> = keys.iter().filter(|key| self.is_partial(key)).cloned().collect();
        partial.iter().for_each(|key| drop(self.live.remove(key)));
        self.read_each(partial, portal, &mut |_| {})?;
        let bodies = bodies_after(&Model::default(), &self.live);
        let references = keys.iter().filter_map(|key| Some(key.references(self.live.get(key)?, &bodies))).flatten();
        let referred: Vec<Key> = references.filter_map(|reference| resource(&reference.need)).collect();
        let is_referred =
            |kind: &Kind| referred.iter().any(|key| key.kind.name == kind.name || kind.beside.contains(&key.kind.name));
        for kind in KINDS.iter().filter(|kind| kind.api.list.is_some() && is_referred(kind)) {
            if self.planned.iter().any(|planned| planned.name == kind.name) || self.is_unread(kind) {
                continue;
            }
            let listed = resources::list(portal, kind);
            let listed = self.noted(kind, listed)?;
            self.live.extend(listed.into_iter().flatten());
        }
        Ok(())
    }

    fn is_partial(&self, key: &Key) -> bool {
        let list = key.kind.api.list.as_ref();
        self.live.get(key).zip(list).is_some_and(|(body, list)| !list.is_complete(body))
    }

    /// Reads the parts of these system resources that Port manages.
    pub(super) fn read_own_parts(&mut self, keys: &BTreeSet<&Key>, portal: &dyn Portal) -> Result<(), PortalError> {
        for key in keys.iter().filter(|key| key.is_system()) {
            if let Some(part) = resources::own_part(portal, key)? {
                self.own_parts.insert((*key).clone(), part);
            }
        }
        Ok(())
    }

    /// Returns the resources of a kind as the portal has them, if a plan has read them and they have the same names there.
    pub(in crate::ops) fn listed(&self, kind: &Kind) -> Option<Live> {
        let is_read = self.planned.iter().any(|planned| planned.name == kind.name) && !self.may_be_renamed;
        is_read.then(|| self.live.of_kind(kind))
    }

    pub(in crate::ops) fn is_unread(&self, kind: &Kind) -> bool {
        self.unread.iter().any(|(unread, _)| unread.name == kind.name)
    }

    /// Reads the resources of a kind again if its list shows only a part of each.
    fn complete(&mut self, kind: &'static Kind, portal: &dyn Portal) -> Result<(), PortalError> {
        let is_partial = |key: &&Key| key.kind.name == kind.name && self.is_partial(key);
        let partial: Vec<Key> = self.live.keys().filter(is_partial).cloned().collect();
        partial.iter().for_each(|key| drop(self.live.remove(key)));
        self.read_each(partial, portal, &mut |_| {})
    }

    /// Returns what was read. If the portal lacks or forbids the kind, records that in `unread` and returns `None`.
    fn noted<T>(&mut self, kind: &'static Kind, read: Result<T, PortalError>) -> Result<Option<T>, PortalError> {
        match read {
            Err(error) if matches!(error.status(), Some(403 | 404)) => {
                if !self.is_unread(kind) {
                    self.unread.push((kind, error));
                }
                Ok(None)
            }
            read => read.map(Some),
        }
    }
}
