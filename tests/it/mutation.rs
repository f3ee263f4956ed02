//! A model that `validate` accepts is never refused by the sandbox for a reason that the files alone decide.
//!
//! The models in `tests/mutation/model/`, and parts of the one in `docs/example/`, together use every feature. Each seed makes one mistake in one of them, such as a deleted key, a
//! misspelt word or a value of the wrong type; then the rules and the sandbox check the result independently.
//!
//! `MUTATION_SEED=123` begins with that seed, so that the first mutation is the one of a failure.

mod making;
mod place;
pub(crate) mod portal;
mod rich;

use crate::support::approved;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use portwright::ground::finding::{Finding, Severity};
use portwright::lint::engine::{Levels, Lint, check_model};
use portwright::lint::port::NoFiles;
use portwright::lint::{RULES, Rule};
use portwright::model::{Bodies, Model, Variables};
use portwright::ops::apply::{ApplyOptions, StepOutcome, apply};
use portwright::ops::plan::{PlanError, PlanOptions, plan};

use crate::seed::Seed;
use making::Mutation;
use rich::Rich;

/// The number of mutations in one run.
const MUTATIONS: u64 = 2000;

/// The results for one mutated model.
#[derive(Debug, Default)]
struct Verdict {
    /// The errors that `validate` finds in the files alone.
    errors: Vec<String>,
    /// The errors that `plan` finds in addition, because it knows the portal's resources.
    portal_errors: Vec<String>,
    /// The refusals of the sandbox, or the changes that remain after an apply.
    refusals: Vec<String>,
}

impl Verdict {
    /// The results of the rules and the sandbox. A model with errors is applied only if `always` is set.
    fn of(model: &Model, variables: &Variables, always: bool) -> Self {
        let errors = validate(model, variables);
        if !errors.is_empty() && !always {
            return Self { errors, ..Self::default() };
        }
        let portal = rich::portal(model);
        let plan = match plan(model, variables, &portal, &PlanOptions::default()) {
            Ok(report) => report.plan,
            Err(PlanError::Model(found)) => {
                return Self { errors, portal_errors: self::errors(found), ..Self::default() };
            }
            Err(error) => panic!("a sandbox can be read: {error}"),
        };
        let applied = apply(&approved(&plan), &portal, &ApplyOptions::default(), &|| false, &mut |_| {});
        let outcomes = plan.steps.iter().zip(&applied.outcomes);
        let refusals = outcomes.filter_map(|(step, outcome)| match outcome {
            StepOutcome::Done | StepOutcome::Skipped(_) => None,
            StepOutcome::Failed(error) => Some(format!("{}: {error}", step.address())),
            other => Some(format!("{}: {other:?}", step.address())),
        });
        Self { errors, portal_errors: Vec::new(), refusals: refusals.collect() }
    }

    /// Whether the law is broken.
    fn is_violation(&self) -> bool {
        self.errors.is_empty() && self.portal_errors.is_empty() && !self.refusals.is_empty()
    }
}

/// The errors that `validate` reports. `plan` runs the rules that only warn on what has none.
fn validate(model: &Model, variables: &Variables) -> Vec<String> {
    static ERRORS: LazyLock<Vec<&Rule>> =
        LazyLock::new(|| RULES.iter().copied().filter(|rule| rule.severity == Severity::Error).collect());
    let bodies = Bodies::from_model(model, &[]);
    let lint = Lint::new(&ERRORS, None, &NoFiles, &Levels::default()).with_model(model, variables, &bodies, false);
    errors(check_model(&lint))
}

fn errors(found: Vec<Finding>) -> Vec<String> {
    // Older portals accept what this rule only warns of. The sandbox does not.
    let counts = |finding: &Finding| finding.severity == Severity::Error || finding.rule == "bad-layout";
    let errors = found.into_iter().filter(counts);
    errors.map(|finding| format!("[{}] {}", finding.rule, finding.message)).collect()
}

/// Every seed of this run with its mutation and result, in the order of seeds.
fn judged(always: bool) -> Vec<(u64, Mutation, Verdict)> {
    let first = std::env::var("MUTATION_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let models = Rich::read_all();
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let mut all: Vec<(u64, Mutation, Verdict)> = std::thread::scope(|scope| {
        let models = &models;
        let threads = (0..workers).map(|worker| {
            let seeds = (first..first + MUTATIONS).filter(move |seed| seed % workers == worker);
            scope.spawn(move || seeds.map(|seed| judge(models, seed, always)).collect::<Vec<_>>())
        });
        let threads: Vec<_> = threads.collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("panics are caught")).collect()
    });
    all.sort_by_key(|(seed, ..)| *seed);
    all
}

fn judge(models: &[Rich], number: u64, always: bool) -> (u64, Mutation, Verdict) {
    let mut seed = Seed::new(number);
    let rich = making::chosen(models, &mut seed);
    let (files, mutation) = making::mutated(rich, &mut seed);
    let verdict = catch_unwind(AssertUnwindSafe(|| Verdict::of(&rich.model(&files), rich.variables(), always)));
    let panicked = |_| Verdict { refusals: vec!["portwright panicked".to_owned()], ..Verdict::default() };
    (number, mutation, verdict.unwrap_or_else(panicked))
}

#[test]
fn the_models_are_accepted_by_both() {
    for rich in Rich::read_all() {
        let verdict = Verdict::of(&rich.model(&rich.files), rich.variables(), true);
        let Verdict { errors, portal_errors, refusals } = &verdict;
        assert!(errors.is_empty() && portal_errors.is_empty() && refusals.is_empty(), "{verdict:#?}");
    }
}

#[test]
fn the_sandbox_accepts_models_that_validate_accepts() {
    let all = judged(false);
    let accepted = all.iter().filter(|(_, _, verdict)| verdict.errors.is_empty()).count();
    assert!(accepted * 10 > all.len(), "most mutations must not be rejected at once, or nothing is tried: {accepted}");
    let broken: Vec<String> = all
        .iter()
        .filter(|(_, _, verdict)| verdict.is_violation())
        .map(|(seed, mutation, verdict)| {
            format!("MUTATION_SEED={seed} {mutation}\n    {}", verdict.refusals.join("\n    "))
        })
        .collect();
    assert!(broken.is_empty(), "{} of {} mutations:\n{}", broken.len(), all.len(), broken.join("\n"));
}

#[test]
#[ignore = "a report to read, not a law: the sandbox does not check all that Port does"]
fn the_sandbox_accepts_some_models_that_validate_rejects() {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (seed, mutation, verdict) in judged(true) {
        if let (Some(error), true) = (verdict.errors.first(), verdict.refusals.is_empty()) {
            let rule = error.split(']').next().unwrap_or_default().trim_start_matches('[').to_owned();
            groups.entry(rule).or_default().push(format!("{seed} {mutation}\n      {error}"));
        }
    }
    for (rule, mutations) in groups {
        println!("{rule} ({})\n    {}", mutations.len(), mutations.join("\n    "));
    }
}
