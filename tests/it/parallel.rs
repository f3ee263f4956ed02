//! An apply that sends several requests at once, under faults, and beside another apply.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use portwright::ops::apply::{Applied, ApplyOptions, StepOutcome, apply};
use portwright::plan::{Action, Plan};
use portwright::portal::sandbox::Faults;
use portwright::portal::{Answer, Method, Portal, PortalError, Request, SandboxPortal};
use serde_json::Value;

use crate::apply::{applied, done};
use crate::every_kind;
use crate::example;
use crate::seed::{Seed, seeds};
use crate::served::Served;
use crate::support::{Project, approved};

/// A portal for many requests at once. Writes are under way between the two calls of `watch`.
struct Watched<'p, W: Fn(&Request, bool) + Send + Sync>(&'p SandboxPortal, W);

impl<W: Fn(&Request, bool) + Send + Sync> Portal for Watched<'_, W> {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        if !request.writes() {
            return self.0.send(request);
        }
        (self.1)(request, true);
        let answer = self.0.send(request);
        (self.1)(request, false);
        answer
    }

    fn name(&self) -> String {
        self.0.name()
    }

    fn concurrency(&self) -> usize {
        usize::MAX
    }
}

fn blueprints(count: usize) -> Project {
    let file = |nth: usize| {
        let text = format!("identifier: b{nth}\ntitle: B\nschema: {{ properties: {{}} }}\n");
        (format!("model/blueprints/b{nth}.yml"), text)
    };
    let files: Vec<(String, String)> = (0..count).map(file).collect();
    Project::of(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

fn apply_with(plan: &Plan, portal: &dyn Portal, options: ApplyOptions) -> Applied {
    apply(&approved(plan), portal, &options, &|| false, &mut |_| {})
}

#[test]
fn independent_steps_are_applied_at_once_and_no_more_than_allowed() {
    const AT_ONCE: usize = 4;
    let sandbox = SandboxPortal::in_memory();
    let project = blueprints(8);
    let (under_way, changed) = (Mutex::new((0, 0)), Condvar::new());
    let watch = |_: &Request, begins: bool| {
        let mut counts = under_way.lock().expect("nobody panicked");
        if begins {
            counts.0 += 1;
            counts.1 = counts.1.max(counts.0);
            changed.notify_all();
            // No write ends before as many as are allowed have begun.
            let few = |counts: &mut (usize, usize)| counts.1 < AT_ONCE;
            drop(changed.wait_timeout_while(counts, Duration::from_secs(20), few).expect("nobody panicked"));
        } else {
            counts.0 -= 1;
        }
    };
    let portal = Watched(&sandbox, watch);
    let plan = project.plan(&portal);
    let options = ApplyOptions { parallelism: AT_ONCE, ..ApplyOptions::default() };
    assert!(apply_with(&plan, &portal, options).is_complete());
    assert_eq!(under_way.lock().expect("nobody panicked").1, AT_ONCE);
    assert!(project.plan(&sandbox).steps.is_empty());
}

#[test]
fn a_blueprint_and_its_parts_are_never_written_at_once() {
    let project = Project::new(&example::files());
    let sandbox = SandboxPortal::in_memory();
    let under_way: Mutex<BTreeMap<String, String>> = Mutex::default();
    let watch = |request: &Request, begins: bool| {
        // `blueprints/IDENTIFIER/...` are a blueprint and its parts; a creation names the blueprint in its body.
        let named = request.body.as_ref().and_then(|body| body["identifier"].as_str()).map(str::to_owned);
        let Some("blueprints") = request.segments.first().map(String::as_str) else { return };
        let Some(blueprint) = request.segments.get(1).cloned().or(named) else { return };
        let mut under_way = under_way.lock().expect("nobody panicked");
        if begins {
            let other = under_way.insert(blueprint, request.to_string());
            assert!(other.is_none(), "{request} and {other:?}");
        } else {
            under_way.remove(&blueprint);
        }
        drop(under_way);
        std::thread::sleep(Duration::from_millis(2));
    };
    let portal = Watched(&sandbox, watch);
    assert!(apply_with(&project.plan(&portal), &portal, ApplyOptions::default()).is_complete());
    assert!(project.plan(&sandbox).steps.is_empty());
}

#[test]
fn an_error_stops_the_steps_that_have_not_begun_if_asked() {
    let (project, faults) = (blueprints(3), "status=422@2");
    for (stops_on_error, last) in [(false, "Done"), (true, "NotReached")] {
        let portal = SandboxPortal::in_memory().with_faults(faults.parse().expect("a fault"));
        let options = ApplyOptions { stops_on_error, ..ApplyOptions::default() };
        let applied = apply_with(&project.plan(&portal), &portal, options);
        assert!(matches!(applied.outcomes[0], StepOutcome::Failed(_)), "{applied:?}");
        assert_eq!(format!("{:?}", applied.outcomes[2]), last);
    }
}

#[test]
fn what_somebody_else_has_done_already_is_not_claimed() {
    let portal = SandboxPortal::in_memory();
    let first = blueprints(2);
    let plan = first.plan(&portal);
    applied(&first, &portal);
    let outcomes = done(&plan, &portal).outcomes;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, StepOutcome::AlreadyThere)), "{outcomes:?}");

    let title = "identifier: b0\ntitle: Other\nschema: { properties: {} }\n";
    let removed = "- { kind: blueprint, identifier: b1 }\n";
    let changed = Project::of(&[("model/blueprints/b0.yml", title), ("model/removed.yml", removed)]);
    let plan = changed.plan(&portal);
    applied(&changed, &portal);
    let outcomes = done(&plan, &portal).outcomes;
    assert_eq!(outcomes.len(), 2);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, StepOutcome::AlreadyThere)), "{outcomes:?}");
}

