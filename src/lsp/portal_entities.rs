//! The entities of a portal, which are read in the background once a completion wants those of their blueprint.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::{Duration, Instant};

use crate::lsp::failure::caught;
use crate::lsp::transport::Incoming;
use crate::ops::editor::{Titles, titles};
use crate::portal::Portal;

/// The maximum number of entities of a blueprint that are read.
const MAX_ENTITIES: usize = 5_000;

/// The maximum number of blueprints whose entities are known. With another one, those that were read first are forgotten.
const MAX_BLUEPRINTS: usize = 50;

/// The maximum number of blueprints whose entities are read at the same time.
const MAX_AT_ONCE: usize = 4;

/// How long entities are not read again, or not asked for again after a failure.
const MAX_AGE: Duration = Duration::from_secs(300);

/// The entities of a portal, as far as they were read.
#[derive(Default)]
pub(crate) struct PortalEntities {
    portal: Option<Arc<dyn Portal>>,
    by_blueprint: BTreeMap<String, (Instant, Titles)>,
    loading: BTreeSet<String>,
    /// The blueprints that answers lacked. Answers only read, so that this changes behind a shared reference.
    wanted: RefCell<BTreeSet<String>>,
}

impl PortalEntities {
    /// Uses a portal, or none. What another one had is forgotten.
    pub(super) fn set_portal(&mut self, portal: Option<Arc<dyn Portal>>) {
        *self = Self { portal, ..Self::default() };
    }

    /// The entities of a blueprint that are known.
    pub(super) fn of(&self, blueprint: &str) -> Option<&Titles> {
        let known = self.by_blueprint.get(blueprint);
        if self.portal.is_some() && known.is_none_or(|(read, _)| read.elapsed() > MAX_AGE) {
            self.wanted.borrow_mut().insert(blueprint.to_owned());
        }
        known.map(|(_, titles)| titles)
    }

    /// Whether an answer lacked some.
    pub(super) fn lacks_some(&self) -> bool {
        !self.wanted.borrow().is_empty()
    }

    /// Reads what answers lacked, each blueprint in a thread of its own.
    pub(super) fn load(&mut self, sender: &SyncSender<Incoming>) {
        let wanted = std::mem::take(self.wanted.get_mut());
        let Some(portal) = &self.portal else { return };
        for blueprint in wanted {
            if self.loading.len() >= MAX_AT_ONCE || !self.loading.insert(blueprint.clone()) {
                continue;
            }
            let (portal, sender, name) = (Arc::clone(portal), sender.clone(), blueprint.clone());
            let started = thread::Builder::new().spawn(move || {
                // Without an answer, the blueprint would never be asked for again.
                let read = || titles(&*portal, &name, MAX_ENTITIES).map_err(|error| error.to_string());
                let titles = caught(read);
                // Nobody waits for it if the server has ended.
                let _ = sender.send(Incoming::Entities(name, titles));
            });
            if started.is_err() {
                self.loading.remove(&blueprint);
            }
        }
    }

    /// Keeps what the portal has answered, and returns why it has not. An answer that nobody waits for any more is dropped.
    pub(super) fn answered(&mut self, blueprint: String, answer: Result<Titles, String>) -> Option<String> {
        if !self.loading.remove(&blueprint) {
            return None;
        }
        let (titles, failure) = match answer {
            Ok(titles) => (titles, None),
            Err(reason) => {
                let before = self.by_blueprint.remove(&blueprint);
                let message = format!("the entities of `{blueprint}` were not read from the portal: {reason}");
                (before.map(|(_, titles)| titles).unwrap_or_default(), Some(message))
            }
        };
        self.by_blueprint.insert(blueprint, (Instant::now(), titles));
        while self.by_blueprint.len() > MAX_BLUEPRINTS {
            let oldest = self.by_blueprint.iter().min_by_key(|(_, (read, _))| *read).map(|(name, _)| name.clone());
            oldest.and_then(|oldest| self.by_blueprint.remove(&oldest));
        }
        failure
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Receiver, sync_channel};

    use serde_json::json;

    use super::*;
    use crate::portal::{Answer, PortalError, Request};

    /// A portal that panics at first, and then has one entity.
    #[derive(Default)]
    struct Unsound(AtomicUsize);

    impl Portal for Unsound {
        fn send(&self, _: &Request) -> Result<Answer, PortalError> {
            assert_ne!(self.0.fetch_add(1, Ordering::SeqCst), 0, "a defect");
            let entity = json!({ "identifier": "pay", "title": "Payments" });
            Ok(Answer { status: 200, body: json!({ "ok": true, "entities": [entity] }), trace: None })
        }

        fn name(&self) -> String {
            "unsound".to_owned()
        }
    }

    /// Handles the next answer, and returns why there is none.
    fn answered(entities: &mut PortalEntities, incoming: &Receiver<Incoming>) -> Option<String> {
        let Ok(Incoming::Entities(blueprint, answer)) = incoming.recv() else { panic!("no answer") };
        entities.answered(blueprint, answer)
    }

    #[test]
    fn a_panic_while_entities_are_read_is_a_failure_that_passes() {
        let (sender, incoming) = sync_channel(1);
        let mut entities = PortalEntities::default();
        entities.set_portal(Some(Arc::new(Unsound::default())));
        assert!(entities.of("app").is_none() && entities.lacks_some());
        entities.load(&sender);
        let failure = answered(&mut entities, &incoming).expect("it has failed");
        let expected = "the entities of `app` were not read from the portal: portwright failed: ";
        assert!(failure.starts_with(expected) && failure.contains("a defect"), "{failure}");
        // It is not asked again at once.
        assert!(entities.of("app").is_some_and(Titles::is_empty) && !entities.lacks_some());
        let earlier =
            Instant::now().checked_sub(MAX_AGE + Duration::from_secs(1)).expect("the machine runs for longer");
        entities.by_blueprint.insert("app".to_owned(), (earlier, Titles::new()));
        assert!(entities.of("app").is_some() && entities.lacks_some());
        entities.load(&sender);
        assert_eq!(answered(&mut entities, &incoming), None);
        assert_eq!(entities.of("app").map(|titles| titles.keys().cloned().collect()), Some(vec!["pay".to_owned()]));
    }
}
