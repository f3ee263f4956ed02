//! Port's search queries: one grammar for every place where a body can contain a query.

mod dialect;
mod fit;
mod grammar;
mod matching;
mod mention;
mod mistake;
mod operator;
mod place;
mod property;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use dialect::Dialect;
pub(crate) use grammar::{check, has_combinator_as_operator, operators};
pub(crate) use matching::{UnknownRule, check_evaluable, matches};
pub(crate) use mention::compared_properties;
pub(crate) use mistake::{Mistake, MistakeKind, Part};
pub(crate) use operator::Shape;
pub(crate) use place::{queries, scorecards};
pub(crate) use property::META_PROPERTIES;
pub(crate) use property::MembersOf;
pub(crate) use property::ValueType;
pub(crate) use property::meta_property;
