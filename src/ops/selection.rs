//! Which resources arguments name.

use std::collections::BTreeSet;

use crate::ground::closest::closest;
use crate::kind::{KINDS, Key, Kind};

/// The resources that arguments name: all if there are none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    parts: Vec<(String, Part)>,
}

#[derive(Clone, Debug)]
enum Part {
    Kind(&'static Kind),
    /// An address, in which `*` is any text.
    Address(String),
}

/// An argument that selects nothing.
#[derive(Debug, thiserror::Error)]
#[error("`{argument}` does not match any resource{}", near.as_ref().map(|_| "").unwrap_or(" or any kind"))]
pub struct UnknownSelection {
    /// The argument.
    pub argument: String,
    /// The name that was probably meant.
    pub near: Option<String>,
}

impl Selection {
    /// Reads the arguments: kinds, addresses, and addresses with `*`.
    pub(crate) fn of(arguments: &[String]) -> Self {
        let part = |argument: &String| {
            let is_called = |kind: &&&Kind| {
                let plural = kind.plural.replace(' ', "-");
                [kind.name, kind.plural, &*plural].contains(&argument.as_str())
            };
            let part = match KINDS.iter().find(is_called) {
                Some(kind) => Part::Kind(kind),
                None => Part::Address(argument.clone()),
            };
            (argument.clone(), part)
        };
        Self { parts: arguments.iter().map(part).collect() }
    }

    /// Returns whether it has a resource.
    pub(crate) fn has(&self, key: &Key) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|(_, part)| part.fits(key))
    }

    /// Returns whether it may have resources of a kind.
    pub(crate) fn may_have(&self, kind: &Kind) -> bool {
        let of_kind = |part: &Part| match part {
            Part::Kind(other) => other.name == kind.name,
            Part::Address(address) => {
                let named = address.split('/').next().unwrap_or_default();
                fits_pattern(named, kind.name) || (named.ends_with('*') && fits_pattern(address, kind.name))
            }
        };
        self.parts.is_empty() || self.parts.iter().any(|(_, part)| of_kind(part))
    }

    /// Returns whether an argument is the address of a resource.
    pub(crate) fn names(&self, key: &Key) -> bool {
        let address = key.to_string();
        self.parts.iter().any(|(argument, part)| matches!(part, Part::Address(_)) && *argument == address)
    }

    /// Returns the keys that arguments name literally, of kinds that Port does not list.
    pub(crate) fn unlisted(&self) -> Vec<Key> {
        let key = |(_, part): &(String, Part)| {
            let Part::Address(address) = part else { return None };
            let (kind, rest) = address.split_once('/')?;
            let kind = Kind::named(kind).filter(|kind| kind.api.list.is_none() && !rest.contains('*'))?;
            let (parent, identifier) = match &kind.identity.parent {
                Some(_) => rest.split_once('/').map(|(parent, identifier)| (Some(parent.to_owned()), identifier))?,
                None => (None, rest),
            };
            Some(Key { kind, parent, identifier: identifier.to_owned() })
        };
        self.parts.iter().filter_map(key).collect()
    }

    /// Checks that every argument selects something. There may be no resource of a kind.
    pub(crate) fn check(&self, all: &[Key]) -> Result<(), UnknownSelection> {
        let kinds = KINDS.iter().map(|kind| kind.name).collect();
        self.check_parts(all, kinds, |part| matches!(part, Part::Kind(_)))
    }

    /// Checks that every argument selects one of these resources.
    pub(crate) fn check_each(&self, all: &[Key]) -> Result<(), UnknownSelection> {
        self.check_parts(all, all.iter().map(|key| key.kind.name).collect(), |_| false)
    }

    /// `kinds` are the names of kinds that an argument may have meant.
    fn check_parts(
        &self,
        all: &[Key],
        kinds: BTreeSet<&str>,
        may_be_empty: impl Fn(&Part) -> bool,
    ) -> Result<(), UnknownSelection> {
        let selects = |part: &Part| may_be_empty(part) || all.iter().any(|key| part.fits(key));
        let Some((argument, _)) = self.parts.iter().find(|(_, part)| !selects(part)) else { return Ok(()) };
        let addresses: Vec<String> = all.iter().map(Key::to_string).collect();
        let near = closest(argument, addresses.iter().map(String::as_str).chain(kinds)).map(str::to_owned);
        Err(UnknownSelection { argument: argument.clone(), near })
    }
}

impl Part {
    fn fits(&self, key: &Key) -> bool {
        match self {
            Self::Kind(kind) => kind.name == key.kind.name,
            Self::Address(address) => fits_pattern(address, &key.to_string()),
        }
    }
}

/// Returns whether a text fits a pattern in which `*` is any text.
pub(crate) fn fits_pattern(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return text.ends_with(part);
        }
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{action, blueprint, secret};

    fn selection(arguments: &[&str]) -> Selection {
        Selection::of(&arguments.iter().map(|argument| (*argument).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn kinds_addresses_and_patterns_select() {
        let (service, deploy) = (Key::new(&blueprint::KIND, "service"), Key::new(&action::KIND, "deploy_service"));
        for (arguments, expected) in [
            (&[][..], (true, true)),
            (&["blueprint"], (true, false)),
            (&["actions"], (false, true)),
            (&["action/deploy*"], (false, true)),
            (&["*service"], (true, true)),
            (&["action/*_*"], (false, true)),
            (&["action/service"], (false, false)),
            (&["blueprint/service", "action"], (true, true)),
        ] {
            let selection = selection(arguments);
            assert_eq!((selection.has(&service), selection.has(&deploy)), expected, "{arguments:?}");
        }
        assert!(selection(&["action/x"]).may_have(&action::KIND) && selection(&["*"]).may_have(&action::KIND));
        assert!(!selection(&["action/x"]).may_have(&blueprint::KIND));
    }

    #[test]
    fn an_argument_that_selects_nothing_is_an_error_with_a_near_name() {
        let all = [Key::new(&blueprint::KIND, "service"), Key::new(&secret::KIND, "token")];
        let near = |argument: &str| selection(&[argument]).check(&all).map_err(|unknown| unknown.near);
        assert_eq!(near("blueprint/servce"), Err(Some("blueprint/service".to_owned())));
        assert_eq!(near("bluprint"), Err(Some("blueprint".to_owned())));
        assert_eq!(near("xyz"), Err(None));
        assert_eq!(near("page"), Ok(()));
        assert!(
            selection(&["page"]).check_each(&all).is_err() && selection(&["secrets", "*"]).check_each(&all).is_ok()
        );
    }
}
