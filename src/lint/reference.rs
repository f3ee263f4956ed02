//! Mentions of what does not exist: found here once, reported by the rule for each role.

use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::ground::join::join_first;
use crate::ground::path::Path;
use crate::ground::source::Place;
use crate::kind::blueprint::{self, RELATIONS_ONLY};
use crate::kind::reference::Met;
use crate::kind::{Known, Need, Reference, Role};
use crate::lint::fields;
use crate::lint::rule::{Context, Rule};
use crate::model::Declaration;

/// Adds a finding for each mention of that role that leads to nothing. `subject` says what mentions it, from the path
/// of the field: "relation `domain`".
pub fn report(
    rule: &Rule,
    role: Role,
    declaration: &Declaration,
    context: &Context<'_>,
    found: &mut Vec<Finding>,
    subject: impl Fn(&Path) -> String,
) {
    // What a faulty file declares is not known, and must not be missed.
    if context.model.has_faults {
        return;
    }
    for mention in context.mentions(declaration) {
        if mention.role != role || is_undefined(declaration, &mention.at) {
            continue;
        }
        let met = mention.need.met(context.world);
        if met == Met::Unknown
            && let Some(near) = doubted(&mention.need, context)
        {
            let message = format!("{} needs {}", subject(&mention.at), lacking(&mention.need, context));
            let mut finding = rule.at(place(declaration, mention), format!("{message}, as far as is known"));
            finding.severity = Severity::Warning;
            found.push(finding.label("not known").suggest(Some(&near)));
        }
        let Met::No(others) = met else { continue };
        if is_hidden(&mention.need, context) {
            continue;
        }
        let message = format!("{} needs {}", subject(&mention.at), lacking(&mention.need, context));
        let finding = rule.at(place(declaration, mention), message).label(label(&mention.need));
        found.push(finding.help(remedy(&mention.need, &others, context)));
    }
}

/// The member that was probably meant, where a blueprint is known in part and a name is one slip away from a part that
/// is known. Others may have made a member of that very name, so it is only doubted; a plural least of all.
fn doubted(need: &Need, context: &Context<'_>) -> Option<String> {
    let Need::Member { blueprint, sections, name } = need else { return None };
    let Known::Partly(body) = context.world.known(blueprint::KIND.name, blueprint) else { return None };
    let members = sections.iter().filter_map(|section| Path::of(section).find(body)?.as_object());
    let near = closest(name, members.flat_map(|section| section.keys().map(String::as_str)))?;
    let is_plural = name.trim_end_matches('s') == near.trim_end_matches('s');
    (name.len() > 3 && !is_plural && strsim::damerau_levenshtein(name, near) == 1).then(|| near.to_owned())
}

/// Whether a text still holds a variable that nobody set, which is said elsewhere.
pub fn is_undefined(declaration: &Declaration, at: &Path) -> bool {
    declaration.undefined.iter().any(|(path, _, _)| path == at)
}

/// Whether it may stand in a file under a name that is misspelt, which is said there.
fn is_hidden(need: &Need, context: &Context<'_>) -> bool {
    let (kind, identifier) = need.resource();
    let of_kind = || context.model.declarations.iter().filter(|declaration| declaration.kind.name == kind);
    match need {
        Need::Resource { .. } => of_kind().any(|declaration| declaration.key.is_none()),
        Need::Member { .. } | Need::DirectOwnership { .. } => of_kind()
            .filter(|declaration| declaration.key.as_ref().is_some_and(|key| key.identifier == identifier))
            .any(fields::hides_members),
        // The way may lead over any of them.
        Need::Related { .. } => of_kind().any(fields::hides_members),
    }
}

/// What is missing, and where it was looked for.
fn lacking(need: &Need, context: &Context<'_>) -> String {
    match need {
        Need::Resource { kind, identifier } => format!("{kind} `{identifier}`, {}", nowhere(context)),
        Need::Member { blueprint, sections, name } => {
            format!("{} `{name}`, which blueprint `{blueprint}` does not have", sort(sections))
        }
        Need::Related { blueprint, to } => {
            format!("a way along relations between `{blueprint}` and `{to}`, and there is none")
        }
        Need::DirectOwnership { blueprint } => {
            format!("teams of blueprint `{blueprint}`, whose entities are not owned directly")
        }
    }
}

/// "which no file declares", as far as was looked.
pub fn nowhere(context: &Context<'_>) -> &'static str {
    if context.complete { "which neither the model nor the portal has" } else { "which no file declares" }
}

fn label(need: &Need) -> String {
    match need {
        Need::Resource { kind, .. } => format!("no such {kind}"),
        Need::Member { sections, .. } => format!("no such {}", sort(sections)),
        Need::Related { .. } => "not related".to_owned(),
        Need::DirectOwnership { .. } => "not owned directly".to_owned(),
    }
}

fn sort(sections: &[&[&str]]) -> &'static str {
    if sections == RELATIONS_ONLY { "relation" } else { "property" }
}

fn remedy(need: &Need, others: &[String], context: &Context<'_>) -> String {
    let near =
        |name: &str| closest(name, others.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    match need {
        Need::Resource { kind, identifier } => near(identifier).unwrap_or_else(|| {
            if context.complete {
                return format!("declare it, or name one of {}", listed(others));
            }
            format!(
                "declare it; if it is made elsewhere, say so in portwright.toml: `[model] external = [\"{kind}/{identifier}\"]`"
            )
        }),
        Need::Member { blueprint, sections, name } => near(name).unwrap_or_else(|| match others {
            [] => format!("blueprint `{blueprint}` has no {} at all", sort(sections)),
            others => format!("blueprint `{blueprint}` has {}", listed(others)),
        }),
        Need::Related { blueprint, to } => {
            format!("add a relation from `{to}` to `{blueprint}`, or from `{blueprint}` to `{to}`, directly or over others")
        }
        Need::DirectOwnership { blueprint } => format!("give blueprint `{blueprint}` an `ownership` of `type: Direct`"),
    }
}

/// Names for a sentence, the first few of many.
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const MOST: usize = 12;
    join_first(MOST, names.iter().map(|name| format!("`{}`", name.as_ref())))
}

/// The words that mention it: some of a text, all of it, or the key of a map whose keys are the mentions.
fn place(declaration: &Declaration, mention: &Reference) -> Place {
    let text = mention.at.find(&declaration.body).and_then(serde_json::Value::as_str);
    let name = match &mention.need {
        Need::Resource { identifier, .. } => identifier,
        Need::Member { name, .. } => name,
        Need::Related { .. } | Need::DirectOwnership { .. } => return declaration.value(&mention.at),
    };
    match &mention.part {
        Some(part) => text_part(declaration, &mention.at, part),
        None if text != Some(name.as_str()) => declaration.key_at(&mention.at),
        None => declaration.value(&mention.at),
    }
}

/// Some bytes of a text; all of it where variables make it longer or shorter than it is written.
pub fn text_part(declaration: &Declaration, at: &Path, part: &std::ops::Range<usize>) -> Place {
    let written = declaration.node().find(at).and_then(crate::yaml::tree::Node::as_str);
    let filled = at.find(&declaration.body).and_then(serde_json::Value::as_str);
    if written == filled { declaration.part(at, part) } else { declaration.value(at) }
}
