//! The kinds that the sandbox serves, and all its routes.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::json;

use super::{Kinds, Quirks, Route, ServedKind, Store};
use super::{
    action, audit, blueprint, catalog, entity, integration, migration, organization, permission, resource, run,
    scorecard, scorecard_group, secret, team, webhook, workflow,
};
use crate::kind::{KINDS as DESCRIBED, Kind};
use crate::portal::wire::Method;

/// The quirks of kinds. A kind that has none needs no line.
const QUIRKS: &[&Quirks] = &[
    &blueprint::QUIRKS,
    &action::QUIRKS,
    &scorecard::QUIRKS,
    &workflow::QUIRKS,
    &scorecard_group::QUIRKS,
    &team::QUIRKS,
    &entity::QUIRKS,
    &permission::OF_BLUEPRINTS,
    &permission::OF_ACTIONS,
    &permission::OF_PAGES,
    &catalog::PAGES,
    &catalog::FOLDERS,
    &secret::QUIRKS,
    &integration::QUIRKS,
    &webhook::QUIRKS,
    &organization::QUIRKS,
];

/// The routes that do not follow from the description of a kind. They win over one that does.
const SPECIAL: &[&[Route]] = &[
    audit::ROUTES,
    blueprint::ROUTES,
    scorecard::ROUTES,
    entity::ROUTES,
    catalog::ROUTES,
    run::ROUTES,
    migration::ROUTES,
];

pub(super) static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let quirks = |name: &str| QUIRKS.iter().copied().find(|quirks| quirks.kind == name).unwrap_or(&Quirks::NONE);
    let described = DESCRIBED.iter().filter_map(|kind| ServedKind::new(Some(kind), quirks(kind.name)));
    let own = QUIRKS.iter().filter(|quirks| Kind::named(quirks.kind).is_none());
    Kinds(described.chain(own.filter_map(|quirks| ServedKind::new(None, quirks))).collect())
});

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let special = SPECIAL.iter().copied().flatten().cloned();
    special.chain(KINDS.0.iter().flat_map(resource::routes)).collect()
});

/// The route of a request, and its variable segments. A literal segment wins over a variable one.
pub(super) fn route(method: Method, segments: &[String]) -> Option<(&'static Route, Vec<&str>)> {
    let of_method = ROUTES.iter().filter(|route| route.method == method);
    of_method.filter_map(|route| Some((route, route.fit(segments)?))).min_by_key(|(route, _)| route.rank())
}

/// A new sandbox: a portal right after a Git integration and another one were installed.
pub(super) fn new_store(now: Timestamp) -> Store {
    let mut store = Store::new(now);
    let at = store.latest_write.clone();
    for kind in &KINDS.0 {
        for (identifier, mut body) in (kind.quirks.seed)() {
            let stamps = [("createdAt", &*at), ("updatedAt", &at), ("createdBy", "port"), ("updatedBy", "port")];
            body.extend(stamps.map(|(field, value)| (field.to_owned(), json!(value))));
            store.insert(kind.name, "", &identifier, body);
        }
    }
    store
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(path: &str) -> Vec<String> {
        path.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn a_literal_segment_wins_over_a_variable_one() {
        let segments = segments("actions|runs|r_1");
        let (route, names) = route(Method::Get, &segments).expect("there is such a route");
        assert_eq!((&*route.path, names), ("actions/runs/:", vec!["r_1"]));
    }

    #[test]
    fn an_identifier_with_a_slash_is_one_segment() {
        let segments = segments("blueprints|a/b|scorecards|c");
        assert_eq!(route(Method::Get, &segments).map(|(_, names)| names), Some(vec!["a/b", "c"]));
    }

    #[test]
    fn no_two_special_routes_are_the_same_and_no_two_of_kinds() {
        let special = SPECIAL.iter().copied().flatten().count();
        for routes in [&ROUTES[..special], &ROUTES[special..]] {
            for (index, route) in routes.iter().enumerate() {
                let same = |other: &Route| other.method == route.method && other.path == route.path;
                assert!(!routes[index + 1..].iter().any(same), "{} {}", route.method, route.path);
            }
        }
    }

    #[test]
    fn every_kind_of_a_model_is_served_and_described_once() {
        for kind in DESCRIBED {
            assert_eq!(KINDS.0.iter().filter(|served| served.name == kind.name).count(), 1, "{}", kind.name);
            let parent = kind.api.item.iter().position(|part| *part == "{parent}");
            let identifier = kind.api.item.iter().position(|part| *part == "{identifier}");
            assert_eq!(parent.is_some(), kind.identity.parent.is_some(), "{}", kind.name);
            assert!(parent < identifier || identifier.is_none(), "{}", kind.name);
        }
    }

    #[test]
    fn a_kind_that_has_a_description_of_its_own_is_not_described_here_too() {
        for quirks in QUIRKS.iter().filter(|quirks| quirks.described.is_some()) {
            assert!(Kind::named(quirks.kind).is_none(), "{}: remove `described` from its quirks", quirks.kind);
        }
    }

    #[test]
    fn every_shape_refuses_a_number() {
        for quirks in QUIRKS {
            for shape in [quirks.create, quirks.replace, quirks.merge].into_iter().flatten() {
                assert!(shape.check(&json!(7)).is_err(), "{}", quirks.kind);
            }
        }
    }

    #[test]
    fn a_new_portal_has_the_service_blueprint_and_the_system_blueprints() {
        let store = new_store(Timestamp::UNIX_EPOCH);
        let expected: Vec<&str> = crate::kind::blueprint::SYSTEM.iter().copied().chain(["service"]).collect();
        assert_eq!(store.blueprints().map(|(identifier, _)| identifier).collect::<Vec<_>>(), expected);
        let service = store.blueprint("service").expect("it is there");
        assert_eq!(
            super::super::properties(service).keys().collect::<Vec<_>>(),
            ["readme", "codeowners", "url", "language", "tier"]
        );
    }
}
