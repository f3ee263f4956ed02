//! Port's `{{ }}` templates inside the texts of an action.

use std::ops::Range;

use serde_json::Value;

use crate::ground::path::{Path, Step, Steps};

/// One name chain in a template: `.inputs.domain.identifier`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chain<'t> {
    /// The names, without dots, quotes and brackets.
    pub names: Vec<&'t str>,
    /// The bytes of each name in the entire text.
    pub spans: Vec<Range<usize>>,
}

impl Chain<'_> {
    /// Returns the name after this prefix, and its bytes in the text.
    pub(crate) fn after(&self, beginning: &[&str]) -> Option<(&str, Range<usize>)> {
        let name = self.names.get(beginning.len())?;
        self.names.starts_with(beginning).then(|| (*name, self.spans[beginning.len()].clone()))
    }

    /// Returns whether its text allows it to have no value: with `?`, `// x`, `has("x")`, `try`, or a comparison to
    /// null.
    pub(crate) fn is_guarded(&self, text: &str) -> bool {
        let (Some(first), Some(last)) = (self.spans.first(), self.spans.last()) else { return false };
        let after = |end: usize| text[end..].trim_start_matches(|c: char| c.is_whitespace() || "\"'])".contains(c));
        let rest = after(last.end);
        let before = text[..first.start].trim_end_matches(|c: char| c.is_whitespace() || ".\"'[(".contains(c));
        let has = |name: &&str| ['"', '\''].iter().any(|quote| text.contains(&format!("has({quote}{name}{quote})")));
        let written = &text[first.start..last.end];
        let is_compared = |(at, _): (usize, &str)| {
            let rest = after(at + written.len());
            ["!=", "=="].iter().any(|sign| rest.strip_prefix(sign).is_some_and(|rest| rest.trim().starts_with("null")))
        };
        let is_tried = before.ends_with("try");
        rest.starts_with('?')
            || rest.starts_with("//")
            || is_tried
            || self.names.iter().any(has)
            || text.match_indices(written).any(is_compared)
    }

    /// Returns the name that was meant by the last step, if jq reads the dash in it as a minus, and its bytes in the
    /// text: the longest of these names after the dot, such as `on-call` in `.inputs.on-call`.
    pub(crate) fn dashed<'n>(
        &self,
        text: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> Option<(&'n str, Range<usize>)> {
        let start = self.spans.last()?.start;
        // In quotes or brackets, the dash is part of the name.
        let rest = text[..start].ends_with('.').then(|| &text[start..])?;
        let is_there = |name: &&str| {
            let follows = rest.strip_prefix(name).map(|rest| rest.bytes().next());
            name.contains('-') && follows.is_some_and(|byte| byte.is_none_or(|byte| !is_name(byte)))
        };
        let name = names.filter(is_there).max_by_key(|name| name.len())?;
        Some((name, start..start + name.len()))
    }
}

/// Returns the bytes between `{{` and `}}` of every template in a text. A template that is never closed does not count.
pub(crate) fn templates(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at + 2) {
        // If quotes or brackets are left open, the author probably meant the first `}}`.
        let close = end(text, open).or_else(|| text[open..].find("}}").map(|at| open + at));
        let Some(close) = close else { break };
        found.push(open..close);
        from = close + 2;
    }
    found
}

/// Returns the `}}` that ends a template, not one inside a jq string or object.
fn end(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // The closing character of each open quote and bracket.
    let mut open: Vec<u8> = Vec::new();
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        match (open.last(), byte) {
            (Some(b'"' | b'\''), b'\\') => {
                if next == Some(&b'(') {
                    open.push(b')');
                }
                at += 1;
            }
            (Some(closing), byte) if *closing == byte => {
                open.pop();
            }
            (Some(b'"' | b'\''), _) => {}
            (None, b'}') if next == Some(&b'}') => return Some(at),
            (_, quote @ (b'"' | b'\'')) => open.push(quote),
            (_, b'{') => open.push(b'}'),
            (_, b'(') => open.push(b')'),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Fills in templates as Port does. A text that is a single template becomes its result, of any type. Inside other
/// text, results are inserted as text, and null as an empty string.
///
/// # Errors
/// The error of `evaluate` for the first template that it cannot evaluate.
pub(crate) fn fill<E>(text: &str, mut evaluate: impl FnMut(&str) -> Result<Value, E>) -> Result<Value, E> {
    let found = templates(text);
    if let [only] = &found[..]
        && only.start == 2
        && only.end + 2 == text.len()
    {
        return evaluate(&text[only.clone()]);
    }
    let (mut filled, mut from) = (String::with_capacity(text.len()), 0);
    for range in found {
        filled.push_str(&text[from..range.start - 2]);
        from = range.end + 2;
        match evaluate(&text[range])? {
            Value::Null => {}
            Value::String(result) => filled.push_str(&result),
            result => filled.push_str(&result.to_string()),
        }
    }
    filled.push_str(&text[from..]);
    Ok(Value::String(filled))
}

/// Returns every chain of names in the templates of a text. Text in quotes is not a chain, unless it is a name in
/// brackets.
pub(crate) fn chains(text: &str) -> Vec<Chain<'_>> {
    templates(text).into_iter().flat_map(|range| chains_of(text, range)).collect()
}

/// Returns every chain of names in a jq expression.
pub(crate) fn jq_chains(jq: &str) -> Vec<Chain<'_>> {
    chains_of(jq, 0..jq.len())
}

