//! The entries of one map, with merge keys applied and duplicate keys removed.

use crate::ground::source::Span;
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::line::shortened;
use crate::yaml::tree::{Node, NodeId, Style, Tree};
use std::collections::HashMap;

/// Up to this many keys, comparing all pairs is faster than hashing.
const MAX_KEYS_COMPARED_PAIRWISE: usize = 16;

/// Appends the entries of `members` (key, value, key, value) to the tree's links. The first of two equal keys is kept.
/// Merged entries take the position of their merge key.
pub(super) fn entries(tree: &mut Tree, members: &[NodeId], faults: &mut Vec<Fault>) {
    let mut merges = false;
    let mut ordinary = true;
    for pair in members.chunks_exact(2) {
        let key = tree.node(pair[0]);
        if key.is_list() || key.is_map() {
            ordinary = false;
            faults.push(complex_key(key));
        } else if is_merge(key) {
            merges = true;
        }
    }
    let duplicates = duplicates(tree, members, faults);
    if ordinary && !merges && duplicates.is_empty() {
        tree.links.extend_from_slice(members);
        return;
    }
    let own: Vec<(usize, [NodeId; 2])> = (members.chunks_exact(2).map(|pair| [pair[0], pair[1]]).enumerate())
        .filter(|(index, [key, _])| {
            let key = tree.node(*key);
            duplicates.binary_search(index).is_err() && !key.is_list() && !key.is_map()
        })
        .collect();
    let mut links = Vec::with_capacity(2 * own.len());
    if merges {
        let mut taken: std::collections::HashSet<&str> = (own.iter().map(|(_, [key, _])| tree.node(*key)))
            .filter(|key| !is_merge(*key))
            .map(Node::key_text)
            .collect();
        for (_, [key, value]) in &own {
            if !is_merge(tree.node(*key)) {
                links.extend([*key, *value]);
                continue;
            }
            for source in sources(tree.node(*value), faults) {
                for (key, value) in source.entries() {
                    if taken.insert(key.key_text()) {
                        links.extend([key.id(), value.id()]);
                    }
                }
            }
        }
    } else {
        links.extend(own.iter().flat_map(|(_, pair)| pair));
    }
    tree.links.append(&mut links);
}

fn is_merge(key: Node<'_>) -> bool {
    key.raw() == "<<" && key.style() == Style::Plain
}

/// Returns the maps that a merge key merges.
fn sources<'t>(value: Node<'t>, faults: &mut Vec<Fault>) -> Vec<Node<'t>> {
    if value.is_map() {
        return vec![value];
    }
    let mut maps = Vec::new();
    let listed = if value.is_list() { value.items().collect() } else { vec![value] };
    for source in listed {
        if source.is_map() {
            maps.push(source);
        } else if !(source.is_null() && source.raw().starts_with('*')) {
            // An undefined alias has its own fault.
            faults.push(Fault::new(
                FaultKind::MergeValue,
                source.span(),
                format!("`<<` merges maps, but this is a {}", source.type_name()),
                "not a map",
                "use an alias of a map, or a list of aliases: `<<: [*first, *second]`",
            ));
        }
    }
    maps
}

/// Returns the indices of keys that appeared before in the map.
fn duplicates(tree: &Tree, members: &[NodeId], faults: &mut Vec<Fault>) -> Vec<usize> {
    let count = members.len() / 2;
    let key = |index: usize| tree.node(members[2 * index]);
    let mut found = Vec::new();
    if count <= MAX_KEYS_COMPARED_PAIRWISE {
        for index in 1..count {
            if let Some(first) = (0..index).find(|first| key(*first).key_text() == key(index).key_text()) {
                // Whatever follows the start of another entry is repeated too.
                if !found.iter().any(|index| begins_entry(key(0), key(*index))) {
                    report(key(first), key(index), faults);
                }
                found.push(index);
            }
        }
        return found;
    }
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(count);
    for index in 0..count {
        match seen.entry(key(index).key_text()) {
            std::collections::hash_map::Entry::Occupied(first) => {
                report(key(*first.get()), key(index), faults);
                found.push(index);
            }
            std::collections::hash_map::Entry::Vacant(slot) => {
                slot.insert(index);
            }
        }
    }
    found
}

/// Returns whether a repeated key was probably meant to begin another entry of a list: it repeats the `identifier` with
/// which this entry begins.
fn begins_entry(first: Node<'_>, again: Node<'_>) -> bool {
    let start = first.span().start;
    let dash = Span::new(start.saturating_sub(2) as usize, start as usize);
    again.key_text() == "identifier" && first.key_text() == "identifier" && first.tree().file().slice(dash) == "- "
}

fn report(first: Node<'_>, again: Node<'_>, faults: &mut Vec<Fault>) {
    // A list or a map as a key has its own fault.
    if again.is_list() || again.is_map() {
        return;
    }
    let help = if is_merge(again) {
        "merge several maps with a list: `<<: [*first, *second]`"
    } else if begins_entry(first, again) {
        "if another entry of the list begins here, write `- ` in place of the 2 characters before the key"
    } else {
        "remove or rename one of the two; YAML parsers disagree on which one wins"
    };
    let message = format!("key `{}` appears twice in this map", shortened(again.key_text()));
    let fault = Fault::new(FaultKind::DuplicateKey, again.span(), message, "repeated here", help);
    faults.push(fault.related(first.span(), "first occurrence"));
}

/// Reports a key that is a list or a map. The most common cause by far is a template without quotes: `{{ x }}` is a map
/// whose key is a map.
fn complex_key(key: Node<'_>) -> Fault {
    let text = &key.tree().file().text;
    let start = key.span().start as usize;
    if key.raw().starts_with('{') && text[..start].ends_with('{') {
        let line = text[start - 1..].lines().next().unwrap_or_default();
        let end = line.find("}}").map_or(key.span().end as usize + 1, |at| start + 1 + at);
        let span = crate::ground::source::Span::new(start - 1, end);
        let raw = shortened(&text[span.range()]);
        let message = "a value that starts with `{{` must be quoted, or YAML reads it as a map";
        return Fault::new(FaultKind::ComplexKey, span, message, "read as a map", format!("write `\"{raw}\"`"));
    }
    let message = format!("a {} cannot be a key", key.type_name());
    Fault::new(FaultKind::ComplexKey, key.span(), message, "a key must be a string", "quote it if it is a string")
}
