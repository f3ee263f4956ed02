//! Checks the wanted values against the blueprint and the portal.

use serde_json::Value;

use crate::enrich::refusal::one_line;
use crate::enrich::wording::{name_list, quoted, quoted_value};
use crate::enrich::{FilledTemplate, Payload, Refusal, Template, WantedField};
use crate::ground::closest::closest;
use crate::ground::escape::escaped;
use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::ground::source::Span;
use crate::lint::engine::{Levels, Lint, check_file};
use crate::lint::port::NoFiles;
use crate::lint::{RULES, mask_secrets};
use crate::model::Catalog;
use crate::model::catalog::Blueprint;
use crate::ops::enrich::failure::EnrichError;
use crate::portal::{Portal, PortalError, resources};
use crate::yaml::parse::{Limits, parse};

/// A payload with its template, and what to check it against.
#[derive(Clone, Copy)]
pub struct Task<'t> {
    /// The payload that Port sent.
    pub payload: &'t Payload,
    /// The template.
    pub template: &'t Template,
    /// The blueprints, and the entities where there is no portal.
    pub catalog: &'t Catalog,
    /// The portal, if it can be asked.
    pub portal: Option<&'t dyn Portal>,
}

/// A filled template that passed all checks.
#[derive(Debug)]
pub struct Checked {
    /// The entity.
    pub filled: FilledTemplate,
    /// Whether the entity is known to exist; if not, that could not be checked.
    pub is_known: bool,
}

/// Fills the template in and checks the result: the blueprint has these properties and relations and accepts these values,
/// and the entity and those that it relates to exist. No repository is needed.
///
/// # Errors
/// A fault of the payload, the template or a value; a portal that could not be read.
pub fn checked(task: Task<'_>) -> Result<Checked, EnrichError> {
    let filled = task.template.filled(task.payload)?;
    let blueprint = blueprint(&filled, task.catalog)?;
    refuse_file_values(&filled)?;
    check_values(&filled, blueprint, task.catalog)?;
    check_declared(&filled, blueprint)?;
    let existence = Existence { catalog: task.catalog, portal: task.portal };
    check_related(&filled, blueprint, &existence)?;
    let wanted = &filled.wanted;
    let exists = existence.of(&wanted.blueprint, &wanted.identifier)?;
    if exists == Some(false) {
        let near = existence.near(&wanted.blueprint, &wanted.identifier);
        let what = format!("blueprint {}", quoted(&wanted.blueprint));
        let refusal = Refusal::new(format!("there is no entity {} of {what}", quoted(&wanted.identifier)));
        let refusal = refusal.help(match near {
            Some(near) => format!("did you mean {}?", quoted(&near)),
            None => "Port would create it from this file: create it first, or correct the payload".to_owned(),
        });
        return Err(refusal.into());
    }
    Ok(Checked { filled, is_known: exists.is_some() })
}

fn blueprint<'c>(filled: &FilledTemplate, catalog: &'c Catalog) -> Result<&'c Blueprint, Refusal> {
    let name = &filled.wanted.blueprint;
    catalog.blueprint(name).ok_or_else(|| {
        let refusal = Refusal::new(format!("blueprint {}, which the template uses, does not exist", quoted(name)));
        match closest(name, catalog.identifiers()) {
            Some(near) => refusal.help(format!("did you mean {}?", quoted(near))),
            None if catalog.is_complete() => refusal.help("create it, or correct the template"),
            None => refusal.help("the catalog is incomplete: select a portal with --portal"),
        }
    })
}

/// Refuses a value that Port would replace with the content of a file.
fn refuse_file_values(filled: &FilledTemplate) -> Result<(), Refusal> {
    let is_file = |value: &Value| value.as_str().is_some_and(|text| text.trim_start().starts_with("file://"));
    let from_payload = |field: &&WantedField| !field.from.is_empty();
    for field in filled.wanted.fields.iter().filter(from_payload) {
        if is_file(&field.value) || field.value.as_array().is_some_and(|members| members.iter().any(is_file)) {
            let reason = format!(
                "{}, which Port would replace with the content of a file in the repository",
                payload_value(field)
            );
            return Err(Refusal::new(reason).help("put a `file://` value in the template, where it can be reviewed"));
        }
    }
    Ok(())
}

