//! The addresses of a renamed resource or member: in `approvals.yml`, `removed.yml` and `portwright.toml`.

use std::ops::Range;

use crate::disk::settings_places::{AddressList, address_places};
use crate::ground::path::Path;
use crate::ground::source::{Location, Span};
use crate::kind::blueprint::{self, SECTIONS};
use crate::kind::{KINDS, Key, Kind};
use crate::lsp::model::symbol::Symbol;
use crate::lsp::text::unquoted;
use crate::model::FileContent;
use crate::ops::editor::ModelView;
use crate::ops::selection::fits_pattern;
use crate::yaml::tree::Node;

/// The places in `approvals.yml` that name a symbol.
pub(super) fn in_approvals(symbol: &Symbol, view: ModelView<'_, '_>) -> Vec<Location> {
    let mut found = Vec::new();
    for entry in entries(view, |content| matches!(content, FileContent::Approvals)) {
        let Some(address) = entry.get("address") else { continue };
        let stated = address.as_str().unwrap_or_default();
        match symbol {
            Symbol::Resource(key) => found.extend(named_part(stated, key).map(|named| part(address, &named))),
            Symbol::Member { blueprint, name } if stated == of_blueprint(blueprint).to_string() => {
                let path = entry.get("path");
                let named = path.and_then(|path| Some((path, member_part(path.as_str()?, name)?)));
                found.extend(named.map(|(path, named)| part(path, &named)));
            }
            Symbol::Member { .. } | Symbol::Input(_) | Symbol::Variable(_) => {}
        }
    }
    found
}

/// The places in `removed.yml` that name a resource.
pub(super) fn in_removals(symbol: &Symbol, view: ModelView<'_, '_>) -> Vec<Location> {
    let Symbol::Resource(key) = symbol else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries(view, |content| matches!(content, FileContent::Removals)) {
        let kind = entry.get("kind").and_then(Node::as_str).and_then(Kind::named);
        let Some(kind) = kind else { continue };
        let is_parent = |parent: &str| key.kind.name == parent;
        if let Some(parent) = kind.identity.parent.as_ref().filter(|parent| is_parent(parent.kind)) {
            found.extend(entry.get(parent.field).filter(|node| node.as_str() == Some(&key.identifier)));
        }
        let is_it = kind.name == key.kind.name && key.parent.is_none() || kind.identity.owner == Some(key.kind.name);
        if is_it {
            found.extend(entry.get("identifier").filter(|node| node.as_str() == Some(&key.identifier)));
        }
    }
    found.into_iter().map(Node::place).collect()
}

/// The places in the lists of addresses of `portwright.toml` that name a resource. `is_external` says whether those of
/// `external` follow it.
///
/// # Errors
/// A pattern that protects the resource, or something that belongs to it, and would no longer do that.
pub(super) fn in_settings(
    symbol: &Symbol,
    to: &str,
    is_external: bool,
    view: ModelView<'_, '_>,
) -> Result<Vec<Location>, String> {
    let (Symbol::Resource(key), Some(file)) = (symbol, view.project.settings_source()) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (list, address, span) in address_places(&file.text) {
        if list == AddressList::External && !is_external {
            continue;
        }
        let place = |part: &Range<usize>| Span::new(span.start + part.start, span.start + part.end);
        if let Some(named) = named_part(&address, key) {
            // One with escapes is refused later, because it is not the name.
            let is_plain = file.text.get(span.clone()) == Some(&address);
            let span = if is_plain { place(&named) } else { place(&(0..span.len())) };
            found.push(Location::new(&file, span));
        } else if list == AddressList::Protected
            && let Some(lost) = unprotected(&address, key, to, view)
        {
            let place = Location::new(&file, place(&(0..span.len())));
            return Err(format!(
                "`{address}` at `{place}` protects {lost}, and would not by the new name; change it by hand first"
            ));
        }
    }
    Ok(found)
}

