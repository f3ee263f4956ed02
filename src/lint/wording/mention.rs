//! Wording for references to something that does not exist.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::blueprint::{AGGREGATIONS, CALCULATIONS, MIRRORS, NAME, RELATIONS_ONLY, SECTIONS};
use crate::kind::identifier::corrected;
use crate::kind::page::prefix_of;
use crate::kind::search::meta_property;
use crate::kind::{Kind, Reference, Requirement, Role};
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
        // The finding for the invalid identifier suggests this name, so that the reference will be right.
        Resolution::Missing { ref others, .. } if is_meant(need, others) => return None,
        Resolution::Uncertain(near) => (at(false).label("not declared").suggest(Some(&near)), true),
        Resolution::Missing { others, may_come } => {
            let help = in_other_section(mention, context).unwrap_or_else(|| remedy(mention, &others, context));
            (at(true).label(label(need)).help(help), may_come)
        }
    };
    if is_doubted {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// Returns whether a resource with an invalid identifier is the one that is referred to.
fn is_meant(need: &Requirement, others: &[String]) -> bool {
    let Requirement::Resource { kind, identifier } = need else { return false };
    others.iter().any(|other| corrected(kind, other).as_deref() == Some(identifier))
}

fn message(subject: &str, need: &Requirement, is_sure: bool, context: &Context<'_>) -> String {
    match need {
        Requirement::Resource { kind, identifier } => {
            format!("{subject} refers to {kind} `{identifier}`, which {}", absence(context))
        }
        Requirement::Entity { blueprint, identifier } => {
            let absence = absence(context);
            format!("{subject} refers to entity `{identifier}` of blueprint `{blueprint}`, which {absence}")
        }
        Requirement::Member { blueprint, sections, name } => {
            let (word, words) = member_words(sections);
            let lacks = match is_sure {
                true => format!("blueprint `{blueprint}` does not have"),
                false => format!("is not among the declared {words} of blueprint `{blueprint}`"),
            };
            format!("{subject} uses {word} `{name}`, which {lacks}")
        }
        Requirement::Scorecard { blueprint, identifier, rule: None } => {
            format!("{subject} uses scorecard `{identifier}`, which blueprint `{blueprint}` does not have")
        }
        Requirement::Scorecard { identifier, rule: Some(rule), .. } => {
            format!("{subject} uses rule `{rule}`, which scorecard `{identifier}` does not have")
        }
        Requirement::Related { blueprint, to } => {
            format!("{subject} has target `{to}`, but no relations connect `{to}` and `{blueprint}`")
        }
        Requirement::DirectOwnership { blueprint } => {
            format!("inherited {subject} ends at blueprint `{blueprint}`, which has no direct ownership")
        }
    }
}

fn absence(context: &Context<'_>) -> &'static str {
    if context.complete { "is in neither the model nor the portal" } else { "no file declares" }
}

fn label(need: &Requirement) -> String {
    match need {
        Requirement::Entity { .. } => "no such entity".to_owned(),
        Requirement::Resource { kind, .. } => format!("no such {kind}"),
        Requirement::Member { sections, .. } => format!("no such {}", member_words(sections).0),
        Requirement::Scorecard { rule, .. } => format!("no such {}", rule.as_ref().map_or("scorecard", |_| "rule")),
        Requirement::Related { .. } => "not related".to_owned(),
        Requirement::DirectOwnership { .. } => "no direct ownership".to_owned(),
    }
}

/// Returns the words for one member of these sections, and for several.
fn member_words(sections: &[&[&str]]) -> (&'static str, &'static str) {
    let words = [
        (RELATIONS_ONLY, ("relation", "relations")),
        (&[MIRRORS], ("mirror property", "mirror properties")),
        (&[CALCULATIONS], ("calculation property", "calculation properties")),
        (&[AGGREGATIONS], ("aggregation property", "aggregation properties")),
    ];
    words.iter().find(|(of, _)| *of == sections).map_or(("property", "properties"), |(_, words)| *words)
}

/// Returns how to write the name in a widget that the blueprint has, but in another section.
fn in_other_section(mention: &Reference, context: &Context<'_>) -> Option<String> {
    let Requirement::Member { blueprint, name, .. } = &mention.need else { return None };
    let body = context.resources.existence(NAME, blueprint).body().filter(|_| mention.role == Role::WidgetProperty)?;
    let section = SECTIONS.iter().find(|section| Path::from_keys(section).child(name.as_str()).find(body).is_some())?;
    let word = member_words(&[section]).0;
    prefix_of(section).map(|prefix| format!("`{name}` is a {word}; write `{prefix}{name}`"))
}

fn remedy(mention: &Reference, others: &[String], context: &Context<'_>) -> String {
    let is_query = matches!(
        mention.role,
        Role::ScorecardProperty
            | Role::ActionProperty
            | Role::AggregationProperty
            | Role::MirrorPath
            | Role::WidgetProperty
    );
    let near =
        |name: &str| closest(name, others.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    match &mention.need {
        Requirement::Entity { identifier, .. } => near(identifier).unwrap_or_else(|| absent(mention.need.resource().0, others)),
        Requirement::Resource { kind, identifier } => near(bare(identifier)).unwrap_or_else(|| {
            if let Some(exact) = others.iter().find(|other| *other == bare(identifier)) {
                return format!("did you mean `{exact}`?");
            }
            if context.complete {
                return absent(kind, others);
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
        Requirement::Scorecard { blueprint, identifier, rule } => {
            let (name, of, words) = match rule {
                None => (identifier, format!("blueprint `{blueprint}`"), "scorecards"),
                Some(rule) => (rule, format!("scorecard `{identifier}`"), "rules"),
            };
            near(name).unwrap_or_else(|| match others {
                [] => format!("{of} has no {words}"),
                others => format!("{of} has the {words} {}", listed(others)),
            })
        }
        Requirement::Related { blueprint, to } => {
            format!("add a relation between `{to}` and `{blueprint}`, in either direction, directly or through other blueprints")
        }
        Requirement::DirectOwnership { blueprint } => format!("add `ownership: {{ type: Direct }}` to blueprint `{blueprint}`"),
    }
}

/// Returns the remedy for a resource that a portal does not have either.
fn absent(kind: &str, others: &[String]) -> String {
    let is_often_made_there = Kind::named(kind).is_some_and(|kind| kind.is_often_undeclared);
    let make = if is_often_made_there { "declare it or create it in the portal" } else { "declare it" };
    match others {
        [] => make.to_owned(),
        others => format!("{make}, or use one of {}", listed(others)),
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
        Requirement::Resource { identifier, .. } | Requirement::Entity { identifier, .. } => identifier,
        Requirement::Member { name, .. } => name,
        Requirement::Scorecard { identifier, rule, .. } => rule.as_ref().unwrap_or(identifier),
        Requirement::Related { .. } | Requirement::DirectOwnership { .. } => return declaration.value(&mention.at),
    };
    match &mention.part {
        Some(part) => text_part(declaration, &mention.at, part),
        None if text != Some(name.as_str()) => declaration.key_location(&mention.at),
        None => declaration.value(&mention.at),
    }
}