/// Checks the values with the rules of `lint`; errors name the fields of the payload.
fn check_values(filled: &FilledTemplate, blueprint: &Blueprint, catalog: &Catalog) -> Result<(), Refusal> {
    let lint = Lint::new(RULES, Some(catalog), &NoFiles, &Levels::default());
    let mut found = check_file(&filled.text, &lint).findings;
    found.retain(|finding| finding.severity == Severity::Error);
    mask_secrets(&mut found);
    let spans = spans(filled);
    let of_field = |finding: &Finding| {
        let at = finding.place.span;
        let inside = spans.iter().position(|span| span.start <= at.start && at.end <= span.end);
        inside.and_then(|nth| filled.wanted.fields.get(nth))
    };
    let is_exclusive = |finding: &&Finding| RULES.iter().any(|rule| rule.is_exclusive && rule.name == finding.rule);
    if let Some(only) = found.iter().find(is_exclusive) {
        return Err(only.clone().into());
    }
    found.retain(|finding| of_field(finding).is_some());
    let Some((field, first)) = found.first().and_then(|first| Some((of_field(first)?, first))) else { return Ok(()) };
    let reason = if field.from.is_empty() { one_line(first) } else { explanation(field, first, blueprint) };
    // Long values are kept out of the log.
    let is_short = found.iter().filter_map(of_field).all(|field| field.value.to_string().len() <= MAX_QUOTED_BYTES);
    Err(Refusal { reason, help: None, findings: if is_short { found } else { Vec::new() } })
}

const MAX_QUOTED_BYTES: usize = 200;

/// The place of each field, key and value, in the filled text.
fn spans(filled: &FilledTemplate) -> Vec<Span> {
    let tree = parse(&filled.text, &Limits::default()).tree;
    let root = tree.as_ref().and_then(|tree| tree.roots().next());
    let entity = root.map(|root| root.items().next().unwrap_or(root));
    let span = |field: &WantedField| {
        let (last, parent) = field.path.0.split_last()?;
        let holder = entity?.find(&Path(parent.to_vec()))?;
        let (key, value) = holder.entry(Path(vec![last.clone()]).last_key()?)?;
        Some(Span { start: key.span().start, end: value.span().end })
    };
    filled.wanted.fields.iter().map(|field| span(field).unwrap_or_default()).collect()
}

/// The fault of a value of the payload, for a reader who sees only the run's log.
fn explanation(field: &WantedField, finding: &Finding, blueprint: &Blueprint) -> String {
    let text = field.value.as_str().unwrap_or_default();
    // A rule quotes all of a value.
    let message = if text.len() > MAX_QUOTED_BYTES / 4 { "it cannot be set" } else { &finding.message };
    let help = finding.help.as_deref().unwrap_or_default();
    let name = field.path.last_key().unwrap_or_default();
    let is_property = field.path.key(0) == Some("properties");
    let options = blueprint.properties.get(name).filter(|_| is_property).map_or(&[][..], |property| &property.options);
    // For a typo, the rule names only the similar option.
    let allowed = match options.is_empty() || help.contains("one of") {
        true => String::new(),
        false => format!("the options are {}", name_list(options.iter().map(String::as_str))),
    };
    let mut line = format!("{}: {message}", payload_value(field));
    for part in [help, &allowed].into_iter().filter(|part| !part.is_empty()) {
        line += if line.ends_with('?') { " " } else { "; " };
        line += part;
    }
    escaped(&line).into_owned()
}

/// "`type` in the payload is `bakend`".
fn payload_value(field: &WantedField) -> String {
    let keys = name_list(field.from.iter().map(String::as_str));
    format!("{keys} in the payload is {}", quoted_value(&field.value))
}

