//! The list of kinds. To add a kind, add a line here.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::kind::descriptor::Kind;
use crate::kind::shape::Shape;
use crate::kind::{
    action, action_permissions, blueprint, blueprint_permissions, folder, page, page_permissions, scorecard,
};

/// Every kind, in the order of lists and pages.
pub static KINDS: &[&Kind] = &[
    &blueprint::KIND,
    &action::KIND,
    &scorecard::KIND,
    &page::KIND,
    &folder::KIND,
    &blueprint_permissions::KIND,
    &action_permissions::KIND,
    &page_permissions::KIND,
];

static SHAPES: LazyLock<BTreeMap<&'static str, OnceLock<Shape>>> =
    LazyLock::new(|| KINDS.iter().map(|kind| (kind.name, OnceLock::new())).collect());

impl Kind {
    /// The fields that its schema knows.
    pub(crate) fn shape(&self) -> &'static Shape {
        SHAPES[self.name].get_or_init(|| Shape::parse(self.schema).expect("a test reads every schema"))
    }

    /// Returns the kind of a resource in this kind's folder: the first there whose identifier the resource has. `has`
    /// returns whether it has a field.
    pub(crate) fn of_body(&'static self, has: impl Fn(&str) -> bool) -> &'static Kind {
        let mut beside = KINDS.iter().copied().filter(|kind| kind.folder == self.folder);
        beside.find(|kind| has(kind.identity.field)).unwrap_or(self)
    }

    /// Returns the kind of that name.
    pub fn named(name: &str) -> Option<&'static Kind> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }
}
