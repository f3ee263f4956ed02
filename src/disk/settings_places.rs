//! Where `portwright.toml` declares variables, and where it names resources.

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

#[derive(Deserialize, Default)]
#[serde(default)]
struct Addresses {
    protected: Vec<Spanned<String>>,
    model: ModelAddresses,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ModelAddresses {
    external: Vec<Spanned<String>>,
}

/// A list of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressList {
    Protected,
    External,
}

/// Returns the addresses and patterns in the lists of a `portwright.toml`: each with its list, and its bytes without quotes.
pub(crate) fn address_places(text: &str) -> Vec<(AddressList, String, Range<usize>)> {
    let Ok(stated) = toml::from_str::<Addresses>(text) else { return Vec::new() };
    let protected = stated.protected.into_iter().map(|address| (AddressList::Protected, address));
    let external = stated.model.external.into_iter().map(|address| (AddressList::External, address));
    let place = |(list, address): (AddressList, Spanned<String>)| {
        let span = address.span();
        let address = address.into_inner();
        // Whatever the quotes are. A text with escapes is all of its bytes.
        let start = text[span.clone()].find(&address).filter(|_| !address.is_empty());
        let span = start.map_or(span.clone(), |start| span.start + start..span.start + start + address.len());
        (list, address, span)
    };
    protected.chain(external).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_both_lists_are_found_with_any_quotes() {
        let text = "protected = [\n  \"blueprint/a\", # ours\n  'blueprint/\\u*',\n  \"blueprint/\\u0061\",\n]\n\n[model]\nexternal = ['''blueprint/b''']\n";
        let found: Vec<(AddressList, String, &str)> =
            address_places(text).into_iter().map(|(list, address, span)| (list, address, &text[span])).collect();
        let expected = [
            (AddressList::Protected, "blueprint/a", "blueprint/a"),
            (AddressList::Protected, "blueprint/\\u*", "blueprint/\\u*"),
            (AddressList::Protected, "blueprint/a", "\"blueprint/\\u0061\""),
            (AddressList::External, "blueprint/b", "blueprint/b"),
        ];
        assert_eq!(found, expected.map(|(list, address, part)| (list, address.to_owned(), part)));
        assert!(address_places("protected = 5").is_empty());
    }

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
