//! The routes of the sandbox: method and path to handler.

use super::call::{Call, HandlerResult};
use super::{action, blueprint, entity, migration, organization, permission, run, scorecard, secret};
use crate::portal::wire::Method;

pub(super) struct Route {
    method: Method,
    /// The path below `/v1`; `:` matches any one segment.
    path: &'static str,
    /// Whether the handler may change the store.
    pub writes: bool,
    pub handler: fn(&mut Call) -> HandlerResult,
}

const fn get(path: &'static str, handler: fn(&mut Call) -> HandlerResult) -> Route {
    Route { method: Method::Get, path, writes: false, handler }
}

const fn writes(method: Method, path: &'static str, handler: fn(&mut Call) -> HandlerResult) -> Route {
    Route { method, path, writes: true, handler }
}

const fn asks(path: &'static str, handler: fn(&mut Call) -> HandlerResult) -> Route {
    Route { method: Method::Post, path, writes: false, handler }
}

/// The first match is used, so a literal segment precedes a variable one.
const ROUTES: &[Route] = &[
    get("blueprints", blueprint::list),
    writes(Method::Post, "blueprints", blueprint::create),
    get("blueprints/system/:/structure", blueprint::structure),
    get("blueprints/:", blueprint::read),
    writes(Method::Put, "blueprints/:", blueprint::replace),
    writes(Method::Patch, "blueprints/:", blueprint::merge),
    writes(Method::Delete, "blueprints/:", blueprint::delete),
    writes(Method::Delete, "blueprints/:/all-entities", blueprint::all_entities),
    get("blueprints/:/entities-count", blueprint::entities_count),
    get("blueprints/:/permissions", permission::read_blueprint),
    writes(Method::Patch, "blueprints/:/permissions", permission::merge_blueprint),
    writes(Method::Patch, "blueprints/:/properties/:/rename", blueprint::rename_property),
    writes(Method::Patch, "blueprints/:/mirror/:/rename", blueprint::rename_mirror),
    writes(Method::Patch, "blueprints/:/relations/:/rename", blueprint::rename_relation),
    get("scorecards", scorecard::list),
    get("blueprints/:/scorecards", scorecard::list_of_blueprint),
    writes(Method::Post, "blueprints/:/scorecards", scorecard::create),
    writes(Method::Put, "blueprints/:/scorecards", scorecard::replace_all),
    get("blueprints/:/scorecards/:", scorecard::read),
    writes(Method::Put, "blueprints/:/scorecards/:", scorecard::replace),
    writes(Method::Delete, "blueprints/:/scorecards/:", scorecard::delete),
    asks("entities/search", entity::search),
    get("blueprints/:/entities", entity::list),
    writes(Method::Post, "blueprints/:/entities", entity::create),
    writes(Method::Post, "blueprints/:/entities/bulk", entity::create_bulk),
    asks("blueprints/:/entities/search", entity::search_page),
    writes(Method::Post, "blueprints/:/bulk/entities/delete", entity::delete_bulk),
    get("blueprints/:/entities/:", entity::read),
    writes(Method::Put, "blueprints/:/entities/:", entity::replace),
    writes(Method::Patch, "blueprints/:/entities/:", entity::merge),
    writes(Method::Delete, "blueprints/:/entities/:", entity::delete),
    get("actions", action::list),
    writes(Method::Post, "actions", action::create),
    get("actions/runs", run::list),
    get("actions/runs/:", run::read),
    writes(Method::Patch, "actions/runs/:", run::merge),
    writes(Method::Patch, "actions/runs/:/approval", run::approve),
    get("actions/runs/:/logs", run::logs),
    writes(Method::Post, "actions/runs/:/logs", run::add_log),
    get("actions/:", action::read),
    writes(Method::Put, "actions/:", action::replace),
    writes(Method::Delete, "actions/:", action::delete),
    get("actions/:/permissions", permission::read_action),
    writes(Method::Patch, "actions/:/permissions", permission::merge_action),
    writes(Method::Post, "actions/:/runs", run::create),
    get("migrations", migration::list),
    writes(Method::Post, "migrations", migration::create),
    // A read completes a running migration.
    writes(Method::Get, "migrations/:", migration::read),
    writes(Method::Post, "migrations/:/cancel", migration::cancel),
    get("organization", organization::read),
    get("organization/secrets", secret::list),
    writes(Method::Post, "organization/secrets", secret::create),
    get("organization/secrets/:", secret::read),
    writes(Method::Patch, "organization/secrets/:", secret::merge),
    writes(Method::Delete, "organization/secrets/:", secret::delete),
];

/// The route of a request, and its variable segments.
pub(super) fn find(method: Method, segments: &[String]) -> Option<(&'static Route, Vec<&str>)> {
    ROUTES.iter().filter(|route| route.method == method).find_map(|route| Some((route, fit(route.path, segments)?)))
}

fn fit<'a>(path: &str, segments: &'a [String]) -> Option<Vec<&'a str>> {
    let mut names = Vec::new();
    let mut rest = segments.iter();
    for part in path.split('/') {
        let segment = rest.next()?;
        match part {
            ":" if segment.is_empty() => return None,
            ":" => names.push(segment.as_str()),
            literal if literal == segment => {}
            _ => return None,
        }
    }
    rest.next().is_none().then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(path: &str) -> Vec<String> {
        path.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn a_literal_segment_wins_over_a_variable_one() {
        let (path, segments) = ("actions/runs/:", segments("actions|runs|r_1"));
        let (route, names) = find(Method::Get, &segments).expect("there is such a route");
        assert_eq!((route.path, names), (path, vec!["r_1"]));
    }

    #[test]
    fn an_identifier_with_a_slash_is_one_segment() {
        let segments = segments("blueprints|a/b|scorecards|c");
        assert_eq!(find(Method::Get, &segments).map(|(_, names)| names), Some(vec!["a/b", "c"]));
    }

    #[test]
    fn no_two_rows_are_the_same() {
        for (index, route) in ROUTES.iter().enumerate() {
            let same = |other: &Route| other.method == route.method && other.path == route.path;
            assert!(!ROUTES[index + 1..].iter().any(same), "{} {}", route.method, route.path);
        }
    }
}
