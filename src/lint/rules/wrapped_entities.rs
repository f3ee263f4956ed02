//! Entities under a key instead of at the top level.

use crate::ground::source::Span;
use crate::lint::port::{Document, FileContent};
use crate::lint::rule::{Check, Finding, Fix, Rule};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule =
    Rule::error("wrapped-entities", include_str!("wrapped_entities.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    let FileContent::Wrapped(key, value) = document.content else { return };
    let name = key.key_text();
    let message = format!("Port does not read entities under `{name}`, only at the top level");
    let is_in_list = document.tree.roots().any(Node::is_list);
    let rest = match (is_in_list, value.is_list()) {
        (true, _) => "write the keys of each entity directly after its `- `",
        (false, true) => "start each entity with `- ` at the top level",
        (false, false) => "write its keys at the top level",
    };
    let finding = RULE.at(key.place(), message).label("not an entity key");
    found.push(finding.help(format!("remove `{name}:` and {rest}")).fix(unwrapped(document, key, value)));
}

/// Removes the line of the key, if nothing else is on it and it is the only key. What is below it may stay indented.
fn unwrapped(document: &Document<'_>, key: Node<'_>, value: Node<'_>) -> Option<Fix> {
    let text = &document.file().text;
    let is_only = document.tree.roots().all(|root| root.is_map() && root.entries().count() == 1);
    let (start, end) = (key.span().range().start, key.span().range().end);
    let length = text.get(end..value.span().range().start)?.find('\n')? + 1;
    let is_alone = text[..start].ends_with('\n') || start == 0;
    let does = format!("remove the line `{}:`", key.key_text()).into();
    let is_plain = text[end..end + length].trim() == ":";
    (is_only && is_alone && is_plain).then(|| Fix {
        edits: vec![(Span::new(start, end + length), String::new())],
        safe: true,
        does,
    })
}
