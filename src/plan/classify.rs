//! Classifying the changes of a plan by comparing three bodies: those of an earlier revision, the files and the portal.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::treatment::Treatment;
use crate::kind::{Key, Kind};
use crate::model::{Base, Claim, Desired, Model};
use crate::plan::class::Class;
use crate::plan::live::Live;
use crate::plan::normalize::{default_at, normalize};
use crate::plan::order::Task;
use crate::plan::rename::{has_renames, simulate_all};
use crate::plan::step::{Action, Attribution, BaseName, Plan, Step};
use crate::plan::step_body::{Goal, step_body};

/// Classifies the steps of a plan.
pub(super) struct Classifier<'b> {
    base: &'b Base,
    earlier: Cow<'b, BTreeMap<Key, Desired>>,
    removed: BTreeSet<&'b Key>,
}

impl<'b> Classifier<'b> {
    /// `model` is the model of the files. What it renames is compared by its new name.
    pub(super) fn new(base: &'b Base, model: &Model) -> Self {
        let removed = base.model.removals.iter().map(|removal| &removal.key).collect();
        Self { base, earlier: by_present_names(base.model.desired(), model), removed }
    }

    /// Returns the desired state of a resource at the earlier revision.
    pub(super) fn earlier(&self, key: &Key) -> Option<&Desired> {
        self.earlier.get(key)
    }

    /// Sets the class of each change of a step, and that of the step: the most serious one.
    pub(super) fn classify(&self, step: &mut Step, task: &Task) {
        let kind = step.key.kind;
        let before = self.earlier(&step.key);
        let Some(live) = &task.live else {
            let class = match before.filter(|before| before.claim == Claim::Full) {
                None => Class::Pending,
                // It was deleted outside.
                Some(before) if normalize(kind, &before.body) == normalize(kind, &task.target) => Class::Drifted,
                Some(_) => Class::Conflict,
            };
            return set_all(step, class);
        };
        let applied = before.map(|before| normalize(kind, &self.applied(before, live)));
        let live = normalize(kind, live);
        if task.action == Action::Delete {
            return set_all(step, self.of_deletion(&step.key, applied.as_ref(), &live));
        }
        let sides = Sides {
            kind,
            applied: applied.as_ref().unwrap_or(&live),
            files: &normalize(kind, &task.target),
            live: &live,
            stated: before.map(|before| normalize(kind, &before.body)).unwrap_or_default(),
        };
        for change in &mut step.changes {
            change.class = Some(sides.class(&change.path));
        }
        step.class = step.changes.iter().filter_map(|change| change.class).max();
    }

    fn of_deletion(&self, key: &Key, applied: Option<&Value>, live: &Value) -> Class {
        match applied {
            Some(applied) if applied == live => Class::Removed,
            Some(_) => Class::Conflict,
            // Somebody created it again.
            None if self.removed.contains(key) => Class::AddedOutside,
            None => Class::Pending,
        }
    }

    /// Returns the body that an apply of the earlier revision would result in now.
    fn applied(&self, before: &Desired, live: &Value) -> Value {
        let mut desired = Value::clone(&before.body);
        // The value of a variable that is not defined any more is unknown. Nobody is blamed for a difference from it.
        let declarations = self.base.model.of(&before.key);
        for (path, _, _) in declarations.iter().flat_map(|declaration| &declaration.undefined) {
            match path.find(live) {
                Some(value) => path.put(&mut desired, value.clone()),
                None => drop(path.remove(&mut desired)),
            }
        }
        step_body(
            before.key.kind,
            &Goal { claim: before.planned_claim(), desired: &desired, dropped: &[] },
            Some(live),
            &[],
        )
    }
}

fn set_all(step: &mut Step, class: Class) {
    step.class = Some(class);
    step.changes.iter_mut().for_each(|change| change.class = Some(class));
}

/// The normalized bodies of one resource.
struct Sides<'s> {
    kind: &'static Kind,
    /// After an apply of the earlier revision.
    applied: &'s Value,
    /// After an apply of the files.
    files: &'s Value,
    live: &'s Value,
    /// Only what the earlier revision states.
    stated: Value,
}

impl Sides<'_> {
    fn class(&self, path: &Path) -> Class {
        let [applied, files, live] = [self.applied, self.files, self.live].map(|body| path.find(body));
        let is_gone = files.is_none() && default_at(self.kind, path).is_none();
        match (applied == live, applied == files) {
            (true, _) if is_gone && path.find(&self.stated).is_some() => Class::Removed,
            (true, _) | (_, true) if is_gone && self.is_member(path) => Class::AddedOutside,
            (true, _) => Class::Pending,
            (false, true) if self.is_in_new_part(path) => Class::Conflict,
            (false, true) => Class::Drifted,
            (false, false) => Class::Conflict,
        }
    }

    /// Returns whether the files added what the field is a part of: the portal has another version of that.
    fn is_in_new_part(&self, path: &Path) -> bool {
        let part = path.first(path.0.len().saturating_sub(1));
        part.find(self.applied).is_none() && part.find(self.files).is_some()
    }

    fn is_member(&self, path: &Path) -> bool {
        let section = path.first(path.0.len().saturating_sub(1));
        self.kind.treats(&section, Treatment::Members) || self.kind.keyed_by(&section).is_some()
    }
}

/// Completes the plan: names the earlier revision, classifies what is not classified yet, and adds who last changed each
/// resource that changed outside and each unmanaged one.
pub(super) fn complete(plan: &mut Plan, base: &Base, live: &Live) {
    plan.base = Some(BaseName { revision: base.revision.clone(), commit: base.commit.clone() });
    complete_classes(plan);
    let changed = plan.steps.iter().filter(|step| step.class.is_some_and(Class::is_outside)).map(|step| &step.key);
    let attributions = changed.chain(&plan.unmanaged).map(|key| {
        let text = |field: &str| live.get(key)?.get(field)?.as_str().map(str::to_owned);
        (key.clone(), Attribution { by: text("updatedBy"), at: text("updatedAt"), audit: None })
    });
    plan.attributions = attributions.collect();
}

/// Classifies what else a plan contains, such as renames and fields that Port never returns: it follows from the files alone.
pub(crate) fn complete_classes(plan: &mut Plan) {
    for step in &mut plan.steps {
        step.changes.iter_mut().for_each(|change| _ = change.class.get_or_insert(Class::Pending));
        step.class.get_or_insert(Class::Pending);
    }
}

/// Returns the resources of an earlier revision with the names that the files give them and their members.
fn by_present_names<'b>(earlier: &'b BTreeMap<Key, Desired>, model: &Model) -> Cow<'b, BTreeMap<Key, Desired>> {
    if !has_renames(model) {
        return Cow::Borrowed(earlier);
    }
    let mut bodies: Live = earlier.iter().map(|(key, one)| (key.clone(), Value::clone(&one.body))).collect();
    let mut earlier = earlier.clone();
    for rename in simulate_all(model, &mut bodies).iter().map(|planned| &planned.rename) {
        let moved: Vec<(Key, Key)> = earlier.keys().filter_map(|key| Some((key.clone(), rename.moved(key)?))).collect();
        for (old, new) in moved {
            let Some(one) = earlier.remove(&old) else { continue };
            earlier.insert(new.clone(), Desired { key: new, ..one });
        }
    }
    for (key, body) in bodies {
        if let Some(one) = earlier.get_mut(&key) {
            one.body = body.into();
        }
    }
    Cow::Owned(earlier)
}
