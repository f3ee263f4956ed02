//! Which changes of type keep their values.

use std::collections::BTreeMap;

use crate::ground::path::Path;
use crate::kind::checks::fits_each;
use crate::kind::evaluate::evaluate_each;
use crate::kind::{Key, Kind, Resources as _};
use crate::model::{Bodies, Desired, Model};
use crate::plan::diff::diff;
use crate::plan::live::Live;
use crate::plan::migration::{Migration, is_temporary, temporary};
use crate::plan::normalize::normalize;
use crate::plan::order::dependents;
use crate::plan::step::{Action, Change, Plan, Reason, Step, Warning};
use crate::plan::write::{Recreation, Write};
use serde_json::Value;

/// The changes of type that keep their values.
#[derive(Clone, Debug, Default)]
pub struct MigrationChoice {
    /// All of them.
    pub all: bool,
    /// Those of the properties with these addresses, such as `blueprint/service:schema.properties.size`.
    pub addresses: Vec<String>,
}

/// An address that names no property whose type changes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`--migrate {address}` does not name a property whose type changes")]
pub struct UnknownMigration {
    /// The address.
    pub address: String,
    /// The addresses of those whose type changes.
    pub others: Vec<String>,
}

impl MigrationChoice {
    fn includes(&self, address: &str) -> bool {
        let is_same = |chosen: &String| chosen == address || short(address).is_some_and(|short| *chosen == short);
        self.all || self.addresses.iter().any(is_same)
    }
}

/// Returns the address with only the name of the property after the colon.
fn short(address: &str) -> Option<String> {
    let (resource, path) = address.rsplit_once(':')?;
    Some(format!("{resource}:{}", path.rsplit('.').next()?))
}

/// Makes the plan keep the values of the chosen properties. Of the others, it says how they would be kept.
///
/// # Errors
/// An address of the choice that names no property whose type changes.
pub(crate) fn choose(
    plan: &mut Plan,
    model: &Model,
    live: &Live,
    after: &Bodies,
    choice: &MigrationChoice,
) -> Result<(), UnknownMigration> {
    let recreates = plan.steps.iter().any(|step| !step.write.recreates.is_empty());
    if !recreates && choice.addresses.is_empty() && !live.iter().any(|(key, body)| is_interrupted(key.kind, body)) {
        return Ok(());
    }
    let desired = model.desired();
    plan.steps.iter_mut().for_each(|step| add_dependents(step, after));
    let found = retyped(plan, desired, live, after);
    let addresses: Vec<String> = found.iter().map(Retyped::address).collect();
    let is_known = |chosen: &&String| {
        addresses.iter().any(|address| *address == **chosen || short(address).is_some_and(|short| short == **chosen))
    };
    if let Some(unknown) = choice.addresses.iter().find(|chosen| !is_known(chosen)) {
        return Err(UnknownMigration { address: unknown.clone(), others: addresses });
    }
    for retyped in found {
        if choice.includes(&retyped.address()) {
            migrate(plan, &retyped, desired.get(&retyped.key), live);
        } else {
            advise(plan, &retyped);
        }
    }
    Ok(())
}

/// Makes a step recreate the members that refer to recreated ones, because Port refuses a body with references to nothing.
/// Members that no file states are not recreated: an interrupted run would lose them, so Port refuses the step instead.
fn add_dependents(step: &mut Step, after: &Bodies) {
    let members: Vec<Path> = step.write.recreates.iter().map(|one| one.path.clone()).collect();
    let body = after.existence(step.key.kind.name, &step.key.identifier).body();
    let found = body.map(|body| dependents(&step.key, body, &members, after)).unwrap_or_default();
    let stated = found.into_iter().filter(|path| path.find(&step.write.desired).is_some());
    step.write.recreates.extend(stated.map(|path| Recreation { path, migration: None }));
}

/// Returns whether a body has a temporary property.
fn is_interrupted(kind: &Kind, body: &Value) -> bool {
    let section = kind.convertible.map(Path::from_keys);
    section.is_some_and(|section| section.members(body).any(|(name, _)| is_temporary(name)))
}

/// A property whose type changes, or whose migration was interrupted.
struct Retyped {
    key: Key,
    path: Path,
    /// The property in the portal.
    old: Option<Value>,
    /// The property once the plan is applied.
    new: Value,
    /// Whether the portal has the temporary property.
    is_interrupted: bool,
}

impl Retyped {
    fn address(&self) -> String {
        format!("{}:{}", self.key, self.path)
    }

    /// Whether the portal's property already has the new type, or is gone.
    fn is_converted(&self) -> bool {
        let differs = |old: &Value| recreates(self.key.kind, &self.path, old, &self.new);
        !self.old.as_ref().is_some_and(differs)
    }
}

fn recreates(kind: &Kind, path: &Path, old: &Value, new: &Value) -> bool {
    let [mut before, mut after] = [Value::Null, Value::Null];
    path.put(&mut before, old.clone());
    path.put(&mut after, new.clone());
    let changes = diff(kind, &normalize(kind, &before), &normalize(kind, &after));
    changes.iter().any(|change| (kind.recreates)(&change.path, change.old.as_ref(), change.new.as_ref()))
}

