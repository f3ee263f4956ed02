//! Many bodies by identifier, of which copies of a store share all that a write leaves alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::shared::Shared;

/// The most bodies in a part. A write copies the identifiers of one part, and the list of parts.
const MAX_IN_PART: usize = 32;

type Part = Shared<BTreeMap<String, Shared>>;

/// Bodies by identifier. Each part has at least one, and its identifiers come after those of the part before.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Members(Vec<Part>);

impl Members {
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Shared)> {
        self.0.iter().flat_map(|part| part.iter())
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Shared)> {
        self.0.iter_mut().flat_map(|part| part.iter_mut())
    }

    pub(super) fn get(&self, identifier: &str) -> Option<&Shared> {
        self.0.get(self.part_of(identifier))?.get(identifier)
    }

    pub(super) fn insert(&mut self, identifier: String, body: Shared) {
        let nth = self.part_of(&identifier);
        let Some(part) = self.0.get_mut(nth) else {
            self.0.push(BTreeMap::from([(identifier, body)]).into());
            return;
        };
        part.insert(identifier, body);
        if part.len() > MAX_IN_PART
            && let Some(middle) = part.keys().nth(MAX_IN_PART / 2).cloned()
        {
            let rest = part.split_off(&middle);
            self.0.insert(nth + 1, rest.into());
        }
    }

    pub(super) fn remove(&mut self, identifier: &str) -> Option<Shared> {
        // Only a change may end the sharing.
        self.get(identifier)?;
        let nth = self.part_of(identifier);
        let removed = self.0[nth].remove(identifier);
        if self.0[nth].is_empty() {
            self.0.remove(nth);
        }
        removed
    }

    /// The number of the part that an identifier is in, if it is in any.
    fn part_of(&self, identifier: &str) -> usize {
        let begins_before = |part: &Part| part.keys().next().is_some_and(|first| first.as_str() <= identifier);
        self.0.partition_point(begins_before).saturating_sub(1)
    }
}

impl FromIterator<(String, Shared)> for Members {
    fn from_iter<I: IntoIterator<Item = (String, Shared)>>(all: I) -> Self {
        let mut members = Self::default();
        all.into_iter().for_each(|(identifier, body)| members.insert(identifier, body));
        members
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(|all: BTreeMap<String, Shared>| all.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::sandbox::body::Body;

    #[test]
    fn members_are_found_and_listed_as_in_one_map() {
        let (mut members, mut map) = (Members::default(), BTreeMap::new());
        for nth in 0..1000 {
            // In an order that has nothing to do with the alphabet, and with each third removed again.
            let (name, other) = (format!("e{}", nth * 7919 % 1000), format!("e{}", nth * 7919 % 999));
            let body: Shared = Body::from_iter([("nth".to_owned(), nth.into())]).into();
            members.insert(name.clone(), body.clone());
            map.insert(name, body);
            if nth % 3 == 0 {
                assert_eq!(members.remove(&other), map.remove(&other));
            }
        }
        assert!(members.iter().eq(map.iter()));
        assert!(map.iter().all(|(name, body)| members.get(name) == Some(body)));
        assert!(members.get("").is_none() && members.get("e1000000").is_none() && members.get("z").is_none());
        assert_eq!(serde_json::to_value(&members).ok(), serde_json::to_value(&map).ok());
        assert!(members.0.len() > 5 && members.0.iter().all(|part| (1..=MAX_IN_PART).contains(&part.len())));
        for name in map.keys() {
            assert!(members.remove(name).is_some() && members.remove(name).is_none());
        }
        assert_eq!(members, Members::default());
    }

    #[test]
    fn a_write_leaves_all_other_parts_shared() {
        let before: Members = (0..1000).map(|nth| (format!("e{nth}"), Body::new().into())).collect();
        let mut after = before.clone();
        after.insert("e500".to_owned(), Body::from_iter([("a".to_owned(), true.into())]).into());
        after.remove("no such member");
        let is_shared = |(one, other): (&Part, &Part)| one.is_same(other);
        let shared = before.0.iter().zip(&after.0).filter(|pair| is_shared(*pair)).count();
        assert_eq!((shared, after.0.len()), (before.0.len() - 1, before.0.len()));
        assert_ne!(before, after);
    }
}
