//! Bringing the entities that files declare to a portal, and taking away those that they declared once.

mod check;
mod gather;
mod order;
mod removal;
mod send;

pub use check::{Asked, check};
pub use gather::{AttachError, Gathered, attach, gather};
pub use order::Order;
pub use removal::{Removal, removal};
pub use send::{Refused, Sent, Stopped, Synced, arranged, delete, write};
