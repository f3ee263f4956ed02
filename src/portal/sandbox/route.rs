//! A route of the sandbox: method and path to handler.

use std::borrow::Cow;

use super::call::{Call, HandlerResult};
use super::quirks::ServedKind;
use crate::portal::wire::Method;

/// A handler of the requests that only some kinds have.
type Special = fn(&mut Call) -> HandlerResult;

#[derive(Clone)]
pub(super) struct Route {
    pub method: Method,
    /// Below `/v1`; `:` matches any one segment.
    pub path: Cow<'static, str>,
    /// Whether the handler may change the store.
    pub writes: bool,
    handler: Handler,
}

#[derive(Clone, Copy)]
enum Handler {
    Special(Special),
    Generic(fn(&mut Call, &ServedKind) -> HandlerResult, &'static ServedKind),
}

pub(super) const fn get(path: &'static str, handler: Special) -> Route {
    special(Method::Get, path, false, handler)
}

pub(super) const fn writes(method: Method, path: &'static str, handler: Special) -> Route {
    special(method, path, true, handler)
}

/// A search.
pub(super) const fn asks(path: &'static str, handler: Special) -> Route {
    special(Method::Post, path, false, handler)
}

const fn special(method: Method, path: &'static str, writes: bool, handler: Special) -> Route {
    Route { method, path: Cow::Borrowed(path), writes, handler: Handler::Special(handler) }
}

impl Route {
    /// A route from the description of a kind.
    pub(super) fn generic(
        method: Method,
        path: &[&[&str]],
        handler: fn(&mut Call, &ServedKind) -> HandlerResult,
        kind: &'static ServedKind,
    ) -> Self {
        let parts = path.iter().copied().flatten().map(|part| if part.starts_with('{') { ":" } else { part });
        let path = Cow::Owned(parts.collect::<Vec<_>>().join("/"));
        Self { method, path, writes: method != Method::Get, handler: Handler::Generic(handler, kind) }
    }

    pub(super) fn handle(&self, call: &mut Call) -> HandlerResult {
        match self.handler {
            Handler::Special(handler) => handler(call),
            Handler::Generic(handler, kind) => handler(call, kind),
        }
    }

    /// Sorts a literal segment before a variable one.
    pub(super) fn rank(&self) -> Vec<bool> {
        self.path.split('/').map(|part| part == ":").collect()
    }

    /// The variable segments of a request to this route.
    pub(super) fn fit<'a>(&self, segments: &'a [String]) -> Option<Vec<&'a str>> {
        let mut names = Vec::new();
        let mut rest = segments.iter();
        for part in self.path.split('/') {
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
}
