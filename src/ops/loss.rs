//! How many entities the destructive steps of a plan affect.

use serde_json::{Value, json};

use crate::ground::count::count;
use crate::ground::path::Path;
use crate::kind::Affected;
use crate::ops::migration_check::{identifier_now, name_now};
use crate::plan::rename::PlannedRename;
use crate::plan::{Action, AffectedEntities, Danger, Plan, Step};
use crate::portal::{Portal, PortalError, resources};
use crate::yaml::schema::Schema;

/// At most this many entities of a blueprint are read to count those that a step affects.
const MOST_READ: usize = 20_000;

/// Counts the entities of each blueprint that the plan changes destructively, and those that each danger affects.
pub(super) fn count_all(portal: &dyn Portal, plan: &mut Plan, renames: &[PlannedRename]) -> Result<(), PortalError> {
    for step in plan.steps.iter_mut().filter(|step| step.is_destructive() && step.key.kind.has_entities) {
        let number = resources::count_entities(portal, identifier_now(step, renames))?;
        step.entities = Some(number);
        if number == 0 {
            continue;
        }
        if step.action == Action::Delete {
            step.dangers.push(Danger::of_entities(number));
            continue;
        }
        for (nth, affected, entities) in affected(portal, step, renames)? {
            let danger = &mut step.dangers[nth];
            let message = format!("{} ({})", danger.message, words(&affected, &entities, number));
            if let Some(change) = step.changes.iter_mut().find(|change| change.path == danger.path) {
                change.danger = Some(message.clone());
            }
            danger.message = message;
            danger.entities = Some(entities);
        }
    }
    Ok(())
}

/// Returns how many entities each danger of a step affects, with the danger's index.
pub(super) fn affected(
    portal: &dyn Portal,
    step: &Step,
    renames: &[PlannedRename],
) -> Result<Vec<(usize, Affected, AffectedEntities)>, PortalError> {
    let mut counters: Vec<Counter> =
        (0..step.dangers.len()).filter_map(|nth| Counter::of(step, nth, renames)).collect();
    if counters.is_empty() {
        return Ok(Vec::new());
    }
    let narrowed = query(&counters).map(|query| json!({ "query": query }));
    let mut search = |body: &Value| {
        counters.iter_mut().for_each(Counter::reset);
        let visit = &mut |page: Vec<Value>| {
            page.iter().for_each(|entity| counters.iter_mut().for_each(|one| one.add(entity)));
        };
        resources::search(portal, identifier_now(step, renames), body, MOST_READ, visit)
    };
    let everything = json!({});
    let is_all = match search(narrowed.as_ref().unwrap_or(&everything)) {
        // The query only saves reading: each entity is looked at again.
        Err(PortalError::Refused { status: 400 | 422, .. }) if narrowed.is_some() => search(&everything)?,
        found => found?,
    };
    let counted = counters.into_iter().map(|one| {
        let entities = AffectedEntities { count: one.count, at_least: !is_all, by_value: one.by_value };
        (one.nth, one.affected, entities)
    });
    Ok(counted.collect())
}

/// Counts the entities that one danger of a step affects.
struct Counter {
    /// The index of the danger.
    nth: usize,
    /// With the names that the portal has now.
    affected: Affected,
    /// What the values must fit.
    schema: Option<Schema>,
    count: u64,
    /// For each option or field, if there are several.
    by_value: Vec<(String, u64)>,
}

