//! What several rules ask about a declaration, computed once.

use std::sync::{Arc, OnceLock};

use crate::ground::path::Path;
use crate::kind::blueprint;
use crate::lint::model::displaced::{Displaced, displaced};
use crate::lint::model::fields::{self, UnknownField};
use crate::lint::model::renamed;
use crate::model::Declaration;

/// Fields and members of a declaration at places where they are not expected.
#[derive(Debug)]
pub(crate) struct Facts {
    pub displaced: Vec<Displaced>,
    /// Every unknown field. In maps with free names, only fields whose name is close to that of a known one are included.
    /// Fields of closed maps are included too, although Port refuses those.
    pub unknown: Vec<UnknownField>,
    /// The field that has the identifier under another name.
    pub renamed: Option<String>,
}

impl Facts {
    fn of(declaration: &Declaration) -> Self {
        let displaced = displaced(declaration);
        let renamed = renamed::identity(declaration);
        let mut unknown = fields::unknown(declaration, &displaced);
        unknown.retain(|field| field.path.0.len() > 1 || Some(&field.name) != renamed.as_ref());
        Self { displaced, unknown, renamed }
    }

    /// Returns whether a misspelt section may contain members that other resources refer to.
    pub(crate) fn hide_members(&self, declaration: &Declaration) -> bool {
        // Also if it is a list, whose entries were meant as members.
        let is_list = |section: &&[&str]| {
            Path::from_keys(section).find(&declaration.body).is_some_and(|value| !value.is_object())
        };
        [blueprint::PROPERTIES, blueprint::RELATIONS].iter().any(is_list)
            || !self.displaced.is_empty()
            || self.unknown.iter().any(|field| field.near.is_some() && field.path.0.len() <= 2)
    }
}

/// The facts of the declarations of a model, by their indices.
#[derive(Clone, Debug, Default)]
pub(in crate::lint) struct ModelFacts(Arc<[OnceLock<Facts>]>);

impl ModelFacts {
    /// Reserves the facts of that many declarations.
    pub(in crate::lint) fn new(declarations: usize) -> Self {
        Self((0..declarations).map(|_| OnceLock::new()).collect())
    }

    pub(in crate::lint) fn of(&self, declaration: &Declaration) -> &Facts {
        self.0[declaration.index].get_or_init(|| Facts::of(declaration))
    }
}
