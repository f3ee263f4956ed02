//! Bringing the entities that files declare to a portal, and taking away those that they declared once.

mod check;
mod gather;
mod order;
mod removal;
mod send;

pub use check::{Asked, check};
pub use gather::{Attached, Gathered, attach, gather};
pub use order::{Link, Order, order};
pub use removal::{Removal, removal};
pub use send::{Portion, Refused, Sent, Stopped, Synced, arranged, delete, write};
