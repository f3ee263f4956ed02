//! Merging two changes of a file: a person's edits, and what a newer version writes. The text before both is known only by the
//! digests of its lines, which is enough: a line that neither changed is in the file.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::scaffold::record::line_digest;

/// Lines that both changed, differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clash {
    /// The first of the person's lines, from 1.
    pub line: usize,
    /// The person's lines.
    pub edited: String,
    /// What the newer version writes there.
    pub wanted: String,
}

/// A change of a range of lines to another range of lines.
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// Returns the file with the newer version's changes, or the places where a person's edits are in the way. Changes of
/// neighbouring lines are in each other's way, because they are likely to belong together.
pub(crate) fn merge(before: &[&str], edited: &str, wanted: &str) -> Result<String, Vec<Clash>> {
    let [edited_lines, wanted_lines] = [edited, wanted].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let [edits, updates] = [&edited_lines, &wanted_lines].map(|lines| changes(before, lines));
    let mut merged: Vec<&str> = edited_lines.clone();
    let mut clashes = Vec::new();
    // From the end, so that the lines before keep their numbers.
    for update in updates.iter().rev() {
        let near: Vec<&Change> = edits.iter().filter(|edit| touch(&edit.old, &update.old)).collect();
        let new = &wanted_lines[update.new.clone()];
        let moved = |old: usize| {
            let earlier = edits.iter().filter(|edit| edit.old.end <= old && edit.old.start < old);
            earlier.fold(old, |line, edit| line + edit.new.len() - edit.old.len())
        };
        match near[..] {
            [] => drop(
                merged.splice(moved(update.old.start)..moved(update.old.start) + update.old.len(), new.iter().copied()),
            ),
            [edit] if edit.old == update.old && same(&edited_lines[edit.new.clone()], new) => {}
            _ => {
                let start = near.iter().map(|edit| edit.new.start).min().unwrap_or_default();
                let end = near.iter().map(|edit| edit.new.end).max().unwrap_or_default();
                clashes.push(Clash {
                    line: start + 1,
                    edited: edited_lines[start..end].concat(),
                    wanted: new.concat(),
                });
            }
        }
    }
    clashes.reverse();
    if clashes.is_empty() { Ok(merged.concat()) } else { Err(clashes) }
}

fn same(one: &[&str], other: &[&str]) -> bool {
    one.iter().map(|line| line.trim_end()).eq(other.iter().map(|line| line.trim_end()))
}

fn touch(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn changes(before: &[&str], lines: &[&str]) -> Vec<Change> {
    let before: Vec<String> = before.iter().map(|digest| (*digest).to_owned()).collect();
    let after: Vec<String> = lines.iter().map(|line| line_digest(line)).collect();
    let operations = capture_diff_slices(Algorithm::Myers, &before, &after);
    let changed = operations.iter().filter(|operation| !matches!(operation, DiffOp::Equal { .. }));
    changed.map(|operation| Change { old: operation.old_range(), new: operation.new_range() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "a\nb\nc\nd\ne\nf\n";

    fn merged(edited: &str, wanted: &str) -> Result<String, Vec<Clash>> {
        let before: Vec<String> = BEFORE.split_inclusive('\n').map(line_digest).collect();
        merge(&before.iter().map(String::as_str).collect::<Vec<_>>(), edited, wanted)
    }

    #[test]
    fn changes_of_different_lines_are_merged() {
        for (edited, wanted, expected) in [
            (BEFORE, "a\nb\nX\nd\ne\nf\n", "a\nb\nX\nd\ne\nf\n"),
            ("a\nmine\nmore\nc\nd\ne\nf\n", "a\nb\nc\nd\nX\nf\n", "a\nmine\nmore\nc\nd\nX\nf\n"),
            ("mine\na\nb\nc\nd\nf\n", "a\nb\nX\nY\nc\nd\ne\nf\n", "mine\na\nb\nX\nY\nc\nd\nf\n"),
            ("a\nb\nc\nd\ne\nf\nmine\n", "c\nd\ne\nf\n", "c\nd\ne\nf\nmine\n"),
            ("a\nX\nc\nd\ne\nmine\n", "a\nX\nc\nd\ne\nf\n", "a\nX\nc\nd\ne\nmine\n"),
            ("a\r\nb\r\nc\r\nd\r\ne\r\nf\r\n", "a\nb\nc\nX\ne\nf\n", "a\r\nb\r\nc\r\nX\ne\r\nf\r\n"),
        ] {
            assert_eq!(merged(edited, wanted), Ok(expected.to_owned()), "{edited:?} {wanted:?}");
        }
    }

    #[test]
    fn a_line_that_a_person_edited_is_never_replaced() {
        let clash = Clash { line: 3, edited: "mine\n".to_owned(), wanted: "X\n".to_owned() };
        assert_eq!(merged("a\nb\nmine\nd\ne\nf\n", "a\nb\nX\nd\ne\nf\n"), Err(vec![clash]));
        let removed = Clash { line: 3, edited: String::new(), wanted: "X\n".to_owned() };
        assert_eq!(merged("a\nb\nd\ne\nf\n", "a\nb\nX\nd\ne\nf\n"), Err(vec![removed]));
        let next = merged("a\nb\nc\nmine\ne\nf\n", "a\nb\nX\nd\ne\nf\n");
        assert!(next.is_err(), "{next:?}");
    }
}
