//! Partial plans: the selected changes, and the changes that those need.

use std::collections::{BTreeMap, BTreeSet};

use crate::kind::{Key, Resources};
use crate::plan::order::resource;
use crate::plan::step::{Action, Plan, Step};

/// The resources with changes, and which of them need others.
struct Needs<'p> {
    /// Pairs of a resource and one that it needs.
    edges: BTreeSet<(&'p Key, &'p Key)>,
}

impl<'p> Needs<'p> {
    /// A resource needs those that its steps come after, and those that its new body refers to. The second matters where Port
    /// checks more than whether something exists, such as the values of an entity.
    fn of(steps: &'p [Step], after: &dyn Resources) -> Self {
        let written = steps.iter().filter(|step| step.action != Action::Delete);
        let written: BTreeMap<&Key, &Key> = written.map(|step| (&step.key, &step.key)).collect();
        let mut edges = BTreeSet::new();
        for step in steps {
            edges.extend(step.write.after.iter().map(|before| (&step.key, &steps[*before].key)));
            if step.write.desired.is_null() {
                continue;
            }
            let references = step.key.references(&step.write.desired, after);
            let keys = references.iter().filter_map(|reference| resource(&reference.need));
            edges.extend(keys.filter_map(|key| Some((&step.key, *written.get(&key)?))));
        }
        Self { edges }
    }

    /// Returns these resources and all that they need.
    fn needed(&self, keys: BTreeSet<&'p Key>) -> BTreeSet<&'p Key> {
        closure(keys, |known| {
            self.edges.iter().filter(|(one, _)| known.contains(one)).map(|(_, other)| *other).collect()
        })
    }

    /// Returns these resources and all that need them.
    fn dependent(&self, keys: BTreeSet<&'p Key>) -> BTreeSet<&'p Key> {
        closure(keys, |known| {
            self.edges.iter().filter(|(_, other)| known.contains(other)).map(|(one, _)| *one).collect()
        })
    }
}

/// Adds the neighbours of the known keys until all of them are known.
fn closure<'p>(mut known: BTreeSet<&'p Key>, next: impl Fn(&BTreeSet<&'p Key>) -> Vec<&'p Key>) -> BTreeSet<&'p Key> {
    loop {
        let before = known.len();
        known.extend(next(&known));
        if known.len() == before {
            return known;
        }
    }
}

/// Keeps the steps of the targets and of what they need, without those of excluded resources and of what needs these. Returns
/// the resources whose steps are removed.
pub(crate) fn narrow(
    plan: &mut Plan,
    after: &dyn Resources,
    is_target: &dyn Fn(&Key) -> bool,
    is_excluded: &dyn Fn(&Key) -> bool,
) -> BTreeMap<Key, Action> {
    let kept: BTreeSet<Key> = {
        let needs = Needs::of(&plan.steps, after);
        let all: BTreeSet<&Key> = plan.steps.iter().map(|step| &step.key).collect();
        let dropped = needs.dependent(all.iter().copied().filter(|key| is_excluded(key)).collect());
        let targets = all.into_iter().filter(|key| is_target(key) && !dropped.contains(key)).collect();
        needs.needed(targets).into_iter().cloned().collect()
    };
    let mut left_out = BTreeMap::new();
    let mut places = Vec::new();
    let mut steps = Vec::new();
    for mut step in std::mem::take(&mut plan.steps) {
        if !kept.contains(&step.key) {
            places.push(None);
            if step.is_counted() {
                left_out.entry(step.key).or_insert(step.action);
            }
            continue;
        }
        places.push(Some(steps.len()));
        step.write.after = step.write.after.iter().filter_map(|before| places[*before]).collect();
        steps.push(step);
    }
    plan.steps = steps;
    plan.suggestions.retain(|one| !left_out.contains_key(&one.key));
    plan.warnings.retain(|one| !left_out.contains_key(&one.key));
    left_out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{action, blueprint};
    use crate::model::Bodies;
    use crate::plan::step::Reason;
    use serde_json::json;

    fn step(identifier: &str, action: Action, after: &[usize]) -> Step {
        let mut step = Step::new(Key::new(&blueprint::KIND, identifier), action, Reason::Differs);
        step.write.after = after.to_vec();
        step
    }

    fn narrowed(steps: Vec<Step>, targets: &[&str], excluded: &[&str]) -> (Vec<(String, Vec<usize>)>, Vec<String>) {
        let mut plan = Plan { steps, ..Plan::default() };
        let is_in = |names: &[&str], key: &Key| names.contains(&&*key.identifier);
        let left_out =
            narrow(&mut plan, &Bodies::default(), &|key| targets.is_empty() || is_in(targets, key), &|key| {
                is_in(excluded, key)
            });
        let kept = plan.steps.into_iter().map(|step| (step.key.identifier, step.write.after)).collect();
        (kept, left_out.into_keys().map(|key| key.identifier).collect())
    }

    #[test]
    fn targets_bring_what_they_need_and_exclusions_what_needs_them() {
        // `c` needs `b`, which needs `a`; `d` needs nothing.
        let steps = || {
            let update = Action::Update;
            vec![step("a", update, &[]), step("d", update, &[]), step("b", update, &[0]), step("c", update, &[2])]
        };
        let kept = |names: &[(&str, &[usize])]| -> Vec<(String, Vec<usize>)> {
            names.iter().map(|(name, after)| ((*name).to_owned(), after.to_vec())).collect()
        };
        let names = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
        for (targets, excluded, expected, left_out) in [
            (&["b"][..], &[][..], kept(&[("a", &[]), ("b", &[0])]), names(&["c", "d"])),
            (&[], &["b"], kept(&[("a", &[]), ("d", &[])]), names(&["b", "c"])),
            (&["c", "d"], &["a"], kept(&[("d", &[])]), names(&["a", "b", "c"])),
            (&["c"], &["d"], kept(&[("a", &[]), ("b", &[0]), ("c", &[1])]), names(&["d"])),
        ] {
            assert_eq!(narrowed(steps(), targets, excluded), (expected, left_out), "{targets:?} {excluded:?}");
        }
    }

    #[test]
    fn a_body_needs_the_changes_of_what_it_refers_to_but_not_its_deletion() {
        for (of_blueprint, expected) in [(Action::Update, vec!["a", "deploy"]), (Action::Delete, vec!["deploy"])] {
            let mut deploy = Step::new(Key::new(&action::KIND, "deploy"), Action::Update, Reason::Differs);
            deploy.write.desired = json!({"trigger": {"type": "self-service", "blueprintIdentifier": "a"}});
            let (kept, _) = narrowed(vec![step("a", of_blueprint, &[]), deploy], &["deploy"], &[]);
            assert_eq!(kept.into_iter().map(|(name, _)| name).collect::<Vec<_>>(), expected);
        }
    }
}
