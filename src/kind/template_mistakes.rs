//! Mistakes in how a template is written that jq does not refuse.

use std::ops::Range;

use super::template::{chain, is_name, quoted, templates};

/// The first names of templates that Port has values for.
const ROOTS: [&str; 14] = [
    "action",
    "diff",
    "entity",
    "event",
    "form",
    "inputs",
    "outputs",
    "payload",
    "result",
    "run",
    "secrets",
    "trigger",
    "user",
    "workflowRun",
];

/// A path without its first dot: `inputs.type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MissingDot {
    /// The bytes of the first name in the entire text.
    pub name: Range<usize>,
    /// The bytes of the path.
    pub path: Range<usize>,
}

/// Returns every path without its first dot in these bytes of a text, which are jq. A name is a path if a dot or a
/// bracket follows it, or if it is all of the expression and Port has a value for it.
pub(crate) fn undotted(text: &str, range: Range<usize>) -> Vec<MissingDot> {
    let bytes = text.as_bytes();
    let (mut at, mut found) = (range.start, Vec::new());
    while at < range.end {
        match bytes[at] {
            b'.' => at = chain(text, at, range.end).1,
            quote @ (b'"' | b'\'') => at = quoted(bytes, at, range.end, quote).map_or(range.end, |end| end + 1),
            byte if is_name(byte) || matches!(byte, b'$' | b'@') => {
                let start = at;
                at += 1;
                at += bytes[at..range.end].iter().take_while(|byte| is_name(**byte)).count();
                let (steps, end) = chain(text, at, range.end);
                let name = &text[start..at];
                let is_path = !steps.names.is_empty() && byte.is_ascii_alphabetic();
                let is_all = text[range.clone()].trim() == name && ROOTS.contains(&name);
                if is_path || is_all {
                    let end = if is_path { end } else { at };
                    found.push(MissingDot { name: start..at, path: start..end });
                }
                at = if steps.names.is_empty() { at } else { end };
            }
            _ => at += 1,
        }
    }
    found
}

/// A template that lacks a brace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unclosed {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The braces that it lacks, `{{` or `}}`.
    pub missing: &'static str,
    /// The expression in it, if both of its ends are certain.
    pub expression: Option<Range<usize>>,
}

/// Returns the first template of a text that lacks a brace: `{{ .inputs.type }` or `{ .inputs.type }}`.
pub(crate) fn unclosed(text: &str) -> Option<Unclosed> {
    let mut from = 0;
    for inside in templates(text) {
        if let Some(found) = unopened(text, from..inside.start - 2) {
            return Some(found);
        }
        from = inside.end + 2;
    }
    let Some(open) = text[from..].find("{{").map(|at| from + at) else { return unopened(text, from..text.len()) };
    // Other programs may use two braces for something else.
    root(&text[open + 2..])?;
    let close = text[open..].find('}').map(|at| open + at);
    let end = close.map_or(text.len(), |close| close + 1);
    Some(Unclosed { range: open..end, missing: "}}", expression: close.map(|close| trimmed(text, open + 2..close)) })
}

fn unopened(text: &str, range: Range<usize>) -> Option<Unclosed> {
    text[range.clone()].match_indices("}}").find_map(|(at, _)| {
        let close = range.start + at;
        let open = range.start + text[range.start..close].rfind(['{', '}'])?;
        let is_template = text[open..].starts_with('{') && root(&text[open + 1..close]).is_some();
        let expression = Some(trimmed(text, open + 1..close));
        is_template.then_some(Unclosed { range: open..close + 2, missing: "{{", expression })
    })
}

/// Returns the first name of an expression, if Port has a value for it.
fn root(text: &str) -> Option<&str> {
    let name = text.trim_start().strip_prefix('.')?;
    let name = &name[..name.bytes().take_while(|byte| is_name(*byte)).count()];
    ROOTS.contains(&name).then_some(name)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + inside.len() - inside.trim_start().len();
    start..start + inside.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_without_its_first_dot_is_found() {
        let paths = |text: &'static str| {
            let found = undotted(text, 0..text.len());
            found.into_iter().map(|path| (&text[path.name], &text[path.path])).collect::<Vec<_>>()
        };
        assert_eq!(paths(" inputs.type "), [("inputs", "inputs.type")]);
        assert_eq!(paths("'x' + entity[\"a b\"].c | .d"), [("entity", "entity[\"a b\"].c")]);
        assert_eq!(paths(" inputs "), [("inputs", "inputs")]);
        for good in [
            ".inputs.type",
            "$inputs.type",
            "{inputs}",
            "{inputs: .inputs.type}",
            "'inputs.type'",
            ".a | keys",
            ".[\"inputs\"].type",
            "@base64d",
            "1.5",
        ] {
            assert_eq!(paths(good), [], "{good}");
        }
    }

    #[test]
    fn a_template_that_lacks_a_brace_is_found() {
        let of = |text: &'static str| {
            let found = unclosed(text)?;
            Some((&text[found.range], found.missing, found.expression.map(|range| &text[range])))
        };
        assert_eq!(of("{{ .inputs.type }"), Some(("{{ .inputs.type }", "}}", Some(".inputs.type"))));
        assert_eq!(of("a {{ .run.id } }b"), Some(("{{ .run.id }", "}}", Some(".run.id"))));
        assert_eq!(of("{{ .inputs.type"), Some(("{{ .inputs.type", "}}", None)));
        assert_eq!(of("{ .inputs.type }}"), Some(("{ .inputs.type }}", "{{", Some(".inputs.type"))));
        assert_eq!(of("{{ .a }}{.entity.x}} {{ .b }}"), Some(("{.entity.x}}", "{{", Some(".entity.x"))));
        for good in ["{{ .inputs.type }}", "{\"a\": {\"b\": 1}}", "{\"a\": {\"b\": \"{{ .inputs.a }}\"}}", "{{ x", "{{"]
        {
            assert_eq!(of(good), None, "{good}");
        }
    }
}
