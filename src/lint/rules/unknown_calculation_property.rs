//! A calculation that reads a property that its blueprint does not have.

use serde_json::Value;

use crate::ground::finding::Finding;
use crate::ground::path::Path;
use crate::kind::blueprint::{CALCULATIONS, DATA, RELATIONS_ONLY, member_names};
use crate::kind::template::jq_chains;
use crate::kind::{Reference, Requirement, Role};
use crate::lint::context::Context;
use crate::lint::model::{Resolution, text_part};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::mention;
use crate::model::Declaration;

pub(super) const RULE: Rule = Rule::warning(
    "unknown-calculation-property",
    include_str!("unknown_calculation_property.md"),
    Check::Declaration(check),
);

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    // It is not known what a faulty file declares, so nothing is reported as missing.
    let Some(key) = declaration.key.as_ref().filter(|_| !context.model.has_faults) else { return };
    let section = Path::from_keys(CALCULATIONS);
    for (calculation, body) in section.members(&declaration.body) {
        let at = section.child(calculation.as_str()).child("calculation");
        let Some(jq) = body.get("calculation").and_then(Value::as_str) else { continue };
        for chain in jq_chains(jq) {
            let read = [("properties", DATA), ("relations", RELATIONS_ONLY)]
                .into_iter()
                .find_map(|(section, sections)| Some((chain.after(&[section])?, sections)));
            let Some(((name, part), sections)) = read else { continue };
            // After a pipe, a path starts from another value than the entity. `unquoted-dash` reports a name that is
            // only cut short.
            if jq[..part.start].contains('|')
                || chain.is_guarded(jq)
                || chain.dashed(jq, member_names(&declaration.body, sections)).is_some()
            {
                continue;
            }
            if sections == DATA && section.child(name).find(&declaration.body).is_some() {
                let message = format!("calculation `{calculation}` reads `{name}`, which is a calculation too");
                let finding = RULE.at(text_part(declaration, &at, &part), message).label("always null here");
                found.push(finding.help(format!("write the expression of `{name}` here in its place")));
                continue;
            }
            let need = Requirement::Member { blueprint: key.identifier.clone(), sections, name: name.to_owned() };
            let reference = Reference { at: at.clone(), part: Some(part), role: Role::CalculationProperty, need };
            let resolution = Resolution::of(&reference, declaration, context);
            let subject = format!("calculation `{calculation}`");
            found.extend(mention::finding(&RULE, &subject, &reference, resolution, declaration, context));
        }
    }
}
