//! Wording for the violations of a schema.

use serde_json::Value;

use crate::ground::closest::closest;
use crate::ground::path::{Path, Segment};
use crate::kind::identifier::{as_identifier, as_installation};
use crate::kind::synonym::{is_synonym, meant, synonymous_value};
use crate::lint::names::listed;
use crate::lint::wording::repair::{is_plain, retyped};
use crate::yaml::schema::{Bound, ViolationKind};
use crate::yaml::tree::{Content, Node};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub message: String,
    pub label: String,
    pub help: Option<String>,
}

impl Words {
    fn new(message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { message: message.into(), label: label.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn near(self, name: &str, known: &[&str]) -> Self {
        match synonymous_value(name, known).or_else(|| closest(name, known.iter().copied())) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => self,
            None => self.help(format!("use one of {}", listed(known))),
        }
    }
}

/// Fields that are refused only next to another one, and why.
const REFUSED_NEXT_TO: &[(&str, &str)] = &[
    ("identifier", "a file declares a blueprint with `identifier`, or adds to one with `extends`: remove one of them"),
    ("steps", "each of the `steps` has its own `order`: remove one of them"),
    ("path", "only ownership of `type: Inherited` follows a path"),
    ("scorecards", "a group has either `scorecards`, or `blueprints` with `rules`: remove one of them"),
    ("filter", "each of the `scorecards` has its own `filter`: move it there"),
    ("blueprint", "only a scorecard belongs to a blueprint"),
];

/// Returns the words for one violation. `at` is the path of the value, and `node` the value, if there is one.
pub(crate) fn words(fault: &ViolationKind, at: &Path, node: Option<Node<'_>>) -> Words {
    let name = named(at);
    match fault {
        ViolationKind::Unexpected { name, allowed } => unexpected(name, at, allowed),
        ViolationKind::Missing { name: missing } => {
            let words = Words::new(format!("{name} has no `{missing}`"), format!("`{missing}` missing"));
            let keys = node.into_iter().flat_map(|node| node.entries()).map(|(key, _)| key.key_text());
            match keys.into_iter().find(|key| is_synonym(key, missing)) {
                Some(key) => words.help(format!("rename `{key}` to `{missing}`")),
                None if missing == "combinator" => words.help("add `combinator: and`"),
                None if missing == "rules" && is_query(node) => words.help("add `rules: []`"),
                None => words.help(format!("add `{missing}:`")),
            }
        }
        ViolationKind::Type { expected } => wrong_type(at, expected, node),
        ViolationKind::Options { allowed } => not_an_option(&name, allowed, node),
        ViolationKind::Limit { bound, limit } => limit_exceeded(&name, *bound, limit),
        ViolationKind::Pattern { pattern, message } => {
            let words = Words::new(format!("{name} does not match its pattern"), "does not match");
            let allowed = message.clone().unwrap_or_else(|| format!("the pattern is `{pattern}`"));
            words.help(node.and_then(Node::as_str).and_then(|text| renamed(text, &allowed)).unwrap_or(allowed))
        }
        ViolationKind::Format { format } => {
            Words::new(format!("{name} is not a valid {format}"), format!("not a valid {format}"))
        }
        ViolationKind::DuplicateItems => Words::new(format!("{name} contains a duplicate value"), "duplicate"),
        ViolationKind::Name { name, fault } => {
            let inner = words(fault, at, None);
            Words {
                help: inner.help.map(|allowed| renamed(name, &allowed).unwrap_or(allowed)),
                ..Words::new(format!("`{name}` is not a valid identifier"), "invalid identifier")
            }
        }
        ViolationKind::Ambiguous | ViolationKind::Forbidden => {
            Words::new(format!("{name} has a form that Port refuses"), "refused")
        }
        ViolationKind::Other { message } => Words::new(format!("{name} is refused: {message}"), "refused"),
    }
}

/// Returns whether a map is a search query, and not a scorecard.
fn is_query(node: Option<Node<'_>>) -> bool {
    node.is_some_and(|map| map.entries().all(|(key, _)| ["combinator", "rules"].contains(&key.key_text())))
}

/// Returns the help for an identifier with characters that are not allowed: a similar one that is.
fn renamed(text: &str, allowed: &str) -> Option<String> {
    if allowed.contains("lower-case letters, digits and `-`") {
        let made = as_installation(text);
        return (!made.is_empty() && made != text).then(|| format!("write `{made}`: {allowed}"));
    }
    let made = as_identifier(text);
    let is_for_identifiers = allowed.contains("letters, digits and `@ _");
    let fits = !made.is_empty() && made != text && (made.is_ascii() || !allowed.contains("ASCII"));
    (is_for_identifiers && fits).then(|| format!("write `{made}`: {allowed}"))
}

/// Returns a name for the field at a path: "`title`", or "`relations.domain`" if the last step alone is unclear.
pub(crate) fn named(at: &Path) -> String {
    match at.0.as_slice() {
        [] | [Segment::Index(_)] => "this".to_owned(),
        [.., Segment::Key(_), Segment::Index(_)] => {
            format!("`{}`", Path(at.0[at.0.len() - 2..].to_vec()).to_string().trim_start_matches('.'))
        }
        [.., last] => format!("`{}`", Path(vec![last.clone()])),
    }
}

fn unexpected(name: &str, at: &Path, allowed: &[String]) -> Words {
    let inside = Path(at.0[..at.0.len().saturating_sub(1)].to_vec());
    let place =
        if matches!(inside.0.as_slice(), [] | [Segment::Index(_)]) { String::new() } else { format!(" in `{inside}`") };
    let words = Words::new(format!("unknown field `{name}`{place}"), "no such field");
    if allowed.is_empty() || allowed.iter().any(|field| field == name) {
        let words = Words::new(format!("`{name}` is not allowed here"), "not allowed");
        return match REFUSED_NEXT_TO.iter().find(|(field, _)| *field == name) {
            Some((_, why)) => words.help(*why),
            None => words,
        };
    }
    let is_section = name == "relations" || name.ends_with("Properties");
    if is_section && inside == Path::from_keys(&["schema"]) {
        return words.help("move it out of `schema`, to the level of `schema`");
    }
    match meant(name, allowed.iter().map(String::as_str)) {
        Some(near) => words.help(format!("did you mean `{near}`?")),
        None => {
            let fields: Vec<&str> = allowed.iter().map(String::as_str).filter(|field| *field != "$schema").collect();
            words.help(format!("the fields here are {}", listed(&fields)))
        }
    }
}

/// Returns YAML's word for a type of JSON Schema, with its article.
fn type_with_article(name: &str) -> &str {
    match name {
        "string" => "a string",
        "number" => "a number",
        "integer" => "an integer",
        "boolean" => "`true` or `false`",
        "array" | "list" => "a list",
        "object" | "map" => "a map",
        "null" => "null",
        other => other,
    }
}

fn wrong_type(at: &Path, expected: &[String], node: Option<Node<'_>>) -> Words {
    let name = named(at);
    let wanted: Vec<&str> = expected.iter().map(|name| type_with_article(name)).collect();
    let wanted = wanted.join(" or ");
    let Some(node) = node else { return Words::new(format!("{name} must be {wanted}"), "wrong type") };
    let found = if node.type_name() == "boolean" { "a boolean" } else { type_with_article(node.type_name()) };
    let takes = |name: &str| expected.iter().any(|expected| expected == name);
    let raw = node.raw();
    let words = Words::new(format!("{name} must be {wanted}, not {found}"), found.to_owned());
    if let Some(fix) = retyped(node, expected) {
        return words.help(&*fix.does);
    }
    match node.kind() {
        Content::Null => words.help("give it a value, or remove the line"),
        Content::Bool(false) if takes("array") && name == "`required`" => words.help("remove this line"),
        Content::Bool(true) if takes("array") && name == "`required`" => {
            let field = named(&Path(at.0[..at.0.len() - 1].to_vec()));
            words.help(format!("remove this line, and list {field} in the `required` next to `properties`"))
        }
        Content::Mapping(_) if takes("array") && node.is_empty() => words.help("write `[]`"),
        Content::Mapping(_) if takes("array") => words.help("start each entry with `- `"),
        Content::String(text)
            if takes("array") && !takes("string") && text.contains(',') && is_plain(&text.replace(',', "")) =>
        {
            let elements: Vec<&str> = text.split(',').map(str::trim).filter(|text| !text.is_empty()).collect();
            words.help(format!("write a list: `[{}]`", elements.join(", ")))
        }
        Content::String(_) | Content::Number(_) | Content::Bool(_) if takes("array") && !takes("string") => {
            words.help(format!("write a list: `[{raw}]`"))
        }
        _ => match expected.first().map(String::as_str) {
            Some("string") => words.help("write a single string"),
            Some("number" | "integer") => words.help("write a number such as `5`"),
            Some("boolean") => words.help("use one of `true` and `false`"),
            Some("object") => words.help("write one `key: value` on each line below it"),
            _ => words,
        },
    }
}

fn not_an_option(name: &str, allowed: &[Value], node: Option<Node<'_>>) -> Words {
    let options: Vec<String> =
        allowed.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let written = node.filter(|node| !node.is_list() && !node.is_map());
    let Some(written) = written else {
        let words = Words::new(format!("{name} must be one of {}", listed(&options)), "no such option");
        let only = node.filter(|node| node.len() == 1).and_then(|node| node.items().next()?.as_str());
        return match only.filter(|only| options.contains(only)) {
            Some(only) => words.help(format!("write `{only}`")),
            None => words.help(format!("use one of {}", listed(&options))),
        };
    };
    let text = written.as_str().unwrap_or_else(|| written.raw());
    if options.contains(&"turquoise") {
        return Words::new(format!("`{text}` is not a Port colour"), "no such colour").near(text, &options);
    }
    match options.as_slice() {
        [only] => {
            let words = Words::new(format!("{name} must be `{only}` here, not `{text}`"), format!("must be `{only}`"));
            match (name, *only) {
                ("`required`", "false") => words.help("a relation cannot be both `many` and `required`"),
                _ => words.help(format!("write `{only}`, or change the fields next to it")),
            }
        }
        _ => Words::new(format!("`{text}` is not an option of {name}"), "no such option").near(text, &options),
    }
}

fn limit_exceeded(name: &str, bound: Bound, limit: &Value) -> Words {
    let one = limit.as_u64() == Some(1);
    let many = |noun: &str| if one { format!("{limit} {noun}") } else { format!("{limit} {noun}s") };
    match bound {
        Bound::MinLength if one => Words::new(format!("{name} is empty"), "empty").help("write at least 1 character"),
        Bound::MinItems if one => Words::new(format!("{name} is empty"), "empty").help("add at least 1 element"),
        Bound::MinLength => Words::new(format!("{name} is too short"), "too short")
            .help(format!("write at least {}", many("character"))),
        Bound::MaxLength => Words::new(format!("{name} is too long"), "too long")
            .help(format!("Port accepts at most {}", many("character"))),
        Bound::MinItems => Words::new(format!("{name} has too few elements"), "too few")
            .help(format!("list at least {}", many("element"))),
        Bound::MaxItems => Words::new(format!("{name} has too many elements"), "too many")
            .help(format!("Port accepts at most {}", many("element"))),
        Bound::MinProperties => Words::new(format!("{name} has too few fields"), "too few"),
        Bound::MaxProperties => Words::new(format!("{name} has too many fields"), "too many"),
        Bound::Minimum => {
            Words::new(format!("{name} is less than {limit}"), "too small").help(format!("write {limit} or more"))
        }
        Bound::Maximum => {
            Words::new(format!("{name} is more than {limit}"), "too large").help(format!("write {limit} or less"))
        }
        Bound::ExclusiveMinimum => Words::new(format!("{name} must be more than {limit}"), "too small"),
        Bound::ExclusiveMaximum => Words::new(format!("{name} must be less than {limit}"), "too large"),
        Bound::MultipleOf => Words::new(format!("{name} is not a multiple of {limit}"), "not a multiple"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::KINDS;

    #[test]
    fn every_pattern_of_a_schema_is_explained_beside_it() {
        for kind in KINDS {
            let schema: Value = serde_json::from_str(kind.schema).expect("a test compiles the schema of every kind");
            let mut waiting = vec![&schema];
            while let Some(value) = waiting.pop() {
                if let Some(pattern) = value.get("pattern").and_then(Value::as_str) {
                    let message = value.get("patternErrorMessage").and_then(Value::as_str);
                    assert!(message.is_some_and(|message| !message.is_empty()), "{}: {pattern}", kind.name);
                }
                match value {
                    Value::Object(map) => waiting.extend(map.values()),
                    Value::Array(values) => waiting.extend(values),
                    _ => {}
                }
            }
        }
    }
}