/// Every chain of names in these bytes of a text, which are jq.
pub(crate) fn chains_of(text: &str, range: Range<usize>) -> Vec<Chain<'_>> {
    let bytes = text.as_bytes();
    let (mut at, mut found) = (range.start, Vec::new());
    while at < range.end {
        match bytes[at] {
            b'.' => {
                let (chain, end) = chain(text, at, range.end);
                if !chain.names.is_empty() {
                    found.push(chain);
                }
                at = end;
            }
            quote @ (b'"' | b'\'') => at = quoted(bytes, at, range.end, quote).map_or(range.end, |end| end + 1),
            // A dot directly after a name is a step from its value, not from the root: `$x.inputs`.
            byte if is_name(byte) || byte == b'$' => {
                while at < range.end && (is_name(bytes[at]) || matches!(bytes[at], b'$' | b'.')) {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
    found
}

/// Returns the chain that starts with the dot at `at`, and the position after it.
pub(super) fn chain(text: &str, mut at: usize, end: usize) -> (Chain<'_>, usize) {
    let bytes = text.as_bytes();
    let mut chain = Chain { names: Vec::new(), spans: Vec::new() };
    loop {
        let name = if at < end && bytes[at] == b'.' && at + 1 < end && matches!(bytes[at + 1], b'"' | b'\'') {
            quoted(bytes, at + 1, end, bytes[at + 1]).map(|close| (at + 2..close, close + 1))
        } else if at < end && bytes[at] == b'.' {
            let stop = (at + 1..end).find(|at| !is_name(bytes[*at])).unwrap_or(end);
            (stop > at + 1).then_some((at + 1..stop, stop))
        } else if at + 1 < end && bytes[at] == b'[' && matches!(bytes[at + 1], b'"' | b'\'') {
            quoted(bytes, at + 1, end, bytes[at + 1])
                .filter(|close| bytes.get(close + 1) == Some(&b']'))
                .map(|close| (at + 2..close, close + 2))
        } else {
            None
        };
        let Some((span, next)) = name else {
            // A single dot is the entire input: skip it.
            let end = if chain.names.is_empty() { at + 1 } else { at };
            return (chain, end);
        };
        chain.names.push(&text[span.clone()]);
        chain.spans.push(span);
        at = next;
        // `.a.["b"]` and `.a?.b` are the same steps.
        if at < end && bytes[at] == b'?' {
            at += 1;
        }
        if at + 1 < end && bytes[at] == b'.' && bytes[at + 1] == b'[' {
            at += 1;
        }
    }
}

/// Returns the closing quote of the string that opens at `open`.
pub(super) fn quoted(bytes: &[u8], open: usize, end: usize, quote: u8) -> Option<usize> {
    (open + 1..end).find(|at| bytes[*at] == quote && bytes[at - 1] != b'\\')
}

/// Returns whether a name may contain this byte.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Returns every string in a body with its path, which is below `at`.
pub(crate) fn texts<'v>(at: &Path, body: &'v Value) -> Vec<(Path, &'v str)> {
    texts_that(at, body, |_| true)
}

/// Returns every string in a body that may have a template or a part of one, with its path, which is below `at`.
pub(crate) fn template_texts<'v>(at: &Path, body: &'v Value) -> Vec<(Path, &'v str)> {
    texts_that(at, body, |text| text.contains("{{") || text.contains("}}"))
}

/// Returns every string in a body that is wanted, with its path, which is below `at`.
pub(crate) fn texts_that<'v>(at: &Path, body: &'v Value, is_wanted: impl Fn(&str) -> bool) -> Vec<(Path, &'v str)> {
    let mut found = Vec::new();
    collect(at, &mut Steps::default(), body, &is_wanted, &mut found);
    found
}

