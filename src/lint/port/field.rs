//! A key of an entity, and its value.

use crate::yaml::tree::Node;

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Field<'d> {
    /// The key.
    pub key: Node<'d>,
    /// The value.
    pub value: Node<'d>,
}
