//! The resources that can be removed: those that a portal has or had, and that no file declares.

use std::collections::BTreeSet;

use crate::kind::{Key, blueprint, entity};
use crate::ops::base::BaseInput;
use crate::ops::editor::project::EditorProject;

impl EditorProject<'_> {
    /// The resources that no file declares and that a portal may have: those of the catalog, and those of the model that was last
    /// applied or committed.
    pub(crate) fn undeclared(&self) -> BTreeSet<Key> {
        let mut found = self.earlier.get_or_init(|| self.earlier_keys()).clone();
        let of_snapshot = self.snapshot.iter().flat_map(|snapshot| snapshot.blueprints.keys());
        found.extend(of_snapshot.map(|name| Key::new(&blueprint::KIND, name.as_str())));
        found.retain(|key| !key.is_system() && !self.model().desired().contains_key(key));
        found
    }

    /// The entities of a blueprint that only the catalog has.
    pub(crate) fn undeclared_entities(&self, blueprint: &str) -> BTreeSet<Key> {
        let of_catalog = self.entities(blueprint).into_iter().filter(|(_, place)| place.is_none());
        let key = |(identifier, _)| Key { parent: Some(blueprint.to_owned()), ..Key::new(&entity::KIND, identifier) };
        of_catalog.map(key).collect()
    }

    /// What the model declares that was last applied, or else committed. Outside of a repository, there is none.
    fn earlier_keys(&self) -> BTreeSet<Key> {
        let variables = |_: &_| Ok(self.workspace.variables.clone());
        let base = self
            .workspace
            .default_base()
            .and_then(|revision| self.workspace.base(BaseInput { revision, variables: &variables }));
        let declared = base.map(|base| base.model.desired().keys().cloned().collect::<BTreeSet<Key>>());
        declared.unwrap_or_default()
    }
}
