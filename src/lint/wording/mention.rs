//! Wording for references to something that does not exist.

use crate::ground::closest::closest;
use crate::ground::source::Location;
use crate::kind::blueprint::RELATIONS_ONLY;
use crate::kind::search::meta_property;
use crate::kind::{Reference, Requirement, Role};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Resolution, text_part};
use crate::lint::names::listed;
use crate::lint::rule::{Finding, Rule, Severity};

/// Returns the finding for a reference whose target does not exist, or `None` if it exists. `subject` names the field
/// with the reference: "relation `domain`".
pub(crate) fn finding(
    rule: &Rule,
    subject: &str,
    mention: &Reference,
    resolution: Resolution,
    declaration: &Declaration,
    context: &Context<'_>,
) -> Option<Finding> {
    let need = &mention.need;
    let at = |is_sure| rule.at(place(declaration, mention), message(subject, need, is_sure, context));
    let (mut finding, is_doubted) = match resolution {
        Resolution::NothingToReport => return None,
        Resolution::Uncertain(near) => (at(false).label("not declared").suggest(Some(&near)), true),
        Resolution::Missing { others, may_come } => {
            (at(true).label(label(need)).help(remedy(mention, &others, context)), may_come)
        }
    };
    if is_doubted {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

fn message(subject: &str, need: &Requirement, is_sure: bool, context: &Context<'_>) -> String {
    match need {
        Requirement::Resource { kind, identifier } if context.complete => {
            format!("{subject} refers to {kind} `{identifier}`, which is in neither the model nor the portal")
        }
        Requirement::Resource { kind, identifier } => {
            format!("{subject} refers to {kind} `{identifier}`, which no file declares")
        }
        Requirement::Member { blueprint, sections, name } => {
            let (word, words) = member_words(sections);
            let lacks = match is_sure {
                true => format!("blueprint `{blueprint}` does not have"),
                false => format!("is not among the declared {words} of blueprint `{blueprint}`"),
            };
            format!("{subject} uses {word} `{name}`, which {lacks}")
        }
        Requirement::Related { blueprint, to } => {
            format!("{subject} has target `{to}`, but no relations connect `{to}` and `{blueprint}`")
        }
        Requirement::DirectOwnership { blueprint } => {
            format!("inherited {subject} ends at blueprint `{blueprint}`, which has no direct ownership")
        }
    }
}

fn label(need: &Requirement) -> String {
    match need {
        Requirement::Resource { kind, .. } => format!("no such {kind}"),
        Requirement::Member { sections, .. } => format!("no such {}", member_words(sections).0),
        Requirement::Related { .. } => "not related".to_owned(),
        Requirement::DirectOwnership { .. } => "no direct ownership".to_owned(),
    }
}

/// Returns the words for one member of these sections, and for several.
fn member_words(sections: &[&[&str]]) -> (&'static str, &'static str) {
    if sections == RELATIONS_ONLY { ("relation", "relations") } else { ("property", "properties") }
}

fn remedy(mention: &Reference, others: &[String], context: &Context<'_>) -> String {
    let is_query = matches!(
        mention.role,
        Role::ScorecardProperty | Role::ActionProperty | Role::AggregationProperty | Role::MirrorPath
    );
    let near =
        |name: &str| closest(name, others.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    match &mention.need {
        Requirement::Resource { kind, identifier } => near(bare(identifier)).unwrap_or_else(|| {
            if let Some(exact) = others.iter().find(|other| *other == bare(identifier)) {
                return format!("did you mean `{exact}`?");
            }
            if context.complete && others.is_empty() {
                return "declare it".to_owned();
            }
            if context.complete {
                return format!("declare it, or use one of {}", listed(others));
            }
            format!(
                "declare it, or if it is managed elsewhere, add it to portwright.toml: `[model] external = [\"{kind}/{identifier}\"]`"
            )
        }),
        Requirement::Member { sections, name, .. } if is_query && *sections != RELATIONS_ONLY && meta_property(name).is_some() => {
            format!("did you mean `${name}`?")
        }
        Requirement::Member { name, .. }
            if mention.role == Role::MirrorPath && ["properties", "relations"].contains(&name.as_str()) =>
        {
            format!("remove `{name}.`: a path has only names of relations, and last that of a property")
        }
        Requirement::Member { blueprint, sections, name } => near(name).unwrap_or_else(|| match others {
            [] => format!("blueprint `{blueprint}` has no {}", member_words(sections).1),
            [only] => format!("the only {} of blueprint `{blueprint}` is `{only}`", member_words(sections).0),
            others => format!("blueprint `{blueprint}` has the {} {}", member_words(sections).1, listed(others)),
        }),
        Requirement::Related { blueprint, to } => {
            format!("add a relation between `{to}` and `{blueprint}`, in either direction, directly or through other blueprints")
        }
        Requirement::DirectOwnership { blueprint } => format!("add `ownership: {{ type: Direct }}` to blueprint `{blueprint}`"),
    }
}

/// Returns an identifier without the extension of a file.
fn bare(identifier: &str) -> &str {
    identifier.strip_suffix(".yml").or(identifier.strip_suffix(".yaml")).unwrap_or(identifier)
}

/// Returns the place of the reference: a part of a string, all of it, or the key of a map whose keys are references.
fn place(declaration: &Declaration, mention: &Reference) -> Location {
    let text = mention.at.find(&declaration.body).and_then(serde_json::Value::as_str);
    let name = match &mention.need {
        Requirement::Resource { identifier, .. } => identifier,
        Requirement::Member { name, .. } => name,
        Requirement::Related { .. } | Requirement::DirectOwnership { .. } => return declaration.value(&mention.at),
    };
    match &mention.part {
        Some(part) => text_part(declaration, &mention.at, part),
        None if text != Some(name.as_str()) => declaration.key_location(&mention.at),
        None => declaration.value(&mention.at),
    }
}