fn collect<'v>(
    at: &Path,
    steps: &mut Steps<'v>,
    value: &'v Value,
    is_wanted: &impl Fn(&str) -> bool,
    found: &mut Vec<(Path, &'v str)>,
) {
    match value {
        Value::String(text) if is_wanted(text) => found.push((steps.below(at), text.as_str())),
        Value::Array(values) => {
            for (nth, value) in values.iter().enumerate() {
                steps.inside(Step::Index(nth), |steps| collect(at, steps, value, is_wanted, found));
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                steps.inside(Step::Key(key), |steps| collect(at, steps, value, is_wanted, found));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<Vec<&str>> {
        chains(text).into_iter().map(|chain| chain.names).collect()
    }

    #[test]
    fn chains_are_found_in_templates_only() {
        assert_eq!(names("a.b {{ .inputs.domain.identifier }} .c"), [["inputs", "domain", "identifier"]]);
        assert_eq!(names("{{ .inputs.a }}-{{.run.id}}"), [["inputs", "a"], ["run", "id"]]);
        assert_eq!(names("{{ never closed .inputs.a"), Vec::<Vec<&str>>::new());
    }

    #[test]
    fn a_template_ends_outside_of_texts_and_objects() {
        let inside = |text: &'static str| templates(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(inside("{{ {a: {b: 1}}}} {{.b}}"), [" {a: {b: 1}}", ".b"]);
        assert_eq!(
            inside(r#"{{ "}}" + '\'}}' + "\(.a | join("}}"))" }}x"#),
            [r#" "}}" + '\'}}' + "\(.a | join("}}"))" "#]
        );
        assert_eq!(inside("{{ it's }} and {{ (.a }}"), [" it's ", " (.a "]);
    }

    #[test]
    fn a_single_template_keeps_its_type_and_others_become_text() {
        let length = |expression: &str| match expression.trim() {
            "null" => Ok(Value::Null),
            "fail" => Err("it fails"),
            other => Ok(Value::from(other.len())),
        };
        assert_eq!(fill("{{ abc }}", length), Ok(Value::from(3)));
        assert_eq!(fill(" {{ abc }}", length), Ok(Value::from(" 3")));
        assert_eq!(fill("{{ a }}/é{{null}}{{ ab }}", length), Ok(Value::from("1/é2")));
        assert_eq!(fill("no template {{", length), Ok(Value::from("no template {{")));
        assert_eq!(fill("{{ a }}{{ fail }}", length), Err("it fails"));
    }

    #[test]
    fn names_may_stand_in_brackets_or_quotes() {
        assert_eq!(names(r#"{{ .inputs["my-key"].x }}"#), [["inputs", "my-key", "x"]]);
        assert_eq!(names(r#"{{ .entity.properties."on-call" }}"#), [["entity", "properties", "on-call"]]);
        assert_eq!(names("{{ .inputs.['a'] }}"), [["inputs", "a"]]);
    }

    #[test]
    fn strings_and_variables_in_a_template_are_not_chains() {
        assert_eq!(names(r#"{{ "see .inputs.x" + .inputs.y }}"#), [["inputs", "y"]]);
        assert_eq!(names("{{ $x.inputs.y | .inputs.z }}"), [["inputs", "z"]]);
    }

    #[test]
    fn a_path_that_handles_a_missing_value_is_guarded() {
        let is_guarded = |text: &str| chains(text).iter().any(|chain| chain.is_guarded(text));
        for text in [
            "{{ .inputs.ref // \"x\" }}",
            "{{ (.inputs.ref) // \"x\" }}",
            "{{ .inputs[\"ref\"] // \"x\" }}",
            "{{ .inputs.ref? }}",
            "{{ if .inputs | has(\"ref\") then .inputs.ref else null end }}",
            "{{ if .inputs | has('ref') then .inputs.ref else null end }}",
            "{{ try .inputs.ref catch null }}",
            "{{ if .inputs.ref != null then .inputs.ref else \"x\" end }}",
        ] {
            assert!(is_guarded(text), "{text}");
        }
        for text in
            ["{{ .inputs.ref }}", "{{ .inputs.ref | tostring }}", "{{ .inputs.retry }}", "{{ .inputs.ref == 1 }}"]
        {
            assert!(!is_guarded(text), "{text}");
        }
    }

    #[test]
    fn a_dash_after_a_dot_is_found() {
        let names = ["on-call", "on-call-user", "on", "size"];
        let dashed = |text: &'static str| {
            let found = chains(text).into_iter().find_map(|chain| chain.dashed(text, names.into_iter()));
            found.map(|(name, part)| (name, &text[part]))
        };
        assert_eq!(dashed("{{ .inputs.on-call }}"), Some(("on-call", "on-call")));
        assert_eq!(dashed("{{ .inputs.on-call-user.email }}"), Some(("on-call-user", "on-call-user")));
        for good in [
            "{{ .inputs[\"on-call\"] }}",
            "{{ .inputs.\"on-call\" }}",
            "{{ .inputs.on - 1 }}",
            "{{ .inputs.on-caller }}",
        ] {
            assert_eq!(dashed(good), None, "{good}");
        }
    }

    #[test]
    fn the_bytes_of_a_name_are_its_own() {
        let text = "x {{ .inputs.domian }}";
        let found = chains(text);
        let (name, span) = found[0].after(&["inputs"]).expect("it is an input");
        assert_eq!((name, &text[span]), ("domian", "domian"));
    }
}
