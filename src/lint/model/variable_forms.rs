//! Uses of a declared variable in the form of another program, such as `$name`.

use std::ops::Range;

use crate::ground::path::Path;
use crate::kind::template::texts;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, expressions};
use crate::yaml::tree::Node;

/// What is written before and after a name in another program.
const FORMS: [(&str, &str); 4] = [("$(", ")"), ("$", ""), ("{", "}"), ("%", "%")];

/// What the forms begin with.
const FIRST: [char; 3] = ['$', '{', '%'];

/// Returns each text with such a use, its bytes there, and the name of the variable.
pub(crate) fn other_forms(declaration: &Declaration, context: &Context<'_>) -> Vec<(Path, Range<usize>, String)> {
    let names: Vec<_> = context.variables.names().collect();
    if names.is_empty() || !declaration.node().raw().contains(FIRST) {
        return Vec::new();
    }
    let expressions = expressions(declaration);
    let mut found = Vec::new();
    for (at, _) in texts(&Path::root(), &declaration.body) {
        let Some(written) = declaration.node().find(&at).and_then(Node::as_str) else { continue };
        if !written.contains(FIRST) {
            continue;
        }
        // In jq, `$name` and `{name}` have a meaning.
        let is_jq = |part: &Range<usize>| {
            expressions.iter().any(|one| one.at == at && one.part.start <= part.start && part.end <= one.part.end)
        };
        for name in &names {
            let uses = FORMS.iter().flat_map(|(before, after)| uses(written, before, name, after));
            found.extend(uses.filter(|part| !is_jq(part)).map(|part| (at.clone(), part, name.to_string())));
        }
    }
    found
}

fn uses<'t>(text: &'t str, before: &'t str, name: &'t str, after: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let whole = format!("{before}{name}{after}");
    let is_part = |c: char| c.is_alphanumeric() || "_-${}%(".contains(c);
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(&whole)?;
        from = start + whole.len();
        Some(start..from)
    })
    .filter(move |part| !text[..part.start].ends_with(is_part) && !text[part.end..].starts_with(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_not_a_part_of_another_word() {
        let found = |text: &str| {
            let all = FORMS.iter().flat_map(|(before, after)| uses(text, before, "org", after));
            all.map(|part| text[part].to_owned()).collect::<Vec<_>>()
        };
        for (text, used) in
            [("https://$org/x", "$org"), ("a {org}", "{org}"), ("%org%.x", "%org%"), ("$(org)", "$(org)")]
        {
            assert_eq!(found(text), [used], "{text}");
        }
        for text in
            ["${org}", "$${org}", "$organization", "{{org}}", "${{ org }}", "a%org%20", "$org_name", "{org", "org"]
        {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
