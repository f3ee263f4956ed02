//! Checks of single members of a body that Port makes when it is sent them.

mod aggregation;
mod property;

pub(crate) use aggregation::{AggregationMistake, aggregation_mistakes};
pub(crate) use property::{PropertyMistake, property_mistakes};
