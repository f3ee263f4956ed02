//! System blueprints: the parts that Port manages cannot be changed.

use serde_json::Value;

use crate::portal::sandbox::body::{Body, properties, section, text};
use crate::portal::sandbox::refusal::Refusal;
use crate::portal::sandbox::store::Store;

const SECTIONS: [&str; 4] = ["relations", "mirrorProperties", "calculationProperties", "aggregationProperties"];

/// Checks that a system blueprint still has all of Port's fields, unchanged; other blueprints always pass.
pub(super) fn check(identifier: &str, blueprint: &Body) -> Result<(), Refusal> {
    let Some(structure) = Store::structure(identifier) else { return Ok(()) };
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

/// Refuses to rename a member that Port manages.
pub(super) fn check_member(identifier: &str, section_name: &str, member: &str) -> Result<(), Refusal> {
    let Some(structure) = Store::structure(identifier) else { return Ok(()) };
    let members = if section_name == "schema" { properties(structure) } else { section(structure, section_name) };
    if members.get(member).is_none_or(Value::is_null) {
        return Ok(());
    }
    Err(Refusal::protected(format!("\"{member}\" of \"{identifier}\" is managed by Port")))
}
