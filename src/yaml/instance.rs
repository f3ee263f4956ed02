//! An adapter that lets the schema validator read a tree without copying it.

use crate::yaml::tree::{self, Content, Entries, Items, Node as TreeNode};
use jsonschema::JsonType;
use jsonschema::json::{Array, Json, Node, NodeIdentity, Object, cmp, unique};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;

/// The validator's data model: nodes of a tree, and JSON values without a source text.
pub(super) struct TreeJson;

#[derive(Clone, Copy)]
pub(super) enum Instance<'a> {
    Tree(TreeNode<'a>),
    Value(&'a Value),
    /// A key, when keys themselves are validated.
    Name(&'a str),
}

impl Json for TreeJson {
    type Node<'a> = Instance<'a>;
    type PreparedKey = String;
    type StringBuffer = String;

    // A lookup reads half of a map's keys, so one pass over all of them replaces two.
    const KEYS_PER_LOOKUP: usize = 2;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(_: &mut String, string: &str, f: impl FnOnce(Instance<'_>) -> T) -> T {
        f(Instance::Name(string))
    }
}

impl<'a> Node<'a, TreeJson> for Instance<'a> {
    type Object = Members<'a>;
    type Array = Elements<'a>;
    type Number = Number;

    fn as_object(&self) -> Option<Members<'a>> {
        match self {
            Self::Tree(node) => node.is_map().then_some(Members::Tree(*node)),
            Self::Value(value) => value.as_object().map(Members::Value),
            Self::Name(_) => None,
        }
    }

    fn as_array(&self) -> Option<Elements<'a>> {
        match self {
            Self::Tree(node) => node.is_list().then_some(Elements::Tree(*node)),
            Self::Value(value) => value.as_array().map(Elements::Value),
            Self::Name(_) => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Tree(node) => node.as_str().map(Cow::Borrowed),
            Self::Value(value) => value.as_str().map(Cow::Borrowed),
            Self::Name(name) => Some(Cow::Borrowed(name)),
        }
    }

    fn as_number(&self) -> Option<Number> {
        match self {
            Self::Tree(node) => match node.kind() {
                Content::Number(number) => Some(number),
                _ => None,
            },
            Self::Value(value) => value.as_number().cloned(),
            Self::Name(_) => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Tree(node) => node.as_bool(),
            Self::Value(value) => value.as_bool(),
            Self::Name(_) => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn json_type(&self) -> JsonType {
        match self {
            Self::Tree(node) => match node.kind() {
                Content::Null => JsonType::Null,
                Content::Bool(_) => JsonType::Boolean,
                Content::Number(_) => JsonType::Number,
                Content::String(_) => JsonType::String,
                Content::Sequence(_) => JsonType::Array,
                Content::Mapping(_) => JsonType::Object,
            },
            Self::Value(value) => match value {
                Value::Null => JsonType::Null,
                Value::Bool(_) => JsonType::Boolean,
                Value::Number(_) => JsonType::Number,
                Value::String(_) => JsonType::String,
                Value::Array(_) => JsonType::Array,
                Value::Object(_) => JsonType::Object,
            },
            Self::Name(_) => JsonType::String,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match self {
            Self::Tree(node) if node.is_list() == expected.is_array() && node.is_map() == expected.is_object() => {
                cmp::equal(&tree::to_value(*node), expected)
            }
            Self::Tree(_) => false,
            Self::Value(value) => cmp::equal(value, expected),
            Self::Name(name) => expected.as_str() == Some(name),
        }
    }

    /// Called when an error is created. Lists and maps are not copied, because a violation has a span instead.
    fn to_value(&self) -> Cow<'a, Value> {
        match self {
            Self::Tree(node) if node.is_list() || node.is_map() => Cow::Owned(Value::Null),
            Self::Tree(node) => Cow::Owned(tree::to_value(*node)),
            Self::Value(value) => Cow::Borrowed(value),
            Self::Name(name) => Cow::Owned(Value::String((*name).to_owned())),
        }
    }

    fn identity(&self) -> Option<NodeIdentity> {
        match self {
            Self::Tree(node) => {
                let address = std::ptr::from_ref(node.tree()) as usize;
                Some(NodeIdentity::tagged(address, node.resolved().id().0))
            }
            Self::Value(value) => Some(NodeIdentity::new(std::ptr::from_ref(*value) as usize)),
            Self::Name(_) => None,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Members<'a> {
    Tree(TreeNode<'a>),
    Value(&'a Map<String, Value>),
}

impl<'a> Object<'a, TreeJson> for Members<'a> {
    type Node = Instance<'a>;
    type MemberName = &'a str;
    type MembersIter = MembersIter<'a>;

    fn len(&self) -> usize {
        match self {
            Self::Tree(node) => node.len(),
            Self::Value(members) => members.len(),
        }
    }

    fn get(&self, key: &String) -> Option<Instance<'a>> {
        match self {
            Self::Tree(node) => node.get(key).map(Instance::Tree),
            Self::Value(members) => members.get(key).map(Instance::Value),
        }
    }

    fn members(&self) -> MembersIter<'a> {
        match self {
            Self::Tree(node) => MembersIter::Tree(node.entries()),
            Self::Value(members) => MembersIter::Value(members.iter()),
        }
    }
}

pub(super) enum MembersIter<'a> {
    Tree(Entries<'a>),
    Value(serde_json::map::Iter<'a>),
}

impl<'a> Iterator for MembersIter<'a> {
    type Item = (&'a str, Instance<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Tree(entries) => entries.next().map(|(key, value)| (key.key_text(), Instance::Tree(value))),
            Self::Value(members) => members.next().map(|(key, value)| (key.as_str(), Instance::Value(value))),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Elements<'a> {
    Tree(TreeNode<'a>),
    Value(&'a [Value]),
}

impl<'a> Array<'a, TreeJson> for Elements<'a> {
    type Node = Instance<'a>;
    type ElementsIter = ElementsIter<'a>;

    fn len(&self) -> usize {
        match self {
            Self::Tree(node) => node.len(),
            Self::Value(items) => items.len(),
        }
    }

    fn elements(&self) -> ElementsIter<'a> {
        match self {
            Self::Tree(node) => ElementsIter::Tree(node.items()),
            Self::Value(items) => ElementsIter::Value(items.iter()),
        }
    }

    fn is_unique(&self) -> bool {
        match self {
            Self::Tree(node) => unique::is_unique(&node.items().map(tree::to_value).collect::<Vec<_>>()),
            Self::Value(items) => unique::is_unique(items),
        }
    }
}

pub(super) enum ElementsIter<'a> {
    Tree(Items<'a>),
    Value(std::slice::Iter<'a, Value>),
}

impl<'a> Iterator for ElementsIter<'a> {
    type Item = Instance<'a>;

    fn next(&mut self) -> Option<Instance<'a>> {
        match self {
            Self::Tree(items) => items.next().map(Instance::Tree),
            Self::Value(items) => items.next().map(Instance::Value),
        }
    }
}
