//! Portals that fail: at the start of a run, during it, and when its end is reported.

use super::*;

/// The requests of a run without faults.
fn requests() -> &'static [(Method, String)] {
    static MADE: OnceLock<Vec<(Method, String)>> = OnceLock::new();
    MADE.get_or_init(|| {
        let place = Place::new(Kind::Github);
        let served = Served::of(place.portal(""));
        let done = place.ended(place.command(&served).spawn().expect("the program runs"));
        assert_eq!(done.code, Some(0), "{}", done.text);
        served.portal.requests()
    })
}

/// The number of the first request that ends the run: it is read, and then written.
fn end() -> usize {
    let end = requests().len() - 1;
    assert_eq!(requests()[end].0, Method::Patch, "{:?}", requests());
    end
}

/// Checks that a run succeeds in spite of these faults.
fn does_no_harm(faults: &str) {
    let place = Place::new(Kind::Github);
    let done = place.enrich(faults);
    assert_eq!((done.code, place.status().as_str()), (Some(0), "SUCCESS"), "{faults}: {}", done.text);
    let logs = place.logs();
    assert!(place.is_whole() && logs.matches("Creating a pull request").count() == 1, "{faults}: {logs} {}", done.text);
}

/// The numbers of the requests that only read, or of the others.
fn numbered(reads: bool) -> impl Iterator<Item = usize> {
    requests().iter().enumerate().filter(move |(_, sent)| (sent.0 == Method::Get) == reads).map(|(nth, _)| nth + 1)
}

#[test]
fn a_failure_of_every_read_does_no_harm() {
    let faults = ["lose-answer", "status=500", "drop", "token-expires", "truncate", "rate-limit"];
    for turn in 0..3 {
        // Every earlier one was sent twice.
        let fault = |(nth, at): (usize, usize)| format!("{}@{}", faults[(nth + 2 * turn) % faults.len()], at + nth);
        does_no_harm(&numbered(true).enumerate().map(fault).collect::<Vec<_>>().join(","));
    }
}

#[test]
fn a_failure_of_any_write_is_harmless_and_nothing_is_reported_twice() {
    for at in numbered(false) {
        does_no_harm(&format!("lose-answer@{at}"));
        does_no_harm(&format!("status=500@{at}"));
    }
}

#[test]
fn a_portal_that_fails_at_the_start_gets_no_report_and_nothing_is_written() {
    let mut recovered = Recovered::default();
    for (fault, code) in [("status=503@1+", 5), ("drop@1+", 5), ("status=401@1+", 4), ("status=403@1+", 4)] {
        let place = Place::new(Kind::Github);
        let first = place.enrich(fault);
        assert_eq!((first.code, place.status().as_str()), (Some(code), "IN_PROGRESS"), "{fault}: {}", first.text);
        assert_eq!(place.forge.branches(REPOSITORY), ["main"], "{fault}");
        assert!(!recovered.from(&place, fault) || place.status() == "SUCCESS", "{fault}");
    }
}

#[test]
fn a_success_that_cannot_be_reported_has_its_own_exit_code() {
    let mut recovered = Recovered::default();
    for fault in ["status=500", "status=403", "drop"] {
        let place = Place::new(Kind::Github);
        let first = place.enrich(&format!("{fault}@{}+", end()));
        assert_eq!((first.code, place.status().as_str()), (Some(6), "IN_PROGRESS"), "{fault}: {}", first.text);
        assert!(
            first.text.contains("could not be reported to the portal") && place.is_whole(),
            "{fault}: {}",
            first.text
        );
        assert!(!recovered.from(&place, fault) || place.status() == "SUCCESS", "{fault}");
    }
}

#[test]
fn a_failure_that_cannot_be_reported_keeps_its_exit_code() {
    let place = Place::new(Kind::Github);
    place.forge.refuse_push(REPOSITORY, "GH006: Protected");
    let reported = requests().iter().position(|(_, path)| path.ends_with("/logs")).expect("a push is logged");
    let first = place.enrich(&format!("status=500@{}+", reported + 2));
    assert_eq!((first.code, place.status().as_str()), (Some(3), "IN_PROGRESS"), "{}", first.text);
    assert!(first.text.contains("GH006: Protected") && first.text.contains("could not be reported"), "{}", first.text);
    place.recovers("neither forge nor portal");
}
