//! Wording for the values of an entity.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::lint::context::Context;
use crate::lint::names::listed;
use crate::lint::port::{Anomaly, Detail, Entity};
use crate::lint::rule::{Finding, Rule};
use crate::lint::wording::repair::{as_list, quote, replace, rewrite};
use crate::lint::wording::violation;
use crate::yaml::tree::{Content, Node};

/// Returns the name that was probably meant, or `None` if two are similar.
pub(crate) fn only_near<'n>(name: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    let near = closest(name, names.clone())?;
    let differs_in_case = near.to_lowercase() == name.to_lowercase();
    let second = closest(name, names.filter(|other| *other != near));
    let is_one = match second {
        None => true,
        // A name that differs only in case is accepted if it is the only one.
        Some(second) => differs_in_case && second.to_lowercase() != name.to_lowercase(),
    };
    is_one.then_some(near)
}

/// Returns what YAML reads: "the boolean `true`", "a list".
pub(crate) fn yaml_type(node: Node<'_>) -> String {
    let raw = node.resolved().raw();
    let short = |word: &str| match raw.len() <= 40 && !raw.contains('\n') {
        true => format!("the {word} `{raw}`"),
        false => format!("a {word}"),
    };
    match node.kind() {
        Content::Null => "null".to_owned(),
        Content::Bool(_) => short("boolean"),
        Content::Number(_) => short("number"),
        Content::String(_) => short("string"),
        Content::Sequence(_) => "a list".to_owned(),
        Content::Mapping(_) => "a map".to_owned(),
    }
}

/// Returns the finding for a value that must be a string, with a fix that quotes it. `subject` begins the message, and
/// `help` is the remedy if quotes are not enough.
pub(crate) fn not_a_string(rule: &Rule, value: Node<'_>, subject: &str, help: &str) -> Finding {
    let fix = quote(value).filter(|_| !value.is_null());
    let (message, label) = match value.kind() {
        Content::Number(_) => (format!("{subject}, but YAML reads `{}` as a number", value.raw()), "a number"),
        Content::Bool(_) => (format!("{subject}, but YAML reads `{}` as a boolean", value.raw()), "a boolean"),
        Content::Null => (format!("{subject}, but this is null"), "null"),
        Content::Sequence(_) => (format!("{subject}, but this is a list"), "a list"),
        Content::Mapping(_) | Content::String(_) => (format!("{subject}, but this is a map"), "a map"),
    };
    let help = fix.as_ref().map_or(help.to_owned(), |fix| fix.does.replacen("write", "quote it:", 1));
    rule.at(value.place(), message).label(label).help(help).fix(fix)
}

/// Returns whether a text is a list of plain or double-quoted texts, which somebody quoted.
fn is_flow_list(text: &str) -> bool {
    let inside = text.trim().strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inside.is_some_and(|inside| {
        let is_plain = !inside.contains(['[', ']', '{', '}', '\'', '\n', ':', '#', '&', '*', '\\']);
        is_plain && !inside.trim().is_empty() && inside.matches('"').count() % 2 == 0
    })
}

/// Returns the finding for a single value that must be a list, with a fix that adds brackets.
pub(crate) fn not_a_list(rule: &Rule, anomaly: &Anomaly<'_>, message: String) -> Finding {
    let quoted = anomaly.value.as_str().filter(|text| is_flow_list(text));
    let quoted = quoted.and_then(|text| replace(anomaly.value, text.trim().to_owned(), false));
    let fix = quoted.or_else(|| as_list(anomaly.value).filter(|_| !anomaly.value.is_null()));
    let text = anomaly
        .value
        .as_str()
        .filter(|text| text.contains(',') && !text.contains(['[', ']', '{', '}', '\n', '"', '\'']));
    let fix = fix.or_else(|| replace(anomaly.value, format!("[{}]", text?), false));
    let help = fix.as_ref().map_or("write a list".to_owned(), |fix| fix.does.replacen("write", "write a list:", 1));
    rule.at(anomaly.place(), message).label("not a list").help(help).fix(fix)
}

