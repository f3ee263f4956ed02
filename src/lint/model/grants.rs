//! The users, roles and teams that a declaration permits something.

use crate::ground::path::Path;
use crate::kind::places::values;
use crate::lint::model::is_undefined;
use crate::model::Declaration;

/// Returns each name in one of the lists of every grant, such as `roles`, with its path.
pub(crate) fn grantees<'d>(declaration: &'d Declaration, list: &'static str) -> Vec<(Path, &'d str)> {
    let grants = values(declaration.kind.places.grants, &declaration.body).into_iter();
    let names = grants.flat_map(|(at, grant)| {
        let names = grant.get(list).and_then(serde_json::Value::as_array).into_iter().flatten();
        let at = at.child(list);
        names.enumerate().filter_map(move |(nth, name)| Some((at.child(nth), name.as_str()?)))
    });
    names.filter(|(at, name)| !name.is_empty() && !is_undefined(declaration, at)).collect()
}
