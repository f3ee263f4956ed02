//! Which members of a list became which.

use serde_json::Value;
use std::collections::HashSet;

/// Where a wanted member of a list comes from, by its index in the list as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Stays(usize),
    Moves(usize),
    New,
}

/// Returns the origin of each wanted member. Members that are the same one stay together, then equal ones, then those
/// at the same place between two that stay. As many as possible stay where they are.
pub(super) fn align(old: &[Value], new: &[Value], same: &dyn Fn(&Value, &Value) -> bool) -> Vec<Origin> {
    let mut matching = Matching { of_new: vec![None; new.len()], is_used: vec![false; old.len()] };
    let is_kept = |old: &Value, new: &Value| old == new || same(old, new);
    let ahead = old.iter().zip(new).take_while(|(old, new)| is_kept(old, new)).count();
    let rest = old[ahead..].iter().rev().zip(new[ahead..].iter().rev());
    let behind = rest.take_while(|(old, new)| is_kept(old, new)).count();
    (0..ahead).for_each(|index| matching.set(index, index));
    (1..=behind).for_each(|back| matching.set(new.len() - back, old.len() - back));
    matching.pair(old, new, same);
    matching.pair(old, new, &|old, new| old == new);
    let stays = longest_increasing(&matching.of_new);
    pair_between(old, new, &stays, &mut matching);
    let stays = longest_increasing(&matching.of_new);
    let origin = |(nth, index): (usize, &Option<usize>)| match index {
        Some(index) if stays.contains(&nth) => Origin::Stays(*index),
        Some(index) => Origin::Moves(*index),
        None => Origin::New,
    };
    matching.of_new.iter().enumerate().map(origin).collect()
}

struct Matching {
    of_new: Vec<Option<usize>>,
    is_used: Vec<bool>,
}

impl Matching {
    fn pair(&mut self, old: &[Value], new: &[Value], matches: &dyn Fn(&Value, &Value) -> bool) {
        let mut next = 0;
        for (nth, wanted) in new.iter().enumerate() {
            if let Some(index) = self.of_new[nth] {
                next = index + 1;
                continue;
            }
            // Most members follow the one before them.
            let found =
                (next..old.len()).chain(0..next).find(|index| !self.is_used[*index] && matches(&old[*index], wanted));
            if let Some(index) = found {
                self.set(nth, index);
                next = index + 1;
            }
        }
    }

    fn set(&mut self, nth: usize, index: usize) {
        self.of_new[nth] = Some(index);
        self.is_used[index] = true;
    }
}

/// Pairs the members without a partner that are between the same two members that stay.
fn pair_between(old: &[Value], new: &[Value], stays: &HashSet<usize>, matching: &mut Matching) {
    let (mut first_old, mut first_new) = (0, 0);
    for end_new in 0..=new.len() {
        if end_new < new.len() && !stays.contains(&end_new) {
            continue;
        }
        let end_old = matching.of_new.get(end_new).copied().flatten().unwrap_or(old.len());
        let mut free_old: Vec<usize> = (first_old..end_old).filter(|index| !matching.is_used[*index]).collect();
        let free_new: Vec<usize> = (first_new..end_new).filter(|nth| matching.of_new[*nth].is_none()).collect();
        let one_each = free_old.len() == free_new.len();
        for nth in free_new {
            let fits = |index: &usize| {
                if one_each { is_same_kind(&old[*index], &new[nth]) } else { is_similar(&old[*index], &new[nth]) }
            };
            if let Some(at) = free_old.iter().position(fits) {
                matching.set(nth, free_old[at]);
                free_old.drain(..=at);
            }
        }
        (first_old, first_new) = (end_old + 1, end_new + 1);
    }
}

fn is_same_kind(old: &Value, new: &Value) -> bool {
    let is_scalar = |value: &Value| !value.is_array() && !value.is_object();
    old.is_array() && new.is_array() || old.is_object() && new.is_object() || is_scalar(old) && is_scalar(new)
}

/// Returns whether two maps have a member in common.
fn is_similar(old: &Value, new: &Value) -> bool {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return false };
    new.iter().any(|(key, value)| old.get(key) == Some(value))
}

/// Returns the positions of a longest sequence of numbers that increase.
fn longest_increasing(numbers: &[Option<usize>]) -> HashSet<usize> {
    // For each length, the position of the smallest number that ends a sequence of that length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; numbers.len()];
    for (position, number) in numbers.iter().enumerate() {
        let Some(number) = number else { continue };
        let length = ends.partition_point(|end| numbers[*end].is_some_and(|end| end < *number));
        before[position] = length.checked_sub(1).map(|length| ends[length]);
        if length == ends.len() { ends.push(position) } else { ends[length] = position }
    }
    std::iter::successors(ends.last().copied(), |position| before[*position]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn aligned(old: Value, new: Value) -> Vec<Origin> {
        let same = |old: &Value, new: &Value| old["id"].is_string() && old["id"] == new["id"];
        align(old.as_array().expect("a list"), new.as_array().expect("a list"), &same)
    }

    #[test]
    fn as_many_members_as_possible_stay() {
        use Origin::{Moves, New, Stays};
        assert_eq!(aligned(json!(["a", "b", "c"]), json!(["c", "a", "b"])), [Moves(2), Stays(0), Stays(1)]);
        assert_eq!(aligned(json!(["a", "b", "c"]), json!(["a", "x", "c"])), [Stays(0), Stays(1), Stays(2)]);
        assert_eq!(aligned(json!(["a", "b"]), json!(["x"])), [New]);
        assert_eq!(aligned(json!(["a", "a"]), json!(["x", "a"])), [Stays(0), Stays(1)]);
        let (old, new) = (json!([{"id": "a", "x": 1}, {"x": 2}]), json!([{"id": "b"}, {"id": "a", "x": 2}]));
        assert_eq!(aligned(old, new), [New, Stays(0)]);
    }
}
