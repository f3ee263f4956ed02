//! Which requests to Port can be repeated safely.

use crate::net::Safety;
use crate::portal::wire::{Method, Request};

/// Port's PATCH writes the same values again. Its renames are PATCHes too, but after the first one the old name is
/// gone. Its creations are POSTs, and so are its searches, its upserts and its checks without a write.
pub(super) fn safety_of(request: &Request) -> Safety {
    let asks = |name: &str| request.query.iter().any(|(key, value)| key == name && value == "true");
    let repeatable = match request.method {
        Method::Get | Method::Put | Method::Delete => true,
        Method::Patch => request.segments.last().is_none_or(|last| last != "rename"),
        Method::Post => !request.writes() || asks("upsert") || asks("validation_only"),
    };
    if repeatable { Safety::Repeatable } else { Safety::Once }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safety(method: Method, segments: &[&str]) -> Safety {
        safety_of(&Request::new(method, segments.iter().copied()))
    }

    #[test]
    fn reads_and_replacements_are_repeatable_and_creations_are_not() {
        assert_eq!(safety(Method::Get, &["blueprints"]), Safety::Repeatable);
        assert_eq!(safety(Method::Put, &["blueprints", "a"]), Safety::Repeatable);
        assert_eq!(safety(Method::Delete, &["blueprints", "a"]), Safety::Repeatable);
        assert_eq!(safety(Method::Patch, &["blueprints", "a"]), Safety::Repeatable);
        assert_eq!(safety(Method::Post, &["blueprints"]), Safety::Once);
    }

    #[test]
    fn a_rename_is_not_repeatable() {
        assert_eq!(safety(Method::Patch, &["blueprints", "a", "properties", "b", "rename"]), Safety::Once);
    }

    #[test]
    fn a_post_that_creates_nothing_twice_is_repeatable() {
        assert_eq!(safety(Method::Post, &["entities", "search"]), Safety::Repeatable);
        let entity = Request::new(Method::Post, ["blueprints", "a", "entities"]);
        assert_eq!(safety_of(&entity.clone().query("upsert", true)), Safety::Repeatable);
        assert_eq!(safety_of(&entity.clone().query("validation_only", true)), Safety::Repeatable);
        assert_eq!(safety_of(&entity.query("upsert", false)), Safety::Once);
    }
}
