//! The names of properties in widgets, which begin with their sort: `property#tier`, `relation#domain`.

use std::ops::Range;

use crate::kind::blueprint::{AGGREGATIONS, CALCULATIONS, DATA, MIRRORS, PROPERTIES, RELATIONS, SECTIONS};

/// The sections of a blueprint that a name can be in.
type Sections = &'static [&'static [&'static str]];

/// Each prefix, and where the names after it are.
const PREFIXES: &[(&str, Sections)] = &[
    ("property#", &[PROPERTIES]),
    ("mirror-property#", &[MIRRORS]),
    ("calculation-property#", &[CALCULATIONS]),
    ("aggregation-property#", &[AGGREGATIONS]),
    ("relation#", &[RELATIONS]),
    // Line charts name a property of any sort like this.
    ("properties.", DATA),
    ("relations.", &[RELATIONS]),
];

/// What the name of a property in a widget stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WidgetProperty<'t> {
    /// A member of the blueprint in one of these sections.
    Member {
        /// The sections.
        sections: Sections,
        /// The name.
        name: &'t str,
        /// Its bytes in the text.
        part: Range<usize>,
    },
    /// A scorecard of the blueprint, or one of its rules.
    Scorecard {
        /// The scorecard.
        identifier: &'t str,
        /// Its bytes in the text.
        part: Range<usize>,
        /// The rule, and its bytes in the text.
        rule: Option<(&'t str, Range<usize>)>,
    },
}

impl<'t> WidgetProperty<'t> {
    /// Reads a name. Without a prefix, it is of any sort.
    pub(crate) fn of(text: &'t str) -> Self {
        let tail = |start: usize| (&text[start..], start..text.len());
        if let Some(rest) = text.strip_prefix("scorecard-rule#") {
            let start = text.len() - rest.len();
            let (identifier, rule) = rest.split_once('#').unwrap_or((rest, ""));
            let end = start + identifier.len();
            let rule = (!rule.is_empty()).then(|| tail(end + 1));
            return Self::Scorecard { identifier, part: start..end, rule };
        }
        if let Some(identifier) = text.strip_prefix("scorecard#") {
            return Self::Scorecard { identifier, part: text.len() - identifier.len()..text.len(), rule: None };
        }
        let known = PREFIXES.iter().find(|(prefix, _)| text.starts_with(prefix));
        let (sections, (name, part)) = match known {
            // A meta property is one whatever it is called.
            Some((prefix, sections)) => (*sections, tail(prefix.len())),
            None => (SECTIONS, tail(0)),
        };
        Self::Member { sections, name, part }
    }
}

/// Returns whether a text begins with a prefix of names.
pub(super) fn has_prefix(text: &str) -> bool {
    ["scorecard#", "scorecard-rule#"]
        .iter()
        .chain(PREFIXES.iter().map(|(prefix, _)| prefix))
        .any(|prefix| text.starts_with(prefix))
}

/// Returns the prefix of the names in a section.
pub(crate) fn prefix_of(section: &[&str]) -> Option<&'static str> {
    PREFIXES.iter().find(|(_, sections)| **sections == [section]).map(|(prefix, _)| *prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_says_where_a_name_is() {
        let member = |text| match WidgetProperty::of(text) {
            WidgetProperty::Member { sections, name, part } => (sections.len(), name, part),
            other => panic!("{other:?}"),
        };
        assert_eq!(member("property#tier"), (1, "tier", 9..13));
        assert_eq!(member("mirror-property#a"), (1, "a", 16..17));
        assert_eq!(member("properties.tier"), (4, "tier", 11..15));
        assert_eq!(member("tier"), (5, "tier", 0..4));
    }

    #[test]
    fn a_scorecard_can_have_a_rule() {
        let scorecard = |text| match WidgetProperty::of(text) {
            WidgetProperty::Scorecard { identifier, part, rule } => (identifier, part, rule),
            other => panic!("{other:?}"),
        };
        assert_eq!(scorecard("scorecard#ready"), ("ready", 10..15, None));
        assert_eq!(scorecard("scorecard-rule#ready#docs"), ("ready", 15..20, Some(("docs", 21..25))));
    }
}
