//! Keys and paths in a saved plan, in a form that has only one reading.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ground::path::{Path, Segment};
use crate::kind::{Key, Kind};

/// A key: its address for people, and its parts.
#[derive(Clone, Debug)]
pub(crate) struct SavedKey(pub Key);

#[derive(Deserialize, Serialize)]
struct KeyParts {
    #[serde(default)]
    address: String,
    kind: String,
    identifier: String,
    parent: Option<String>,
}

impl Serialize for SavedKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Key { kind, parent, identifier } = &self.0;
        let (address, kind) = (self.0.to_string(), kind.name.to_owned());
        KeyParts { address, kind, identifier: identifier.clone(), parent: parent.clone() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SavedKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let KeyParts { kind, identifier, parent, .. } = KeyParts::deserialize(deserializer)?;
        let known = Kind::named(&kind).ok_or_else(|| D::Error::custom(format!("there is no kind `{kind}`")))?;
        Ok(Self(Key { kind: known, parent, identifier }))
    }
}

/// A path, as a list of keys and indices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedPath(pub Path);

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Part {
    Index(usize),
    Key(String),
}

impl Serialize for SavedPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let part = |segment: &Segment| match segment {
            Segment::Key(key) => Part::Key(key.clone()),
            Segment::Index(index) => Part::Index(*index),
        };
        serializer.collect_seq(self.0.0.iter().map(part))
    }
}

impl<'de> Deserialize<'de> for SavedPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let segment = |part: Part| match part {
            Part::Key(key) => Segment::Key(key),
            Part::Index(index) => Segment::Index(index),
        };
        Ok(Self(Path(Vec::<Part>::deserialize(deserializer)?.into_iter().map(segment).collect())))
    }
}
