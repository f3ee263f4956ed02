//! The list of kinds. To add a kind, add a line here.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::kind::descriptor::Kind;
use crate::kind::shape::Shape;
use crate::kind::treatment_tree::{Treated, TreatmentTree};
use crate::kind::{
    action, action_permissions, blueprint, blueprint_permissions, entity, folder, integration, page, page_permissions,
    scorecard, scorecard_group, secret, team, webhook, workflow,
};

/// Every kind, in the order of lists and pages.
pub static KINDS: &[&Kind] = &[
    &blueprint::KIND,
    &action::KIND,
    &scorecard::KIND,
    &scorecard_group::KIND,
    &team::KIND,
    &secret::KIND,
    &entity::KIND,
    &integration::KIND,
    &webhook::KIND,
    &workflow::KIND,
    &page::KIND,
    &folder::KIND,
    &blueprint_permissions::KIND,
    &action_permissions::KIND,
    &page_permissions::KIND,
];

static SHAPES: LazyLock<BTreeMap<&'static str, OnceLock<Shape>>> =
    LazyLock::new(|| KINDS.iter().map(|kind| (kind.name, OnceLock::new())).collect());

static TREATMENTS: LazyLock<BTreeMap<&'static str, OnceLock<TreatmentTree>>> =
    LazyLock::new(|| KINDS.iter().map(|kind| (kind.name, OnceLock::new())).collect());

impl Kind {
    /// The treatments of its fields, to walk together with a body.
    pub(crate) fn treated(&self) -> Treated<'static> {
        TREATMENTS[self.name].get_or_init(|| TreatmentTree::of(self.fields)).root()
    }

    /// The fields that its schema knows.
    pub(crate) fn shape(&self) -> &'static Shape {
        SHAPES[self.name].get_or_init(|| Shape::parse(self.schema).expect("a test reads every schema"))
    }

    /// Returns the kind of a resource in this kind's folder: the first there whose identifier the resource has, or
    /// a field of its own. `has` returns whether it has a field.
    pub(crate) fn of_body(&'static self, has: impl Fn(&str) -> bool) -> &'static Kind {
        let beside = || KINDS.iter().copied().filter(|kind| kind.folder == self.folder);
        let named = beside().find(|kind| has(kind.identity.field));
        // If its identifier is misspelt, a field that only one of them has distinguishes them.
        let is_own = |name: &str| has(name) && beside().filter(|kind| kind.shape().root().knows(name)).count() == 1;
        let has_own =
            |kind: &Kind| kind.shape().root().fields().is_some_and(|all| all.names.iter().any(|name| is_own(name)));
        named.or_else(|| beside().nth(1).and_then(|_| beside().find(|kind| has_own(kind)))).unwrap_or(self)
    }

    /// Returns the kind of that name.
    pub fn named(name: &str) -> Option<&'static Kind> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }
}