impl Counter {
    /// Returns none if the danger is not about some of the entities, or if its values are sensitive.
    fn of(step: &Step, nth: usize, renames: &[PlannedRename]) -> Option<Self> {
        let danger = &step.dangers[nth];
        let change = step.changes.iter().find(|change| change.path == danger.path && !change.sensitive)?;
        let loss = (step.key.kind.danger)(&change.path, change.old.as_ref(), change.new.as_ref())?;
        let mut affected = loss.affected?;
        for field in affected.fields_mut() {
            if let Some(name) = field.last_key().map(|name| name_now(step, name, renames).to_owned()) {
                *field = field.first(field.0.len() - 1).child(name);
            }
        }
        let schema = match &affected {
            // A portal checks no value with a schema that is none.
            Affected::Unfit(_, schema) => Some(Schema::from_value(schema).ok()?),
            _ => None,
        };
        let labels: Vec<String> = match &affected {
            Affected::Options(_, options) => options.iter().map(text).collect(),
            Affected::Without(fields) if fields.len() > 1 => {
                fields.iter().filter_map(|field| field.last_key().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        };
        let by_value = labels.into_iter().map(|label| (label, 0)).collect();
        Some(Self { nth, affected, schema, count: 0, by_value })
    }

    fn reset(&mut self) {
        self.count = 0;
        self.by_value.iter_mut().for_each(|(_, count)| *count = 0);
    }

    fn add(&mut self, entity: &Value) {
        let value = |field: &Path| field.find(entity).filter(|value| !is_empty(value));
        let hits: Vec<usize> = match &self.affected {
            Affected::With(field) => value(field).map(|_| 0).into_iter().collect(),
            Affected::Without(fields) => (0..fields.len()).filter(|nth| value(&fields[*nth]).is_none()).collect(),
            Affected::Options(field, options) => {
                let Some(value) = value(field) else { return };
                let has = |option: &Value| value == option || value.as_array().is_some_and(|all| all.contains(option));
                (0..options.len()).filter(|nth| has(&options[*nth])).collect()
            }
            Affected::Unfit(field, _) => {
                let fits = |value: &Value| self.schema.as_ref().is_none_or(|one| one.check_value(value).is_empty());
                value(field).filter(|value| !fits(value)).map(|_| 0).into_iter().collect()
            }
            Affected::Several(field) => {
                let several = value(field).and_then(Value::as_array).filter(|all| all.len() > 1);
                several.map(|_| 0).into_iter().collect()
            }
        };
        self.count += u64::from(!hits.is_empty());
        for nth in hits {
            if let Some((_, count)) = self.by_value.get_mut(nth) {
                *count += 1;
            }
        }
    }
}

/// Whether a field has nothing to lose. Port shows properties and relations without a value as null, and lists as empty.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// Returns a search query for every entity that may be affected; none if Port has no such query, as for relations.
fn query(counters: &[Counter]) -> Option<Value> {
    let mut rules = Vec::new();
    for one in counters {
        let operator = if matches!(one.affected, Affected::Without(_)) { "isEmpty" } else { "isNotEmpty" };
        for field in one.affected.fields() {
            let property = match (field.key(0)?, field.key(1)) {
                ("properties", Some(name)) => name.to_owned(),
                (meta, None) => format!("${meta}"),
                _ => return None,
            };
            rules.push(json!({ "property": property, "operator": operator }));
        }
    }
    Some(json!({ "combinator": "or", "rules": rules }))
}

/// Says how many of all entities are affected.
fn words(affected: &Affected, entities: &AffectedEntities, all: u64) -> String {
    let AffectedEntities { count: number, at_least, by_value } = entities;
    let is_one = *number == 1;
    let verb = match affected {
        Affected::With(_) if is_one => "has one",
        Affected::With(_) => "have one",
        Affected::Without(_) if is_one => "lacks it",
        Affected::Without(_) => "lack it",
        Affected::Options(..) if is_one => "has such a value",
        Affected::Options(..) => "have such a value",
        Affected::Unfit(..) if is_one => "does not fit",
        Affected::Unfit(..) => "do not fit",
        Affected::Several(_) if is_one => "has several",
        Affected::Several(_) => "have several",
    };
    let least = if *at_least { "at least " } else { "" };
    let parts: Vec<String> = by_value.iter().map(|(label, count)| format!("`{label}`: {count}")).collect();
    let parts = if by_value.len() > 1 && *number > 0 { format!("; {}", parts.join(", ")) } else { String::new() };
    format!("{least}{number} of {} {verb}{parts}", count(all, "entity"))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
