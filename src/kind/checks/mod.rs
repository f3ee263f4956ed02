//! Checks of single members of a body. Port makes the same checks when it receives one.

mod aggregation;
mod property;

pub(crate) use aggregation::{AggregationMistake, aggregation_mistakes};
pub(crate) use property::{
    PropertyMistake, fits_each, is_constrained, is_plain, of_elements, property_mistakes, value_mistake,
};