/// Returns the finding for a list that must be a single value, with a fix that keeps its only element. `help` is for several.
pub(crate) fn only_item(rule: &Rule, anomaly: &Anomaly<'_>, message: String, help: &str) -> Finding {
    let mut items = anomaly.value.items();
    let only = items.next().filter(|item| items.next().is_none() && !item.is_map() && !item.is_list());
    let fix = only.and_then(|item| replace(anomaly.value, item.raw(), false));
    let help = match &fix {
        Some(fix) if anomaly.at == anomaly.value.span() => fix.does.clone(),
        Some(fix) => format!("name one entity: `{}: {}`", anomaly.name(), fix.edits[0].1).into(),
        None => help.into(),
    };
    rule.at(anomaly.place(), message).label("list").help(help).fix(fix)
}

/// Adds the place at which the model declares a member of the entity's blueprint, if there is one.
pub(crate) fn declared_here(
    finding: Finding,
    entity: &Entity<'_>,
    context: &Context<'_>,
    section: &[&str],
    name: &str,
) -> Finding {
    let place = context
        .catalog
        .zip(entity.known)
        .and_then(|(catalog, blueprint)| catalog.place(&blueprint.identifier, &Path::from_keys(section).child(name)));
    match place {
        Some(place) => finding.related(place, format!("`{name}` is declared here")),
        None => finding,
    }
}

/// Returns the unknown key that was probably meant to be this one.
pub(crate) fn near_key<'d>(entity: &Entity<'d>, name: &str) -> Option<Node<'d>> {
    entity.others.iter().map(|field| field.key).find(|key| is_near_key(key.key_text(), name))
}

/// Returns whether an unknown key was probably meant to be this one: a typo, or the name that others have for it.
pub(crate) fn is_near_key(key: &str, name: &str) -> bool {
    let is_synonym = match name {
        "identifier" => matches!(key, "id" | "key"),
        "blueprint" => matches!(key, "blueprintIdentifier" | "kind"),
        _ => false,
    };
    is_synonym || closest(key, [name]).is_some()
}

/// Returns the finding for a missing key that an entity needs. `help` is the remedy if no other key was meant to be
/// this one.
pub(crate) fn missing_key(rule: &Rule, entity: &Entity<'_>, name: &str, help: &str) -> Finding {
    let Some(key) = near_key(entity, name) else {
        let message = format!("{} has no `{name}`", entity.named());
        return rule.at(entity.start(), message).label(format!("`{name}` missing")).help(help);
    };
    let message = format!("`{name}` is missing; `{}` is not an entity key", key.key_text());
    let finding = rule.at(key.place(), message).label("unknown key").help(format!("write `{name}`"));
    finding.fix(rewrite(key, name, true))
}

/// Returns the finding for a value that the property's schema refuses.
pub(crate) fn refused(
    rule: &Rule,
    anomaly: &Anomaly<'_>,
    entity: &Entity<'_>,
    context: &Context<'_>,
) -> Option<Finding> {
    let Detail::Violation(fault, path) = &anomaly.detail else { return None };
    let inside = Path(std::iter::once(anomaly.name().into()).chain(path.0.iter().cloned()).collect());
    let words = violation::words(fault, &inside, Some(anomaly.value));
    let mut finding = rule.at(anomaly.place(), words.message).label(words.label);
    finding.help = words.help.map(Into::into);
    Some(declared_here(finding, entity, context, anomaly.section.path(), anomaly.name()))
}

/// Returns the finding for a key that the blueprint does not declare in this section.
pub(crate) fn unknown_member(
    rule: &Rule,
    anomaly: &Anomaly<'_>,
    entity: &Entity<'_>,
    context: &Context<'_>,
) -> Option<Finding> {
    let blueprint = entity.known?;
    let (name, section) = (anomaly.name(), anomaly.section);
    let message = format!("blueprint `{}` has no {} `{name}`", blueprint.identifier, section.member());
    let finding = rule.at(anomaly.place(), message).label("not declared");
    // A member that is already set was not meant by another key.
    let free = entity.unset(section);
    let finding = match closest(name, free.iter().copied()) {
        Some(near) => declared_here(finding.suggest(Some(near)), entity, context, section.path(), near),
        None => finding.help(match section.names(blueprint).as_slice() {
            [] => format!("it has no {}", section.word()),
            [only] => format!("its only {} is `{only}`", section.member()),
            names => format!("its {} are {}", section.word(), listed(names)),
        }),
    };
    let only = only_near(name, free.iter().copied());
    Some(finding.fix(only.and_then(|near| rewrite(anomaly.key, near, true))))
}
