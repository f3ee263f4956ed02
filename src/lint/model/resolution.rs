//! Resolving a reference.

use std::ops::Range;

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::blueprint;
use crate::kind::identifier::{as_identifier, is_never_in_identifier};
use crate::kind::reference::RequirementStatus;
use crate::kind::treatment::Treatment;
use crate::kind::{Existence, Kind, Reference, Requirement, Role};
use crate::lint::context::Context;
use crate::model::written_part::written_part;
use crate::model::{Claim, Declaration, FileContent};
use crate::yaml::tree::Node;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// The target exists, or that cannot be known, or another rule reports it.
    NothingToReport,
    /// The target is not known, but its name is close to this known one.
    Uncertain(String),
    Missing {
        /// Names that exist, for suggestions.
        others: Vec<String>,
        /// Whether it may still exist, because others own its resource.
        may_come: bool,
    },
}

impl Resolution {
    pub(crate) fn of(mention: &Reference, declaration: &Declaration, context: &Context<'_>) -> Self {
        if is_undefined(declaration, &mention.at) {
            return Self::NothingToReport;
        }
        match mention.need.status(context.resources) {
            RequirementStatus::Missing(others) if !context.complete && is_often_undeclared(&mention.need) => {
                match others.is_empty() {
                    true => Self::NothingToReport,
                    false => Self::Missing { others, may_come: true },
                }
            }
            RequirementStatus::Unknown => {
                near_known_name(&mention.need, context).map_or(Self::NothingToReport, Self::Uncertain)
            }
            RequirementStatus::Missing(others)
                if !is_hidden(&mention.need, context) && !is_invalid_there(&mention.need, &others) =>
            {
                // Others may create the blueprint that a scorecard grades, and add to it.
                let may_come = mention.role == Role::ScorecardProperty && !is_declared_here(&mention.need, context);
                let may_come = may_come || is_made_elsewhere(&mention.need, &others, context);
                Self::Missing { others, may_come }
            }
            _ => Self::NothingToReport,
        }
    }
}

/// Returns the member that was probably meant, if a blueprint is partly known and a known member's name is one typo
/// away. A member of exactly this name may exist elsewhere, so this is only a suspicion; a plural does not count.
fn near_known_name(need: &Requirement, context: &Context<'_>) -> Option<String> {
    let Requirement::Member { blueprint, sections, name } = need else { return None };
    let Existence::Partial(body) = context.resources.existence(blueprint::KIND.name, blueprint) else { return None };
    let members = sections.iter().filter_map(|section| Path::from_keys(section).find(body)?.as_object());
    let near = closest(name, members.flat_map(|section| section.keys().map(String::as_str)))?;
    let is_plural = name.trim_end_matches('s') == near.trim_end_matches('s');
    (name.len() > 3 && !is_plural && strsim::damerau_levenshtein(name, near) == 1).then(|| near.to_owned())
}

/// Returns whether the portal may well have it although no file declares it.
fn is_often_undeclared(need: &Requirement) -> bool {
    Kind::named(need.resource().0).is_some_and(|kind| kind.is_often_undeclared)
}

/// Returns whether it may be declared under a misspelt key, which another rule reports.
fn is_hidden(need: &Requirement, context: &Context<'_>) -> bool {
    let (kind, identifier) = need.resource();
    let of_kind = || context.model.declarations.iter().filter(|declaration| declaration.kind.name == kind);
    match need {
        Requirement::Resource { .. } | Requirement::Scorecard { .. } | Requirement::Entity { .. } => {
            of_kind().any(|declaration| declaration.key.is_none()) || is_misplaced(identifier, context)
        }
        Requirement::Member { .. } | Requirement::DirectOwnership { .. } => of_kind()
            .filter(|declaration| declaration.key.as_ref().is_some_and(|key| key.identifier == identifier))
            .any(|one| context.facts(one).hide_members(one)),
        // The path may pass through any of them.
        Requirement::Related { .. } => of_kind().any(|one| context.facts(one).hide_members(one)),
    }
}

