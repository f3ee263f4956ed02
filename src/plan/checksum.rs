//! The checksum of a plan: equal for equal plans.

use serde_json::{Value, json};

use crate::ground::digest::digest;
use crate::plan::step::{Change, Plan, Step};
use crate::plan::step_body::Deferral;

/// Returns the checksum of what a plan does. It depends neither on the order of fields in the portal nor on counts, times and
/// other things that change while people work. Sensitive values are redacted in a plan, so it reveals nothing about them.
pub fn checksum(plan: &Plan) -> String {
    digest(plan.steps.iter().map(step).collect())
}

fn step(step: &Step) -> Value {
    let write = &step.write;
    let mut changes: Vec<&Change> = step.changes.iter().collect();
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    let side = |value: &Option<Value>| value.as_ref().map_or_else(|| json!([]), |value| json!([value]));
    let change = |one: &Change| json!([one.path, side(&one.old), side(&one.new), one.sensitive, one.class]);
    let deferred = write.deferred.iter().map(|one| match one {
        Deferral::Unchanged(path) | Deferral::Removed(path) => path,
    });
    let recreates = write.recreates.iter().map(|one| json!([one.path, one.migration.is_some()]));
    json!({
        "address": step.key,
        "action": step.action,
        "reason": step.reason,
        "class": step.class,
        "changes": changes.into_iter().map(change).collect::<Vec<_>>(),
        "dangers": step.dangers.iter().map(|danger| &danger.path).collect::<Vec<_>>(),
        "refused": !step.refusals.is_empty(),
        "deferred": deferred.collect::<Vec<_>>(),
        "recreates": recreates.collect::<Vec<_>>(),
        "rename": write.rename.as_ref().map(|rename| json!([rename.path(&rename.old), rename.old, rename.new])),
        "sends_secrets": write.sends_secrets,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::path::Path;
    use crate::kind::{Key, blueprint};
    use crate::plan::step::{Action, Reason};

    fn plan(changes: Vec<Change>) -> Plan {
        let key = Key::new(&blueprint::KIND, "a");
        Plan { steps: vec![Step { changes, ..Step::new(key, Action::Update, Reason::Differs) }], ..Plan::default() }
    }

    #[test]
    fn the_order_in_the_portal_does_not_matter_and_every_value_does() {
        let change = |field: &str, new: Value| Change::new(Path::from_keys(&[field]), Some(json!("x")), Some(new));
        let one = plan(vec![change("a", json!({"b": 1, "c": 2})), change("d", json!([]))]);
        let mut same = plan(vec![change("d", json!([])), change("a", json!({"c": 2, "b": 1}))]);
        assert_eq!(checksum(&one), checksum(&same));
        same.steps[0].entities = Some(7);
        same.unchanged = 9;
        assert_eq!(checksum(&one), checksum(&same), "counts change while people work");
        for other in [
            plan(vec![change("a", json!({"b": 1, "c": 3})), change("d", json!([]))]),
            plan(vec![change("a", json!({"b": 1, "c": 2}))]),
            plan(vec![change("a", json!({"b": 1, "c": 2})), Change { old: None, ..change("d", json!([])) }]),
            Plan::default(),
        ] {
            assert_ne!(checksum(&one), checksum(&other), "{other:?}");
        }
        let mut deletion = one.clone();
        deletion.steps[0].action = Action::Delete;
        assert_ne!(checksum(&one), checksum(&deletion));
    }
}
