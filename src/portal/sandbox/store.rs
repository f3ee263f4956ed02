//! The sandbox's contents as plain values: no file, no clock, no network.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::body::Body;
use super::members::Members;
use super::shared::Shared;

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Store {
    /// The time of the latest write, in RFC 3339.
    pub latest_write: String,
    /// The number of identifiers issued so far.
    pub issued: u64,
    /// By kind, then parent, which is empty for a kind without one. Only those that were written.
    resources: BTreeMap<String, BTreeMap<String, Members>>,
    pub runs: Shared<BTreeMap<String, Shared>>,
    /// By run, in order.
    pub logs: Shared<BTreeMap<String, Vec<Value>>>,
    pub migrations: BTreeMap<String, Shared>,
    /// The latest events of the audit log, the oldest first.
    #[serde(default)]
    pub audits: Shared<VecDeque<Shared<Value>>>,
}

/// Prints no body, because it may have a secret.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("latest_write", &self.latest_write).finish_non_exhaustive()
    }
}

impl Store {
    /// An empty store, as if it had been written at this time.
    pub(super) fn new(now: Timestamp) -> Self {
        Self { latest_write: formatted(now), ..Self::default() }
    }

    /// The resources of a kind: parent, identifier and body.
    pub(super) fn of(&self, kind: &str) -> impl Iterator<Item = (&str, &str, &Body)> {
        self.resources.get(kind).into_iter().flatten().flat_map(|(parent, members)| {
            members.iter().map(move |(identifier, body)| (parent.as_str(), identifier.as_str(), &**body))
        })
    }

    /// The resources of a kind that have this parent.
    pub(super) fn under(&self, kind: &str, parent: &str) -> impl Iterator<Item = (&str, &Body)> {
        let members = self.resources.get(kind).and_then(|parents| parents.get(parent));
        members.into_iter().flat_map(|members| members.iter()).map(|(identifier, body)| (identifier.as_str(), &**body))
    }

    pub(super) fn under_mut(&mut self, kind: &str, parent: &str) -> impl Iterator<Item = (&String, &mut Shared)> {
        let members = self.resources.get_mut(kind).and_then(|parents| parents.get_mut(parent));
        members.into_iter().flat_map(|members| members.iter_mut())
    }

    pub(super) fn get(&self, kind: &str, parent: &str, identifier: &str) -> Option<&Body> {
        self.resources.get(kind)?.get(parent)?.get(identifier).map(|body| &**body)
    }

    pub(super) fn insert(&mut self, kind: &str, parent: &str, identifier: &str, body: impl Into<Shared>) {
        let members = self.resources.entry(kind.to_owned()).or_default().entry(parent.to_owned()).or_default();
        members.insert(identifier.to_owned(), body.into());
    }

    pub(super) fn remove(&mut self, kind: &str, parent: &str, identifier: &str) -> Option<Shared> {
        self.resources.get_mut(kind)?.get_mut(parent)?.remove(identifier)
    }

    /// Removes all resources of a kind that have this parent, and returns them.
    pub(super) fn take(&mut self, kind: &str, parent: &str) -> Members {
        self.resources.get_mut(kind).and_then(|parents| parents.remove(parent)).unwrap_or_default()
    }

    /// The time to record for a write that happens `now`: at least a millisecond after every earlier write, so that any two
    /// writes differ in `updatedAt`.
    pub(super) fn tick(&mut self, now: Timestamp) -> String {
        let earliest = self
            .latest_write
            .parse::<Timestamp>()
            .ok()
            .and_then(|latest| latest.checked_add(SignedDuration::from_millis(1)).ok());
        self.latest_write = formatted(earliest.map_or(now, |earliest| earliest.max(now)));
        self.latest_write.clone()
    }

    /// A new identifier, such as `r_0Zk3...`.
    pub(super) fn issue(&mut self, prefix: &str) -> String {
        const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        self.issued += 1;
        let mut id = format!("{prefix}_");
        for part in [0, 1] {
            let mut rest = hash(&format!("{prefix}{}/{part}", self.issued));
            for _ in 0..8 {
                id.push(char::from(DIGITS[usize::try_from(rest % 62).expect("less than 62")]));
                rest /= 62;
            }
        }
        id
    }
}

/// Port's format of a time.
fn formatted(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// FNV-1a, which is the same on every machine and in every release, so that orders by it never change.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Sorts by a hash of the names. The order is the same every time but, as in Port's lists, has nothing to do with the names
/// or the times of creation.
pub(super) fn shuffled<T>(items: impl IntoIterator<Item = T>, name: impl Fn(&T) -> String) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_by_cached_key(|item| {
        let name = name(item);
        (hash(&name).rotate_left(17), name)
    });
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_writes_at_one_moment_have_two_times() {
        let mut store = Store::new(Timestamp::UNIX_EPOCH);
        let times = [store.tick(Timestamp::UNIX_EPOCH), store.tick(Timestamp::UNIX_EPOCH)];
        assert_eq!(times, ["1970-01-01T00:00:00.001Z", "1970-01-01T00:00:00.002Z"]);
    }

    #[test]
    fn a_shuffle_is_stable_and_is_not_the_alphabet() {
        let names = ["a", "b", "c", "d", "e", "f"].map(str::to_owned);
        let once = shuffled(names.clone(), String::clone);
        assert_ne!(once, names);
        assert_eq!(once, shuffled(once.iter().rev().cloned(), String::clone));
    }

    #[test]
    fn identifiers_are_never_issued_twice() {
        let mut store = Store::default();
        let (first, second) = (store.issue("r"), store.issue("r"));
        assert_ne!(first, second);
        assert_eq!(first.len(), 18);
    }

    #[test]
    fn a_secret_is_not_printed() {
        let mut store = Store::default();
        let body = serde_json::json!({"secretValue": "hunter2"}).as_object().cloned().unwrap_or_default();
        store.insert("secret", "", "a", body);
        assert!(!format!("{store:?}").contains("hunter2"));
    }
}
