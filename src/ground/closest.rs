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
    if surely_unlike(name, candidate) {
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
    let allowed = allowed(long);
    if long - short > allowed {
        return None;
    }
    let edits = strsim::damerau_levenshtein(&a, &b);
    (edits <= allowed).then_some(edits + 1)
}

/// How many edits apart two names may be, the longer of which has so many letters.
fn allowed(longest: usize) -> usize {
    match longest {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => longest / 3,
    }
}

/// Whether two names have so few letters and digits in common that none of the above can hold. It decides nearly all
/// pairs, in a small part of the time.
fn surely_unlike(a: &str, b: &str) -> bool {
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
    // An edit changes one letter into another at most.
    let apart: u32 = surplus.iter().map(|count| count.unsigned_abs()).sum();
    apart as usize > 2 * allowed(a.len().max(b.len()))
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
