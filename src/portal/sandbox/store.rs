//! What a portal holds, as plain values: no file, no clock, no network.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::body::Body;
use super::refusal::Refusal;
use super::shared::Shared;

/// Bodies by identifier: as many as somebody who tries something out may have, so that a copy shares all of them.
pub(super) type Members = Shared<BTreeMap<String, Shared>>;

/// The blueprints of a portal into which a Git integration was installed, and nothing else.
static SEED: LazyLock<BTreeMap<String, Body>> =
    LazyLock::new(|| serde_json::from_str(include_str!("seed.json")).expect("the seed is checked by a test"));

/// A secret, as it is kept.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Secret {
    value: String,
    /// What may be shown of it.
    pub shown: Body,
}

impl Secret {
    /// A value, and what may be shown of it.
    pub(super) fn new(value: &str, shown: Body) -> Self {
        Self { value: value.to_owned(), shown }
    }

    /// What it hides.
    pub(super) fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").field("shown", &self.shown).finish_non_exhaustive()
    }
}

/// Everything that a sandbox remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Store {
    /// The time of the latest write, in RFC 3339.
    pub latest_write: String,
    /// How many identifiers were made up so far.
    pub issued: u64,
    /// Blueprints by identifier.
    pub blueprints: BTreeMap<String, Shared>,
    /// Actions and automations by identifier.
    pub actions: BTreeMap<String, Shared>,
    /// Scorecards by blueprint, then by identifier.
    pub scorecards: BTreeMap<String, Members>,
    /// Entities by blueprint, then by identifier.
    pub entities: BTreeMap<String, Members>,
    /// Permissions that were changed, by blueprint.
    pub blueprint_permissions: BTreeMap<String, Value>,
    /// Permissions that were changed, by action.
    pub action_permissions: BTreeMap<String, Value>,
    /// Runs by identifier.
    pub runs: Members,
    /// The logs of runs, in order.
    pub logs: Shared<BTreeMap<String, Vec<Value>>>,
    /// Migrations by identifier.
    pub migrations: BTreeMap<String, Shared>,
    /// Secrets by name; the first layout had none.
    #[serde(default)]
    pub secrets: BTreeMap<String, Secret>,
}

impl Store {
    /// A portal right after a Git integration was installed.
    pub(super) fn new(now: Timestamp) -> Self {
        let at = written(now);
        let blueprints = SEED
            .iter()
            .map(|(identifier, body)| {
                let mut body = body.clone();
                for (field, value) in [("createdAt", &at), ("updatedAt", &at)] {
                    body.insert(field.into(), json!(value));
                }
                for field in ["createdBy", "updatedBy"] {
                    body.insert(field.into(), json!("port"));
                }
                (identifier.clone(), Shared::from(body))
            })
            .collect();
        Self {
            latest_write: at,
            issued: 0,
            blueprints,
            actions: BTreeMap::new(),
            scorecards: BTreeMap::new(),
            entities: BTreeMap::new(),
            blueprint_permissions: BTreeMap::new(),
            action_permissions: BTreeMap::new(),
            runs: Members::default(),
            logs: Shared::default(),
            migrations: BTreeMap::new(),
            secrets: BTreeMap::new(),
        }
    }

    /// What of a system blueprint belongs to Port; none for every other blueprint.
    pub(super) fn structure(identifier: &str) -> Option<&'static Body> {
        identifier.starts_with('_').then(|| SEED.get(identifier)).flatten()
    }

    /// The time to write down for a write that happens `now`: later than every earlier one, to the millisecond, so that
    /// `updatedAt` tells any two writes apart.
    pub(super) fn tick(&mut self, now: Timestamp) -> String {
        let earliest = self
            .latest_write
            .parse::<Timestamp>()
            .ok()
            .and_then(|latest| latest.checked_add(SignedDuration::from_millis(1)).ok());
        self.latest_write = written(earliest.map_or(now, |earliest| earliest.max(now)));
        self.latest_write.clone()
    }

    /// An identifier that was never given out, such as `r_0Zk3...`.
    pub(super) fn issue(&mut self, prefix: &str) -> String {
        const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        self.issued += 1;
        let mut id = format!("{prefix}_");
        for part in [0, 1] {
            let mut rest = scatter(&format!("{prefix}{}/{part}", self.issued));
            for _ in 0..8 {
                id.push(char::from(DIGITS[usize::try_from(rest % 62).expect("less than 62")]));
                rest /= 62;
            }
        }
        id
    }

    /// The blueprint of that name.
    ///
    /// # Errors
    /// `not_found`, as for everything else that is looked up by name here.
    pub(super) fn blueprint(&self, identifier: &str) -> Result<&Body, Refusal> {
        let found = self.blueprints.get(identifier).map(|blueprint| &**blueprint);
        found.ok_or_else(|| Refusal::not_found("Blueprint", identifier))
    }

    /// The action of that name.
    pub(super) fn action(&self, identifier: &str) -> Result<&Body, Refusal> {
        let found = self.actions.get(identifier).map(|action| &**action);
        found.ok_or_else(|| Refusal::not_found("Action", identifier))
    }

    /// The entities of a blueprint.
    pub(super) fn entities_of(&self, blueprint: &str) -> impl Iterator<Item = (&String, &Body)> {
        self.entities
            .get(blueprint)
            .into_iter()
            .flat_map(|own| own.iter())
            .map(|(identifier, entity)| (identifier, &**entity))
    }

    /// One entity.
    pub(super) fn entity(&self, blueprint: &str, identifier: &str) -> Option<&Body> {
        self.entities.get(blueprint)?.get(identifier).map(|entity| &**entity)
    }
}

/// A time as Port writes it.
fn written(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// FNV-1a: the same on every machine and in every release, so what it orders stays where it is.
fn scatter(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Puts things in an order that has nothing to do with their names or with when they were made, as Port's lists do,
/// but that is the same every time.
pub(super) fn shuffled<T>(things: impl IntoIterator<Item = T>, name: impl Fn(&T) -> String) -> Vec<T> {
    let mut things: Vec<T> = things.into_iter().collect();
    things.sort_by_cached_key(|thing| {
        let name = name(thing);
        (scatter(&name).rotate_left(17), name)
    });
    things
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_portal_has_the_service_blueprint_and_the_system_blueprints() {
        let store = Store::new(Timestamp::UNIX_EPOCH);
        assert_eq!(store.blueprints.keys().collect::<Vec<_>>(), ["_team", "_user", "service"]);
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
        let secret = Secret::new("hunter2", Body::new());
        assert_eq!(format!("{secret:?}"), "Secret { shown: {}, .. }");
    }
}
