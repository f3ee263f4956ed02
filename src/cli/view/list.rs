//! The difference of two lists: values added, removed and moved.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::cli::view::paint::{Paint, TextStyle};

/// One line for each difference. Lines have positions, from 1, if the lists are ordered.
pub(crate) fn lines(old: &[String], new: &[String], ordered: bool, paint: Paint) -> Vec<String> {
    let ops = capture_diff_slices(Algorithm::Myers, old, new);
    let gone = ops.iter().filter(|op| !is_equal(op)).flat_map(DiffOp::old_range);
    let mut gone: Vec<usize> = gone.collect();
    let mut from = vec![None; new.len()];
    for place in ops.iter().filter(|op| !is_equal(op)).flat_map(DiffOp::new_range) {
        let same = gone.iter().position(|other| old[*other] == new[place]);
        from[place] = same.map(|nth| gone.remove(nth));
    }

    let mut lines = Vec::new();
    for op in ops.iter().filter(|op| !is_equal(op)) {
        let removed = op.old_range().filter(|place| gone.contains(place));
        lines.extend(removed.map(|place| paint.styled(TextStyle::Red, &format!("- {}", old[place]))));
        // At the end, and in place of another value, the position is obvious.
        let shows_position = ordered && matches!(op, DiffOp::Insert { .. }) && op.new_range().end < new.len();
        for place in op.new_range() {
            lines.push(match from[place] {
                Some(before) => {
                    let moved = format!("~ {} (moved from position {} to {})", new[place], before + 1, place + 1);
                    paint.styled(TextStyle::Yellow, &moved)
                }
                None if shows_position => {
                    paint.styled(TextStyle::Green, &format!("+ {} (at position {})", new[place], place + 1))
                }
                None => paint.styled(TextStyle::Green, &format!("+ {}", new[place])),
            });
        }
    }
    lines
}

fn is_equal(op: &DiffOp) -> bool {
    matches!(op, DiffOp::Equal { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &[&str], new: &[&str]) -> Vec<String> {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        lines(&owned(old), &owned(new), true, Paint { color: false })
    }

    #[test]
    fn removing_the_first_value_and_appending_one_are_two_changes() {
        assert_eq!(shown(&["a", "b", "c"], &["b", "c", "d"]), ["- a", "+ d"]);
    }

    #[test]
    fn a_value_that_only_moved_is_neither_added_nor_removed() {
        assert_eq!(shown(&["a", "b", "c"], &["c", "a", "b"]), ["~ c (moved from position 3 to 1)"]);
    }

    #[test]
    fn an_inserted_value_shows_its_position() {
        assert_eq!(shown(&["a", "c"], &["a", "b", "c"]), ["+ b (at position 2)"]);
        assert_eq!(shown(&["a", "x", "c"], &["a", "y", "c"]), ["- x", "+ y"]);
    }

    #[test]
    fn removing_one_of_two_equal_values_is_one_removal() {
        assert_eq!(shown(&["a", "a"], &["a"]), ["- a"]);
    }
}