/// Returns whether the target was probably meant to have this name, but has a name that is not valid, which another
/// rule reports.
fn is_invalid_there(need: &Requirement, others: &[String]) -> bool {
    let name = match need {
        Requirement::Resource { identifier, .. } | Requirement::Entity { identifier, .. } => identifier,
        Requirement::Member { name, .. } => name,
        Requirement::Scorecard { identifier, rule, .. } => rule.as_ref().unwrap_or(identifier),
        Requirement::Related { .. } | Requirement::DirectOwnership { .. } => return false,
    };
    let is_like = |other: &str| {
        let made = as_identifier(other);
        other.split(is_never_in_identifier).any(|part| part == name)
            || made == *name
            || closest(name, [made.as_str()]).is_some()
    };
    others.iter().any(|other| other.contains(is_never_in_identifier) && is_like(other))
}

/// Returns whether others may have made the scorecard: a portal is not asked, and no known one has a similar name.
fn is_made_elsewhere(need: &Requirement, others: &[String], context: &Context<'_>) -> bool {
    let Requirement::Scorecard { identifier, rule: None, .. } = need else { return false };
    !context.complete && closest(identifier, others.iter().map(String::as_str)).is_none()
}

/// Returns whether a file that is in no folder of a kind has a resource of this identifier.
fn is_misplaced(identifier: &str, context: &Context<'_>) -> bool {
    let unread = context.model.files.iter().filter(|file| matches!(file.content, FileContent::Nothing));
    let roots = unread.filter_map(|file| file.tree.as_ref()).flat_map(|tree| tree.roots());
    let mut resources = roots.flat_map(|root| root.items().chain(root.is_map().then_some(root)));
    resources.any(|resource| resource.get("identifier").and_then(Node::as_str) == Some(identifier))
}

fn is_declared_here(need: &Requirement, context: &Context<'_>) -> bool {
    let (kind, identifier) = need.resource();
    let declares = |other: &Declaration| {
        other.claim == Claim::Full && other.key.as_ref().is_some_and(|key| key.identifier == identifier)
    };
    context.model.declarations.iter().filter(|other| other.kind.name == kind).any(declares)
}

/// Returns whether a text contains an undefined variable or only empty ones, which another rule reports.
pub(crate) fn is_undefined(declaration: &Declaration, at: &Path) -> bool {
    declaration.undefined.iter().any(|(path, _, _)| path == at) || emptied(declaration, at).is_some()
}

/// Returns the text at a path as it is written, if its variables are empty and nothing else is in it. Free JSON may be
/// empty, and so may a field that Port does not distinguish from an absent one, except a title.
pub(crate) fn emptied<'d>(declaration: &'d Declaration, at: &Path) -> Option<&'d str> {
    let is_empty = at.find(&declaration.body).is_some_and(|value| value == "");
    let written = is_empty.then(|| declaration.node().find(at)?.as_str()).flatten()?;
    let may_be_empty = |treatment| match treatment {
        Treatment::EmptyIsAbsent => at.last_key() != Some("title"),
        treatment => treatment == Treatment::Verbatim,
    };
    let is_optional =
        || declaration.kind.treated().at(&at.0).treatments().iter().any(|treatment| may_be_empty(*treatment));
    (written.contains("${") && !is_optional()).then_some(written)
}

/// Returns the place of some bytes of a text, or of all of it if they are the value of a variable.
pub(crate) fn text_part(declaration: &Declaration, at: &Path, part: &Range<usize>) -> Location {
    let written = declaration.node().find(at).and_then(Node::as_str);
    let filled = at.find(&declaration.body).and_then(serde_json::Value::as_str);
    let own = written.zip(filled).and_then(|(written, filled)| written_part(written, filled, part));
    own.map_or_else(|| declaration.value(at), |own| declaration.part(at, &own))
}
