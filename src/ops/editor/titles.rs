//! The entities of a portal with their titles, for completion.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::portal::{Portal, PortalError, resources};

/// The titles of entities, by identifier.
pub(crate) type Titles = BTreeMap<String, Option<String>>;

/// At most `limit` entities of a blueprint: the title of each, by identifier.
pub(crate) fn titles(portal: &dyn Portal, blueprint: &str, limit: usize) -> Result<Titles, PortalError> {
    let mut found = Titles::new();
    let search = json!({ "include": ["$identifier", "$title"] });
    resources::search(portal, blueprint, &search, limit, &mut |page| {
        let named = |entity: Value| {
            let title = entity["title"].as_str().map(str::to_owned);
            Some((entity["identifier"].as_str()?.to_owned(), title))
        };
        found.extend(page.into_iter().filter_map(named));
    })?;
    Ok(found)
}
