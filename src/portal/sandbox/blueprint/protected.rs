//! System blueprints: the parts that Port manages cannot be changed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::settle;
use crate::portal::sandbox::{Body, Call, HandlerResult, Refusal, Reply, properties, section, text};

/// The blueprints of a portal right after a Git integration was installed.
pub(super) static SEED: LazyLock<BTreeMap<String, Body>> = LazyLock::new(|| {
    let mut seed: BTreeMap<String, Body> =
        serde_json::from_str(include_str!("seed.json")).expect("the seed is checked by a test");
    for (identifier, blueprint) in &mut seed {
        blueprint.shift_insert(0, "identifier".into(), identifier.as_str().into());
        settle::fill(blueprint);
    }
    seed
});

const SECTIONS: [&str; 4] = ["relations", "mirrorProperties", "calculationProperties", "aggregationProperties"];

/// The part of a system blueprint that Port manages; none for every other blueprint.
fn structure(identifier: &str) -> Option<&'static Body> {
    identifier.starts_with('_').then(|| SEED.get(identifier)).flatten()
}

pub(super) fn read_structure(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    let structure = structure(identifier).ok_or_else(|| Refusal::not_found("Blueprint", identifier))?;
    Ok(Reply::with(200, "blueprint", structure.clone()))
}

/// Checks that a system blueprint still has all of Port's fields, unchanged; other blueprints always pass.
pub(super) fn check(identifier: &str, blueprint: &Body) -> Result<(), Refusal> {
    let Some(structure) = structure(identifier) else { return Ok(()) };
    if text(blueprint, "identifier") != identifier {
        return Err(Refusal::protected(format!("the system blueprint \"{identifier}\" cannot be renamed")));
    }
    check_section(identifier, "property", properties(structure), properties(blueprint))?;
    for name in SECTIONS {
        check_section(identifier, name, section(structure, name), section(blueprint, name))?;
    }
    if structure.contains_key("ownership") && structure.get("ownership") != blueprint.get("ownership") {
        return Err(Refusal::protected(format!("the ownership of \"{identifier}\" is managed by Port")));
    }
    Ok(())
}

fn check_section(identifier: &str, section_name: &str, ours: &Body, theirs: &Body) -> Result<(), Refusal> {
    for (name, body) in ours {
        let change = match theirs.get(name) {
            Some(same) if same == body => continue,
            Some(_) => "changed",
            None => "left out",
        };
        let message =
            format!("\"{name}\" ({section_name}) of \"{identifier}\" is managed by Port and cannot be {change}");
        return Err(Refusal::protected(message));
    }
    Ok(())
}

/// Refuses an identifier that only Port may use.
pub(super) fn check_new(identifier: &str) -> Result<(), Refusal> {
    if identifier.starts_with('_') {
        let message = format!("\"{identifier}\" would be a system blueprint, which cannot be created");
        return Err(Refusal::protected(message));
    }
    Ok(())
}

pub(super) fn check_delete(identifier: &str) -> Result<(), Refusal> {
    if identifier.starts_with('_') {
        return Err(Refusal::protected(format!("the system blueprint \"{identifier}\" cannot be deleted")));
    }
    Ok(())
}

/// Refuses to rename a member that Port manages.
pub(super) fn check_member(identifier: &str, section_name: &str, member: &str) -> Result<(), Refusal> {
    let Some(structure) = structure(identifier) else { return Ok(()) };
    let members = if section_name == "schema" { properties(structure) } else { section(structure, section_name) };
    if members.get(member).is_none_or(Value::is_null) {
        return Ok(());
    }
    Err(Refusal::protected(format!("\"{member}\" of \"{identifier}\" is managed by Port")))
}
