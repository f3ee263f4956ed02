//! A checksum that a person writes: `sha256:` and hexadecimal digits.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};

/// A SHA-256 checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// Its 64 hexadecimal digits, in lower case.
    pub digits: String,
}

impl FromStr for Checksum {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("sha256:").filter(|digits| digits.len() == 64);
        match digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            Some(digits) => Ok(Self { digits: digits.to_ascii_lowercase() }),
            None => Err("a checksum is `sha256:` and 64 hexadecimal digits, as `sha256sum` prints them".to_owned()),
        }
    }
}

impl<'de> Deserialize<'de> for Checksum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_checksum_is_one() {
        let digits = "0A".repeat(32);
        let read = format!("sha256:{digits}").parse::<Checksum>().expect("it is one");
        assert_eq!(read.digits, "0a".repeat(32));
        for text in ["", "sha256:", &digits, "sha256:0a", &format!("sha512:{digits}"), &format!("sha256:{digits}0")] {
            assert!(text.parse::<Checksum>().is_err(), "{text}");
        }
    }
}
