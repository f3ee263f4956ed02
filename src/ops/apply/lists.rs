//! Reading resources again before they are written: one list instead of many requests.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::ground::lock::locked;
use crate::kind::Key;
use crate::plan::{Action, Plan, Step};
use crate::portal::{Portal, PortalError, resources};

/// For fewer steps, a list is not cheaper than one request each.
const MIN_STEPS: usize = 4;

/// How old a list may be when a resource in it is written, unless it took longer to read.
const MAX_AGE: Duration = Duration::from_secs(1);

/// The latest list of each kind of which a plan changes several resources.
#[derive(Default)]
pub(super) struct Lists(BTreeMap<&'static str, Mutex<Option<List>>>);

struct List {
    /// When the answer came, and how long it took.
    read: Instant,
    took: Duration,
    bodies: HashMap<Key, Value>,
}

impl Lists {
    /// Reads nothing yet.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut steps: BTreeMap<&'static str, usize> = BTreeMap::new();
        let reads = |action| matches!(action, Action::Update | Action::Delete);
        let is_read =
            |step: &&Step| reads(step.action) && step.write.live.is_some() && step.key.kind.api.list.is_some();
        for step in plan.steps.iter().filter(is_read) {
            *steps.entry(step.key.kind.name).or_default() += 1;
        }
        let several = steps.into_iter().filter(|(_, steps)| *steps >= MIN_STEPS);
        Self(several.map(|(name, _)| (name, Mutex::default())).collect())
    }

    /// Takes the body of a resource out of a list that is not too old. `None` if the resource must be read by
    /// itself: no list is cheaper, it is not in the list, or the list does not show all of it.
    pub(super) fn read(&self, portal: &dyn Portal, key: &Key) -> Option<Result<Value, PortalError>> {
        let fields = key.kind.api.list.as_ref()?;
        // Those that wait for the list need it too.
        let mut list = locked(self.0.get(key.kind.name)?);
        if list.as_ref().is_none_or(|list| list.read.elapsed() > MAX_AGE.max(list.took)) {
            let asked = Instant::now();
            match resources::list(portal, key.kind) {
                Ok(bodies) => {
                    let bodies = bodies.into_iter().collect();
                    *list = Some(List { read: Instant::now(), took: asked.elapsed(), bodies });
                }
                Err(error) => return Some(Err(error)),
            }
        }
        list.as_mut()?.bodies.remove(key).filter(|body| fields.is_complete(body)).map(Ok)
    }
}
