//! The root of a file that is not what the file must have: an entity, or a resource of a model.

use crate::ground::article::with_article;
use crate::ground::join::join_with_and;
use crate::kind::Kind;
use crate::lint::model::{RootFault, schema};
use crate::lint::port::{Document, FileContent};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::repair::is_plain;
use crate::lint::wording::value::yaml_type;
use crate::model::ModelFile;
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::{Node, Style};

pub(super) const RULE: Rule = Rule::error(
    "wrong-root",
    include_str!("wrong_root.md"),
    Check::Several(&[Check::Document(check), Check::ModelFile(check_model)]),
)
.exclusive();

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if let FileContent::Resource(kind, node) = document.content {
        let named = ["identifier", "extends"].iter().find_map(|key| node.get(key)).map_or("", Node::raw);
        let start = node.entries().next().map_or(node.place(), |(key, _)| key.place());
        let finding = RULE.at(start, format!("{kind} `{named}` is a resource of a model, not an entity"));
        let help = "check the model with `portwright validate`; `portwright lint` checks files of entities";
        found.push(finding.label("not an entity").help(help));
    }
    for stray in document.nodes().filter(|node| !node.is_map()) {
        let finding =
            RULE.at(stray.place(), format!("an entity must be a map, not {}", yaml_type(stray))).label("not a map");
        found.push(
            finding.help(
                "an entity has `identifier:`, `blueprint:` and other keys; in a list, start each entity with `- `",
            ),
        );
    }
}

fn check_model(file: &ModelFile, found: &mut Vec<Finding>) {
    let Some((kind, fault)) = RootFault::of(file) else { return };
    found.push(match fault {
        RootFault::Answer { key, value } => answer(kind, key, value),
        RootFault::ListInList(list) => {
            let finding = RULE.at(list.place(), "a list in a list is not read").label("a second list");
            finding.help(match list.style() {
                Style::Block => "replace each `- ` that is not indented with 2 spaces",
                _ => "remove the outer `[` and `]`",
            })
        }
        RootFault::Scalar(node) => scalar(kind, node),
        RootFault::FieldInEntry(entry) => {
            let start = entry.entries().next().map_or(entry.place(), |(key, _)| key.place());
            let message = format!("each entry of the list is one {}, so its fields cannot be entries", kind.name);
            RULE.at(start, message).label("a new entry").help("replace each `- ` that is not indented with 2 spaces")
        }
        RootFault::Part { list, fields } => part(kind, list, fields),
        RootFault::ByName { key, is_only } => {
            let name = key.key_text();
            let message = format!("{} names itself, so it cannot be below `{name}`", with_article(kind.name));
            let rest = if is_only { "" } else { ", and the other names likewise" };
            let finding = RULE.at(key.place(), message).label("not a field");
            finding.help(format!("write `- {}: {name}` in place of `{name}:`{rest}", kind.identity.field))
        }
    });
}

fn answer(kind: &'static Kind, key: Node<'_>, value: Node<'_>) -> Finding {
    let name = key.key_text();
    let one = if value.is_list() { value.items().find(|item| item.is_map()).unwrap_or(value) } else { value };
    let kind = kind.of_body(|field| one.get(field).is_some());
    let identity = &kind.identity;
    let parent = identity.parent.as_ref().map(|parent| parent.field);
    let lacks = |field: &&str| one.get(field).is_none();
    let missing: Vec<String> =
        parent.into_iter().chain([identity.field]).filter(lacks).map(|field| format!("`{field}:`")).collect();
    let (inside, kept) = match value.is_list() {
        true => ("resources are in the list", "the list"),
        false => ("resource is", "what is"),
    };
    let add = match missing.as_slice() {
        [] => String::new(),
        missing if value.is_list() => format!(", and add {} to each entry", join_with_and(missing)),
        missing => format!(", and add {} to it", join_with_and(missing)),
    };
    let finding = RULE.at(key.place(), format!("this is a response from Port's API: the {inside} inside `{name}`"));
    finding.label("around the resource").help(format!("keep only {kept} inside `{name}`{add}"))
}

fn scalar(kind: &'static Kind, node: Node<'_>) -> Finding {
    let message = format!("{} must be a map, not {}", with_article(kind.name), yaml_type(node));
    let fields = match node.as_str().filter(|text| is_plain(text) && !text.contains(' ')) {
        Some(text) => format!("`{}: {text}`", kind.identity.field),
        None => format!("`{}:`", kind.identity.field),
    };
    let finding = RULE.at(node.place(), message).label("not a map");
    finding.help(format!("write {fields} in its place, and the other fields on lines below it"))
}

fn part(kind: &'static Kind, list: Node<'_>, fields: [Option<&str>; 2]) -> Finding {
    let [outer, name] = fields;
    let name = name.unwrap_or_default();
    let message = format!("this is the list `{name}` of {}, not a list of {}", with_article(kind.name), kind.plural);
    let given = serde_json::Map::from_iter([(outer.unwrap_or(name).to_owned(), serde_json::Value::Null)]);
    let others: Vec<String> = schema::of(kind)
        .check_value(&given.into())
        .into_iter()
        .filter_map(|violation| match violation.fault {
            ViolationKind::Missing { name } if violation.path.0.is_empty() => Some(format!("`{name}:`")),
            _ => None,
        })
        .collect();
    let add = if others.is_empty() { String::new() } else { format!(", and add {}", join_with_and(&others)) };
    let start = list.items().next().and_then(|item| item.entries().next()).map_or(list.place(), |(key, _)| key.place());
    let finding = RULE.at(start, message).label(format!("an element of `{name}`"));
    finding.help(match outer {
        None => format!("write `{name}:` on a line before the list{add}"),
        Some(outer) => {
            format!("write `{outer}:` and, indented by 2 spaces, `{name}:` on lines before the list, indent the list by 2 spaces{add}")
        }
    })
}
