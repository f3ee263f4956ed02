//! Searches that stand for an entity's identifier: `{combinator, rules}`.

use crate::ground::source::Span;
use crate::lint::names::listed;
use crate::yaml::tree::Node;

#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    pub at: Span,
    pub message: String,
    pub help: String,
}

const COMBINATORS: &[&str] = &["and", "or"];
/// What a rule of such a search may compare with; the entity search of the API knows more.
const OPERATORS: &[&str] = &["=", "in", "contains", "containsAny"];

pub(crate) fn mistakes(query: Node<'_>) -> Vec<Mistake> {
    let mut found = Vec::new();
    group(query, &mut found);
    found
}

fn mistake(at: Node<'_>, message: impl Into<String>, help: impl Into<String>) -> Mistake {
    Mistake { at: at.span(), message: message.into(), help: help.into() }
}

fn group(query: Node<'_>, found: &mut Vec<Mistake>) {
    keys(query, &["combinator", "rules"], found);
    if let Some(combinator) = query.get("combinator")
        && !combinator.as_str().is_some_and(|word| COMBINATORS.contains(&word))
    {
        found.push(mistake(combinator, format!("`{}` is not a combinator", short(combinator)), "use `and` or `or`"));
    }
    let Some(rules) = query.get("rules") else { return };
    if !rules.is_list() {
        return found.push(mistake(rules, "the `rules` of a search are a list", "start each rule with `- `"));
    }
    for rule in rules.items() {
        if rule.get("combinator").is_some() || rule.get("rules").is_some() {
            group(rule, found);
        } else if rule.is_map() {
            comparison(rule, found);
        } else {
            found.push(mistake(rule, "a rule of a search is a map", "write `property:`, `operator:` and `value:`"));
        }
    }
}

fn comparison(rule: Node<'_>, found: &mut Vec<Mistake>) {
    keys(rule, &["property", "operator", "value"], found);
    if let Some(operator) = rule.get("operator")
        && !operator.as_str().is_some_and(|word| OPERATORS.contains(&word))
    {
        let help = "use `=`, `in`, `contains` or `containsAny`";
        found.push(mistake(operator, format!("`{}` is not a search operator", short(operator)), help));
    }
}

/// A map of a search takes these keys, all of them, and no other.
fn keys(map: Node<'_>, known: &[&str], found: &mut Vec<Mistake>) {
    for (key, _) in map.entries().filter(|(key, _)| !known.contains(&key.key_text())) {
        let help = format!("the keys here are {}", listed(known));
        found.push(mistake(key, format!("a search has no `{}`", short(key)), help));
    }
    // A stranger among the keys is probably the missing one.
    let has_unknown_keys = map.entries().any(|(key, _)| !known.contains(&key.key_text()));
    if let Some(name) = known.iter().find(|name| map.get(name).is_none()).filter(|_| !has_unknown_keys) {
        found.push(mistake(map, format!("this search has no `{name}`"), format!("add `{name}:`")));
    }
}

fn short(node: Node<'_>) -> &str {
    let raw = node.raw();
    raw.char_indices().nth(40).map_or(raw, |(end, _)| &raw[..end])
}
