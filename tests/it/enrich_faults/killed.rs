//! Runs that are killed or interrupted during a request by portwright or by git.

use std::sync::{Arc, Condvar};

use jiff::Timestamp;

use super::*;
use crate::forge_server::{Hook, Seen};

/// The recipient of a request.
#[derive(Clone, Debug)]
enum Sent {
    /// Requests to the portal. The sandbox provides their method and path.
    Portal,
    /// Requests to the forge.
    Forge(Seen),
}

/// Sends a signal to a program when it sends its `at`-th request. The request is answered anyway, so every state that a run
/// can leave behind is covered by a signal at one of the requests that write.
struct Killer {
    /// From 1; no signal is sent at 0.
    at: usize,
    signal: &'static str,
    seen: Mutex<Vec<Sent>>,
    /// The program, which may be set only after its first request.
    program: Mutex<Option<u32>>,
    known: Condvar,
}

impl Killer {
    fn new(at: usize, signal: &'static str) -> Arc<Self> {
        let (seen, program, known) = (Mutex::default(), Mutex::default(), Condvar::new());
        Arc::new(Self { at, signal, seen, program, known })
    }

    fn sees(&self, sent: Sent) {
        let mut seen = self.seen.lock().expect("nobody panicked");
        seen.push(sent);
        if seen.len() != self.at {
            return;
        }
        let mut program = self.program.lock().expect("nobody panicked");
        while program.is_none() {
            program = self.known.wait(program).expect("nobody panicked");
        }
        let program = program.expect("it was waited for").to_string();
        let sent = Command::new("kill").args([self.signal, &program]).status();
        assert!(sent.expect("`kill` runs").success());
    }

    /// Runs the program with this signal. Also returns the portal's requests.
    fn enrich(self: &Arc<Self>, place: &Place) -> (Ended, Vec<(Method, String)>) {
        let (of_portal, of_forge) = (Arc::clone(self), Arc::clone(self));
        let portal = place.portal("").with_clock(Arc::new(move || {
            of_portal.sees(Sent::Portal);
            Timestamp::now()
        }));
        let hook: Hook = Arc::new(move |seen| of_forge.sees(Sent::Forge(seen.clone())));
        place.forge.on_request(hook);
        let served = Served::of(portal);
        let child = place.command(&served).spawn().expect("the program runs");
        *self.program.lock().expect("nobody panicked") = Some(child.id());
        self.known.notify_all();
        let ended = place.ended(child);
        // Both servers complete their requests.
        let reported = served.portal.requests();
        drop(served);
        place.forge.settle();
        (ended, reported)
    }
}

/// A request at which a signal can make a difference.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// From 1.
    at: usize,
    /// Whether it changes something. A program that is killed while it only reads leaves everything unchanged.
    writes: bool,
}

/// The requests that write, the first request of each run of git, and the very first one. These cover all states that can be
/// left behind.
fn steps() -> &'static [Step] {
    static MADE: OnceLock<Vec<Step>> = OnceLock::new();
    MADE.get_or_init(|| {
        let place = Place::new(Kind::Github);
        let killer = Killer::new(0, "");
        let (done, reported) = killer.enrich(&place);
        assert_eq!(done.code, Some(0), "{}", done.text);
        // The first one is for a token, which the sandbox does not report.
        let mut reported = reported.into_iter();
        let step = |(nth, sent): (usize, &Sent)| {
            let (writes, begins) = match sent {
                Sent::Portal if nth == 0 => (true, true),
                Sent::Portal => (reported.next().is_some_and(|(method, _)| method != Method::Get), false),
                Sent::Forge(Seen { target, .. }) if target.contains("/info/refs") => (false, true),
                Sent::Forge(Seen { method, target, .. }) => {
                    (method != "GET" && !target.ends_with("/git-upload-pack"), method == "GET")
                }
            };
            (writes || begins).then_some(Step { at: nth + 1, writes })
        };
        let seen = killer.seen.lock().expect("nobody panicked");
        let steps: Vec<Step> = seen.iter().enumerate().filter_map(step).collect();
        let pushes = |sent: &&Sent| matches!(sent, Sent::Forge(seen) if seen.target.ends_with("/git-receive-pack"));
        assert!(steps.len() > 10 && seen.iter().filter(pushes).count() == 1, "{steps:?} of {seen:?}");
        steps
    })
}

#[test]
fn a_kill_at_any_write_is_survived() {
    let mut recovered = Recovered::default();
    for Step { at, .. } in steps().iter().filter(|step| step.writes) {
        let place = Place::new(Kind::Github);
        let (killed, _) = Killer::new(*at, "-KILL").enrich(&place);
        assert_eq!(killed.code, None, "at {at}: {}", killed.text);
        recovered.from(&place, &format!("killed at {at}"));
    }
    // Nothing, a link, a branch, a pull request, an end.
    assert!(recovered.0.len() >= 5, "{:?}", recovered.0);
}

#[test]
fn an_interrupt_at_any_request_is_reported() {
    let mut recovered = Recovered::default();
    let mut codes = Vec::new();
    for Step { at, .. } in steps() {
        let place = Place::new(Kind::Github);
        let (ended, _) = Killer::new(*at, "-TERM").enrich(&place);
        let run = place.reported_run();
        let how = (ended.code, run["status"].as_str(), run["statusLabel"].as_str());
        match ended.code {
            // The signal came during the last operation.
            Some(0) => assert!(place.is_whole() && how.1 == Some("SUCCESS"), "at {at}: {how:?} {}", ended.text),
            _ => assert_eq!(how, (Some(130), Some("FAILURE"), Some("Cancelled")), "at {at}: {}", ended.text),
        }
        codes.extend(ended.code);
        recovered.from(&place, &format!("interrupted at {at}"));
    }
    let done = codes.iter().position(|code| *code == 0).expect("the last one comes too late");
    assert!(done > 8 && codes[done..].iter().all(|code| *code == 0), "{codes:?}");
}