#[test]
fn resources_are_read_again_by_one_list_if_several_of_a_kind_change() {
    for (changed, reads) in [(3, 3), (8, 1)] {
        let portal = SandboxPortal::in_memory();
        applied(&blueprints(8), &portal);
        let file = |nth: usize| {
            let text = format!("identifier: b{nth}\ntitle: Other\nschema: {{ properties: {{}} }}\n");
            (format!("model/blueprints/b{nth}.yml"), text)
        };
        let files: Vec<(String, String)> = (0..changed).map(file).collect();
        let project = Project::of(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
        let plan = project.plan(&portal);
        let before = portal.requests().len();
        assert!(done(&plan, &portal).is_complete());
        let sent = portal.requests().split_off(before);
        assert_eq!(sent.iter().filter(|(method, _)| *method == Method::Get).count(), reads, "{sent:?}");
    }
}

/// Everything that a portal has, without the order in a sidebar: what no file places stands where it was created.
fn contents(portal: &SandboxPortal) -> BTreeMap<String, Value> {
    let mut found = every_kind::contents(portal);
    found.values_mut().filter_map(Value::as_object_mut).for_each(|body| drop(body.remove("after")));
    found
}

/// No request after this one has a fault.
const LAST_FAULT: usize = 400;

/// Faults at about one request in eight, after the reads of the plan.
fn faults(seed: &mut Seed) -> Faults {
    const KINDS: &[&str] = &[
        "rate-limit",
        "status=500",
        "status=502",
        "status=503",
        "status=408",
        "drop",
        "lose-answer",
        "truncate",
        "token-expires",
    ];
    let mut text = format!("latency={}ms", seed.below(3));
    for at in 20..LAST_FAULT {
        if seed.below(8) == 0 {
            text += &format!(",{}@{at}", KINDS[seed.below(KINDS.len())]);
        }
    }
    text.parse().expect("these are faults")
}

#[test]
fn after_random_faults_the_next_apply_leaves_the_same_portal() {
    let project = Project::new(&example::files());
    let undisturbed = SandboxPortal::in_memory();
    applied(&project, &undisturbed);
    let expected = contents(&undisturbed);
    for number in 0..seeds(6) {
        let served = Served::of(SandboxPortal::in_memory().with_faults(faults(&mut Seed::new(number))));
        let client = served.client();
        // Faults can also end a plan.
        let ends = (0..30).any(|_| match project.try_plan(&client) {
            Ok(planned) => planned.plan.steps.is_empty() || done(&planned.plan, &client).is_complete(),
            Err(_) => false,
        });
        assert!(ends, "seed {number}: 30 applies do not finish");
        // No fault is left.
        while served.portal.requests().len() < LAST_FAULT {
            let _ = served.portal.send(&Request::new(Method::Get, ["blueprints"]));
        }
        assert_eq!(contents(&served.portal), expected, "seed {number}");
        assert!(project.plan(&*served.portal).steps.is_empty(), "seed {number}");
    }
}

#[test]
fn two_applies_at_once_leave_the_portal_of_one() {
    let project = Project::new(&example::files());
    let undisturbed = SandboxPortal::in_memory();
    applied(&project, &undisturbed);
    let expected = contents(&undisturbed);
    for number in 0..seeds(4).min(50) {
        let latency = format!("latency={}ms", number % 3);
        let served = Served::of(SandboxPortal::in_memory().with_faults(latency.parse().expect("a fault")));
        let clients = [served.client(), served.client()];
        let plan = project.plan(&clients[0]);
        let both: Vec<Applied> = std::thread::scope(|scope| {
            let plan = &plan;
            let running: Vec<_> = clients.iter().map(|client| scope.spawn(move || done(plan, client))).collect();
            running.into_iter().map(|one| one.join().expect("it does not panic")).collect()
        });
        for (nth, step) in plan.steps.iter().enumerate() {
            let outcomes = [&both[0].outcomes[nth], &both[1].outcomes[nth]];
            assert!(
                outcomes.iter().any(|outcome| outcome.is_done()),
                "seed {number}: {}: {outcomes:?}",
                step.address()
            );
            let claimed = outcomes.iter().filter(|outcome| matches!(outcome, StepOutcome::Done)).count();
            assert!(step.action != Action::Create || claimed <= 1, "seed {number}: {}: {outcomes:?}", step.address());
        }
        applied(&project, &served.portal);
        assert_eq!(contents(&served.portal), expected, "seed {number}");
    }
}
