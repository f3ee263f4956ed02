//! Where `portwright.toml` declares variables.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Declared {
    vars: BTreeMap<Spanned<String>, IgnoredAny>,
    profile: BTreeMap<String, OfProfile>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OfProfile {
    vars: BTreeMap<Spanned<String>, IgnoredAny>,
}

/// Returns the variables that a `portwright.toml` declares, for every run or for a profile: each name, and its bytes without quotes.
pub(crate) fn variable_places(text: &str) -> Vec<(String, Range<usize>)> {
    let Ok(declared) = toml::from_str::<Declared>(text) else { return Vec::new() };
    let of_profiles = declared.profile.into_values().flat_map(|profile| profile.vars);
    let place = |(name, _): (Spanned<String>, IgnoredAny)| {
        let span = name.span();
        let is_quoted = text[span.clone()].starts_with(['"', '\'']);
        let span = if is_quoted { span.start + 1..span.end - 1 } else { span };
        (name.into_inner(), span)
    };
    declared.vars.into_iter().chain(of_profiles).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_every_section_are_found() {
        let text = "[vars]\nregion = \"eu\"\n\"a-b\" = { sensitive = true }\n\n[profile.prod.vars]\nregion = \"us\"\n";
        let found: Vec<(String, &str)> =
            variable_places(text).into_iter().map(|(name, span)| (name, &text[span])).collect();
        let expected = [("a-b", "a-b"), ("region", "region"), ("region", "region")];
        assert_eq!(found, expected.map(|(name, part)| (name.to_owned(), part)));
        assert!(variable_places("vars = [").is_empty());
    }
}
