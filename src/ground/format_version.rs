//! The version of a JSON format, as each of our documents states it in `format_version`.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A version such as `1.0`. Within a major version, fields are added but never renamed, removed or given another meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormatVersion {
    major: u32,
    minor: u32,
}

impl FormatVersion {
    /// The first version, which all formats still have.
    pub(crate) const FIRST: Self = Self { major: 1, minor: 0 };

    /// Whether a reader of this version may misread the other one.
    pub(crate) fn is_older_than(self, other: Self) -> bool {
        self.major < other.major
    }
}

impl fmt::Display for FormatVersion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.major, self.minor)
    }
}

impl Serialize for FormatVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Files of earlier releases have a number instead of a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u32),
    Text(String),
}

impl<'de> Deserialize<'de> for FormatVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || D::Error::custom("the version of the format is not a text such as \"1.0\"");
        match Written::deserialize(deserializer).map_err(|_| wrong())? {
            Written::Number(major) => Ok(Self { major, minor: 0 }),
            Written::Text(text) => {
                let (major, minor) = text.split_once('.').ok_or_else(wrong)?;
                let number = |digits: &str| digits.parse().map_err(|_| wrong());
                Ok(Self { major: number(major)?, minor: number(minor)? })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_reads_as_it_was_written_and_as_it_used_to_be() {
        let read = |text: &str| serde_json::from_str::<FormatVersion>(text).ok();
        assert_eq!(serde_json::to_string(&FormatVersion::FIRST).ok().as_deref(), Some("\"1.0\""));
        assert_eq!(read("\"1.0\""), Some(FormatVersion::FIRST));
        assert_eq!(read("1"), Some(FormatVersion::FIRST));
        assert_eq!(read("\"2.13\""), Some(FormatVersion { major: 2, minor: 13 }));
        for wrong in ["\"\"", "\"1\"", "\"1.x\"", "-1", "null", "{}"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert!(!FormatVersion::FIRST.is_older_than(FormatVersion { major: 1, minor: 9 }));
        assert!(FormatVersion::FIRST.is_older_than(FormatVersion { major: 2, minor: 0 }));
    }
}
