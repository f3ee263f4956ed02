//! The sandbox's contents as plain values: no file, no clock, no network.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::body::Body;
use super::refusal::Refusal;
use super::shared::Shared;

/// Bodies by identifier. There may be many, so copies of a store share the map.
pub(super) type Members = Shared<BTreeMap<String, Shared>>;

/// The blueprints of a portal right after a Git integration was installed.
static SEED: LazyLock<BTreeMap<String, Body>> =
    LazyLock::new(|| serde_json::from_str(include_str!("seed.json")).expect("the seed is checked by a test"));

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Secret {
    pub value: String,
    /// The fields that answers may show.
    pub shown: Body,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").field("shown", &self.shown).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Store {
    /// The time of the latest write, in RFC 3339.
    pub latest_write: String,
    /// The number of identifiers issued so far.
    pub issued: u64,
    pub blueprints: BTreeMap<String, Shared>,
    /// Automations too.
    pub actions: BTreeMap<String, Shared>,
    /// By blueprint, as are entities.
    pub scorecards: BTreeMap<String, Members>,
    pub entities: BTreeMap<String, Members>,
    /// Only those that were changed, as for actions.
    pub blueprint_permissions: BTreeMap<String, Value>,
    pub action_permissions: BTreeMap<String, Value>,
    pub runs: Members,
    /// By run, in order.
    pub logs: Shared<BTreeMap<String, Vec<Value>>>,
    pub migrations: BTreeMap<String, Shared>,
    /// The first layout had none.
    #[serde(default)]
    pub secrets: BTreeMap<String, Secret>,
}

impl Store {
    pub(super) fn new(now: Timestamp) -> Self {
        let at = formatted(now);
        let blueprints = SEED
            .iter()
            .map(|(identifier, body)| {
                let mut body = body.clone();
                for (field, value) in
                    [("createdAt", &*at), ("updatedAt", &at), ("createdBy", "port"), ("updatedBy", "port")]
                {
                    body.insert(field.into(), json!(value));
                }
                (identifier.clone(), Shared::from(body))
            })
            .collect();
        Self { latest_write: at, blueprints, ..Self::default() }
    }

    /// The part of a system blueprint that Port manages; none for every other blueprint.
    pub(super) fn structure(identifier: &str) -> Option<&'static Body> {
        identifier.starts_with('_').then(|| SEED.get(identifier)).flatten()
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

    pub(super) fn blueprint(&self, identifier: &str) -> Result<&Body, Refusal> {
        let found = self.blueprints.get(identifier).map(|blueprint| &**blueprint);
        found.ok_or_else(|| Refusal::not_found("Blueprint", identifier))
    }

    pub(super) fn action(&self, identifier: &str) -> Result<&Body, Refusal> {
        let found = self.actions.get(identifier).map(|action| &**action);
        found.ok_or_else(|| Refusal::not_found("Action", identifier))
    }

    pub(super) fn entities_of(&self, blueprint: &str) -> impl Iterator<Item = (&String, &Body)> {
        self.entities
            .get(blueprint)
            .into_iter()
            .flat_map(|own| own.iter())
            .map(|(identifier, entity)| (identifier, &**entity))
    }

    pub(super) fn entity(&self, blueprint: &str, identifier: &str) -> Option<&Body> {
        self.entities.get(blueprint)?.get(identifier).map(|entity| &**entity)
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
    fn a_new_portal_has_the_service_blueprint_and_the_system_blueprints() {
        let store = Store::new(Timestamp::UNIX_EPOCH);
        let expected: Vec<&str> = crate::kind::blueprint::SYSTEM.iter().copied().chain(["service"]).collect();
        assert_eq!(store.blueprints.keys().collect::<Vec<_>>(), expected);
        let service = &store.blueprints["service"];
        assert_eq!(
            crate::portal::sandbox::body::properties(service).keys().collect::<Vec<_>>(),
            ["readme", "codeowners", "url", "language", "tier"]
        );
        assert!(Store::structure("service").is_none());
        assert!(Store::structure("_team").is_some());
    }

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
        let mut store = Store::new(Timestamp::UNIX_EPOCH);
        let (first, second) = (store.issue("r"), store.issue("r"));
        assert_ne!(first, second);
        assert_eq!(first.len(), 18);
    }
    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret { value: "hunter2".to_owned(), shown: Body::new() };
        assert_eq!(format!("{secret:?}"), "Secret { shown: {}, .. }");
    }
}
