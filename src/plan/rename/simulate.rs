//! What Port changes in a portal when it renames something.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::{Key, Requirement};
use crate::model::Bodies;
use crate::plan::live::Live;
use crate::plan::rename::request::Rename;

/// Changes `live` as Port will when it makes a rename: in the resource, and in the references to it that Port updates, which it returns.
pub(super) fn rename_in(live: &mut Live, rename: &Rename) -> Vec<(Key, Path)> {
    let mut before = Bodies::default();
    for (key, body) in live.shared() {
        before.insert(key, Arc::clone(body), true);
    }
    let mut edits: Vec<(Key, Path, Option<Range<usize>>)> = Vec::new();
    for (key, body) in live.iter() {
        let mut own = key.references(body, &before);
        own.retain(|reference| {
            refers_to_renamed(rename, &reference.need) && (rename.key.kind.renames.port_updates)(reference)
        });
        // From the end of a text, so that the bytes of the others stay where they are.
        own.sort_by_key(|reference| std::cmp::Reverse(reference.part.as_ref().map_or(0, |part| part.start)));
        edits.extend(own.into_iter().map(|reference| (key.clone(), reference.at, reference.part)));
    }
    edits.dedup();
    for (key, at, part) in &edits {
        let Some(body) = live.get_mut(key) else { continue };
        let Some(text) = at.find(body).and_then(Value::as_str) else { continue };
        let mut text = text.to_owned();
        let part = part.clone().unwrap_or(0..text.len());
        text.replace_range(part, &rename.new);
        at.put(body, Value::from(text));
    }
    match rename.member {
        Some(member) => {
            if let Some(body) = live.get_mut(&rename.key) {
                let section = Path::from_keys(member.section);
                (rename.key.kind.renames.rename_member)(body, &section, &rename.old, &rename.new);
            }
        }
        None => move_resource(live, rename),
    }
    let mut updated: Vec<(Key, Path)> = edits.into_iter().map(|(key, at, _)| (key, at)).collect();
    updated.dedup();
    updated
}

/// Returns whether a requirement refers, by its old name, to what is renamed.
pub(super) fn refers_to_renamed(rename: &Rename, need: &Requirement) -> bool {
    match (rename.member, need) {
        (Some(member), need) => need.is_member(&rename.key.identifier, member.section, &rename.old),
        (None, Requirement::Resource { kind, identifier }) => {
            *kind == rename.key.kind.name && *identifier == rename.old
        }
        _ => false,
    }
}

/// Moves a renamed resource to its new key, with everything that belongs to it.
fn move_resource(live: &mut Live, rename: &Rename) {
    let of = rename.key.kind.name;
    for body in live.iter_mut().filter(|(key, _)| key.kind.name == of).map(|(_, body)| body) {
        (rename.key.kind.renames.follow_rename)(body, &rename.old, &rename.new);
    }
    let moved: Vec<(Key, Key)> = live.keys().filter_map(|key| Some((key.clone(), rename.moved(key)?))).collect();
    for (old, key) in moved {
        let Some(mut body) = live.remove(&old) else { continue };
        let parent = key.kind.identity.parent.as_ref().filter(|_| key.parent != old.parent);
        let field = parent.map_or(key.kind.identity.field, |parent| parent.field);
        if let Some(known) = body.get_mut(field) {
            *known = Value::from(rename.new.as_str());
        }
        live.insert(key, body);
    }
}