/// The address of the resource, or of one that belongs to it, that a pattern fits until it is renamed.
fn unprotected(pattern: &str, key: &Key, to: &str, view: ModelView<'_, '_>) -> Option<String> {
    let belonging = view.model.desired().keys().filter(|one| one.belongs_to(key) || one.is_owned_by(key));
    let mut addresses = std::iter::once(key).chain(belonging).map(Key::to_string);
    addresses.find(|address| {
        let Some(named) = named_part(address, key) else { return false };
        let mut renamed = address.clone();
        renamed.replace_range(named, to);
        fits_pattern(pattern, address) && !fits_pattern(pattern, &renamed)
    })
}

/// The entries of files of a model with some content.
fn entries<'p>(view: ModelView<'p, '_>, is_wanted: impl Fn(FileContent) -> bool) -> Vec<Node<'p>> {
    let files = view.model.files.iter().filter(|file| is_wanted(file.content));
    let roots = files.filter_map(|file| file.tree.as_ref()).flat_map(|tree| tree.roots());
    let each = roots.flat_map(|root| root.items().chain((!root.is_list()).then_some(root)));
    each.filter(|node| node.is_map()).collect()
}

fn of_blueprint(identifier: &str) -> Key {
    Key::new(&blueprint::KIND, identifier)
}

/// The bytes of an address that name a resource, as itself, as the parent, or as the owner of another one.
fn named_part(address: &str, key: &Key) -> Option<Range<usize>> {
    let (kind, rest) = address.split_once('/')?;
    let kind = KINDS.iter().find(|one| one.name == kind)?;
    let start = address.len() - rest.len();
    let named = start..start + key.identifier.len();
    if kind.name == key.kind.name {
        let own = key.to_string();
        return (address == own).then(|| own.len() - key.identifier.len()..own.len());
    }
    if kind.identity.owner == Some(key.kind.name) && rest == key.identifier {
        return Some(named);
    }
    let is_parent = kind.identity.parent.as_ref().is_some_and(|parent| parent.kind == key.kind.name);
    let below = rest.strip_prefix(key.identifier.as_str())?;
    (is_parent && below.starts_with('/')).then_some(named)
}

/// The bytes of a path, as messages write it, that name a member of a blueprint.
fn member_part(path: &str, name: &str) -> Option<Range<usize>> {
    SECTIONS.iter().find_map(|section| {
        let member = Path::from_keys(section).child(name).to_string();
        let below = path.strip_prefix(&member)?;
        let start = member.rfind(name)?;
        (below.is_empty() || below.starts_with(['.', '['])).then_some(start..start + name.len())
    })
}

/// Some bytes of a string, or all of it if it is written in another form.
fn part(node: Node<'_>, part: &Range<usize>) -> Location {
    let file = node.tree().file();
    let span = unquoted(&file.text, node.span());
    if node.as_str() != Some(file.slice(span)) {
        return node.place();
    }
    let start = span.start as usize;
    Location::new(file, Span::new(start + part.start, start + part.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::action;

    #[test]
    fn an_address_names_a_resource_itself_and_those_it_belongs_to() {
        let key = of_blueprint("app");
        for (address, named) in [
            ("blueprint/app", Some(10..13)),
            ("scorecard/app/app", Some(10..13)),
            ("entity/app/a/b", Some(7..10)),
            ("scorecard/app/*", Some(10..13)),
            ("blueprint-permissions/app", Some(22..25)),
            ("blueprint/apps", None),
            ("blueprint/*", None),
            ("scorecard/apps/app", None),
            ("action/app", None),
            ("app", None),
        ] {
            assert_eq!(named_part(address, &key), named, "{address}");
        }
        assert_eq!(named_part("action-permissions/app", &Key::new(&action::KIND, "app")), Some(19..22));
    }

    #[test]
    fn a_path_names_a_member_in_any_section() {
        for (path, named) in [
            ("schema.properties.tier", Some(18..22)),
            ("schema.properties.tier.enum[0]", Some(18..22)),
            ("relations.tier", Some(10..14)),
            ("mirrorProperties.tier.path", Some(17..21)),
            ("schema.properties.tiers", None),
            ("schema.required", None),
            ("tier", None),
        ] {
            assert_eq!(member_part(path, "tier"), named, "{path}");
        }
        assert_eq!(member_part("relations.\"a b\".target", "a b"), Some(11..14));
    }
}
