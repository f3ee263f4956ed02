//! Digests, which show whether a value changed without revealing it.

use std::num::NonZeroU32;

use ring::{digest, hmac, pbkdf2};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// How many times a digest of a secret is repeated, so that guessing a short one takes long.
const REPETITIONS: NonZeroU32 = NonZeroU32::new(50_000).expect("it is not zero");

/// Returns a digest of a JSON value, in which the order of the keys of a map means nothing.
pub(crate) fn digest(value: Value) -> String {
    to_hex(&digest::digest(&digest::SHA256, canonical(value).as_bytes()).as_ref()[..16])
}

/// Returns the SHA-256 checksum of bytes in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    to_hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Random bytes, with which equal values have different digests in different documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Salt(pub [u8; 16]);

impl Salt {
    /// Returns a digest of a JSON value, in which the order of the keys of a map means nothing.
    pub(crate) fn digest(&self, value: Value) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        to_hex(&hmac::sign(&key, canonical(value).as_bytes()).as_ref()[..16])
    }

    /// Returns a digest of a secret, which takes long to compute.
    pub(crate) fn digest_of_secret(&self, name: &str, secret: &str) -> String {
        let mut bytes = [0; 16];
        let salt = [&self.0, name.as_bytes()].concat();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, REPETITIONS, &salt, secret.as_bytes(), &mut bytes);
        to_hex(&bytes)
    }
}

impl Serialize for Salt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = u128::from_str_radix(&text, 16).ok().filter(|_| text.len() == 32);
        number
            .map(|number| Self(number.to_be_bytes()))
            .ok_or_else(|| D::Error::custom("a salt has 32 hexadecimal digits"))
    }
}

/// The text of a value in which the keys of every map are sorted.
fn canonical(mut value: Value) -> String {
    value.sort_all_objects();
    value.to_string()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_digest_depends_on_the_content_and_on_the_salt_alone() {
        let [one, other] = [json!({"a": 1, "b": {"c": 2, "d": []}}), json!({"b": {"d": [], "c": 2}, "a": 1})];
        let both = |value: &Value| (digest(value.clone()), Salt([1; 16]).digest(value.clone()));
        assert_eq!(both(&one), both(&other));
        assert_ne!(digest(one.clone()), digest(json!({"a": 1, "b": {"c": 2, "d": [0]}})));
        assert_ne!(Salt([1; 16]).digest(one.clone()), Salt([2; 16]).digest(one));
        assert_ne!(Salt([1; 16]).digest_of_secret("a", "x"), Salt([1; 16]).digest_of_secret("b", "x"));
    }

    #[test]
    fn a_salt_reads_as_it_was_written() {
        let text = serde_json::to_string(&Salt([7; 16])).expect("text");
        assert_eq!(serde_json::from_str::<Salt>(&text).ok(), Some(Salt([7; 16])));
        assert!(serde_json::from_str::<Salt>("\"12\"").is_err());
    }
}