fn retyped(plan: &Plan, desired: &BTreeMap<Key, Desired>, live: &Live, after: &Bodies) -> Vec<Retyped> {
    let mut found = Vec::new();
    for wanted in desired.values() {
        let (Some(body), kind) = (live.get(&wanted.key), wanted.key.kind) else { continue };
        let Some(section) = kind.convertible.map(Path::from_keys) else { continue };
        let body_after = after.existence(kind.name, &wanted.key.identifier).body();
        for (name, stated) in section.members(&wanted.body) {
            let path = section.child(name.as_str());
            let new = body_after.and_then(|body| path.find(body)).unwrap_or(stated);
            let is_interrupted = temporary(&path).find(body).is_some();
            let recreated =
                plan.steps.iter().filter(|step| step.key == wanted.key).flat_map(|step| &step.write.recreates);
            if is_interrupted || recreated.into_iter().any(|one| one.path == path) {
                let old = path.find(body).cloned();
                found.push(Retyped { key: wanted.key.clone(), path, old, new: new.clone(), is_interrupted });
            }
        }
    }
    found
}

/// Says how the values of a property that is not migrated would be kept.
fn advise(plan: &mut Plan, retyped: &Retyped) {
    let address = retyped.address();
    let name = retyped.path.last_key().unwrap_or_default().to_owned();
    let mut steps = plan.steps.iter_mut().filter(|step| step.key == retyped.key && step.write.rename.is_none());
    if retyped.is_interrupted {
        let message = format!(
            "a migration of `{name}` is not finished, and `{}` has its values: finish it with `--migrate {address}`",
            temporary(&retyped.path).last_key().unwrap_or_default()
        );
        plan.warnings.push(Warning { key: retyped.key.clone(), message });
        return;
    }
    let Some(old) = &retyped.old else { return };
    let note = match (retyped.key.kind.conversion)(old, &retyped.new) {
        Ok(_) => format!("`--migrate {address}` keeps the values of `{name}`"),
        Err(reason) => format!("`--migrate` cannot keep the values of `{name}`: {reason}"),
    };
    if let Some(step) = steps.find(|step| step.write.recreates.iter().any(|one| one.path == retyped.path)) {
        step.notes.push(note);
    }
}

fn migrate(plan: &mut Plan, retyped: &Retyped, wanted: Option<&Desired>, live: &Live) {
    let Some(wanted) = wanted else { return };
    let name = retyped.path.last_key().unwrap_or_default().to_owned();
    let temporary = temporary(&retyped.path);
    let of_it = |step: &Step| step.key == retyped.key && step.write.rename.is_none();
    let recreates = |step: &Step| of_it(step) && step.write.recreates.iter().any(|one| one.path == retyped.path);
    let place = plan.steps.iter().position(recreates).or_else(|| plan.steps.iter().position(of_it));
    let place = place.unwrap_or_else(|| {
        plan.steps.push(finishing(wanted, live, &temporary));
        plan.unchanged = plan.unchanged.saturating_sub(1);
        plan.steps.len() - 1
    });
    let step = &mut plan.steps[place];
    let conversion = match &retyped.old {
        Some(old) if !retyped.is_converted() => match (retyped.key.kind.conversion)(old, &retyped.new) {
            Ok(conversion) => Some(conversion),
            Err(reason) => {
                step.refusals.push(format!("the values of `{name}` cannot be kept: {reason}"));
                None
            }
        },
        _ => None,
    };
    let migration = Migration { name: name.clone(), conversion, property: retyped.new.clone(), temporary };
    let is_lost = |path: &Path| retyped.path.is_prefix_of(path) || migration.temporary == *path;
    for change in step.changes.iter_mut().filter(|change| is_lost(&change.path)) {
        change.danger = None;
    }
    step.dangers.retain(|danger| !is_lost(&danger.path));
    step.notes.push(match retyped.is_interrupted {
        true => format!("finishes the migration of `{name}`, whose values are in `{}`", migration.temporary_name()),
        false => format!(
            "keeps the values of `{name}`, converted through the temporary property `{}`",
            migration.temporary_name()
        ),
    });
    step.write.recreates.retain(|one| one.path != retyped.path);
    step.write.recreates.push(Recreation { path: retyped.path.clone(), migration: Some(migration) });
}

/// Returns the step that finishes a migration if nothing else in the resource differs from the files.
fn finishing(wanted: &Desired, live: &Live, temporary: &Path) -> Step {
    let body = live.get(&wanted.key).map(|body| normalize(wanted.key.kind, body));
    let old = body.as_ref().and_then(|body| temporary.find(body)).cloned();
    Step {
        changes: vec![Change::new(temporary.clone(), old, None)],
        declared: wanted.declared.clone(),
        write: Write { desired: Value::clone(&wanted.body), claim: wanted.claim, live: body, ..Write::default() },
        ..Step::new(wanted.key.clone(), Action::Update, Reason::Differs)
    }
}

/// Returns why the values of a property cannot all be migrated, if so. `values` has the identifier and the value of each
/// entity with a value.
pub(crate) fn refusal(migration: &Migration, values: &[(String, Value)]) -> Option<String> {
    let conversion = migration.conversion.as_ref()?;
    let converted = evaluate_each(conversion, values.iter().map(|(_, value)| value)).ok()?;
    let converted: Vec<Value> = converted.into_iter().map(|result| result.unwrap_or_default()).collect();
    let fits = fits_each(&migration.property, &converted);
    let wrong: Vec<&(String, Value)> =
        values.iter().zip(fits).filter(|(_, fits)| !fits).map(|(value, _)| value).collect();
    // The value itself may be a secret.
    let (identifier, _) = wrong.first()?;
    let (count, all, name) = (wrong.len(), values.len(), &migration.name);
    Some(format!("{count} of {all} values of `{name}` cannot be converted, such as that of entity `{identifier}`"))
}
