//! Finds the name that a misspelt one probably stands for.

/// Returns the candidate most similar to `name`, if one is similar enough. Candidates that differ
/// only in case rank first, then those that differ only in separators, then the others by edit distance. Ties are broken
/// alphabetically.
pub(crate) fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| Some((distance(name, candidate)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Returns 0 for a difference in case, 1 for a difference in separators, otherwise the edit distance plus 1. `None` if
/// the two are not similar.
fn distance(name: &str, candidate: &str) -> Option<usize> {
    if is_certainly_different(name, candidate) {
        return None;
    }
    let (a, b) = (name.to_lowercase(), candidate.to_lowercase());
    if a == b {
        return Some(0);
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if letters(&a) == letters(&b) && !letters(&a).is_empty() {
        return Some(1);
    }
    let (long, short) = (a.chars().count().max(b.chars().count()), a.chars().count().min(b.chars().count()));
    let allowed = max_edits(long);
    if long - short > allowed {
        return None;
    }
    let edits = strsim::damerau_levenshtein(&a, &b);
    (edits <= allowed).then_some(edits + 1)
}

/// Returns the greatest edit distance of two similar names, by the length of the longer one.
fn max_edits(longest: usize) -> usize {
    match longest {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => longest / 3,
    }
}

/// Returns whether two names have too few letters and digits in common to be similar. This cheap check rejects nearly
/// all pairs.
fn is_certainly_different(a: &str, b: &str) -> bool {
    // Similar names do not differ this much in length. A name may have megabytes, so compare the lengths first.
    if a.len().min(b.len()) < a.len().max(b.len()) / 16 {
        return true;
    }
    if !a.is_ascii() || !b.is_ascii() {
        return false;
    }
    let mut surplus = [0_i32; 128];
    let mut count = |text: &str, by: i32| {
        for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
            surplus[byte.to_ascii_lowercase() as usize] += by;
        }
    };
    count(a, 1);
    count(b, -1);
    // One edit changes the count of two letters at most.
    let apart: u32 = surplus.iter().map(|count| count.unsigned_abs()).sum();
    apart as usize > 2 * max_edits(a.len().max(b.len()))
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
    fn a_name_that_resembles_none_gets_no_suggestion() {
        assert_eq!(closest("Frontend", ["Backend", "Library"]), None);
        assert_eq!(closest("ab", ["xy", "a"]), None);
        assert_eq!(closest(&"İ".repeat(1 << 24), ["İ"]), None);
    }
}
