//! Changes the types of properties and keeps their values.
//!
//! Port never changes a type. So the values are converted into a temporary property, the property is removed and added
//! again, and the values are copied back. The portal itself shows how far it has come, so that a run that was interrupted can
//! be continued by the next one.

use serde_json::{Value, json};

use crate::kind::evaluate::evaluate_each;
use crate::ops::apply::recreate::{removed, replace};
use crate::ops::apply::request::confirmed;
use crate::ops::apply::wait::{Watch, wait};
use crate::plan::Step;
use crate::plan::migration::Migration;
use crate::plan::normalize::normalize;
use crate::plan::write::Recreation;
use crate::portal::migrations;
use crate::portal::{Portal, PortalError, resources};

/// The end of a migration: the body of the resource, or why it is not finished and how to go on.
pub(super) type Migrated = Result<Value, String>;

pub(super) struct Migrating<'a, 'w> {
    pub portal: &'a dyn Portal,
    pub step: &'a Step,
    pub watch: &'a mut Watch<'w>,
    /// The normalized body that the portal has.
    pub now: Value,
}

/// One copy of values between the property and the temporary one.
struct ValueCopy<'m> {
    migration: &'m Migration,
    from: &'m str,
    to: &'m str,
    /// The jq that converts a value.
    conversion: &'m str,
    /// Whether values that are there already stay as they are.
    keeps: bool,
}

impl Migrating<'_, '_> {
    /// Changes a resource to `body`, which may still have the temporary properties.
    pub(super) fn run(&mut self, live: &Value, body: &Value) -> Result<Migrated, PortalError> {
        let step = self.step;
        let all: Vec<&Migration> = step.write.recreates.iter().filter_map(|one| one.migration.as_ref()).collect();
        let converted: Vec<&Migration> = all.iter().copied().filter(|one| one.conversion.is_some()).collect();
        let with_temporary = |mut body: Value, migrations: &[&Migration]| {
            migrations.iter().for_each(|one| one.temporary.put(&mut body, one.temporary_property()));
            body
        };
        let mut target = body.clone();
        all.iter().for_each(|one| drop(one.temporary.remove(&mut target)));

        if !converted.is_empty() {
            self.set(&with_temporary(live.clone(), &converted))?;
        }
        for migration in converted {
            let conversion = migration.conversion.as_deref().unwrap_or(".");
            let (from, to) = (migration.name.as_str(), migration.temporary_name());
            if let Err(message) = self.copy(&ValueCopy { migration, from, to, conversion, keeps: false })? {
                return Ok(Err(message));
            }
        }
        let whole = with_temporary(target.clone(), &all);
        let is_removed =
            |one: &&Recreation| one.migration.as_ref().is_none_or(|migration| migration.conversion.is_some());
        let gone: Vec<_> = step.write.recreates.iter().filter(is_removed).map(|one| &one.path).collect();
        if !gone.is_empty() {
            self.set(&removed(step.key.kind, &whole, &gone))?;
        }
        // Entities without a value yet would be invalid if the property were required.
        let members: Vec<_> =
            step.write.recreates.iter().filter(|one| one.migration.is_some()).map(|one| &one.path).collect();
        let mut optional = removed(step.key.kind, &whole, &members);
        members.iter().for_each(|path| {
            if let Some(property) = path.find(&whole) {
                path.put(&mut optional, property.clone());
            }
        });
        self.set(&optional)?;
        for migration in all {
            let (from, to) = (migration.temporary_name(), migration.name.as_str());
            if let Err(message) = self.copy(&ValueCopy { migration, from, to, conversion: ".", keeps: true })? {
                return Ok(Err(message));
            }
        }
        self.set(&target).map(Ok)
    }

    /// Replaces the body of the resource, unless the portal has it already.
    fn set(&mut self, body: &Value) -> Result<Value, PortalError> {
        let kind = self.step.key.kind;
        if normalize(kind, body) == self.now {
            return Ok(body.clone());
        }
        let answer = replace(self.portal, &self.step.key, body, &self.step.write.desired)?;
        self.now = normalize(kind, &answer);
        Ok(answer)
    }

    /// Copies the values that are not copied yet.
    fn copy(&mut self, copy: &ValueCopy<'_>) -> Result<Result<(), String>, PortalError> {
        if self.is_copied(copy)? {
            return Ok(Ok(()));
        }
        let blueprint = &self.step.key.identifier;
        let mut filter = format!(".properties[\"{}\"] != null", copy.from);
        if copy.keeps {
            filter += &format!(" and .properties[\"{}\"] == null", copy.to);
        }
        let value = format!(".properties[\"{}\"] | {}", copy.from, copy.conversion);
        let mapping = json!({
            "blueprint": blueprint, "filter": filter,
            "entity": {"identifier": ".identifier", "properties": {copy.to: value}},
        });
        self.watch.report(&format!("copying the values of `{}` to `{}`", copy.from, copy.to));
        let identifier = match migrations::running(self.portal, blueprint, &mapping)? {
            Some(identifier) => identifier,
            None => {
                let sent = migrations::start(self.portal, blueprint, &mapping);
                confirmed(sent, || migrations::running(self.portal, blueprint, &mapping))?
            }
        };
        let report = wait(self.portal, &identifier, self.watch)?;
        let ended = match report {
            report if report.is_running() => Some("it still runs. Wait until Port shows it as completed".to_owned()),
            report if !report.is_complete() => Some(format!(
                "it ended as {}, and {} of {} entities were not written. Correct these entities",
                report.status,
                report.failed,
                report.failed + report.written
            )),
            _ if !self.is_copied(copy)? => {
                Some("values changed in the meantime. Wait until nothing changes them".to_owned())
            }
            _ => None,
        };
        Ok(ended.map_or(Ok(()), |reason| Err(unfinished(copy, &identifier, &reason))))
    }

    /// Whether every entity with a value of the one property has that of the other.
    fn is_copied(&self, copy: &ValueCopy<'_>) -> Result<bool, PortalError> {
        let entities = resources::entities(self.portal, &self.step.key.identifier, &[copy.from, copy.to])?;
        let value =
            |entity: &Value, name: &str| entity["properties"].get(name).filter(|value| !value.is_null()).cloned();
        let pairs: Vec<(Value, Option<Value>)> =
            entities.values().filter_map(|entity| Some((value(entity, copy.from)?, value(entity, copy.to)))).collect();
        if copy.keeps {
            return Ok(pairs.iter().all(|(_, copied)| copied.is_some()));
        }
        let Ok(converted) = evaluate_each(copy.conversion, pairs.iter().map(|(value, _)| value)) else {
            return Ok(false);
        };
        Ok(converted.into_iter().zip(&pairs).all(|(converted, (_, copied))| converted.ok() == *copied))
    }
}

/// Says why a migration is not finished, where the values are, and how to go on.
fn unfinished(copy: &ValueCopy<'_>, identifier: &str, reason: &str) -> String {
    let Migration { name, .. } = copy.migration;
    format!(
        "migration {identifier} did not copy all values of `{name}`: {reason}, then run the same command again. Until \
         then, all values are in `{}`, and nothing is lost",
        copy.from
    )
}
