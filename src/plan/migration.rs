//! How the values of a property are kept while its type changes.

use crate::ground::path::Path;
use serde_json::Value;

/// The end of the name of the property that has the values meanwhile.
const TEMPORARY_SUFFIX: &str = "_portwright_migration";

/// A migration of the values of one property to another type, through a temporary property.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// The name of the property.
    pub name: String,
    /// The jq that converts a value, with the value as its input; `None` if an earlier run removed the old property, so
    /// that the temporary one has all values.
    pub conversion: Option<String>,
    /// The new property.
    pub property: Value,
    /// The temporary property.
    pub temporary: Path,
}

impl Migration {
    /// Returns the name of the temporary property.
    pub(crate) fn temporary_name(&self) -> &str {
        self.temporary.last_key().unwrap_or_default()
    }

    /// Returns the body of the temporary property: the new one, but without a default, which Port would set in every
    /// entity that has no value.
    pub(crate) fn temporary_property(&self) -> Value {
        let mut property = self.property.clone();
        if let Some(map) = property.as_object_mut() {
            map.shift_remove("default");
            map.insert("title".to_owned(), Value::from(format!("Values of {} during its migration", self.name)));
        }
        property
    }
}

/// Returns whether a property of this name is a temporary one.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.ends_with(TEMPORARY_SUFFIX)
}

/// Returns the path of the temporary property for a property.
pub(crate) fn temporary(path: &Path) -> Path {
    let name = format!("{}{TEMPORARY_SUFFIX}", path.last_key().unwrap_or_default());
    path.first(path.0.len().saturating_sub(1)).child(name)
}
