//! A mention of what does not exist, in words.

use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::Location;
use crate::kind::blueprint::RELATIONS_ONLY;
use crate::kind::{Need, Reference};
use crate::lint::model::{ModelContext, Resolution, text_part};
use crate::lint::names::listed;
use crate::lint::rule::Rule;
use crate::model::Declaration;

/// The finding of a mention that does not lead to what it needs; none where it does. `subject` is what mentions it:
/// "relation `domain`".
pub(crate) fn finding(
    rule: &Rule,
    subject: &str,
    mention: &Reference,
    resolution: Resolution,
    declaration: &Declaration,
    context: &ModelContext<'_>,
) -> Option<Finding> {
    let need = &mention.need;
    let message = || format!("{subject} needs {}", requirement(need, context));
    let (mut finding, is_doubted) = match resolution {
        Resolution::Fine => return None,
        Resolution::Doubted(near) => {
            let message = format!("{}, as far as is known", message());
            (rule.at(place(declaration, mention), message).label("not known").suggest(Some(&near)), true)
        }
        Resolution::Missing { others, may_come } => {
            let finding = rule.at(place(declaration, mention), message()).label(label(need));
            (finding.help(remedy(need, &others, context)), may_come)
        }
    };
    if is_doubted {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

fn requirement(need: &Need, context: &ModelContext<'_>) -> String {
    match need {
        Need::Resource { kind, identifier } => format!("{kind} `{identifier}`, {}", nowhere(context)),
        Need::Member { blueprint, sections, name } => {
            format!("{} `{name}`, which blueprint `{blueprint}` does not have", member_word(sections))
        }
        Need::Related { blueprint, to } => {
            format!("a path along relations between `{blueprint}` and `{to}`, and there is no such path")
        }
        Need::DirectOwnership { blueprint } => {
            format!("teams of blueprint `{blueprint}`, whose entities are not owned directly")
        }
    }
}

/// "which no file declares", as far as was looked.
fn nowhere(context: &ModelContext<'_>) -> &'static str {
    if context.complete { "which neither the model nor the portal has" } else { "which no file declares" }
}

fn label(need: &Need) -> String {
    match need {
        Need::Resource { kind, .. } => format!("no such {kind}"),
        Need::Member { sections, .. } => format!("no such {}", member_word(sections)),
        Need::Related { .. } => "not related".to_owned(),
        Need::DirectOwnership { .. } => "not owned directly".to_owned(),
    }
}

fn member_word(sections: &[&[&str]]) -> &'static str {
    if sections == RELATIONS_ONLY { "relation" } else { "property" }
}

fn remedy(need: &Need, others: &[String], context: &ModelContext<'_>) -> String {
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
            [] => format!("blueprint `{blueprint}` has no {} at all", member_word(sections)),
            others => format!("blueprint `{blueprint}` has {}", listed(others)),
        }),
        Need::Related { blueprint, to } => {
            format!("add a relation from `{to}` to `{blueprint}`, or from `{blueprint}` to `{to}`, directly or over others")
        }
        Need::DirectOwnership { blueprint } => format!("give blueprint `{blueprint}` an `ownership` of `type: Direct`"),
    }
}

/// The words that mention it: some of a text, all of it, or the key of a map whose keys are the mentions.
fn place(declaration: &Declaration, mention: &Reference) -> Location {
    let text = mention.at.find(&declaration.body).and_then(serde_json::Value::as_str);
    let name = match &mention.need {
        Need::Resource { identifier, .. } => identifier,
        Need::Member { name, .. } => name,
        Need::Related { .. } | Need::DirectOwnership { .. } => return declaration.value(&mention.at),
    };
    match &mention.part {
        Some(part) => text_part(declaration, &mention.at, part),
        None if text != Some(name.as_str()) => declaration.key_location(&mention.at),
        None => declaration.value(&mention.at),
    }
}