/// Refuses a field that a partly known blueprint does not declare, because its value cannot be checked.
fn check_declared(filled: &FilledTemplate, blueprint: &Blueprint) -> Result<(), Refusal> {
    for field in &filled.wanted.fields {
        let (Some(section), Some(name)) = (field.path.key(0), field.path.key(1)) else { continue };
        let is_declared = match section {
            "relations" => blueprint.relations.get(name).is_some(),
            _ => blueprint.properties.get(name).is_some(),
        };
        if !is_declared {
            let reason = format!(
                "{} of blueprint {} is unknown, so its value cannot be checked",
                quoted(&field.path.to_string()),
                quoted(&blueprint.identifier)
            );
            return Err(
                Refusal::new(reason).help("select a portal with --portal, or a complete snapshot with --catalog")
            );
        }
    }
    Ok(())
}

/// Refuses relations to entities that do not exist, or that cannot be checked: Port would create empty ones.
fn check_related(filled: &FilledTemplate, blueprint: &Blueprint, existence: &Existence<'_>) -> Result<(), EnrichError> {
    for field in filled.wanted.fields.iter().filter(|field| field.path.key(0) == Some("relations")) {
        let name = field.path.last_key().unwrap_or_default();
        let Some(relation) = blueprint.relations.get(name).filter(|relation| !relation.target.is_empty()) else {
            continue;
        };
        let one = std::slice::from_ref(&field.value);
        let members = field.value.as_array().map_or(one, Vec::as_slice);
        for identifier in members.iter().filter_map(Value::as_str) {
            let target = relation.target.as_str();
            match existence.of(target, identifier)? {
                Some(true) => {}
                Some(false) => {
                    let source = if field.from.is_empty() { "the template".to_owned() } else { payload_value(field) };
                    let what = format!("there is no entity {} of blueprint {}", quoted(identifier), quoted(target));
                    let refusal = Refusal::new(format!("{source}: {what}, to which relation {} refers", quoted(name)));
                    let near = existence.near(target, identifier);
                    let help = near.map_or_else(
                        || "create it first, or choose another one".to_owned(),
                        |near| format!("did you mean {}?", quoted(&near)),
                    );
                    return Err(refusal.help(help).into());
                }
                None => {
                    let reason = format!("the entities of blueprint {} are unknown", quoted(target));
                    let refusal = Refusal::new(format!("{reason}, and relation {} refers to one", quoted(name)));
                    let how = "select a portal with --portal, or a snapshot made by `portwright snapshot --entities` with --catalog";
                    return Err(refusal.help(how).into());
                }
            }
        }
    }
    Ok(())
}

/// With more entities than this, no similar name is suggested: listing them would take longer than everything else.
const MAX_LISTED_ENTITIES: u64 = 20_000;

/// Where to look: the portal, or a snapshot if there is none.
struct Existence<'e> {
    catalog: &'e Catalog,
    portal: Option<&'e dyn Portal>,
}

impl Existence<'_> {
    /// Whether a blueprint has an entity of that identifier; none if that is unknown.
    fn of(&self, blueprint: &str, identifier: &str) -> Result<Option<bool>, PortalError> {
        match self.portal {
            Some(portal) => resources::entity(portal, blueprint, identifier).map(|found| Some(found.is_some())),
            None => Ok(self.catalog.entities(blueprint).map(|known| known.contains(identifier))),
        }
    }

    /// The entity that was probably meant.
    fn near(&self, blueprint: &str, identifier: &str) -> Option<String> {
        let known: Vec<String> = match self.portal {
            // Without a suggestion, the error is still worth reporting.
            Some(portal) => {
                resources::count_entities(portal, blueprint).ok().filter(|count| *count <= MAX_LISTED_ENTITIES)?;
                resources::entity_identifiers(portal, blueprint).ok()?
            }
            None => self.catalog.entities(blueprint)?.iter().cloned().collect(),
        };
        closest(identifier, known.iter().map(String::as_str)).map(str::to_owned)
    }
}
