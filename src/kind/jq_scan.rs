//! A scan of jq for mistakes that are valid syntax: names that start at the input, and assignments.

use std::ops::Range;

use super::template::{Chain, chain, is_name, quoted};

/// What a scan of a jq expression finds.
#[derive(Debug, Default)]
pub(crate) struct Scanned<'t> {
    /// The chains that start at the input of the expression. A chain after a pipe, or inside the arguments of a
    /// function, may start at any value and is not included.
    pub chains: Vec<Chain<'t>>,
    pub assignments: Vec<Assignment>,
    /// The bytes of every `not .name`: the step of a name from the result of `not`.
    pub negations: Vec<Range<usize>>,
}

/// An `=`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// Whether jq expects a condition here: after `if` or `elif`, or inside of `select`, `any` or `all`.
    pub is_condition: bool,
    /// Whether its result is the result of the expression.
    pub is_result: bool,
}

/// One open bracket, or the expression.
#[derive(Clone, Copy, Default)]
struct Scope {
    /// Whether values in it may differ from the input.
    is_piped: bool,
    /// Whether it contains a condition.
    is_filter: bool,
    /// Whether the scan is between `if` and `then`.
    is_tested: bool,
}

/// The functions that keep or count the values for which a condition is true.
const FILTERS: [&str; 3] = ["select", "any", "all"];

/// Scans these bytes of a text, which are jq.
pub(crate) fn scan(text: &str, range: Range<usize>) -> Scanned<'_> {
    let bytes = text.as_bytes();
    let mut found = Scanned::default();
    let (mut scopes, mut at, mut word, mut word_at) = (vec![Scope::default()], range.start, "", range.start);
    while at < range.end {
        let scope = *scopes.last().expect("the first scope is never removed");
        let before = bytes[range.start..at].last().copied();
        let start = at;
        at += 1;
        match bytes[start] {
            b'.' => {
                let (steps, end) = chain(text, start, range.end);
                at = end;
                let is_step = before.is_some_and(|byte| b")]}\"'?".contains(&byte));
                if word == "not" && !steps.names.is_empty() {
                    found.negations.push(word_at..end);
                }
                if !steps.names.is_empty() && !is_step && !scope.is_piped {
                    found.chains.push(steps);
                }
                word = "";
            }
            quote @ (b'"' | b'\'') => {
                at = quoted(bytes, start, range.end, quote).map_or(range.end, |end| end + 1);
                word = "";
            }
            b'#' => at = text[start..range.end].find('\n').map_or(range.end, |end| start + end),
            b'|' => scopes.iter_mut().last().into_iter().for_each(|scope| scope.is_piped = true),
            b'(' => {
                let is_filter = FILTERS.contains(&word);
                scopes.push(Scope { is_piped: scope.is_piped || !word.is_empty(), is_filter, is_tested: false });
                word = "";
            }
            b'[' | b'{' => scopes.push(Scope { is_piped: scope.is_piped, ..Scope::default() }),
            b')' | b']' | b'}' if scopes.len() > 1 => {
                scopes.pop();
            }
            b'=' if bytes.get(at) == Some(&b'=') => at += 1,
            b'=' if !before.is_some_and(|byte| b"=!<>|+-*/%".contains(&byte)) => {
                let is_condition = scopes.iter().any(|scope| scope.is_tested || scope.is_filter);
                let is_result = scopes.len() == 1 && !scope.is_piped;
                found.assignments.push(Assignment { at: start..at, is_condition, is_result });
            }
            byte if is_name(byte) || byte == b'$' => {
                at += bytes[at..range.end].iter().take_while(|byte| is_name(**byte)).count();
                // A dot directly after a name is a step from its value.
                if bytes[at..range.end].first() == Some(&b'.') {
                    at = chain(text, at, range.end).1;
                }
                (word, word_at) = (&text[start..at], start);
                keyword(word, scopes.last_mut().expect("the first scope is never removed"));
                if matches!(word, "and" | "or" | "if" | "then" | "elif" | "else" | "try") {
                    word = "";
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => word = "",
        }
    }
    // A pipe after it gets the result of an assignment.
    let is_piped = scopes[0].is_piped;
    found.assignments.iter_mut().for_each(|one| one.is_result &= !is_piped);
    found
}

fn keyword(word: &str, scope: &mut Scope) {
    match word {
        "if" | "elif" => scope.is_tested = true,
        "then" => scope.is_tested = false,
        // Their bodies have other inputs.
        "def" | "catch" => scope.is_piped = true,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_input_are_found() {
        let names = |text: &'static str| {
            let found = scan(text, 0..text.len()).chains;
            found.into_iter().map(|chain| chain.names.join(".")).collect::<Vec<_>>()
        };
        assert_eq!(names(".a.b == 'x.y' and .c != null"), ["a.b", "c"]);
        assert_eq!(names("(.a | length) + .b | .c"), ["a", "b"]);
        assert_eq!(names("if (.a) then .b else .c end"), ["a", "b", "c"]);
        assert_eq!(names("{x: .a, y: [.b]} | .x"), ["a", "b"]);
        for text in [
            "map(.a)",
            ".[0].a",
            "reduce .[] as $x (0; .a)",
            "def f: .a; f",
            "$x.a",
            "(1).a",
            "'x' | .a",
            "try error catch .a",
        ] {
            assert_eq!(names(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn an_assignment_is_found_with_its_purpose() {
        let found = |text: &'static str| {
            let found = scan(text, 0..text.len()).assignments;
            found.into_iter().map(|one| (one.at.start, one.is_condition, one.is_result)).collect::<Vec<_>>()
        };
        assert_eq!(found(".a = 'x'"), [(3, false, true)]);
        assert_eq!(found(".a = 'x' | .a"), [(3, false, false)]);
        assert_eq!(found("if .a = 1 then .b else .c end"), [(6, true, true)]);
        assert_eq!(found(".a[] | select(.b = 1)"), [(17, true, false)]);
        let negated = |text: &'static str| {
            scan(text, 0..text.len()).negations.into_iter().map(|at| &text[at]).collect::<Vec<_>>()
        };
        assert_eq!(negated(".a and not .b.c"), ["not .b.c"]);
        assert_eq!(negated(".a | not, .b"), Vec::<&str>::new());
        for text in [".a == 'b=c'", ".a != 1 and .b <= 2 or .c >= 3", ".a |= 1 | .b += 2 | .c //= 3", ".a # = "] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
