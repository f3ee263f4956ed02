//! What a mention leads to.

use std::ops::Range;

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::blueprint;
use crate::kind::reference::RequirementStatus;
use crate::kind::{Existence, Reference, Requirement, Role};
use crate::lint::context::Context;
use crate::lint::model::fields;
use crate::model::{Claim, Declaration};
use crate::yaml::tree::Node;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// To what it needs, or nobody can tell; or that it leads nowhere is said elsewhere.
    Fine,
    /// To nothing that is known, and nearly to this, which is.
    Doubted(String),
    Missing {
        /// What it could lead to instead.
        others: Vec<String>,
        /// Whether it may still be made by others, who own what it is looked for in.
        may_come: bool,
    },
}

impl Resolution {
    pub(crate) fn of(mention: &Reference, declaration: &Declaration, context: &Context<'_>) -> Self {
        if is_undefined(declaration, &mention.at) {
            return Self::Fine;
        }
        match mention.need.status(context.resources) {
            RequirementStatus::Unknown => doubted(&mention.need, context).map_or(Self::Fine, Self::Doubted),
            RequirementStatus::Missing(others) if !is_hidden(&mention.need, context) => {
                // Others may make the blueprint that a scorecard grades, and add to it.
                let may_come = mention.role == Role::ScorecardProperty && !is_graded_here(declaration, context);
                Self::Missing { others, may_come }
            }
            _ => Self::Fine,
        }
    }
}

/// The member that was probably meant, where a blueprint is known in part and a name is one typo away from a part that
/// is known. Others may have made a member of that very name, so it is only doubted; a plural least of all.
fn doubted(need: &Requirement, context: &Context<'_>) -> Option<String> {
    let Requirement::Member { blueprint, sections, name } = need else { return None };
    let Existence::Partial(body) = context.resources.existence(blueprint::KIND.name, blueprint) else { return None };
    let members = sections.iter().filter_map(|section| Path::from_keys(section).find(body)?.as_object());
    let near = closest(name, members.flat_map(|section| section.keys().map(String::as_str)))?;
    let is_plural = name.trim_end_matches('s') == near.trim_end_matches('s');
    (name.len() > 3 && !is_plural && strsim::damerau_levenshtein(name, near) == 1).then(|| near.to_owned())
}

/// Whether it may stand in a file under a name that is misspelt, which is said there.
fn is_hidden(need: &Requirement, context: &Context<'_>) -> bool {
    let (kind, identifier) = need.resource();
    let of_kind = || context.model.declarations.iter().filter(|declaration| declaration.kind.name == kind);
    match need {
        Requirement::Resource { .. } => of_kind().any(|declaration| declaration.key.is_none()),
        Requirement::Member { .. } | Requirement::DirectOwnership { .. } => of_kind()
            .filter(|declaration| declaration.key.as_ref().is_some_and(|key| key.identifier == identifier))
            .any(fields::hides_members),
        // The relations may lead over any of them.
        Requirement::Related { .. } => of_kind().any(fields::hides_members),
    }
}

fn is_graded_here(declaration: &Declaration, context: &Context<'_>) -> bool {
    let graded = declaration.key.as_ref().and_then(|key| key.parent.as_deref());
    let declares = |other: &Declaration| {
        other.claim == Claim::Full && other.key.as_ref().is_some_and(|key| Some(key.identifier.as_str()) == graded)
    };
    context.model.declarations.iter().filter(|other| other.kind.has_entities).any(declares)
}

/// Whether a text still holds a variable that nobody set, which is said elsewhere.
pub(crate) fn is_undefined(declaration: &Declaration, at: &Path) -> bool {
    declaration.undefined.iter().any(|(path, _, _)| path == at)
}

/// Some bytes of a text; all of it where variables make it longer or shorter than it is written.
pub(crate) fn text_part(declaration: &Declaration, at: &Path, part: &Range<usize>) -> Location {
    let written = declaration.node().find(at).and_then(Node::as_str);
    let filled = at.find(&declaration.body).and_then(serde_json::Value::as_str);
    if written == filled { declaration.part(at, part) } else { declaration.value(at) }
}
