//! A step of a saved plan: what it shows, and its write with markers for sensitive values.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ground::digest::Salt;
use crate::ground::path::Path;
use crate::ground::source::{Location, Position};
use crate::kind::Kind;
use crate::plan::class::Class;
use crate::plan::saved::hide::{HideError, Hiding, SensitiveValue};
use crate::plan::saved::key::{SavedKey, SavedPath};
use crate::plan::saved::write::SavedWrite;
use crate::plan::step::{Action, AffectedEntities, Change, Danger, Reason, Step};
use crate::plan::write::Write;

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SavedStep {
    /// Its number, from 1.
    step: usize,
    #[serde(flatten)]
    pub(crate) key: SavedKey,
    action: Action,
    reason: Reason,
    class: Option<Class>,
    changes: Vec<SavedChange>,
    dangers: Vec<SavedDanger>,
    refusals: Vec<String>,
    entities: Option<u64>,
    notes: Vec<String>,
    declared: Vec<SavedPlace>,
    /// The fingerprint of the live body that the step is based on; null if the resource does not exist.
    pub(crate) fingerprint: Option<String>,
    /// A [`SavedWrite`] in which sensitive values are redacted.
    write: Value,
    pub(super) sensitive: Vec<SensitiveValue>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedChange {
    path: SavedPath,
    // Of a field that is added or removed, one side is absent, which differs from null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    old: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    new: Option<Value>,
    danger: Option<String>,
    sensitive: bool,
    class: Option<Class>,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedDanger {
    path: SavedPath,
    message: String,
    entities: Option<AffectedEntities>,
}

/// A place in a file.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct SavedPlace {
    file: String,
    line: usize,
    column: usize,
}

impl SavedPlace {
    pub(super) fn of(place: &Location) -> Self {
        let Position { line, column } = place.position();
        Self { file: place.file.name.clone(), line, column }
    }

    pub(super) fn location(&self) -> Location {
        Location::at(&self.file, Position { line: self.line, column: self.column })
    }
}

/// Returns the fingerprint of a normalized live body. Changes of other resources move a page, so its place does not count.
pub(crate) fn fingerprint(salt: &Salt, kind: &Kind, live: &Value) -> String {
    let mut live = live.clone();
    if let Some((field, _)) = kind.placement() {
        Path::from_keys(&[field]).remove(&mut live);
    }
    salt.digest(live)
}

impl SavedStep {
    /// Returns the step at this index without any sensitive value.
    pub(super) fn of(nth: usize, step: &Step, salt: &Salt, hiding: &Hiding<'_>) -> Result<Self, HideError> {
        let Step { key, action, reason, changes, dangers, refusals, entities, declared, class, notes, write } = step;
        let texts = |texts: &[String]| texts.iter().map(|text| hiding.redact(text)).collect();
        let changes = changes.iter().map(|Change { path, old, new, danger, sensitive, class }| SavedChange {
            path: SavedPath(path.clone()),
            old: old.clone(),
            new: new.clone(),
            danger: danger.as_deref().map(|text| hiding.redact(text)),
            sensitive: *sensitive,
            class: *class,
        });
        let dangers = dangers.iter().map(|Danger { path, message, entities }| SavedDanger {
            path: SavedPath(path.clone()),
            message: hiding.redact(message),
            entities: entities.clone(),
        });
        let saved = SavedWrite::of(write);
        let masked = hiding.desired(key, write)?.map(|desired| {
            let mut masked = saved.clone();
            masked.desired = desired;
            masked
        });
        let [mut own, masked] = [&saved, masked.as_ref().unwrap_or(&saved)]
            .map(|write| serde_json::to_value(write).expect("a write has only text keys"));
        let sensitive = hiding.hide(key, &mut own, masked)?;
        Ok(Self {
            step: nth + 1,
            key: SavedKey(key.clone()),
            action: *action,
            reason: *reason,
            class: *class,
            changes: changes.collect(),
            dangers: dangers.collect(),
            refusals: texts(refusals),
            entities: *entities,
            notes: texts(notes),
            declared: declared.iter().map(SavedPlace::of).collect(),
            fingerprint: write.live.as_ref().map(|live| fingerprint(salt, key.kind, live)),
            write: own,
            sensitive,
        })
    }

    /// Returns whether it undoes a step of another plan.
    pub(super) fn undoes(&self) -> bool {
        self.reason == Reason::Undoes
    }

    /// Returns the step, with the sensitive values that `fill` returns in its write.
    pub(super) fn step(&self, fill: &mut dyn FnMut(&str) -> Option<Value>) -> Result<Step, String> {
        let mut write = self.write.clone();
        for one in &self.sensitive {
            if let Some(value) = fill(&one.template) {
                one.path.0.put(&mut write, value);
            }
        }
        let key = self.key.0.clone();
        let saved: SavedWrite = serde_json::from_value(write).map_err(|error| error.to_string())?;
        if !saved.is_ordered(self.step.saturating_sub(1)) {
            return Err(format!("step {} depends on a later one", self.step));
        }
        let write: Option<Write> = saved.write(&key);
        let write = write.ok_or_else(|| format!("step {} renames something unknown", self.step))?;
        let changes = self.changes.iter().cloned().map(|one| Change {
            path: one.path.0,
            old: one.old,
            new: one.new,
            danger: one.danger,
            sensitive: one.sensitive,
            class: one.class,
        });
        let danger = |one: SavedDanger| Danger { path: one.path.0, message: one.message, entities: one.entities };
        let dangers = self.dangers.iter().cloned().map(danger);
        Ok(Step {
            changes: changes.collect(),
            dangers: dangers.collect(),
            refusals: self.refusals.clone(),
            entities: self.entities,
            declared: self.declared.iter().map(SavedPlace::location).collect(),
            class: self.class,
            notes: self.notes.clone(),
            write,
            ..Step::new(key, self.action, self.reason)
        })
    }
}
