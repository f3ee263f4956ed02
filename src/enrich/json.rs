//! Strict JSON: duplicate keys and numbers that would lose precision are rejected.

use crate::enrich::wording::quoted;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Parses a JSON text. The parser limits nesting and rejects unpaired surrogates.
pub(super) fn parse(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str::<Strict>(text).map(|strict| strict.0)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Self)
    }
}

struct Any;

/// From this number on, a double cannot represent every integer.
const MAX_EXACT_INTEGER: f64 = 9_007_199_254_740_992.0;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).filter(|_| value.abs() < MAX_EXACT_INTEGER);
        number.map(Value::Number).ok_or_else(|| E::custom("a number has too many digits to be represented exactly"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(Strict(member)) = list.next_element()? {
            members.push(member);
        }
        Ok(Value::Array(members))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(format!("the key {} appears twice", quoted(&key))));
            }
            let Strict(value) = map.next_value()?;
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        parse(text).expect_err(text).to_string()
    }

    #[test]
    fn mistakes_that_lenient_parsers_ignore_are_refused() {
        assert_eq!(refused(r#"{"a": {"b": 1, "b": 2}}"#), "the key `b` appears twice at line 1 column 18");
        assert!(refused(r#"["\ud800"]"#).contains("hex escape"));
        assert!(refused("[123456789012345678901234567890]").contains("exactly"));
        assert!(refused(&"[".repeat(100_000)).contains("recursion"));
        for text in ["{a: 1}", "{} {}", "{'a': 1}", "[1,]", "NaN", "", "// x\n{}", "{\"a\": 01}", "\"a\u{0}\""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn pairs_of_surrogates_are_one_character() {
        assert_eq!(parse(r#""\ud83d\ude00""#).expect("JSON"), "😀");
    }
}
