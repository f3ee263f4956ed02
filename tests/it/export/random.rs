//! Portals with random content.
//!
//! `EXPORT_SEED=123` tries only that seed, and `EXPORT_PORTALS=500` that many.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use portwright::ops::export::LeftOut;

use super::Place;
use crate::mutation::portal::{change, random};

/// The number of random portals in a usual run.
const PORTALS: u64 = 10;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|number| number.parse().ok())
}

#[test]
fn whatever_a_portal_has_is_exported_and_then_planned_without_changes() {
    let seeds = number("EXPORT_SEED").map_or(1..=number("EXPORT_PORTALS").unwrap_or(PORTALS), |seed| seed..=seed);
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let failed: BTreeMap<u64, String> = std::thread::scope(|scope| {
        let threads = (0..workers).map(|worker| {
            let seeds = seeds.clone().filter(move |seed| seed % workers == worker);
            scope.spawn(move || seeds.filter_map(failure).collect::<Vec<_>>())
        });
        let threads: Vec<_> = threads.collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("panics are caught")).collect()
    });
    assert!(failed.is_empty(), "{} failed: {failed:#?}", failed.len());
}

/// The seed and its mutation, if an export of its portal panics or leaves changes.
fn failure(seed: u64) -> Option<(u64, String)> {
    let (portal, mutation) = random(seed);
    let checked = catch_unwind(AssertUnwindSafe(|| {
        let place = Place::new(&[]);
        place.export(&portal);
        place.check_settled(&portal, false);
        // Somebody changes it.
        change(&portal, seed, seed + 1_000_000);
        let report = place.export(&portal);
        let is_edit = |one: &&LeftOut| one.reason.contains("cannot be edited");
        assert_eq!(report.left_out.iter().find(is_edit), None);
        let kept: Vec<&String> = report.left_out.iter().filter(|one| one.is_failure).map(|one| &one.subject).collect();
        let plan = place.project(&[]).planned(&portal);
        let steps = plan.into_iter().flat_map(|plan| plan.steps).map(|step| step.address());
        let left: Vec<String> = steps.filter(|address| !kept.contains(&address)).collect();
        assert!(left.is_empty(), "{left:?}");
    }));
    checked.is_err().then_some((seed, mutation))
}
