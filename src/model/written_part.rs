//! Finding a part of a text whose variables are filled in where it is written.

use std::ops::Range;

use crate::model::variables::used_names;

/// Returns the bytes of a text that become these bytes when its variables are filled in; `None` if a value of one is among them.
pub(crate) fn written_part(written: &str, filled: &str, part: &Range<usize>) -> Option<Range<usize>> {
    let pieces = literals(written);
    let mut from = 0;
    for (nth, piece) in pieces.iter().enumerate() {
        let text = &written[piece.clone()];
        let at = match nth {
            0 => 0,
            nth if nth + 1 == pieces.len() => filled.len().checked_sub(text.len()).filter(|at| *at >= from)?,
            _ => from + filled.get(from..)?.find(text)?,
        };
        if filled.get(at..at + text.len()) != Some(text) {
            return None;
        }
        if at <= part.start && part.end <= at + text.len() {
            let start = piece.start + (part.start - at);
            return Some(start..start + part.len());
        }
        from = at + text.len();
    }
    None
}

/// Returns the parts of a text that stay as they are when its variables are filled in.
fn literals(text: &str) -> Vec<Range<usize>> {
    let names = used_names(text).map(|name| name.start - 2..name.end + 1);
    let escapes = text.match_indices("$${").map(|(dollar, _)| dollar..dollar + 1);
    let mut gaps: Vec<Range<usize>> = names.chain(escapes).collect();
    gaps.sort_by_key(|gap| gap.start);
    let (mut found, mut from) = (Vec::new(), 0);
    for gap in gaps {
        found.push(from..gap.start);
        from = gap.end;
    }
    found.push(from..text.len());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Variable, Variables};

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("org", Variable::text("acme", false));
        variables.set("five", Variable::text("5", false));
        variables
    }

    #[test]
    fn a_part_of_a_filled_text_is_found_in_the_text_as_it_is_written() {
        for (written, word, is_written) in [
            ("a.b", "b", true),
            ("https://${org}.é/{{ .tier }}", "tier", true),
            ("x${org}${org}-tier ${five}", "tier", true),
            ("$${org} é$${tier} ${org} last", "tier", true),
            ("$${org} é$${tier} ${org} last", "last", true),
            ("${nothing} tier", "tier", true),
            ("${org} x", "acme", false),
            ("${org}", "acme", false),
        ] {
            let filled = variables().fill(written).value;
            let filled = filled.as_str().expect("a text");
            let at = filled.find(word).expect("the word is there");
            let found = written_part(written, filled, &(at..at + word.len()));
            let expected = written.find(word).filter(|_| is_written).map(|start| start..start + word.len());
            assert_eq!(found, expected, "{written}");
        }
    }
}
