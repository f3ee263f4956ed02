//! A key of an entity, and its value.

use crate::yaml::tree::Node;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'d> {
    pub key: Node<'d>,
    pub value: Node<'d>,
}
