//! Checks of single members of a body, which Port makes when it receives them.

mod aggregation;
mod property;

pub(crate) use aggregation::{AggregationMistake, aggregation_mistakes};
pub(crate) use property::{OF_ELEMENTS, PropertyMistake, property_mistakes};
