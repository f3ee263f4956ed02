//! Counts the effects of a plan on the entities of one blueprint.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::Key;
use crate::kind::blueprint::{CALCULATIONS, KIND};
use crate::ops::impact::calculate::{Sides, sides};
use crate::ops::impact::report::{Effect, EffectKind, NotComputed, Tally};
use crate::ops::impact::shift::Shift;
use crate::ops::impact::subject::Subject;

/// The effects on one blueprint's entities, while they are counted.
pub(super) struct Count<'c> {
    /// The identifier of the blueprint before the plan, and after it.
    pub blueprint: (&'c str, &'c str),
    pub shift: &'c Shift,
    pub subjects: Vec<Subject>,
    tallies: BTreeMap<(usize, EffectKind), Tally>,
    /// By calculation property.
    values: BTreeMap<String, Tally>,
    /// The calculation properties that cannot be computed, and why.
    failed: BTreeMap<String, String>,
    /// Why subjects cannot be computed.
    obstacles: BTreeMap<usize, String>,
}

impl<'c> Count<'c> {
    pub(super) fn new(blueprint: (&'c str, &'c str), shift: &'c Shift, subjects: Vec<Subject>) -> Self {
        let (tallies, values, failed) = Default::default();
        Self { blueprint, shift, subjects, tallies, values, failed, obstacles: BTreeMap::new() }
    }

    /// Counts the entities of a page.
    pub(super) fn add(&mut self, page: Vec<Value>) {
        let Sides { before, after } = sides(self.shift, page, &mut self.failed);
        for (before, after) in before.iter().zip(&after) {
            let entity = before["identifier"].as_str().unwrap_or_default();
            for calculation in &self.shift.calculations {
                let value = |side: &'_ Value, named: &Option<(String, String)>| {
                    let of = named.as_ref().map(|(name, _)| side["properties"][name.as_str()].clone());
                    of.unwrap_or_default()
                };
                let (old, new) = (value(before, &calculation.old), value(after, &calculation.new));
                if old != new {
                    self.values.entry(calculation.name().to_owned()).or_default().add(entity, Some((&old, &new)));
                }
            }
            let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { continue };
            for (nth, subject) in self.subjects.iter().enumerate() {
                match subject.effect(old, new) {
                    Ok(Some(kind)) => self.tallies.entry((nth, kind)).or_default().add(entity, None),
                    Ok(None) => {}
                    Err(unknown) => drop(self.obstacles.insert(nth, format!("it {unknown}"))),
                }
            }
        }
    }

    /// Returns the effects, and what could not be computed after all.
    pub(super) fn finish(mut self, exact: bool) -> (Vec<Effect>, Vec<NotComputed>) {
        let (old, new) = self.blueprint;
        let key = Key::new(&KIND, new);
        let (mut effects, mut not_computed) = (Vec::new(), Vec::new());
        for (name, reason) in &self.failed {
            let path = Path::from_keys(CALCULATIONS).child(name.as_str());
            not_computed.push(NotComputed { address: key.to_string(), path, reason: reason.clone() });
            for (nth, _) in self.subjects.iter().enumerate().filter(|(_, subject)| subject.compares(name)) {
                self.obstacles.insert(nth, format!("it reads `{name}`: {reason}"));
            }
        }
        for (nth, reason) in &self.obstacles {
            not_computed.push(self.subjects[*nth].because(reason.clone()));
        }
        let blueprint = old.to_owned();
        for (name, tally) in self.values.into_iter().filter(|(name, _)| !self.failed.contains_key(name)) {
            let path = Path::from_keys(CALCULATIONS).child(name.as_str());
            effects.push(tally.effect((key.clone(), path), &blueprint, EffectKind::Value, exact));
        }
        for ((nth, kind), tally) in self.tallies.into_iter().filter(|((nth, _), _)| !self.obstacles.contains_key(nth)) {
            let Subject { key, path, .. } = &self.subjects[nth];
            effects.push(tally.effect((key.clone(), path.clone()), &blueprint, kind, exact));
        }
        (effects, not_computed)
    }
}
