//! The name somebody probably meant.

/// The candidate nearest to `name`: one that differs only in case first, then only in separators, then by edit
/// distance, as long as about a third of the letters agree. Of equals, the first in alphabetical order.
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| Some((distance(name, candidate)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Zero for a difference in case, one for a difference in separators, otherwise one more than the edit distance;
/// none where the two are not alike.
fn distance(name: &str, candidate: &str) -> Option<usize> {
    let (a, b) = (name.to_lowercase(), candidate.to_lowercase());
    if a == b {
        return Some(0);
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if letters(&a) == letters(&b) && !letters(&a).is_empty() {
        return Some(1);
    }
    let edits = strsim::damerau_levenshtein(&a, &b);
    let longest = a.chars().count().max(b.chars().count());
    let allowed = match longest {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => longest / 3,
    };
    (edits <= allowed).then_some(edits + 1)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn case_comes_before_separators_and_both_before_distance() {
        assert_eq!(closest("backend", ["Backends", "Backend"]), Some("Backend"));
        assert_eq!(closest("life_cycle", ["lifecycles", "lifecycle"]), Some("lifecycle"));
        assert_eq!(closest("Bakend", ["Frontend", "Backend", "Library"]), Some("Backend"));
    }

    #[test]
    fn nothing_is_suggested_for_a_name_unlike_all() {
        assert_eq!(closest("Frontend", ["Backend", "Library"]), None);
        assert_eq!(closest("ab", ["xy", "a"]), None);
    }
}
