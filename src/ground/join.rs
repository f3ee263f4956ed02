//! Joining several names in a sentence.

/// Returns "a", "a and b" or "a, b and c". Empty for no parts.
pub(crate) fn join_with_and(parts: &[String]) -> String {
    join(parts, "and")
}

/// Returns "a", "a or b" or "a, b or c". Empty for no parts.
pub(crate) fn join_with_or(parts: &[String]) -> String {
    join(parts, "or")
}

fn join(parts: &[String], word: &str) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((one, [])) => one.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}

/// Joins the first `max` names and the number of the others. "nothing" for no names.
pub(crate) fn join_first(max: usize, names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(max);
    let mut parts: Vec<String> = names.take(max).collect();
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    if parts.is_empty() { "nothing".to_owned() } else { join_with_and(&parts) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_is_joined_by_a_word() {
        let of = |text: &str| join_with_and(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!([of(""), of("a"), of("a b"), of("a b c")], ["", "a", "a and b", "a, b and c"]);
    }

    #[test]
    fn of_many_the_rest_is_counted() {
        let of = |number: usize| join_first(2, (0..number).map(|nth| nth.to_string()));
        assert_eq!([of(0), of(1), of(2), of(4)], ["nothing", "0", "0 and 1", "0, 1 and 2 more"]);
    }
}
