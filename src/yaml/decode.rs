//! Typed values out of a tree, with the span of what does not fit.

use crate::ground::source::Span;
use crate::yaml::tree::{Content, Entries, Items, Node};
use serde::de::{self, Deserialize, DeserializeSeed, Visitor, value::StrDeserializer};
use serde::forward_to_deserialize_any;
use std::fmt;

/// Why a node is not the typed value that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DecodeError {
    /// The innermost node that does not fit; of an unknown key, the key.
    pub span: Span,
    /// What is wrong.
    pub message: String,
}

/// Reads a node as a value of that type.
///
/// # Errors
/// What does not fit, and where.
pub fn from_node<'t, T: Deserialize<'t>>(node: Node<'t>) -> Result<T, DecodeError> {
    T::deserialize(Decoder(node)).map_err(|error| error.at(node).into_error(node))
}

/// The error on its way out; the first node to see it gives its span.
#[derive(Debug)]
struct Unplaced {
    span: Option<Span>,
    message: String,
}

impl Unplaced {
    fn at(mut self, node: Node<'_>) -> Self {
        self.span.get_or_insert(node.span());
        self
    }

    fn into_error(self, node: Node<'_>) -> DecodeError {
        DecodeError { span: self.span.unwrap_or(node.span()), message: self.message }
    }
}

impl fmt::Display for Unplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unplaced {}

impl de::Error for Unplaced {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { span: None, message: message.to_string() }
    }
}

struct Decoder<'t>(Node<'t>);

impl<'t> de::Deserializer<'t> for Decoder<'t> {
    type Error = Unplaced;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unplaced> {
        let node = self.0;
        let read = match node.kind() {
            Content::Null => visitor.visit_unit(),
            Content::Bool(value) => visitor.visit_bool(value),
            Content::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (_, _, value) => visitor.visit_f64(value.unwrap_or_default()),
            },
            Content::String(text) => visitor.visit_borrowed_str(text),
            Content::Sequence(items) => visitor.visit_seq(Members(items)),
            Content::Mapping(entries) => visitor.visit_map(Pairs { entries, value: None }),
        };
        read.map_err(|error| error.at(node))
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unplaced> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unplaced> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unplaced> {
        let node = self.0;
        let mut entries = node.entries();
        let variant = match (entries.next(), entries.next()) {
            (Some((key, value)), None) => Variant { name: key, value: Some(value) },
            _ => Variant { name: node, value: None },
        };
        visitor.visit_enum(variant).map_err(|error| error.at(node))
    }

    forward_to_deserialize_any! {
        <V: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

struct Members<'t>(Items<'t>);

impl<'t> de::SeqAccess<'t> for Members<'t> {
    type Error = Unplaced;

    fn next_element_seed<T: DeserializeSeed<'t>>(&mut self, seed: T) -> Result<Option<T::Value>, Unplaced> {
        self.0.next().map(|node| seed.deserialize(Decoder(node)).map_err(|error| error.at(node))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Pairs<'t> {
    entries: Entries<'t>,
    value: Option<Node<'t>>,
}

impl<'t> de::MapAccess<'t> for Pairs<'t> {
    type Error = Unplaced;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, Unplaced> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Key(key)).map(Some).map_err(|error| error.at(key))
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Unplaced> {
        let node = self.value.take().expect("serde asks for a value after its key");
        seed.deserialize(Decoder(node)).map_err(|error| error.at(node))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// A key is a text, whatever YAML makes of it.
struct Key<'t>(Node<'t>);

impl<'t> de::Deserializer<'t> for Key<'t> {
    type Error = Unplaced;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unplaced> {
        visitor.visit_borrowed_str(self.0.key_text())
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unplaced> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unplaced> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unplaced> {
        visitor.visit_enum(Variant { name: self.0, value: None })
    }

    forward_to_deserialize_any! {
        <V: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// `name`, or `name: value`.
struct Variant<'t> {
    name: Node<'t>,
    value: Option<Node<'t>>,
}

impl<'t> de::EnumAccess<'t> for Variant<'t> {
    type Error = Unplaced;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'t>>(self, seed: V) -> Result<(V::Value, Self), Unplaced> {
        let name = self.name;
        let text = StrDeserializer::<Unplaced>::new(name.key_text());
        let variant =
            if name.is_map() || name.is_list() { seed.deserialize(Decoder(name)) } else { seed.deserialize(text) };
        Ok((variant.map_err(|error| error.at(name))?, self))
    }
}

impl<'t> de::VariantAccess<'t> for Variant<'t> {
    type Error = Unplaced;

    fn unit_variant(self) -> Result<(), Unplaced> {
        self.value.map_or(Ok(()), |node| Deserialize::deserialize(Decoder(node)))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'t>>(self, seed: T) -> Result<T::Value, Unplaced> {
        let node = self.content()?;
        seed.deserialize(Decoder(node)).map_err(|error| error.at(node))
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Unplaced> {
        de::Deserializer::deserialize_any(Decoder(self.content()?), visitor)
    }

    fn struct_variant<V: Visitor<'t>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Unplaced> {
        de::Deserializer::deserialize_any(Decoder(self.content()?), visitor)
    }
}

impl<'t> Variant<'t> {
    fn content(&self) -> Result<Node<'t>, Unplaced> {
        let missing = || de::Error::custom(format!("`{}` needs a value", self.name.key_text()));
        self.value.ok_or_else(missing).map_err(|error: Unplaced| error.at(self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::source::SourceFile;
    use crate::yaml::parse::{Limits, parse};
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        name: String,
        size: Option<u8>,
        #[serde(default)]
        shape: Vec<Shape>,
        #[serde(default)]
        by_number: BTreeMap<String, f64>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Shape {
        Round,
        Long { length: i64 },
    }

    fn thing(text: &str) -> Result<Thing, String> {
        let tree = parse(&SourceFile::new("a", text), &Limits::default()).tree.expect("parses");
        let root = tree.roots().next().expect("a document");
        from_node(root).map_err(|error| format!("{:?} {error}", tree.file().slice(error.span)))
    }

    #[test]
    fn a_struct_is_read_with_options_enums_aliases_and_keys_that_look_like_numbers() {
        let read = thing("name: &n x\nsize: ~\nshape: [round, long: {length: -1}]\nby_number: {010: 1, *n : 1.5}");
        let by_number = BTreeMap::from([("010".to_owned(), 1.0), ("x".to_owned(), 1.5)]);
        let shape = vec![Shape::Round, Shape::Long { length: -1 }];
        assert_eq!(read, Ok(Thing { name: "x".to_owned(), size: None, shape, by_number }));
    }

    #[test]
    fn an_error_has_the_innermost_span() {
        let fails = |text| thing(text).expect_err("does not fit");
        assert!(fails("name: x\nsize: 300").starts_with("\"300\" invalid value"));
        assert!(fails("name: x\nsiez: 3").starts_with("\"siez\" unknown field"));
        assert!(fails("name: x\nshape: [square]").starts_with("\"square\" unknown variant"));
        assert!(fails("name: x\nshape: [{long: {length: y}}]").starts_with("\"y\" invalid type"));
        assert!(fails("size: 1").starts_with("\"size: 1\" missing field"));
    }
}
