//! A template that begins with a misspelling of a name that Port fills in.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::template::{chains, templates, texts};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, text_part};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("misspelt-template", include_str!("misspelt_template.md"), Check::Declaration(check));

/// The first names of templates that Port has values for.
const ROOTS: &str = "action entity event inputs payload run secrets trigger";

/// The fields of an entity.
const ENTITY_FIELDS: &str =
    "blueprint createdAt createdBy icon identifier properties relations scorecards team title updatedAt updatedBy";

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(invocation) = declaration.body.get("invocationMethod") else { return };
    for (at, text) in texts(&Path::from_keys(&["invocationMethod"]), invocation) {
        // Only the first chain of a template starts at Port's names. Later ones may start at any value.
        let starts: Vec<usize> = templates(text)
            .into_iter()
            .map(|inside| inside.end - text[inside].trim_start().trim_start_matches(['.', '"', '\'']).len())
            .collect();
        for chain in chains(text).iter().filter(|chain| starts.contains(&chain.spans[0].start)) {
            let has = |known: &str, name: &str| known.split(' ').any(|one| one == name);
            let (nth, known) = match chain.names.as_slice() {
                [root, ..] if !has(ROOTS, root) => (0, ROOTS),
                ["entity", of, ..] if !has(ENTITY_FIELDS, of) => (1, ENTITY_FIELDS),
                _ => continue,
            };
            let Some(near) = closest(chain.names[nth], known.split(' ')) else { continue };
            let message = format!("Port has no value for `.{}`", chain.names[..=nth].join("."));
            let place = text_part(declaration, &at, &chain.spans[nth]);
            found.push(RULE.at(place, message).label("misspelt").suggest(Some(near)));
        }
    }
}
