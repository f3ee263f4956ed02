//! An invisible character in a key.

use crate::ground::source::{Location, Span};
use crate::lint::port::Document;
use crate::lint::port::text::unusual_character;
use crate::lint::rule::{Check, Finding, Rule};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule =
    Rule::error("unusual-whitespace", include_str!("unusual_whitespace.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if !document.file().text.is_ascii() {
        document.tree.roots().for_each(|root| keys(root, found));
    }
}

fn keys(node: Node<'_>, found: &mut Vec<Finding>) {
    if node.is_alias() {
        return;
    }
    for (key, value) in node.entries() {
        if let Some((at, c, name)) = unusual_character(key.raw()) {
            let start = key.span().start as usize + at;
            let place = Location::new(node.tree().file(), Span::new(start, start + c.len_utf8()));
            let message = format!("key `{}` contains a {name}", key.key_text().replace(c, "␣"));
            found.push(RULE.at(place, message).label(name).help("retype the key with plain spaces"));
        }
        keys(value, found);
    }
    node.items().for_each(|item| keys(item, found));
}
